//! `check --base`: only what a change brings is reported, wherever it appears, and what stood before
//! is counted.

use crate::repository::{Place, Told};
use serde_json::Value;

const CONFIG: &str = "edition: 1\ntitle: Desk\npeople:\n  mo: { name: M. Okafor }\n";

fn note(text: &str) -> String {
    format!("---\ntitle: Note\nkind: evidence\n---\n{text}\n")
}

/// A workbook with one old fault, committed on `main`.
fn started() -> Place {
    let files = [
        ("workbook.yaml", CONFIG.to_owned()),
        (
            "a.md",
            note("See [b](b.md).\n\nAn old fault: [gone](gone.md)."),
        ),
        (
            "b.md",
            note(
                "Nothing to see.\n\n## Part\n\nText, and more text, so that it can be told again when it moves.",
            ),
        ),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.into_bytes()));
    let place = Place::new(&files.into()).init();
    place.commit("2026-11-01", "mo@harbor.example");
    place.git(&["checkout", "--quiet", "-b", "change"]);
    place
}

fn check(place: &Place) -> Told {
    place.loopbook(&["check", "--base", "main", "--format", "concise"])
}

/// The findings that are news, which decide the exit status; and what is said of the older ones.
#[track_caller]
fn assert_news(place: &Place, expected: &[&str], older: &str) {
    let told = check(place);
    let found: Vec<&str> = told.out.lines().collect();
    assert_eq!(found, expected, "{}", told.err);
    assert_eq!(told.code, i32::from(!expected.is_empty()), "{}", told.err);
    assert!(told.err.starts_with(older), "{}", told.err);
}

const ONE_OLDER: &str = "older: 1 error, there before this change (compared with `main`)";

#[test]
fn what_stood_before_is_counted_and_no_news() {
    let place = started();
    assert_news(&place, &[], ONE_OLDER);
    let told = place.loopbook(&["check", "--base", "main"]);
    assert_eq!(told.code, 0);
    assert_eq!(
        told.out,
        format!("no new findings in 2 documents\n{ONE_OLDER}\n")
    );
    assert_eq!(place.loopbook(&["check"]).code, 1);
}

#[test]
fn a_rename_that_breaks_a_link_elsewhere_is_news_there() {
    let place = started();
    place.rename("b.md", "c.md");
    let news = ["a.md:5:9: error[broken-link] there is no file `b.md`"];
    assert_news(&place, &news, ONE_OLDER);
    place.commit("2026-11-02", "mo@harbor.example");
    assert_news(&place, &news, ONE_OLDER);
    let told = place.loopbook(&["check", "--base", "main"]);
    let end = format!("new: 1 error in 2 documents\n{ONE_OLDER}\n");
    assert!(told.out.contains(&end), "{}", told.out);
}

#[test]
fn moved_lines_and_moved_files_are_no_news() {
    let place = started();
    place.replace("a.md", "See [b]", "A line.\n\nAnother one.\n\nSee [b]");
    place.replace(
        "a.md",
        "An old fault:",
        "## Later\n\nAn old fault, told anew:",
    );
    assert_news(&place, &[], ONE_OLDER);
    place.rename("a.md", "z.md");
    assert_news(&place, &[], ONE_OLDER);
    place.commit("2026-11-02", "mo@harbor.example");
    assert_news(&place, &[], ONE_OLDER);
    // In another directory the links are written in another way, and one of them is now wrong.
    place.rename("z.md", "deep/z.md");
    place.replace("deep/z.md", "(b.md)", "(../b.md)");
    assert_news(&place, &[], ONE_OLDER);
    place.commit("2026-11-03", "mo@harbor.example");
    place.git(&["branch", "--force", "main"]);
    place.rename("deep/z.md", "z.md");
    place.replace("z.md", "(../b.md)", "(b.md)");
    assert_news(&place, &[], ONE_OLDER);
}

#[test]
fn a_finding_that_is_mended_is_not_among_the_older_ones() {
    let place = started();
    place.replace("a.md", "[gone](gone.md)", "gone");
    assert_news(&place, &[], "");
    let told = place.loopbook(&["check", "--base", "main"]);
    let expected = "no new findings in 2 documents\nolder: none (compared with `main`)\n";
    assert_eq!(told.out, expected);
}

#[test]
fn of_two_that_are_the_same_the_one_on_a_new_line_is_news() {
    let place = started();
    place.replace("a.md", "See [b]", "Again: [gone](gone.md).\n\nSee [b]");
    let news = ["a.md:5:15: error[broken-link] there is no file `gone.md`"];
    assert_news(&place, &news, ONE_OLDER);
}

#[test]
fn what_waits_to_be_committed_is_part_of_the_change() {
    let place = started();
    place.write("new.md", &note("[gone](nowhere.md)"));
    let news = ["new.md:5:8: error[broken-link] there is no file `nowhere.md`"];
    assert_news(&place, &news, ONE_OLDER);
    place.git(&["add", "--all"]);
    assert_news(&place, &news, ONE_OLDER);
    place.commit("2026-11-02", "mo@harbor.example");
    assert_news(&place, &news, ONE_OLDER);
    // Put back in the working tree alone.
    std::fs::remove_file(place.root.join("new.md")).expect("removed");
    assert_news(&place, &[], ONE_OLDER);
}

#[test]
fn only_what_the_branch_itself_brings_counts() {
    let place = started();
    place.write("mine.md", &note("[gone](mine-gone.md)"));
    place.commit("2026-11-02", "mo@harbor.example");
    place.git(&["checkout", "--quiet", "main"]);
    // What the other branch did meanwhile: mended the old fault.
    place.replace("a.md", "[gone](gone.md)", "gone");
    place.commit("2026-11-03", "mo@harbor.example");
    place.git(&["checkout", "--quiet", "change"]);
    let news = ["mine.md:5:8: error[broken-link] there is no file `mine-gone.md`"];
    assert_news(&place, &news, ONE_OLDER);
}

#[test]
fn a_change_of_the_configuration_is_held_against_every_document() {
    let place = started();
    place.write(
        "c.md",
        "---\ntitle: C\nkind: evidence\nowner: mo\n---\nText.\n",
    );
    place.commit("2026-11-02", "mo@harbor.example");
    place.git(&["branch", "--force", "main"]);
    place.replace("workbook.yaml", "  mo:", "  ana:");
    let told = check(&place);
    assert!(
        told.out.contains("c.md:4:8: error[unknown-person]"),
        "{}",
        told.out
    );
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
}

#[test]
fn the_object_says_what_it_is_compared_with() {
    let place = started();
    place.rename("b.md", "c.md");
    let told = place.loopbook(&["check", "--base", "main", "--format", "json"]);
    let report: Value = serde_json::from_str(&told.out).expect("it is JSON");
    let commit = place.git(&["rev-parse", "main"]);
    let base = serde_json::json!({
        "revision": "main",
        "commit": commit.trim(),
        "older": { "errors": 1, "warnings": 0, "notes": 0 },
    });
    assert_eq!(report["base"], base);
    assert_eq!(report["summary"]["errors"], 1);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
    let told = place.loopbook(&["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&told.out).expect("it is JSON");
    assert!(report.get("base").is_none());
}

#[test]
fn a_workbook_that_was_not_there_is_all_new() {
    let place = started();
    place.git(&["checkout", "--quiet", "--orphan", "other"]);
    place.git(&["rm", "--quiet", "-r", "--cached", "."]);
    place.rename("a.md", "../a.md");
    place.rename("b.md", "../b.md");
    place.rename("workbook.yaml", "../workbook.yaml");
    place.write("readme.txt", "x");
    place.commit("2026-11-02", "mo@harbor.example");
    place.git(&["branch", "--force", "main"]);
    for name in ["a.md", "b.md", "workbook.yaml"] {
        place.rename(&format!("../{name}"), name);
    }
    let news = ["a.md:7:22: error[broken-link] there is no file `gone.md`"];
    assert_news(&place, &news, "older: none");
}

#[test]
fn a_workbook_may_lie_below_the_repository_and_move() {
    let place = started();
    for name in ["a.md", "b.md", "workbook.yaml"] {
        place.rename(name, &format!("notes/desk/{name}"));
    }
    place.commit("2026-11-02", "mo@harbor.example");
    let place = place.within("work/notes/desk");
    assert_news(&place, &[], ONE_OLDER);
    place.git(&["branch", "--force", "main"]);
    assert_news(&place, &[], ONE_OLDER);
    place.rename("b.md", "deep/b.md");
    let news = ["a.md:5:9: error[broken-link] there is no file `b.md`"];
    assert_news(&place, &news, ONE_OLDER);
    // What lies beside the workbook is nobody's news.
    place.write("../beside.md", "[x](y.md)");
    assert_news(&place, &news, ONE_OLDER);
}

#[test]
fn what_git_ignored_then_was_not_there() {
    let place = started();
    place.write(".gitignore", "drafts/\n");
    place.write("drafts/d.md", &note("[gone](never.md)"));
    place.write("dropped.md", &note("Text."));
    place.write("c.md", &note("[d](dropped.md)"));
    place.commit("2026-11-02", "mo@harbor.example");
    place.git(&["branch", "--force", "main"]);
    place.write(".gitignore", "dropped.md\n");
    let news = [
        "c.md:5:5: error[broken-link] there is no file `dropped.md`",
        "drafts/d.md:5:8: error[broken-link] there is no file `drafts/never.md`",
    ];
    assert_news(&place, &news, ONE_OLDER);
}

#[cfg(unix)]
#[test]
fn links_of_then_are_what_they_led_to() {
    let place = started();
    let link = |target: &str, path: &str| {
        std::os::unix::fs::symlink(target, place.root.join(path)).expect("linked");
    };
    link("b.md", "same.md");
    link("/etc/hostname", "out.md");
    link("nothing", "dangling.md");
    place.commit("2026-11-02", "mo@harbor.example");
    place.git(&["branch", "--force", "main"]);
    let lost = ["same.md", "out.md", "dangling.md"];
    let before = place.loopbook(&["check", "--format", "concise"]).out;
    for path in lost {
        std::fs::remove_file(place.root.join(path)).expect("removed");
    }
    place.write(
        "a.md",
        &place.text("a.md").replace("[b](b.md)", "[b](same.md)"),
    );
    assert!(
        before.contains("out.md:1:1: error[outside-workbook]"),
        "{before}"
    );
    let news = ["a.md:5:9: error[broken-link] there is no file `same.md`"];
    assert_news(&place, &news, ONE_OLDER);
}

#[test]
fn what_a_submodule_holds_counts_as_it_is() {
    let place = started();
    let sub = place.top().join("sub");
    std::fs::create_dir_all(&sub).expect("made");
    std::fs::write(sub.join("s.md"), note("[gone](of-the-submodule.md)")).expect("written");
    let sub = sub.display().to_string();
    for arguments in [
        &["-C", &sub, "init", "--quiet"][..],
        &["-C", &sub, "add", "--all"],
        &["-C", &sub, "commit", "--quiet", "--message", "x"],
        &[
            "submodule",
            "--quiet",
            "add",
            &format!("file://{sub}"),
            "sub",
        ],
    ] {
        place.git(arguments);
    }
    place.commit("2026-11-02", "mo@harbor.example");
    place.git(&["branch", "--force", "main"]);
    assert_news(&place, &[], "older: 2 errors");
}

#[test]
fn where_it_cannot_be_told_what_the_change_is_the_command_fails() {
    let place = started();
    let refused = |place: &Place, revision: &str, says: &str| {
        let told = place.loopbook(&["check", "--base", revision]);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{}", told.err);
        assert!(told.err.contains(says), "{}", told.err);
    };
    refused(
        &place,
        "nowhere",
        "git knows no commit `nowhere` here; fetch it first",
    );
    refused(&place, "main:a.md", "git knows no commit `main:a.md`");
    refused(&place, "::error::x", "git knows no commit `:\\u{3a}error");
    place.git(&["checkout", "--quiet", "--orphan", "other"]);
    refused(&place, "main", "nothing is committed yet");
    place.commit("2026-11-02", "mo@harbor.example");
    refused(
        &place,
        "main",
        "`main` and what is checked out share no commit; compare",
    );
    place.git(&["config", "core.bare", "true"]);
    refused(&place, "main", "the git repository has no work tree");
    let files = [("workbook.yaml".to_owned(), CONFIG.into())];
    let alone = Place::new(&files.into());
    refused(&alone, "main", "the workbook is in no git repository");
}

#[test]
fn a_base_of_ten_million_files_is_not_looked_through() {
    let place = started();
    place.write("seed", "a");
    let blob = place.git(&["hash-object", "-w", "seed"]);
    std::fs::remove_file(place.root.join("seed")).expect("removed");
    let mut entry = format!("100644 blob {}", blob.trim());
    for _ in 0..7 {
        let lines = (0..10).map(|name| format!("{entry}\t{name}\n"));
        entry = format!("040000 tree {}", place.tree(&lines.collect::<String>()));
    }
    let there = place.git(&["ls-tree", "HEAD"]);
    place.commit_tree(&place.tree(&format!("{there}{entry}\tbomb\n")));
    place.git(&["branch", "--force", "main"]);
    place.commit("2026-11-03", "mo@harbor.example");
    for command in ["check", "review"] {
        let told = place.loopbook(&[command, "--base", "main"]);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{}", told.err);
        assert!(
            told.err
                .contains("holds more files than are looked through"),
            "{}",
            told.err
        );
    }
    // What is newer can be told again.
    place.git(&["branch", "--force", "main"]);
    assert_news(&place, &[], "older: 1 error");
}

#[test]
fn a_shallow_clone_says_what_to_fetch() {
    let place = started();
    place.write("c.md", &note("Text."));
    place.commit("2026-11-02", "mo@harbor.example");
    let url = format!("file://{}", place.root.display());
    place.git(&[
        "clone",
        "--quiet",
        "--depth",
        "1",
        "--no-single-branch",
        &url,
        "../shallow",
    ]);
    let place = place.within("shallow");
    for revision in ["origin/main", "nowhere"] {
        let told = place.loopbook(&["check", "--base", revision]);
        assert_eq!(told.code, 2, "{}", told.out);
        assert!(told.err.contains("fetch-depth: 0"), "{}", told.err);
    }
}
