//! Findings as a test report: a suite for each document that has any, a test for each finding.
//!
//! A test fails where its finding makes the command fail, and counts as skipped elsewhere, so that a
//! report and the exit status never disagree. Readers compare tests by name from one run to the
//! next: no line stands in one.

use std::collections::HashMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{MOST_LISTED, Report, escape, said};
use crate::rules::Finding;

/// Writes the report.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: Vec<TestSuite> = Vec::new();
    let mut named: HashMap<(String, String), usize> = HashMap::new();
    for finding in report.findings.iter().take(MOST_LISTED) {
        let path = escape::path(&report.path(finding.diagnostic.span)).into_owned();
        let case = case(finding, &path, report, &mut named);
        if suites
            .last()
            .is_none_or(|suite| suite.name.as_str() != path)
        {
            suites.push(TestSuite::new(&path));
        }
        if let Some(suite) = suites.last_mut() {
            suite.add_test_case(case);
        }
    }
    if suites.is_empty() {
        // Some readers take a report without a test for one that is missing.
        let mut suite = TestSuite::new("workbook");
        suite.add_test_case(TestCase::new(report.summary(), TestCaseStatus::success()));
        suites.push(suite);
    }
    let title = report.withheld.text(report.title);
    let mut tests = quick_junit::Report::new(format!("loopbook: {}", escape::line(&title)));
    tests.add_test_suites(suites);
    let text = tests.to_string().map_err(io::Error::other)?;
    writeln!(out, "{}", text.trim_end())
}

fn case(
    finding: &Finding,
    path: &str,
    report: &Report<'_>,
    named: &mut HashMap<(String, String), usize>,
) -> TestCase {
    let found = &finding.diagnostic;
    let (start, _) = report.files.positions(found.span);
    let message = escape::line(&found.message);
    let mut status = if finding.severity >= report.fails_from {
        TestCaseStatus::non_success(NonSuccessKind::Failure)
    } else {
        TestCaseStatus::skipped()
    };
    let severity = finding.severity.word();
    status.set_type(format!("{severity}[{}]", found.rule));
    status.set_message(&message);
    status.set_description(format!(
        "{path}:{}:{}: {severity}[{}]\n{}",
        start.line,
        start.column,
        found.rule,
        said(found, "\n")
    ));
    let mut name = format!("{}: {message}", found.rule);
    let which = named.entry((path.to_owned(), name.clone())).or_default();
    *which += 1;
    if *which > 1 {
        name = format!("{name} ({which})");
    }
    let mut case = TestCase::new(name, status);
    case.set_classname(path);
    case.extra.insert("file".into(), path.into());
    case.extra
        .insert("line".into(), start.line.to_string().into());
    case
}
