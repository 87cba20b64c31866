//! Which findings a change brings, wherever they appear.
//!
//! A finding is the same as before if its rule, its file, what it says and the text at its place are;
//! where that stands does not count, and a file that was moved is the same file. Of several that
//! are the same, as many are older as there were before.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Label, Span};
use crate::rules::{Finding, Findings};
use crate::source::{Files, parent};

/// The findings of one state of a workbook, and the texts they point into.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// The findings.
    pub findings: &'a Findings,
    /// The texts.
    pub files: &'a Files,
}

/// The findings of today, by whose doing they are.
#[derive(Debug, Default)]
pub struct News {
    /// Those that the change brings.
    pub brought: Findings,
    /// Those that stood before it.
    pub older: Findings,
}

/// What makes two findings the same.
#[derive(PartialEq, Eq, Hash)]
struct Fingerprint {
    rule: &'static str,
    path: String,
    message: String,
    place: String,
    labels: Vec<(String, String)>,
    /// The whole line, where one of several is looked for.
    line: Option<String>,
}

impl News {
    /// Holds the findings of today against those `before` the change; none where there was no
    /// workbook. `moved` says where files were, by where they are now.
    pub fn of(
        now: Judged<'_>,
        before: Option<Judged<'_>>,
        moved: &HashMap<String, String>,
    ) -> Self {
        let names_now = Names::of(moved);
        let names_then = Names {
            moved: &HashMap::new(),
            displaced: names_now.displaced.clone(),
        };
        let mut is_older = vec![false; now.findings.iter().count()];
        // Where there are more of the same than before, those whose line is as it was are older.
        for by_line in [true, false] {
            let mut left: HashMap<Fingerprint, usize> = HashMap::new();
            let all = before.iter().flat_map(|before| {
                let findings = before.findings.iter();
                findings.map(|found| Fingerprint::of(found, before.files, &names_then, by_line))
            });
            for found in all {
                *left.entry(found).or_default() += 1;
            }
            let known = |found| Fingerprint::of(found, now.files, &names_now, by_line);
            if !by_line {
                let taken = now
                    .findings
                    .iter()
                    .zip(&is_older)
                    .filter(|(_, older)| **older);
                for (found, _) in taken {
                    take(&mut left, &known(found));
                }
            }
            for (found, older) in now.findings.iter().zip(&mut is_older) {
                *older = *older || take(&mut left, &known(found));
            }
        }
        let (older, brought) = now.findings.split(|at| is_older[at]);
        Self { brought, older }
    }
}

/// What files were called before a change moved them.
struct Names<'m> {
    /// Where files were, by where they are now.
    moved: &'m HashMap<String, String>,
    /// Files that are in another directory now, by where they were.
    displaced: HashSet<&'m str>,
}

impl<'m> Names<'m> {
    fn of(moved: &'m HashMap<String, String>) -> Self {
        let displaced = moved.iter().filter(|(new, old)| parent(new) != parent(old));
        Self {
            displaced: displaced.map(|(_, old)| old.as_str()).collect(),
            moved,
        }
    }

    /// A message about the file that was at `path`, in which files that were moved have the names they
    /// had. Where that file is in another directory now, the directory of what it names does not count.
    fn in_message(&self, message: &str, path: &str) -> String {
        let directory_counts = !self.displaced.contains(path);
        if self.moved.is_empty() && directory_counts {
            return message.to_owned();
        }
        let old = |name: &str| {
            let old = self.moved.get(name).cloned().or_else(|| {
                let old = self.moved.get(&format!("{name}.md"))?;
                Some(old.strip_suffix(".md").unwrap_or(old).to_owned())
            });
            let old = old.unwrap_or_else(|| name.to_owned());
            match old.rfind('/').filter(|_| !directory_counts) {
                Some(slash) => old[slash + 1..].to_owned(),
                None => old,
            }
        };
        // What stands between backticks is the user's.
        let parts = message.split('`').enumerate();
        let parts = parts.map(|(at, part)| match at % 2 {
            0 => part.to_owned(),
            _ => old(part),
        });
        parts.collect::<Vec<String>>().join("`")
    }
}

/// Takes one of the findings that are left, if there is one like this.
fn take(left: &mut HashMap<Fingerprint, usize>, found: &Fingerprint) -> bool {
    let count = left.get_mut(found).filter(|count| **count > 0);
    count.map(|count| *count -= 1).is_some()
}

impl Fingerprint {
    fn of(found: &Finding, files: &Files, names: &Names<'_>, by_line: bool) -> Self {
        let found = found.whole();
        let path = |span: Span| {
            let path = files.get(span.file).path();
            names
                .moved
                .get(path)
                .map_or(path, String::as_str)
                .to_owned()
        };
        let own = path(found.span);
        let message = |message: &str| names.in_message(message, &own);
        let label = |label: &Label| (path(label.span), message(&label.message));
        let line = || {
            let file = files.get(found.span.file);
            file.line(file.position(found.span.start).line)
        };
        Self {
            rule: found.rule,
            message: message(&found.message),
            place: words(files.slice(found.span)),
            labels: found.labels.iter().map(label).collect(),
            path: own.clone(),
            line: by_line.then(|| words(line().unwrap_or_default())),
        }
    }
}

/// `text` with one space between words: how lines are broken does not count.
fn words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
