//! What closes a step (language, sections 5.1 to 5.6 and 8). Conditions are data, and each kind of
//! them has a file here; those that look at other documents are named, in `named`.

mod keys;
mod links;
mod named;
mod rows;
mod table;

pub(super) use named::assets;

use super::StepStatus;
use super::facts::Facts;
use crate::syntax::Section;
use crate::workbook::{Condition, Step};

/// Whether a condition holds, and why or why not.
type Verdict = Result<String, String>;

/// The state of each step of a loop.
pub(super) fn steps(facts: &Facts<'_>) -> Vec<StepStatus> {
    let steps = facts.job.steps.iter();
    steps.map(|step| status(step, facts)).collect()
}

/// Whether a step that looks at nothing but its own loop is closed.
pub(super) fn is_closed(facts: &Facts<'_>, name: &str) -> bool {
    let step = facts.job.steps.iter().find(|step| step.name == name);
    step.is_some_and(|step| status(step, facts).closed)
}

fn status(step: &Step, facts: &Facts<'_>) -> StepStatus {
    let heading = facts.heading(&step.name);
    let place = heading.map_or(facts.document.front_span, |heading| heading.span);
    let verdict = match heading {
        None => Err("the step has no heading".to_owned()),
        Some(_) => judge(step, facts),
    };
    let (closed, why) = match verdict {
        Ok(why) => (true, why),
        Err(why) => (false, why),
    };
    StepStatus {
        step: step.name.clone(),
        closed,
        why,
        place,
    }
}

/// All conditions must hold; the first that does not is the reason.
fn judge(step: &Step, facts: &Facts<'_>) -> Verdict {
    let mut reasons = Vec::new();
    for condition in &step.closed_when {
        reasons.push(match condition {
            Condition::Text => text(step, facts)?,
            Condition::Links(links) => links::linked(step, links, facts)?,
            Condition::Table(form) => table::filled(step, form, facts)?,
            Condition::Rows(rows) => rows::hold(rows, step, facts)?,
            Condition::Keys(paths) => keys::filled(paths, facts)?,
            Condition::Order(paths) => keys::in_order(paths, facts)?,
            Condition::Named(named) => named::holds(*named, step, facts)?,
        });
    }
    reasons.retain(|reason| !reason.is_empty());
    Ok(reasons.join("; "))
}

fn text(step: &Step, facts: &Facts<'_>) -> Verdict {
    let says = facts
        .section(&step.name)
        .is_some_and(Section::says_something);
    if says {
        Ok("it says so".to_owned())
    } else {
        Err("nothing is written yet".to_owned())
    }
}

fn rows(count: usize) -> String {
    match count {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}

/// Says of rows that they cannot be read.
fn unreadable(count: usize) -> String {
    let verb = if count == 1 { "does" } else { "do" };
    format!("{} {verb} not hold what the columns are for", rows(count))
}
