//! Values that do not fit their keys.

use crate::rules::{Check, rule};
use crate::workbook::INVALID_VALUE;

rule! {
    /// ## What it does
    ///
    /// Reports a value of the wrong type, a word that is not in the list of its key, a date, number, mail
    /// address or web address that is none, an empty title, a heading's attribute that cannot be
    /// understood, and an id that two people, agents or systems share. `fix` mends what can mean one
    /// thing only: a word of the list with a slip in it, `yes` for `true`, a day like `2026-1-5`, text
    /// that has to be put in quotes. It never writes a `route` that shows something.
    ///
    /// ## Why it matters
    ///
    /// A value that cannot be understood counts as absent, and a date that is none never counts as fresh.
    /// Whoever wrote it meant something else.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// route: playbok
    /// reviewed: 23 November
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// route: playbook
    /// reviewed: 2026-11-23
    /// ```
    ///
    /// YAML reads `1.0` as a number and `true` as a truth value; a title that looks like one is put in
    /// quotes. `yes`, `no` and `on` are plain words.
    RULE = INVALID_VALUE, Format, Error "fixed"; Check::WhileReading
}
