//! What of a commit's files belonged to a workbook, by the same rules by which the disk is read: no
//! directories whose name starts with a dot, no built site, nothing that git ignored; links as
//! what they led to.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::{FileMode, ObjectType, Oid, Repository, Tree, TreeWalkMode, TreeWalkResult};
use ignore::gitignore::Gitignore;

use super::is_file;
use crate::source::ignores::{Ignores, rules_of};
use crate::source::links::{Followed, Node, follow};
use crate::source::{OUTPUT_MARKER, climb};

/// What stood at a path.
pub(super) enum Content {
    /// A file, of so many bytes.
    Blob(Oid, u64),
    /// A link.
    Link,
}

/// The files of a commit, and which of them belonged to the workbook at a directory.
pub(super) struct Then<'r> {
    repository: &'r Repository,
    tree: &'r Tree<'r>,
    prefix: &'r str,
    /// Where the workbook's directory is on the disk, for links that name it whole.
    root: PathBuf,
    ignores: RefCell<Ignores>,
}

impl<'r> Then<'r> {
    /// The workbook at `prefix` of a commit of the repository whose work tree is at `top`.
    pub(super) fn new(
        repository: &'r Repository,
        tree: &'r Tree<'r>,
        prefix: &'r str,
        top: &Path,
    ) -> Self {
        Self {
            repository,
            tree,
            prefix,
            root: if prefix.is_empty() {
                top.to_path_buf()
            } else {
                top.join(prefix)
            },
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
        if mode == i32::from(FileMode::Link) {
            return Some(Content::Link);
        }
        is_file(mode).then(|| self.blob(id))
    }

    fn blob(&self, id: Oid) -> Content {
        let size = self.repository.odb().and_then(|odb| odb.read_header(id));
        Content::Blob(id, size.map_or(0, |(size, _)| size as u64))
    }

    /// Whether a link stood at `path` of the workbook.
    pub(super) fn has_link(&self, path: &str) -> bool {
        let entry = self.tree.get_path(Path::new(&climb(self.prefix, path)));
        entry.is_ok_and(|entry| entry.filemode() == i32::from(FileMode::Link))
    }

    /// Where `path` of the workbook led.
    pub(super) fn follow(&self, path: &str) -> Followed {
        follow(path, |path| self.look(path))
    }

    /// The file that stood at `path` of the workbook itself.
    pub(super) fn file(&self, path: &str) -> Option<Content> {
        let path = climb(self.prefix, path);
        let entry = self.tree.get_path(Path::new(&path)).ok()?;
        is_file(entry.filemode()).then(|| self.blob(entry.id()))
    }

    /// What stood at `path` of the workbook, seen without following it.
    fn look(&self, path: &str) -> Node {
        let full = climb(self.prefix, path);
        let Ok(entry) = self.tree.get_path(Path::new(&full)) else {
            return Node::Nothing;
        };
        if entry.filemode() != i32::from(FileMode::Link) {
            return match entry.kind() {
                Some(ObjectType::Blob) => Node::File,
                _ => Node::Directory,
            };
        }
        let Ok(target) = self.repository.find_blob(entry.id()) else {
            return Node::Nothing;
        };
        let target = String::from_utf8_lossy(target.content()).into_owned();
        if !target.starts_with('/') {
            return Node::Link(target);
        }
        let below = Path::new(&target).strip_prefix(&self.root);
        below.map_or(Node::Leaving, |below| {
            Node::Rooted(below.to_string_lossy().into_owned())
        })
    }

    /// Whether a file is read as part of the workbook.
    fn belongs(&self, path: &str) -> bool {
        let within = path.strip_prefix(self.prefix).unwrap_or(path);
        let mut directories = within.split('/').rev().skip(1);
        if directories.any(|name| name.starts_with('.')) || path.ends_with(OUTPUT_MARKER) {
            return false;
        }
        !self.is_in_site(within) && !self.is_ignored(path, false)
    }

    /// Whether what stood in a directory of the workbook was read as part of it.
    pub(super) fn holds(&self, directory: &str) -> bool {
        if directory.is_empty() {
            return true;
        }
        let path = climb(self.prefix, directory);
        let entry = self.tree.get_path(Path::new(&path));
        let is_tree = entry.is_ok_and(|entry| entry.kind() == Some(ObjectType::Tree));
        let is_hidden = directory.split('/').any(|name| name.starts_with('.'));
        let below = format!("/{directory}/");
        is_tree && !is_hidden && !self.is_in_site(&below) && !self.is_ignored(&path, true)
    }

    /// Whether a directory above the path `within` the workbook was a built site.
    fn is_in_site(&self, within: &str) -> bool {
        let mut above = within.match_indices('/').map(|(at, _)| &within[..at]);
        above.any(|directory| {
            let marker = climb(self.prefix, &format!("{directory}/{OUTPUT_MARKER}"));
            !directory.is_empty() && self.tree.get_path(Path::new(&marker)).is_ok()
        })
    }

    /// Whether git would have ignored a path, had it not been added. So does whoever reads the disk.
    fn is_ignored(&self, path: &str, is_directory: bool) -> bool {
        let parts = path.match_indices('/').map(|(at, _)| (&path[..at], true));
        let mut parts = parts.chain([(path, is_directory)]);
        let mut ignores = self.ignores.borrow_mut();
        parts.any(|(part, is_directory)| {
            ignores.is_ignored(part, is_directory, |directory| self.gitignore(directory))
        })
    }

    fn gitignore(&self, directory: &str) -> Option<Gitignore> {
        let path = climb(directory, ".gitignore");
        let entry = self.tree.get_path(Path::new(&path)).ok()?;
        let entry = Some(entry).filter(|entry| is_file(entry.filemode()))?;
        let blob = self.repository.find_blob(entry.id()).ok()?;
        rules_of(blob.content()).ok()
    }
}
