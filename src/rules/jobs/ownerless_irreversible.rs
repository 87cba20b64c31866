//! Controls over what cannot be undone, and nobody who owns them.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::syntax::nearest;
use crate::workbook::{
    Cell, CellType, Document, TypedRow, TypedTable, cell_controls, typed_tables,
};

rule! {
    /// ## What it does
    ///
    /// Reports a control whose Reversible is `no` and that no row of the table `Decision, Owner`
    /// names.
    ///
    /// ## Why it matters
    ///
    /// What cannot be undone has to be somebody's decision before it happens. Afterwards there is
    /// only somebody to blame.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// ### Thresholds
    ///
    /// | Control | Action | Limit | Approver | Reversible |
    /// |---|---|---|---|---|
    /// | refund-cap | pay out | 80 euro | mo | no |
    ///
    /// ### Owner
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ### Owner
    ///
    /// | Decision | Owner |
    /// |---|---|
    /// | refund-cap | mo |
    /// ```
    ///
    /// The approver says yes to a single case beyond the limit; the owner answers for the limit.
    RULE = "ownerless-irreversible", Jobs, Error; Check::Document(check)
}

/// How many ids that stand for no control are compared with each that nobody owns.
const MOST_COMPARED: usize = 50;

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let tables = typed_tables(document, context.workbook);
    let owners = || tables.iter().filter(|table| is_of_owners(table));
    if owners().any(|table| table.table.is_some() && table.missing().next().is_some()) {
        return;
    }
    let owned: HashSet<&str> = owners().flat_map(decided).collect();
    let controls = controls(&tables);
    let known: HashSet<&str> = controls.iter().map(|(cell, _)| cell.words).collect();
    // The owner of a misspelt control is found at the misspelling.
    let stray = owned.iter().filter(|id| !known.contains(*id));
    let mut stray: Vec<&str> = stray.copied().collect();
    stray.sort_unstable();
    stray.truncate(MOST_COMPARED);
    let heading = owners().next().map(|table| table.heading.span);
    for (control, is_final) in controls {
        let id = control.words;
        if !is_final || owned.contains(id) || nearest(id, stray.iter().copied()).is_some() {
            continue;
        }
        let message = format!("`{id}` cannot be undone, and no person owns it");
        let mut found = Diagnostic::new(RULE.name, control.text.span, message);
        if let Some(heading) = heading {
            found = found.label(heading, "no row here names it");
        }
        let hint = format!("add a row for `{id}` to the table `Decision, Owner`");
        sink.report(found.hint(hint));
    }
}

fn is_of_owners(table: &TypedTable<'_>) -> bool {
    table.has_columns(&["Decision", "Owner"])
}

/// The controls that the rows of a table of owners name. Whether an owner is a person is found at
/// that cell.
fn decided<'a>(table: &'a TypedTable<'a>) -> Vec<&'a str> {
    let cells = table.cells_of(&CellType::Control);
    let ids = cells.flat_map(|cell| cell_controls(cell.text, table.source));
    ids.map(|(id, _)| id).collect()
}

/// The controls that the document defines, each with whether what it limits cannot be undone.
fn controls<'a>(tables: &[TypedTable<'a>]) -> Vec<(Cell<'a>, bool)> {
    let tables = tables.iter();
    let tables = tables.filter(|table| table.has_columns(&["Control", "Reversible"]));
    let rows = tables.flat_map(TypedTable::rows);
    let control = |row: TypedRow<'a>| {
        let control = *row.cell("Control")?;
        let is_id = !control.is_empty() && CellType::NewControl.accepts(control.words, None);
        is_id.then(|| (control, row.words("Reversible") == Some("no")))
    };
    rows.filter_map(control).collect()
}
