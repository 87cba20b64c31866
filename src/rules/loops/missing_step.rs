//! Close-the-loop steps that are absent.

use std::collections::HashMap;

use super::close_loop::{CloseLoop, StepNames};
use super::edits;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::syntax::Heading;
use crate::workbook::{Document, Step};

rule! {
    /// ## What it does
    ///
    /// Reports each step of the job whose `###` heading does not stand under `## Close the loop`.
    /// `fix` inserts the heading at its place in the order, with a comment that says what belongs
    /// there.
    ///
    /// ## Why it matters
    ///
    /// An open step is normal, a forgotten one is not: only what has a heading can be seen to be
    /// open. The heading has to be there even while there is nothing below it.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// ## Close the loop
    /// ### Workaround
    /// ### Cost
    /// ### Evidence
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ## Close the loop
    /// ### Workaround
    /// ### Cost
    /// ### Evidence
    /// ### Proof
    /// ```
    ///
    /// A heading that is nearly a step's name is reported as `misnamed-step` and not here too. A
    /// retired loop needs no steps.
    RULE = "missing-step", Loops, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let Some(found) = CloseLoop::read(context, document) else {
        return;
    };
    if found.missing.is_empty() {
        return;
    }
    let text = context.workbook.text(document);
    let elsewhere = elsewhere(&found, document);
    let standing = found.standing();
    for &position in &found.missing {
        let step = &found.job.steps[position];
        let message = format!("the step `{}` is missing", step.name);
        let finding = Diagnostic::new(RULE.name, found.heading.span, message);
        let finding = if let Some(heading) = elsewhere.get(&position) {
            misplaced(finding, heading, &found, text)
        } else {
            let at = insertion_point(position, &standing, &found);
            absent(finding, step, at, text)
        };
        sink.report(finding);
    }
}

/// Headings that have the name of a missing step and do not count, by the step's position.
fn elsewhere<'a>(found: &CloseLoop<'_>, document: &'a Document) -> HashMap<usize, &'a Heading> {
    let names = StepNames::of(found.job);
    let mut places = HashMap::new();
    for heading in &document.body.headings {
        let position = names.position(&heading.text);
        if let Some(position) = position.filter(|&at| found.steps[at].is_none()) {
            places.entry(position).or_insert(heading);
        }
    }
    places
}

/// The step's name stands in the document, but at another level or in another section.
fn misplaced(
    finding: Diagnostic,
    heading: &Heading,
    found: &CloseLoop<'_>,
    text: &str,
) -> Diagnostic {
    let inside = found.heading.content().contains(heading.span.start);
    if heading.level == 3 {
        return finding
            .label(heading.span, "it stands here, outside of the section")
            .hint("move it below `## Close the loop`");
    }
    let marks = "#".repeat(usize::from(heading.level));
    let finding = finding
        .label(heading.span, format!("it stands here as `{marks}`"))
        .hint("make it a `###` below `## Close the loop`");
    match edits::relevel(heading, 3, text) {
        Some((span, marks)) if inside => finding.fix("Make it a `###` heading", span, marks),
        _ => finding,
    }
}

fn absent(finding: Diagnostic, step: &Step, at: u32, text: &str) -> Diagnostic {
    let hint = if step.guidance.is_empty() {
        format!("add `### {}`", step.name)
    } else {
        format!("add `### {}`: {}", step.name, step.guidance)
    };
    let lines = edits::empty_step(step);
    let (span, new) = edits::insert_lines(&lines, at, text, finding.span.file);
    let title = format!("Insert `### {}`", step.name);
    finding.hint(hint).fix(title, span, new)
}

/// Where the step at `position` belongs: behind the nearest step before it, else before the first
/// heading of the section, else at the end of the section.
fn insertion_point(position: usize, standing: &[Option<&Heading>], found: &CloseLoop<'_>) -> u32 {
    let before = standing[..position].iter().flatten().next_back();
    if let Some(before) = before {
        return before.section_end;
    }
    let steps = found.steps.iter().flatten().copied();
    let headings = steps.chain(found.strangers.iter().map(|stranger| stranger.heading));
    headings
        .map(|heading| heading.span.start)
        .min()
        .unwrap_or(found.heading.section_end)
}
