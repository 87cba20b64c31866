//! Documents that do not say what they are.

use crate::rules::{Check, rule};
use crate::workbook::AMBIGUOUS_KIND;

rule! {
    /// ## What it does
    ///
    /// Reports a document that has `job` and `cycle` at once, or none of `job`, `cycle` and `kind`.
    ///
    /// ## Why it matters
    ///
    /// What a document must hold depends on what it is. One that cannot be told stays private and counts
    /// for nothing.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// title: A call with the bakery
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// title: A call with the bakery
    /// kind: evidence
    /// ```
    ///
    /// A loop has `job`, a cycle has `cycle`; everything else says `kind: evidence` or `kind: page`.
    RULE = AMBIGUOUS_KIND, Format, Error "fixed"; Check::WhileReading
}
