//! Where documents and files stand in the site: paths of plain ASCII letters, digits, `-`, `_`
//! and `.`, whatever script their names are written in.

use super::kind::Route;
use crate::source::{parent, relative};

/// A path below `public/` or `private/`, with forward slashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutputPath(String);

impl OutputPath {
    /// The page of the document `id`. A document in the directory that its route is named after
    /// does not repeat the name.
    pub(super) fn of_document(id: &str, route: Route) -> Self {
        let own_directory = format!("{}/", route.word());
        let id = id.strip_prefix(&own_directory).unwrap_or(id);
        Self(format!("{}/{}.html", route.word(), ascii_path(id)))
    }

    /// The copy of the file at `path`; in a directory of its own, so that no file of a workbook
    /// takes the place of one of the site's.
    pub fn of_file(path: &str) -> Self {
        Self(format!("assets/files/{}", ascii_path(path)))
    }

    /// The copy of the file at `path` under a name with this ending and no other, which says nothing
    /// of what it is.
    pub fn of_neutral_file(path: &str, ending: &str) -> Self {
        let place = Self::of_file(path).0;
        let (directory, name) = place.rsplit_once('/').unwrap_or(("", &place));
        Self(format!("{directory}/{}.{ending}", name.replace('.', "-")))
    }

    /// The page about the workflow `id`.
    pub fn of_workflow(id: &str) -> Self {
        Self(format!("workflows/{}.html", ascii_path(id)))
    }

    /// A path that the site fixes by itself, such as `playbook/index.html`.
    pub fn fixed(path: &str) -> Self {
        Self(path.to_owned())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How to get from this page's directory to the top of the site: `../` for each level.
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The relative link from this page to `target`.
    pub fn link_to(&self, target: &Self) -> String {
        relative(parent(&self.0), &target.0)
    }
}

fn ascii_path(path: &str) -> String {
    path.split('/')
        .map(ascii_name)
        .collect::<Vec<_>>()
        .join("/")
}

fn ascii_name(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let ascii = if name.is_ascii() {
        name.to_owned()
    } else {
        deunicode::deunicode(name)
    };
    let mut slug = String::with_capacity(ascii.len());
    for c in ascii.trim().chars() {
        if allowed(c) {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_matches(['-', '.']);
    if !slug.is_empty() {
        return slug.to_owned();
    }
    let codes: Vec<String> = name
        .chars()
        .map(|c| format!("{:x}", u32::from(c)))
        .collect();
    format!("u-{}", codes.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_become_ascii() {
        let page = |id, route| OutputPath::of_document(id, route).0;
        assert_eq!(
            page("refunds/understand", Route::Memory),
            "memory/refunds/understand.html"
        );
        assert_eq!(
            page("playbook/one-answer", Route::Playbook),
            "playbook/one-answer.html"
        );
        assert_eq!(
            page("Größe/Ein Blatt", Route::Memory),
            "memory/grosse/ein-blatt.html"
        );
        assert!(page("返金", Route::Playbook).is_ascii());
        assert_eq!(
            page("\u{10fffd}", Route::Playbook),
            "playbook/u-10fffd.html"
        );
    }

    #[test]
    fn links_are_relative() {
        let at = |path: &str| OutputPath::fixed(path);
        assert_eq!(
            at("playbook/a.html").link_to(&at("playbook/b.html")),
            "b.html"
        );
        assert_eq!(
            at("memory/x/y/a.html").link_to(&at("memory/z/b.html")),
            "../../z/b.html"
        );
        assert_eq!(
            at("index.html").link_to(&at("playbook/b.html")),
            "playbook/b.html"
        );
        assert_eq!(
            at("playbook/a.html").link_to(&at("index.html")),
            "../index.html"
        );
        assert_eq!(at("memory/x/a.html").to_root(), "../../");
    }
}
