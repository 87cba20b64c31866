//! A name for each finding that stays the same while the text around it moves, so that whoever keeps
//! findings from one run to the next takes none of them for a new one.
//!
//! Of several that are the same, each is named by which of them it is.

use std::collections::HashMap;

use super::{MOST_LISTED, Report};
use crate::rules::{Finding, identity};

/// The findings that a format for machines lists, each with its name.
pub(super) fn identified<'r>(
    report: &'r Report<'_>,
) -> impl Iterator<Item = (&'r Finding, String)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let listed = report.findings.iter().take(MOST_LISTED);
    listed.map(move |found| {
        let digest = digest(found, report);
        let which = seen.entry(digest.clone()).or_default();
        *which += 1;
        (found, format!("{digest}:{which}"))
    })
}

/// What of a finding does not change by itself, as hexadecimal digits.
fn digest(found: &Finding, report: &Report<'_>) -> String {
    let place = |span| report.path(span);
    identity(found.whole(), report.files, place)
}
