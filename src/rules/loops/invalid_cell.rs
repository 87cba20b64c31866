//! Cells that do not hold what their column is for.

use std::collections::HashMap;

use super::cell_fault::{CellFault, fault};
use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::syntax::{Row, Text, is_placeholder};
use crate::workbook::{CellType, Column, Document, typed_tables};

rule! {
    /// ## What it does
    ///
    /// Reports a cell of a step's table that does not hold what its column is for: a number, a
    /// day, a link or a word of a list, and nothing else beside it. Also an empty cell where
    /// something is needed, a row with more cells than the header, and a control that has the id
    /// of another.
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
struct Reader<'a> {
    document: &'a Document,
    text: &'a str,
    columns: Vec<(&'a Column, usize)>,
    /// The place of each new control.
    controls: HashMap<&'a str, Span>,
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    for typed in typed_tables(document, context.workbook) {
        let Some(table) = typed.table else { continue };
        let mut reader = Reader {
            document,
            text: context.workbook.text(document),
            columns: typed.present().collect(),
            controls: HashMap::new(),
        };
        for row in &table.rows {
            reader.row(row, sink);
        }
    }
}

impl<'a> Reader<'a> {
    fn row(&mut self, row: &'a Row, sink: &mut Sink) {
        if let Some(excess) = row.excess {
            let message = "this row has more cells than the header";
            let hint = "add a column to the header, or write `\\|` for a bar within a cell";
            sink.report(Diagnostic::new(RULE.name, excess, message).hint(hint));
        }
        let mut cells = row.cells.iter();
        if cells.all(|cell| is_placeholder(cell.words(self.text))) {
            return;
        }
        for at in 0..self.columns.len() {
            let (column, position) = self.columns[at];
            if let Some(cell) = row.cells.get(position) {
                self.cell(column, cell, row, sink);
            }
        }
    }

    fn cell(&mut self, column: &Column, cell: &'a Text, row: &Row, sink: &mut Sink) {
        let words = cell.words(self.text).trim();
        if is_placeholder(words) {
            if !column.may_be_empty {
                let fault = CellFault::empty(&column.name, &column.cells);
                let place = self.within(cell.span, row);
                sink.report(Diagnostic::new(RULE.name, place, fault.message).hint(fault.hint));
            }
            return;
        }
        let section = self.document.body.section(cell.span);
        if let Some(fault) = fault(&column.cells, &column.name, words, section) {
            sink.report(report(fault, cell, self.text));
            return;
        }
        if column.cells == CellType::NewControl {
            self.control(words, cell, sink);
        }
    }

    /// The place of a cell; the end of the row where it stops before that cell.
    fn within(&self, cell: Span, row: &Row) -> Span {
        let source = self.text.get(row.span.range()).unwrap_or("");
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

fn report(fault: CellFault, cell: &Text, text: &str) -> Diagnostic {
    let finding = Diagnostic::new(RULE.name, cell.span, fault.message).hint(fault.hint);
    let as_written = text.get(cell.span.range()).map(str::trim) == Some(cell.words(text).trim());
    match fault.instead {
        Some(words) if as_written => {
            finding.fix(format!("Change it to `{words}`"), cell.span, words)
        }
        _ => finding,
    }
}
