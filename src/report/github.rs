//! Findings as commands to a runner of GitHub Actions, which shows them beside the lines of a change.
//!
//! It shows ten of a kind per step and drops the rest, so the worst come first, what is beyond
//! stands in the log as plain lines, and the summary says how much that is.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::{MOST_LISTED, Report, concise, escape, said};
use crate::diagnostic::Severity;
use crate::rules::{self, Family, Finding};

/// How many annotations of a kind GitHub shows per step.
const SHOWN: usize = 10;

/// Writes a command for each finding that is shown, a line for each of the others, and the summary.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_cached_key(|finding| weight(finding));
    let mut shown = [0; 3];
    let (annotated, others): (Vec<&Finding>, Vec<&Finding>) =
        findings.into_iter().partition(|finding| {
            let count = &mut shown[finding.severity as usize];
            *count += 1;
            *count <= room(finding.severity)
        });
    for finding in &annotated {
        write_command(finding, report, out)?;
    }
    for finding in others.iter().take(MOST_LISTED) {
        concise::write_line(finding, report, out)?;
    }
    let summary = report.summary();
    if others.is_empty() {
        return writeln!(out, "{summary}");
    }
    let more = format!(
        "{summary}; {} of them stand in the log only, since GitHub shows {SHOWN} of a kind",
        others.len()
    );
    writeln!(out, "::notice title=loopbook::{}", data(&more))
}

/// How many of a severity are shown; the summary is a notice itself.
const fn room(severity: Severity) -> usize {
    match severity {
        Severity::Error | Severity::Warning => SHOWN,
        Severity::Note => SHOWN - 1,
    }
}

/// What comes first: errors, of these what would be published, then what no workbook can turn off.
fn weight(finding: &Finding) -> (Reverse<Severity>, bool, bool) {
    let rule = rules::find(finding.diagnostic.rule);
    let is_public = rule.is_some_and(|rule| rule.family == Family::Publishing);
    let is_fixed = rule.is_some_and(|rule| rule.fixed);
    (Reverse(finding.severity), !is_public, !is_fixed)
}

fn write_command(finding: &Finding, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let found = &finding.diagnostic;
    let (start, end) = report.files.positions(found.span);
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let file = property(&report.path(found.span));
    write!(out, "::{command} file={file},line={}", start.line)?;
    // Columns mean something to GitHub within one line only.
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.column, end.column)?;
    } else {
        write!(out, ",endLine={}", end.line)?;
    }
    writeln!(
        out,
        ",title={}::{}",
        property(found.rule),
        said(found, "\n")
            .split('\n')
            .map(data)
            .collect::<Vec<_>>()
            .join("%0A")
    )
}

/// The text of a command: on one line, and with nothing that could end it.
fn data(text: &str) -> String {
    escape::line(text).replace('%', "%25")
}

/// The value of a command's property, which colons and commas end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn no_text_ends_a_command_or_starts_one() {
        assert_eq!(
            data("100 %\n::error::x"),
            "100 %25\\n:\\u{3a}error:\\u{3a}x"
        );
        assert_eq!(property("a,line=1:b%3A"), "a%2Cline=1%3Ab%253A");
    }
}
