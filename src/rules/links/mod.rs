//! Where links lead, and who is meant.

pub(super) mod absolute_file_link;
pub(super) mod broken_anchor;
pub(super) mod broken_link;
pub(super) mod unknown_actor;
pub(super) mod unknown_person;
pub(super) mod unsafe_url;

use crate::diagnostic::{Diagnostic, Spanned};
use crate::syntax::{hidden_characters, nearest};

/// The finding for an id with characters that cannot be seen: the reason why nobody has it.
/// `source` is the text of the file it stands in.
fn hidden_id(id: &Spanned<String>, source: &str) -> Option<Diagnostic> {
    hidden_characters("this id", &id.value, id.span, source)
}

/// How many names of one document are compared with what may have been meant.
const MOST_SUGGESTED: usize = 50;

/// With how many candidates each of them is compared.
const MOST_CANDIDATES: usize = 1000;

/// Looks for what was meant, in a time that a document of many thousand mistakes does not use up.
#[derive(Default)]
struct Suggestions {
    asked: usize,
}

impl Suggestions {
    /// What `search` finds, where there is time left.
    fn search<T>(&mut self, search: impl FnOnce() -> Option<T>) -> Option<T> {
        self.asked += 1;
        if self.asked > MOST_SUGGESTED {
            return None;
        }
        search()
    }

    /// The candidate that `name` most likely was meant to be.
    fn nearest<'a>(
        &mut self,
        name: &str,
        candidates: impl Iterator<Item = &'a str>,
    ) -> Option<&'a str> {
        self.search(|| nearest(name, candidates.take(MOST_CANDIDATES)))
    }
}
