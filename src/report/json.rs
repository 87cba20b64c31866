//! The report as one JSON object, in the form that `rules.md` fixes.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::{MOST_LISTED, Report, escape, runner};
use crate::diagnostic::{Edit, Fix, Label, Severity, Span};
use crate::rules::Finding;
use crate::source::Files;

#[derive(Serialize)]
struct Object<'a> {
    version: u32,
    workbook: Cow<'a, str>,
    as_of: String,
    summary: Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<Base<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<KnownFindings>,
    findings: Vec<FindingObject<'a>>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    documents: usize,
}

/// What the workbook may have for a while, and the first day on which some of it ends.
#[derive(Serialize)]
struct KnownFindings {
    findings: usize,
    until: String,
}

/// What a change is compared with.
#[derive(Serialize)]
struct Base<'a> {
    revision: &'a str,
    commit: &'a str,
    older: Older,
}

/// How many findings are not the change's doing.
#[derive(Serialize)]
struct Older {
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct FindingObject<'a> {
    rule: &'a str,
    severity: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
    hint: Option<&'a str>,
    labels: Vec<LabelObject<'a>>,
    fix: Option<FixObject<'a>>,
}

#[derive(Serialize)]
struct LabelObject<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    message: &'a str,
}

#[derive(Serialize)]
struct FixObject<'a> {
    title: &'a str,
    edits: Vec<EditObject<'a>>,
}

#[derive(Serialize)]
struct EditObject<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
}

/// Writes the object and a line feed.
///
/// JSON escapes control characters by itself, and its readers take text as data.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let object = Object {
        version: 1,
        workbook: report.withheld.text(report.title),
        as_of: report.as_of.to_string(),
        summary: Summary {
            errors: report.findings.count(Severity::Error),
            warnings: report.findings.count(Severity::Warning),
            notes: report.findings.count(Severity::Note),
            documents: report.documents,
        },
        base: report.since.as_ref().map(|since| Base {
            revision: since.revision,
            commit: since.commit,
            older: Older {
                errors: since.older.count(Severity::Error),
                warnings: since.older.count(Severity::Warning),
                notes: since.older.count(Severity::Note),
            },
        }),
        known: report.known().map(|(findings, until)| KnownFindings {
            findings,
            until: until.to_string(),
        }),
        findings: report
            .findings
            .iter()
            .take(MOST_LISTED)
            .map(|found| finding(found, report.files))
            .collect(),
    };
    write_object(&object, out)
}

/// Writes an object over several lines, and a line feed.
pub(super) fn write_object(object: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(object)?;
    let text = runner::disarmed_json(&text);
    if text.is_ascii() && !text.contains('\u{7f}') {
        return writeln!(out, "{text}");
    }
    writeln!(out, "{}", without_acting(&text))
}

/// `json` with every character that could act on a terminal written as an escape.
fn without_acting(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if c == '\n' || !escape::acts(c) {
            safe.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a text cannot fail.
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    safe
}

fn finding<'a>(found: &'a Finding, files: &'a Files) -> FindingObject<'a> {
    let diagnostic = &found.diagnostic;
    let of_anybody = diagnostic.fix.as_ref().filter(|_| !found.has_private_edits);
    FindingObject {
        rule: diagnostic.rule,
        severity: found.severity.word(),
        place: place(diagnostic.span, files),
        message: &diagnostic.message,
        hint: diagnostic.hint.as_deref(),
        labels: diagnostic
            .labels
            .iter()
            .map(|found| label(found, files))
            .collect(),
        fix: of_anybody.map(|found| fix(found, files)),
    }
}

fn place(span: Span, files: &Files) -> Place<'_> {
    let (start, end) = files.positions(span);
    Place {
        path: files.get(span.file).path(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn label<'a>(label: &'a Label, files: &'a Files) -> LabelObject<'a> {
    let Place {
        path, line, column, ..
    } = place(label.span, files);
    LabelObject {
        path,
        line,
        column,
        message: &label.message,
    }
}

fn fix<'a>(fix: &'a Fix, files: &'a Files) -> FixObject<'a> {
    let edit = |edit: &'a Edit| EditObject {
        place: place(edit.span, files),
        replacement: &edit.replacement,
    };
    FixObject {
        title: &fix.title,
        edits: fix.edits.iter().map(edit).collect(),
    }
}
