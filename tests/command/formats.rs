//! The formats that other programs read: each held to its own schema or reader, and all of them to what
//! `--format json` says of the same workbook.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process;

use crate::repository::Place;
use quick_junit::{NonSuccessKind, TestCaseStatus};
use serde_json::Value;

const CONFIG: &str = "edition: 1\ntitle: Desk\npeople:\n  mo: { name: M. Okafor }\n";

fn note(text: &str) -> String {
    format!("---\ntitle: Note\nkind: evidence\n---\n{text}\n")
}

/// A workbook below a directory of its repository, with errors and a warning in names that need care.
fn started() -> Place {
    let files = [
        ("books/workbook.yaml", CONFIG.to_owned()),
        (
            "books/a, b: 100%.md",
            note("A [gone](gone.md) one, [x](100%25.md) [gone](gone.md)\n\n[gone](gone.md)."),
        ),
        ("books/other.md", note("[gone](/home/mo/x.md)")),
        (
            "books/desk/distribute.md",
            "---\ntitle: Who knows\njob: distribute\nowner: nobody\nreviewed: 2026-01-05\n---\nText.\n".to_owned(),
        ),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.into_bytes()));
    let place = Place::new(&files.into()).init();
    place.commit("2026-11-01", "mo@harbor.example");
    place.within("work/books")
}

/// What `check` writes in a format.
fn written(place: &Place, format: &str) -> String {
    place.loopbook(&["check", "--format", format]).out
}

fn json(place: &Place, format: &str) -> Value {
    serde_json::from_str(&written(place, format)).expect("the report is JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The findings as `--format json` tells them.
fn findings(place: &Place) -> Vec<Value> {
    list(&json(place, "json")["findings"]).to_vec()
}

/// The page of a rule.
fn explained(rule: &str) -> String {
    let mut command = process::Command::new(env!("CARGO_BIN_EXE_loopbook"));
    let done = command.args(["explain", rule]).output();
    let done = done.expect("the binary is built");
    String::from_utf8(done.stdout).expect("it prints text")
}

#[track_caller]
fn assert_valid(schema: &Value, instance: &Value) {
    let schema = jsonschema::validator_for(schema).expect("the schema is one");
    let faults = schema.iter_errors(instance);
    let faults: Vec<String> = faults
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The report as SARIF, held to the schema of OASIS; in the copy the pattern of `language` is written as its
/// errata have it, since the one before is no regular expression in every dialect.
fn sarif(place: &Place) -> Value {
    let schema = include_str!("../schemas/sarif-2.1.0.json");
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let sarif = json(place, "sarif");
    assert_valid(&schema, &sarif);
    sarif
}

#[test]
fn sarif_says_what_json_says() {
    let place = started();
    let sarif = sarif(&place);
    let run = &sarif["runs"][0];
    let rules = list(&run["tool"]["driver"]["rules"]);
    let found = findings(&place);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(list(&run["results"]).len(), found.len());
    for (alert, finding) in list(&run["results"]).iter().zip(&found) {
        let region = &alert["locations"][0]["physicalLocation"]["region"];
        for (key, name) in [
            ("startLine", "line"),
            ("startColumn", "column"),
            ("endLine", "end_line"),
            ("endColumn", "end_column"),
        ] {
            assert_eq!(region[key], finding[name], "{alert:#}");
        }
        assert_eq!(alert["level"], finding["severity"]);
        assert_eq!(alert["ruleId"], finding["rule"]);
        let said = text(&alert["message"]["text"]);
        assert!(said.starts_with(text(&finding["message"])), "{said}");
        let at = alert["ruleIndex"].as_u64().expect("an index");
        let rule = &rules[usize::try_from(at).expect("a small one")];
        assert_eq!(rule["id"], alert["ruleId"]);
        let page = explained(text(&finding["rule"]));
        assert!(page.ends_with(text(&rule["help"]["markdown"])), "{page}");
    }
    let uri = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "books/a%2C%20b%3A%20100%25.md");
}

#[test]
fn a_workbook_without_findings_is_said_in_every_format() {
    let place = started();
    for path in ["a, b: 100%.md", "other.md", "desk/distribute.md"] {
        std::fs::remove_file(place.root.join(path)).expect("removed");
    }
    assert_eq!(
        sarif(&place)["runs"][0]["results"],
        Value::Array(Vec::new())
    );
    assert_eq!(json(&place, "gitlab"), Value::Array(Vec::new()));
    assert_eq!(written(&place, "github"), "no findings in 0 documents\n");
    let tests = junit(&place, &[]);
    assert_eq!((tests.tests, tests.failures, tests.skipped), (1, 0, 0));
}

/// The names by which findings are known, in their order.
fn fingerprints(place: &Place) -> Vec<String> {
    let sarif = sarif(place);
    let alerts = list(&sarif["runs"][0]["results"]).iter();
    let name =
        |alert: &Value| text(&alert["partialFingerprints"]["primaryLocationLineHash"]).to_owned();
    alerts.map(name).collect()
}

#[test]
fn a_line_that_moves_is_no_new_alert() {
    let place = started();
    let before = fingerprints(&place);
    let distinct: BTreeSet<&String> = before.iter().collect();
    assert_eq!(distinct.len(), before.len(), "{before:#?}");
    place.replace("a, b: 100%.md", "A [gone]", "More.\n\nText. A [gone]");
    assert_eq!(fingerprints(&place), before);
    // What is said of the days that passed is another text every day.
    let stale = |place: &Place| {
        let found = findings(place);
        found.iter().any(|finding| finding["rule"] == "stale-loop")
    };
    assert!(stale(&place));
    let path = "desk/distribute.md";
    place.replace(path, "owner: nobody\n", "");
    place.replace(path, "reviewed:", "owner: nobody\nreviewed:");
    let moved: BTreeSet<String> = fingerprints(&place).into_iter().collect();
    assert_eq!(moved, before.iter().cloned().collect());
    place.replace("other.md", "/home/mo/x.md", "/home/mo/y.md");
    assert_ne!(fingerprints(&place), before);
}

#[test]
fn gitlab_takes_the_report() {
    let place = started();
    let schema = include_str!("../schemas/gitlab-code-quality.json");
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let report = json(&place, "gitlab");
    assert_valid(&schema, &report);
    let found = findings(&place);
    assert_eq!(list(&report).len(), found.len());
    for (issue, finding) in list(&report).iter().zip(&found) {
        let path = format!("books/{}", text(&finding["path"]));
        assert_eq!(issue["location"]["path"], path);
        assert_eq!(issue["location"]["lines"]["begin"], finding["line"]);
        assert_eq!(issue["check_name"], finding["rule"]);
        let is_error = finding["severity"] == "error";
        assert_eq!(issue["severity"] == "critical", is_error, "{issue}");
    }
    let names: BTreeSet<&str> = list(&report)
        .iter()
        .map(|issue| text(&issue["fingerprint"]))
        .collect();
    assert_eq!(names.len(), found.len());
}

fn junit(place: &Place, more: &[&str]) -> quick_junit::Report {
    let told = place.loopbook(&[&["check", "--format", "junit"], more].concat());
    quick_junit::Report::deserialize_from_str(&told.out).expect("a reader takes it")
}

#[test]
fn tests_fail_where_the_command_does() {
    let place = started();
    let found = findings(&place);
    let count = |severity: &str| {
        let of_severity = |finding: &&Value| finding["severity"] == severity;
        found.iter().filter(of_severity).count()
    };
    assert!(count("warning") > 0 && count("error") > 0, "{found:#?}");
    let tests = junit(&place, &[]);
    assert_eq!(tests.tests, found.len());
    assert_eq!(
        (tests.failures, tests.skipped),
        (count("error"), count("warning"))
    );
    let denied = junit(&place, &["--deny", "warnings"]);
    assert_eq!((denied.failures, denied.skipped), (found.len(), 0));
    let mut names = BTreeSet::new();
    for suite in &tests.test_suites {
        assert!(suite.name.as_str().starts_with("books/"), "{suite:#?}");
        for case in &suite.test_cases {
            assert_eq!(case.classname.as_ref(), Some(&suite.name));
            assert!(names.insert((suite.name.as_str(), case.name.as_str())));
            if let TestCaseStatus::NonSuccess { kind, message, .. } = &case.status {
                assert_eq!(*kind, NonSuccessKind::Failure);
                let message = message.as_ref().expect("it says why").as_str();
                assert!(case.name.as_str().contains(message), "{case:#?}");
            }
        }
    }
}

/// A command to a runner: its name, its properties and its text.
type Command = (String, Vec<(String, String)>, String);

/// A command as a runner of GitHub Actions reads it.
fn command(line: &str) -> Option<Command> {
    let (head, data) = line.strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let read = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        let text = text.replace("%3A", ":").replace("%2C", ",");
        text.replace("%25", "%")
    };
    let properties = properties
        .split(',')
        .filter_map(|pair| pair.split_once('='));
    let properties = properties.map(|(key, value)| (key.to_owned(), read(value)));
    Some((name.to_owned(), properties.collect(), read(data)))
}

#[test]
fn a_runner_reads_each_finding_where_it_is() {
    let place = started();
    let out = written(&place, "github");
    let commands: Vec<_> = out.lines().filter_map(command).collect();
    let found = findings(&place);
    assert_eq!(commands.len(), found.len(), "{out}");
    for finding in &found {
        let path = format!("books/{}", text(&finding["path"]));
        let line = finding["line"].to_string();
        let is_it = |(name, properties, data): &Command| {
            let has = |key: &str, value: &str| {
                let mut all = properties.iter();
                all.any(|(name, found)| name == key && found == value)
            };
            name == text(&finding["severity"])
                && has("file", &path)
                && has("line", &line)
                && has("title", text(&finding["rule"]))
                && data.split('\n').next() == finding["message"].as_str()
        };
        assert!(commands.iter().any(is_it), "{finding:#}\n{out}");
    }
    let worst = out.lines().position(|line| line.starts_with("::warning"));
    let last_error = out.lines().filter(|line| line.starts_with("::error"));
    assert_eq!(worst, Some(last_error.count()), "{out}");
    assert!(out.ends_with(" in 3 documents\n"), "{out}");
}

#[test]
fn what_github_does_not_show_stands_in_the_log_and_is_counted() {
    let place = started();
    let links = (0..25).fold(String::new(), |mut text, at| {
        let _ = write!(text, "[x](missing-{at}.md) ");
        text
    });
    place.write("many.md", &note(&links));
    // What must not be published comes first, though its path comes last.
    place.write(
        "z.md",
        "---\ntitle: Z\nkind: page\nform: guide\nroute: playbook\nsummary: S.\nowner: mo\nreviewed: 2026-11-20\n---\nSee [a note](other.md).\n",
    );
    let out = written(&place, "github");
    let errors = out
        .lines()
        .filter(|line| line.starts_with("::error "))
        .count();
    assert_eq!(errors, 10, "{out}");
    assert!(out.starts_with("::error file=books/z.md,"), "{out}");
    let all = findings(&place).len();
    let plain = out.lines().filter(|line| !line.starts_with("::")).count();
    let commands = out.lines().filter(|line| line.starts_with("::")).count();
    assert_eq!(plain + commands, all + 1, "{out}");
    let last = out.lines().last().and_then(command).expect("a command");
    assert_eq!(last.0, "notice");
    assert!(
        last.2
            .contains(&format!("; {plain} of them stand in the log only")),
        "{}",
        last.2
    );
}

#[test]
fn a_report_in_a_file_leaves_its_summary_in_the_log() {
    let place = started();
    for format in ["sarif", "gitlab", "junit"] {
        let told = place.loopbook(&["check", "--format", format]);
        assert_eq!(told.code, 1);
        assert!(told.err.contains(" in 3 documents"), "{}", told.err);
    }
}

#[test]
fn no_line_of_a_document_is_quoted() {
    let place = started();
    place.replace("other.md", "[gone]", "A sentence for us alone. [gone]");
    for format in ["sarif", "github", "gitlab", "junit"] {
        let out = written(&place, format);
        assert!(!out.contains("for us alone"), "{out}");
    }
}
