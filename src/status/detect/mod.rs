//! The detectors of the six kill signals, a file each, named after the rule that reports it
//! (language, sections 5.1 to 5.6). What needs history is not judged here.

mod adoption_as_success;
mod feature_without_workaround;
mod policy_nobody_reads;
mod repeated_mistake;
mod tool_before_redesign;
mod unseen_work;

use super::StepStatus;
use super::facts::Facts;
use super::metric::MetricStatus;
use super::signal::Signal;
use crate::diagnostic::Span;
use crate::workbook::Job;
use adoption_as_success::adoption_as_success;
use feature_without_workaround::feature_without_workaround;
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
) -> Signal {
    let map = || {
        all.iter()
            .find(|(job, _)| job.name == "redesign")
            .and_then(|(_, f)| f.as_ref())
    };
    match facts.job.detector.as_deref() {
        Some("feature-without-workaround") => feature_without_workaround(facts, steps),
        Some("tool-before-redesign") => tool_before_redesign(facts, steps),
        Some("adoption-as-success") => adoption_as_success(facts, metric),
        Some("policy-nobody-reads") => policy_nobody_reads(facts, map()),
        Some("repeated-mistake") => repeated_mistake(facts),
        Some("unseen-work") => unseen_work(facts),
        _ => Signal::clear("the job has no detector"),
    }
}

fn is_closed(steps: &[StepStatus], name: &str) -> bool {
    steps
        .iter()
        .any(|status| status.step == name && status.closed)
}

/// A place in the front matter; the front matter itself where the key is absent.
fn key(facts: &Facts<'_>, name: &str) -> Span {
    facts
        .document
        .keys
        .key(name)
        .map_or(facts.document.front_span, |key| key.span)
}
