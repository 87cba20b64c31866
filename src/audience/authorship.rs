//! Who wrote what a page shows since somebody last approved it, as far as history can tell.
//!
//! A commit that only records an approval writes nothing. What history does not reach, and what
//! stands in the working tree alone, has an author whom nobody knows; then nothing is told.

use crate::diagnostic::Sink;
use crate::source::{Change, History, Version};
use crate::syntax::{Value, parse};
use crate::workbook::{Document, Workbook};

/// The e-mail address of the only author of `document` since its last approval; none where there
/// are several, or where history cannot tell. `digest` is the approval that is asked about, which is
/// none of those before it.
pub fn only_author(
    document: &Document,
    workbook: &Workbook,
    history: &History,
    digest: Option<&str>,
) -> Option<String> {
    let file = workbook.files.get(document.file);
    let versions = history.versions(file.path());
    let (newest, earlier) = versions.split_last()?;
    let mut state = State::read(newest, history)?;
    // Who wrote what is not committed cannot be told.
    if state.text != State::of(file.text()).text {
        return None;
    }
    let mut version = newest;
    let mut only: Option<String> = None;
    let mut older = earlier.iter().rev();
    loop {
        if version.change == Change::FirstKnown {
            return None;
        }
        let before = older.next();
        let was = match before {
            Some(before) => Some(State::read(before, history)?),
            None => None,
        };
        if state.records_another_than(digest, was.as_ref()) {
            return only;
        }
        let wrote = was.as_ref().is_none_or(|was| was.text != state.text);
        if wrote && version.change != Change::Removed {
            let author = version.author.to_lowercase();
            if only.as_ref().is_some_and(|only| *only != author) {
                return None;
            }
            only = Some(author);
        }
        let (Some(before), Some(was)) = (before, was) else {
            return only;
        };
        (version, state) = (before, was);
    }
}

/// A page as one commit left it.
struct State {
    /// The digest of its approval.
    digest: Option<String>,
    /// Everything but its approval, without regard to space.
    text: String,
}

impl State {
    /// The state of a version; none where it cannot be read.
    fn read(version: &Version, history: &History) -> Option<Self> {
        if version.content.is_none() {
            return Some(Self {
                digest: None,
                text: String::new(),
            });
        }
        let bytes = history.read(version)?;
        let text = String::from_utf8_lossy(&bytes);
        Some(Self::of(text.trim_start_matches('\u{feff}')))
    }

    fn of(text: &str) -> Self {
        // Where it stands among the files does not matter here.
        let file = crate::diagnostic::FileId(0);
        let front = parse(text, file, &mut Sink::new()).front;
        let record = front.map().and_then(|map| {
            let key = map.key("safe_to_show")?;
            Some((key.span, map.get("safe_to_show")?))
        });
        let digest = record.and_then(|(_, value)| value.as_map()?.get("digest")?.as_text());
        let digest = digest.map(str::to_owned);
        let text = match record {
            Some((key, value)) => {
                let before = text.get(..key.start as usize).unwrap_or(text);
                let behind = text.get(end(value, text)..).unwrap_or("");
                [before, behind].concat()
            }
            None => text.to_owned(),
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        Self {
            digest,
            text: words.join(" "),
        }
    }

    /// Whether the commit that made this of `was` recorded an approval other than that with
    /// `digest`.
    fn records_another_than(&self, digest: Option<&str>, was: Option<&Self>) -> bool {
        let is_new = was.is_none_or(|was| was.digest != self.digest);
        self.digest.is_some() && is_new && self.digest.as_deref() != digest
    }
}

/// Where the record of an approval ends.
fn end(record: &Value, text: &str) -> usize {
    let is_in_braces = text
        .get(record.span.range())
        .is_some_and(|text| text.starts_with('{'));
    let values = record.as_map().filter(|_| !is_in_braces);
    let last = values.and_then(|map| map.iter().map(|(_, value)| value.span.end).max());
    last.unwrap_or(record.span.end) as usize
}
