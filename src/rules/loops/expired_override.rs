//! Decisions to go on that have run out.

use super::close_loop::is_running;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::Document;

rule! {
    /// ## What it does
    ///
    /// Reports a `kill_override` whose `until` has passed. The day itself still counts.
    ///
    /// ## Why it matters
    ///
    /// Going on although the kill signal fired is a decision for some weeks. When they are over,
    /// somebody has to decide again.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// kill_override: { by: mo, because: The new scanner arrives in May, until: 2026-05-31 }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// status: retired
    /// retired: { on: 2026-06-02, because: The new scanner changed nothing }
    /// ```
    ///
    /// A retired loop needs no override, so an old one does no harm there.
    RULE = "expired-override", Loops, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    if !is_running(document) {
        return;
    }
    let recorded = document
        .as_loop()
        .and_then(|front| front.kill_override.as_ref());
    let Some(until) = recorded.and_then(|recorded| recorded.until.as_ref()) else {
        return;
    };
    if until.value >= context.today {
        return;
    }
    let message = format!("the override of the kill signal ended on {}", until.value);
    let hint = "retire the loop, record a new decision, or remove `kill_override` if nothing fires";
    sink.report(Diagnostic::new(RULE.name, until.span, message).hint(hint));
}
