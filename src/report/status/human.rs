//! The status for people: workflows by jobs as a grid, then each workflow with its six questions.

use std::io::{self, Write};

use super::grid::grid;
use super::{StatusReport, metric};
use crate::report::escape;
use crate::status::{Answer, WorkflowStatus};

/// Writes the grid and a block for each workflow.
pub(super) fn write(report: &StatusReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let title = report.told(&report.workbook.config.title);
    let title = escape::line(&title);
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
        Some(job) => format!("{} is open", escape::line(&report.told(job))),
        None => "no job is open".to_owned(),
    };
    let reason = report.told(&workflow.reason);
    let reason = escape::line(&reason);
    writeln!(
        out,
        "{bold}{}: {open}{plain}, {reason}",
        escape::line(&report.told(&workflow.id))
    )?;
    for (question, status) in workflow.questions.iter().zip(&workflow.loops) {
        let answer = match question.answer {
            Answer::Yes => "yes    ",
            Answer::No => "no     ",
            Answer::Unknown => "unknown",
        };
        let (asked, why) = (report.told(&question.question), report.told(&question.why));
        let (asked, why) = (escape::line(&asked), sentence(&why));
        writeln!(out, "  {answer} {asked} {}", escape::line(&why))?;
        if let Some(measured) = metric(status) {
            writeln!(out, "          {}", escape::line(&report.told(&measured)))?;
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
