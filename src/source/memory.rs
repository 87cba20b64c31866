//! A [`World`] held in memory, for tests and for text that is not on a disk.
//!
//! Its history is a script: commits one after the other, each with all files as it left them. A
//! file that vanishes while the same bytes appear elsewhere was moved.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::history::{Change, ContentId, Contents, Extent, History, Version};
use super::links::{Node, add_links, follow};
use super::{Beside, Blind, Entry, EntryKind, SourceError, World};

/// Files by path.
type Tree = BTreeMap<String, Vec<u8>>;

/// Files by path, the commits before them, and a date.
#[derive(Debug, Clone)]
pub struct Memory {
    files: Tree,
    special: BTreeMap<String, EntryKind>,
    links: BTreeMap<String, String>,
    commits: Vec<MemoryCommit>,
    is_cut: bool,
    today: Date,
}

/// A commit of a scripted history.
#[derive(Debug, Clone)]
pub struct MemoryCommit {
    /// The author's day.
    pub on: Date,
    /// The author's e-mail address.
    pub author: String,
    /// Every file of the workbook as the commit left it.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// An empty world in which today is `today`.
    pub const fn new(today: Date) -> Self {
        Self {
            files: BTreeMap::new(),
            special: BTreeMap::new(),
            links: BTreeMap::new(),
            commits: Vec::new(),
            is_cut: false,
            today,
        }
    }

    /// Adds or replaces the file at `path`. One that starts with `../` lies in the repository, but
    /// outside of the workbook.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Puts a symbolic link at `path` in which `target` is written, a path from its own directory.
    pub fn link(&mut self, path: impl Into<String>, target: impl Into<String>) {
        self.links.insert(path.into(), target.into());
    }

    /// Puts something at `path` that is neither a plain file nor a link of this world.
    pub fn insert_special(&mut self, path: impl Into<String>, kind: EntryKind) {
        self.special.insert(path.into(), kind);
    }

    /// Adds a commit to the history; without one the world lies in no repository.
    pub fn commit(&mut self, commit: MemoryCommit) {
        self.commits.push(commit);
    }

    /// Says that there were commits before the first one that are not here.
    pub fn cut_history(&mut self) {
        self.is_cut = true;
    }

    /// The versions of the file that is at `path` today, oldest first.
    fn versions(&self, path: &str) -> Vec<Version> {
        let mut path = path.to_owned();
        let mut versions = Vec::new();
        for (order, commit) in self.commits.iter().enumerate().rev() {
            let before = order.checked_sub(1).map(|at| &self.commits[at].files);
            let now = commit.files.get(&path);
            let was = before.and_then(|files| files.get(&path));
            if now == was {
                continue;
            }
            let moved = before.and_then(|before| moved_from(before, &commit.files, &path));
            let change = match (now, &moved) {
                (None, _) => Change::Removed,
                (_, Some(_)) => Change::Moved,
                _ if order == 0 && self.is_cut => Change::FirstKnown,
                _ => Change::Written,
            };
            versions.push(Version {
                on: commit.on,
                author: commit.author.clone(),
                path: path.clone(),
                change,
                content: None,
                order,
            });
            path = moved.unwrap_or(path);
        }
        versions.reverse();
        versions
    }
}

impl Memory {
    /// Whether something stands below `directory`.
    fn holds(&self, directory: &str) -> bool {
        let below = format!("{directory}/");
        let mut next = self.files.range(below.clone()..).map(|(path, _)| path);
        let mut link = self.links.range(below.clone()..).map(|(path, _)| path);
        let next = [next.next(), link.next()];
        next.into_iter()
            .flatten()
            .any(|path| path.starts_with(&below))
    }

    /// What stands at a path, seen without following it.
    fn look(&self, path: &str) -> Node {
        if let Some(target) = self.links.get(path) {
            if target.starts_with('/') {
                return Node::Leaving;
            }
            return Node::Link(target.clone());
        }
        if self.files.contains_key(path) || self.special.contains_key(path) {
            Node::File
        } else if self.holds(path) {
            Node::Directory
        } else {
            Node::Nothing
        }
    }
}

/// Whether a path leads to a file of the repository outside of the workbook.
fn lies_beside(path: &str) -> bool {
    path.starts_with("../")
}

impl World for Memory {
    fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        let entry = |(path, bytes): (&String, &Vec<u8>)| {
            let size = bytes.len() as u64;
            Entry::new(path.clone(), EntryKind::File { size })
        };
        let special = |(path, kind): (&String, &EntryKind)| Entry::new(path.clone(), *kind);
        let inside = self.files.iter().filter(|(path, _)| !lies_beside(path));
        let mut entries: Vec<Entry> = inside.map(entry).collect();
        entries.extend(self.special.iter().map(special));
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let links = self.links.keys().map(|path| {
            let followed = follow(path, |path| self.look(path));
            (path.clone(), followed)
        });
        add_links(&mut entries, links, |path| {
            path.is_empty() || self.holds(path)
        });
        Ok(entries)
    }

    fn read(&self, path: &str, limit: u64) -> std::io::Result<Vec<u8>> {
        let bytes = self.files.get(path).ok_or(std::io::ErrorKind::NotFound)?;
        let most = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX);
        Ok(bytes[..bytes.len().min(most)].to_vec())
    }

    fn read_beside(&self, path: &str, limit: u64) -> Beside {
        self.read(path, limit).map_or(Beside::Missing, Beside::File)
    }

    fn today(&self) -> Date {
        self.today
    }

    fn history(&self, asked: &[String]) -> History {
        if self.commits.is_empty() {
            return History::unknown(Blind::NoRepository);
        }
        let mut script = Script {
            contents: Vec::new(),
            world: self.clone(),
        };
        let mut versions = HashMap::new();
        for path in asked {
            let mut found = self.versions(path);
            for version in &mut found {
                let files = &self.commits[version.order].files;
                version.content = files.get(&version.path).map(|bytes| script.name(bytes));
            }
            versions.insert(path.clone(), found);
        }
        let extent = if self.is_cut {
            Extent::Cut
        } else {
            Extent::Whole
        };
        History::new(extent, versions, std::sync::Arc::new(script))
    }
}

/// Where the file at `path` was before, if a commit moved it there.
fn moved_from(before: &Tree, after: &Tree, path: &str) -> Option<String> {
    let bytes = after.get(path)?;
    let mut gone = before.iter().filter(|(old, _)| !after.contains_key(*old));
    gone.find(|(_, old)| *old == bytes)
        .map(|(old, _)| old.clone())
}

/// The contents of a scripted history; an id is a position among them.
struct Script {
    contents: Vec<Vec<u8>>,
    world: Memory,
}

impl Script {
    fn name(&mut self, bytes: &[u8]) -> ContentId {
        let known = self.contents.iter().position(|known| known == bytes);
        let at = known.unwrap_or(self.contents.len());
        if known.is_none() {
            self.contents.push(bytes.to_vec());
        }
        let mut id = [0; 20];
        id[..8].copy_from_slice(&(at as u64).to_be_bytes());
        ContentId(id)
    }
}

impl Contents for Script {
    fn read(&self, content: ContentId) -> Option<Vec<u8>> {
        let mut at = [0; 8];
        at.copy_from_slice(&content.0[..8]);
        let at = usize::try_from(u64::from_be_bytes(at)).ok()?;
        self.contents.get(at).cloned()
    }

    fn beside(&self, order: usize, path: &str) -> Option<Vec<u8>> {
        self.world.commits.get(order)?.files.get(path).cloned()
    }

    fn is_uncommitted(&self, path: &str) -> Option<bool> {
        let newest = self.world.commits.last()?;
        Some(newest.files.get(path) != self.world.files.get(path))
    }
}
