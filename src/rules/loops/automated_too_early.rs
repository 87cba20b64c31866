//! Workflows that run with less proof than their automation needs.

use super::close_loop::KILL_SIGNAL;
use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, firing, rule};
use crate::status::{LoopState, LoopStatus, SignalState, WorkflowStatus};
use crate::workbook::{Document, Job};

rule! {
    /// ## What it does
    ///
    /// Reports `automation: assisted` in a workflow whose jobs `understand` and `redesign` are not
    /// both closed, and `automation: full` where one of `understand`, `redesign`, `instrument` and
    /// `govern` is not. What is found counts, not what a loop says of itself. A loop that is retired
    /// or not there is not closed. One of which only history could tell whether it is closed counts
    /// for neither side.
    ///
    /// ## Why it matters
    ///
    /// Software that acts faster than anybody understands, measures or limits it makes the old
    /// mistakes at a new speed.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// job: redesign
    /// automation: full       # and nobody has taken a baseline yet
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// job: redesign
    /// automation: assisted   # people look at every answer until instrument and govern are closed
    /// ```
    RULE = "automated-too-early", Loops, Error; Check::Workbook(check)
}

/// How many of the six jobs must be closed for what `automation` says, the most demanding first.
const NEEDED: [(&str, usize); 2] = [("full", 4), ("assisted", 2)];

fn check(context: &Context<'_>, sink: &mut Sink) {
    for (document, workflow, _) in firing::loops(context) {
        let automation = document
            .as_loop()
            .and_then(|front| front.automation.as_ref());
        let Some(automation) = automation else {
            continue;
        };
        let needed = NEEDED.iter().find(|(word, _)| *word == automation.value);
        let Some(&(_, needed)) = needed else { continue };
        let not_closed = not_closed(workflow, needed);
        let is_missing = |status: &&LoopStatus| status.state == LoopState::Missing;
        if not_closed.is_empty()
            || (not_closed.iter().all(is_missing) && has_unknown_job(context, &workflow.id))
        {
            continue;
        }
        let word = &automation.value;
        let states: Vec<String> = not_closed.iter().map(|status| state(status)).collect();
        let message = format!(
            "`automation: {word}` comes too early: {}",
            states.join(", ")
        );
        let mut found = Diagnostic::new(RULE.name, automation.span, message);
        for status in &not_closed {
            if let Some((place, what)) = reason(context, status) {
                found = found.label(place, what);
            }
        }
        sink.report(found.hint(hint(workflow)));
    }
}

/// Those of the first `needed` jobs that are not closed.
fn not_closed(workflow: &WorkflowStatus, needed: usize) -> Vec<&LoopStatus> {
    let jobs = Job::six().iter().take(needed);
    let found = jobs.filter_map(|job| workflow.job(&job.name));
    found
        .filter(|status| status.state != LoopState::Closed && !status.only_history_could_tell())
        .collect()
}

/// Whether a loop of the workflow says it does a job that there is not, which is reported: it may
/// be the one that is missing.
fn has_unknown_job(context: &Context<'_>, id: &str) -> bool {
    let workbook = context.workbook;
    let mut workflows = workbook.workflows.iter();
    let workflow = workflows.find(|workflow| workflow.id == id);
    let mut loops = workflow.into_iter().flat_map(|workflow| &workflow.loops);
    loops.any(|&at| workbook.documents[at].job(&workbook.config).is_none())
}

fn state(status: &LoopStatus) -> String {
    match status.state {
        LoopState::Missing => format!("there is no loop `{}`", status.job),
        state => format!("`{}` is {}", status.job, state.word()),
    }
}

/// Where a loop shows that it is not closed, and what; none where there is no loop.
fn reason(context: &Context<'_>, status: &LoopStatus) -> Option<(Span, String)> {
    let document = &context.workbook.documents[status.document?];
    let job = &status.job;
    if status.state == LoopState::Retired {
        return Some((claim(document), format!("`{job}` is retired")));
    }
    let open: Vec<&str> = status
        .steps
        .iter()
        .filter(|step| !step.closed)
        .map(|step| step.step.as_str())
        .collect();
    if let Some(first) = status.steps.iter().find(|step| !step.closed) {
        let what = format!("open in `{job}`: {}", open.join(", "));
        return Some((first.place, what));
    }
    let signal = &status.signal;
    let heading = document
        .body
        .heading(2, KILL_SIGNAL)
        .map(|heading| heading.span);
    let fired = signal.firings.first().map(|firing| firing.diagnostic.span);
    let place = fired.or(heading).unwrap_or(document.front_span);
    let state = match signal.state {
        SignalState::Fired => "fired",
        state => &format!("is {}", state.word()),
    };
    let what = format!("the kill signal of `{job}` {state}: {}", signal.why);
    Some((place, what))
}

fn claim(document: &Document) -> Span {
    let status = document.as_loop().and_then(|front| front.status_span);
    status.unwrap_or(document.front_span)
}

/// What the workflow may say today.
fn hint(workflow: &WorkflowStatus) -> String {
    let allowed = NEEDED
        .iter()
        .find(|(_, needed)| not_closed(workflow, *needed).is_empty());
    let word = allowed.map_or("none", |(word, _)| word);
    format!("close what is not, or write `automation: {word}`")
}
