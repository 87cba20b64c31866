//! Where links lead. Every link is resolved once, here; rules judge the result and the site
//! renders it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::document::Document;
use super::load::has_document_suffix;
use super::web::{has_scheme, leads_away, names_host};
use crate::source::{Entry, EntryKind, parent, resolve};
use crate::syntax::nearest;

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Not looked at yet.
    Unresolved,
    /// A document, and the heading in it where one is named.
    Document {
        /// Its position in the workbook's documents.
        document: usize,
        /// The position of the heading in its body.
        heading: Option<usize>,
    },
    /// A document that does not have the heading that is named.
    NoHeading {
        /// Its position in the workbook's documents.
        document: usize,
        /// What stands behind `#`.
        anchor: String,
    },
    /// Another file of the workbook, by the path at which it stands itself.
    File(String),
    /// A web, mail or telephone address.
    Address,
    /// An image that is written out in the link.
    InlineImage,
    /// Nothing that exists; the path that was meant.
    Missing(String),
    /// A path or a symbolic link that leaves the workbook, or leads to what is no part of it.
    Outside,
    /// A path on somebody's machine.
    Machine,
    /// An address that browsers run, that is not in the list of safe ones, or that names no host and so
    /// would lead to a place of the page's own site; its scheme.
    Unsafe(String),
}

/// What stands at a path that is written as such, not as a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Something at this position among the entries of the workbook; no link to it.
    Entry(usize),
    /// A directory.
    Directory,
    /// Nothing; the path from the root.
    Missing(String),
    /// A path or a symbolic link that leaves the workbook, or leads to what is no part of it.
    Outside,
}

/// Where a symbolic link leads that stands in the workbook.
enum Link {
    /// To what stands at this path.
    To(String),
    /// Out of the workbook, to what is no part of it, or to what may not have the link's name.
    Outside,
    /// To nothing.
    Nowhere,
}

/// Where a path leads once the links on its way are followed.
enum Followed<'p> {
    /// To this path, at which no link stands.
    To(Cow<'p, str>),
    /// Out of the workbook, or to what is no part of it.
    Outside,
    /// To nothing.
    Nowhere,
}

/// How many linked directories a path may go through.
const MOST_LINKS: usize = 8;

/// How many names a path may have that goes through linked directories.
const MOST_NAMES: usize = 256;

/// Images that a link may hold in itself. SVG is a program as much as a picture.
const SAFE_IMAGES: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp"];

/// How many names of a directory are compared with a broken link, so that a directory of
/// thousands does not make a file of broken links slow.
const MOST_CANDIDATES: usize = 200;

/// Everything that a link can lead to.
pub struct Paths {
    documents: HashMap<String, usize>,
    /// What stands at each path, with its position among the entries.
    files: HashMap<String, (EntryKind, usize)>,
    /// How the disk spells each path that it does not spell in Unicode normal form C.
    spelled: HashMap<String, String>,
    links: HashMap<String, Link>,
    by_directory: HashMap<String, Vec<String>>,
    by_name: HashMap<String, Vec<String>>,
    directories: HashSet<String>,
}

impl Paths {
    /// The index of `entries`, of which `documents` were read as documents.
    pub(super) fn new(entries: &[Entry], documents: &[Document]) -> Self {
        let mut paths = Self {
            documents: HashMap::with_capacity(documents.len()),
            files: HashMap::with_capacity(entries.len()),
            spelled: HashMap::new(),
            links: HashMap::new(),
            by_directory: HashMap::new(),
            by_name: HashMap::new(),
            directories: HashSet::new(),
        };
        for (position, document) in documents.iter().enumerate() {
            paths
                .documents
                .insert(composed(&format!("{}.md", document.id)), position);
        }
        for (position, entry) in entries.iter().enumerate() {
            let path = composed(&entry.path);
            let directory = parent(&path).to_owned();
            let name = path[directory.len()..].trim_start_matches('/').to_owned();
            paths
                .by_name
                .entry(name.to_lowercase())
                .or_default()
                .push(path.clone());
            paths
                .by_directory
                .entry(directory.clone())
                .or_default()
                .push(name);
            let mut above = directory.as_str();
            while !above.is_empty() && paths.directories.insert(above.to_owned()) {
                above = parent(above);
            }
            if let Some(link) = link_of(entry) {
                paths.links.insert(path.clone(), link);
            }
            if path != entry.path {
                paths.spelled.insert(path.clone(), entry.path.clone());
            }
            paths.files.insert(path, (entry.kind, position));
        }
        paths
    }

    /// Where `target` leads when it stands in the document at position `from`.
    pub(super) fn resolve(&self, target: &str, from: usize, documents: &[Document]) -> Target {
        if let Some(kind) = external(target) {
            return kind;
        }
        let (path, anchor) = match target.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (target, None),
        };
        let path = path.split('?').next().unwrap_or("");
        if path.is_empty() {
            return at_heading(from, anchor, documents);
        }
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let Ok(resolved) = resolve(documents[from].directory(), &decoded) else {
            return Target::Outside;
        };
        let resolved = composed(&resolved);
        let place = match self.follow(&resolved) {
            Followed::To(place) => place,
            Followed::Outside => return Target::Outside,
            Followed::Nowhere => return Target::Missing(resolved),
        };
        if let Some(&document) = self.documents.get(&*place) {
            return at_heading(document, anchor, documents);
        }
        match self.files.get(&*place) {
            Some((EntryKind::LeavesWorkbook, _)) => Target::Outside,
            // What cannot be read is there all the same, and is reported where it stands.
            Some((EntryKind::File { .. } | EntryKind::Unreadable, _)) => {
                // Under another spelling another file may stand, which is no part of the workbook.
                let own = self.spelled.get(&*place).cloned();
                Target::File(own.unwrap_or_else(|| place.into_owned()))
            }
            _ => Target::Missing(place.into_owned()),
        }
    }

    /// Follows the links on the way of `path`. Everything that is decided about a path is decided about
    /// the place where that ends.
    fn follow<'p>(&self, path: &'p str) -> Followed<'p> {
        let mut place = Cow::Borrowed(path);
        let names = path.bytes().filter(|byte| *byte == b'/').count();
        if self.links.is_empty() || names > MOST_NAMES {
            return Followed::To(place);
        }
        for _ in 0..=MOST_LINKS {
            let ends = place.match_indices('/').map(|(at, _)| at);
            let mut ends = ends.chain([place.len()]);
            let first = ends.find_map(|end| Some((end, self.links.get(&place[..end])?)));
            match first {
                None => return Followed::To(place),
                Some((_, Link::Outside)) => return Followed::Outside,
                Some((_, Link::Nowhere)) => return Followed::Nowhere,
                Some((end, Link::To(to))) => {
                    let rest = &place[end..];
                    let next = if to.is_empty() {
                        rest.trim_start_matches('/').to_owned()
                    } else {
                        format!("{to}{rest}")
                    };
                    place = Cow::Owned(next);
                }
            }
        }
        Followed::Nowhere
    }

    /// What stands at the path `written`, seen from `directory`.
    pub(super) fn locate(&self, directory: &str, written: &str) -> Place {
        let resolved = resolve(directory, written);
        let Some(path) = resolved.ok().filter(|_| !written.starts_with(['/', '\\'])) else {
            return Place::Outside;
        };
        let path = composed(&path);
        let place = match self.follow(&path) {
            Followed::To(place) => place,
            Followed::Outside => return Place::Outside,
            // It is said of the link that it leads to nothing.
            Followed::Nowhere => Cow::Borrowed(&*path),
        };
        match self.files.get(&*place) {
            Some((EntryKind::LeavesWorkbook, _)) => Place::Outside,
            Some((_, position)) => Place::Entry(*position),
            None if self.is_directory(&place) => Place::Directory,
            None => Place::Missing(place.into_owned()),
        }
    }

    /// The document with this id, with or without `.md`.
    pub fn document(&self, id: &str) -> Option<usize> {
        let id = id.strip_suffix(".md").unwrap_or(id);
        let path = composed(&format!("{id}.md"));
        match self.follow(&path) {
            Followed::To(place) => self.documents.get(&*place).copied(),
            Followed::Outside | Followed::Nowhere => self.documents.get(&path).copied(),
        }
    }

    /// Whether a file stands at `path`, or a link to one.
    pub fn is_file(&self, path: &str) -> bool {
        matches!(self.files.get(path), Some((EntryKind::File { .. }, _)))
    }

    /// Whether there is a directory at `path`, and no link to one.
    pub fn is_directory(&self, path: &str) -> bool {
        path.is_empty() || self.directories.contains(path)
    }

    /// The file that a link to `missing` most likely meant: the same name elsewhere, or nearly the
    /// same name in the same directory.
    pub fn near(&self, missing: &str) -> Option<String> {
        let directory = parent(missing);
        let name = missing[directory.len()..].trim_start_matches('/');
        for candidate in [name.to_lowercase(), format!("{}.md", name.to_lowercase())] {
            if let Some([only]) = self.by_name.get(&candidate).map(Vec::as_slice) {
                return Some(only.clone());
            }
        }
        let names = self.by_directory.get(directory)?.iter();
        let names: Vec<&str> = names.take(MOST_CANDIDATES).map(String::as_str).collect();
        let stems = names.iter().map(|name| stem(name));
        let near = nearest(stem(name), stems)?;
        let near = names.into_iter().find(|name| stem(name) == near)?;
        Some(if directory.is_empty() {
            near.to_owned()
        } else {
            format!("{directory}/{near}")
        })
    }
}

/// Where an entry leads that is a link.
fn link_of(entry: &Entry) -> Option<Link> {
    if !entry.is_link() {
        return None;
    }
    let place = entry.place();
    // What has the name of a document and is none was reported where it stands.
    let is_misnamed = has_document_suffix(&entry.path) && !has_document_suffix(place);
    Some(match entry.kind {
        EntryKind::Dangling => Link::Nowhere,
        EntryKind::LeavesWorkbook | EntryKind::NoPart => Link::Outside,
        EntryKind::File { .. } if is_misnamed => Link::Outside,
        _ => Link::To(composed(place)),
    })
}

/// A file's name without what stands behind its last point.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// `path` in Unicode normal form C: systems disagree on how they store an `é`.
fn composed(path: &str) -> String {
    if path.is_ascii() || is_nfc_quick(path.chars()) == IsNormalized::Yes {
        path.to_owned()
    } else {
        path.nfc().collect()
    }
}

fn at_heading(document: usize, anchor: Option<&str>, documents: &[Document]) -> Target {
    let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else {
        return Target::Document {
            document,
            heading: None,
        };
    };
    let anchor = percent_decode_str(anchor).decode_utf8_lossy();
    match documents[document].body.anchored(&anchor) {
        Some(heading) => Target::Document {
            document,
            heading: Some(heading),
        },
        None => Target::NoHeading {
            document,
            anchor: anchor.into_owned(),
        },
    }
}

/// What a target that is no relative path is.
fn external(target: &str) -> Option<Target> {
    // Browsers drop these before they look for a scheme, so `java\nscript:` is one.
    let seen: String = target
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .collect();
    if names_host(target) {
        return Some(Target::Address);
    }
    if seen.starts_with('/') || seen.starts_with('\\') {
        return Some(Target::Machine);
    }
    let (scheme, rest) = seen.split_once(':')?;
    let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    if !starts || !scheme.chars().all(valid) {
        return None;
    }
    let scheme = scheme.to_ascii_lowercase();
    if scheme == "file" || scheme.len() == 1 {
        return Some(Target::Machine);
    }
    if leads_away(target, &scheme) {
        return Some(Target::Address);
    }
    let media = rest
        .split([';', ','])
        .next()
        .unwrap_or("")
        .to_ascii_lowercase();
    let is_data = scheme == "data" && has_scheme(target, &scheme);
    if is_data && SAFE_IMAGES.contains(&media.as_str()) {
        return Some(Target::InlineImage);
    }
    Some(Target::Unsafe(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_recognised_however_they_are_written() {
        for target in [
            "javascript:x",
            "JavaScript:x",
            "java\nscript:x",
            " javascript:x",
            "data:text/html,x",
            "data:image/svg+xml,x",
            "https:../x",
            "https:x",
            "HTTPS:\\\\x",
            "https:///x",
            "mailto:",
        ] {
            assert!(
                matches!(external(target), Some(Target::Unsafe(_))),
                "{target:?}"
            );
        }
        for target in [
            "/home/mo/x.md",
            "file:///x",
            "C:\\x",
            "\\\\server\\x",
            "///x",
            "//../x",
        ] {
            assert_eq!(external(target), Some(Target::Machine), "{target:?}");
        }
        for target in [
            "https://a.example",
            "MAILTO:mo@a.example",
            "//a.example/x",
            "tel:+49",
        ] {
            assert_eq!(external(target), Some(Target::Address), "{target:?}");
        }
        for target in ["a.md", "../a.md#x:y", "a/b:c.md", "?x", "#a"] {
            assert_eq!(external(target), None, "{target:?}");
        }
        assert_eq!(
            external("data:image/png;base64,AA"),
            Some(Target::InlineImage)
        );
    }
}
