//! Two loops for one job.

use std::collections::HashMap;

use super::close_loop::is_running;
use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::workbook::Workflow;

rule! {
    /// ## What it does
    ///
    /// Reports a loop that does the same job as another loop of its workflow, which is the
    /// directory it stands in. Retired loops do no job any more and do not count.
    ///
    /// ## Why it matters
    ///
    /// Whether a job is done for a workflow is read from one loop. With two of them, each can be
    /// open while the other claims to be closed.
    ///
    /// ## Bad
    ///
    /// ```text
    /// refunds/understand.md        job: understand
    /// refunds/understand-b2b.md    job: understand
    /// ```
    ///
    /// ## Good
    ///
    /// ```text
    /// refunds/understand.md        job: understand
    /// refunds-b2b/understand.md    job: understand
    /// ```
    RULE = "duplicate-job", Loops, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for workflow in &context.workbook.workflows {
        check_workflow(context, workflow, sink);
    }
}

fn check_workflow(context: &Context<'_>, workflow: &Workflow, sink: &mut Sink) {
    let workbook = context.workbook;
    let mut first: HashMap<&str, Span> = HashMap::new();
    for &position in &workflow.loops {
        let document = &workbook.documents[position];
        let Some(front) = document.as_loop() else {
            continue;
        };
        if !is_running(document) || document.job(&workbook.config).is_none() {
            continue;
        }
        let Some(&other) = first.get(front.job.value.as_str()) else {
            first.insert(&front.job.value, front.job.span);
            continue;
        };
        let message = format!("a second loop of this workflow does `{}`", front.job.value);
        let finding = Diagnostic::new(RULE.name, front.job.span, message)
            .label(other, "the first one")
            .hint("join the two, retire one, or give the other work a directory of its own");
        sink.report(finding);
    }
}
