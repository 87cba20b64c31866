//! The texts of a compilation, and how bytes become lines and columns.

use std::sync::{Arc, OnceLock};

use crate::diagnostic::{FileId, Span};

/// A place as people and editors name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// One text with its path. A byte-order mark is not part of the text.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    text: String,
    index: OnceLock<Index>,
}

/// Where lines start, and how many characters there are before certain bytes, so that a column is
/// found in constant time even in a file of one line.
#[derive(Debug)]
struct Index {
    line_starts: Vec<u32>,
    /// The characters before each multiple of [`STRIDE`] bytes.
    characters: Vec<u32>,
}

/// The distance of the bytes at which characters are counted in advance.
const STRIDE: usize = 1024;

impl SourceFile {
    /// A file at `path` (relative to the root) that holds `text`.
    pub fn new(path: String, text: String) -> Self {
        Self {
            path,
            text,
            index: OnceLock::new(),
        }
    }

    /// Path from the root, with forward slashes.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text, without a byte-order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line (from 1) and column of a byte position; positions past the end count as the end.
    pub fn position(&self, byte: u32) -> Position {
        let starts = &self.index().line_starts;
        let mut byte = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = starts.partition_point(|&start| start as usize <= byte);
        let start = starts[line - 1] as usize;
        let column = self.characters_before(byte) - self.characters_before(start) + 1;
        Position {
            line: saturate(line),
            column: saturate(column),
        }
    }

    /// The text of line `number` (from 1) without its line ending; `None` past the last one.
    pub fn line(&self, number: u32) -> Option<&str> {
        let starts = &self.index().line_starts;
        let index = (number as usize).checked_sub(1)?;
        let start = *starts.get(index)? as usize;
        let end = starts
            .get(index + 1)
            .map_or(self.text.len(), |&next| next as usize);
        Some(self.text[start..end].trim_end_matches(['\n', '\r']))
    }

    /// How many characters stand before a byte.
    fn characters_before(&self, byte: usize) -> usize {
        let known = byte / STRIDE;
        let counted = self.index().characters[known] as usize;
        counted + starting_characters(&self.text.as_bytes()[known * STRIDE..byte])
    }

    /// `\n`, `\r\n` and a lone `\r` end a line, as in YAML and Markdown.
    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let breaks = bytes.iter().enumerate().filter(|&(at, &byte)| {
                byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
            });
            let line_starts = std::iter::once(0).chain(breaks.map(|(at, _)| saturate(at + 1)));
            let mut counted = 0;
            let after = |block: &[u8]| {
                counted += starting_characters(block);
                saturate(counted)
            };
            let characters = std::iter::once(0)
                .chain(bytes.chunks(STRIDE).map(after))
                .collect();
            Index {
                line_starts: line_starts.collect(),
                characters,
            }
        })
    }
}

/// How many characters start within `bytes`.
fn starting_characters(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000)
        .count()
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// All texts of one compilation.
#[derive(Debug, Default)]
pub struct Files {
    files: Vec<(FileId, Arc<SourceFile>)>,
    /// For each id the position of its file; ids that are not of this compilation have none.
    positions: Vec<u32>,
}

impl Files {
    /// The given files, each with an id of its own.
    pub fn new(files: Vec<(FileId, Arc<SourceFile>)>) -> Self {
        let ids = files.iter().map(|(id, _)| id.0 as usize + 1);
        let mut positions = vec![u32::MAX; ids.max().unwrap_or(0)];
        for (position, (id, _)) in files.iter().enumerate() {
            positions[id.0 as usize] = saturate(position);
        }
        Self { files, positions }
    }

    /// The file with the given id, which must come from this collection.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[self.positions[id.0 as usize] as usize].1
    }

    /// The text at a span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).text().get(span.range()).unwrap_or("")
    }

    /// Where a span starts and ends.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        let file = self.get(span.file);
        (file.position(span.start), file.position(span.end))
    }

    /// All files with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().map(|(id, file)| (*id, &**file))
    }

    /// All files with their ids, in order, for whoever keeps them.
    pub fn shared(&self) -> impl Iterator<Item = (FileId, &Arc<SourceFile>)> {
        self.files.iter().map(|(id, file)| (*id, file))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_every_line_ending_counts() {
        let file = SourceFile::new("a.md".into(), "zażółć\r\nβ: x\rc\n".into());
        let at = |needle: &str| {
            let byte = u32::try_from(file.text().find(needle).expect("present")).expect("small");
            let Position { line, column } = file.position(byte);
            (line, column)
        };
        assert_eq!(at("ż"), (1, 3));
        assert_eq!(at("x"), (2, 4));
        assert_eq!(at("c\n"), (3, 1));
        assert_eq!(file.line(2), Some("β: x"));
        assert_eq!(file.line(4), Some(""));
        assert_eq!(file.line(5), None);
        assert_eq!(file.position(u32::MAX), Position { line: 4, column: 1 });
    }
}
