//! Files that are no text.

use crate::rules::{Check, rule};
use crate::workbook::UNREADABLE_FILE;

rule! {
    /// ## What it does
    ///
    /// Reports a document, `workbook.yaml` or a `runs` file that cannot be read as text: it is not UTF-8,
    /// holds a NUL byte, is larger than 2 MiB, nests deeper than 100 levels, has a table of more than
    /// 100,000 rows, or is no plain file at all. Where one byte is at fault, the finding stands at that
    /// byte.
    ///
    /// ## Why it matters
    ///
    /// A file that is read only in part would be judged, and published, by that part.
    ///
    /// ## Bad
    ///
    /// ```text
    /// refunds/evidence/call.md    saved as UTF-16 by a telephone's note app
    /// ```
    ///
    /// ## Good
    ///
    /// ```text
    /// refunds/evidence/call.md    saved as UTF-8
    /// ```
    ///
    /// A file that is not meant to be a document can be named under `ignore:` in `workbook.yaml`.
    RULE = UNREADABLE_FILE, Format, Error "fixed"; Check::WhileReading
}
