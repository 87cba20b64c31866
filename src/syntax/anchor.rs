//! The anchors of headings: what stands behind `#` in a link to them.

use std::collections::HashMap;

/// Gives each heading of a document an anchor of its own, in the way of GitHub: lower case,
/// hyphens for spaces, no punctuation, `-1` behind the second of a kind.
#[derive(Debug, Default)]
pub struct Anchors {
    taken: HashMap<String, usize>,
}

impl Anchors {
    /// The anchor of the next heading, whose plain text is `text`.
    pub fn next(&mut self, text: &str) -> String {
        let keep = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        let slug: String = text
            .trim()
            .chars()
            .filter(keep)
            .flat_map(char::to_lowercase)
            .collect();
        let slug = slug.replace(' ', "-");
        self.unique(if slug.is_empty() {
            "section".to_owned()
        } else {
            slug
        })
    }

    /// The anchor of the next heading, which asks for `id`.
    pub fn explicit(&mut self, id: &str) -> String {
        self.unique(id.to_owned())
    }

    fn unique(&mut self, slug: String) -> String {
        if !self.taken.contains_key(&slug) {
            self.taken.insert(slug.clone(), 0);
            return slug;
        }
        loop {
            let count = self.taken.entry(slug.clone()).or_insert(0);
            *count += 1;
            let candidate = format!("{slug}-{count}");
            if !self.taken.contains_key(&candidate) {
                self.taken.insert(candidate.clone(), 0);
                return candidate;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_unique_and_keep_every_script() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.next("What we do, today"), "what-we-do-today");
        assert_eq!(anchors.next("What we do today"), "what-we-do-today-1");
        assert_eq!(anchors.next("What we do today 1"), "what-we-do-today-1-1");
        assert_eq!(anchors.next("返金 Größe"), "返金-größe");
        assert_eq!(anchors.next("!?"), "section");
    }
}
