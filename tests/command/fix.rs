//! `loopbook fix` as a user meets it: what is written, what is left alone, what is said.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const DAY: &str = "2026-11-23";

/// A new workbook in which one loop has faults; `text` is that loop.
fn workbook(text: &str) -> TempDir {
    let place = TempDir::new().expect("a directory");
    run(&place, &["init", "--as-of", DAY], 0);
    fs::write(place.path().join(LOOP), text).expect("written");
    place
}

const LOOP: &str = "first-workflow/understand.md";

/// Faults that can all be mended, and beside them what must stay: a comment, the order of keys, an
/// odd amount of space.
const FAULTY: &str = "---\n\
job: understand   # the first one\n\
titel: What people do today\n\
owner:   me\n\
reviewed: 2026-11-20\n\
x-own: [a,  b]\n\
---\n\
When it breaks, one wants it mended, so that it works.\n\
\n\
## Close the loop\n\
### 1. Workarounds\n\
They wait.   \n\
### Evidence\n\
### Proof\n\
## Kil signal\n\
We cannot say what people do.\n";

const MENDED: &str = "---\n\
job: understand   # the first one\n\
title: What people do today\n\
owner:   me\n\
reviewed: 2026-11-20\n\
x-own: [a,  b]\n\
---\n\
When it breaks, one wants it mended, so that it works.\n\
\n\
## Close the loop\n\
### 1. Workaround\n\
They wait.   \n\
\n\
### Cost\n\
\n\
<!-- What the workaround costs today, one row for each of time, money, risk or attention. -->\n\
\n\
### Evidence\n\
### Proof\n\
## Kill signal\n\
We cannot say what people do.\n";

/// Runs a command on the day of the tests; it must end with `code`. Its two streams.
fn run(place: &TempDir, arguments: &[&str], code: i32) -> (String, String) {
    let mut command = Command::cargo_bin("loopbook").expect("the binary is built");
    let command = command.current_dir(place.path()).env_remove("NO_COLOR");
    let assert = command.args(arguments).assert().code(code);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let output = assert.get_output();
    (text(&output.stdout), text(&output.stderr))
}

fn fix(place: &TempDir, arguments: &[&str], code: i32) -> (String, String) {
    run(place, &[&["fix", "--as-of", DAY], arguments].concat(), code)
}

fn read(place: &TempDir, path: &str) -> String {
    fs::read_to_string(place.path().join(path)).expect("it is there")
}

/// Everything in the workbook, by path.
fn tree(root: &Path) -> Vec<(String, Vec<u8>)> {
    let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
    let files = files.flatten().filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().display().to_string();
            (path, fs::read(entry.path()).expect("it can be read"))
        })
        .collect()
}

#[test]
fn faults_are_mended_and_nothing_else_is_touched() {
    let place = workbook(FAULTY);
    let before = tree(place.path());
    let (out, said) = fix(&place, &[], 0);
    assert_eq!(read(&place, LOOP), MENDED);
    let after = tree(place.path());
    let changed = before.iter().zip(&after).filter(|(a, b)| a != b).count();
    assert_eq!((changed, before.len()), (1, after.len()));
    assert_eq!(
        out,
        format!(
            "{LOOP}: Rename the heading to `Kill signal` [missing-kill-signal]\n\
             {LOOP}: Rename the key to `title` [unknown-key]\n\
             {LOOP}: Insert `### Cost` [missing-step]\n\
             {LOOP}: Rename the heading to `Workaround` [misnamed-step]\n"
        )
    );
    assert_eq!(said, "Mended 4 findings in 1 file; nothing is left.\n");
    let (out, said) = fix(&place, &[], 0);
    assert_eq!(
        (out.as_str(), said.as_str()),
        ("", "Nothing was mended; nothing is left.\n")
    );
    assert_eq!(tree(place.path()), after);
}

#[test]
fn a_diff_shows_what_would_change_and_writes_nothing() {
    let place = workbook(FAULTY);
    let before = tree(place.path());
    let (out, said) = fix(&place, &["--diff"], 1);
    assert_eq!(tree(place.path()), before);
    let head: Vec<&str> = out.lines().take(7).collect();
    assert_eq!(
        head,
        [
            &*format!("--- a/{LOOP}"),
            &*format!("+++ b/{LOOP}"),
            "@@ -1,6 +1,6 @@",
            " ---",
            " job: understand   # the first one",
            "-titel: What people do today",
            "+title: What people do today",
        ]
    );
    let added = |text: &'static str, other: &str| {
        let lines = text
            .lines()
            .filter(|line| !other.lines().any(|known| known == *line));
        lines.collect::<Vec<_>>()
    };
    let shown = |sign| {
        let lines = out
            .lines()
            .skip(2)
            .filter_map(|line| line.strip_prefix(sign));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(shown('+'), added(MENDED, FAULTY));
    assert_eq!(shown('-'), added(FAULTY, MENDED));
    assert_eq!(
        said,
        "4 findings would be mended in 1 file; nothing was written.\n"
    );
    let (out, _) = fix(&place, &["--diff", "--color", "always"], 1);
    assert!(out.contains("\u{1b}[31m-titel"), "{out}");
    fs::write(place.path().join(LOOP), MENDED).expect("written");
    let (out, said) = fix(&place, &["--diff"], 0);
    assert_eq!(
        (out.as_str(), said.as_str()),
        ("", "Nothing would change.\n")
    );
}

#[test]
fn marks_and_line_endings_stay_byte_for_byte() {
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let place = workbook(&windows(FAULTY));
    fix(&place, &[], 0);
    assert_eq!(read(&place, LOOP), windows(MENDED));
}

#[test]
fn a_diff_shows_characters_that_act_escaped() {
    let place = workbook(&FAULTY.replace("x-own: [a,  b]", "x-own: \"\u{202e}::error::\""));
    let (out, _) = fix(&place, &["--diff"], 1);
    assert!(
        out.contains("x-own: \"\\u{202e}:\\u{3a}error:\\u{3a}\""),
        "{out}"
    );
    fix(&place, &[], 0);
    assert!(read(&place, LOOP).contains("x-own: \"\u{202e}::error::\""));
}

#[test]
fn a_rule_or_a_path_limits_what_is_mended() {
    let place = workbook(FAULTY);
    fs::write(
        place.path().join("playbook/b.md"),
        "---\ntitel: B\nkind: page\n---\nB.\n",
    )
    .expect("written");
    let (out, said) = fix(
        &place,
        &["--rule", "misnamed-step", "--rule", "missing-step"],
        1,
    );
    assert_eq!(out.lines().count(), 2, "{out}");
    assert_eq!(
        said,
        "Mended 2 findings in 1 file; 3 errors are left, which `loopbook check` shows.\n"
    );
    let (out, _) = fix(&place, &["--path", "playbook"], 1);
    assert_eq!(
        out,
        "playbook/b.md: Rename the key to `title` [unknown-key]\n"
    );
    let (out, _) = fix(&place, &["--path", "first-workflow/understand.md"], 0);
    assert_eq!(out.lines().count(), 2, "{out}");
    let (_, said) = fix(&place, &["--rule", "misnamed-stp"], 2);
    assert!(said.contains("there is no rule `misnamed-stp`; did you mean `misnamed-step`?"));
    let (_, said) = fix(&place, &["--path", "nowhere.md"], 2);
    assert!(
        said.contains("there is no `nowhere.md` in this workbook"),
        "{said}"
    );
    let (_, said) = fix(&place, &["--path", ".."], 2);
    assert!(said.contains("there is no `..` in this workbook"), "{said}");
}

#[test]
fn what_only_people_know_is_left_to_them() {
    let place = workbook(&FAULTY.replace("We cannot say what people do.", "TODO"));
    let (_, said) = fix(&place, &[], 1);
    assert_eq!(
        said,
        "Mended 4 findings in 1 file; 1 error is left, which `loopbook check` shows.\n"
    );
    assert!(read(&place, LOOP).ends_with("## Kill signal\nTODO\n"));
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_links_are_not_followed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = workbook(FAULTY);
    let outside = TempDir::new().expect("a directory");
    let note = "---\ntitel: N\nkind: evidence\n---\nN.\n";
    fs::write(outside.path().join("note.md"), note).expect("written");
    symlink(outside.path().join("note.md"), place.path().join("away.md")).expect("linked");
    fs::write(place.path().join("notes.txt"), note).expect("written");
    symlink("notes.txt", place.path().join("inside.md")).expect("linked");
    let mode = fs::Permissions::from_mode(0o600);
    fs::set_permissions(place.path().join(LOOP), mode).expect("set");
    let (out, _) = fix(&place, &[], 1);
    assert_eq!(out.lines().count(), 4, "{out}");
    let kept = fs::metadata(place.path().join(LOOP))
        .expect("there")
        .permissions();
    assert_eq!(kept.mode() & 0o777, 0o600);
    let away = fs::read_to_string(outside.path().join("note.md")).expect("there");
    assert_eq!(
        (away.as_str(), read(&place, "notes.txt").as_str()),
        (note, note)
    );
    let is_link = |path: &str| {
        let metadata = fs::symlink_metadata(place.path().join(path));
        metadata.expect("there").is_symlink()
    };
    assert!(is_link("away.md") && is_link("inside.md"));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_named_and_left_as_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let place = workbook(FAULTY);
    let mode = fs::Permissions::from_mode(0o444);
    fs::set_permissions(place.path().join(LOOP), mode).expect("set");
    let (out, said) = fix(&place, &[], 2);
    assert_eq!(out, "");
    assert!(
        said.starts_with(&format!(
            "loopbook: cannot write `{LOOP}`: it is read-only\n"
        )),
        "{said}"
    );
    assert_eq!(read(&place, LOOP), FAULTY);
}

#[test]
fn what_a_fix_would_publish_is_left_to_a_person() {
    for (kind, route) in [
        ("pge", "playbook"),
        ("page", "playbook\nsumary: What it says."),
    ] {
        let text = format!(
            "---\ntitle: A page\nkind: {kind}\nroute: {route}\nowner: me\n---\nNot for everybody.\n"
        );
        let place = workbook(MENDED);
        let path = place.path().join("page.md");
        fs::write(&path, &text).expect("written");
        let (out, _) = run(&place, &["check", "--as-of", DAY, "--format", "json"], 1);
        let report: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
        let findings = report["findings"].as_array().expect("a list");
        let mut of_page = findings
            .iter()
            .filter(|found| found["path"] == "page.md")
            .peekable();
        assert!(of_page.peek().is_some(), "{out}");
        assert!(of_page.all(|found| found["fix"].is_null()), "{out}");
        let (out, _) = run(&place, &["check", "--as-of", DAY], 1);
        assert!(out.contains("`fix` never makes anything public"), "{out}");
        let (_, said) = fix(&place, &[], 1);
        assert!(
            said.contains("Nothing was mended") && !said.contains("again"),
            "{said}"
        );
        let (_, said) = fix(&place, &["--diff"], 0);
        assert!(said.contains("Nothing would change"), "{said}");
        assert_eq!(fs::read_to_string(&path).expect("there"), text);
        // What the message says is all there is to do.
        fs::write(
            &path,
            text.replace("pge", "page").replace("sumary", "summary"),
        )
        .expect("written");
        let (out, _) = run(&place, &["check", "--as-of", DAY, "--format", "concise"], 0);
        assert!(!out.contains("error["), "{out}");
    }
}
