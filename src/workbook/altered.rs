//! A workbook as it would be with other texts in some of its files, from memory alone: what is not
//! altered is not parsed again.

use std::collections::{BTreeMap, HashMap};
use std::io;

use jiff::civil::Date;

use super::Workbook;
use super::parses::Parses;
use crate::diagnostic::{FileId, Sink};
use crate::source::{Entry, EntryKind, SourceError, World};

impl Workbook {
    /// The workbook as it would be read on the day `today` if these files held these texts. Nothing is
    /// read for it: files that were not read for the workbook itself, such as those that `read_by`
    /// names, count as unreadable in it.
    ///
    /// # Errors
    /// Never, as far as anybody knows: memory can be listed.
    pub fn altered(
        &self,
        texts: &BTreeMap<FileId, String>,
        today: Date,
    ) -> Result<Self, SourceError> {
        let files = self.files.iter().map(|(id, file)| {
            let text = texts.get(&id).map_or_else(|| file.text(), String::as_str);
            (file.path(), (text, texts.contains_key(&id)))
        });
        let altered = Altered {
            entries: &self.entries,
            files: files.collect(),
            today,
        };
        let mut parses = Parses::of(self);
        Self::read_again(&altered, &mut parses, &mut Sink::new())
    }
}

/// The texts of a workbook, some of them altered.
struct Altered<'w> {
    entries: &'w [Entry],
    /// By its path the text of each file, and whether it is another one.
    files: HashMap<&'w str, (&'w str, bool)>,
    today: Date,
}

impl World for Altered<'_> {
    fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        let mut entries = self.entries.to_vec();
        for entry in &mut entries {
            if let Some((text, true)) = self.files.get(&*entry.path) {
                entry.kind = EntryKind::File {
                    size: text.len() as u64,
                };
            }
        }
        Ok(entries)
    }

    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        let (text, _) = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        let most = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX);
        Ok(text.as_bytes()[..text.len().min(most)].to_vec())
    }

    fn today(&self) -> Date {
        self.today
    }

    fn is_unchanged(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|(_, altered)| !altered)
    }
}
