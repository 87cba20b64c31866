//! What git knows: the history of files, and the workbook as it was at another revision. Only the
//! files of this folder name git2.
//!
//! Nothing is run that a repository names: libgit2 knows no hooks, no `fsmonitor` and no external
//! filters, and no blob passes through one here. Nothing is fetched: git2 is built without its
//! network. The environment of git (`GIT_DIR` and the like) does not count. What cannot be told
//! of history is said to be unknown, and no state of a repository is an error there; whoever asks for
//! a revision is told why there is none.

mod base;
mod changed;
mod history;
mod revision;
mod size;
mod then;

pub use base::{Base, BaseError};
pub(super) use history::history;
pub use revision::Revision;

use std::path::Path;

use git2::{FileMode, Oid, Repository, RepositoryOpenFlags};

use super::ContentId;

/// A commit that removes more files than this is not searched for files that were moved and
/// changed at once; files moved as they were are found in any case.
const MOST_REMOVED: usize = 1000;

/// The newest commit of what is checked out around `root`; none where there is none, or it cannot
/// be read.
pub(super) fn head(root: &Path) -> Option<ContentId> {
    let repository = open(root).ok()?;
    let commit = repository.head().ok()?.peel_to_commit().ok()?;
    Some(name(commit.id()))
}

fn open(root: &Path) -> Result<Repository, git2::Error> {
    let nowhere: [&Path; 0] = [];
    Repository::open_ext(root, RepositoryOpenFlags::empty(), nowhere)
}

/// The way from the repository's root to the workbook's; none where there is no work tree.
fn prefix(repository: &Repository, root: &Path) -> Option<String> {
    let top = repository.workdir()?;
    // libgit2 gives the path as the system resolves it, as `root` is.
    let below = root.strip_prefix(top).ok()?;
    Some(below.to_string_lossy().replace('\\', "/"))
}

/// An object's id outside of this folder.
fn name(id: Oid) -> ContentId {
    let mut bytes = [0; 20];
    for (to, from) in bytes.iter_mut().zip(id.as_bytes()) {
        *to = *from;
    }
    ContentId(bytes)
}

/// An object's id in this folder.
fn oid(id: ContentId) -> Result<Oid, git2::Error> {
    Oid::from_bytes(&id.0)
}

/// Of several files that held the same, the one whose name the new path kept; else the first.
fn best_named(paths: &[&str], new: &str) -> String {
    let name = |path: &str| path.rsplit('/').next().map(str::to_owned);
    let same = paths.iter().find(|old| name(old) == name(new));
    same.or(paths.first()).map_or("", |path| path).to_owned()
}

/// Whether a mode is that of a regular file, not of a link or a submodule.
fn is_file(mode: i32) -> bool {
    [
        FileMode::Blob,
        FileMode::BlobGroupWritable,
        FileMode::BlobExecutable,
    ]
    .into_iter()
    .any(|known| i32::from(known) == mode)
}
