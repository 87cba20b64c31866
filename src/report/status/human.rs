//! The status for people: workflows by jobs as a grid, then each workflow with its six questions.

use std::io::{self, Write};

use super::{StatusReport, metric, word};
use crate::report::escape;
use crate::status::{Answer, LoopState, LoopStatus, WorkflowStatus};

/// Writes the grid and a block for each workflow.
pub(super) fn write(report: &StatusReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let title = escape::line(&report.workbook.config.title);
    writeln!(out, "{title}, as of {}\n", report.as_of)?;
    if report.status.workflows.is_empty() {
        return writeln!(
            out,
            "There is no workflow yet. `loopbook new workflow NAME` writes one."
        );
    }
    grid(report, out)?;
    for workflow in &report.status.workflows {
        writeln!(out)?;
        block(workflow, report, out)?;
    }
    Ok(())
}

/// A loop's mark: its shape repeats the word beside it.
fn mark(status: &LoopStatus) -> char {
    if status.signal.is_open() {
        return '!';
    }
    match status.state {
        LoopState::Closed => '●',
        LoopState::Open => '○',
        LoopState::Retired => '–',
        LoopState::Missing => '·',
    }
}

fn grid(report: &StatusReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let jobs: Vec<String> = report
        .workbook
        .config
        .jobs
        .iter()
        .map(|job| escape::line(&job.name).into_owned())
        .collect();
    let mut rows = vec![
        std::iter::once(String::new())
            .chain(jobs)
            .collect::<Vec<_>>(),
    ];
    for workflow in &report.status.workflows {
        let cells = workflow
            .loops
            .iter()
            .map(|status| format!("{} {}", mark(status), word(status)));
        rows.push(
            std::iter::once(escape::line(&workflow.id).into_owned())
                .chain(cells)
                .collect(),
        );
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| {
            format!(
                "{cell}{}",
                " ".repeat(width.saturating_sub(cell.chars().count()))
            )
        });
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

fn block(
    workflow: &WorkflowStatus,
    report: &StatusReport<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (bold, plain) = if report.style.color {
        ("\u{1b}[1m", "\u{1b}[0m")
    } else {
        ("", "")
    };
    let open = match &workflow.open_job {
        Some(job) => format!("{} is open", escape::line(job)),
        None => "no job is open".to_owned(),
    };
    let reason = escape::line(&workflow.reason);
    writeln!(
        out,
        "{bold}{}: {open}{plain}, {reason}",
        escape::line(&workflow.id)
    )?;
    for (question, status) in workflow.questions.iter().zip(&workflow.loops) {
        let answer = match question.answer {
            Answer::Yes => "yes    ",
            Answer::No => "no     ",
            Answer::Unknown => "unknown",
        };
        let asked = escape::line(&question.question);
        writeln!(
            out,
            "  {answer} {asked} {}",
            escape::line(&sentence(&question.why))
        )?;
        if let Some(measured) = metric(status) {
            writeln!(out, "          {}", escape::line(&measured))?;
        }
    }
    Ok(())
}

/// A reason as a sentence.
fn sentence(why: &str) -> String {
    let mut letters = why.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).chain(['.']).collect()
    })
}
