//! The directories on the way to the followed files, and how two versions of them differ. Each
//! distinct directory is read once.

use std::collections::HashMap;
use std::rc::Rc;

use super::{Item, Objects};
use crate::source::history::ContentId;

/// The directories on the way to the followed files.
pub(super) struct Wanted<'p> {
    directories: Vec<Directory>,
    /// The paths of the files in order; a file's number is its position here.
    pub(super) files: Vec<&'p str>,
    /// What was seen of each version of a directory, except the root, which is rarely the same.
    known: HashMap<(usize, ContentId), Rc<Seen>>,
}

/// The position of the root among the directories.
pub(super) const ROOT: usize = 0;

/// The names that are wanted in a directory, in order, and what each is wanted as.
#[derive(Default)]
struct Directory {
    names: Vec<String>,
    leaves: Vec<Option<usize>>,
    folders: Vec<Option<usize>>,
}

/// What stands in one version of a directory under the names that are wanted.
pub(super) struct Seen {
    entries: Vec<Entry>,
}

enum Entry {
    Nothing,
    File(ContentId),
    Directory(ContentId, Rc<Seen>),
}

impl<'p> Wanted<'p> {
    pub(super) fn new(paths: impl Iterator<Item = &'p str>) -> Self {
        let mut files: Vec<&str> = paths.collect();
        files.sort_unstable();
        files.dedup();
        let mut wanted = Self {
            directories: vec![Directory::default()],
            files: Vec::new(),
            known: HashMap::new(),
        };
        let mut places: HashMap<(usize, &str), usize> = HashMap::new();
        for (number, path) in files.iter().enumerate() {
            let mut at = ROOT;
            let mut rest = *path;
            loop {
                let (name, below) = match rest.split_once('/') {
                    Some((name, below)) => (name, Some(below)),
                    None => (rest, None),
                };
                let entry = *places
                    .entry((at, name))
                    .or_insert_with(|| wanted.directories[at].add(name));
                let Some(below) = below else {
                    wanted.directories[at].leaves[entry] = Some(number);
                    break;
                };
                let next = wanted.directories[at].folders[entry];
                at = next.unwrap_or_else(|| {
                    wanted.directories.push(Directory::default());
                    let new = wanted.directories.len() - 1;
                    wanted.directories[at].folders[entry] = Some(new);
                    new
                });
                rest = below;
            }
        }
        wanted.files = files;
        wanted
    }

    /// What is wanted of the version `tree` of a directory.
    pub(super) fn look<O: Objects>(
        &mut self,
        directory: usize,
        tree: ContentId,
        objects: &O,
    ) -> Result<Rc<Seen>, O::Error> {
        if let Some(seen) = self.known.get(&(directory, tree)) {
            return Ok(Rc::clone(seen));
        }
        let items = objects.items(tree, &self.directories[directory].names)?;
        let mut entries = Vec::with_capacity(items.len());
        for (at, item) in items.into_iter().enumerate() {
            let below = self.directories[directory].folders[at];
            entries.push(match (item, below) {
                (Item::File(content), _) => Entry::File(content),
                (Item::Directory(tree), Some(below)) => {
                    Entry::Directory(tree, self.look(below, tree, objects)?)
                }
                _ => Entry::Nothing,
            });
        }
        let seen = Rc::new(Seen { entries });
        if directory != ROOT {
            self.known.insert((directory, tree), Rc::clone(&seen));
        }
        Ok(seen)
    }

    /// Tells `found` of every wanted file that differs from what all `parents` have: its number,
    /// what it holds, and whether no parent has it.
    pub(super) fn compare(
        &self,
        directory: usize,
        own: Option<&Seen>,
        parents: &[Option<&Seen>],
        found: &mut impl FnMut(usize, Option<ContentId>, bool),
    ) {
        let wanted = &self.directories[directory];
        for at in 0..wanted.names.len() {
            let own = own.map_or(&Entry::Nothing, |seen| &seen.entries[at]);
            let others = parents
                .iter()
                .map(|parent| parent.map_or(&Entry::Nothing, |seen| &seen.entries[at]));
            if let Some(file) = wanted.leaves[at] {
                let content = own.file();
                let differs = others.clone().all(|other| other.file() != content);
                if differs && (content.is_some() || !parents.is_empty()) {
                    let appeared = others.clone().all(|other| other.file().is_none());
                    found(file, content, appeared);
                }
            }
            if let Some(below) = wanted.folders[at] {
                let tree = own.tree();
                let nowhere = tree.is_none() && others.clone().all(|other| other.tree().is_none());
                if nowhere || others.clone().any(|other| other.tree() == tree) {
                    continue;
                }
                let parents: Vec<Option<&Seen>> = others.map(Entry::below).collect();
                self.compare(below, own.below(), &parents, found);
            }
        }
    }
}

impl Directory {
    fn add(&mut self, name: &str) -> usize {
        self.names.push(name.to_owned());
        self.leaves.push(None);
        self.folders.push(None);
        self.names.len() - 1
    }
}

impl Entry {
    const fn file(&self) -> Option<ContentId> {
        match self {
            Self::File(content) => Some(*content),
            _ => None,
        }
    }

    const fn tree(&self) -> Option<ContentId> {
        match self {
            Self::Directory(tree, _) => Some(*tree),
            _ => None,
        }
    }

    fn below(&self) -> Option<&Seen> {
        match self {
            Self::Directory(_, seen) => Some(seen),
            _ => None,
        }
    }
}
