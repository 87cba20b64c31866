//! A baseline that changed after the first run.

use crate::diagnostic::Sink;
use crate::rules::{Check, Context, rule};

rule! {
    /// ## What it does
    ///
    /// Reports a baseline whose value or day is another one than in the first commit that shows it
    /// beside a run. What is only in the working tree counts as the newest version. A baseline that
    /// is added later is not moved, and one that is put back is mended. Where history is not there
    /// or cut, nothing is reported; `check` says so on standard error.
    ///
    /// ## Why it matters
    ///
    /// A change is measured against the baseline. Whoever moves it after the fact decides how good
    /// the result looks, and nobody sees it in today's text.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// metric:
    ///   baseline: { value: 15, on: 2026-09-30, source: stopwatch }  # it was 11 at the first run
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// metric:
    ///   baseline: { value: 11, on: 2026-09-30, source: stopwatch }
    /// ```
    RULE = "moved-baseline", Jobs, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let workflows = context.status.workflows.iter();
    for status in workflows.flat_map(|workflow| &workflow.loops) {
        for firing in &status.moved_baseline.firings {
            sink.report(firing.diagnostic.clone());
        }
    }
}
