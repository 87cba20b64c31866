//! Findings as SARIF 2.1.0, for code scanning: each with its rule, whose page is its help, and a
//! fingerprint by which a finding on a line that moved is the same alert.
//!
//! No line of a document is quoted, and no edit: the report may lie where the documents do not.

use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location, Message, MultiformatMessageString, Notification,
    PhysicalLocation, PropertyBag, Region, ReportingConfiguration, ReportingDescriptor,
    Result as Alert, ResultLevel, Run, Sarif, Tool, ToolComponent,
};

use super::identity::identified;
use super::{Report, escape, json, said};
use crate::diagnostic::{Severity, Span};
use crate::rules::{RULES, Rule};

/// Where the schema of this version stands.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The key by which code scanning tells alerts apart, the only one it reads.
const FINGERPRINT: &str = "primaryLocationLineHash";

/// What in a path is written as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Writes the object and a line feed.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| finds(rule, report)).collect();
    let driver = ToolComponent::builder()
        .name("loopbook".to_owned())
        .semantic_version(env!("CARGO_PKG_VERSION").to_owned())
        .rules(
            rules
                .iter()
                .map(|rule| descriptor(rule))
                .collect::<Vec<_>>(),
        )
        .build();
    let alerts = identified(report).map(|(finding, fingerprint)| {
        let found = &finding.diagnostic;
        let alert = Alert::builder()
            .rule_id(found.rule.to_owned())
            .level(level(finding.severity))
            .message(message(&said(found, "\n")))
            .locations(vec![location(found.span, report)])
            .partial_fingerprints(BTreeMap::from([(FINGERPRINT.to_owned(), fingerprint)]));
        let mut alert = alert.build();
        alert.rule_index = rules
            .iter()
            .position(|rule| rule.name == found.rule)
            .and_then(|at| i64::try_from(at).ok());
        let labels = (1..).zip(&found.labels).map(|(id, label)| {
            let mut place = location(label.span, report);
            place.id = Some(id);
            place.message = Some(message(&escape::line(&label.message)));
            place
        });
        alert.related_locations = (!found.labels.is_empty()).then(|| labels.collect());
        alert
    });
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind(json!("unicodeCodePoints"))
        .invocations(vec![invocation(report)])
        .results(alerts.collect::<Vec<_>>())
        .build();
    let sarif = Sarif::builder()
        .schema(SCHEMA.to_owned())
        .version(json!("2.1.0"))
        .runs(vec![run])
        .build();
    json::write_object(&sarif, out)
}

fn finds(rule: &Rule, report: &Report<'_>) -> bool {
    let mut findings = report.findings.iter();
    findings.any(|finding| finding.diagnostic.rule == rule.name)
}

/// The run, and how many findings are not listed.
fn invocation(report: &Report<'_>) -> Invocation {
    let mut invocation = Invocation::builder().execution_successful(true).build();
    invocation.tool_execution_notifications = report.unlisted().map(|unlisted| {
        let notification = Notification::builder().message(message(&unlisted));
        vec![notification.level(json!("warning")).build()]
    });
    invocation
}

/// A rule as its page tells it.
fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let page = rule.text();
    let what = what_it_does(&page);
    let end = what.find(". ").map_or(what.len(), |at| at + 1);
    let plain = |text: &str| {
        MultiformatMessageString::builder()
            .text(text.to_owned())
            .build()
    };
    let configuration = ReportingConfiguration::builder().level(json!(rule.severity.word()));
    let problem = match rule.severity {
        Severity::Note => "recommendation",
        severity => severity.word(),
    };
    let properties = PropertyBag::builder()
        .tags(vec![rule.family.word().to_owned()])
        .additional_properties(BTreeMap::from([(
            "problem.severity".to_owned(),
            json!(problem),
        )]));
    ReportingDescriptor::builder()
        .id(rule.name.to_owned())
        .short_description(plain(&what[..end]))
        .full_description(plain(&what))
        .help(
            MultiformatMessageString::builder()
                .text(page.clone())
                .markdown(page)
                .build(),
        )
        .default_configuration(configuration.build())
        .properties(properties.build())
        .build()
}

/// The first paragraph of a rule's page, on one line.
fn what_it_does(page: &str) -> String {
    let mut paragraphs = page.split("\n\n").map(str::trim);
    let first = paragraphs.find(|text| !text.starts_with('#') && !text.is_empty());
    let words: Vec<&str> = first.unwrap_or(page).split_whitespace().collect();
    words.join(" ")
}

const fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Note => ResultLevel::Note,
    }
}

/// A message of this text, which is safe to print already. What reads like a link would become one.
fn message(text: &str) -> Message {
    let text = if text.contains("](") {
        text.replace('[', "\\[").replace(']', "\\]")
    } else {
        text.to_owned()
    };
    Message::builder().text(text).build()
}

fn artifact(span: Span, report: &Report<'_>) -> ArtifactLocation {
    let uri = utf8_percent_encode(&report.path(span), PLAIN).to_string();
    let place = ArtifactLocation::builder().uri(uri);
    place.uri_base_id("%SRCROOT%".to_owned()).build()
}

fn location(span: Span, report: &Report<'_>) -> Location {
    let (start, end) = report.files.positions(span);
    let region = Region::builder()
        .start_line(i64::from(start.line))
        .start_column(i64::from(start.column))
        .end_line(i64::from(end.line))
        .end_column(i64::from(end.column));
    let place = PhysicalLocation::builder()
        .artifact_location(artifact(span, report))
        .region(region.build());
    Location::builder().physical_location(place.build()).build()
}
