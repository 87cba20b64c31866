//! Front matter without an end.

use crate::rules::{Check, rule};
use crate::syntax::UNCLOSED_FRONT_MATTER;

rule! {
    /// ## What it does
    ///
    /// Reports a document that starts with a line `---` where no other such line follows.
    ///
    /// ## Why it matters
    ///
    /// Nobody can tell where the keys end and the text begins, so nothing of either can be trusted. The
    /// document stays private, and nothing else is said about its keys.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// ---
    /// title: A call with the bakery
    /// kind: evidence
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
    RULE = UNCLOSED_FRONT_MATTER, Format, Error "fixed"; Check::WhileReading
}
