//! `check --write-baseline`: a workbook that is not clean is taken over, and only what is new is reported.

use std::fs;

use crate::repository::{Place, Told};
use serde_json::Value;

const FILE: &str = "known-findings.yaml";
const WRITE: &[&str] = &[
    "check",
    "--write-baseline",
    "--because",
    "from the old wiki",
    "--until",
    "2027-02-01",
];

/// The example with findings of several families, of which two concern the public.
fn messy() -> Place {
    let place = Place::new(&crate::support::example());
    place.write(
        "part-matching/evidence/old.md",
        "---\ntitle: An old note\nkind: evidence\n---\n[a](gone.md) and [a](gone.md)\n",
    );
    place.write("odd, name: 1.md", "no front matter\n");
    place.write(
        "playbook/lamp.md",
        "---\ntitle: Lamp\nkind: page\nroute: playbook\nform: guide\nowner: ewa\nsummary: Lamps.\nbogus: 1\n---\nLamps.\n",
    );
    place.write(
        "playbook/gears.md",
        "---\ntitle: Gears\nkind: page\nroute: playbook\nform: guide\nowner: ewa\nsummary: By Otterbach Feinwerk.\n---\n[x](gone.md)\n",
    );
    place.init()
}

/// A workbook whose findings can all be recorded, and are.
fn recorded() -> Place {
    let place = messy();
    fs::remove_file(place.root.join("playbook/gears.md")).expect("removed");
    place.commit("2026-11-20", "priya@nawrot.example");
    let told = place.loopbook(WRITE);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    place
}

fn concise(place: &Place) -> Told {
    place.loopbook(&["check", "--format", "concise"])
}

#[test]
fn what_can_be_recorded_is_and_the_rest_is_reported() {
    let place = messy();
    let told = place.loopbook(&[WRITE, &["--format", "concise"]].concat());
    assert_eq!(told.code, 1);
    assert!(told.err.contains("Recorded 5 findings"), "{}", told.err);
    assert!(
        told.err.contains("2 findings cannot be recorded"),
        "{}",
        told.err
    );
    let rules = told.out.lines().map(|line| line.split(['[', ']']).nth(1));
    let rules: Vec<&str> = rules.map(Option::unwrap_or_default).collect();
    assert_eq!(
        rules,
        ["unreachable-page", "protected-term"],
        "{}",
        told.out
    );
    assert!(
        !place.text(FILE).contains("gone.md"),
        "no text of a document"
    );
}

#[test]
fn what_is_recorded_is_counted_and_not_reported() {
    let place = recorded();
    let human = place.loopbook(&["check"]);
    assert_eq!(human.code, 0);
    assert_eq!(
        human.out,
        "no findings in 50 documents; 4 known, until 2027-02-01\n"
    );
    let json = place.loopbook(&["check", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.out).expect("it is JSON");
    assert_eq!(
        json["known"],
        serde_json::json!({ "findings": 4, "until": "2027-02-01" })
    );
    assert_eq!(json["summary"]["errors"], 0);
}

#[test]
fn what_is_new_is_reported_wherever_it_stands() {
    let place = recorded();
    // Lines that move are not new; one more link to the same place is.
    place.replace(
        "part-matching/evidence/old.md",
        "[a](gone.md) and",
        "\nAbove.\n\n[a](gone.md) and [b](gone.md) and",
    );
    let told = concise(&place);
    assert_eq!(told.code, 1);
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    assert!(told.out.contains("broken-link"), "{}", told.out);
    let told = place.loopbook(&["check", "--write-baseline"]);
    assert_eq!(told.code, 2, "a new one needs a reason of its own");
    assert!(
        told.err
            .contains("1 new finding may stay only for a reason"),
        "{}",
        told.err
    );
    for (because, until) in [
        ("TODO", "2027-01-01"),
        ("", "2027-01-01"),
        ("x", "2026-11-22"),
    ] {
        let told = place.loopbook(&[
            "check",
            "--write-baseline",
            "--because",
            because,
            "--until",
            until,
        ]);
        assert_eq!(told.code, 2, "{because} {until}");
    }
    let before = place.text(FILE);
    let told = place.loopbook(&[
        "check",
        "--write-baseline",
        "--because",
        "winter: closed",
        "--until",
        "2026-12-31",
    ]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    let after = place.text(FILE);
    assert!(
        after.starts_with(before.trim_end()),
        "what was there stays: {after}"
    );
    assert!(
        after.contains("because: \"winter: closed\"\n    until: 2026-12-31"),
        "{after}"
    );
    assert!(
        place
            .loopbook(&["check"])
            .out
            .contains("5 known, until 2026-12-31")
    );
}

#[test]
fn what_is_mended_is_taken_out_and_an_empty_list_goes() {
    let place = recorded();
    place.replace(
        "part-matching/evidence/old.md",
        "[a](gone.md) and [a](gone.md)",
        "[a](gone.md)",
    );
    let told = concise(&place);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("error[useless-allow]"), "{}", told.out);
    let told = place.loopbook(&["check", "--write-baseline"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    assert!(place.loopbook(&["check"]).out.contains("3 known"));
    let before = place.text(FILE);
    assert_eq!(place.loopbook(&["check", "--write-baseline"]).code, 0);
    assert_eq!(place.text(FILE), before, "writing again changes nothing");
    for path in [
        "part-matching/evidence/old.md",
        "odd, name: 1.md",
        "playbook/lamp.md",
    ] {
        fs::remove_file(place.root.join(path)).expect("removed");
    }
    assert_eq!(place.loopbook(&["check", "--write-baseline"]).code, 0);
    assert!(!place.root.join(FILE).exists());
}

#[test]
fn it_lapses() {
    let place = recorded();
    let mut late = std::process::Command::new(env!("CARGO_BIN_EXE_loopbook"));
    late.args(["check", "--format", "concise", "--as-of", "2027-02-02"]);
    let told = late.current_dir(&place.root).output().expect("it runs");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(
        told.contains(&format!("{FILE}:6:12: error[expired-allow]")),
        "{told}"
    );
    for rule in ["broken-link", "missing-front-matter", "unknown-key"] {
        assert!(told.contains(&format!("error[{rule}]")), "{rule}: {told}");
    }
}

#[test]
fn nothing_becomes_public_that_was_not() {
    let place = recorded();
    assert_eq!(place.loopbook(&["build"]).code, 0);
    let site = crate::support::files_below(&place.root.join("site/public"));
    assert!(!site.is_empty());
    for (path, bytes) in &site {
        assert!(
            !path.contains("lamp"),
            "front matter that cannot be read keeps it private: {path}"
        );
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("from the old wiki"), "{path}");
    }
    // What is wrong with a page that is public cannot be hidden by a list that somebody writes.
    place.write("playbook/gears.md", "---\ntitle: Gears\nkind: page\nroute: playbook\nform: guide\nowner: ewa\nsummary: By Otterbach Feinwerk.\n---\nText.\n");
    let list =
        place.text(FILE) + "      playbook/gears.md:\n        protected-term: [f000000000000]\n";
    place.write(FILE, &list);
    let told = concise(&place);
    for rule in ["forbidden-allow", "protected-term"] {
        assert!(told.out.contains(rule), "{rule}: {}", told.out);
    }
}

#[test]
fn a_list_that_cannot_be_read_is_not_written_over() {
    let place = recorded();
    for broken in [
        "known: [",
        "knwn: []\n",
        "known:\n  - because: 7\n",
        "\u{0}",
        "known: {}\n",
    ] {
        place.write(FILE, broken);
        let told = place.loopbook(WRITE);
        assert_eq!(told.code, 2, "{broken:?}: {}{}", told.out, told.err);
        assert_eq!(place.text(FILE), broken);
        assert!(concise(&place).out.contains(FILE), "{broken:?}");
    }
}

#[test]
fn a_change_is_compared_with_a_base_that_has_a_list_of_its_own() {
    let place = recorded();
    place.commit("2026-11-21", "priya@nawrot.example");
    place.git(&["branch", "base"]);
    place.replace(
        "part-matching/evidence/old.md",
        "and",
        "and [c](gone-too.md) and",
    );
    let told = place.loopbook(&["check", "--base", "base", "--format", "concise"]);
    assert_eq!(told.code, 1);
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    assert!(told.out.contains("gone-too.md"), "{}", told.out);
    for arguments in [&["--base", "base"][..], &["--no-history"]] {
        let told = place.loopbook(&[WRITE, arguments].concat());
        assert_eq!(
            told.code, 2,
            "a list is of the whole workbook: {arguments:?}"
        );
    }
}
