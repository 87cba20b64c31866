//! `loopbook new` as a user meets it: what each command writes checks clean, or says what is open.

use std::fs;

use assert_cmd::Command;
use tempfile::TempDir;

const DAY: &str = "2026-11-23";

/// Runs a command on the day of the tests: its exit status and its two streams.
fn attempt(place: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("loopbook").expect("the binary is built");
    let command = command.current_dir(place.path()).args(arguments);
    let output = command.args(["--as-of", DAY]).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().expect("it ends by itself");
    (code, text(&output.stdout), text(&output.stderr))
}

/// Runs a command that must end with `code`; its two streams.
fn run(place: &TempDir, arguments: &[&str], code: i32) -> (String, String) {
    let (ended, out, said) = attempt(place, arguments);
    assert_eq!(ended, code, "{arguments:?}: {out}{said}");
    (out, said)
}

fn workbook() -> TempDir {
    let place = TempDir::new().expect("a directory");
    run(&place, &["init"], 0);
    place
}

fn read(place: &TempDir, path: &str) -> String {
    fs::read_to_string(place.path().join(path)).expect("it is there")
}

/// The workbook has so many documents, and nothing is found in it.
fn is_clean(place: &TempDir, documents: usize) {
    let (out, _) = run(place, &["check", "--deny", "warnings"], 0);
    assert_eq!(out, format!("no findings in {documents} documents\n"));
}

#[test]
fn a_private_page_is_clean_and_waits_for_its_words() {
    let place = workbook();
    let (out, said) = run(&place, &["new", "page", "How we answer, fast"], 0);
    assert_eq!(out, "playbook/how-we-answer-fast.md\n");
    assert_eq!(
        said,
        "Wrote a private page; another `route` in its front matter shows it.\n"
    );
    let text = read(&place, "playbook/how-we-answer-fast.md");
    assert!(text.starts_with(
        "---\ntitle: How we answer, fast\nkind: page\n# form: case, diagram, story, benchmark, \
         standard, guide\nroute: memory\n"
    ));
    let forms = ["case", "diagram", "story", "benchmark", "standard", "guide"];
    for form in forms {
        let (out, _) = run(&place, &["new", "page", form, "--form", form], 0);
        let text = read(&place, out.trim());
        assert!(text.contains(&format!("\nform: {form}\n")), "{text}");
    }
    is_clean(&place, 9 + forms.len());
}

#[test]
fn what_a_public_page_still_lacks_is_said() {
    let place = workbook();
    let page = [
        "new", "page", "Standard", "--route", "playbook", "--form", "standard",
    ];
    let (out, said) = run(&place, &page, 0);
    assert_eq!(out, "playbook/standard.md\n");
    assert!(
        said.starts_with("Wrote a page with the route `playbook`.\n"),
        "{said}"
    );
    let case = [
        "new",
        "page",
        "A case",
        "--route",
        "journeys",
        "--customer",
        "Acme: Co",
    ];
    let (code, _, said) = attempt(&place, &case);
    assert_ne!(code, 2, "{said}");
    let text = read(&place, "journeys/a-case.md");
    assert!(text.contains("\nroute: journeys\n") && text.contains("\ncustomer: \"Acme: Co\"\n"));
    // Whatever is open in it is said by `new` just as by `check`.
    let (checked, found, _) = attempt(&place, &["check", "--format", "concise"]);
    assert_eq!(checked, code);
    for line in found
        .lines()
        .filter(|line| line.starts_with("journeys/a-case.md"))
    {
        let rule = line.split(['[', ']']).nth(1).expect("a rule in brackets");
        assert!(said.contains(&format!("[{rule}]")), "{said}");
    }
}

#[test]
fn evidence_stands_with_its_workflow() {
    let place = workbook();
    let call = [
        "new",
        "evidence",
        "first-workflow/Größe, nachgefragt",
        "--outside",
        "--customer",
        "true",
        "--source",
        "A call: 3 May",
        "--owner",
        "me",
    ];
    let (out, _) = run(&place, &call, 0);
    assert_eq!(out, "first-workflow/evidence/größe-nachgefragt.md\n");
    assert_eq!(
        read(&place, out.trim()),
        format!(
            "---\ntitle: Größe, nachgefragt\nkind: evidence\nsource: \"A call: 3 May\"\ndate: {DAY}\n\
             outside: true\ncustomer: \"true\"\nowner: me\n---\n\
             <!-- What somebody said or showed, in their words. -->\n"
        )
    );
    let (out, said) = run(&place, &["new", "evidence", "note"], 0);
    assert_eq!(out, "evidence/note.md\n");
    assert!(said.contains("counts as from within the team"), "{said}");
    let (out, _) = run(&place, &["new", "evidence", "elsewhere/note.md"], 0);
    assert_eq!(out, "elsewhere/note.md\n");
    is_clean(&place, 11);
}

#[test]
fn a_cycle_holds_a_test_in_which_nothing_is_known() {
    let place = workbook();
    let periods = ["2026-09", "2026-Q3", "2026", "2026-10-31"];
    for (period, title) in periods
        .iter()
        .zip(["September 2026", "Q3 2026", "2026", "2026-10-31"])
    {
        let (out, _) = run(&place, &["new", "cycle", "first-workflow", period], 0);
        assert_eq!(out, format!("first-workflow/cycles/{period}.md\n"));
        let text = read(&place, out.trim());
        assert!(
            text.contains(&format!("title: First workflow, {title}\n")),
            "{text}"
        );
        assert!(text.contains(&format!("\ncycle: \"{period}\"\n")), "{text}");
    }
    is_clean(&place, 12);
    let (_, said) = run(&place, &["new", "cycle", "first-workflow", "2026-09"], 2);
    assert!(
        said.contains("there is a cycle for 2026-09 already: first-workflow/cycles/2026-09.md")
    );
    let (_, said) = run(&place, &["new", "cycle", "first-workflw", "2026-11"], 2);
    assert!(said.contains("did you mean `first-workflow`?"), "{said}");
    let (_, said) = run(&place, &["new", "cycle", "first-workflow", "2026-13"], 2);
    assert!(said.contains("write it like 2026-09"), "{said}");
}

#[test]
fn a_workflow_of_any_name_is_clean() {
    let place = workbook();
    run(&place, &["new", "workflow", "Größe & Gewicht"], 0);
    run(&place, &["new", "workflow", "Our Desk/Second try"], 0);
    assert!(read(&place, "größe-gewicht/understand.md").contains("job: understand"));
    assert!(read(&place, "Our Desk/second-try/govern.md").contains("job: govern"));
    is_clean(&place, 20);
}

#[test]
fn nothing_is_written_outside_or_over_something() {
    let place = workbook();
    let before = fs::read_dir(place.path()).expect("readable").count();
    for what in ["workflow", "page", "evidence"] {
        for name in [
            "../x",
            "/tmp/x",
            "a/../../x",
            ".x",
            "",
            "a\\b",
            "???",
            "a\u{202e}b",
            "a\nb",
        ] {
            let (out, said) = run(&place, &["new", what, name], 2);
            assert!(
                out.is_empty() && said.contains("cannot be a"),
                "{name}: {said}"
            );
            assert!(!said.contains('\u{202e}'), "{said}");
        }
    }
    assert_eq!(
        fs::read_dir(place.path()).expect("readable").count(),
        before
    );
    let page = read(&place, "playbook/how-we-work.md");
    let (_, said) = run(&place, &["new", "page", "How we work"], 2);
    assert!(said.contains("`playbook/how-we-work.md` exists already; nothing was written"));
    assert_eq!(read(&place, "playbook/how-we-work.md"), page);
    let (_, said) = run(&place, &["new", "page", "x", "--owner", "nobody"], 2);
    assert!(
        said.contains("there is no person `nobody` in workbook.yaml; there are: me"),
        "{said}"
    );
}

#[test]
fn what_would_not_be_read_is_said() {
    let place = workbook();
    let (out, said) = run(&place, &["new", "page", "site/x"], 1);
    assert_eq!(out, "site/x.md\n");
    assert!(
        said.contains("It is not read: git or `ignore:` leaves out where it stands."),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_workbook_is_not_followed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = workbook();
    let outside = TempDir::new().expect("a directory");
    symlink(outside.path(), place.path().join("away")).expect("linked");
    for name in ["away/x", "away/deep/er/x"] {
        let (_, said) = run(&place, &["new", "page", name], 2);
        assert!(said.contains("it does not lie in the workbook"), "{said}");
    }
    assert_eq!(fs::read_dir(outside.path()).expect("readable").count(), 0);
    let mode = |path: &str| {
        let metadata = fs::metadata(place.path().join(path)).expect("there");
        metadata.permissions().mode() & 0o777
    };
    fs::write(place.path().join("plain.txt"), "").expect("written");
    assert_eq!(
        mode("playbook/how-we-work.md"),
        mode("plain.txt"),
        "as any new file"
    );
}
