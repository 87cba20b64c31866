//! Mends what findings offer a [`Fix`](crate::diagnostic::Fix) for, in memory: which file would
//! hold which bytes. Nothing is written here, and nothing is known of a disk.
//!
//! All fixes of a file are made in one go. Where two of them get in each other's way the first
//! wins, and the workbook is read again with what was mended: then the other one knows its new
//! place, as the second of two steps does that are missing at the same spot. A file keeps its
//! byte-order mark, its line endings and every byte that no fix is about. A file in which a fix does
//! not do what it promises is left as it was, and so is one in which fixes would make something
//! public: those are not even offered, wherever fixes are.

mod edits;
mod reveal;
mod round;

pub use edits::Edits;
pub use reveal::withheld;

use std::collections::{BTreeMap, BTreeSet};

use crate::Compilation;
use crate::diagnostic::RuleName;
use crate::source::{Overlay, SourceError, World};
use round::Round;

/// How often the workbook is mended and read again at most. A job with more steps than that, all
/// of them missing, needs another run.
const MOST_ROUNDS: usize = 100;

/// What is to be mended.
#[derive(Default)]
pub struct Selection<'a> {
    /// The rules whose findings are mended; all of them where it is empty.
    pub rules: BTreeSet<RuleName>,
    /// Whether the file at a path is mended; every file where there is nothing that asks.
    pub file: Option<&'a dyn Fn(&str) -> bool>,
}

impl Selection<'_> {
    /// Whether the findings of `rule` in the file at `path` are mended.
    pub fn covers(&self, rule: RuleName, path: &str) -> bool {
        let rule = self.rules.is_empty() || self.rules.contains(rule);
        rule && self.file.is_none_or(|is_wanted| is_wanted(path))
    }
}

/// One fix that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// The file.
    pub path: String,
    /// The rule whose finding it mends.
    pub rule: RuleName,
    /// What was done, as an imperative.
    pub title: String,
    /// What was wrong.
    pub message: String,
}

/// A file with what it held and what it holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MendedFile {
    /// The path from the workbook's root.
    pub path: String,
    /// The bytes that were read.
    pub before: Vec<u8>,
    /// The bytes with everything mended.
    pub after: Vec<u8>,
}

/// A workbook with everything mended that was selected.
pub struct Mended {
    /// The files that changed, by path.
    pub files: Vec<MendedFile>,
    /// What was done in them: by path, and in the order in which it was done.
    pub mends: Vec<Mend>,
    /// The workbook afterwards.
    pub compilation: Compilation,
}

/// Mends what `selection` covers of the workbook that `world` holds.
///
/// # Errors
/// Only where the machine fails, as for [`crate::compile`].
pub fn mend(world: &dyn World, selection: &Selection<'_>) -> Result<Mended, SourceError> {
    let mut overlay = Overlay::new(world);
    let mut compilation = crate::compile(&overlay)?;
    let mut files: BTreeMap<String, MendedFile> = BTreeMap::new();
    let mut mends = Vec::new();
    let mut given_up = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        let round = Round::of(&compilation, &overlay, selection, &given_up);
        if round.files.is_empty() {
            break;
        }
        for file in &round.files {
            overlay.replace(&*file.path, file.after.clone());
        }
        let mut after = crate::compile(&overlay)?;
        let failed: Vec<&MendedFile> = round.failed(&compilation, &after).collect();
        for file in &failed {
            overlay.replace(&*file.path, file.before.clone());
            given_up.insert(file.path.clone());
        }
        if !failed.is_empty() {
            after = crate::compile(&overlay)?;
        }
        compilation = after;
        let kept = |path: &str| !given_up.contains(path);
        mends.extend(round.mends.into_iter().filter(|mend| kept(&mend.path)));
        for file in round.files.into_iter().filter(|file| kept(&file.path)) {
            match files.get_mut(&file.path) {
                Some(mended) => mended.after = file.after,
                None => {
                    files.insert(file.path.clone(), file);
                }
            }
        }
    }
    let files: Vec<MendedFile> = files.into_values().collect();
    mends.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Mended {
        files,
        mends,
        compilation,
    })
}
