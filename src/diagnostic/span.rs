//! Places in source text, as byte ranges of a file.
//!
//! Lines and columns are worked out only for what is printed; see `source::Files`.

use std::ops::Range;

/// A file of the workbook, by its number in `source::Files`. Where a workbook is read again, a file
/// keeps its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte; equal to `start` for a mere position.
    pub end: u32,
}

impl Span {
    /// The range `range` of `file`. Files are limited to 2 MiB, far below what a `u32` holds;
    /// anything beyond is cut to the largest position.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let start = u32::try_from(range.start).unwrap_or(u32::MAX);
        let end = u32::try_from(range.end).unwrap_or(u32::MAX);
        Self {
            file,
            start,
            end: end.max(start),
        }
    }

    /// The very beginning of `file`, for what concerns the file as a whole.
    pub const fn start_of(file: FileId) -> Self {
        Self {
            file,
            start: 0,
            end: 0,
        }
    }

    /// The bytes as a range to slice the file's text with.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The position right before the span.
    #[must_use]
    pub const fn before(self) -> Self {
        Self {
            file: self.file,
            start: self.start,
            end: self.start,
        }
    }

    /// The position right behind the span.
    #[must_use]
    pub const fn after(self) -> Self {
        Self {
            file: self.file,
            start: self.end,
            end: self.end,
        }
    }

    /// Whether `position` lies within the span.
    pub const fn contains(self, position: u32) -> bool {
        self.start <= position && position < self.end
    }
}

/// A value together with the place it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, read at `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}
