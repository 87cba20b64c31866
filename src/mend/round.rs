//! One round: every fix that can be made together, and whether each did what it promises.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::reveal::revealing;
use super::{Edits, Mend, MendedFile, Selection};
use crate::Compilation;
use crate::diagnostic::{Diagnostic, Edit, FileId, RuleName};
use crate::rules::{self, Family};
use crate::source::{MAX_DOCUMENT, SourceFile, World};
use crate::syntax::INVALID_YAML;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The fixes that are made in one go.
pub(super) struct Round {
    /// The files that change.
    pub(super) files: Vec<MendedFile>,
    /// What is done in them.
    pub(super) mends: Vec<Mend>,
    /// How, by the numbers that the files have in the compilation that offered it.
    edits: BTreeMap<FileId, Edits>,
}

impl Round {
    /// The fixes that a compilation of `world` offers and that can be made together, except in the
    /// files at the paths `without`.
    pub(super) fn of(
        compilation: &Compilation,
        world: &dyn World,
        selection: &Selection<'_>,
        without: &BTreeSet<String>,
    ) -> Self {
        let sources = &compilation.workbook.files;
        let is_wanted = |found: &&Diagnostic| {
            let path = sources.get(found.span.file).path();
            selection.covers(found.rule, path) && !without.contains(path) && fix_in_place(found)
        };
        let found = compilation.findings.iter();
        let found = found.map(|found| &found.diagnostic).filter(is_wanted);
        let found: Vec<&Diagnostic> = found.collect();
        let names_first = found.iter().any(|found| !refers(found.rule));
        let mut open: BTreeMap<FileId, (Edits, Vec<Mend>)> = BTreeMap::new();
        for found in found {
            let Some(fix) = &found.fix else { continue };
            if names_first && refers(found.rule) {
                continue;
            }
            let file = sources.get(found.span.file);
            let (edits, mends) = open.entry(found.span.file).or_default();
            if edits.take(&fix.edits, file.text()) {
                mends.push(Mend {
                    path: file.path().to_owned(),
                    rule: found.rule,
                    message: found.message.clone(),
                    title: fix.title.clone(),
                });
            }
        }
        let mut round = Self {
            files: Vec::new(),
            mends: Vec::new(),
            edits: BTreeMap::new(),
        };
        for (id, (edits, mends)) in open {
            if let Some(file) = mended(sources.get(id), &edits, world) {
                round.files.push(file);
                round.mends.extend(mends);
                round.edits.insert(id, edits);
            }
        }
        round
    }

    /// The files in which a finding is still there although its fix was made, whose front matter a
    /// fix broke, or in which fixes made something public: that is for a person to write.
    pub(super) fn failed(
        &self,
        before: &Compilation,
        after: &Compilation,
    ) -> impl Iterator<Item = &MendedFile> {
        let revealing = revealing(before, after, &self.edits);
        let (before, after) = (Tally::of(before), Tally::of(after));
        let unkept = self.mends.iter().filter(|mend| {
            let found = (&*mend.path, mend.rule, &*mend.message);
            after.found.get(&found) >= before.found.get(&found)
        });
        let mut failed: BTreeSet<&str> = unkept.map(|mend| &*mend.path).collect();
        let paths = self.files.iter().map(|file| &*file.path);
        failed.extend(paths.filter(|path| after.broken.get(path) > before.broken.get(path)));
        let files = self.files.iter();
        files.filter(move |file| failed.contains(&*file.path) || revealing.contains(&file.path))
    }
}

/// Whether the finding has a fix, and that in its own file.
fn fix_in_place(found: &Diagnostic) -> bool {
    let in_place = |edit: &Edit| edit.span.file == found.span.file;
    found
        .fix
        .as_ref()
        .is_some_and(|fix| fix.edits.iter().all(in_place))
}

/// Whether the fixes of a rule write a name that stands elsewhere: a heading, an id. They wait
/// until nothing else is left to mend, or a link would follow a heading into its misspelling.
fn refers(rule: RuleName) -> bool {
    rule == "unknown-control" || rules::find(rule).is_some_and(|rule| rule.family == Family::Links)
}

/// What a compilation says of its files.
struct Tally<'a> {
    /// How often what was found, by path, rule and message.
    found: HashMap<(&'a str, RuleName, &'a str), usize>,
    /// Faults of the YAML, by path.
    broken: HashMap<&'a str, usize>,
}

impl<'a> Tally<'a> {
    fn of(compilation: &'a Compilation) -> Self {
        let mut tally = Self {
            found: HashMap::new(),
            broken: HashMap::new(),
        };
        for found in compilation.findings.iter().map(|found| &found.diagnostic) {
            let path = compilation.workbook.files.get(found.span.file).path();
            let found_here = (path, found.rule, &*found.message);
            *tally.found.entry(found_here).or_default() += 1;
            if found.rule == INVALID_YAML {
                *tally.broken.entry(path).or_default() += 1;
            }
        }
        tally
    }
}

/// The file with its edits made, unless its bytes are not the text that was judged or there would
/// be more of them than are read.
fn mended(file: &SourceFile, edits: &Edits, world: &dyn World) -> Option<MendedFile> {
    let before = world.read(file.path(), MAX_DOCUMENT).ok()?;
    let text = std::str::from_utf8(&before).ok()?;
    let (mark, text) = match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(text) => (BYTE_ORDER_MARK, text),
        None => ("", text),
    };
    if edits.is_empty() || text != file.text() {
        return None;
    }
    let after = [mark, &edits.applied(text)].concat().into_bytes();
    (after.len() as u64 <= MAX_DOCUMENT).then(|| MendedFile {
        path: file.path().to_owned(),
        before,
        after,
    })
}
