//! `path:line:column: severity[rule] message`, a line each; at most
//! so many lines, and a last one that says how many findings there are more.

use std::io::{self, Write};

use super::{MOST_LISTED, Report, escape};
use crate::rules::Finding;

/// Writes a line for each finding.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings.iter().take(MOST_LISTED) {
        write_line(finding, report, out)?;
    }
    let more = report.findings.iter().skip(MOST_LISTED).count();
    if more > 0 {
        writeln!(out, "… and {more} more; mend these first")?;
    }
    Ok(())
}

/// Writes the line of a finding.
pub(super) fn write_line(
    finding: &Finding,
    report: &Report<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let found = &finding.diagnostic;
    let (start, _) = report.files.positions(found.span);
    writeln!(
        out,
        "{}:{}:{}: {}[{}] {}",
        escape::path(report.files.get(found.span.file).path()),
        start.line,
        start.column,
        finding.severity.word(),
        found.rule,
        escape::line(&found.message),
    )
}
