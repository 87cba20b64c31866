//! What git keeps as directories, right or wrong: a script of bytes becomes objects of a repository,
//! and the workbook on top of them is judged with its history and against its base.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::civil::date;
use loopbook::source::{Disk, World};
use tempfile::TempDir;

/// The most directories that are made; each takes a run of git.
const MOST: usize = 12;

/// Directories, as lines of entries with an empty line behind each: a mode, the number of an object and a
/// name. Objects are a file, and the directories before. The last one is committed.
pub(crate) fn judge(script: &[u8], files: &[(&str, String)]) {
    let place = TempDir::new().expect("a directory");
    let root = place.path();
    git(root, &["init", "--quiet"], b"");
    write(root, files);
    let Some(below) = commit(root, None) else {
        return;
    };
    let Some(made) = directories(root, script) else {
        return;
    };
    let Some(strange) = git(root, &["commit-tree", &made, "-p", &below, "-m", "x"], b"") else {
        return;
    };
    if commit(root, Some(&strange)).is_none() {
        return;
    }
    let told = || {
        let world = Disk::open(root, date(2026, 11, 23)).expect("it is there");
        let now = loopbook::compile(&world).expect("it can be listed");
        let history = format!("{:?}", now.history.extent());
        let entries = world.entries().expect("it can be listed");
        let base = world.base("HEAD~1").map_err(|error| error.to_string());
        let then = base.and_then(|base| {
            let then = base
                .world(&world, &entries)
                .map_err(|error| error.to_string())?;
            let judged =
                then.map(|then| loopbook::compile(&then).map(|then| then.findings.iter().count()));
            Ok(judged.map(|count| count.map_err(|error| error.to_string())))
        });
        (now.findings.iter().count(), history, then)
    };
    assert_eq!(told(), told(), "another run says something else");
}

/// Writes the directories of a script, and gives the name of the last.
fn directories(root: &Path, script: &[u8]) -> Option<String> {
    let mut objects = vec![git(root, &["hash-object", "-w", "--stdin"], b"x")?];
    for block in script.split(|byte| *byte == b';').take(MOST) {
        let mut tree = Vec::new();
        for line in block.split(|byte| *byte == b'\n') {
            let mut parts = line.splitn(3, |byte| *byte == b' ');
            let (Some(mode), Some(number), Some(name)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let number = number.first().map_or(0, |byte| usize::from(*byte));
            let object = &objects[number % objects.len()];
            tree.extend([mode, b" ", name, b"\0"].concat());
            let digits = |at: usize| u8::from_str_radix(&object[at..at + 2], 16);
            tree.extend(
                (0..object.len())
                    .step_by(2)
                    .filter_map(|at| digits(at).ok()),
            );
        }
        let write = ["hash-object", "-t", "tree", "-w", "--literally", "--stdin"];
        objects.push(git(root, &write, &tree)?);
    }
    objects.pop()
}

fn write(root: &Path, files: &[(&str, String)]) {
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        std::fs::write(path, text).expect("written");
    }
}

/// Commits the working tree on top of another commit.
fn commit(root: &Path, parent: Option<&str>) -> Option<String> {
    git(root, &["add", "--all"], b"")?;
    let tree = git(root, &["write-tree"], b"")?;
    let mut arguments = vec!["commit-tree", &tree, "-m", "x"];
    arguments.extend(parent.iter().flat_map(|parent| ["-p", parent]));
    let commit = git(root, &arguments, b"")?;
    git(root, &["update-ref", "HEAD", &commit], b"")?;
    Some(commit)
}

/// Runs git, and gives what it wrote; none where it refused.
fn git(root: &Path, arguments: &[&str], input: &[u8]) -> Option<String> {
    let mut command = Command::new("git");
    command
        .args(["-c", "gc.auto=0"])
        .args(arguments)
        .current_dir(root);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", root);
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "somebody");
        command.env(format!("GIT_{role}_EMAIL"), "mo@harbor.example");
        command.env(format!("GIT_{role}_DATE"), "2026-11-20T12:00:00 +0100");
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = command.stderr(Stdio::null()).spawn().expect("git is there");
    let mut to = running.stdin.take().expect("it is piped");
    // Where git refuses its arguments, nobody reads this.
    drop(to.write_all(input));
    drop(to);
    let done = running.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&done.stdout).trim().to_owned();
    done.status.success().then_some(text)
}
