//! A protected term stands in every position of a workbook, and no command prints it in any format:
//! findings and reports may be read by anybody (threats, "Safe output"). Only paths name their files.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Tree, compile, today, world};
use loopbook::Compilation;
use loopbook::diagnostic::Severity;
use loopbook::report::{Format, Report, StatusFormat, StatusReport, Style};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tempfile::TempDir;

/// Texts that hold the term in different spellings, and the part that nobody may see.
const TEXTS: [(&str, &str); 10] = [
    ("Kanarek", "kanarek"),
    ("when Kanarek called", "kanarek"),
    (
        "KANAREK, and what else `of it` was said over the whole of a long afternoon",
        "kanarek",
    ),
    ("x `Kanarek` y", "kanarek"),
    ("` Kanarek", "kanarek"),
    ("kan-arek's", "kan-arek"),
    ("K\u{430}narek", "k\u{430}narek"),
    ("\u{39a}an\u{3b1}rek", "\u{3ba}an\u{3b1}rek"),
    ("K%61narek", "k%61narek"),
    ("2026-01-01 Kanarek/../x", "kanarek"),
];

const FORMATS: [Format; 7] = [
    Format::Human,
    Format::Concise,
    Format::Json,
    Format::Sarif,
    Format::Github,
    Format::Gitlab,
    Format::Junit,
];

/// Everything that a workbook's findings and status are written as.
fn reports(done: &Compilation) -> Vec<String> {
    let style = Style {
        color: false,
        source: false,
        width: 80,
    };
    let report = Report {
        findings: &done.findings,
        files: &done.workbook.files,
        documents: done.workbook.documents.len(),
        title: &done.workbook.config.title,
        withheld: &done.withheld,
        as_of: today(),
        prefix: "",
        fails_from: Severity::Error,
        style,
        since: None,
    };
    let status = StatusReport {
        status: &done.status,
        workbook: &done.workbook,
        withheld: &done.withheld,
        as_of: today(),
        style,
    };
    let mut written = Vec::new();
    for format in FORMATS {
        let mut text = Vec::new();
        report
            .write(format, &mut text)
            .expect("memory can be written");
        written.push(text);
    }
    for format in [
        StatusFormat::Human,
        StatusFormat::Json,
        StatusFormat::Markdown,
    ] {
        let mut text = Vec::new();
        status
            .write(format, &mut text)
            .expect("memory can be written");
        written.push(text);
    }
    let text = |text| String::from_utf8(text).expect("reports are text");
    written.into_iter().map(text).collect()
}

fn tree(text: &str) -> Tree {
    let files = crate::hostile::files(text, text, "plain");
    files
        .into_iter()
        .map(|(path, text)| (path, text.into_bytes()))
        .collect()
}

/// Lines of `written` that show what nobody may see.
fn shown<'w>(written: &'w str, secret: &str) -> Vec<&'w str> {
    let lines = written.lines();
    lines
        .filter(|line| line.to_lowercase().contains(secret))
        .collect()
}

#[test]
fn no_report_of_findings_or_status_holds_the_term() {
    for (text, secret) in TEXTS {
        let done = compile(&world(&tree(text)));
        assert!(done.findings.iter().count() > 20, "{text}");
        for written in reports(&done) {
            let found = shown(&written, secret);
            assert!(found.is_empty(), "{text}: {found:#?}");
        }
    }
}

proptest! {
    #![proptest_config(crate::support::cases(60))]

    /// Whichever files stand there, and whatever of them is lost.
    #[test]
    fn no_part_of_a_workbook_is_told(
        (text, secret) in select(TEXTS.to_vec()),
        kept in subsequence((0..13_usize).collect::<Vec<_>>(), 1..=13),
        cut in 0..400_usize,
    ) {
        let mut files = tree(text);
        let paths: Vec<String> = files.keys().cloned().collect();
        for (at, path) in paths.iter().enumerate() {
            if path != "workbook.yaml" && !kept.contains(&at) {
                files.remove(path);
            } else if path != "workbook.yaml" && let Some(bytes) = files.get_mut(path) {
                let text = String::from_utf8_lossy(bytes).into_owned();
                let end = text.char_indices().rev().nth(cut).map_or(text.len(), |(at, _)| at);
                *bytes = text.as_bytes()[..end].to_vec();
            }
        }
        for written in reports(&compile(&world(&files))) {
            let found = shown(&written, secret);
            prop_assert!(found.is_empty(), "{text}: {found:#?}");
        }
    }

    /// Where `workbook.yaml` itself cannot be read, the terms in it are not told either.
    #[test]
    fn a_list_of_terms_that_cannot_be_read_is_not_told(
        list in select(vec![
            "protected_terms: Kanarek",
            "protected_terms: { Kanarek: x }",
            "protected_terms:\n  Kanarek: [x]",
            "protected_terms: [Kanarek",
            "protected_terms: [[Kanarek], 3]",
            "protected_terms: [Kanarek]\nprotected_terms: [Kanarek]",
            "protected_terms:\n  - Kanarek: x\n  - &a Kanarek",
            "protected_terms: !Kanarek [Kanarek]",
            "protected_terms: [Kanarek]\nKanarek: x\n  y: [",
            "protected_term: [Kanarek]",
        ]),
        before in any::<bool>(),
    ) {
        let rest = "edition: 1\ntitle: Desk\npeople:\n  mo: { name: M. Okafor }\n";
        let config = if before { format!("{list}\n{rest}") } else { format!("{rest}{list}\n") };
        let files = Tree::from([
            ("workbook.yaml".to_owned(), config.into_bytes()),
            ("a.md".to_owned(), b"---\ntitle: A\nkind: Kanarek\nKanarek: x\n---\n[a](kanarek.md)\n".to_vec()),
        ]);
        for written in reports(&compile(&world(&files))) {
            let found = shown(&written, "kanarek");
            prop_assert!(found.is_empty(), "{list}: {found:#?}");
        }
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it has one")).expect("made");
    fs::write(path, text).expect("written");
}

/// Both streams of a command.
fn printed(place: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loopbook"));
    let done = command.args(arguments).current_dir(place).output();
    let done = done.expect("the binary is built");
    let streams =
        [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    streams.join("\n")
}

#[test]
fn no_command_prints_the_term() {
    let day = "2026-11-23";
    let (text, secret) = ("when Kanarek called", "kanarek");
    let place = TempDir::new().expect("a directory");
    for (path, text) in crate::hostile::files(text, text, "plain") {
        write(place.path(), &path, &text);
    }
    let notes = TempDir::new().expect("a directory");
    let note = "---\nKanarek: Kanarek\ntitle: Kanarek\n---\n[[Kanarek]] ![[Kanarek.png]] {{< Kanarek >}} {% link Kanarek %} [x](/Kanarek)\n";
    write(notes.path(), "a.md", note);
    let notes = notes.path().display().to_string();
    for arguments in [
        &["check", "--as-of", day][..],
        &["build", "--as-of", day],
        &["build", "--as-of", day, "--drafts", "--timings"],
        &["status", "--as-of", day],
        &["fix", "--as-of", day, "--diff"],
        &["explain"],
        &["explain", "when Kanarik called"],
        &[
            "adopt",
            &notes,
            "--into",
            "old",
            "--as-of",
            day,
            "--dry-run",
        ],
        &[
            "adopt",
            &notes,
            "--into",
            "old",
            "--as-of",
            day,
            "--dry-run",
            "--format",
            "json",
        ],
        &[
            "check",
            "--write-baseline",
            "--as-of",
            day,
            "--because",
            "x",
            "--until",
            "2026-12-20",
        ],
        &["fix", "--as-of", day],
    ] {
        let printed = printed(place.path(), arguments);
        assert!(!printed.trim().is_empty(), "{arguments:?}");
        let found = shown(&printed, secret);
        assert!(found.is_empty(), "{arguments:?}: {found:#?}");
    }
    // Whoever asks for it sees it.
    let printed = printed(place.path(), &["check", "--as-of", day, "--show-source"]);
    assert!(!shown(&printed, secret).is_empty());
}

/// The path of a file is how a finding is found again. Messages do not repeat it.
#[test]
fn a_file_that_is_named_by_the_term_is_told_by_its_path_alone() {
    let files = Tree::from([
        (
            "workbook.yaml".to_owned(),
            b"edition: 1\ntitle: Desk\nprotected_terms: [Kanarek]\n".to_vec(),
        ),
        ("kanarek.md".to_owned(), b"no front matter".to_vec()),
        (
            "a.md".to_owned(),
            b"---\ntitle: A\nkind: evidence\n---\n[a](kanarek.mdx) [b](Kanarek.md#gone)\n".to_vec(),
        ),
    ]);
    let done = compile(&world(&files));
    assert!(done.findings.iter().count() > 1);
    for found in done.findings.iter() {
        let said = format!("{:?} {:?}", found.diagnostic.message, found.diagnostic.hint);
        assert!(shown(&said, "kanarek").is_empty(), "{said}");
    }
    let concise = &reports(&done)[1];
    assert!(concise.contains("kanarek.md:1:1: "), "{concise}");
}
