//! Keys that nothing reads.

use crate::rules::{Check, rule};
use crate::workbook::UNKNOWN_KEY;

rule! {
    /// ## What it does
    ///
    /// Reports a key of the front matter or of `workbook.yaml` that this kind of document does not have,
    /// and names the key that was most likely meant. Where it is a slip of the hand, `fix` renames it;
    /// only a `route` that would show something is left to you.
    ///
    /// ## Why it matters
    ///
    /// A misspelt key is no key: `ruote: memory` routes nothing, and `reveiwed` makes no loop fresh.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// title: A call with the bakery
    /// kind: evidence
    /// outsdie: true
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// title: A call with the bakery
    /// kind: evidence
    /// outside: true
    /// x-recording: 114
    /// ```
    ///
    /// Keys that start with `x-` are your own; nothing is said about them.
    RULE = UNKNOWN_KEY, Format, Error "fixed"; Check::WhileReading
}
