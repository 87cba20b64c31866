//! The status as Markdown, for a pull request or a note.

use std::io::{self, Write};

use super::{StatusReport, metric, word};
use crate::report::escape;
use crate::status::WorkflowStatus;

/// Writes a table of the workflows, and a list of the questions of each.
pub(super) fn write(report: &StatusReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n", text(&report.workbook.config.title))?;
    writeln!(out, "As of {}.\n", report.as_of)?;
    let jobs = &report.workbook.config.jobs;
    let names: Vec<String> = jobs.iter().map(|job| text(&job.name)).collect();
    writeln!(out, "| Workflow | {} | Open job |", names.join(" | "))?;
    writeln!(out, "|---|{}---|", "---|".repeat(names.len()))?;
    for workflow in &report.status.workflows {
        let cells: Vec<String> = workflow.loops.iter().map(word).collect();
        let open = workflow.open_job.as_deref().map_or("none".to_owned(), text);
        writeln!(
            out,
            "| {} | {} | {open} |",
            text(&workflow.id),
            cells.join(" | ")
        )?;
    }
    for workflow in &report.status.workflows {
        block(workflow, out)?;
    }
    Ok(())
}

fn block(workflow: &WorkflowStatus, out: &mut dyn Write) -> io::Result<()> {
    let open = match &workflow.open_job {
        Some(job) => format!("**{}** is open", text(job)),
        None => "No job is open".to_owned(),
    };
    writeln!(
        out,
        "\n## {}\n\n{open}: {}.\n",
        text(&workflow.id),
        text(&workflow.reason)
    )?;
    for (question, status) in workflow.questions.iter().zip(&workflow.loops) {
        let (asked, why) = (text(&question.question), text(&question.why));
        writeln!(out, "- {asked} **{}**: {why}", question.answer.word())?;
        if let Some(measured) = metric(status) {
            writeln!(out, "  - {}", text(&measured))?;
        }
    }
    Ok(())
}

/// User text as Markdown text: nothing in it is markup, a table cell or a tag.
fn text(words: &str) -> String {
    let line = escape::line(words);
    let mut safe = String::with_capacity(line.len());
    for c in line.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '!' | '@' | '~'
        ) {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}
