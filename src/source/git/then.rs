//! What of a commit's files belonged to a workbook, by the same rules by which the disk is read: no
//! directories whose name starts with a dot, no built site, nothing that git ignored; links as
//! what they lead to.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use git2::{FileMode, ObjectType, Oid, Repository, Tree, TreeWalkMode, TreeWalkResult};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::is_file;
use crate::source::{EntryKind, OUTPUT_MARKER, climb, parent};

/// How many symbolic links may lead to each other.
const MOST_LINKS: usize = 8;

/// What stood at a path.
pub(super) enum Content {
    /// A file, of so many bytes.
    Blob(Oid, u64),
    /// A link that leads to no file of the workbook.
    Other(EntryKind),
}

/// The files of a commit, and which of them belonged to the workbook at a directory.
pub(super) struct Then<'r> {
    repository: &'r Repository,
    tree: &'r Tree<'r>,
    prefix: &'r str,
    /// What each directory says of what git ignores, once somebody asks.
    ignores: RefCell<HashMap<String, Option<Gitignore>>>,
}

impl<'r> Then<'r> {
    pub(super) fn new(repository: &'r Repository, tree: &'r Tree<'r>, prefix: &'r str) -> Self {
        Self {
            repository,
            tree,
            prefix,
            ignores: RefCell::default(),
        }
    }

    /// All files of the directory, each with its mode, whether they belong to the workbook or not.
    pub(super) fn files(&self) -> Result<BTreeMap<String, (Oid, i32)>, git2::Error> {
        let mut files = BTreeMap::new();
        let part = if self.prefix.is_empty() {
            self.tree.clone()
        } else {
            let entry = self.tree.get_path(Path::new(self.prefix))?;
            self.repository.find_tree(entry.id())?
        };
        part.walk(TreeWalkMode::PreOrder, |directory, entry| {
            let name = String::from_utf8_lossy(entry.name_bytes());
            if entry.kind() == Some(ObjectType::Blob) {
                let path = climb(self.prefix, &format!("{directory}{name}"));
                files.insert(path, (entry.id(), entry.filemode()));
            }
            TreeWalkResult::Ok
        })?;
        Ok(files)
    }

    /// What stood at `path` of the repository; none where it did not belong to the workbook.
    pub(super) fn content(&self, path: &str, id: Oid, mode: i32) -> Option<Content> {
        if !self.belongs(path) {
            return None;
        }
        let mut at = (path.to_owned(), id, mode);
        for _ in 0..MOST_LINKS {
            let (path, id, mode) = &at;
            if is_file(*mode) {
                let size = self.repository.odb().and_then(|odb| odb.read_header(*id));
                return Some(Content::Blob(*id, size.map_or(0, |(size, _)| size as u64)));
            }
            if *mode != i32::from(FileMode::Link) {
                return None;
            }
            let target = self.repository.find_blob(*id).ok()?;
            let target = String::from_utf8_lossy(target.content()).into_owned();
            let target = climb(parent(path), &target);
            let is_within = self.prefix.is_empty()
                || target
                    .strip_prefix(self.prefix)
                    .is_some_and(|rest| rest.starts_with('/'));
            if target.starts_with('/') || target.starts_with("../") || !is_within {
                return Some(Content::Other(EntryKind::LeavesWorkbook));
            }
            let Ok(entry) = self.tree.get_path(Path::new(&target)) else {
                return Some(Content::Other(EntryKind::Dangling));
            };
            at = (target, entry.id(), entry.filemode());
        }
        Some(Content::Other(EntryKind::Dangling))
    }

    /// Whether a file is read as part of the workbook.
    fn belongs(&self, path: &str) -> bool {
        let within = path.strip_prefix(self.prefix).unwrap_or(path);
        let mut directories = within.split('/').rev().skip(1);
        if directories.any(|name| name.starts_with('.')) || path.ends_with(OUTPUT_MARKER) {
            return false;
        }
        let mut above = within.match_indices('/').map(|(at, _)| &within[..at]);
        let is_site = above.any(|directory| {
            let marker = climb(self.prefix, &format!("{directory}/{OUTPUT_MARKER}"));
            !directory.is_empty() && self.tree.get_path(Path::new(&marker)).is_ok()
        });
        !is_site && !self.is_ignored(path)
    }

    /// Whether git would have ignored a file, had it not been added. So does whoever reads the disk.
    fn is_ignored(&self, path: &str) -> bool {
        let parts = path.match_indices('/').map(|(at, _)| (&path[..at], true));
        let mut parts = parts.chain([(path, false)]);
        parts.any(|(part, is_directory)| {
            let mut directory = parent(part);
            loop {
                match self.judged(directory, part, is_directory) {
                    Match::Ignore(()) => return true,
                    Match::Whitelist(()) => return false,
                    Match::None if directory.is_empty() => return false,
                    Match::None => directory = parent(directory),
                }
            }
        })
    }

    /// What the `.gitignore` of a directory says of a path below it.
    fn judged(&self, directory: &str, path: &str, is_directory: bool) -> Match<()> {
        let mut ignores = self.ignores.borrow_mut();
        let known = ignores
            .entry(directory.to_owned())
            .or_insert_with(|| self.gitignore(directory));
        let within = path.strip_prefix(directory).unwrap_or(path);
        let within = within.trim_start_matches('/');
        let judged = known
            .as_ref()
            .map(|rules| rules.matched(within, is_directory));
        judged.map_or(Match::None, |judged| judged.map(|_| ()))
    }

    fn gitignore(&self, directory: &str) -> Option<Gitignore> {
        let path = climb(directory, ".gitignore");
        let entry = self.tree.get_path(Path::new(&path)).ok()?;
        let blob = self.repository.find_blob(entry.id()).ok()?;
        let mut rules = GitignoreBuilder::new("");
        for line in String::from_utf8_lossy(blob.content()).lines() {
            // A line that is no pattern says nothing, as on disk.
            let _ = rules.add_line(None, line);
        }
        // Rules that cannot be put together ignore nothing; what a note was then says its own front
        // matter, and nothing is published of it.
        rules.build().ok()
    }
}
