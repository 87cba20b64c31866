//! The detectors of the six kill signals, a file each, named after the rule that reports it
//! (language, sections 5.1 to 5.6). Those that need history say of which files, and judge what it
//! tells; where it cannot tell, the signal is unknown.

mod adoption_as_success;
mod feature_without_workaround;
mod moved_baseline;
mod policy_nobody_reads;
mod repeated_mistake;
mod tool_before_redesign;
mod unseen_work;

use super::StepStatus;
use super::facts::Facts;
use super::is_retired;
use super::metric::MetricStatus;
use super::signal::Signal;
use crate::diagnostic::{Span, Spanned};
use crate::source::History;
use crate::workbook::Job;
use adoption_as_success::adoption_as_success;
use feature_without_workaround::feature_without_workaround;
pub(super) use moved_baseline::moved_baseline;
use policy_nobody_reads::policy_nobody_reads;
use repeated_mistake::repeated_mistake;
use tool_before_redesign::tool_before_redesign;
use unseen_work::unseen_work;

/// The detector of the loop's job, where it has one.
pub(super) fn detect<'w>(
    facts: &Facts<'w>,
    steps: &[StepStatus],
    metric: Option<&MetricStatus>,
    all: &[(&'w Job, Option<Facts<'w>>)],
    history: &History,
) -> Signal {
    match facts.job.detector.as_deref() {
        Some("feature-without-workaround") => feature_without_workaround(facts, steps),
        Some("tool-before-redesign") => tool_before_redesign(facts, steps, history),
        Some("adoption-as-success") => adoption_as_success(facts, metric),
        Some("policy-nobody-reads") => policy_nobody_reads(facts, map(all)),
        Some("repeated-mistake") => repeated_mistake(facts, history),
        Some("unseen-work") => unseen_work(facts),
        _ => Signal::clear("the job has no detector"),
    }
}

/// Whether anything about a loop with this detector may have to be asked of history.
pub(super) fn needs_history(detector: &str) -> bool {
    matches!(
        detector,
        "tool-before-redesign" | "adoption-as-success" | "repeated-mistake"
    )
}

/// The files of whose history something has to be known to judge a loop, by their paths from the
/// workbook's root.
pub(super) fn asks(facts: &Facts<'_>) -> Vec<String> {
    match facts.job.detector.as_deref() {
        Some("tool-before-redesign") => tool_before_redesign::asks(facts),
        Some("adoption-as-success") => moved_baseline::asks(facts),
        Some("repeated-mistake") => repeated_mistake::asks(facts),
        _ => Vec::new(),
    }
}

/// The controls of a loop that nothing reads, although something reads others.
pub(super) fn unread_controls<'w>(
    facts: &Facts<'w>,
    all: &[(&'w Job, Option<Facts<'w>>)],
) -> Vec<Spanned<String>> {
    if facts.job.detector.as_deref() == Some("policy-nobody-reads") {
        policy_nobody_reads::unread_controls(facts, map(all))
    } else {
        Vec::new()
    }
}

/// The loop that holds the workflow's map, unless nobody works by it any more.
fn map<'a, 'w>(all: &'a [(&'w Job, Option<Facts<'w>>)]) -> Option<&'a Facts<'w>> {
    let mut loops = all.iter();
    let (_, found) = loops.find(|(job, _)| job.name == "redesign")?;
    let runs = |facts: &&Facts<'_>| !is_retired(facts.document);
    found.as_ref().filter(runs)
}

fn is_closed(steps: &[StepStatus], name: &str) -> bool {
    steps
        .iter()
        .any(|status| status.step == name && status.closed)
}

/// A place in the front matter; the front matter itself where the key is absent.
pub(super) fn key(facts: &Facts<'_>, name: &str) -> Span {
    facts
        .document
        .keys
        .key(name)
        .map_or(facts.document.front_span, |key| key.span)
}
