//! `review --base`: repositories with scripted history, and what the review says of each change; the
//! expected texts are the files of `tests/reviews`.
//!
//! `UPDATE_CASES=1 cargo test --test library review` writes what was found into the files; read the difference
//! before you commit it.

use std::path::Path;

use crate::repository::Place;
use serde_json::Value;

const MEASURE: &str = "part-matching/instrument.md";
const LIMITS: &str = "part-matching/govern.md";
const JOURNEY: &str = "journeys/bridal-atelier.md";

/// The example, committed on `main`, and a branch for the change.
fn example() -> Place {
    let place = Place::new(&crate::support::example()).init();
    place.commit("2026-11-20", "priya@nawrot.example");
    place.git(&["checkout", "--quiet", "-b", "change"]);
    place
}

/// What the review says, with a word in place of the commit's name.
#[track_caller]
fn review(place: &Place, more: &[&str]) -> String {
    let arguments = [&["review", "--base", "main"][..], more].concat();
    let told = place.loopbook(&arguments);
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    let commit = place.git(&["merge-base", "main", "HEAD"]);
    let commit = commit.trim();
    told.out
        .replace(commit, "COMMIT")
        .replace(&commit[..10], "COMMIT")
}

/// Holds what the review says, to anybody and to the team, against the file of this name.
#[track_caller]
fn assert_reviewed(place: &Place, name: &str) {
    let found = format!(
        "<!-- review --base main -->\n\n{}\n<!-- review --base main --private -->\n\n{}",
        review(place, &[]),
        review(place, &["--private"])
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/reviews/{name}.md"));
    if std::env::var_os("UPDATE_CASES").is_some() {
        std::fs::write(&path, &found).expect("it can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{}", path.display());
}

#[test]
fn nothing() {
    let place = example();
    place.replace(
        "playbook/answer-standard.md",
        "## Where this came from",
        "## Where it came from",
    );
    assert_reviewed(&place, "nothing");
}

#[test]
fn a_page_that_is_renamed() {
    let place = example();
    place.rename("playbook/pack-a-machine.md", "playbook/packing.md");
    place.commit("2026-11-21", "priya@nawrot.example");
    assert_reviewed(&place, "rename");
}

#[test]
fn a_section_that_is_no_longer_narrowed() {
    let place = example();
    place.replace("playbook/answer-standard.md", " {route=memory}", "");
    assert_reviewed(&place, "widened-section");
    // And the way back.
    place.commit("2026-11-21", "priya@nawrot.example");
    place.git(&["branch", "--force", "main"]);
    let heading = "## Where this came from";
    place.replace(
        "playbook/answer-standard.md",
        heading,
        &format!("{heading} {{route=memory}}"),
    );
    assert_reviewed(&place, "narrowed-section");
}

#[test]
fn a_page_that_is_made_public_and_one_that_is_withdrawn() {
    let place = example();
    let image = |name: &str| place.root.join(format!("images/{name}.png"));
    std::fs::copy(image("worn-part"), image("lamp")).expect("copied");
    place.write(
        "playbook/lamp.md",
        "---\ntitle: The lamp at the counter\nsummary: One lamp.\nkind: page\nform: guide\nroute: memory\nowner: ewa\n---\nOne fixed lamp, ![the coin](../images/lamp.png).\n",
    );
    place.commit("2026-11-21", "priya@nawrot.example");
    place.git(&["branch", "--force", "main"]);
    place.replace("playbook/lamp.md", "route: memory", "route: playbook");
    place.replace(
        "playbook/pack-a-machine.md",
        "route: playbook",
        "route: memory",
    );
    assert_reviewed(&place, "made-public");
}

#[test]
fn a_baseline_that_is_moved_and_the_approval_that_lapses_with_it() {
    let place = example();
    place.replace(MEASURE, "    value: 14.2", "    value: 18.4");
    place.replace(MEASURE, "standard: 6", "standard: 9");
    assert_reviewed(&place, "moved-baseline");
}

#[test]
fn an_approval_that_lapses_and_is_given_again() {
    let place = example();
    place.replace(
        JOURNEY,
        "two rooms and four machines",
        "three rooms and four machines",
    );
    place.commit("2026-11-21", "priya@nawrot.example");
    assert_reviewed(&place, "lapsed-approval");
    place.git(&["branch", "--force", "main"]);
    let told = place.loopbook(&[
        "approve",
        "journeys/bridal-atelier",
        "--as",
        "halina",
        "--yes",
    ]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    assert_reviewed(&place, "given-approval");
}

#[test]
fn controls_that_are_weakened_added_and_removed() {
    let place = example();
    place.replace(LIMITS, "part up to 400 PLN", "part up to 900 PLN");
    place.replace(
        LIMITS,
        "1 piece for 5 days | ania | yes |",
        "1 piece for 5 days | ania | no |",
    );
    place.replace(
        LIMITS,
        "150 PLN per order | halina | no |",
        "150 PLN per order | ewa | no |",
    );
    place.replace(
        LIMITS,
        "| PM-ASK | Ask the customer for one more picture | 1 question per enquiry | ewa | yes |",
        "| PM-CALL | Call the customer | 1 call per enquiry | ewa | yes |",
    );
    assert_reviewed(&place, "weakened-control");
}

#[test]
fn loops_signals_records_and_exceptions() {
    let place = example();
    place.replace(
        "repair-estimates/redesign.md",
        "job: redesign",
        "job: redesign\nautomation: assisted",
    );
    place.replace(
        "phone-notes/instrument.md",
        "status: retired",
        "status: open\nkill_override: { by: priya, because: we try again, until: 2026-12-31 }\nkill_when: runs[-1].review > 15",
    );
    place.replace(
        "repair-estimates/understand.md",
        "job: understand",
        "job: understand\nallow: [{ rule: stale-loop, because: winter, until: 2026-12-31 }]",
    );
    place.replace(
        "repair-estimates/govern.md",
        "<!-- What data goes in, what comes out, and how each class is handled. -->",
        "| Data | Direction | Class | Handling |\n|---|---|---|---|\n| Pictures | in | internal | kept |",
    );
    place.replace(
        "repair-estimates/improve.md",
        "status: open",
        "status: retired\nretired: { on: 2026-11-21, because: nobody learns from it }",
    );
    place.replace("workbook.yaml", "  - Kanarek\n", "");
    place.replace(
        "workbook.yaml",
        "thin-summary: error",
        "thin-summary: error, stale-loop: off",
    );
    place.write(
        "part-matching/evidence/2026-11-letter.md",
        "---\ntitle: A letter\nkind: evidence\noutside: true\ncustomer: Theatre of the Sea\ndate: 2026-11-21\nsource: letter\n---\nThey wrote.\n",
    );
    std::fs::remove_file(place.root.join("phone-notes/understand.md")).expect("removed");
    assert_reviewed(&place, "the-rest");
}

#[test]
fn findings_that_are_recorded() {
    let place = example();
    let note = |name: &str| format!("part-matching/evidence/{name}.md");
    let text = "---\ntitle: Old\nkind: evidence\n---\n[a](gone.md) [a](gone.md)\n";
    place.write(&note("old"), text);
    let record = [
        "check",
        "--write-baseline",
        "--because",
        "from the wiki",
        "--until",
        "2027-02-01",
    ];
    assert_eq!(place.loopbook(&record).code, 0);
    place.commit("2026-11-20", "priya@nawrot.example");
    place.git(&["branch", "--force", "main"]);
    place.write(&note("newer"), text);
    place.replace(
        "known-findings.yaml",
        "until: 2027-02-01",
        "until: 2027-03-01",
    );
    let record = [&record[..5], &["2027-03-01"]].concat();
    assert_eq!(place.loopbook(&record).code, 0);
    assert_reviewed(&place, "recorded-findings");
}

#[test]
fn nothing_private_and_nothing_protected_is_printed_unless_asked() {
    let place = example();
    place.replace(
        "playbook/pack-a-machine.md",
        "A sewing machine weighs",
        "Gears by Otter-\nbach Feinwerk. Otterbach Feinwerk says so. A sewing machine weighs",
    );
    place.write(
        "secret-plans/evidence/hidden-person.md",
        "---\ntitle: Hidden title\nkind: evidence\ncustomer: Hidden Customer\n---\nHidden words.\n",
    );
    place.replace(LIMITS, "1 question per enquiry", "77 questions per enquiry");
    for format in ["markdown", "json"] {
        let told = review(&place, &["--format", format]).to_lowercase();
        for word in [
            "feinwerk",
            "hidden",
            "secret-plans",
            "77 questions",
            "pm-ask",
            "part-matching",
        ] {
            assert!(!told.contains(word), "{format}: {word}\n{told}");
        }
        assert!(
            told.contains("must not be public") || told.contains("\"held_back\": true"),
            "{told}"
        );
    }
    let told = review(&place, &["--private"]);
    for word in ["Hidden title", "secret-plans", "77 questions", "PM-ASK"] {
        assert!(told.contains(word), "{word}\n{told}");
    }
    assert!(!told.contains("Feinwerk"), "{told}");
}

#[test]
fn text_of_the_workbook_is_no_markup_and_no_command() {
    let place = example();
    let text = "```\n\n@team <img src=x onerror=alert(1)> ::error::x ##[error]y [a](javascript:b) `c` | d\n";
    let front = "---\ntitle: \"@team `x` <b> ::error::x ##[group]y \\u202e\"\nsummary: \"\\n::warning::z\"\nkind: page\nform: guide\nroute: playbook\nowner: ewa\n---\n";
    place.write("playbook/`@team`.md", &format!("{front}{text}"));
    place.write(
        "playbook/::error::a.md",
        &format!("{front}## ``` @team\n\n{text}"),
    );
    for arguments in [&[][..], &["--private"], &["--format", "json"]] {
        let told = review(&place, arguments);
        for line in told.lines() {
            assert!(!line.contains("##["), "{line}");
            let is_json = arguments.contains(&"json");
            assert!(is_json || !line.contains("::"), "{line}");
            assert!(!line.trim_start().starts_with("::"), "{line}");
            assert!(
                !line.chars().any(|c| c.is_control() || c == '\u{202e}'),
                "{line}"
            );
        }
    }
    // Outside of code there is nothing but our own words.
    let told = review(&place, &["--private"]);
    let mut in_fence = false;
    for line in told.lines() {
        if line.trim_start().starts_with("```") {
            in_fence = !in_fence;
            continue;
        }
        let outside: Vec<&str> = line.split('`').step_by(2).collect();
        let outside = outside.concat();
        assert!(in_fence || !outside.contains(['@', '<', '[']), "{line}");
        assert!(in_fence || line.matches('`').count() % 2 == 0, "{line}");
    }
    assert!(!in_fence, "{told}");
}

#[test]
fn a_change_of_a_thousand_files_stays_readable() {
    let place = example();
    for at in 0..1000 {
        let page = format!(
            "---\ntitle: Page {at}\nsummary: A page.\nkind: page\nform: guide\nroute: playbook\nowner: ewa\n---\nWords of page {at}.\n"
        );
        place.write(&format!("playbook/part-{}/page-{at}.md", at % 12), &page);
        let note = format!("---\ntitle: Note {at}\nkind: evidence\n---\nWords.\n");
        place.write(&format!("part-matching/evidence/note-{at}.md"), &note);
    }
    let told = review(&place, &["--private"]);
    assert!(told.lines().count() < 40, "{told}");
    assert!(told.contains("**1000 pages become public**"), "{told}");
    assert!(told.contains("more directories"), "{told}");
    assert!(
        told.contains("_told by directory, since there are more than 10"),
        "{told}"
    );
    assert!(told.contains("**1000 evidence notes are new**"), "{told}");
    let told = review(&place, &["--format", "json"]);
    let report: Value = serde_json::from_str(&told).expect("it is JSON");
    assert_eq!(report["summary"]["page-appears"], 1000);
    assert_eq!(report["withheld"], 1000);
    assert_eq!(report["changes"].as_array().map(Vec::len), Some(1000));
}

#[test]
fn the_object_has_the_keys_of_its_contract() {
    let place = example();
    place.replace("playbook/answer-standard.md", " {route=memory}", "");
    place.replace(LIMITS, "part up to 400 PLN", "part up to 900 PLN");
    let told = review(&place, &["--format", "json"]);
    let report: Value = serde_json::from_str(&told).expect("it is JSON");
    let keys = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(
        keys(&report),
        [
            "as_of", "base", "changes", "left_off", "private", "summary", "version", "withheld",
            "workbook"
        ]
    );
    assert_eq!(
        report["base"],
        serde_json::json!({ "revision": "main", "commit": "COMMIT" })
    );
    let changes = report["changes"].as_array().expect("a list");
    assert_eq!(changes.len(), 2);
    assert_eq!(
        keys(&changes[0]),
        [
            "appears",
            "goes",
            "held_back",
            "kind",
            "lines_left_off",
            "private",
            "subject",
            "what"
        ]
    );
    assert_eq!(changes[0]["kind"], "section-appears");
    assert_eq!(report["withheld"], 1);
    assert_eq!(report["summary"]["control-weakened"], 1);
}

#[test]
fn where_there_is_nothing_to_compare_with_the_command_fails() {
    let place = example();
    let told = place.loopbook(&["review", "--base", "nowhere"]);
    assert_eq!((told.code, told.out.as_str()), (2, ""));
    assert!(
        told.err.contains("git knows no commit `nowhere`"),
        "{}",
        told.err
    );
    assert_eq!(place.loopbook(&["review"]).code, 2);
}
