//! Which job is open right now, and the question of each job (language, section 5.8).

use super::compound::{Answer, Compound};
use super::signal::SignalState;
use super::{LoopState, LoopStatus};
use crate::workbook::Workbook;

/// The question of a job, answered.
#[derive(Debug, Clone)]
pub struct Question {
    /// The job's name.
    pub job: String,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: Answer,
    /// The reason.
    pub why: String,
}

/// The job that is open now, and why; or why none is.
pub(super) fn find(
    workbook: &Workbook,
    loops: &[LoopStatus],
    cycle: Option<&Compound>,
) -> (Option<String>, String) {
    if let Some(fired) = loops.iter().find(|status| status.signal.is_open()) {
        return (
            Some(fired.job.clone()),
            format!("its kill signal fired: {}", fired.signal.why),
        );
    }
    let retired = |status: &&LoopStatus| status.state == LoopState::Retired;
    let is_over = loops.iter().any(|status| retired(&status))
        && loops
            .iter()
            .all(|s| matches!(s.state, LoopState::Retired | LoopState::Missing));
    if is_over {
        return (None, "the workflow is retired".to_owned());
    }
    let unfinished =
        |status: &&LoopStatus| matches!(status.state, LoopState::Open | LoopState::Missing);
    if let Some(next) = loops.iter().find(unfinished) {
        return (Some(next.job.clone()), reason(next));
    }
    match cycle {
        None => (
            None,
            "all loops are closed; the first cycle is due".to_owned(),
        ),
        Some(cycle) => match &cycle.next {
            Some(job) if workbook.config.job(job).is_some() => (
                Some(job.clone()),
                format!("the compound test of {} names it", cycle.period),
            ),
            _ if cycle.compounds() => (
                None,
                format!("four times yes in {}; the next cycle is due", cycle.period),
            ),
            _ => (
                None,
                format!("the compound test of {} is not finished", cycle.period),
            ),
        },
    }
}

/// Why a loop is not closed.
fn reason(status: &LoopStatus) -> String {
    if status.state == LoopState::Missing {
        return "there is no such loop yet".to_owned();
    }
    match status.steps.iter().find(|step| !step.closed) {
        Some(open) => format!("{} is open: {}", open.step, open.why),
        None => format!(
            "its kill signal is {}: {}",
            status.signal.state.word(),
            status.signal.why
        ),
    }
}

/// The question of each job, answered.
pub(super) fn questions(workbook: &Workbook, loops: &[LoopStatus]) -> Vec<Question> {
    loops
        .iter()
        .map(|status| question(workbook, status))
        .collect()
}

fn question(workbook: &Workbook, status: &LoopStatus) -> Question {
    let all_closed = !status.steps.is_empty() && status.steps.iter().all(|step| step.closed);
    let (answer, why) = match status.state {
        LoopState::Closed => (Answer::Yes, closed(status)),
        LoopState::Retired => (Answer::No, retired(workbook, status)),
        LoopState::Open if all_closed && status.signal.state == SignalState::Unknown => {
            (Answer::Unknown, reason(status))
        }
        LoopState::Open | LoopState::Missing => (Answer::No, reason(status)),
    };
    Question {
        job: status.job.clone(),
        question: workbook
            .config
            .job(&status.job)
            .map_or(String::new(), |job| job.question.clone()),
        answer,
        why,
    }
}

fn closed(status: &LoopStatus) -> String {
    let steps = status.steps.len();
    format!("all {steps} steps are closed and the kill signal is clear")
}

fn retired(workbook: &Workbook, status: &LoopStatus) -> String {
    let front = status
        .document
        .and_then(|at| workbook.documents[at].as_loop());
    let retired = front.and_then(|front| front.retired.as_ref());
    let on = retired.and_then(|retired| retired.on.as_ref());
    on.map_or_else(
        || "retired".to_owned(),
        |on| format!("retired on {}", on.value),
    )
}
