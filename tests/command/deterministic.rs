//! The same files on the same day give the same bytes: on one thread or two, from another
//! directory, in another place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;
use walkdir::WalkDir;

const DAY: &str = "2026-11-23";

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example-workbook")
}

fn loopbook() -> Command {
    let mut command = Command::cargo_bin("loopbook").expect("the binary is built");
    command.env_remove("RAYON_NUM_THREADS");
    command
}

/// Every file below a directory, by its path.
fn tree(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = WalkDir::new(directory).into_iter().flatten();
    let files = files.filter(|entry| entry.file_type().is_file());
    let read = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(directory).expect("it lies below");
        let bytes = std::fs::read(entry.path()).expect("it can be read");
        (path.to_string_lossy().into_owned(), bytes)
    };
    files.map(read).collect()
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in tree(from)
        .iter()
        .filter(|(path, _)| !path.starts_with("site/"))
    {
        let target = to.join(path);
        std::fs::create_dir_all(target.parent().expect("it has one")).expect("made");
        std::fs::write(target, bytes).expect("written");
    }
}

fn build(workbook: &Path, out: &Path, threads: &str, from: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut command = loopbook();
    command.env("RAYON_NUM_THREADS", threads).current_dir(from);
    command
        .arg("build")
        .arg(workbook)
        .arg("--out")
        .arg(out)
        .args(["--as-of", DAY]);
    command.assert().success();
    tree(out)
}

#[test]
fn two_builds_are_the_same_bytes() {
    let place = TempDir::new().expect("a directory");
    let first = build(&example(), &place.path().join("a"), "2", place.path());
    assert!(first.len() > 60, "{} files", first.len());
    let alone = build(&example(), &place.path().join("b"), "1", Path::new("/"));
    assert!(first == alone, "one thread, another directory");
    let elsewhere = place.path().join("deep/er/workbook");
    copy(&example(), &elsewhere);
    let moved = build(&elsewhere, &elsewhere.join("site"), "2", &elsewhere);
    assert!(first == moved, "another place");
    let again = build(&elsewhere, &elsewhere.join("site"), "2", &elsewhere);
    assert!(first == again, "over the old site");
}

#[test]
fn nothing_written_names_the_machine() {
    let place = TempDir::new().expect("a directory");
    let workbook = place.path().join("workbook");
    copy(&example(), &workbook);
    let site = build(&workbook, &place.path().join("site"), "2", place.path());
    let named = place.path().to_string_lossy().into_owned();
    for (path, bytes) in &site {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains(&named) && !text.contains(env!("CARGO_MANIFEST_DIR")),
            "{path}"
        );
    }
}

#[test]
fn two_checks_are_the_same_bytes() {
    let place = TempDir::new().expect("a directory");
    copy(&example(), place.path());
    for name in ["a.md", "b.md", "part-matching/c.md"] {
        let text = "---\ntitel: x\nkind: pagee\n---\n[a](b.md#c) [d](e.md)\n";
        std::fs::write(place.path().join(name), text).expect("written");
    }
    let check = |threads: &str| {
        let mut command = loopbook();
        command
            .env("RAYON_NUM_THREADS", threads)
            .arg("check")
            .arg(place.path());
        command.args(["--format", "json", "--as-of", DAY]);
        command.assert().code(1).get_output().stdout.clone()
    };
    assert!(check("1") == check("2"));
}
