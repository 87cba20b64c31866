//! What must not be public in files that go along: in their words, whatever they are wrapped in, and in
//! their paths. Each is searched while it is read, and only what was found is kept of it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Guard, Secret, decode};
use crate::audience::{Care, Cleaned};
use crate::workbook::OutputPath;

/// What must not be public in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InFile {
    /// What it is.
    pub secret: Secret,
    /// Where it stands in the file.
    pub place: FilePlace,
}

/// A place in a file that has no places of its own, as a document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FilePlace {
    /// In the path under which the file would be published.
    Path,
    /// In a line of a text, counted from one.
    Line(usize),
    /// Somewhere in it.
    Somewhere,
}

impl Guard {
    /// What must not be public in the file at `path`, which would be published as `cleaned`: each secret
    /// once, in its path and in its words.
    pub(in crate::audience) fn in_file(&self, path: &str, cleaned: &Cleaned) -> Vec<InFile> {
        if self.is_idle() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut add = |secrets: BTreeSet<Secret>, place: &dyn Fn(Secret) -> FilePlace| {
            found.extend(secrets.into_iter().map(|secret| InFile {
                secret,
                place: place(secret),
            }));
        };
        let output = OutputPath::of_file(path);
        add(self.secrets(output.as_str()), &|_| FilePlace::Path);
        let mut in_words = self.secrets(&cleaned.words);
        decode::read(&cleaned.bytes, &mut |text| {
            in_words.extend(self.secrets(text));
        });
        // The lines of a drawing that was written anew are not those of the file.
        let lines = if in_words.is_empty() || cleaned.care != Care::Text {
            BTreeMap::new()
        } else {
            self.lines(&cleaned.bytes)
        };
        let place = |secret| {
            let line = lines.get(&secret);
            line.map_or(FilePlace::Somewhere, |line| FilePlace::Line(*line))
        };
        add(in_words, &place);
        found
    }

    fn secrets(&self, text: &str) -> BTreeSet<Secret> {
        let found = self.find(text).into_iter();
        found.map(|found| found.secret).collect()
    }

    /// The first line of a text in which each secret stands as it is.
    fn lines(&self, bytes: &[u8]) -> BTreeMap<Secret, usize> {
        let mut lines = BTreeMap::new();
        let Ok(text) = str::from_utf8(bytes) else {
            return lines;
        };
        let (mut line, mut counted) = (1, 0);
        for found in self.find(text) {
            line += text[counted..found.place.start].matches('\n').count();
            counted = found.place.start;
            lines.entry(found.secret).or_insert(line);
        }
        lines
    }
}
