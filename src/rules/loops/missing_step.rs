//! Close-the-loop steps that are absent.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Document, Status};

rule! {
    /// ## What it does
    ///
    /// Reports each step of the job whose `###` heading does not stand under `## Close the loop`.
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
    RULE = "missing-step", Loops, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let Some(job) = document.job(&context.workbook.config) else {
        return;
    };
    if document
        .as_loop()
        .is_some_and(|front| front.status == Status::Retired)
    {
        return;
    }
    let Some(section) = document.body.heading(2, "Close the loop") else {
        return;
    };
    let headings: Vec<_> = document
        .body
        .section(section.content())
        .headings(3)
        .collect();
    for step in &job.steps {
        if headings.iter().any(|heading| heading.is_named(&step.name)) {
            continue;
        }
        let message = format!("the step `{}` is missing", step.name);
        let hint = format!("add `### {}`: {}", step.name, step.guidance);
        sink.report(Diagnostic::new(RULE.name, section.span, message).hint(hint));
    }
}
