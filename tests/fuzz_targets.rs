//! The fuzz targets over their corpus, so that neither rots: `fuzz/README.md` says how to run them
//! for longer.

#[path = "../fuzz/src/lib.rs"]
#[allow(
    unreachable_pub,
    reason = "the targets are a crate of their own elsewhere"
)]
mod targets;

use std::path::Path;

/// Runs `target` over what `fuzz/corpus/NAME` holds, and over some of each of its texts.
fn run(name: &str, target: fn(&[u8])) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let entries = std::fs::read_dir(&directory).expect("there is a corpus");
    let mut count = 0;
    for entry in entries {
        let path = entry.expect("it can be listed").path();
        let text = std::fs::read(&path).expect("it can be read");
        for part in [&text[..], &text[..text.len() / 2], &text[text.len() / 3..]] {
            target(part);
        }
        count += 1;
    }
    assert!(count >= 3, "{name} has too small a corpus");
}

#[test]
fn front_matter() {
    run("front_matter", targets::front_matter);
}

#[test]
fn body() {
    run("body", targets::body);
}

#[test]
fn table() {
    run("table", targets::table);
}

#[test]
fn kill_when() {
    run("kill_when", targets::kill_when);
}

#[test]
fn config() {
    run("config", targets::config);
}

#[test]
fn globs() {
    run("globs", targets::globs);
}

#[test]
fn template() {
    run("template", targets::template);
}

#[test]
fn git_trees() {
    run("git_trees", targets::git_trees);
}
