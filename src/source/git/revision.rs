//! The workbook as it was at another revision, as a [`World`]: read from git's objects, without a
//! checkout.
//!
//! It is told by what is different now. Whatever git finds unchanged is not read from its objects:
//! it is what stands on disk, and whoever has read that need not read it again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use git2::{ErrorCode, Oid, Repository, Tree};
use jiff::civil::Date;

use super::base::{Base, BaseError, unreadable};
use super::changed::Changed;
use super::history::history_until;
use super::open;
use super::size::Sizes;
use super::then::{Content, Then};
use crate::source::links::{Followed, add_links};
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
        let is_here = found(tree.get_path(Path::new(&config)))?.is_some();
        let part = if is_here { base.prefix.as_str() } else { "" };
        admit(&repository, &tree, part)?;
        let changed = Changed::since(&repository, &tree, part)?;
        let prefix = match changed.moved.get(&config) {
            _ if is_here => base.prefix.clone(),
            Some(before) => parent(before).to_owned(),
            None => return Ok(None),
        };
        let top = top_of(base);
        let then = Then::new(&repository, &tree, &prefix, &top);
        // Where the workbook was another directory, or other files belonged to it, what stands on
        // disk does not tell what was there.
        let has_same_borders = prefix == base.prefix && !changed.moves_borders();
        let stays =
            |entry: &&Entry| has_same_borders && !changed.brings(&climb(&prefix, &entry.path));
        let stayed = entries.iter().filter(stays);
        let stayed = stayed.map(|entry| (entry.path.clone(), entry.clone()));
        let mut known: BTreeMap<String, Entry> = stayed.collect();
        let held = if has_same_borders {
            changed.before.clone()
        } else {
            admit(&repository, &tree, &prefix)?;
            then.files()?
        };
        let mut was = HashMap::new();
        let mut links: BTreeSet<String> = BTreeSet::new();
        for (path, (id, mode)) in held {
            let Some(short) = below(&path, &prefix) else {
                continue;
            };
            known.remove(short);
            match then.content(&path, id, mode) {
                Some(Content::Blob(id, size)) => {
                    was.insert(short.to_owned(), id);
                    let entry = Entry::new(short.to_owned(), EntryKind::File { size });
                    known.insert(short.to_owned(), entry);
                }
                Some(Content::Link) => {
                    links.insert(short.to_owned());
                }
                None => {}
            }
        }
        let entries = with_links(known, links, &then);
        let moved = changed.moved.iter().filter_map(|(new, old)| {
            let new = below(new, &base.prefix)?;
            Some((new.to_owned(), below(old, &prefix)?.to_owned()))
        });
        let moved = moved.filter(|(new, old)| new != old).collect();
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

    /// What `read` gives; none where git cannot read its own objects, which everybody who asks takes for
    /// unreadable, never for missing.
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

/// The work tree of the repository on the disk.
fn top_of(base: &Base) -> PathBuf {
    let depth = base.prefix.split('/').filter(|name| !name.is_empty());
    let top = base.root.ancestors().nth(depth.count());
    top.unwrap_or(&base.root).to_path_buf()
}

/// All that stood there then: `known`, of which links that nobody touched may have led elsewhere, and
/// the other `links`.
fn with_links(
    mut known: BTreeMap<String, Entry>,
    mut links: BTreeSet<String>,
    then: &Then<'_>,
) -> Vec<Entry> {
    // What git does not know, such as what a submodule holds, is taken as it is now.
    let untouched = known.values().filter(|entry| entry.is_link());
    let untouched = untouched.filter(|entry| then.has_link(&entry.path));
    links.extend(untouched.map(|entry| entry.path.clone()));
    known.retain(|path, _| !links.contains(path));
    let mut entries: Vec<Entry> = known.into_values().collect();
    let links = links.into_iter().map(|path| {
        let followed = then.follow(&path);
        (path, followed)
    });
    add_links(&mut entries, links, |directory| then.holds(directory));
    entries
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

/// What git looked for, where it is there; an error only where it cannot tell.
fn found<T>(looked_for: Result<T, git2::Error>) -> Result<Option<T>, git2::Error> {
    match looked_for {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
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
            let then = Then::new(repository, &tree, "", &top_of(self.base));
            Ok(match then.follow(&path) {
                Followed::To(place) => then.file(&place).ok_or(Beside::Unreadable),
                Followed::Leaves => Err(Beside::Outside),
                Followed::Nowhere => Err(Beside::Missing),
            })
        });
        match found {
            Some(Ok(Content::Blob(id, _))) => {
                let bytes = self.blob(id, limit);
                bytes.map_or(Beside::Unreadable, Beside::File)
            }
            Some(Err(found)) => found,
            // What git cannot read may be there.
            Some(Ok(Content::Link)) | None => Beside::Unreadable,
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
        let known = self.entries.binary_search_by(known);
        // A link may have led elsewhere.
        let is_file = known.is_ok_and(|at| !self.entries[at].is_link());
        is_file && !self.was.contains_key(path)
    }
}
