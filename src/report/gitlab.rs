//! Findings as a code quality report of GitLab: a JSON array of what its reader knows, and nothing
//! else. Paths start at the top of the repository, since that is where GitLab looks for them.

use std::io::{self, Write};

use serde::Serialize;

use super::identity::identified;
use super::{Report, json, said};
use crate::diagnostic::Severity;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes the array and a line feed.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let issues = identified(report).map(|(finding, fingerprint)| {
        let found = &finding.diagnostic;
        let (start, end) = report.files.positions(found.span);
        Issue {
            description: said(found, "; "),
            check_name: found.rule,
            fingerprint,
            severity: weight(finding.severity),
            location: Location {
                path: report.path(found.span),
                lines: Lines {
                    begin: start.line,
                    end: end.line,
                },
            },
        }
    });
    json::write_object(&issues.collect::<Vec<Issue<'_>>>(), out)
}

/// GitLab's word for a severity. What `check` refuses weighs as much as it can without the word for
/// an outage.
const fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "minor",
        Severity::Note => "info",
    }
}
