//! What fired, on its way to the reports: the six kill signals of the jobs, and `kill_when`.
//!
//! The status found it; here it is only told whether it is reported, and once: a loop that says it
//! is closed although its signal fired has one fault, and the claim is a label of it.

use super::Context;
use crate::diagnostic::{Diagnostic, RuleName, Sink, Span};
use crate::status::{LoopStatus, WorkflowStatus};
use crate::workbook::{Document, Status};

/// The loops of all workflows that are there, each with its workflow and what it is found to be.
pub(super) fn loops<'a>(
    context: &'a Context<'_>,
) -> impl Iterator<Item = (&'a Document, &'a WorkflowStatus, &'a LoopStatus)> {
    let workflows = context.status.workflows.iter();
    workflows.flat_map(|workflow| {
        let there = workflow.loops.iter().filter_map(|status| {
            let document = &context.workbook.documents[status.document?];
            Some((document, status))
        });
        there.map(move |(document, status)| (document, workflow, status))
    })
}

/// Reports what fired under this rule, except where a person decided to go on.
pub(super) fn report(rule: RuleName, context: &Context<'_>, sink: &mut Sink) {
    for (document, _, status) in loops(context) {
        if !status.signal.is_open() {
            continue;
        }
        let firings = status.signal.firings.iter();
        for firing in firings.filter(|firing| firing.diagnostic.rule == rule) {
            sink.report(with_claim(firing.diagnostic.clone(), document));
        }
    }
}

/// The fault, and where the loop says that there is none.
pub(super) fn with_claim(found: Diagnostic, document: &Document) -> Diagnostic {
    match claims_to_be_closed(document).filter(|claim| claim.file == found.span.file) {
        Some(claim) => found.label(claim, "the loop says that it is closed"),
        None => found,
    }
}

/// Where a loop says that it is closed.
pub(super) fn claims_to_be_closed(document: &Document) -> Option<Span> {
    let front = document.as_loop()?;
    (front.status == Status::Closed).then(|| front.status_span.unwrap_or(document.front_span))
}

/// What is reported of a loop's kill signal as an error, and why it is not clear.
pub(super) fn errors<'a>(
    context: &Context<'_>,
    document: &Document,
    status: &'a LoopStatus,
) -> Vec<&'a Diagnostic> {
    let signal = &status.signal;
    let firings = signal.firings.iter().filter(|_| signal.is_open());
    let firings = firings.map(|firing| &firing.diagnostic);
    let here = |found: &&Diagnostic| found.span.file == document.file;
    let found = firings.chain(signal.fault.as_ref().filter(here));
    found
        .filter(|found| is_error(context, document, found.rule))
        .collect()
}

/// Whether this rule makes errors of what it finds in the document: neither `rules:` nor `allow:`
/// says otherwise.
fn is_error(context: &Context<'_>, document: &Document, rule: RuleName) -> bool {
    let mut levels = context.workbook.config.rules.iter();
    let level = levels.find(|(name, _)| name.value == rule);
    level.is_none_or(|(_, level)| level.value == "error")
        && !document.allow.iter().any(|entry| entry.rule.value == rule)
}
