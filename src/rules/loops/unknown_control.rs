//! Controls that nobody defined.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::syntax::{is_placeholder, misspelt, nearest};
use crate::workbook::{
    CellType, Config, Kind, TypedTable, Workbook, Workflow, cell_controls, typed_tables,
};

rule! {
    /// ## What it does
    ///
    /// Reports a control that a table names and that the workflow's govern loop does not define in
    /// its thresholds. A cell may name several, separated by commas. Where a name is that of a control
    /// with a slip in it, `fix` mends it.
    ///
    /// ## Why it matters
    ///
    /// An action whose control does not exist is an action without a limit that looks as if it had
    /// one.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Step | Kind | Who | Control |
    /// |---|---|---|---|
    /// | Pay out | action | refund-agent | refund-limit |
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Step | Kind | Who | Control |
    /// |---|---|---|---|
    /// | Pay out | action | refund-agent | refund-cap |
    /// ```
    ///
    /// where `govern.md` of the same directory has a row `refund-cap` under `### Thresholds`. A
    /// retired loop defines nothing any more.
    RULE = "unknown-control", Loops, Error; Check::Workbook(check)
}

/// How many ids an unknown one is compared with.
const MOST_CANDIDATES: usize = 50;

fn check(context: &Context<'_>, sink: &mut Sink) {
    let workflows = context.workbook.workflows.par_iter();
    let found: Vec<Sink> = workflows
        .map(|workflow| check_workflow(context, workflow))
        .collect();
    for found in found {
        sink.join(found);
    }
}

/// The controls of one workflow.
struct Controls<'a> {
    ids: HashSet<&'a str>,
    /// Some of them, in their order, for hints.
    nearby: Vec<&'a str>,
    /// Where to define one, in words.
    place: String,
}

/// Whether a document of the workflow does not say what it is or does: it was reported, and may be
/// the one that defines the controls.
fn has_lost_loop(workbook: &Workbook, workflow: &Workflow) -> bool {
    let documents = workflow.loops.iter().chain(&workflow.others);
    let mut documents = documents.map(|&at| &workbook.documents[at]);
    let directory = workflow.id.strip_prefix('.').unwrap_or(&workflow.id);
    documents.any(|document| match &document.kind {
        Kind::Loop(_) => document.job(&workbook.config).is_none(),
        Kind::Unknown => document.directory() == directory,
        _ => false,
    })
}

fn check_workflow(context: &Context<'_>, workflow: &Workflow) -> Sink {
    let workbook = context.workbook;
    if has_lost_loop(workbook, workflow) {
        return Sink::new();
    }
    let documents = workflow.loops.iter().map(|&at| &workbook.documents[at]);
    let tables: Vec<TypedTable<'_>> = documents
        .flat_map(|document| typed_tables(document, workbook))
        .collect();
    let mut sink = Sink::new();
    let Some(controls) = Controls::defined(&workbook.config, &tables) else {
        return sink;
    };
    for table in &tables {
        for cell in table.cells_of(&CellType::Control) {
            if is_placeholder(cell.words) {
                continue;
            }
            for (id, span) in cell_controls(cell.text, table.source) {
                if !controls.ids.contains(id) {
                    sink.report(controls.unknown(id, span, table));
                }
            }
        }
    }
    sink
}

impl<'a> Controls<'a> {
    /// What the tables define. Nothing where they name no control either.
    fn defined(config: &Config, tables: &[TypedTable<'a>]) -> Option<Self> {
        let names = |table: &TypedTable<'_>| {
            let mut columns = table.present();
            columns.any(|(column, _)| column.cells == CellType::Control)
        };
        if !tables.iter().any(names) {
            return None;
        }
        let cells = tables
            .iter()
            .flat_map(|table| table.cells_of(&CellType::NewControl));
        let ids: Vec<&str> = cells.map(|cell| cell.words).collect();
        Some(Self {
            nearby: ids.iter().copied().take(MOST_CANDIDATES).collect(),
            ids: ids.into_iter().collect(),
            place: place(config),
        })
    }

    fn unknown(&self, id: &str, span: Span, table: &TypedTable<'_>) -> Diagnostic {
        let message = format!("there is no control `{id}`");
        let finding = Diagnostic::new(RULE.name, span, message);
        if let Some(near) = nearest(id, self.nearby.iter().copied()) {
            let finding = finding.hint(format!("did you mean `{near}`?"));
            let certain = misspelt(id, self.nearby.iter().copied()) == Some(near);
            let as_written = table.source.get(span.range()) == Some(id);
            return if certain && as_written && table.can_hold(near) {
                finding.fix(format!("Change it to `{near}`"), span, near)
            } else {
                finding
            };
        }
        finding.hint(format!("define it {}", self.place))
    }
}

/// Where controls are defined, in words.
fn place(config: &Config) -> String {
    for job in &config.jobs {
        let defines = |table: &crate::workbook::TableForm| {
            table
                .columns
                .iter()
                .any(|column| column.cells == CellType::NewControl)
        };
        if let Some(step) = job
            .steps
            .iter()
            .find(|step| step.table().is_some_and(defines))
        {
            return format!(
                "in the table under `### {}` of the workflow's `{}` loop",
                step.name, job.name
            );
        }
    }
    "in the workflow's govern loop".to_owned()
}
