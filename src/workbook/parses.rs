//! What was parsed before, for whoever reads a workbook again: after a file was saved, or as it was
//! in another revision.
//!
//! What a document says depends on its path, its bytes and `workbook.yaml` alone, so where all three
//! are as they were, its parse is too. Where links lead is looked up anew each time.

use std::collections::HashMap;
use std::sync::Arc;

use super::Workbook;
use super::document::Document;
use super::load::CONFIG;
use crate::diagnostic::{FileId, Sink};
use crate::source::SourceFile;

/// A file that was read, with the document in it where it is text, and what is wrong with it.
#[derive(Clone)]
pub(super) struct Parsed {
    pub(super) file: Arc<SourceFile>,
    pub(super) document: Option<Document>,
    pub(super) found: Sink,
}

/// The documents of the workbook that was read last, and the numbers of all files so far.
#[derive(Default)]
pub struct Parses {
    /// Whether anybody reads again.
    keeps: bool,
    /// The `workbook.yaml` that the documents were read by.
    config: Arc<str>,
    numbers: HashMap<String, FileId>,
    last: u32,
    /// By the number of the file.
    known: Vec<Option<Parsed>>,
}

impl Parses {
    /// Nothing yet; what is read is kept for the next time.
    pub fn new() -> Self {
        Self {
            keeps: true,
            ..Self::default()
        }
    }

    /// Nothing, and nothing is kept: for a workbook that is read once.
    pub fn none() -> Self {
        Self::default()
    }

    /// What was parsed of `workbook`, without what was wrong with it.
    pub(super) fn of(workbook: &Workbook) -> Self {
        let mut kept = Self {
            config: workbook.files.get(CONFIG).text().into(),
            ..Self::new()
        };
        let documents = workbook.documents.iter();
        let documents: HashMap<FileId, &Document> = documents
            .map(|document| (document.file, document))
            .collect();
        for (id, file) in workbook.files.shared() {
            kept.numbers.insert(file.path().to_owned(), id);
            kept.last = kept.last.max(id.0.saturating_sub(CONFIG.0));
            // Where links lead and what tables hold is looked up anew.
            let document = documents.get(&id).map(|document| Document {
                targets: Vec::new(),
                table_files: Vec::new(),
                read_by: Vec::new(),
                ..(*document).clone()
            });
            let parsed = Parsed {
                file: Arc::clone(file),
                document,
                found: Sink::new(),
            };
            kept.keep(id, &parsed);
        }
        kept
    }

    /// Another workbook is read, by a `workbook.yaml` of this text.
    pub(super) fn begin(&mut self, config: &str) {
        if *self.config != *config {
            self.config = config.into();
            self.known.clear();
        }
    }

    /// The number of the file at `path`: the one it had before, or a new one.
    pub(super) fn number(&mut self, path: &str) -> FileId {
        if let Some(known) = self.numbers.get(path) {
            return *known;
        }
        self.last = self.last.saturating_add(1);
        let number = FileId(CONFIG.0 + self.last);
        if self.keeps {
            self.numbers.insert(path.to_owned(), number);
        }
        number
    }

    /// What was parsed of the file with this number.
    pub(super) fn known(&self, file: FileId) -> Option<&Parsed> {
        self.known.get(file.0 as usize)?.as_ref()
    }

    /// Keeps what was parsed of a file.
    pub(super) fn keep(&mut self, file: FileId, parsed: &Parsed) {
        if !self.keeps {
            return;
        }
        let at = file.0 as usize;
        if self.known.len() <= at {
            self.known.resize_with(at + 1, || None);
        }
        self.known[at] = Some(parsed.clone());
    }
}
