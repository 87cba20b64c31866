//! `loopbook approve` as a person meets it: what is shown, what is refused, and what is written.

use std::fs;
use std::path::Path;

use crate::repository::Place;
use crate::support::{files_below, write_below};
use assert_cmd::Command;
use tempfile::TempDir;

const PATH: &str = "journeys/one.md";

const PAGE: &str = "\
---
# What we may show.
title: One refund
kind: page
summary: What one customer heard from us.

route:   journeys   # since October
owner: mo
proof: refunds/instrument
show_metric: { loop: refunds/instrument, until: 2026-10-31 }
---
The answer came the same day.

## From the call {route=memory}

Said on the telephone.
";

/// The workbook of the text cases with one journey.
fn workbook(page: &str) -> TempDir {
    let place = TempDir::new().expect("a directory");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    write_below(place.path(), &files_below(&base));
    fs::create_dir(place.path().join("journeys")).expect("made");
    fs::write(place.path().join(PATH), page).expect("written");
    place
}

/// Runs the command, which must end with `code`; its two streams.
fn run(place: &TempDir, arguments: &[&str], code: i32) -> (String, String) {
    let mut command = Command::cargo_bin("loopbook").expect("the binary is built");
    command.current_dir(place.path()).args(arguments);
    command.args(["--as-of", "2026-11-23", "--no-history"]);
    let assert = command.assert().code(code);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let output = assert.get_output();
    (text(&output.stdout), text(&output.stderr))
}

fn page(place: &TempDir) -> String {
    fs::read_to_string(place.path().join(PATH)).expect("it is there")
}

const APPROVE: [&str; 5] = ["approve", "journeys/one", "--as", "ana", "--yes"];

#[test]
fn an_approval_adds_its_lines_and_changes_nothing_else() {
    let marked = format!("\u{feff}{}", PAGE.replace('\n', "\r\n"));
    for (before, end) in [(PAGE, "\n"), (&marked, "\r\n")] {
        let place = workbook(before);
        run(&place, &APPROVE, 0);
        let after = page(&place);
        let at = after.find("safe_to_show").expect("it was written");
        let digest = after.find("  digest: sha256:").expect("it was written");
        let length = digest + "  digest: sha256:".len() + 64 + end.len();
        let lines: Vec<&str> = after[at..digest].split(end).collect();
        assert_eq!(
            lines,
            [
                "safe_to_show:",
                "  approved_by: ana",
                "  approved_on: 2026-11-23",
                ""
            ]
        );
        assert_eq!(format!("{}{}", &after[..at], &after[length..]), before);
        run(&place, &["check"], 0);
    }
}

#[test]
fn a_second_approval_replaces_the_values_and_nothing_else() {
    let record =
        "safe_to_show: { digest: 'sha256:0', approved_on: 2026-11-02, approved_by: \"mo\" } # once";
    let before = PAGE.replace("owner: mo", &format!("{record}\nowner: mo"));
    let place = workbook(&before);
    run(&place, &["check"], 1);
    run(&place, &APPROVE, 0);
    let after = page(&place);
    let start = after.find("sha256:").expect("it is there");
    let digest = &after[start..start + 71];
    let put_back = after
        .replace(digest, "sha256:0")
        .replace("2026-11-23", "2026-11-02")
        .replace("\"ana\"", "\"mo\"");
    assert_eq!(put_back, before);
    run(&place, &["check"], 0);
    run(&place, &APPROVE, 0);
    assert_eq!(page(&place), after, "the same again");
}

#[test]
fn everything_that_would_be_public_is_shown_and_nothing_else() {
    let place = workbook(&PAGE.replace(
        "---\nThe",
        "next: { text: Write, url: https://a.example/ }\n---\nThe",
    ));
    let (out, _) = run(&place, &APPROVE, 0);
    for shown in [
        "One refund",
        "What one customer heard",
        "The refund desk",
        "before 11, latest 8 on 2026-10-16",
        "standard 5",
        "The answer came the same day.",
        "Write (https://a.example/)",
        "measured",
    ] {
        assert!(out.contains(shown), "{shown}\n{out}");
    }
    assert!(
        !out.contains("telephone") && !out.contains("Okafor"),
        "{out}"
    );
}

#[test]
fn text_of_the_page_cannot_act_on_the_terminal() {
    let text = "The answer \u{1b}[2J\u{202e}came ##[error] the\u{9b} same day.";
    let place = workbook(&PAGE.replace("The answer came the same day.", text));
    let (out, _) = run(&place, &APPROVE, 0);
    assert!(out.contains("\\u{1b}[2J\\u{202e}came"), "{out}");
    let acts = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
    assert!(!out.contains(acts) && !out.contains("##["), "{out}");
}

#[test]
fn nobody_is_asked_where_nobody_is_there() {
    let place = workbook(PAGE);
    let (out, error) = run(&place, &APPROVE[..4], 2);
    assert!(out.contains("The answer came the same day."), "{out}");
    assert!(
        error.contains("--yes") && error.contains("Nothing was written"),
        "{error}"
    );
    assert_eq!(page(&place), PAGE);
}

#[test]
fn pages_are_named_by_id_or_by_path() {
    for name in [
        "journeys/one",
        "journeys/one.md",
        "./journeys/one.md",
        "journeys/../journeys/one",
    ] {
        let place = workbook(PAGE);
        run(&place, &["approve", name, "--as", "ana", "--yes"], 0);
        assert_ne!(page(&place), PAGE, "{name}");
    }
    let place = workbook(PAGE);
    let (_, error) = run(
        &place,
        &["approve", "journeys/oen", "--as", "ana", "--yes"],
        2,
    );
    assert!(error.contains("did you mean `journeys/one`?"), "{error}");
}

#[test]
fn who_cannot_approve_is_refused() {
    for (who, why) in [
        ("refund-agent", "is an agent"),
        ("erp", "is a system"),
        ("anna", "there is no person `anna`"),
    ] {
        let place = workbook(PAGE);
        let (_, error) = run(
            &place,
            &["approve", "journeys/one", "--as", who, "--yes"],
            2,
        );
        assert!(error.contains(why), "{error}");
        assert_eq!(page(&place), PAGE);
    }
}

#[test]
fn what_cannot_be_approved_is_refused() {
    let place = workbook(&PAGE.replace("journeys   #", "memory   #"));
    let (_, error) = run(&place, &APPROVE, 2);
    assert!(error.contains("is private"), "{error}");
    let (_, error) = run(
        &place,
        &["approve", "refunds/govern", "--as", "ana", "--yes"],
        2,
    );
    assert!(error.contains("only pages are approved"), "{error}");
}

#[test]
fn errors_in_what_would_be_shown_stand_in_the_way_and_others_do_not() {
    for (old, new, code) in [
        ("The answer", "[The answer](gone.md)", 1),
        ("Said on", "[Said on](gone.md)", 0),
        ("route:", "rout: x\nroute:", 1),
        ("proof: refunds/instrument", "proof: refunds/nothing", 1),
    ] {
        let before = PAGE.replacen(old, new, 1);
        let place = workbook(&before);
        let (_, error) = run(&place, &APPROVE, code);
        assert_eq!(page(&place) == before, code == 1, "{new}: {error}");
    }
    let place = workbook(PAGE);
    let path = place.path().join("refunds/instrument.md");
    let text = fs::read_to_string(&path).expect("there");
    fs::write(&path, text.replace("| 8     |", "| eight |")).expect("written");
    let (out, _) = run(&place, &APPROVE, 1);
    assert!(
        out.contains("invalid-cell"),
        "the number that it shows: {out}"
    );
}

#[test]
fn errors_in_what_the_page_links_or_names_stand_in_the_way() {
    let linked = PAGE.replacen("The answer", "[The answer](../playbook/one-answer.md)", 1);
    let front = PAGE.replacen(
        "---\nThe",
        "next: { text: More, url: ../playbook/one-answer.md }\n---\nThe",
        1,
    );
    let proven = PAGE.replacen("refunds/instrument\nshow", "refunds/evidence/call\nshow", 1);
    let agreed = PAGE.replacen("---\nThe", "consent: refunds/evidence/call\n---\nThe", 1);
    let cases: [(&str, &str, &str, &str, i32); 9] = [
        (
            &linked,
            "playbook/one-answer.md",
            "Say what",
            "Say [what](gone.md)",
            1,
        ),
        (
            &front,
            "playbook/one-answer.md",
            "form: guide",
            "form: giude",
            1,
        ),
        (
            PAGE,
            "playbook/one-answer.md",
            "Say what",
            "Say [what](gone.md)",
            0,
        ),
        (
            &linked,
            "playbook/one-answer.md",
            "Say what",
            "Say\n\n## From the call {route=memory}\n\n[what](gone.md)",
            0,
        ),
        (
            &proven,
            "refunds/evidence/call.md",
            "kind: evidence",
            "kind: evidence\ndate: soon",
            1,
        ),
        (
            &agreed,
            "refunds/evidence/call.md",
            "kind: evidence",
            "kind: evidence\ndate: soon",
            1,
        ),
        (
            PAGE,
            "refunds/evidence/call.md",
            "kind: evidence",
            "kind: evidence\ndate: soon",
            0,
        ),
        (PAGE, "refunds/instrument.md", "| 8     |", "| eight |", 1),
        (
            PAGE,
            "workbook.yaml",
            "edition: 1",
            "edition: 1\nbase: x",
            2,
        ),
    ];
    for (text, path, old, new, code) in cases {
        let place = workbook(text);
        let file = place.path().join(path);
        let before = fs::read_to_string(&file).expect("there");
        assert!(before.contains(old), "{old} in {path}");
        let before = before.replacen(old, new, 1);
        // A day that is there already would be there twice.
        let before = if new.contains("date: soon") {
            let lines = before.lines().filter(|line| !line.starts_with("date: 2"));
            lines.fold(String::new(), |text, line| text + line + "\n")
        } else {
            before
        };
        fs::write(&file, before).expect("written");
        let (out, error) = run(&place, &APPROVE, code);
        assert_eq!(page(&place) == text, code != 0, "{path}: {new}: {error}");
        let told = out + &error;
        assert!(code == 0 || told.contains(path), "{path} is named: {told}");
    }
}

#[test]
fn what_stands_around_the_text_and_in_files_is_shown_too() {
    let text = "The [answer](../playbook/one-answer.md) came: [a list](list.csv), [notes](notes.pdf), \
                ![a plate](plate.svg).";
    let place = workbook(&PAGE.replace("The answer came the same day.", text));
    let journeys = place.path().join("journeys");
    let list: String = (1..=250).fold(String::new(), |text, at| {
        text + "row " + &at.to_string() + "\u{1b}[2J\n"
    });
    fs::write(journeys.join("list.csv"), list).expect("written");
    let notes = include_bytes!("../attachments/plain.pdf");
    fs::write(journeys.join("notes.pdf"), notes).expect("written");
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><text x=\"1\" y=\"5\">Made in Lodz ##[error]</text></svg>";
    fs::write(journeys.join("plate.svg"), drawing).expect("written");
    let arguments = [&APPROVE[..], &["--whole"]].concat();
    for (arguments, last, more) in [
        (&APPROVE[..], "row 200\\u{1b}", true),
        (&arguments, "row 250", false),
    ] {
        let (out, _) = run(&place, arguments, 0);
        for shown in [
            "Harbor Refund Desk",
            "https://harbor.example/journeys/one.html",
            "One answer for a refund",
            "journeys/list.csv (250 lines)",
            "Acme",
            "Made in Lodz",
            last,
        ] {
            assert!(out.contains(shown), "{shown}\n{out}");
        }
        assert_eq!(out.contains("and 50 lines more"), more, "{out}");
        assert!(!out.contains('\u{1b}') && !out.contains("##["), "{out}");
    }
}

#[test]
fn front_matter_in_braces_is_left_alone() {
    let text =
        "---\n{ title: One refund, kind: page, route: journeys, owner: mo }\n---\nThe answer.\n";
    let place = workbook(text);
    let (_, error) = run(&place, &APPROVE, 2);
    assert!(error.contains("cannot be added"), "{error}");
    assert_eq!(page(&place), text);
}

#[test]
fn the_only_author_cannot_approve_and_somebody_else_can() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    let mut files = files_below(&base);
    files.insert(PATH.to_owned(), PAGE.as_bytes().to_vec());
    let place = Place::new(&files).init();
    place.commit("2026-11-10", "mo@harbor.example");
    let told = place.loopbook(&["approve", "journeys/one", "--as", "mo", "--yes"]);
    assert_eq!(told.code, 2, "{}", told.err);
    assert!(
        told.err.contains("nobody but `mo` has written"),
        "{}",
        told.err
    );
    assert_eq!(place.text(PATH), PAGE);
    let told = place.loopbook(&["approve", "journeys/one", "--as", "ana", "--yes"]);
    assert_eq!(told.code, 0, "{}", told.err);
    place.commit("2026-11-12", "ana@harbor.example");
    assert_eq!(place.found("self-approval"), [""; 0]);
    place.replace(PATH, "approved_by: ana", "approved_by: mo");
    place.commit("2026-11-13", "mo@harbor.example");
    assert_eq!(place.found("self-approval").len(), 1);
}
