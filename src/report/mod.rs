//! Findings and status as text: a file for each format, and the one place where user text is made safe to
//! print.

mod adopted;
mod concise;
mod diff;
mod escape;
mod github;
mod gitlab;
mod human;
mod identity;
mod json;
mod junit;
mod preview;
mod published;
mod review;
mod runner;
mod sarif;
mod status;

pub use adopted::AdoptionReport;
pub use diff::{Change, write_diff};
pub use escape::line as printable;
pub use preview::{FilePreview, Preview};
pub use published::{of_others, published};
pub use review::{ReviewFormat, ReviewReport};
pub use status::{StatusFormat, StatusReport};

use std::io::{self, Write};
use std::time::Duration;

use jiff::civil::Date;

use crate::audience::Withheld;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::rules::Findings;
use crate::source::Files;

/// How findings are written (`--format`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Human,
    /// A line each.
    Concise,
    /// One object.
    Json,
    /// For code scanning.
    Sarif,
    /// Commands to a runner of GitHub Actions.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// A test report.
    Junit,
}

/// The most findings that a format for machines lists; its summary still counts all of them.
const MOST_LISTED: usize = 10_000;

/// What a report is about.
pub struct Report<'a> {
    /// The findings, in order.
    pub findings: &'a Findings,
    /// The texts they point into.
    pub files: &'a Files,
    /// How many documents were read.
    pub documents: usize,
    /// The workbook's title.
    pub title: &'a str,
    /// What of the workbook must not be told; findings come without it.
    pub withheld: &'a Withheld,
    /// The date that counted as today.
    pub as_of: Date,
    /// Where the workbook lies in its repository: a path that ends in `/`, or nothing.
    pub prefix: &'a str,
    /// The least severity that makes the command fail.
    pub fails_from: Severity,
    /// How the report may look.
    pub style: Style,
    /// What stood before the change, where only what a change brings is reported.
    pub since: Option<Since<'a>>,
}

/// The commit from which a change started, and what stood there and still stands.
#[derive(Debug, Clone, Copy)]
pub struct Since<'a> {
    /// The revision that was named.
    pub revision: &'a str,
    /// The full name of the commit at which the change started.
    pub commit: &'a str,
    /// The findings that are not the change's doing.
    pub older: &'a Findings,
}

/// How a human report may look.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether lines of the sources are shown. Logs of public repositories are public, so only a
    /// terminal shows them unless somebody asks.
    pub source: bool,
    /// How wide the terminal is, in columns.
    pub width: usize,
}

impl Report<'_> {
    /// Writes the report.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Human => human::write(self, out),
            Format::Concise => concise::write(self, out),
            Format::Json => json::write(self, out),
            Format::Sarif => sarif::write(self, out),
            Format::Github => github::write(self, out),
            Format::Gitlab => gitlab::write(self, out),
            Format::Junit => junit::write(self, out),
        }
    }

    /// The path of a place from the top of the repository, which is what other programs count from.
    fn path(&self, span: Span) -> String {
        format!("{}{}", self.prefix, self.files.get(span.file).path())
    }

    /// How many findings a format for machines does not list, where it does not list all.
    pub fn unlisted(&self) -> Option<String> {
        let more = self.findings.iter().skip(MOST_LISTED).count();
        (more > 0).then(|| format!("{more} more findings are not listed; mend these first"))
    }

    /// `3 errors, 1 warning in 47 documents`, or that there are none.
    pub fn summary(&self) -> String {
        let documents = counted(self.documents, "document");
        let kind = if self.since.is_some() { "new " } else { "" };
        let found = match by_severity(self.findings) {
            None => format!("no {kind}findings in {documents}"),
            Some(counts) if self.since.is_some() => format!("new: {counts} in {documents}"),
            Some(counts) => format!("{counts} in {documents}"),
        };
        match self.known() {
            None => found,
            Some((count, until)) => format!("{found}; {count} known, until {until}"),
        }
    }

    /// How many findings the workbook may have for a while, and the first day on which some of them end.
    fn known(&self) -> Option<(usize, Date)> {
        let until = self
            .findings
            .listed()
            .iter()
            .map(|known| known.until)
            .min()?;
        let count = self.findings.known().len();
        (count > 0).then_some((count, until))
    }
}

impl Since<'_> {
    /// How many older findings stand: `older: 2 errors, …`.
    pub fn summary(&self) -> String {
        let revision = printable(self.revision);
        match by_severity(self.older) {
            None => format!("older: none (compared with `{revision}`)"),
            Some(counts) => {
                format!("older: {counts}, there before this change (compared with `{revision}`)")
            }
        }
    }
}

/// The message and the hint, safe to print.
fn said(found: &Diagnostic, between: &str) -> String {
    let hint = found.hint.iter().map(String::as_str);
    let parts = std::iter::once(found.message.as_str()).chain(hint);
    let parts: Vec<_> = parts.map(escape::line).collect();
    parts.join(between)
}

/// `3 errors, 1 warning`; none where there is nothing.
fn by_severity(findings: &Findings) -> Option<String> {
    let levels = [Severity::Error, Severity::Warning, Severity::Note];
    let counts: Vec<String> = levels
        .into_iter()
        .map(|level| (level, findings.count(level)))
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| counted(count, level.word()))
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

/// `1 error`, `2 errors`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// Where the time went: a line for each stage, and one for all of them.
pub fn timings(stages: &[(&'static str, Duration)]) -> Vec<String> {
    let all: Duration = stages.iter().map(|(_, took)| *took).sum();
    let line = |stage: &str, took: Duration| {
        let part = took.as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE) * 100.0;
        format!(
            "{stage:<16} {:>9.1} ms {part:>5.1} %",
            took.as_secs_f64() * 1000.0
        )
    };
    let lines = stages.iter().map(|(stage, took)| line(stage, *took));
    lines.chain([line("all of it", all)]).collect()
}
