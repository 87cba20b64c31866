//! Values that do not fit their keys.

use crate::rules::{Check, rule};
use crate::workbook::INVALID_VALUE;

rule! {
    /// ## What it does
    ///
    /// Reports a value of the wrong type, a word that is not in the list of its key, a date, number, mail
    /// address or web address that is none, an empty title, and an id that two people, agents or systems
    /// share. `fix` mends what can mean one thing only: a word of the list with a slip in it, `yes` for
    /// `true`, a day like `2026-1-5`, text that has to be put in quotes. It never writes a `route` that
    /// shows something.
    ///
    /// It also reports what looks as if it made text private and is not `{route=memory}` at the end of a
    /// heading: other brackets, letters and signs, `route` and `memory` in a heading without them, a line
    /// that looks like such a heading and is none, or like the heading of a step that is private by
    /// nature. And an underlined heading within a private section, which it does not end.
    ///
    /// ## Why it matters
    ///
    /// A value that cannot be understood counts as absent, and a date that is none never counts as fresh.
    /// Whoever wrote it meant something else. What looks like hiding hides: the whole document is private
    /// until it is mended, unless it stands in a section that is private already.
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
    ///
    /// ```markdown
    /// ## What we think of it {route=memory}
    /// ```
    ///
    /// A heading whose words are meant, such as "Route: memory lane", has to be reworded. An example of a
    /// private heading stands between two fences.
    RULE = INVALID_VALUE, Format, Error "fixed"; Check::WhileReading
}
