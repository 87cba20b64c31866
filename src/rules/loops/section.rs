//! What the rules about `## Close the loop` and `## Kill signal` have in common: both look for a
//! `##` that every loop has, and find it misnamed or at another level.

use super::edits;
use crate::diagnostic::{Diagnostic, Span};
use crate::syntax::{Heading, misspelt};
use crate::workbook::Document;

/// Where a section that is absent is reported: at the word that makes the document a loop.
pub(super) fn report_place(document: &Document) -> Span {
    document
        .as_loop()
        .map_or(document.front_span, |front| front.job.span)
}

/// Says that `heading` was most likely meant to be the `##` called `name`.
pub(super) fn found_elsewhere(
    finding: Diagnostic,
    heading: &Heading,
    name: &str,
    text: &str,
) -> Diagnostic {
    let marks = "#".repeat(usize::from(heading.level));
    if heading.is_named(name) {
        let finding = finding
            .label(heading.span, format!("it stands here as `{marks}`"))
            .hint("make it a `##` heading");
        return match edits::relevel(heading, 2, text) {
            Some((span, marks)) => finding.fix("Make it a `##` heading", span, marks),
            None => finding,
        };
    }
    let finding = finding
        .label(heading.span, "this is nearly its name")
        .hint(format!("did you mean `## {name}`?"));
    let certain = heading.level == 2 && misspelt(&heading.text, [name]).is_some();
    match edits::rename(heading, name, text) {
        Some((span, new)) if certain => {
            finding.fix(format!("Rename the heading to `{name}`"), span, new)
        }
        _ => finding,
    }
}
