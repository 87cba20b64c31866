//! Loops that nobody has looked at for long.

use super::lost_key::was_lost;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::status::Freshness;
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
    let config = &context.workbook.config;
    let limit = config.stale_after;
    let (place, message, key) = match Freshness::of(document, config, context.today) {
        Freshness::Fresh => return,
        Freshness::Never if was_lost(&document.keys, "reviewed") => return,
        Freshness::Never => {
            let message = "the loop was never reviewed".to_owned();
            (document.front_span, message, "add")
        }
        Freshness::Stale { days } => {
            let reviewed = document.reviewed.as_ref().map(|reviewed| reviewed.span);
            let message =
                format!("the loop was last reviewed {days} days ago; {limit} are allowed");
            (reviewed.unwrap_or(document.front_span), message, "write")
        }
    };
    let hint = format!(
        "read it as a whole, then {key} `reviewed: {}`",
        context.today
    );
    sink.report(Diagnostic::new(RULE.name, place, message).hint(hint));
}
