//! Cells that do not hold what their column is for.

use std::collections::HashMap;

use super::cell_fault::{CellFault, fault};
use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::syntax::{CsvFault, CsvFaultKind, Row, Text, is_placeholder};
use crate::workbook::{CellType, Column, Document, TypedTable, typed_tables};

rule! {
    /// ## What it does
    ///
    /// Reports a cell of a step's table that does not hold what its column is for: a number, a
    /// day, a link or a word of a list, and nothing else beside it. Also an empty cell where
    /// something is needed, a row with more cells than the header, and a control that has the id
    /// of another. In a CSV file also a row with fewer cells, a quote that is never closed, and
    /// text behind a closing quote. `fix` mends what can mean one thing only: a word of the list with
    /// a slip in it, a day like `2026-1-5`, a bare web address where a link is due.
    ///
    /// ## Why it matters
    ///
    /// Tables are data: they are compared, summed up and drawn. A cell that has to be guessed at
    /// makes the number wrong and shows it to nobody.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Cost | Amount | Unit | Per |
    /// |---|---|---|---|
    /// | Time | ~11 min | minutes | refund |
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
    /// A row in which nothing is filled in is passed over. A retired loop needs no tables.
    RULE = "invalid-cell", Loops, Error; Check::Document(check)
}

/// What a table's rows are held against.
struct Reader<'a, 'c> {
    document: &'a Document,
    typed: &'a TypedTable<'a>,
    columns: Vec<(&'a Column, usize)>,
    /// The place of each new control.
    controls: &'c mut HashMap<&'a str, Span>,
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let tables = typed_tables(document, context.workbook);
    let mut controls = HashMap::new();
    for typed in &tables {
        let faults = typed.csv.iter().flat_map(|csv| &csv.faults);
        for found in faults.filter_map(form_fault) {
            sink.report(found);
        }
        let Some(table) = typed.table else { continue };
        let mut reader = Reader {
            document,
            typed,
            columns: typed.present().collect(),
            controls: &mut controls,
        };
        for row in &table.rows {
            reader.row(row, sink);
        }
    }
}

impl<'a> Reader<'a, '_> {
    fn row(&mut self, row: &'a Row, sink: &mut Sink) {
        if let Some(excess) = row.excess {
            let message = "this row has more cells than the header";
            let found = Diagnostic::new(RULE.name, excess, message);
            sink.report(found.hint(self.mend_excess(excess)));
        }
        let mut cells = row.cells.iter();
        if cells.all(|cell| is_placeholder(cell.words(self.typed.source))) {
            return;
        }
        if let Some(rest) = &row.rest {
            let message = "this row has fewer cells than the header";
            let found = Diagnostic::new(RULE.name, rest.span, message);
            sink.report(found.hint("write a comma for each cell that is empty"));
        }
        for at in 0..self.columns.len() {
            let (column, position) = self.columns[at];
            // What the row lacks altogether was reported as one.
            if let Some(cell) = row.cells.get(position) {
                self.cell(column, cell, row, sink);
            }
        }
    }

    /// What to do about cells that the header has no column for.
    fn mend_excess(&self, excess: Span) -> &'static str {
        if self.typed.csv.is_none() {
            return "add a column to the header, or write `\\|` for a bar within a cell";
        }
        let written = self.typed.source.get(excess.range()).unwrap_or("");
        if written.trim_matches([',', ' ', '\t']).is_empty() {
            "remove the commas at its end"
        } else {
            "add a column to the header, or put a cell with a comma in quotes; decimals have a point"
        }
    }

    fn cell(&mut self, column: &Column, cell: &'a Text, row: &Row, sink: &mut Sink) {
        let words = cell.words(self.typed.source).trim();
        if is_placeholder(words) {
            if !column.may_be_empty {
                let fault = CellFault::empty(&column.name, &column.cells);
                let place = self.within(cell.span, row);
                sink.report(Diagnostic::new(RULE.name, place, fault.message).hint(fault.hint));
            }
            return;
        }
        // A file of its own holds no links: it is no Markdown.
        let in_document = self.typed.csv.is_none();
        let section = in_document.then(|| self.document.body.section(cell.span));
        if let Some(fault) = fault(&column.cells, &column.name, words, section) {
            sink.report(report(fault, cell, self.typed));
            return;
        }
        if column.cells == CellType::NewControl {
            self.control(words, cell, sink);
        }
    }

    /// The place of a cell; the end of the row where it stops before that cell.
    fn within(&self, cell: Span, row: &Row) -> Span {
        let source = self.typed.source.get(row.span.range()).unwrap_or("");
        let end = row.span.range().start + source.trim_end().len();
        if cell.range().start < end {
            cell
        } else {
            Span::new(cell.file, end..end)
        }
    }

    fn control(&mut self, id: &'a str, cell: &Text, sink: &mut Sink) {
        let Some(&first) = self.controls.get(id) else {
            self.controls.insert(id, cell.span);
            return;
        };
        let message = format!("there is a control `{id}` already");
        let finding = Diagnostic::new(RULE.name, cell.span, message)
            .label(first, "the first one")
            .hint("give each control an id of its own");
        sink.report(finding);
    }
}

/// The finding for a fault of a CSV file that concerns a cell.
fn form_fault(fault: &CsvFault) -> Option<Diagnostic> {
    let (message, hint) = match fault.kind {
        CsvFaultKind::UnclosedQuote => (
            "this quote is never closed",
            "write a quote at the end of the cell, and two for each quote within it",
        ),
        CsvFaultKind::TextBehindQuote => (
            "text stands behind the closing quote",
            "put the whole cell in quotes, and write two for each quote within it",
        ),
        CsvFaultKind::OtherSeparator(_) | CsvFaultKind::TooManyRows => return None,
    };
    Some(Diagnostic::new(RULE.name, fault.span, message).hint(hint))
}

fn report(fault: CellFault, cell: &Text, typed: &TypedTable<'_>) -> Diagnostic {
    let finding = Diagnostic::new(RULE.name, cell.span, fault.message).hint(fault.hint);
    let text = typed.source;
    let as_written = text.get(cell.span.range()).map(str::trim) == Some(cell.words(text).trim());
    match fault.instead {
        Some(words) if as_written && typed.can_hold(&words) => {
            finding.fix(format!("Change it to `{words}`"), cell.span, words)
        }
        _ => finding,
    }
}
