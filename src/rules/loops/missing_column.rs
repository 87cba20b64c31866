//! Tables without a column that their step needs.

use super::cell_fault::listed;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::syntax::{CsvFault, CsvFaultKind, Row, Table, Text, misspelt, nearest};
use crate::workbook::{CellType, Column, Document, TypedTable, typed_tables};

rule! {
    /// ## What it does
    ///
    /// Reports each column that a step's table lacks, at the header. The table of a step is the
    /// one whose header has its columns, in any order and any case; more columns are welcome.
    /// Where a header is the name with a slip in it, `fix` renames it. In a CSV file the first line is the
    /// header, and commas separate its cells.
    ///
    /// ## Why it matters
    ///
    /// A table is read by its header. What stands in a column that has another name is not read,
    /// and the step stays open.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Cost | Ammount | Unit |
    /// |---|---|---|
    /// | time | 11 | minutes |
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Cost | Amount | Unit | Per |
    /// |---|---|---|---|
    /// | time | 11 | minutes | refund |
    /// ```
    ///
    /// A table that shares fewer than two columns with the one that is asked for is taken for a
    /// table of your own. A retired loop needs no tables.
    RULE = "missing-column", Loops, Error; Check::Document(check)
}

/// How many header cells a missing column is compared with.
const MOST_CANDIDATES: usize = 50;

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    for typed in typed_tables(document, context.workbook) {
        let faults = typed.csv.iter().flat_map(|csv| &csv.faults);
        for found in faults.filter_map(|fault| other_separator(fault, &typed)) {
            sink.report(found);
        }
        if let Some(table) = typed.table {
            check_table(&typed, table, sink);
        }
    }
}

/// The finding for a header whose names no comma separates.
fn other_separator(fault: &CsvFault, typed: &TypedTable<'_>) -> Option<Diagnostic> {
    let CsvFaultKind::OtherSeparator(separator) = fault.kind else {
        return None;
    };
    let separator = match separator {
        ';' => "semicolons",
        '|' => "bars",
        _ => "tabs",
    };
    let required = typed.form.columns.iter().filter(|column| !column.optional);
    let names: Vec<&str> = required.map(|column| column.name.as_str()).collect();
    let message = format!("the columns are separated by {separator}");
    let hint = format!(
        "separate them by commas, like `{}`, and write decimals with a point",
        names.join(",")
    );
    Some(Diagnostic::new(RULE.name, fault.span, message).hint(hint))
}

fn check_table(typed: &TypedTable<'_>, table: &Table, sink: &mut Sink) {
    if typed.missing().next().is_none() {
        return;
    }
    let text = typed.source;
    let mut free = free_headers(typed, &table.header);
    for column in typed.missing() {
        let names = free
            .iter()
            .take(MOST_CANDIDATES)
            .map(|cell| cell.words(text));
        let near = nearest(&column.name, names);
        let near = near.and_then(|near| free.iter().position(|cell| cell.words(text) == near));
        let near = near.map(|position| free.remove(position));
        sink.report(report(column, table, near, typed));
    }
}

/// The header cells that are no column of the form.
fn free_headers<'a>(typed: &TypedTable<'_>, header: &'a Row) -> Vec<&'a Text> {
    let taken = |position: usize| typed.columns.contains(&Some(position));
    let cells = header.cells.iter().enumerate();
    cells
        .filter(|(position, _)| !taken(*position))
        .map(|(_, cell)| cell)
        .collect()
}

fn report(
    column: &Column,
    table: &Table,
    near: Option<&Text>,
    typed: &TypedTable<'_>,
) -> Diagnostic {
    let name = &column.name;
    let message = format!("the column `{name}` is missing");
    let finding = Diagnostic::new(RULE.name, table.header.span, message);
    let Some(near) = near else {
        return finding.hint(format!(
            "add a column `{name}` that holds {}",
            holds(&column.cells)
        ));
    };
    let finding = finding
        .label(near.span, "this is nearly its name")
        .hint(format!("did you mean `{name}`?"));
    let certain = misspelt(near.words(typed.source), [name.as_str()]).is_some();
    let as_written = typed.source.get(near.span.range()) == Some(near.words(typed.source));
    if certain && as_written && typed.can_hold(name) {
        finding.fix(format!("Rename the column to `{name}`"), near.span, name)
    } else {
        finding
    }
}

/// What the cells of a column hold, in words.
fn holds(cells: &CellType) -> String {
    let holds = match cells {
        CellType::Text => "text",
        CellType::Date => "dates such as `2026-11-23`",
        CellType::Number => "numbers",
        CellType::Person => "ids of people",
        CellType::Actor => "ids of people, agents or systems",
        CellType::Link => "links",
        CellType::Control => "ids of controls",
        CellType::NewControl => "new ids of controls",
        CellType::Words(words) => return listed(words),
    };
    holds.to_owned()
}
