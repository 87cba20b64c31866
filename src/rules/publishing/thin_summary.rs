//! Public pages of which lists have nothing to say.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::syntax::is_placeholder;
use crate::workbook::Document;

/// The longest summary, in characters: what a list or a search result shows of it.
const LONGEST: usize = 200;

rule! {
    /// ## What it does
    ///
    /// Reports a public document without a `summary`, or with one that is a placeholder or has more
    /// than 200 characters.
    ///
    /// ## Why it matters
    ///
    /// The summary is what readers see of a page before they open it: in lists, in feeds, in a search.
    /// Without one they have a title to go by; of a long one they see half.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// title: What every answer contains
    /// route: playbook
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// title: What every answer contains
    /// summary: One part, two pictures, a reason and a price that holds.
    /// route: playbook
    /// ```
    RULE = "thin-summary", Publishing, Warning; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let position = context.workbook.paths.document(&document.id);
    if !position.is_some_and(|at| context.publication.is_public(at)) {
        return;
    }
    let hint = "say in a sentence or two what a reader finds here";
    let summary = document.summary.as_ref();
    let Some(summary) = summary.filter(|summary| !is_placeholder(&summary.value)) else {
        let place = summary.map_or(document.front_span, |summary| summary.span);
        let message = "this public document has no summary";
        sink.report(Diagnostic::new(RULE.name, place, message).hint(hint));
        return;
    };
    let length = summary.value.chars().count();
    if length > LONGEST {
        let message = format!("this summary has {length} characters; lists show {LONGEST}");
        sink.report(Diagnostic::new(RULE.name, summary.span, message).hint(hint));
    }
}
