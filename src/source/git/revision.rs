//! The workbook as it was at another revision, as a [`World`]: read from git's objects, without a
//! checkout.
//!
//! It is told by what is different now. Whatever git finds unchanged is not read from its objects:
//! it is what stands on disk, and whoever has read that need not read it again.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use git2::{Oid, Repository, Tree};
use jiff::civil::Date;

use super::base::{Base, BaseError, unreadable};
use super::changed::Changed;
use super::history::history_until;
use super::open;
use super::size::Sizes;
use super::then::{Content, Then};
use crate::source::{
    Beside, Blind, CONFIG_FILE, Disk, Entry, EntryKind, History, OUTPUT_MARKER, SourceError, World,
    climb, parent,
};

/// A workbook as it was at the commit where a change started.
pub struct Revision<'n> {
    now: &'n Disk,
    base: &'n Base,
    repository: Mutex<Repository>,
    /// The path of the workbook in the repository then.
    prefix: String,
    entries: Vec<Entry>,
    /// What held something else then, by its path.
    was: HashMap<String, Oid>,
    /// Where files were, by where they are now.
    moved: HashMap<String, String>,
}

impl Base {
    /// The workbook of `now`, where `entries` stand, as it was then; none where there was none.
    ///
    /// # Errors
    /// Where the repository cannot be read.
    pub fn world<'n>(
        &'n self,
        now: &'n Disk,
        entries: &[Entry],
    ) -> Result<Option<Revision<'n>>, BaseError> {
        let repository = open(&self.root);
        let world = repository.and_then(|it| Revision::of(self, now, entries, it));
        world.map_err(|error| unreadable(&error))
    }
}

impl<'n> Revision<'n> {
    fn of(
        base: &'n Base,
        now: &'n Disk,
        entries: &[Entry],
        repository: Repository,
    ) -> Result<Option<Self>, git2::Error> {
        let tree = repository.find_commit(base.commit)?.tree()?;
        let config = climb(&base.prefix, CONFIG_FILE);
        let is_here = tree.get_path(Path::new(&config)).is_ok();
        let part = if is_here { base.prefix.as_str() } else { "" };
        admit(&repository, &tree, part)?;
        let changed = Changed::since(&repository, &tree, part)?;
        let prefix = match changed.moved.get(&config) {
            _ if is_here => base.prefix.clone(),
            Some(before) => parent(before).to_owned(),
            None => return Ok(None),
        };
        let then = Then::new(&repository, &tree, &prefix);
        let mut kinds = BTreeMap::new();
        // Where the workbook was another directory, or other files belonged to it, what stands on
        // disk does not tell what was there.
        let held = if prefix == base.prefix && !changed.moves_borders() {
            let stayed = entries.iter();
            let stayed = stayed.filter(|entry| !changed.brings(&climb(&prefix, &entry.path)));
            kinds.extend(stayed.map(|entry| (entry.path.clone(), entry.kind)));
            changed.before.clone()
        } else {
            admit(&repository, &tree, &prefix)?;
            then.files()?
        };
        let mut was = HashMap::new();
        for (path, (id, mode)) in held {
            let Some(short) = below(&path, &prefix) else {
                continue;
            };
            match then.content(&path, id, mode) {
                Some(Content::Blob(id, size)) => {
                    was.insert(short.to_owned(), id);
                    kinds.insert(short.to_owned(), EntryKind::File { size });
                }
                Some(Content::Other(kind)) => {
                    kinds.insert(short.to_owned(), kind);
                }
                None => {
                    kinds.remove(short);
                }
            }
        }
        let moved = changed.moved.iter().filter_map(|(new, old)| {
            let new = below(new, &base.prefix)?;
            Some((new.to_owned(), below(old, &prefix)?.to_owned()))
        });
        let moved = moved.filter(|(new, old)| new != old).collect();
        let entries = kinds.into_iter();
        let entries = entries.map(|(path, kind)| Entry { path, kind }).collect();
        drop(then);
        drop(tree);
        Ok(Some(Self {
            now,
            base,
            repository: Mutex::new(repository),
            prefix,
            entries,
            was,
            moved,
        }))
    }

    /// Where files of the workbook were, by where they are now, as far as they were moved.
    pub const fn moved(&self) -> &HashMap<String, String> {
        &self.moved
    }

    fn with<T>(&self, read: impl FnOnce(&Repository) -> Result<T, git2::Error>) -> Option<T> {
        let locked = self.repository.lock();
        let repository = locked.unwrap_or_else(PoisonError::into_inner);
        read(&repository).ok()
    }

    fn blob(&self, id: Oid, limit: u64) -> Option<Vec<u8>> {
        let most = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX);
        self.with(|repository| {
            let blob = repository.find_blob(id)?;
            let bytes = blob.content();
            Ok(bytes[..bytes.len().min(most)].to_vec())
        })
    }
}

/// Sees to it that what stood at `part` of a commit can be looked through.
fn admit(repository: &Repository, tree: &Tree<'_>, part: &str) -> Result<(), git2::Error> {
    let mut sizes = Sizes::new(repository);
    if part.is_empty() {
        return sizes.admit(tree);
    }
    let entry = tree.get_path(Path::new(part))?;
    sizes.admit(&repository.find_tree(entry.id())?)
}

impl Changed {
    /// Whether what stands at `path` of the repository was not there before, or held something else.
    fn brings(&self, path: &str) -> bool {
        let mut above = path.match_indices('/').map(|(at, _)| &path[..=at]);
        self.before.contains_key(path)
            || self.appeared.contains(path)
            || above.any(|directory| self.appeared.contains(directory))
    }

    /// Whether a file changed that decides which others belong to a workbook.
    fn moves_borders(&self) -> bool {
        let mut paths = self.before.keys().chain(&self.appeared);
        paths.any(|path| {
            let name = path.rsplit('/').next();
            name == Some(".gitignore") || name == Some(OUTPUT_MARKER)
        })
    }
}

/// The path of a file of the repository from the directory at `prefix`, where it lies below that.
fn below<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    if prefix.is_empty() {
        return Some(path);
    }
    path.strip_prefix(prefix)?.strip_prefix('/')
}

impl World for Revision<'_> {
    fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        Ok(self.entries.clone())
    }

    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        match self.was.get(path) {
            None => self.now.read(path, limit),
            Some(id) => self.blob(*id, limit).ok_or_else(|| {
                io::Error::new(io::ErrorKind::InvalidData, "git cannot read the object")
            }),
        }
    }

    fn read_beside(&self, path: &str, limit: u64) -> Beside {
        let path = climb(&self.prefix, path);
        if path.starts_with("../") {
            return Beside::Outside;
        }
        let found = self.with(|repository| {
            let tree = repository.find_commit(self.base.commit)?.tree()?;
            let then = Then::new(repository, &tree, "");
            let entry = tree.get_path(Path::new(&path))?;
            Ok(then.content(&path, entry.id(), entry.filemode()))
        });
        match found.flatten() {
            Some(Content::Blob(id, _)) => {
                let bytes = self.blob(id, limit);
                bytes.map_or(Beside::Unreadable, Beside::File)
            }
            Some(Content::Other(EntryKind::LeavesWorkbook)) => Beside::Outside,
            None | Some(Content::Other(EntryKind::Dangling)) => Beside::Missing,
            Some(Content::Other(_)) => Beside::Unreadable,
        }
    }

    fn today(&self) -> Date {
        self.now.today()
    }

    fn history(&self, asked: &[String]) -> History {
        if !self.now.reads_history() {
            return History::unknown(Blind::NotRead);
        }
        match open(&self.base.root) {
            Ok(repository) => history_until(repository, self.base.commit, &self.prefix, asked),
            Err(_) => History::unknown(Blind::Unreadable),
        }
    }

    fn is_unchanged(&self, path: &str) -> bool {
        let known = |entry: &Entry| entry.path.as_str().cmp(path);
        !self.was.contains_key(path) && self.entries.binary_search_by(known).is_ok()
    }
}
