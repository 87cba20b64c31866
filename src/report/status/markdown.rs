//! The status as Markdown, for a pull request or a note.

use std::io::{self, Write};

use super::{StatusReport, metric, word};
use crate::report::escape;
use crate::status::WorkflowStatus;

/// Writes a table of the workflows, and a list of the questions of each.
pub(super) fn write(report: &StatusReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n", report.text(&report.workbook.config.title))?;
    writeln!(out, "As of {}.\n", report.as_of)?;
    let jobs = &report.workbook.config.jobs;
    let names: Vec<String> = jobs.iter().map(|job| report.text(&job.name)).collect();
    writeln!(out, "| Workflow | {} | Open job |", names.join(" | "))?;
    writeln!(out, "|---|{}---|", "---|".repeat(names.len()))?;
    for workflow in &report.status.workflows {
        let cells: Vec<String> = workflow.loops.iter().map(word).collect();
        let open = workflow
            .open_job
            .as_deref()
            .map_or("none".to_owned(), |job| report.text(job));
        writeln!(
            out,
            "| {} | {} | {open} |",
            report.text(&workflow.id),
            cells.join(" | ")
        )?;
    }
    for workflow in &report.status.workflows {
        block(workflow, report, out)?;
    }
    Ok(())
}

fn block(
    workflow: &WorkflowStatus,
    report: &StatusReport<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let open = match &workflow.open_job {
        Some(job) => format!("**{}** is open", report.text(job)),
        None => "No job is open".to_owned(),
    };
    writeln!(
        out,
        "\n## {}\n\n{open}: {}.\n",
        report.text(&workflow.id),
        report.text(&workflow.reason)
    )?;
    for (question, status) in workflow.questions.iter().zip(&workflow.loops) {
        let (asked, why) = (report.text(&question.question), report.text(&question.why));
        writeln!(out, "- {asked} **{}**: {why}", question.answer.word())?;
        if let Some(measured) = metric(status) {
            writeln!(out, "  - {}", report.text(&measured))?;
        }
    }
    Ok(())
}

impl StatusReport<'_> {
    /// What may be told of a text, as Markdown text.
    fn text(&self, words: &str) -> String {
        text(&self.told(words))
    }
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
