//! Pipes, sockets and devices in a workbook end in findings, never in a hang: whatever names one, it
//! is not opened (threats, "Strict input").

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command as Program;
use std::time::Duration;

use assert_cmd::Command;
use tempfile::TempDir;

const DAY: &str = "2026-11-23";

/// A workbook of a page, an instrument loop and a govern loop that name files of every kind.
fn workbook() -> TempDir {
    let place = TempDir::new().expect("a directory");
    let write = |path: &str, text: &str| fs::write(place.path().join(path), text).expect("written");
    fs::create_dir(place.path().join("desk")).expect("made");
    write(
        "workbook.yaml",
        "edition: 1\ntitle: T\npeople: { mo: { name: Mo } }\n",
    );
    write(
        "page.md",
        "---\ntitle: T\nkind: page\nroute: playbook\nsummary: S\n---\n![a](image.png) [b](pipe.txt)\n",
    );
    write(
        "desk/instrument.md",
        "---\ntitle: T\njob: instrument\nowner: mo\nruns: runs.csv\n---\n",
    );
    write(
        "desk/govern.md",
        "---\ntitle: T\njob: govern\nowner: mo\nread_by: [read.txt]\n---\n",
    );
    place
}

fn pipe(path: &Path) {
    let made = Program::new("mkfifo")
        .arg(path)
        .status()
        .expect("mkfifo is there");
    assert!(made.success());
}

/// What a command prints, which must end in good time.
fn printed(place: &Path, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("loopbook").expect("the binary is built");
    command.current_dir(place).args(arguments);
    let output = command
        .timeout(Duration::from_secs(60))
        .output()
        .expect("it ends");
    assert!(output.status.code().is_some(), "{arguments:?} was killed");
    let streams = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&streams).into_owned()
}

/// Puts something else than a file at every place that is read.
fn with_special(put: impl Fn(&Path)) {
    let place = workbook();
    for path in [
        "desk/runs.csv",
        "read.txt",
        "image.png",
        "pipe.txt",
        "note.md",
    ] {
        put(&place.path().join(path));
    }
    let check = ["check", "--as-of", DAY, "--format", "concise"];
    let text = printed(place.path(), &check);
    for start in [
        "note.md:",
        "desk/instrument.md:",
        "desk/govern.md:",
        "page.md:7:",
    ] {
        let rule = |line: &str| line.starts_with(start) && line.contains(": error[");
        assert!(text.lines().any(rule), "{start} has no finding:\n{text}");
    }
    let build = ["build", "--as-of", DAY, "--drafts"];
    assert!(printed(place.path(), &build).contains("Wrote"));
    printed(place.path(), &["status", "--as-of", DAY]);
    printed(place.path(), &["fix", "--as-of", DAY]);
}

#[test]
fn pipes_are_findings() {
    with_special(pipe);
}

#[test]
fn sockets_are_findings() {
    with_special(|path| drop(UnixListener::bind(path).expect("bound")));
}

#[test]
fn links_to_devices_are_findings() {
    with_special(|path| symlink("/dev/zero", path).expect("linked"));
}

#[test]
fn a_template_or_a_style_sheet_that_is_a_pipe_is_refused() {
    for name in ["private/home.html", "assets/loopbook.css"] {
        let place = workbook();
        let path = place.path().join("templates").join(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        pipe(&path);
        let text = printed(place.path(), &["build", "--as-of", DAY, "--drafts"]);
        assert!(text.contains("not a regular file"), "{text}");
    }
}

#[test]
fn a_configuration_that_is_a_pipe_makes_no_workbook() {
    let place = workbook();
    fs::remove_file(place.path().join("workbook.yaml")).expect("removed");
    pipe(&place.path().join("workbook.yaml"));
    let text = printed(place.path(), &["check", "--as-of", DAY]);
    assert!(text.contains("there is no workbook"), "{text}");
}
