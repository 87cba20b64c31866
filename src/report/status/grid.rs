//! Workflows by jobs at a glance: a cell for each loop, whose mark repeats what its word says, so that
//! it reads without colour. Where the terminal is too narrow for words, the marks stand alone.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{StatusReport, word};
use crate::report::escape;
use crate::status::{LoopState, LoopStatus, SignalState, WorkflowStatus};

/// What the marks mean.
const LEGEND: &str =
    "● closed  ▸ open now  ○ open  ! fired  ? cannot be told  – retired  · missing";

/// The least that is left of a workflow's id.
const LEAST_ID: usize = 12;

/// What stands between two columns.
const GAP: &str = "  ";

/// A cell: its text, and the colour in which a terminal shows it.
struct Cell {
    text: String,
    color: &'static str,
}

/// How much a cell says.
#[derive(Clone, Copy)]
enum Detail {
    /// A mark and a word.
    Words,
    /// A mark, and how many steps are closed.
    Marks,
}

/// Writes the grid, and below it what its marks mean.
pub(super) fn grid(report: &StatusReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let wide = rows(report, Detail::Words);
    let rows = if width(&wide) <= report.style.width {
        wide
    } else {
        rows(report, Detail::Marks)
    };
    let mut widths = widths(&rows);
    let over = width(&rows).saturating_sub(report.style.width);
    if let Some(id) = widths.first_mut() {
        *id = (*id).min((*id).saturating_sub(over).max(LEAST_ID));
    }
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| {
            let text = cut(&cell.text, width);
            let blanks = " ".repeat(width.saturating_sub(text.chars().count()));
            if report.style.color && !cell.color.is_empty() {
                format!("\u{1b}[{}m{text}\u{1b}[0m{blanks}", cell.color)
            } else {
                format!("{text}{blanks}")
            }
        });
        let line = cells.collect::<Vec<_>>().join(GAP);
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out, "\n{LEGEND}")
}

/// A row for each workflow, below one that names the jobs.
fn rows(report: &StatusReport<'_>, detail: Detail) -> Vec<Vec<Cell>> {
    let plain = |text: &str| Cell {
        text: escape::line(&report.told(text)).into_owned(),
        color: "",
    };
    let jobs = report.workbook.config.jobs.iter().map(|job| {
        let name = match detail {
            Detail::Words => Cow::Borrowed(job.name.as_str()),
            Detail::Marks => Cow::Owned(report.told(&job.name).chars().take(3).collect()),
        };
        plain(&name)
    });
    let mut rows = vec![std::iter::once(plain("")).chain(jobs).collect::<Vec<_>>()];
    for workflow in &report.status.workflows {
        let cells = workflow
            .loops
            .iter()
            .map(|status| cell(status, workflow, detail));
        rows.push(std::iter::once(plain(&workflow.id)).chain(cells).collect());
    }
    rows
}

fn cell(status: &LoopStatus, workflow: &WorkflowStatus, detail: Detail) -> Cell {
    let is_open_now = workflow.open_job.as_deref() == Some(&status.job);
    let closed = status.steps.iter().filter(|step| step.closed).count();
    let is_untold = closed == status.steps.len() && status.signal.state == SignalState::Unknown;
    let (mark, color) = match status.state {
        _ if status.signal.state == SignalState::Fired => ('!', "1;31"),
        LoopState::Closed => ('●', "32"),
        LoopState::Retired => ('–', "2"),
        LoopState::Open | LoopState::Missing if is_open_now => ('▸', "1;33"),
        LoopState::Missing => ('·', "2"),
        LoopState::Open if is_untold => ('?', "33"),
        LoopState::Open => ('○', ""),
    };
    let text = match detail {
        Detail::Words => format!("{mark} {}", word(status)),
        Detail::Marks if status.state == LoopState::Open && closed < status.steps.len() => {
            format!("{mark}{closed}/{}", status.steps.len())
        }
        Detail::Marks => mark.to_string(),
    };
    Cell { text, color }
}

/// The width of each column, in characters.
fn widths(rows: &[Vec<Cell>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let lengths = cells.map(|cell| cell.text.chars().count());
        lengths.max().unwrap_or(0)
    };
    (0..columns).map(width).collect()
}

fn width(rows: &[Vec<Cell>]) -> usize {
    let widths = widths(rows);
    widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)
}

/// `text` in at most so many characters.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().count() <= most {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().take(most.saturating_sub(1));
    Cow::Owned(kept.chain(['…']).collect())
}
