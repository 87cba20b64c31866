//! Findings for people: each with its place in the text, and at the end a line that sums up and
//! the command that explains a rule.
//!
//! Lines of the sources are shown only where `Style::source` allows it.

use std::fmt::{self, Display};
use std::io::{self, Write};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};

use super::{Report, Style, escape, runner};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::rules::Finding;
use crate::source::{Files, Position, SourceFile};

/// The most findings that are written out.
const MOST: usize = 200;

/// How far from the finding a label may stand to be shown in the same excerpt, in lines.
const NEAR: u32 = 8;

/// The most bytes of a line that are shown.
const LONGEST_LINE: usize = 200;

/// Writes the findings and the summary.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings.iter().take(MOST) {
        if report.style.source {
            write_drawn(finding, report, out)?;
        } else {
            write_plain(finding, report.files, out)?;
        }
    }
    let all = report.findings.iter().count();
    if all > MOST {
        writeln!(
            out,
            "… and {} more; `--format concise` lists more\n",
            all - MOST
        )?;
    }
    writeln!(out, "{}", report.summary())?;
    if let Some(since) = &report.since {
        writeln!(out, "{}", since.summary())?;
    }
    if let Some(first) = report.findings.iter().next() {
        let rule = worst(report).unwrap_or(first).diagnostic.rule;
        writeln!(
            out,
            "Run `loopbook explain {rule}` to see what a rule means and how to mend it."
        )?;
    }
    Ok(())
}

/// The first of the most severe findings.
fn worst<'a>(report: &'a Report<'_>) -> Option<&'a Finding> {
    let errors = |finding: &&Finding| finding.severity == Severity::Error;
    report.findings.iter().find(errors)
}

fn write_plain(finding: &Finding, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    let found = &finding.diagnostic;
    let severity = finding.severity.word();
    writeln!(
        out,
        "{severity}[{}]: {}",
        found.rule,
        escape::line(&found.message)
    )?;
    writeln!(out, "  --> {}", place(found.span, files))?;
    for label in &found.labels {
        writeln!(
            out,
            "  = {}: {}",
            place(label.span, files),
            escape::line(&label.message)
        )?;
    }
    if let Some(hint) = &found.hint {
        writeln!(out, "  = help: {}", escape::line(hint))?;
    }
    writeln!(out)
}

fn place(span: Span, files: &Files) -> String {
    let (Position { line, column }, _) = files.positions(span);
    format!(
        "{}:{line}:{column}",
        escape::path(files.get(span.file).path())
    )
}

fn write_drawn(finding: &Finding, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Style { color, width, .. } = report.style;
    let theme = if color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_links(false)
        .with_context_lines(1)
        .without_syntax_highlighting();
    let drawing = Drawing::of(finding, report.files);
    let mut text = String::new();
    if handler.render_report(&mut text, &drawing).is_err() {
        return write_plain(finding, report.files, out);
    }
    writeln!(out, "{}\n", text.trim_end())
}

/// A finding in the form that is drawn.
#[derive(Debug)]
struct Drawing<'a> {
    code: String,
    message: String,
    help: Option<String>,
    severity: Severity,
    excerpt: Option<Excerpt<'a>>,
    labels: Vec<LabeledSpan>,
}

impl<'a> Drawing<'a> {
    fn of(finding: &Finding, files: &'a Files) -> Self {
        let found = &finding.diagnostic;
        let file = files.get(found.span.file);
        let line = file.position(found.span.start).line;
        let near = |span: Span| {
            span.file == found.span.file && file.position(span.start).line.abs_diff(line) <= NEAR
        };
        let shown: Vec<Span> = std::iter::once(found.span)
            .chain(
                found
                    .labels
                    .iter()
                    .map(|label| label.span)
                    .filter(|span| near(*span)),
            )
            .collect();
        let excerpt = Excerpt::around(file, &shown);
        let mut labels = vec![excerpt.label(found.span, None, true)];
        let mut elsewhere = Vec::new();
        for label in &found.labels {
            let message = escape::line(&label.message).into_owned();
            if near(label.span) {
                labels.push(excerpt.label(label.span, Some(message), false));
            } else {
                elsewhere.push(format!("{}: {message}", place(label.span, files)));
            }
        }
        let excerpt = (!file.text().is_empty()).then_some(excerpt);
        Self {
            code: format!("{}[{}]", finding.severity.word(), found.rule),
            message: escape::line(&found.message).into_owned(),
            help: help(
                found,
                &elsewhere,
                excerpt.is_none().then(|| place(found.span, files)),
            ),
            severity: finding.severity,
            labels: if excerpt.is_some() {
                labels
            } else {
                Vec::new()
            },
            excerpt,
        }
    }
}

/// The hint, preceded by what could not be drawn.
fn help(found: &Diagnostic, elsewhere: &[String], place: Option<String>) -> Option<String> {
    let hint = found
        .hint
        .as_ref()
        .map(|hint| escape::line(hint).into_owned());
    let lines: Vec<String> = place
        .map(|place| format!("in {place}"))
        .into_iter()
        .chain(elsewhere.iter().cloned())
        .chain(hint)
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

impl Display for Drawing<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Drawing<'_> {}

impl miette::Diagnostic for Drawing<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn Display + 'b>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Note => miette::Severity::Advice,
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn Display + 'b>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn Display + 'b>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt
            .as_ref()
            .map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A few lines of a file, with every character that could act on a terminal replaced by as many
/// bytes, so that places stay where they are.
#[derive(Debug)]
struct Excerpt<'a> {
    file: &'a SourceFile,
    name: String,
    /// The first byte of the file that is shown.
    start: usize,
    text: String,
}

impl<'a> Excerpt<'a> {
    fn around(file: &'a SourceFile, spans: &[Span]) -> Self {
        let text = file.text();
        let lines = spans.iter().map(|span| file.position(span.start).line);
        let first = lines.clone().min().unwrap_or(1).saturating_sub(1).max(1);
        let last = lines.max().unwrap_or(1) + 1;
        let offset = |line: &str| line.as_ptr() as usize - text.as_ptr() as usize;
        let start = file.line(first).map_or(0, offset);
        let end = (first..=last).rev().find_map(|line| file.line(line));
        let end = end.map_or(text.len(), |line| offset(line) + line.len());
        let at = spans
            .first()
            .map_or(0, |span| span.start as usize)
            .min(text.len());
        let (start, end) = if (start..end).len() > LONGEST_LINE * (last - first + 1) as usize {
            (
                at.saturating_sub(LONGEST_LINE / 2).max(start),
                (at + LONGEST_LINE / 2).min(end),
            )
        } else {
            (start, end)
        };
        let (start, end) = (floor(text, start), floor(text, end.max(start)));
        let name = escape::line(file.path()).into_owned();
        Self {
            file,
            name,
            start,
            text: harmless(&text[start..end]),
        }
    }

    /// A label at a span of the file, cut to what is shown.
    fn label(&self, span: Span, message: Option<String>, primary: bool) -> LabeledSpan {
        let start = floor(&self.text, (span.start as usize).saturating_sub(self.start));
        let end = floor(&self.text, (span.end as usize).saturating_sub(self.start));
        let line_end = self.text[start..]
            .find('\n')
            .map_or(self.text.len(), |at| start + at);
        let length = end.min(line_end).saturating_sub(start);
        let place = SourceSpan::new(start.into(), length);
        if primary {
            LabeledSpan::new_primary_with_span(message, place)
        } else {
            LabeledSpan::new_with_span(message, place)
        }
    }
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let inner = self.text.read_span(span, before, after)?;
        let position = |offset: usize| {
            self.file
                .position(u32::try_from(self.start + offset).unwrap_or(u32::MAX))
        };
        let first_line = position(0).line as usize - 1;
        let column = position(span.offset()).column as usize - 1;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            inner.data(),
            *inner.span(),
            first_line + inner.line(),
            if before == 0 { column } else { inner.column() },
            inner.line_count(),
        )))
    }
}

/// The nearest place at or before `at` where a character starts.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// `text` with everything that acts replaced by as many bytes that do not.
fn harmless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => safe.push(c),
            '\r' => safe.push(' '),
            c if escape::acts(c) && c.len_utf8() == 3 => safe.push('\u{fffd}'),
            c if escape::acts(c) => safe.extend(std::iter::repeat_n('?', c.len_utf8())),
            c => safe.push(c),
        }
    }
    runner::overwritten(&safe).into_owned()
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn replacements_keep_their_length() {
        let text = "a\u{1b}\u{202e}\u{ad}\u{e0001}\r\nb ##[error] ##vso[x]";
        assert_eq!(harmless(text).len(), text.len());
        assert!(!harmless(text).contains("##"));
        assert!(
            !harmless(text)
                .chars()
                .any(|c| c != '\n' && super::escape::acts(c))
        );
    }
}
