//! A [`World`] in which a few files hold other bytes than in the world below it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Beside, Entry, EntryKind, History, SourceError, World};

/// A world, and the files that hold something else in it.
pub struct Overlay<'w> {
    below: &'w dyn World,
    files: BTreeMap<String, Vec<u8>>,
}

impl<'w> Overlay<'w> {
    /// The world `below` with nothing changed yet.
    pub const fn new(below: &'w dyn World) -> Self {
        Self {
            below,
            files: BTreeMap::new(),
        }
    }

    /// Lets the file at `path`, which is there in the world below and is no link, hold `bytes`.
    pub fn replace(&mut self, path: impl Into<String>, bytes: Vec<u8>) {
        self.files.insert(path.into(), bytes);
    }
}

impl World for Overlay<'_> {
    fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        let mut entries = self.below.entries()?;
        for entry in &mut entries {
            if let Some(bytes) = self.files.get(entry.place()) {
                entry.kind = EntryKind::File {
                    size: bytes.len() as u64,
                };
            }
        }
        Ok(entries)
    }

    fn read(&self, path: &str, limit: u64) -> std::io::Result<Vec<u8>> {
        let Some(bytes) = self.files.get(path) else {
            return self.below.read(path, limit);
        };
        let most = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX);
        Ok(bytes[..bytes.len().min(most)].to_vec())
    }

    fn read_beside(&self, path: &str, limit: u64) -> Beside {
        self.below.read_beside(path, limit)
    }

    fn today(&self) -> Date {
        self.below.today()
    }

    fn history(&self, asked: &[String]) -> History {
        let mut history = self.below.history(asked);
        for (path, bytes) in &self.files {
            let below = self.below.read(path, bytes.len() as u64);
            if below.is_ok_and(|below| below != *bytes) {
                history.note_uncommitted(path);
            }
        }
        history
    }
}
