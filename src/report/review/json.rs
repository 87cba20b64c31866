//! A review as one JSON object (`docs/pull-requests.md`).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::ReviewReport;
use crate::report::MOST_LISTED;
use crate::report::json::write_object;
use crate::review::{Change, Line, Part};

/// The most lines of a change that are listed.
const MOST_LINES: usize = 1000;

#[derive(Serialize)]
struct Object<'a> {
    version: u32,
    workbook: Cow<'a, str>,
    as_of: String,
    base: Base<'a>,
    private: bool,
    summary: BTreeMap<&'static str, usize>,
    withheld: usize,
    left_off: usize,
    changes: Vec<ChangeObject<'a>>,
}

#[derive(Serialize)]
struct Base<'a> {
    revision: &'a str,
    commit: &'a str,
}

#[derive(Serialize)]
struct ChangeObject<'a> {
    kind: &'static str,
    private: bool,
    held_back: bool,
    subject: Option<&'a str>,
    what: String,
    appears: Vec<&'a str>,
    goes: Vec<&'a str>,
    lines_left_off: usize,
}

/// Writes the object and a line feed.
pub(super) fn write(report: &ReviewReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let changes = &report.review.changes;
    let mut summary = BTreeMap::new();
    for change in changes {
        *summary.entry(change.topic.key()).or_default() += 1;
    }
    let told = changes.iter();
    let told: Vec<&Change> = told
        .filter(|change| report.tells_private || !change.is_private)
        .collect();
    let object = Object {
        version: 1,
        workbook: if report.tells_private {
            Cow::Borrowed(report.title)
        } else {
            report.withheld.text(report.title)
        },
        as_of: report.as_of.to_string(),
        base: Base {
            revision: report.revision,
            commit: report.commit,
        },
        private: report.tells_private,
        summary,
        withheld: changes.len() - told.len(),
        left_off: told.len().saturating_sub(MOST_LISTED),
        changes: told.into_iter().take(MOST_LISTED).map(object).collect(),
    };
    write_object(&object, out)
}

fn object(change: &Change) -> ChangeObject<'_> {
    let what = change.parts.iter().map(|part| match part {
        Part::Words(words) | Part::Text(words) => words.as_str(),
    });
    let listed = &change.lines[..change.lines.len().min(MOST_LINES)];
    let lines = |is_new: bool| {
        let lines = listed
            .iter()
            .filter(move |line: &&Line| line.is_new == is_new);
        lines.map(|line| line.text.as_str()).collect()
    };
    ChangeObject {
        kind: change.topic.key(),
        private: change.is_private,
        held_back: change.is_held_back,
        subject: (!change.subject.is_empty()).then_some(&change.subject),
        what: what.collect(),
        appears: lines(true),
        goes: lines(false),
        lines_left_off: change.lines.len() - listed.len(),
    }
}
