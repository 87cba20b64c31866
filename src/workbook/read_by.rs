//! The files in which a loop says its controls are read: `read_by` (language, section 5.4). They may
//! lie outside of the workbook, but not outside of its repository.

use super::target::{Paths, Place};
use super::{UNREADABLE_FILE, document::Document, read};
use crate::diagnostic::{Diagnostic, Sink, Spanned};
use crate::source::{Beside, Entry, EntryKind, MAX_DOCUMENT, World, resolve};

/// A file that `read_by` names.
#[derive(Debug, Clone)]
pub struct ReadBy {
    /// Its path as written.
    pub path: Spanned<String>,
    /// What stands there.
    pub found: ReadByFile,
}

/// What stands at a path of `read_by`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadByFile {
    /// This text.
    Text(String),
    /// Nothing.
    Missing,
    /// What lies outside of the workbook and of its repository.
    Outside,
    /// What cannot be read; this was reported.
    Unreadable,
}

/// Reads the files that the loops among `documents` name. What cannot be read goes to `sink`; that a
/// file is not there, or out of reach, is reported by rules.
pub(super) fn read_named(
    world: &dyn World,
    entries: &[Entry],
    paths: &Paths,
    documents: &mut [Document],
    sink: &mut Sink,
) {
    let loops = documents
        .iter_mut()
        .filter(|document| document.as_loop().is_some());
    for document in loops {
        for path in read::texts(&document.keys, "read_by") {
            let found = look(world, entries, paths, &path.value);
            if found == ReadByFile::Unreadable {
                let message = format!("`{}` cannot be read as a text", path.value);
                let found = Diagnostic::new(UNREADABLE_FILE, path.span, message);
                sink.report(found.hint("name a text file of at most 2 MiB"));
            }
            document.read_by.push(ReadBy { path, found });
        }
    }
}

fn look(world: &dyn World, entries: &[Entry], paths: &Paths, written: &str) -> ReadByFile {
    if written.starts_with(['/', '\\']) {
        return ReadByFile::Outside;
    }
    let place = paths.locate("", written);
    if let Place::Entry(at) = place {
        let entry = &entries[at];
        return match entry.kind {
            EntryKind::Dangling => ReadByFile::Missing,
            EntryKind::File { size } if size <= MAX_DOCUMENT => world
                .read(entry.place(), MAX_DOCUMENT)
                .map_or(ReadByFile::Unreadable, |bytes| text(&bytes)),
            _ => ReadByFile::Unreadable,
        };
    }
    // What climbs nowhere leaves by a link.
    let is_link = place == Place::Outside && resolve("", written).is_ok();
    match world.read_beside(written, MAX_DOCUMENT) {
        Beside::File(bytes) => text(&bytes),
        Beside::Unreadable => ReadByFile::Unreadable,
        Beside::Missing if !is_link => ReadByFile::Missing,
        // What git keeps for itself is no part of the workbook.
        Beside::Outside if place != Place::Outside => ReadByFile::Missing,
        Beside::Missing | Beside::Outside => ReadByFile::Outside,
    }
}

/// A brief that is not UTF-8 names its controls all the same.
fn text(bytes: &[u8]) -> ReadByFile {
    if bytes.len() as u64 > MAX_DOCUMENT {
        ReadByFile::Unreadable
    } else {
        ReadByFile::Text(String::from_utf8_lossy(bytes).into_owned())
    }
}
