//! Loops that do not say when to stop.

use super::close_loop::{CLOSE_LOOP, KILL_SIGNAL, is_running, misplaced, sections};
use super::edits;
use super::section::{found_elsewhere, report_place};
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::syntax::Heading;
use crate::workbook::{Document, Job};

rule! {
    /// ## What it does
    ///
    /// Reports a loop without `## Kill signal`, or with nothing but a placeholder under it. `fix`
    /// inserts the heading, but not the words: they have to be yours.
    ///
    /// ## Why it matters
    ///
    /// A loop that does not say beforehand what would end it goes on because it has gone on. The
    /// sentence is easy to write before there is anything to defend.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// ## Kill signal
    /// TODO
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ## Kill signal
    /// We can describe the assistant but not what the desk does today.
    /// ```
    ///
    /// A retired loop needs no kill signal.
    RULE = "missing-kill-signal", Loops, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    if !is_running(document) {
        return;
    }
    let body = &document.body;
    let job = document.job(&context.workbook.config);
    if let Some(heading) = sections(body, KILL_SIGNAL).next() {
        let says_something = |heading: &Heading| body.section(heading.content()).says_something();
        if !sections(body, KILL_SIGNAL).any(says_something) {
            let message = "the kill signal says nothing";
            let finding = Diagnostic::new(RULE.name, heading.span, message);
            sink.report(finding.hint(guidance(job)));
        }
        return;
    }
    let text = context.workbook.text(document);
    let message = format!("there is no `## {KILL_SIGNAL}`");
    let finding = Diagnostic::new(RULE.name, report_place(document), message);
    sink.report(match misplaced(body, KILL_SIGNAL, job) {
        Some(heading) => found_elsewhere(finding, heading, KILL_SIGNAL, text),
        None => absent(finding, job, document, text),
    });
}

fn guidance(job: Option<&Job>) -> String {
    match job {
        Some(job) if job.kill_signal != "…" => {
            format!("say what would end this loop, such as: {}", job.kill_signal)
        }
        _ => "say what would end this loop".to_owned(),
    }
}

fn absent(finding: Diagnostic, job: Option<&Job>, document: &Document, text: &str) -> Diagnostic {
    let hint = guidance(job);
    let lines = edits::empty_section("##", KILL_SIGNAL, &hint);
    let behind = sections(&document.body, CLOSE_LOOP).last();
    let at = behind.map_or(document.body.span.end, |heading| heading.section_end);
    let (span, new) = edits::insert_lines(&lines, at, text, document.file);
    finding.hint(format!("add it below the steps: {hint}")).fix(
        format!("Insert `## {KILL_SIGNAL}`"),
        span,
        new,
    )
}
