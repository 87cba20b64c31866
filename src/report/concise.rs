//! `path:line:column: severity[rule] message`, a line each.

use std::io::{self, Write};

use super::{Report, escape};

/// Writes a line for each finding.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings.iter() {
        let found = &finding.diagnostic;
        let (start, _) = report.files.positions(found.span);
        writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            escape::line(report.files.get(found.span.file).path()),
            start.line,
            start.column,
            finding.severity.word(),
            found.rule,
            escape::line(&found.message),
        )?;
    }
    Ok(())
}
