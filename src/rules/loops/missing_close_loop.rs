//! Loops without a section for their steps.

use super::close_loop::{CLOSE_LOOP, StepNames, is_running, misplaced, sections};
use super::edits;
use super::section::{found_elsewhere, report_place};
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::syntax::Heading;
use crate::workbook::{Document, Job};

rule! {
    /// ## What it does
    ///
    /// Reports a loop without the heading `## Close the loop`: it is absent, has another name, or
    /// stands at another level. `fix` renames it, or inserts it with all steps of the job.
    ///
    /// ## Why it matters
    ///
    /// The steps are found under this heading and nowhere else. A loop without it cannot be
    /// closed, and a loop that cannot be closed must not be automated.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// ## Closing the loop
    /// ### Workaround
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ## Close the loop
    /// ### Workaround
    /// ```
    ///
    /// While the heading is missing, missing steps are not reported as well. A retired loop needs
    /// no steps.
    RULE = "missing-close-loop", Loops, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let body = &document.body;
    if !is_running(document) || sections(body, CLOSE_LOOP).next().is_some() {
        return;
    }
    let job = document.job(&context.workbook.config);
    let text = context.workbook.text(document);
    let message = format!("there is no `## {CLOSE_LOOP}`");
    let finding = Diagnostic::new(RULE.name, report_place(document), message);
    sink.report(match misplaced(body, CLOSE_LOOP, job) {
        Some(heading) => found_elsewhere(finding, heading, CLOSE_LOOP, text),
        None => absent(finding, job, document, text),
    });
}

fn absent(finding: Diagnostic, job: Option<&Job>, document: &Document, text: &str) -> Diagnostic {
    let finding = finding.hint(format!(
        "add `## {CLOSE_LOOP}` with a `###` for each step of the job"
    ));
    let Some(job) = job else { return finding };
    let headings = &document.body.headings;
    let names = StepNames::of(job);
    let is_step = |heading: &Heading| names.position(&heading.text).is_some();
    if headings.iter().any(is_step) {
        return finding;
    }
    let first = headings.iter().find(|heading| heading.level == 2);
    let at = first.map_or(document.body.span.end, |heading| heading.span.start);
    let mut lines = vec![format!("## {CLOSE_LOOP}")];
    for step in &job.steps {
        lines.push(String::new());
        lines.extend(edits::empty_step(step));
    }
    let (span, new) = edits::insert_lines(&lines, at, text, document.file);
    finding.fix(format!("Insert `## {CLOSE_LOOP}` and its steps"), span, new)
}
