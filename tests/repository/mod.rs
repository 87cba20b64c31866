//! Real repositories, made with the `git` command in a temporary directory.

#![allow(
    dead_code,
    reason = "each test binary that includes this module uses a part of it"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// The day that counts as today.
pub(crate) const DAY: &str = "2026-11-23";

/// A directory with a workbook, a home of its own beside it, and perhaps a repository.
pub(crate) struct Place {
    top: TempDir,
    /// Where commands run.
    pub(crate) root: PathBuf,
}

/// What a command of loopbook gave.
pub(crate) struct Told {
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
    /// The exit status.
    pub(crate) code: i32,
}

impl Place {
    /// A directory that holds `files` and no repository.
    pub(crate) fn new(files: &crate::support::Tree) -> Self {
        let top = TempDir::new().expect("a directory");
        let root = top.path().join("work");
        std::fs::create_dir_all(top.path().join("home")).expect("made");
        crate::support::write_below(&root, files);
        Self { top, root }
    }

    /// The directory that holds the workbook, the home and whatever is made beside them.
    pub(crate) fn top(&self) -> &Path {
        self.top.path()
    }

    /// The same place, with commands running in another directory of it.
    pub(crate) fn within(self, directory: &str) -> Self {
        let root = self.top.path().join(directory);
        Self { root, ..self }
    }

    /// Runs git, which must succeed, and gives what it wrote.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_as("2026-11-20T12:00:00 +0100", "mo@harbor.example", arguments)
    }

    fn git_as(&self, on: &str, by: &str, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgsign=false",
        ]);
        command.args(["-c", "protocol.file.allow=always", "-c", "gc.auto=0"]);
        command.args(arguments).current_dir(&self.root);
        self.alone(&mut command);
        command.env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "somebody");
            command.env(format!("GIT_{role}_EMAIL"), by);
            command.env(format!("GIT_{role}_DATE"), on);
        }
        let done = command.output().expect("git is there");
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "git {arguments:?}: {text}{said}");
        text
    }

    /// Lets a command see nothing of the person who runs the test.
    fn alone(&self, command: &mut Command) {
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "XDG_CONFIG_HOME", "NO_COLOR"] {
            command.env_remove(variable);
        }
        command.env("HOME", self.top.path().join("home"));
    }

    /// Makes a directory of `lines`, as `git ls-tree` writes them, and gives its name.
    pub(crate) fn tree(&self, lines: &str) -> String {
        let list = self.top.path().join("tree");
        std::fs::write(&list, lines).expect("written");
        let mut command = Command::new("git");
        let input = std::fs::File::open(list).expect("it is there");
        command.arg("mktree").current_dir(&self.root).stdin(input);
        self.alone(&mut command);
        let done = command.output().expect("git is there");
        assert!(done.status.success(), "{lines}");
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    /// Commits a directory that is in no working tree, on top of what is checked out.
    pub(crate) fn commit_tree(&self, tree: &str) {
        let commit = self.git(&["commit-tree", tree, "-p", "HEAD", "-m", "x"]);
        self.git(&["reset", "--quiet", "--soft", commit.trim()]);
    }

    /// Makes the directory a repository.
    pub(crate) fn init(self) -> Self {
        self.git(&["init", "--quiet"]);
        self
    }

    /// Commits everything on a day.
    pub(crate) fn commit(&self, on: &str, by: &str) {
        self.git(&["add", "--all"]);
        let on = if on.len() == 10 {
            format!("{on}T12:00:00 +0100")
        } else {
            on.to_owned()
        };
        self.git_as(
            &on,
            by,
            &["commit", "--quiet", "--allow-empty", "--message", "x"],
        );
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.root.join(path)).expect("it can be read")
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    /// Replaces a text that stands in a file once.
    pub(crate) fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.text(path);
        assert_eq!(text.matches(old).count(), 1, "{old} in {path}");
        self.write(path, &text.replace(old, new));
    }

    /// Moves a file or a directory.
    pub(crate) fn rename(&self, from: &str, to: &str) {
        let to = self.root.join(to);
        std::fs::create_dir_all(to.parent().expect("it has one")).expect("made");
        std::fs::rename(self.root.join(from), to).expect("moved");
    }

    /// Runs loopbook.
    pub(crate) fn loopbook(&self, arguments: &[&str]) -> Told {
        let mut command = Command::new(env!("CARGO_BIN_EXE_loopbook"));
        command
            .args(arguments)
            .args(["--as-of", DAY])
            .current_dir(&self.root);
        self.alone(&mut command);
        let done = command.output().expect("the binary is built");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Told {
            out: text(&done.stdout),
            err: text(&done.stderr),
            code: done.status.code().unwrap_or(-1),
        }
    }

    /// The findings of a rule, a line each.
    pub(crate) fn found(&self, rule: &str) -> Vec<String> {
        let told = self.loopbook(&["check", "--format", "concise"]);
        let named = format!("[{rule}]");
        let lines = told.out.lines().filter(|line| line.contains(&named));
        lines.map(str::to_owned).collect()
    }

    /// The state of a loop's kill signal, and why.
    pub(crate) fn signal(&self, loop_id: &str) -> (String, String) {
        let told = self.loopbook(&["status", "--format", "json"]);
        let report: Value = serde_json::from_str(&told.out).expect("it is JSON");
        let workflows = report["workflows"].as_array().expect("a list");
        let loops = workflows
            .iter()
            .filter_map(|workflow| workflow["loops"].as_array());
        let found = loops.flatten().find(|status| status["id"] == loop_id);
        let signal = &found.expect("the loop is there")["kill_signal"];
        let word = |key: &str| signal[key].as_str().unwrap_or_default().to_owned();
        (word("state"), word("why"))
    }
}
