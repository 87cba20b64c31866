//! Which document of today is which of before.

use std::collections::{HashMap, HashSet};

use crate::Compilation;
use crate::workbook::Document;

/// The documents of two states of a workbook.
pub(super) struct Documents<'c> {
    pub(super) before: Option<&'c Compilation>,
    pub(super) now: &'c Compilation,
    pub(super) moved: &'c HashMap<String, String>,
    /// By position today, the position before.
    were: Vec<Option<usize>>,
    /// The positions before of documents that are there today.
    kept: HashSet<usize>,
}

/// A document in both states, by its positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) before: Option<usize>,
    pub(super) now: usize,
}

impl<'c> Documents<'c> {
    pub(super) fn of(
        before: Option<&'c Compilation>,
        now: &'c Compilation,
        moved: &'c HashMap<String, String>,
    ) -> Self {
        let gone: HashSet<&str> = moved.values().map(String::as_str).collect();
        let were = now.workbook.documents.iter().map(|document| {
            let path = now.workbook.files.get(document.file).path();
            let old = match moved.get(path) {
                Some(old) => old,
                // What stands where a file was that moved away is another one.
                None if gone.contains(path) => return None,
                None => path,
            };
            before?.workbook.paths.document(old.strip_suffix(".md")?)
        });
        let were: Vec<Option<usize>> = were.collect();
        let kept = were.iter().flatten().copied().collect();
        Self {
            before,
            now,
            moved,
            were,
            kept,
        }
    }

    /// The documents of today, each with what it was.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair> {
        let were = self.were.iter().enumerate();
        were.map(|(now, before)| Pair {
            before: *before,
            now,
        })
    }

    /// The positions of the documents that are gone.
    pub(super) fn gone(&self) -> impl Iterator<Item = (usize, &'c Document, &'c Compilation)> {
        let before = self.before.into_iter();
        let documents = before.flat_map(|before| {
            let documents = before.workbook.documents.iter().enumerate();
            documents.map(move |(at, document)| (at, document, before))
        });
        documents.filter(|(at, ..)| !self.kept.contains(at))
    }

    /// The document of today.
    pub(super) fn now(&self, pair: Pair) -> &'c Document {
        &self.now.workbook.documents[pair.now]
    }

    /// What it was.
    pub(super) fn before(&self, pair: Pair) -> Option<&'c Document> {
        Some(&self.before?.workbook.documents[pair.before?])
    }
}
