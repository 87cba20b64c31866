//! Tools that came before the redesign.

use crate::diagnostic::Sink;
use crate::rules::{Check, Context, firing, rule};

rule! {
    /// ## What it does
    ///
    /// Reports a redesign loop with `tools` while its Map is open, and one whose history shows a tool in
    /// a commit before the first one in which the map was closed: the kill signal of the job. It stays an
    /// error until the loop is retired or a person records a `kill_override`. Where history is not there
    /// or cut, the signal is unknown and the loop is not closed.
    ///
    /// ## Why it matters
    ///
    /// Work that is drawn around a tool keeps the steps that the tool needs, not those that the customer
    /// needs.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// tools:
    ///   - { name: Estimate writer, since: 2026-08-01 }   # and the table under Map has one row
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// tools: []
    /// ```
    ///
    /// until the map is closed.
    RULE = "tool-before-redesign", Jobs, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    firing::report(RULE.name, context, sink);
}
