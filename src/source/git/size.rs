//! How many files a directory of a commit holds, and in how many two directories differ: counted
//! without looking at any directory twice, so that a few that hold each other many times over, which
//! take no room in a repository, are told from files that are there.

use std::collections::HashMap;

use git2::{ErrorClass, ErrorCode, ObjectType, Oid, Repository, Tree};

/// The most files that are looked through at once: of a base, and of the changes in which files
/// appear that are followed, all of them together (docs/language.md, *Limits*).
const MOST_FILES: u64 = 1_000_000;

/// The most files that are held against each other to find those that were moved and changed.
pub(super) const MOST_COMPARED: u64 = 100_000;

/// The most directories within each other.
const DEEPEST: usize = 500;

/// Says of an error that something was too large to be looked through.
const TOO_LARGE: &str = "it holds more files than are looked through";

/// What stands below a directory.
#[derive(Clone, Copy, Default)]
struct Extent {
    /// Files and directories.
    count: u64,
    /// Directories within each other.
    height: usize,
}

/// Counts the files of directories.
pub(super) struct Sizes<'r> {
    repository: &'r Repository,
    whole: HashMap<Oid, Extent>,
    differing: HashMap<(Oid, Oid), u64>,
    /// How many files may still be looked through.
    left: u64,
}

impl<'r> Sizes<'r> {
    pub(super) fn new(repository: &'r Repository) -> Self {
        Self {
            repository,
            whole: HashMap::new(),
            differing: HashMap::new(),
            left: MOST_FILES,
        }
    }

    /// Sees to it that a directory can be looked through.
    pub(super) fn admit(&mut self, tree: &Tree<'_>) -> Result<(), git2::Error> {
        let count = self.files(tree, 0)?;
        self.spend(count).map(|_| ())
    }

    /// Sees to it that what differs between two directories can be looked through; how much that is.
    pub(super) fn admit_change(
        &mut self,
        before: &Tree<'_>,
        after: &Tree<'_>,
    ) -> Result<u64, git2::Error> {
        let count = self.changes(before, after, 0)?;
        self.spend(count)
    }

    fn spend(&mut self, count: u64) -> Result<u64, git2::Error> {
        // Looking costs something, also where nothing is found.
        self.left = self.left.checked_sub(count + 1).ok_or_else(too_large)?;
        Ok(count)
    }

    fn files(&mut self, tree: &Tree<'_>, depth: usize) -> Result<u64, git2::Error> {
        let found = self.extent(tree, depth)?;
        check_depth(depth + found.height)?;
        Ok(found.count)
    }

    fn extent(&mut self, tree: &Tree<'_>, depth: usize) -> Result<Extent, git2::Error> {
        if let Some(known) = self.whole.get(&tree.id()) {
            return Ok(*known);
        }
        check_depth(depth)?;
        let mut found = Extent::default();
        for entry in tree {
            found.count = found.count.saturating_add(1);
            if let Some(below) = self.subtree(&entry)? {
                let below = self.extent(&below, depth + 1)?;
                found.count = found.count.saturating_add(below.count);
                found.height = found.height.max(below.height + 1);
            }
        }
        self.whole.insert(tree.id(), found);
        Ok(found)
    }

    /// The files and directories that only one of two directories has as it is.
    fn changes(
        &mut self,
        before: &Tree<'_>,
        after: &Tree<'_>,
        depth: usize,
    ) -> Result<u64, git2::Error> {
        let pair = (before.id(), after.id());
        if pair.0 == pair.1 {
            return Ok(0);
        }
        if let Some(known) = self.differing.get(&pair) {
            return Ok(*known);
        }
        check_depth(depth)?;
        let mut count = 0_u64;
        for entry in before {
            let other = after.get_name_bytes(entry.name_bytes());
            if other.as_ref().is_some_and(|other| other.id() == entry.id()) {
                continue;
            }
            let was = self.subtree(&entry)?;
            let now = other
                .map(|other| self.subtree(&other))
                .transpose()?
                .flatten();
            let below = match (was, now) {
                (Some(was), Some(now)) => self.changes(&was, &now, depth + 1)?,
                (Some(only), None) | (None, Some(only)) => self.files(&only, depth + 1)?,
                (None, None) => 0,
            };
            count = count.saturating_add(1).saturating_add(below);
        }
        for entry in after {
            if before.get_name_bytes(entry.name_bytes()).is_none() {
                let below = match self.subtree(&entry)? {
                    Some(only) => self.files(&only, depth + 1)?,
                    None => 0,
                };
                count = count.saturating_add(1).saturating_add(below);
            }
        }
        self.differing.insert(pair, count);
        Ok(count)
    }

    fn subtree(&self, entry: &git2::TreeEntry<'_>) -> Result<Option<Tree<'r>>, git2::Error> {
        let is_tree = entry.kind() == Some(ObjectType::Tree);
        is_tree
            .then(|| self.repository.find_tree(entry.id()))
            .transpose()
    }
}

fn check_depth(depth: usize) -> Result<(), git2::Error> {
    if depth > DEEPEST {
        return Err(too_large());
    }
    Ok(())
}

/// What is said of what cannot be looked through.
pub(super) fn too_large() -> git2::Error {
    git2::Error::new(ErrorCode::GenericError, ErrorClass::Tree, TOO_LARGE)
}

/// Whether an error says that something cannot be looked through.
pub(super) fn is_too_large(error: &git2::Error) -> bool {
    error.code() == ErrorCode::GenericError && error.message() == TOO_LARGE
}
