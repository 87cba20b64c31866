//! Records of what has not happened yet.

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::syntax::{Map, Value};
use crate::workbook::{CellType, Document, cell_date, typed_tables};

rule! {
    /// ## What it does
    ///
    /// Reports a date that records something and lies in the future: in a date column of a step's
    /// table, in `reviewed`, `date`, `retired`, `metric`, `tools` and `safe_to_show`. Days named
    /// as limits (`until`) may lie there.
    ///
    /// ## Why it matters
    ///
    /// A run of next week is a plan or a slip of the pen. Counted as a run it moves every number
    /// that is drawn from it.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// reviewed: 2062-11-20
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// reviewed: 2026-11-20
    /// ```
    ///
    /// Today is the date of the check, or what `--as-of` says, and is no future.
    RULE = "future-date", Loops, Error; Check::Document(check)
}

/// Keys of the front matter that record when something happened.
const RECORDS: &[&[&str]] = &[
    &["reviewed"],
    &["date"],
    &["retired", "on"],
    &["metric", "baseline", "on"],
    &["metric", "intervened_on"],
    &["safe_to_show", "approved_on"],
];

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let mut report = |name: &str, date: Date, span: Span| {
        if date > context.today {
            let message = format!("`{name}` lies in the future");
            let hint = format!("today is {}: write the day it happened", context.today);
            sink.report(Diagnostic::new(RULE.name, span, message).hint(hint));
        }
    };
    for path in RECORDS {
        if let Some((date, span)) = recorded(&document.keys, path) {
            report(&path.join("."), date, span);
        }
    }
    let tools = document.keys.get("tools").and_then(Value::as_list);
    for tool in tools.unwrap_or_default() {
        let since = tool.as_map().and_then(|tool| recorded(tool, &["since"]));
        if let Some((date, span)) = since {
            report("tools.since", date, span);
        }
    }
    for table in typed_tables(document, context.workbook) {
        for cell in table.cells_of(&CellType::Date) {
            if let Some(date) = cell_date(cell.words) {
                report(&cell.column.name, date, cell.text.span);
            }
        }
    }
}

/// The day at the end of a path of keys.
fn recorded(keys: &Map, path: &[&str]) -> Option<(Date, Span)> {
    let (first, rest) = path.split_first()?;
    let value = keys.get(first)?;
    if rest.is_empty() {
        return Some((cell_date(value.as_text()?)?, value.span));
    }
    recorded(value.as_map()?, rest)
}
