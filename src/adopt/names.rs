//! What the names in links of other tools lead to.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::front::Front;
use super::{Vault, file_name, stem};
use crate::diagnostic::FileId;
use crate::source::{climb, parent};
use crate::syntax::{Heading, parse_body, same_name};

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
    headings: Vec<Vec<Heading>>,
}

impl<'v> Names<'v> {
    /// The names of the notes in `vault`, which go to `targets`, and of its other files.
    pub(super) fn of(vault: &'v Vault, fronts: &[Front<'_>], targets: &'v [String]) -> Self {
        let mut names = Self {
            by_path: HashMap::new(),
            by_name: HashMap::new(),
            targets,
            headings: Vec::with_capacity(vault.notes.len()),
        };
        for (at, (note, front)) in vault.notes.iter().zip(fronts).enumerate() {
            let target = Target::Note(at);
            let path = note.path.to_lowercase();
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
                    names.name(&alias.to_lowercase(), target);
                }
            }
            names
                .headings
                .push(parse_body(front.body, 0, FileId(0)).headings);
        }
        for path in &vault.others {
            let target = Target::File(path);
            let path = path.to_lowercase();
            names.name(file_name(&path), target);
            names.by_path.insert(path, target);
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
        let name = name.trim().trim_start_matches('/').to_lowercase();
        let near = climb(&parent(from).to_lowercase(), &name);
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
                Target::Note(at) => stem(&self.targets[at]).to_lowercase(),
                Target::File(path) => path.to_lowercase(),
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
        let lower = decoded.to_lowercase();
        let relative = climb(&parent(from).to_lowercase(), &lower);
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
        let name = name.trim().trim_matches(['"', '\'', '/']).to_lowercase();
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

    /// The anchor of the heading of a note that has this name.
    pub(super) fn anchor(&self, target: Target<'_>, heading: &str) -> Option<&str> {
        let Target::Note(at) = target else {
            return None;
        };
        let headings = &self.headings[at];
        let named = headings
            .iter()
            .find(|found| same_name(&found.text, heading));
        named.map(|found| found.anchor.as_str())
    }
}

/// The name without the ending of a note.
fn stem_of_note(name: &str) -> &str {
    name.strip_suffix(".md").unwrap_or(name)
}
