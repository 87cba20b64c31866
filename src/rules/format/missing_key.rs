//! Keys that a document must have.

use crate::rules::{Check, rule};
use crate::workbook::MISSING_KEY;

rule! {
    /// ## What it does
    ///
    /// Reports a required key that is absent: `title` in every document, `edition` and `title` in
    /// `workbook.yaml`, and what a map such as `next` or `kill_override` needs.
    ///
    /// ## Why it matters
    ///
    /// A page without a title has no name in any list, and an override without an end never ends.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// kind: page
    /// next: { text: Write to us }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// title: One answer for a refund
    /// kind: page
    /// next: { text: Write to us, url: "mailto:desk@harbor.example" }
    /// ```
    ///
    /// A loop without an owner is the finding `ownerless-loop`. A required key that is only misspelt is
    /// reported once, as `unknown-key`.
    RULE = MISSING_KEY, Format, Error "fixed"; Check::WhileReading
}
