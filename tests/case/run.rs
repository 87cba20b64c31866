//! From a case to its findings.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::date;
use loopbook::Compilation;
use loopbook::diagnostic::{Diagnostic, Edit, Sink, Span};
use loopbook::rules::Finding;
use loopbook::source::{EntryKind, Memory, MemoryCommit};
use loopbook::workbook::Workbook;
use walkdir::WalkDir;

use super::shown::{escaped, unescaped};
use super::{Case, Fence};

const MARK: &[u8] = "\u{feff}".as_bytes();

/// The files of a case, what stands at a path that holds no plain file, and what was committed.
#[derive(Clone, Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, Vec<u8>>,
    special: BTreeMap<String, EntryKind>,
    links: BTreeMap<String, String>,
    commits: Vec<MemoryCommit>,
    is_shallow: bool,
}

/// What a case gives.
pub(crate) struct Run {
    /// The findings as they stand in a findings block.
    pub(crate) findings: String,
    /// The rules that found something.
    pub(crate) rules: Vec<&'static str>,
    /// The rules under which anything was reported while reading, known or not.
    pub(crate) reported: Vec<&'static str>,
    /// What is wrong with the fixes that the findings offer.
    pub(crate) bad_fixes: Vec<String>,
}

/// The workbook that every case starts from.
pub(crate) fn base() -> Result<Tree, String> {
    let root = super::directory().join("base");
    let mut tree = Tree::default();
    for entry in WalkDir::new(&root) {
        let entry = entry.map_err(|error| error.to_string())?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry
            .path()
            .strip_prefix(&root)
            .map_err(|error| error.to_string())?
            .to_string_lossy()
            .replace('\\', "/");
        let bytes = std::fs::read(entry.path()).map_err(|error| error.to_string())?;
        tree.files.insert(path, bytes);
    }
    Ok(tree)
}

/// The files of `case`, which changes `base`.
pub(crate) fn tree(base: &Tree, case: &Case) -> Result<Tree, String> {
    let mut tree = base.clone();
    for fence in &case.fences {
        tree.apply(fence)?;
    }
    Ok(tree)
}

/// Runs `case` upon `base`.
pub(crate) fn run(base: &Tree, case: &Case) -> Result<Run, String> {
    let tree = tree(base, case)?;
    let done = tree.compile()?;
    let findings: Vec<&Finding> = done.findings.iter().collect();
    Ok(Run {
        findings: findings
            .iter()
            .fold(String::new(), |text, finding| text + &shown(&done, finding)),
        rules: findings
            .iter()
            .map(|finding| finding.diagnostic.rule)
            .collect(),
        reported: tree.reported()?,
        bad_fixes: findings
            .iter()
            .filter_map(|finding| bad_fix(&tree, &done, &finding.diagnostic))
            .collect(),
    })
}

impl Tree {
    fn apply(&mut self, fence: &Fence) -> Result<(), String> {
        let path = fence.path.clone();
        match &*fence.verb {
            "edit" => self.edit(fence),
            "commit" => self.commit(fence),
            "remove" => {
                let removed = self.files.remove(&path);
                removed
                    .map(|_| ())
                    .ok_or_else(|| format!("there is no `{path}` to remove"))
            }
            "special" => {
                self.files.remove(&path);
                self.special.insert(path, special(fence.body.trim())?);
                Ok(())
            }
            "link" => {
                self.files.remove(&path);
                self.links.insert(path, fence.body.trim().to_owned());
                Ok(())
            }
            _ => {
                self.files.insert(path, converted(fence)?);
                Ok(())
            }
        }
    }

    /// Commits the files as the blocks above leave them.
    fn commit(&mut self, fence: &Fence) -> Result<(), String> {
        let value = |key: &str| {
            let mut flags = fence.flags.iter();
            flags.find_map(|flag| flag.strip_prefix(key))
        };
        let on = value("on=").and_then(|day| day.parse().ok());
        let on = on.ok_or("a commit needs a day: `on=2026-03-01`")?;
        let author = value("by=").ok_or("a commit needs an author: `by=mo@harbor.example`")?;
        if !fence.body.trim().is_empty() {
            return Err("a commit takes the files as the blocks above leave them".to_owned());
        }
        self.is_shallow |= fence.flags.iter().any(|flag| flag == "shallow");
        self.commits.push(MemoryCommit {
            on,
            author: author.to_owned(),
            files: self.files.clone(),
        });
        Ok(())
    }

    fn edit(&mut self, fence: &Fence) -> Result<(), String> {
        let path = &fence.path;
        let body = format!("\n{}", fence.body);
        let (old, new) = body
            .split_once("\n=====\n")
            .ok_or_else(|| format!("the edit of `{path}` has no line `=====`"))?;
        let text = self
            .files
            .get(path)
            .and_then(|bytes| String::from_utf8(bytes.clone()).ok())
            .ok_or_else(|| format!("there is no text `{path}` to edit"))?;
        let old = old.strip_prefix('\n').unwrap_or(old);
        let new = new.strip_suffix('\n').unwrap_or(new);
        let new = if fence.flags.iter().any(|flag| flag == "escaped") {
            String::from_utf8_lossy(&unescaped(new)).into_owned()
        } else {
            new.to_owned()
        };
        let count = text.matches(old).count();
        if count != 1 {
            return Err(format!("`{old}` occurs {count} times in `{path}`"));
        }
        self.files
            .insert(path.clone(), text.replacen(old, &new, 1).into_bytes());
        Ok(())
    }

    /// The paths of the files.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The text of the file at `path`.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        String::from_utf8(self.files.get(path)?.clone()).ok()
    }

    /// Adds or replaces the file at `path`.
    pub(crate) fn insert(&mut self, path: &str, bytes: &[u8]) {
        self.files.insert(path.to_owned(), bytes.to_vec());
    }

    /// Reads and judges the tree as a workbook.
    pub(crate) fn compile(&self) -> Result<Compilation, String> {
        loopbook::compile(&self.world()).map_err(|error| error.to_string())
    }

    /// The rules under which reading reports something; the table may not know them.
    fn reported(&self) -> Result<Vec<&'static str>, String> {
        let mut sink = Sink::new();
        Workbook::read(&self.world(), &mut sink).map_err(|error| error.to_string())?;
        let found = sink.into_diagnostics().into_iter();
        Ok(found.map(|found| found.rule).collect())
    }

    /// The tree as a world.
    pub(crate) fn world(&self) -> Memory {
        let mut world = Memory::new(date(2026, 11, 23));
        for (path, bytes) in &self.files {
            world.insert(path.clone(), bytes.clone());
        }
        for (path, kind) in &self.special {
            world.insert_special(path.clone(), *kind);
        }
        for (path, target) in &self.links {
            world.link(path, target);
        }
        for commit in &self.commits {
            world.commit(commit.clone());
        }
        if self.is_shallow {
            world.cut_history();
        }
        world
    }

    /// The tree after `edits`, which all stand in the file at `path`.
    fn fixed(&self, path: &str, edits: &[Edit]) -> Result<Self, String> {
        let bytes = self.files.get(path).ok_or("the fix edits no file")?;
        let (mark, rest) = match bytes.strip_prefix(MARK) {
            Some(rest) => (MARK, rest),
            None => (&[][..], &bytes[..]),
        };
        let mut text =
            String::from_utf8(rest.to_vec()).map_err(|_| "the fix edits a file that is no text")?;
        let in_order = edits
            .windows(2)
            .all(|pair| pair[0].span.end <= pair[1].span.start);
        if !in_order {
            return Err("the edits overlap or are not in order".to_owned());
        }
        for edit in edits.iter().rev() {
            let range = edit.span.range();
            if text.get(range.clone()).is_none() {
                return Err("an edit cuts a character or lies outside of the file".to_owned());
            }
            text.replace_range(range, &edit.replacement);
        }
        let mut tree = self.clone();
        tree.files
            .insert(path.to_owned(), [mark, text.as_bytes()].concat());
        Ok(tree)
    }
}

/// What `special` may hold.
fn special(word: &str) -> Result<EntryKind, String> {
    Ok(match word {
        "leaves the workbook" => EntryKind::LeavesWorkbook,
        "dangling" => EntryKind::Dangling,
        "pipe" => EntryKind::Special,
        "unreadable" => EntryKind::Unreadable,
        "unreadable name" => EntryKind::UnreadableName,
        _ => return Err(format!("`{word}` is nothing that can stand at a path")),
    })
}

/// The body of a whole file with its flags applied.
fn converted(fence: &Fence) -> Result<Vec<u8>, String> {
    let mut bytes = fence.body.clone().into_bytes();
    for flag in &fence.flags {
        bytes = match &**flag {
            "crlf" => String::from_utf8_lossy(&bytes)
                .replace('\n', "\r\n")
                .into_bytes(),
            "bom" => [MARK, &bytes].concat(),
            "escaped" => unescaped(&String::from_utf8_lossy(&bytes)),
            flag => {
                let size = flag
                    .strip_prefix("pad=")
                    .and_then(|size| size.parse::<usize>().ok())
                    .ok_or_else(|| format!("`{flag}` is no flag"))?;
                bytes.resize(size.max(bytes.len()), b'\n');
                bytes
            }
        };
    }
    Ok(bytes)
}

/// One finding as it stands in a findings block.
fn shown(done: &Compilation, finding: &Finding) -> String {
    let place = |span: Span| {
        let (start, _) = done.workbook.files.positions(span);
        let path = done.workbook.files.get(span.file).path();
        format!("{}:{}:{}", escaped(path), start.line, start.column)
    };
    let diagnostic = &finding.diagnostic;
    let mut text = format!(
        "{}: {}[{}] {}\n",
        place(diagnostic.span),
        finding.severity.word(),
        diagnostic.rule,
        escaped(&diagnostic.message)
    );
    if let Some(hint) = &diagnostic.hint {
        let _ = writeln!(text, "  hint: {}", escaped(hint));
    }
    for label in &diagnostic.labels {
        let _ = writeln!(
            text,
            "  label {}: {}",
            place(label.span),
            escaped(&label.message)
        );
    }
    if let Some(fix) = &diagnostic.fix {
        let _ = writeln!(text, "  fix: {}", escaped(&fix.title));
    }
    text
}

/// What is wrong with the fix of `found`: applying it must remove the finding.
fn bad_fix(tree: &Tree, done: &Compilation, found: &Diagnostic) -> Option<String> {
    let fix = found.fix.as_ref()?;
    let wrong = |what: &str| Some(format!("the fix `{}` does not hold: {what}", fix.title));
    let file = fix.edits.first().map(|edit| edit.span.file);
    let Some(file) = file.filter(|file| fix.edits.iter().all(|edit| edit.span.file == *file))
    else {
        return wrong("its edits do not stand in one file");
    };
    let path = done.workbook.files.get(file).path();
    let after = match tree.fixed(path, &fix.edits).and_then(|tree| tree.compile()) {
        Ok(after) => after,
        Err(what) => return wrong(&what),
    };
    if count(&after, found, path) >= count(done, found, path) {
        return wrong("the finding is still there afterwards");
    }
    None
}

/// How many findings say the same about the same file.
fn count(done: &Compilation, found: &Diagnostic, path: &str) -> usize {
    let same = |other: &&Finding| {
        let other = &other.diagnostic;
        other.rule == found.rule
            && other.message == found.message
            && done.workbook.files.get(other.span.file).path() == path
    };
    done.findings.iter().filter(same).count()
}
