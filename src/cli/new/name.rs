//! What a name that was typed means: a directory of the workbook, a file in it, a title.

use unicode_normalization::UnicodeNormalization;

use crate::report::printable;
use crate::source::{parent, resolve};
use crate::syntax::has_hidden;

/// A name of something new.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The directory, from the workbook's root; empty where none was given.
    pub(super) directory: String,
    /// The name of the file without `.md`, or of the last directory: lower case, with hyphens.
    pub(super) stem: String,
    /// What people call it.
    pub(super) title: String,
}

impl Name {
    /// Reads `refunds/First call` as the title `First call` and the path `refunds/first-call`.
    ///
    /// # Errors
    /// Where it names nothing below the workbook; `what` is what was to be named.
    pub(super) fn read(given: &str, what: &str) -> Result<Self, String> {
        let refused = |why: &str| {
            let shown = printable(given).into_owned();
            Err(format!("`{shown}` cannot be {what}: {why}"))
        };
        let odd = |c: char| c.is_control() || matches!(c, '\\' | '\u{2028}' | '\u{2029}');
        if given.chars().any(odd) || has_hidden(given) {
            return refused("it holds a character that cannot stand in a name");
        }
        if given.starts_with('/') || given.split('/').any(|part| part.starts_with("..")) {
            return refused("give a path below the workbook, such as `refunds/first-call`");
        }
        let hidden = |part: &str| part.starts_with('.') && part != ".";
        if given.split('/').any(hidden) {
            return refused("what starts with a dot is not read");
        }
        let given: String = given.trim().nfc().collect();
        let path = resolve("", given.strip_suffix(".md").unwrap_or(&given)).unwrap_or_default();
        let directory = parent(&path).to_owned();
        let words = path[directory.len()..].trim_start_matches('/').trim();
        let stem = stem(words);
        if stem.is_empty() {
            return refused("give a name with letters or digits");
        }
        let usable = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ');
        if !directory.chars().all(usable) {
            return refused("a directory has letters, digits, hyphens and spaces");
        }
        Ok(Self {
            directory,
            title: title(words, &stem),
            stem,
        })
    }

    /// The path in `directory`.
    pub(super) fn within(&self, directory: &str) -> String {
        if directory.is_empty() {
            self.stem.clone()
        } else {
            format!("{directory}/{}", self.stem)
        }
    }
}

/// `words` as the name of a file: letters and digits of any script in lower case, hyphens between.
fn stem(words: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let apart = |c: char| if kept(c) { c } else { ' ' };
    let quotes = |c: &char| !matches!(c, '\'' | '’');
    let lower: String = words
        .to_lowercase()
        .chars()
        .filter(quotes)
        .map(apart)
        .collect();
    let parts: Vec<&str> = lower.split_whitespace().collect();
    parts.join("-").trim_matches(['.', '-']).to_owned()
}

/// The title: as typed, or where that is the name of a file, its words.
fn title(words: &str, stem: &str) -> String {
    if words != stem || !words.contains(['-', '_']) && words.chars().any(char::is_uppercase) {
        return words.to_owned();
    }
    let spaced = words.replace(['-', '_'], " ");
    let mut letters = spaced.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_paths_and_titles() {
        for (given, path, title) in [
            ("how-we-answer", "how-we-answer", "How we answer"),
            ("refunds/First call", "refunds/first-call", "First call"),
            ("Größe & Gewicht", "größe-gewicht", "Größe & Gewicht"),
            ("What's new?", "whats-new", "What's new?"),
            ("./a//b.md", "a/b", "B"),
            (
                "Our Desk/2026-10 visit",
                "Our Desk/2026-10-visit",
                "2026-10 visit",
            ),
            ("v1.2 notes...", "v1.2-notes", "v1.2 notes..."),
            ("  spaced  ", "spaced", "Spaced"),
            ("e\u{301}", "é", "É"),
        ] {
            let name = Name::read(given, "a page").expect("it names something");
            assert_eq!(name.within(&name.directory), path, "{given}");
            assert_eq!(name.title, title, "{given}");
        }
    }

    #[test]
    fn what_is_no_place_in_the_workbook_is_refused() {
        for given in [
            "",
            " ",
            "/x",
            "../x",
            "a/../../x",
            "a/..",
            ".x",
            "a/.git/x",
            "a\\b",
            "C:\\x",
            "x\ny",
            "a\u{202e}b",
            "???",
            "a|b/c",
            "...",
        ] {
            let refused = Name::read(given, "a page").expect_err(given);
            assert!(refused.contains("cannot be a page: "), "{refused}");
            assert!(!refused.contains('\u{202e}') && !refused.contains('\n'));
        }
    }
}
