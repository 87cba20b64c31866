//! A name for each finding that stays the same while the text around it moves, so that whoever keeps
//! findings from one run to the next takes none of them for a new one.
//!
//! Lines do not count, nor do numbers within a message: how many days ago something happened is
//! different every day. Of several that are the same, each is named by which of them it is.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::{MOST_LISTED, Report};
use crate::diagnostic::Span;
use crate::rules::Finding;

/// How many bytes of a digest stand in a name.
const BYTES: usize = 16;

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
    let found = &found.diagnostic;
    let mut hasher = Sha256::new();
    let mut add = |part: &str| {
        hasher.update(part);
        // Cannot stand in a path or a readable document: parts do not run into each other.
        hasher.update([0]);
    };
    add(found.rule);
    add(&report.path(found.span));
    add(&steady(&found.message));
    add(&first_line(found.span, report));
    for label in &found.labels {
        add(&report.path(label.span));
        add(&steady(&label.message));
    }
    let digest = hasher.finalize();
    digest
        .iter()
        .take(BYTES)
        .fold(String::new(), |mut hex, byte| {
            // Writing to a text cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// The first line of a place, with one space between words.
fn first_line(span: Span, report: &Report<'_>) -> String {
    let line = report.files.slice(span).lines().next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    words.join(" ")
}

/// `message` with one `0` for each number.
fn steady(message: &str) -> String {
    let mut steady = String::with_capacity(message.len());
    for c in message.chars() {
        match c {
            '0'..='9' if steady.ends_with('0') => {}
            '0'..='9' => steady.push('0'),
            c => steady.push(c),
        }
    }
    steady
}

#[cfg(test)]
mod tests {
    use super::steady;

    #[test]
    fn numbers_in_a_message_do_not_count() {
        assert_eq!(steady("93 days ago; 90"), steady("1204 days ago; 7"));
        assert_ne!(steady("step 1"), steady("step one"));
    }
}
