//! Loops that nobody has looked at for long.

use super::close_loop::is_running;
use super::lost_key::was_lost;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::Document;

rule! {
    /// ## What it does
    ///
    /// Reports a loop without `reviewed`, or whose `reviewed` lies more days back than
    /// `stale_after` in `workbook.yaml` (90 unless it says otherwise). The last of these days still
    /// counts as fresh.
    ///
    /// ## Why it matters
    ///
    /// What was true in spring is taken for true in autumn. The date says who may rely on it.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// job: understand
    /// owner: mo
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// job: understand
    /// owner: mo
    /// reviewed: 2026-11-20
    /// ```
    ///
    /// Retired loops do not grow stale.
    RULE = "stale-loop", Loops, Warning; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    if !is_running(document) {
        return;
    }
    let Some(reviewed) = &document.reviewed else {
        if !was_lost(&document.keys, "reviewed") {
            let message = "the loop was never reviewed";
            let hint = format!("read it as a whole, then add `reviewed: {}`", context.today);
            sink.report(Diagnostic::new(RULE.name, document.front_span, message).hint(hint));
        }
        return;
    };
    let days = (context.today - reviewed.value).get_days();
    let limit = context.workbook.config.stale_after;
    if i64::from(days) <= i64::from(limit) {
        return;
    }
    let message = format!("the loop was last reviewed {days} days ago; {limit} are allowed");
    let hint = format!(
        "read it as a whole, then write `reviewed: {}`",
        context.today
    );
    sink.report(Diagnostic::new(RULE.name, reviewed.span, message).hint(hint));
}
