//! Where a part of a YAML value stands in the file.
//!
//! An expression can be written plain, in quotes with escapes, or folded over lines, so what
//! stands at a byte of the value stands elsewhere in the file. Both are walked side by side: white
//! space of the one stands for white space of the other, and all else must be the same.

use std::ops::Range;

use crate::diagnostic::Span;

/// A value and the text that it was read from.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    /// The value.
    pub(super) value: &'a str,
    /// What the file holds at `span`.
    pub(super) source: &'a str,
    /// The place of the value.
    pub(super) span: Span,
}

impl Written<'_> {
    /// The place of a part of the value; of the whole value where that cannot be told.
    pub(super) fn place(&self, part: Range<usize>) -> Span {
        let length = self.value.len();
        let part = part.start.min(length)..part.end.min(length);
        let places = self.places();
        let Some(places) = places.filter(|_| !part.is_empty()) else {
            return self.span;
        };
        // Within a character stands what the character stands for.
        let start = places.partition_point(|place| place.value <= part.start);
        let end = places.partition_point(|place| place.value < part.end);
        let (Some(first), Some(last)) = (
            places.get(start.saturating_sub(1)),
            places.get(end.saturating_sub(1)),
        ) else {
            return self.span;
        };
        let base = self.span.range().start;
        Span::new(
            self.span.file,
            base + first.source.start..base + last.source.end,
        )
    }

    /// For each character of the value, where it starts and what it is written as; none where the
    /// two do not match.
    fn places(&self) -> Option<Vec<Place>> {
        let style = Style::of(self.source);
        let mut at = style.start(self.source);
        let mut places = Vec::with_capacity(self.value.len());
        for (value, c) in self.value.char_indices() {
            let (start, read) = style.find(self.source, at, c)?;
            at = start + read;
            places.push(Place {
                value,
                source: start..at,
            });
        }
        Some(places)
    }
}

/// A character of the value.
struct Place {
    /// Where it starts in the value.
    value: usize,
    /// What it is written as.
    source: Range<usize>,
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    Single,
    Double,
    Block,
}

impl Style {
    fn of(source: &str) -> Self {
        match source.as_bytes().first() {
            Some(b'"') => Self::Double,
            Some(b'\'') => Self::Single,
            Some(b'|' | b'>') => Self::Block,
            _ => Self::Plain,
        }
    }

    /// Where the text starts: behind the quote, or below the line that opens a block.
    fn start(self, source: &str) -> usize {
        match self {
            Self::Plain => 0,
            Self::Single | Self::Double => 1,
            Self::Block => source.find('\n').map_or(source.len(), |end| end + 1),
        }
    }

    /// Where `c` stands at `at` or behind white space after it, and how many bytes write it.
    fn find(self, source: &str, mut at: usize, c: char) -> Option<(usize, usize)> {
        loop {
            let (read, length) = self.read(source.get(at..)?)?;
            let folded = |read: char| read.is_whitespace() && c.is_whitespace();
            if read.is_some_and(|read| read == c || folded(read)) {
                return Some((at, length));
            }
            // White space stands for none where a line is folded, and a line that goes on for nothing.
            if read.is_some_and(|read| !read.is_whitespace()) {
                return None;
            }
            at += length;
        }
    }

    /// The character at the start of `rest`, none for a line that goes on, and its length.
    fn read(self, rest: &str) -> Option<(Option<char>, usize)> {
        let c = rest.chars().next()?;
        match (self, c) {
            (Self::Single, '\'') => rest.starts_with("''").then_some((Some('\''), 2)),
            (Self::Double, '\\') => escape(rest),
            (Self::Double, '"') => None,
            _ => Some((Some(c), c.len_utf8())),
        }
    }
}

/// The escape at the start of `rest`, and its length.
fn escape(rest: &str) -> Option<(Option<char>, usize)> {
    let c = rest.chars().nth(1)?;
    let digits = match c {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    if digits > 0 {
        let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
        return Some((Some(char::from_u32(code)?), 2 + digits));
    }
    let meant = match c {
        '\n' | '\r' => None,
        '0' => Some('\0'),
        'a' => Some('\u{7}'),
        'b' => Some('\u{8}'),
        't' => Some('\t'),
        'n' => Some('\n'),
        'v' => Some('\u{b}'),
        'f' => Some('\u{c}'),
        'r' => Some('\r'),
        'e' => Some('\u{1b}'),
        'N' => Some('\u{85}'),
        '_' => Some('\u{a0}'),
        'L' => Some('\u{2028}'),
        'P' => Some('\u{2029}'),
        other => Some(other),
    };
    Some((meant, 1 + c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::FileId;

    /// What the file holds at the place of `part` of the value.
    fn written<'a>(source: &'a str, value: &str, part: &str) -> &'a str {
        let at = value.find(part).expect("it is a part of the value");
        let span = Span::new(FileId(0), 0..source.len());
        let written = Written {
            value,
            source,
            span,
        };
        &source[written.place(at..at + part.len()).range()]
    }

    #[test]
    fn a_part_is_found_however_the_value_is_written() {
        for (source, value, part, there) in [
            ("a > b", "a > b", "b", "b"),
            ("a  >\n    b", "a  > b", "b", "b"),
            ("'it''s > b'", "it's > b", "b", "b"),
            ("\"\\\"ż\\\" > b\"", "\"ż\" > b", "b", "b"),
            ("\"a\\u0062 > c\"", "ab > c", "ab", "a\\u0062"),
            ("\"a \\\n   > b\"", "a > b", "b", "b"),
            (">\n  a\n  > b\n", "a > b\n", "b", "b"),
            ("|-\n  a\n  > größe\n", "a\n> größe", "größe", "größe"),
            ("\"a > x\"", "something else", "else", "\"a > x\""),
        ] {
            assert_eq!(written(source, value, part), there, "{source}");
        }
    }
}
