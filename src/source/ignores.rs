//! What git ignores: the `.gitignore` files above a path.

use std::collections::HashMap;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::parent;

/// What each directory says of what git ignores, once somebody asks. Paths are those of whoever asks,
/// from one top.
#[derive(Default)]
pub(super) struct Ignores {
    known: HashMap<String, Option<Gitignore>>,
}

impl Ignores {
    /// Whether git ignores what stands at `path`, as such; what is ignored above it counts for it too,
    /// and is asked for itself. `read` makes the rules of the `.gitignore` file of a directory.
    pub(super) fn is_ignored(
        &mut self,
        path: &str,
        is_directory: bool,
        mut read: impl FnMut(&str) -> Option<Gitignore>,
    ) -> bool {
        let mut directory = parent(path);
        loop {
            if !self.known.contains_key(directory) {
                self.known.insert(directory.to_owned(), read(directory));
            }
            let rules = self.known.get(directory).and_then(Option::as_ref);
            let within = path.strip_prefix(directory).unwrap_or(path);
            let within = within.trim_start_matches('/');
            match rules.map_or(Match::None, |rules| rules.matched(within, is_directory)) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None if directory.is_empty() => return false,
                Match::None => directory = parent(directory),
            }
        }
    }
}

/// The rules that stand in the text of a `.gitignore` file.
///
/// # Errors
/// Where its patterns are too large to be compiled.
pub(super) fn rules_of(text: &[u8]) -> Result<Gitignore, ignore::Error> {
    let text = String::from_utf8_lossy(text);
    let mut rules = GitignoreBuilder::new("");
    for line in text.strip_prefix('\u{feff}').unwrap_or(&text).lines() {
        if let Err(error) = rules.add_line(None, line) {
            // A line that is no pattern says nothing, as it does to git.
            drop(error);
        }
    }
    rules.build()
}
