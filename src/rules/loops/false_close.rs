//! Loops that say they are closed, and are not.

use super::close_loop::KILL_SIGNAL;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, firing, rule};
use crate::status::{LoopState, LoopStatus, SignalState, StepStatus};
use crate::workbook::Document;

rule! {
    /// ## What it does
    ///
    /// Reports `status: closed` on a loop with an open step, or with a kill signal that fired or is
    /// unknown. Every reason is shown: each open step at its heading with what is missing, the signal
    /// at what fired or at its heading. A decision to go on (`kill_override`) closes no loop.
    ///
    /// Where all steps are closed and only history could tell whether the kill signal is clear, the
    /// claim is not shown false and is no finding; `check` says on standard error that history is
    /// missing, and `status` that the loop is not closed.
    ///
    /// Where a kill signal that fired is the whole reason, it is reported under its own name only,
    /// and the claim is shown beside it.
    ///
    /// ## Why it matters
    ///
    /// An open step is work to do. A closed one is a promise that automation, pages and the next job
    /// are built upon. What was not measured, or cannot be told, never counts as closed.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// status: closed
    /// ---
    /// ### Remove
    ///
    /// TODO
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// status: open
    /// ```
    ///
    /// or the text of the step. `loopbook explain redesign` says what closes each step of a job.
    RULE = "false-close", Loops, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for (document, _, status) in firing::loops(context) {
        let Some(claim) = firing::claims_to_be_closed(document) else {
            continue;
        };
        let is_untold = status.only_history_could_tell();
        if status.state == LoopState::Closed || is_untold || is_told(context, document, status) {
            continue;
        }
        let open: Vec<&StepStatus> = status.steps.iter().filter(|step| !step.closed).collect();
        let message = format!("the loop says it is closed, but {}", reasons(&open, status));
        let mut found = Diagnostic::new(RULE.name, claim, message).hint(hint(&open, status));
        for step in &open {
            found = found.label(step.place, format!("{} is open: {}", step.step, step.why));
        }
        sink.report(with_signal(found, document, status));
    }
}

/// Whether other findings say all of it: the kill signal, and the steps that make it fire.
fn is_told(context: &Context<'_>, document: &Document, status: &LoopStatus) -> bool {
    let told = firing::errors(context, document, status);
    let labels = || told.iter().flat_map(|found| &found.labels);
    let mut open = status.steps.iter().filter(|step| !step.closed);
    !told.is_empty() && open.all(|step| labels().any(|label| label.span == step.place))
}

fn reasons(open: &[&StepStatus], status: &LoopStatus) -> String {
    let steps = match open {
        [] => None,
        [_] => Some("a step is open".to_owned()),
        more => Some(format!("{} steps are open", more.len())),
    };
    let signal = match status.signal.state {
        SignalState::Clear => None,
        SignalState::Fired => Some("its kill signal fired".to_owned()),
        SignalState::Unknown => Some("its kill signal is unknown".to_owned()),
    };
    let reasons: Vec<String> = steps.into_iter().chain(signal).collect();
    reasons.join(" and ")
}

fn hint(open: &[&StepStatus], status: &LoopStatus) -> &'static str {
    let signal = &status.signal;
    match (open, signal.state) {
        ([], SignalState::Fired) if signal.overridden.is_none() => {
            "write `status: open`, or `status: retired` and why"
        }
        ([], SignalState::Fired) => {
            "write `status: open`: a decision to go on does not close the loop"
        }
        ([], _) => "give the kill signal something to judge, or write `status: open`",
        _ => "close what is open, or write `status: open`",
    }
}

/// Shows what the kill signal is, where it is not clear.
fn with_signal(found: Diagnostic, document: &Document, status: &LoopStatus) -> Diagnostic {
    let signal = &status.signal;
    match signal.state {
        SignalState::Clear => found,
        SignalState::Unknown => {
            let heading = document.body.heading(2, KILL_SIGNAL);
            let place = heading.map_or(document.front_span, |heading| heading.span);
            found.label(place, format!("the kill signal is unknown: {}", signal.why))
        }
        SignalState::Fired => {
            let decided = signal
                .overridden
                .as_ref()
                .map_or_else(String::new, |going_on| {
                    format!("; `{}` goes on until {}", going_on.by, going_on.until)
                });
            let fired = |found: Diagnostic, firing: &crate::status::Firing| {
                let what = &firing.diagnostic;
                let message = format!("the kill signal fired: {}{decided}", what.message);
                found.label(what.span, message)
            };
            signal.firings.iter().fold(found, fired)
        }
    }
}
