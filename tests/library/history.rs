//! History from real repositories, in every state in which one can be found.

use std::path::Path;

use crate::repository::Place;
use crate::support::Tree;

const LOOP: &str = "refunds/instrument.md";
const MOVED: &str = "moved-baseline";

/// The clean workbook of the cases: an instrument loop with runs and a baseline of 11.
fn files() -> Tree {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    crate::support::files_below(&base)
}

/// A repository with one commit of the clean workbook.
fn committed() -> Place {
    let place = Place::new(&files()).init();
    place.commit("2026-11-10", "ana@harbor.example");
    place
}

fn move_baseline(place: &Place) {
    place.replace(LOOP, "value: 11, on", "value: 15, on");
}

/// History is whole here: the move of the baseline in the working tree is found, and nothing is
/// said on standard error.
fn assert_whole(place: &Place) {
    assert_eq!(place.found(MOVED), [""; 0]);
    move_baseline(place);
    assert_eq!(
        place.found(MOVED),
        [
            "refunds/instrument.md:12:22: error[moved-baseline] the baseline was moved after the \
          first run: it is `15` on 2026-09-30, and was `11` on 2026-09-30 in the commit of \
          2026-11-10"
        ]
    );
    assert_eq!(place.loopbook(&["check"]).err, "");
}

/// Nothing is known here: no finding, no failure, and a note that says why.
fn assert_unknown(place: &Place, why: &str) {
    let told = place.loopbook(&["check"]);
    assert_eq!(
        (told.code, told.out.as_str()),
        (0, "no findings in 8 documents\n"),
        "{}",
        told.err
    );
    let note = format!("note: {why}, so what only history can tell is unknown; ");
    assert!(
        told.err.starts_with(&note) && told.err.lines().count() == 1,
        "{}",
        told.err
    );
    let silent = place.loopbook(&["check", "--no-history"]);
    assert_eq!((silent.code, silent.err.as_str()), (0, ""));
    for command in ["status", "build"] {
        let told = place.loopbook(&[command]);
        assert!(
            told.code == 0 && told.err.starts_with(&note),
            "{command}: {}",
            told.err
        );
    }
}

#[test]
fn a_branch() {
    assert_whole(&committed());
}

#[test]
fn a_detached_head() {
    let place = committed();
    place.git(&["checkout", "--quiet", "--detach"]);
    assert_whole(&place);
}

#[test]
fn a_worktree() {
    let place = committed();
    place.git(&["worktree", "add", "--quiet", "../beside"]);
    assert_whole(&place.within("beside"));
}

#[test]
fn a_submodule() {
    let place = committed();
    std::fs::create_dir(place.top().join("outer")).expect("made");
    let place = place.within("outer").init();
    place.git(&["submodule", "--quiet", "add", "../work", "book"]);
    assert_whole(&place.within("outer/book"));
}

#[test]
fn a_workbook_below_the_root_of_its_repository() {
    let place = Place::new(&files()).within("").init();
    place.write(".gitignore", "home\n");
    place.commit("2026-11-10", "ana@harbor.example");
    assert_whole(&place.within("work"));
}

#[test]
fn no_repository() {
    let place = Place::new(&files());
    move_baseline(&place);
    assert_unknown(&place, "the workbook is in no git repository");
}

#[test]
fn a_head_without_a_commit() {
    let place = Place::new(&files()).init();
    let told = place.loopbook(&["check"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""));
}

#[test]
fn a_bare_repository() {
    let place = Place::new(&files());
    place.git(&["init", "--quiet", "--bare"]);
    assert_unknown(&place, "the git repository has no work tree");
}

#[test]
fn a_shallow_clone() {
    let place = committed();
    move_baseline(&place);
    place.commit("2026-11-12", "mo@harbor.example");
    let url = format!("file://{}", place.root.display());
    place.git(&["clone", "--quiet", "--depth", "1", &url, "../shallow"]);
    let place = place.within("shallow");
    assert_unknown(&place, "history is cut, since the clone is shallow");
    // What the commits that are here prove is known all the same.
    place.replace(LOOP, "value: 15, on", "value: 18, on");
    assert_eq!(place.found(MOVED).len(), 1);
}

#[test]
fn a_damaged_repository() {
    let place = committed();
    let tree = place.git(&["rev-parse", "HEAD^{tree}"]);
    place.commit("2026-11-11", "ana@harbor.example");
    let (folder, name) = tree.trim().split_at(2);
    let object = place.root.join(".git/objects").join(folder).join(name);
    std::fs::remove_file(object).expect("a loose object");
    assert_unknown(&place, "the git repository cannot be read");

    let place = committed();
    place.write(".git/HEAD", "no ref at all");
    assert_unknown(&place, "the git repository cannot be read");
}

#[test]
fn an_old_version_that_is_gone() {
    let place = committed();
    let blob = place.git(&["rev-parse", &format!("HEAD:{LOOP}")]);
    move_baseline(&place);
    place.commit("2026-11-12", "ana@harbor.example");
    let (folder, name) = blob.trim().split_at(2);
    let object = place.root.join(".git/objects").join(folder).join(name);
    std::fs::remove_file(object).expect("a loose object");
    // The next version may be the first one or not: nobody can tell.
    assert_eq!(place.found(MOVED), [""; 0]);
}

#[cfg(unix)]
#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn a_repository_of_somebody_else() {
    use std::os::unix::fs::{MetadataExt, lchown};

    let place = committed();
    let me = std::fs::metadata(&place.root).expect("it is there").uid();
    let all = walkdir::WalkDir::new(&place.root).into_iter().flatten();
    for entry in all {
        if lchown(entry.path(), Some(me + 4711), None).is_err() {
            eprintln!("skipped: giving files to somebody else takes more rights than these");
            return;
        }
    }
    assert_unknown(&place, "the git repository belongs to somebody else");
    let trusted = format!("[safe]\n\tdirectory = {}\n", place.root.display());
    std::fs::write(place.top().join("home/.gitconfig"), trusted).expect("written");
    assert_whole(&place);
}

#[test]
fn where_nothing_is_asked_no_repository_is_opened() {
    let place = committed();
    place.write(".git/HEAD", "no ref at all");
    assert_unknown(&place, "the git repository cannot be read");
    std::fs::remove_file(place.root.join(LOOP)).expect("removed");
    assert_eq!(place.loopbook(&["check"]).err, "");
}

#[test]
fn a_side_branch_that_never_had_a_run_moves_nothing() {
    let place = Place::new(&files()).init();
    let text = place.text(LOOP);
    let start = text.replace("value: 11, on", "value: 12, on");
    let start: String = start
        .lines()
        .filter(|line| !line.starts_with("| 2026"))
        .fold(String::new(), |text, line| text + line + "\n");
    place.write(LOOP, &start);
    place.commit("2026-10-01", "ana@harbor.example");
    place.git(&["branch", "side"]);
    place.write(LOOP, &text);
    place.commit("2026-11-07", "ana@harbor.example");
    place.git(&["checkout", "--quiet", "side"]);
    place.write(
        LOOP,
        &start.replace("Forty refunds in", "Forty-one refunds in"),
    );
    place.commit("2026-11-08", "mo@harbor.example");
    place.git(&["checkout", "--quiet", "main"]);
    place.git(&[
        "merge",
        "--quiet",
        "--no-edit",
        "--strategy-option",
        "ours",
        "side",
    ]);
    assert_eq!(place.git(&["rev-list", "--count", "HEAD"]).trim(), "4");
    assert_eq!(place.found(MOVED), [""; 0]);
}

#[test]
fn a_merge_that_moves_the_baseline_is_seen() {
    let place = committed();
    place.git(&["checkout", "--quiet", "-b", "side"]);
    place.write("notes.txt", "beside\n");
    place.commit("2026-11-11", "mo@harbor.example");
    place.git(&["checkout", "--quiet", "main"]);
    place.git(&["merge", "--quiet", "--no-ff", "--no-commit", "side"]);
    move_baseline(&place);
    place.commit("2026-11-12", "mo@harbor.example");
    assert_eq!(
        place
            .git(&["rev-list", "--merges", "--count", "HEAD"])
            .trim(),
        "1"
    );
    assert_eq!(place.found(MOVED).len(), 1);
}

#[test]
fn a_loop_that_moved_keeps_its_history() {
    // Alone, with a change on the way, and then with its whole workflow.
    let place = committed();
    place.rename(LOOP, "payments/instrument.md");
    place.replace(
        "payments/instrument.md",
        "title: Minutes per refund",
        "title: Minutes each",
    );
    place.commit("2026-11-11", "ana@harbor.example");
    place.rename("payments", "money/back");
    place.commit("2026-11-12", "ana@harbor.example");
    place.rename("money/back", "paid");
    place.replace("paid/instrument.md", "value: 11, on", "value: 15, on");
    place.commit("2026-11-13", "ana@harbor.example");
    let found = place.found(MOVED);
    assert!(
        found.len() == 1 && found[0].ends_with("in the commit of 2026-11-10"),
        "{found:?}"
    );
}

#[test]
fn a_workbook_that_moved_keeps_its_history() {
    let place = committed();
    let all = ["workbook.yaml", "refunds", "playbook"];
    for name in all {
        place.rename(name, &format!("docs/book/{name}"));
    }
    place.commit("2026-11-12", "ana@harbor.example");
    assert_whole(&place.within("work/docs/book"));
}

#[test]
fn a_file_that_stood_elsewhere_before_is_not_taken_for_another() {
    // The loop is new; nothing was removed in the commit that added it.
    let place = Place::new(&files()).init();
    let text = place.text(LOOP);
    place.write("old.txt", &text.replace("value: 11, on", "value: 19, on"));
    std::fs::remove_file(place.root.join(LOOP)).expect("removed");
    place.commit("2026-11-01", "ana@harbor.example");
    place.write(LOOP, &text);
    place.commit("2026-11-10", "ana@harbor.example");
    assert_whole(&place);
}

#[test]
fn the_day_of_a_commit_is_the_one_of_its_author() {
    let place = Place::new(&files()).init();
    place.commit("2026-10-31T23:30:00 -0800", "ana@harbor.example");
    move_baseline(&place);
    let found = place.found(MOVED);
    assert!(
        found[0].ends_with("in the commit of 2026-10-31"),
        "{found:?}"
    );
}

#[test]
fn a_commit_of_no_possible_day_is_a_commit() {
    let place = Place::new(&files()).init();
    place.commit("@99999999999999 +0000", "ana@harbor.example");
    move_baseline(&place);
    assert_eq!(place.found(MOVED).len(), 1);
}

/// An improve loop in which a mistake came back; the update in between links a file.
fn with_a_linked_update(place: &Place, link: &str) {
    let path = "refunds/improve.md";
    place.replace(
        path,
        "| 2026-10-20 | outcome ",
        "| 2026-11-21 | correction | it was ignored again          | asked-twice |                       |\n\
         | 2026-10-20 | outcome ",
    );
    place.replace(
        path,
        "the order number is read first ",
        &format!("read it first, says [{link}]({link})"),
    );
}

const IMPROVE: &str = "refunds/improve";

#[test]
fn an_update_must_have_changed_the_file_that_it_links() {
    let place = Place::new(&files()).init();
    place.write("refunds/brief.txt", "Read the mail.\n");
    with_a_linked_update(&place, "brief.txt");
    place.commit("2026-10-01", "ana@harbor.example");
    let (state, why) = place.signal(IMPROVE);
    assert_eq!(state, "fired", "{why}");
    assert!(
        why.ends_with("the file of its update did not change"),
        "{why}"
    );
    // Today is after the second correction, so the working tree does not count.
    place.write("refunds/brief.txt", "Read the order number first.\n");
    assert_eq!(place.signal(IMPROVE).0, "fired");
    // Moved is not changed, and a change on the day of the correction counts.
    place.commit("2026-11-21", "ana@harbor.example");
    assert_eq!(place.signal(IMPROVE).0, "clear");
}

#[test]
fn a_file_that_was_only_moved_did_not_change() {
    let place = Place::new(&files()).init();
    place.write("refunds/brief.txt", "Read the mail.\n");
    place.commit("2026-10-01", "ana@harbor.example");
    place.rename("refunds/brief.txt", "refunds/agent.txt");
    with_a_linked_update(&place, "agent.txt");
    place.commit("2026-10-15", "ana@harbor.example");
    assert_eq!(place.signal(IMPROVE).0, "fired");
}

#[test]
fn what_is_not_committed_yet_counts_as_today() {
    for committed_first in [true, false] {
        let place = Place::new(&files()).init();
        with_a_linked_update(&place, "brief.txt");
        place.replace("refunds/improve.md", "| 2026-11-21 |", "| 2026-11-23 |");
        if committed_first {
            place.write("refunds/brief.txt", "Read the mail.\n");
        }
        place.commit("2026-10-01", "ana@harbor.example");
        if committed_first {
            assert_eq!(place.signal(IMPROVE).0, "fired");
        }
        place.write("refunds/brief.txt", "Read the order number first.\n");
        assert_eq!(
            place.signal(IMPROVE),
            (
                "clear".to_owned(),
                "no mistake came back unanswered".to_owned()
            )
        );
    }
}

#[test]
fn a_linked_file_may_lie_outside_of_the_workbook_in_the_repository() {
    let place = Place::new(&files()).within("").init();
    place.write(".gitignore", "home\n");
    place.write("agents/brief.txt", "Read the mail.\n");
    let place = place.within("work");
    with_a_linked_update(&place, "../../agents/brief.txt");
    place.commit("2026-10-01", "ana@harbor.example");
    assert_eq!(place.signal(IMPROVE).0, "fired");
    place.write("../agents/brief.txt", "Read the order number first.\n");
    let place = place.within("");
    place.commit("2026-10-14", "ana@harbor.example");
    assert_eq!(place.within("work").signal(IMPROVE).0, "clear");
}

#[test]
fn what_the_repository_does_not_keep_needs_no_history() {
    let place = Place::new(&files()).init();
    place.write(".gitignore", "*.txt\n");
    place.write("refunds/brief.txt", "Read the mail.\n");
    with_a_linked_update(&place, "brief.txt");
    place.commit("2026-10-01", "ana@harbor.example");
    assert_eq!(place.signal(IMPROVE).0, "clear");
}

#[cfg(unix)]
#[test]
fn no_program_that_a_repository_names_is_run() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new(&files()).init();
    place.write(".gitattributes", "* filter=evil diff=evil\n");
    place.write("refunds/brief.txt", "Read the mail.\n");
    with_a_linked_update(&place, "brief.txt");
    place.replace("refunds/improve.md", "| 2026-11-21 |", "| 2026-11-23 |");
    place.commit("2026-10-01", "ana@harbor.example");
    let mark = place.top().join("was-run");
    let evil = place.top().join("evil.sh");
    std::fs::write(&evil, format!("#!/bin/sh\ntouch {}\ncat\n", mark.display())).expect("written");
    std::fs::set_permissions(&evil, PermissionsExt::from_mode(0o755)).expect("allowed");
    let evil = evil.to_string_lossy().into_owned();
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "core.editor",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.evil.textconv",
        "diff.evil.command",
        "uploadpack.packObjectsHook",
        "credential.helper",
    ] {
        let section = format!("{key}={evil}");
        place.write(
            ".git/config",
            &with_key(&place.text(".git/config"), &section),
        );
    }
    for hook in [
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
    ] {
        std::fs::copy(&evil, place.root.join(".git/hooks").join(hook)).expect("copied");
    }
    place.write("refunds/brief.txt", "Read the order number first.\n");
    assert_eq!(place.signal(IMPROVE).0, "clear");
    move_baseline(&place);
    assert_eq!(place.found(MOVED).len(), 1);
    assert!(!mark.exists(), "a program of the repository was run");
}

/// A git configuration with one more key, written as `section.name.key=value`.
#[cfg(unix)]
fn with_key(config: &str, line: &str) -> String {
    let (key, value) = line.split_once('=').expect("a key and a value");
    let (section, name) = key.rsplit_once('.').expect("a section");
    let section = match section.split_once('.') {
        Some((section, sub)) => format!("[{section} \"{sub}\"]"),
        None => format!("[{section}]"),
    };
    format!("{config}{section}\n\t{name} = {value}\n")
}

/// A directory in which a few objects stand for ten million files; `seed` makes others of them.
fn bomb(place: &Place, seed: &str) -> String {
    place.write("seed", seed);
    let blob = place.git(&["hash-object", "-w", "seed"]);
    std::fs::remove_file(place.root.join("seed")).expect("removed");
    let mut entry = format!("100644 blob {}", blob.trim());
    for _ in 0..7 {
        let lines = (0..10).map(|name| format!("{entry}\t{name}\n"));
        entry = format!("040000 tree {}", place.tree(&lines.collect::<String>()));
    }
    entry
}

/// A directory in which so many others lie within each other.
fn chain(place: &Place, length: usize) -> String {
    let mut entry = bomb(place, "a");
    for _ in 0..length {
        entry = format!("040000 tree {}", place.tree(&format!("{entry}\td\n")));
    }
    entry
}

/// Commits what is there, and beside it, at `name`, what is in no working tree.
fn commit_with(place: &Place, entry: &str, name: &str) {
    let there = place.git(&["ls-tree", "HEAD"]);
    let tree = place.tree(&format!("{there}{entry}\t{name}\n"));
    place.commit_tree(&tree);
}

#[test]
fn ten_million_files_that_came_and_went_hide_nothing() {
    let place = committed();
    let bombs = ["a", "b"].map(|seed| bomb(&place, seed));
    commit_with(&place, &bombs[0], "bomb");
    place.git(&["commit", "--quiet", "--message", "x"]);
    commit_with(&place, &bombs[1], "refunds-old");
    place.git(&["commit", "--quiet", "--message", "x"]);
    assert_whole(&place);
}

#[test]
fn a_change_of_ten_million_files_in_which_a_file_appears_is_unknown() {
    let why = "commits of the git repository hold more files than are looked through";
    let place = committed();
    let tree = place.tree(&format!("{}\tbomb\n", bomb(&place, "a")));
    place.commit_tree(&tree);
    place.git(&["commit", "--quiet", "--message", "x"]);
    assert_unknown(&place, why);
    // Where there are such files on both sides, and where they come with the file.
    let place = committed();
    let bombs = ["a", "b"].map(|seed| bomb(&place, seed));
    let there = place.git(&["ls-tree", "HEAD"]);
    place.commit_tree(&place.tree(&format!("{}\tbomb\n", bombs[0])));
    place.commit_tree(&place.tree(&format!("{there}{}\tbomb\n", bombs[1])));
    place.git(&["commit", "--quiet", "--message", "x"]);
    assert_unknown(&place, why);
    // Directories that lie deeper within each other than any disk lets them.
    let place = committed();
    place.commit_tree(&place.tree(&format!("{}\tdeep\n", chain(&place, 600))));
    place.git(&["commit", "--quiet", "--message", "x"]);
    assert_unknown(&place, why);
}
