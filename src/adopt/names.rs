//! What the names in links of other tools lead to.

use std::borrow::Cow;
use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::front::Front;
use super::keys::{title_of, without_title};
use super::{Note, Vault, file_name, stem};
use crate::diagnostic::FileId;
use crate::source::{climb, parent};
use crate::syntax::{Heading, canonical_name, parse_body, same_name};

/// Directories that tools which make sites leave out of their addresses.
const ROOTS: &[&str] = &["", "content/", "static/", "assets/", "_posts/", "docs/"];

/// Among how many of a name the one with a path is looked for.
const MOST_OF_NAME: usize = 500;

/// What a name leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'v> {
    /// A note, by its position.
    Note(usize),
    /// Another file, by its path.
    File(&'v str),
}

/// Why a name leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nowhere {
    /// Nothing has it.
    Missing,
    /// Several have it.
    Several,
}

/// The notes and files of a vault by their names.
pub(super) struct Names<'v> {
    /// By path, without regard to case; notes without their ending too.
    by_path: HashMap<String, Target<'v>>,
    /// By name and by alias, without regard to case.
    by_name: HashMap<String, Vec<Target<'v>>>,
    /// Where the notes go.
    targets: &'v [String],
    /// The anchors of the headings of each note, by what these say.
    headings: Vec<HashMap<String, String>>,
    /// The titles of the notes whose heading of that name goes, since a title says it.
    titles: Vec<Option<String>>,
}

impl<'v> Names<'v> {
    /// The names of the notes in `vault`, which go to `targets`, and of its other files.
    pub(super) fn of(vault: &'v Vault, fronts: &[Front<'_>], targets: &'v [String]) -> Self {
        let mut names = Self {
            by_path: HashMap::new(),
            by_name: HashMap::new(),
            targets,
            headings: Vec::with_capacity(fronts.len()),
            titles: Vec::with_capacity(fronts.len()),
        };
        let all = || vault.notes.iter().chain(&vault.standing).zip(fronts);
        for (at, (note, front)) in all().enumerate() {
            let target = Target::Note(at);
            let path = key(&note.path);
            names.by_path.insert(stem(&path).to_owned(), target);
            names.name(file_name(stem(&path)), target);
            names.by_path.insert(path, target);
            let aliases = ["aliases", "alias"]
                .iter()
                .filter_map(|key| front.keys.get(*key));
            let one_or_more = |value: &Value| match value {
                Value::Array(items) => items.clone(),
                value => vec![value.clone()],
            };
            for alias in aliases.flat_map(one_or_more) {
                if let Some(alias) = alias.as_str() {
                    names.name(&key(alias), target);
                }
            }
            let title = Some(title_of(note, front)).filter(|_| at < vault.notes.len());
            let body = title
                .as_deref()
                .map_or(front.body, |title| without_title(front.body, title));
            names
                .titles
                .push(title.filter(|_| body.len() < front.body.len()));
            names.headings.push(anchors(body));
        }
        let is_hidden = |path: &&String| path.split('/').any(|part| part.starts_with('.'));
        for path in vault.others.iter().filter(|path| !is_hidden(path)) {
            let target = Target::File(path);
            let path = key(path);
            names.name(file_name(&path), target);
            names.by_path.insert(path, target);
        }
        // Where a note says that its page stands; a path that is there comes first.
        for (at, (note, front)) in all().enumerate() {
            for address in addresses(note, front) {
                let place = names.by_path.entry(key(address.trim_matches('/')));
                place.or_insert(Target::Note(at));
            }
        }
        names
    }

    fn name(&mut self, name: &str, target: Target<'v>) {
        let of_name = self.by_name.entry(name.to_owned()).or_default();
        // The names of a note are told one behind the other.
        if of_name.last() != Some(&target) {
            of_name.push(target);
        }
    }

    /// What a wiki link of the note at `from` leads to: a path from the top or from there, or a name that
    /// only one has.
    pub(super) fn wiki(&self, name: &str, from: &str) -> Result<Target<'v>, Nowhere> {
        let name = key(name.trim().trim_start_matches('/'));
        let near = climb(&key(parent(from)), &name);
        if let Some(found) = [&name, &near].into_iter().find_map(|path| self.path(path)) {
            return Ok(found);
        }
        match self
            .by_name
            .get(stem_of_note(&name))
            .or_else(|| self.by_name.get(&name))
            .map(Vec::as_slice)
        {
            Some([only]) => Ok(*only),
            Some(several) if several.len() > 1 => Err(Nowhere::Several),
            // The end of a path is enough where only one ends so.
            _ => self.ending(&name),
        }
    }

    fn ending(&self, name: &str) -> Result<Target<'v>, Nowhere> {
        if !name.contains('/') {
            return Err(Nowhere::Missing);
        }
        let of_name = self.by_name.get(file_name(stem_of_note(name)));
        let of_name = of_name.map(Vec::as_slice).unwrap_or_default();
        if of_name.len() > MOST_OF_NAME {
            return Err(Nowhere::Several);
        }
        let ends = |target: &&Target<'v>| {
            let path = match **target {
                Target::Note(at) => key(stem(&self.targets[at])),
                Target::File(path) => key(path),
            };
            path.strip_suffix(stem_of_note(name))
                .is_some_and(|above| above.ends_with('/'))
        };
        let mut found = of_name.iter().filter(ends);
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(*only),
            (Some(_), Some(_)) => Err(Nowhere::Several),
            (None, _) => Err(Nowhere::Missing),
        }
    }

    fn path(&self, path: &str) -> Option<Target<'v>> {
        let path = path.trim_end_matches('/');
        self.by_path.get(path).copied()
    }

    /// What an address within a site leads to, such as `/posts/first/` or `posts/first.md`.
    pub(super) fn address(&self, address: &str, from: &str) -> Option<Target<'v>> {
        let decoded = percent_decode_str(address).decode_utf8().ok()?;
        let lower = key(&decoded);
        let relative = climb(&key(parent(from)), &lower);
        let top = lower.trim_start_matches('/').trim_end_matches('/');
        let is_from_top = lower.starts_with('/');
        let near = (!is_from_top).then(|| relative.trim_end_matches('/'));
        let paths = near
            .into_iter()
            .map(str::to_owned)
            .chain(ROOTS.iter().map(|root| format!("{root}{top}")));
        for path in paths {
            for candidate in [
                path.clone(),
                path.trim_end_matches(".html").to_owned(),
                format!("{path}/index"),
                format!("{path}/_index"),
            ] {
                if let Some(found) = self.path(&candidate) {
                    return Some(found);
                }
            }
        }
        None
    }

    /// The note of a post that is named with its day, as Jekyll does.
    pub(super) fn post(&self, name: &str) -> Option<Target<'v>> {
        let name = key(name.trim().trim_matches(['"', '\'', '/']));
        let found = self.by_name.get(file_name(stem_of_note(&name)))?;
        match found.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Where a target goes.
    pub(super) fn goes_to(&self, target: Target<'v>) -> &'v str {
        match target {
            Target::Note(at) => &self.targets[at],
            Target::File(path) => path,
        }
    }

    /// Whether a note had this heading as its title, which stands at its top.
    pub(super) fn is_title(&self, target: Target<'_>, heading: &str) -> bool {
        let Target::Note(at) = target else {
            return false;
        };
        let title = self.titles[at].as_deref();
        title.is_some_and(|title| same_name(title, heading))
    }

    /// The anchor of the heading of a note that has this name.
    pub(super) fn anchor(&self, target: Target<'_>, heading: &str) -> Option<&str> {
        let Target::Note(at) = target else {
            return None;
        };
        let anchors = &self.headings[at];
        let anchor = anchors.get(&key(heading));
        let anchor = anchor.or_else(|| anchors.get(&canonical_name(heading)));
        anchor.map(String::as_str)
    }
}

/// A name without regard to case and to how a system stores an `é`.
fn key(name: &str) -> String {
    name.to_lowercase().nfc().collect()
}

/// The addresses that a note says its page has, or that Jekyll gives it.
fn addresses(note: &Note, front: &Front<'_>) -> Vec<String> {
    let text = |key: &str| front.keys.get(key).and_then(Value::as_str);
    let of_site = ["permalink", "url", "path"].into_iter().filter_map(text);
    let aliases = front.keys.get("aliases").and_then(Value::as_array);
    let aliases = aliases.into_iter().flatten().filter_map(Value::as_str);
    let rooted = of_site.chain(aliases).filter(|path| path.starts_with('/'));
    let mut addresses: Vec<String> = rooted.map(str::to_owned).collect();
    let stem = stem(&note.path);
    let name = file_name(stem);
    if let Some(slug) = text("slug").filter(|slug| !slug.is_empty()) {
        let directory = parent(stem);
        let directory = match name {
            "index" => parent(directory),
            _ => directory,
        };
        addresses.push(climb(directory, slug));
    }
    let mut parts = name.splitn(4, '-');
    if let (true, Some(year), Some(month), Some(day), Some(rest)) = (
        stem.contains("_posts/"),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) {
        addresses.push(format!("{year}/{month}/{day}/{rest}"));
    }
    addresses
}

/// The anchors of the headings in a text, by themselves and by what the headings say; what is written so
/// comes before what only means the same (`2024-01 Sales`, `2024-02 Sales`).
fn anchors(body: &str) -> HashMap<String, String> {
    let headings = parse_body(&spoken(body), 0, FileId(0)).headings;
    let mut anchors = HashMap::new();
    let names: [fn(&Heading) -> String; 3] = [
        |heading| key(heading.text.trim()),
        |heading| key(&heading.anchor),
        |heading| canonical_name(&heading.text),
    ];
    for name in names {
        for heading in &headings {
            let place = anchors.entry(name(heading));
            place.or_insert_with(|| heading.anchor.clone());
        }
    }
    anchors.remove("");
    anchors
}

/// A text whose headings hold the words of their wiki links only.
fn spoken(body: &str) -> Cow<'_, str> {
    let is_linked = |line: &str| line.starts_with('#') && line.contains("[[");
    if !body.lines().any(is_linked) {
        return Cow::Borrowed(body);
    }
    let mut text = String::with_capacity(body.len());
    for line in body.split_inclusive('\n') {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("[[").filter(|_| is_linked(line)) {
            let Some((inner, behind)) = after.split_once("]]") else {
                break;
            };
            let words = inner.split_once('|').map_or(inner, |(_, words)| words);
            text.push_str(before);
            text.push_str(words);
            rest = behind;
        }
        text.push_str(rest);
    }
    Cow::Owned(text)
}

/// The name without the ending of a note.
fn stem_of_note(name: &str) -> &str {
    name.strip_suffix(".md").unwrap_or(name)
}
