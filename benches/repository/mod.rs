//! A corpus with a history: every commit after the first changes about ten documents by a line.
//!
//! The commits go through `git fast-import`, and the repository is packed as `git gc` leaves one.
//! In each workflow three loops need history: `redesign` has a tool, `instrument` has a baseline
//! and runs, and `improve` corrects a mistake twice, with an update in between that links a note.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Fallible;

/// The first commit's time: between the two corrections.
const START: u64 = 1_739_188_800;

/// A line that every commit adds to a document; it says nothing.
const LINE: &str = "\nAnother line was added here, and another, and one more.\n";

/// Makes the corpus at `root` a repository of so many commits, and gives how many files of it
/// need history.
pub(crate) fn make(root: &Path, commits: usize) -> Fallible<usize> {
    let mut paths = documents(root)?;
    let concerned = ask_history(&paths)?;
    paths.push(root.join("workbook.yaml"));
    let mut texts: Vec<String> = paths
        .iter()
        .map(fs::read_to_string)
        .collect::<Result<_, _>>()?;
    let names: Vec<String> = paths
        .iter()
        .map(|path| {
            Ok(path
                .strip_prefix(root)?
                .to_string_lossy()
                .replace('\\', "/"))
        })
        .collect::<Fallible<_>>()?;
    git(root, &["init", "--quiet"], b"")?;
    let mut stream = String::new();
    for commit in 0..commits {
        let all = 0..paths.len();
        let chosen: Vec<usize> = match commit {
            0 => all.collect(),
            // Every document is as likely as any other, the same each time.
            _ => (0..10)
                .map(|at| (commit * 7_919 + at * 104_729) % (paths.len() - 1))
                .collect(),
        };
        let when = START + commit as u64 * 7_200;
        let who = format!("author M. Okafor <mo@harbor.example> {when} +0000");
        let committer = who.replace("author", "committer");
        write!(
            stream,
            "commit refs/heads/main\n{who}\n{committer}\ndata 1\nx\n"
        )?;
        for at in chosen {
            if commit > 0 {
                texts[at].push_str(LINE);
            }
            let (name, text) = (&names[at], &texts[at]);
            write!(
                stream,
                "M 100644 inline {name}\ndata {}\n{text}\n",
                text.len()
            )?;
        }
        stream.push('\n');
    }
    git(root, &["fast-import", "--quiet"], stream.as_bytes())?;
    git(root, &["symbolic-ref", "HEAD", "refs/heads/main"], b"")?;
    git(root, &["reset", "--quiet", "--hard"], b"")?;
    git(root, &["gc", "--quiet"], b"")?;
    Ok(concerned)
}

/// Makes a branch and goes to it.
pub(crate) fn branch(root: &Path, name: &str) -> Fallible<()> {
    git(root, &["checkout", "--quiet", "-b", name], b"")
}

/// Commits everything.
pub(crate) fn commit(root: &Path) -> Fallible<()> {
    let who = ["-c", "user.name=x", "-c", "user.email=mo@harbor.example"];
    let commit = ["commit", "--quiet", "--all", "--message", "x"];
    git(root, &[&who[..], &commit].concat(), b"")
}

/// The documents of the corpus, in order.
fn documents(root: &Path) -> Fallible<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for directory in fs::read_dir(root)?
        .flatten()
        .filter(|entry| entry.path().is_dir())
    {
        paths.extend(
            fs::read_dir(directory.path())?
                .flatten()
                .map(|entry| entry.path()),
        );
    }
    paths.sort_unstable();
    Ok(paths)
}

/// Changes three loops of each workflow so that they need history; how many files it concerns.
fn ask_history(paths: &[PathBuf]) -> Fallible<usize> {
    let mut concerned = 0;
    for path in paths {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let edits: &[(&str, &str)] = match &*name {
            "redesign.md" => &[(
                "\nstatus: open\n",
                "\nstatus: open\ntools: [{ name: Desk helper, since: 2025-02-20 }]\n",
            )],
            "instrument.md" => &[],
            "improve.md" => &[
                (
                    "| 2025-02-07 | outcome",
                    "| 2025-03-06 | correction | Once more | wrong-order | |\n| 2025-02-07 | outcome",
                ),
                (
                    "| 2025-02-20 | prompt | ",
                    "| 2025-02-20 | prompt | [note](note-12.md) ",
                ),
            ],
            _ => continue,
        };
        concerned += 1;
        let mut text = fs::read_to_string(path)?;
        for (old, new) in edits {
            if text.matches(old).count() != 1 {
                return Err(
                    format!("{}: `{old}` does not stand there once", path.display()).into(),
                );
            }
            text = text.replacen(old, new, 1);
        }
        fs::write(path, text)?;
    }
    Ok(concerned)
}

/// Runs git in a directory, without the configuration of whoever measures.
fn git(root: &Path, arguments: &[&str], input: &[u8]) -> Fallible<()> {
    let mut command = Command::new("git");
    command
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::piped());
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    let mut child = command.spawn().map_err(|error| format!("git: {error}"))?;
    if let Some(mut pipe) = child.stdin.take() {
        pipe.write_all(input)?;
    }
    let status = child.wait()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("git {arguments:?}: {status}").into())
    }
}
