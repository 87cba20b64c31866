//! A document without front matter.

use crate::rules::{Check, rule};
use crate::syntax::MISSING_FRONT_MATTER;

rule! {
    /// ## What it does
    ///
    /// Reports a document that does not start with front matter.
    ///
    /// ## Why it matters
    ///
    /// The front matter says what a document is and who may see it. A document without one stays
    /// private, but nobody can tell what it was meant to be.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// # A call with the bakery
    ///
    /// They count the returns by hand on Fridays.
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ---
    /// title: A call with the bakery
    /// kind: evidence
    /// ---
    /// They count the returns by hand on Fridays.
    /// ```
    ///
    /// A file that is not part of the workbook can be named under `ignore:` in `workbook.yaml`.
    RULE = MISSING_FRONT_MATTER, Format, Error "fixed"; Check::WhileReading
}
