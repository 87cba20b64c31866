//! The texts of a compilation, and how bytes become lines and columns.

use std::sync::OnceLock;

use crate::diagnostic::{FileId, Span};

/// A place as people and editors name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// So many bytes of a line are counted through for a column; longer lines are looked up by block.
const BLOCK: usize = 1024;

/// One text with its path. A byte-order mark is not part of the text.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    text: String,
    line_starts: OnceLock<Vec<u32>>,
    /// How many characters start before each block of [`BLOCK`] bytes.
    characters: OnceLock<Vec<u32>>,
}

impl SourceFile {
    /// A file at `path` (relative to the root) that holds `text`.
    pub fn new(path: String, text: String) -> Self {
        Self {
            path,
            text,
            line_starts: OnceLock::new(),
            characters: OnceLock::new(),
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
        let starts = self.line_starts();
        let mut byte = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = starts.partition_point(|&start| start as usize <= byte);
        let start = starts[line - 1] as usize;
        let column = if byte - start <= BLOCK {
            characters(&self.text.as_bytes()[start..byte]) + 1
        } else {
            self.characters_before(byte) - self.characters_before(start) + 1
        };
        Position {
            line: saturate(line),
            column: saturate(column),
        }
    }

    /// How many characters start before a byte.
    fn characters_before(&self, byte: usize) -> usize {
        let bytes = self.text.as_bytes();
        let blocks = self.characters.get_or_init(|| {
            let mut before = 0;
            let count = |block: &[u8]| {
                let start = before;
                before += characters(block);
                saturate(start)
            };
            bytes.chunks(BLOCK).map(count).collect()
        });
        let block = byte / BLOCK;
        let Some(&before) = blocks.get(block) else {
            return characters(bytes);
        };
        before as usize + characters(&bytes[block * BLOCK..byte])
    }

    /// The text of line `number` (from 1) without its line ending; `None` past the last one.
    pub fn line(&self, number: u32) -> Option<&str> {
        let starts = self.line_starts();
        let index = (number as usize).checked_sub(1)?;
        let start = *starts.get(index)? as usize;
        let end = starts
            .get(index + 1)
            .map_or(self.text.len(), |&next| next as usize);
        Some(self.text[start..end].trim_end_matches(['\n', '\r']))
    }

    /// Where each line starts. `\n`, `\r\n` and a lone `\r` end a line, as in YAML and Markdown.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let breaks = bytes.iter().enumerate().filter(|&(at, &byte)| {
                byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
            });
            std::iter::once(0)
                .chain(breaks.map(|(at, _)| saturate(at + 1)))
                .collect()
        })
    }
}

/// How many characters start in a piece of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    let continues = |byte: u8| byte & 0b1100_0000 == 0b1000_0000;
    bytes.iter().filter(|&&byte| !continues(byte)).count()
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// All texts of one compilation, sorted by path.
#[derive(Debug, Default)]
pub struct Files {
    files: Vec<SourceFile>,
}

impl Files {
    /// The given files; a [`FileId`] is a position in this list.
    pub const fn new(files: Vec<SourceFile>) -> Self {
        Self { files }
    }

    /// The file with the given id, which must come from this collection.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
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
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(saturate(index)), file))
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

    #[test]
    fn columns_of_long_lines_count_characters_too() {
        let line = "żó→x😀".repeat(2000);
        let file = SourceFile::new("a.md".into(), format!("β\n{line}\n{line}"));
        for (byte, _) in file.text().char_indices().step_by(7) {
            let before = &file.text()[..byte];
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let column = u32::try_from(before[start..].chars().count() + 1).expect("small");
            let found = file.position(u32::try_from(byte).expect("small"));
            assert_eq!(found.column, column, "{byte}");
        }
        let end = u32::try_from(file.text().len()).expect("small");
        assert_eq!(file.position(end).column, 10_001);
    }
}
