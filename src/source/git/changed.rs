//! What is different between a commit and the working tree, as git sees it: by its index first, so
//! that files which nobody touched are not read.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use git2::{Delta, Diff, DiffFindOptions, DiffOptions, Oid, Repository, Tree};

use super::{MOST_REMOVED, best_named, is_file};

/// What is different now. Paths are those of the repository.
#[derive(Default)]
pub(super) struct Changed {
    /// What stood there, with its mode, where something else stands now, or nothing.
    pub(super) before: BTreeMap<String, (Oid, i32)>,
    /// What was not there; a path that ends with a slash stands for all below it.
    pub(super) appeared: HashSet<String>,
    /// Files that were moved: where each was, by where it is now.
    pub(super) moved: HashMap<String, String>,
}

impl Changed {
    /// What is different from `tree` in the part `below` of the repository; uncommitted changes
    /// count. What a submodule holds is taken as it is now, and so is what git ignores.
    pub(super) fn since(
        repository: &Repository,
        tree: &Tree<'_>,
        below: &str,
    ) -> Result<Self, git2::Error> {
        let mut options = DiffOptions::new();
        options
            .ignore_submodules(true)
            .include_untracked(true)
            .recurse_untracked_dirs(true)
            .skip_binary_check(true);
        if !below.is_empty() {
            options.pathspec(below).disable_pathspec_match(true);
        }
        let mut diff =
            repository.diff_tree_to_workdir_with_index(Some(tree), Some(&mut options))?;
        let mut changed = Self::default();
        let exactly = exactly_moved(&diff);
        if is_searchable(&diff) {
            let mut find = DiffFindOptions::new();
            find.renames(true)
                .for_untracked(true)
                .rename_limit(MOST_REMOVED);
            diff.find_similar(Some(&mut find))?;
        }
        for delta in diff.deltas() {
            let old = delta.old_file().path_bytes().map(text);
            let new = delta.new_file().path_bytes().map(text);
            if let (Delta::Renamed, Some(old), Some(new)) = (delta.status(), &old, &new) {
                changed.moved.insert(new.clone(), old.clone());
            }
            for path in old.into_iter().chain(new) {
                changed.note(tree, path);
            }
        }
        for (new, old) in exactly {
            changed.moved.entry(new).or_insert(old);
        }
        Ok(changed)
    }

    /// Takes note of a path at which something is different.
    fn note(&mut self, tree: &Tree<'_>, path: String) {
        match tree.get_path(Path::new(&path)) {
            Ok(entry) if !path.ends_with('/') => {
                self.before.insert(path, (entry.id(), entry.filemode()));
            }
            _ => {
                self.appeared.insert(path);
            }
        }
    }
}

fn text(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

/// Whether few enough files came and went to compare each with each.
fn is_searchable(diff: &Diff<'_>) -> bool {
    let count = |wanted: &[Delta]| {
        let found = diff.deltas().filter(|one| wanted.contains(&one.status()));
        found.count()
    };
    count(&[Delta::Deleted]) <= MOST_REMOVED
        && count(&[Delta::Added, Delta::Untracked]) <= MOST_REMOVED
}

/// The files that were moved as they were, however many there are: where each was, by where it is
/// now.
fn exactly_moved(diff: &Diff<'_>) -> HashMap<String, String> {
    let mut gone: HashMap<Oid, Vec<String>> = HashMap::new();
    for delta in diff.deltas().filter(|one| one.status() == Delta::Deleted) {
        let old = delta.old_file();
        if let Some(path) = old.path_bytes().filter(|_| is_file(old.mode().into())) {
            gone.entry(old.id()).or_default().push(text(path));
        }
    }
    let mut moved = HashMap::new();
    for delta in diff.deltas().filter(|one| one.status() == Delta::Added) {
        let new = delta.new_file();
        let (Some(path), Some(olds)) = (new.path_bytes().map(text), gone.get_mut(&new.id())) else {
            continue;
        };
        let paths: Vec<&str> = olds.iter().map(String::as_str).collect();
        let old = best_named(&paths, &path);
        // Each of them moved to one place only.
        olds.retain(|left| *left != old);
        if !old.is_empty() {
            moved.insert(path, old);
        }
    }
    moved
}
