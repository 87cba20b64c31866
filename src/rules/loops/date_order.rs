//! Measurements in an order that proves nothing.

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::syntax::{Map, Value};
use crate::workbook::{CellType, Document, cell_date, typed_tables};

rule! {
    /// ## What it does
    ///
    /// Reports a baseline that was taken after the intervention, and a run that is dated before
    /// the baseline. The same day is in order.
    ///
    /// ## Why it matters
    ///
    /// A baseline says what was before. Taken afterwards it measures the change against itself,
    /// and a run before it belongs to the baseline.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// metric:
    ///   baseline: { value: 11, on: 2026-10-20, source: stopwatch }
    ///   intervened_on: 2026-10-05
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// metric:
    ///   baseline: { value: 11, on: 2026-09-30, source: stopwatch }
    ///   intervened_on: 2026-10-05
    /// ```
    RULE = "date-order", Loops, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let metric = document.keys.get("metric").and_then(Value::as_map);
    let Some(metric) = metric.filter(|_| document.as_loop().is_some()) else {
        return;
    };
    let baseline = metric.get("baseline").and_then(Value::as_map);
    let baseline = baseline.and_then(|baseline| day(baseline, "on"));
    // A baseline of the future is reported as that, and everything lies before it.
    let Some((baseline, place)) = baseline.filter(|(day, _)| *day <= context.today) else {
        return;
    };
    if let Some((intervened, since)) = day(metric, "intervened_on")
        && baseline > intervened
    {
        let message = "the baseline was taken after the intervention";
        let hint = "take it from the time before, or mend the date that is wrong";
        let finding = Diagnostic::new(RULE.name, place, message)
            .label(since, "the intervention")
            .hint(hint);
        sink.report(finding);
    }
    for table in typed_tables(document, context.workbook) {
        for cell in table.cells_of(&CellType::Date) {
            if cell_date(cell.words).is_some_and(|run| run < baseline) {
                let message = "this run is dated before the baseline";
                let hint = "what was before belongs to the baseline: leave the row out, or mend \
                            the date that is wrong";
                let finding = Diagnostic::new(RULE.name, cell.text.span, message)
                    .label(place, "the baseline")
                    .hint(hint);
                sink.report(finding);
            }
        }
    }
}

fn day(map: &Map, key: &str) -> Option<(Date, Span)> {
    let value = map.get(key)?;
    Some((cell_date(value.as_text()?)?, value.span))
}
