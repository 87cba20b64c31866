//! Headings under `## Close the loop` that are no step.

use super::close_loop::{CloseLoop, Stranger};
use super::edits;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::syntax::misspelt;
use crate::workbook::{Document, Job};

rule! {
    /// ## What it does
    ///
    /// Reports each `###` under `## Close the loop` that is no step of the loop's job. Where its
    /// name is that of an absent step with a slip in it, `fix` renames it and keeps its number.
    ///
    /// ## Why it matters
    ///
    /// What stands under a misnamed heading counts for no step, so a step that was written with
    /// care stays open and nobody sees why.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// ## Close the loop
    /// ### Work around
    /// ### Costs
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ## Close the loop
    /// ### 1. Workaround
    /// ### 2. COST
    /// ```
    ///
    /// Case, punctuation and a leading number do not matter. Sections of your own stand under a
    /// `##`, or as `####` within a step.
    RULE = "misnamed-step", Loops, Error; Check::Document(check)
}

/// How many steps a hint lists.
const MOST_LISTED: usize = 8;

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let Some(found) = CloseLoop::read(context, document) else {
        return;
    };
    let text = context.workbook.text(document);
    for stranger in &found.strangers {
        sink.report(report(stranger, found.job, text));
    }
}

fn report(stranger: &Stranger<'_>, job: &Job, text: &str) -> Diagnostic {
    let heading = stranger.heading;
    let message = format!("`{}` is no step of `{}`", heading.text, job.name);
    let finding = Diagnostic::new(RULE.name, heading.span, message);
    let Some(step) = stranger.meant.map(|position| &job.steps[position]) else {
        let steps = job.steps.iter().take(MOST_LISTED);
        let names: Vec<String> = steps.map(|step| format!("`{}`", step.name)).collect();
        let more = if job.steps.len() > MOST_LISTED {
            ", …"
        } else {
            ""
        };
        return finding.hint(format!(
            "its steps are {}{more}; write it as a `####` of one of them, or as a `##` below",
            names.join(", ")
        ));
    };
    let finding = finding.hint(format!("did you mean `{}`?", step.name));
    let certain = misspelt(&heading.text, [step.name.as_str()]).is_some();
    match edits::rename(heading, &step.name, text) {
        Some((span, name)) if certain => {
            finding.fix(format!("Rename the heading to `{}`", step.name), span, name)
        }
        _ => finding,
    }
}
