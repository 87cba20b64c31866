//! A [`World`] held in memory, for tests and for text that is not on a disk.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Entry, EntryKind, SourceError, World};

/// Files by path, and a date.
#[derive(Debug, Clone)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    special: BTreeMap<String, EntryKind>,
    today: Date,
}

impl Memory {
    /// An empty world in which today is `today`.
    pub const fn new(today: Date) -> Self {
        Self {
            files: BTreeMap::new(),
            special: BTreeMap::new(),
            today,
        }
    }

    /// Adds or replaces the file at `path`.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Puts something at `path` that is no plain file, such as a link that leaves the workbook.
    pub fn insert_special(&mut self, path: impl Into<String>, kind: EntryKind) {
        self.special.insert(path.into(), kind);
    }
}

impl World for Memory {
    fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        let entry = |(path, bytes): (&String, &Vec<u8>)| Entry {
            path: path.clone(),
            kind: EntryKind::File {
                size: bytes.len() as u64,
            },
        };
        let special = |(path, kind): (&String, &EntryKind)| Entry {
            path: path.clone(),
            kind: *kind,
        };
        let mut entries: Vec<Entry> = self.files.iter().map(entry).collect();
        entries.extend(self.special.iter().map(special));
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn read(&self, path: &str, limit: u64) -> std::io::Result<Vec<u8>> {
        let bytes = self.files.get(path).ok_or(std::io::ErrorKind::NotFound)?;
        let most = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX);
        Ok(bytes[..bytes.len().min(most)].to_vec())
    }

    fn today(&self) -> Date {
        self.today
    }
}
