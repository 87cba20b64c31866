//! Workflows: directories that directly hold loops (language, section 1).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::document::Document;
use super::kind::Kind;
use super::validate::period_end;
use crate::source::parent;

/// One piece of repeated work, with the documents that belong to it.
#[derive(Debug, Clone)]
pub struct Workflow {
    /// The path of its directory; `.` for the workbook's root.
    pub id: String,
    /// Its loops, as positions in the workbook's documents.
    pub loops: Vec<usize>,
    /// Its cycles, sorted by the last day of their period.
    pub cycles: Vec<usize>,
    /// Its evidence and pages.
    pub others: Vec<usize>,
}

impl Workflow {
    /// What people call it: the name of its directory as words.
    pub fn title(&self) -> String {
        words_of(&self.id)
    }

    /// Finds the workflows of `documents` and gives each document to the nearest one above it.
    pub(super) fn find(documents: &[Document]) -> Vec<Self> {
        let mut found: BTreeMap<String, Self> = BTreeMap::new();
        let id_of = |directory: &str| {
            if directory.is_empty() {
                ".".to_owned()
            } else {
                directory.to_owned()
            }
        };
        for (position, document) in documents.iter().enumerate() {
            if document.as_loop().is_some() {
                let id = id_of(document.directory());
                let new = || Self {
                    id: id.clone(),
                    loops: vec![],
                    cycles: vec![],
                    others: vec![],
                };
                found
                    .entry(id.clone())
                    .or_insert_with(new)
                    .loops
                    .push(position);
            }
        }
        for (position, document) in documents.iter().enumerate() {
            if document.as_loop().is_some() {
                continue;
            }
            let mut directory = document.directory();
            while !directory.is_empty() && !found.contains_key(directory) {
                directory = parent(directory);
            }
            let Some(workflow) = found.get_mut(&id_of(directory)) else {
                continue;
            };
            match &document.kind {
                Kind::Cycle(_) => workflow.cycles.push(position),
                _ => workflow.others.push(position),
            }
        }
        for workflow in found.values_mut() {
            workflow
                .cycles
                .sort_by_key(|&at| match &documents[at].kind {
                    Kind::Cycle(period) => {
                        // Of two that end on the same day, the longer period comes last.
                        let text = period.value.clone();
                        (period_end(&text), Reverse(text.len()), text)
                    }
                    _ => (None, Reverse(0), String::new()),
                });
        }
        found.into_values().collect()
    }
}

/// The name of a directory as words, by which people know what is in it.
pub fn words_of(directory: &str) -> String {
    let name = directory.rsplit('/').next().unwrap_or(directory);
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or(words.clone(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
