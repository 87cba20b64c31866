//! PDF, taken apart and written anew from what is alive in it.
//!
//! What a file shows is reached from its pages, its bookmarks and its forms; that is kept. Who made it,
//! when, with what and from which file is not, nor is what earlier revisions held. What a reader's
//! program would run, files inside the file and what cannot be read refuse it. All that can be read
//! in it is given as words, since the bytes are packed.
//!
//! (lopdf reads every object that a file lists, however often the same place is listed, and unpacks all
//! of them at once: a file of a megabyte can ask for any amount of memory.)

mod file;
mod filters;
mod font;
mod keep;
mod layout;
mod names;
mod policy;
mod streams;
mod text;
mod value;
mod write;

use super::{Care, Cleaned, Refusal};
use file::File;

/// What a file says that cannot be read to its end.
const DAMAGED: Refusal = Refusal::Unread("it is damaged");
/// What a file says that holds more than is looked at.
const TOO_MUCH: Refusal = Refusal::Unread("it holds more than is looked at");

/// The largest PDF that is read.
const LARGEST: usize = 64 << 20;
/// In how many bytes at its start a file says that it is a PDF.
const HEAD: usize = 1024;
/// How it says that.
const MARK: &[u8] = b"%PDF-";

/// What may be spent on one file.
#[derive(Debug)]
struct Budget {
    /// How many values may be read.
    values: usize,
    /// How many bytes may be unpacked.
    bytes: usize,
}

impl Budget {
    const fn new() -> Self {
        Self {
            values: 4_000_000,
            bytes: 128 << 20,
        }
    }

    fn spend_values(&mut self, count: usize) -> Result<(), Refusal> {
        self.values = self.values.checked_sub(count).ok_or(TOO_MUCH)?;
        Ok(())
    }

    fn spend_bytes(&mut self, count: usize) -> Result<(), Refusal> {
        self.bytes = self.bytes.checked_sub(count).ok_or(TOO_MUCH)?;
        Ok(())
    }
}

/// Where in `bytes` a PDF starts.
pub(super) fn start(bytes: &[u8]) -> Option<usize> {
    let head = &bytes[..bytes.len().min(HEAD)];
    head.windows(MARK.len()).position(|word| word == MARK)
}

/// The file alone, and all words that can be read in it.
///
/// # Errors
/// Where it cannot be read, or holds what may not be published.
pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Refusal::Unread("it is larger than 64 MiB"));
    }
    let start = start(bytes).ok_or(DAMAGED)?;
    // Places are counted from the mark, or from the first byte.
    let opened = match File::open(&bytes[start..], Budget::new()) {
        Err(error) if start > 0 && error == DAMAGED => File::open(bytes, Budget::new()),
        opened => opened,
    };
    let kept = keep::keep(&mut opened?)?;
    Ok(Cleaned {
        bytes: write::write(&kept),
        care: if kept.has_pictures_only {
            Care::Scan
        } else {
            Care::Document
        },
        words: kept.words,
    })
}
