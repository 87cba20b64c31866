//! What is wrong with the workbook, as a browser shows it over the page: what concerns the page
//! first. Everything here is data; the page's script writes it as text.

use serde::Serialize;

use super::answer::{Answer, JSON, Trust};
use crate::diagnostic::Severity;
use crate::rules::{Finding, Findings};
use crate::source::Files;

/// How many findings are shown over a page.
const MOST_SHOWN: usize = 50;

/// What a browser gets.
#[derive(Debug, Default, Serialize)]
pub(super) struct Overlay {
    /// Whether the workbook was judged as it is now.
    is_judged: bool,
    /// Why the site cannot be shown, where it cannot.
    failure: Option<String>,
    errors: usize,
    warnings: usize,
    /// How many of the findings concern the page.
    here: usize,
    /// How many are not listed.
    more: usize,
    findings: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    severity: &'static str,
    rule: &'static str,
    path: String,
    line: u32,
    column: u32,
    message: String,
    hint: Option<String>,
    here: bool,
}

impl Overlay {
    /// That the site cannot be shown, and why.
    pub(super) fn failed(why: &str) -> Self {
        Self {
            failure: Some(why.to_owned()),
            ..Self::default()
        }
    }

    /// It as an answer.
    pub(super) fn answer(&self) -> Answer {
        // Texts and numbers can always be written.
        let json = serde_json::to_vec(self).unwrap_or_default();
        Answer::new(JSON, json, Trust::Site)
    }

    /// What `findings` say, those of the file at `source` first.
    pub(super) fn of(findings: &Findings, files: &Files, source: Option<&str>) -> Self {
        let is_here = |found: &Finding| {
            let path = files.get(found.diagnostic.span.file).path();
            source == Some(path)
        };
        let (here, elsewhere): (Vec<&Finding>, Vec<&Finding>) =
            findings.iter().partition(|found| is_here(found));
        let mut order: Vec<&Finding> = here.iter().chain(&elsewhere).copied().collect();
        // Errors of the page, its warnings, errors elsewhere, warnings elsewhere.
        order.sort_by_key(|found| (!is_here(found), std::cmp::Reverse(found.severity)));
        Self {
            is_judged: true,
            failure: None,
            errors: findings.count(Severity::Error),
            warnings: findings.count(Severity::Warning),
            here: here.len(),
            more: order.len().saturating_sub(MOST_SHOWN),
            findings: order
                .iter()
                .take(MOST_SHOWN)
                .map(|found| entry(found, files, is_here(found)))
                .collect(),
        }
    }
}

fn entry(found: &Finding, files: &Files, here: bool) -> Entry {
    let diagnostic = &found.diagnostic;
    let (start, _) = files.positions(diagnostic.span);
    Entry {
        severity: found.severity.word(),
        rule: diagnostic.rule,
        path: files.get(diagnostic.span.file).path().to_owned(),
        line: start.line,
        column: start.column,
        message: diagnostic.message.clone(),
        hint: diagnostic.hint.clone(),
        here,
    }
}
