//! Steps that stand in a loop twice.

use super::close_loop::{CLOSE_LOOP, CloseLoop};
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::Document;

rule! {
    /// ## What it does
    ///
    /// Reports a step whose heading stands under `## Close the loop` a second time, and a second
    /// `## Close the loop`.
    ///
    /// ## Why it matters
    ///
    /// Only the first of them is looked at. Whoever fills in the second believes that the step is
    /// closed.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// ## Close the loop
    /// ### Cost
    /// ### Evidence
    /// ### 4. Cost
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ## Close the loop
    /// ### Cost
    /// #### Cost of waiting
    /// ### Evidence
    /// ```
    RULE = "duplicate-step", Loops, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let Some(found) = CloseLoop::read(context, document) else {
        return;
    };
    for heading in &found.repeated {
        let message = format!("`{CLOSE_LOOP}` stands here a second time");
        let finding = Diagnostic::new(RULE.name, heading.span, message)
            .label(found.heading.span, "the first one")
            .hint("keep all steps under the first one");
        sink.report(finding);
    }
    for (heading, first) in &found.duplicates {
        let message = format!("the step `{}` stands here a second time", heading.text);
        let finding = Diagnostic::new(RULE.name, heading.span, message)
            .label(first.span, "the first one")
            .hint("join the two under one heading");
        sink.report(finding);
    }
}
