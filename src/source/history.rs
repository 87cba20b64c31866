//! What history knows of some files, in types that know no git.
//!
//! A [`World`](super::World) is asked for the history of a few paths and answers with a
//! [`History`]: how much of it is known, and the versions of each path. Bytes are read only when
//! somebody asks for them. What is only in the working tree is no version: it is what the world's
//! own files say, and counts as the newest.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

/// The history of the paths that were asked for.
#[derive(Clone)]
pub struct History {
    extent: Extent,
    versions: Arc<HashMap<String, Vec<Version>>>,
    contents: Arc<dyn Contents>,
    /// Files that hold something else in this world than below it.
    uncommitted: HashSet<String>,
}

/// How much of history is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Nothing was asked, so nothing was looked at.
    NotAsked,
    /// From the first commit on.
    Whole,
    /// The clone is shallow: what came before is not here.
    Cut,
    /// Nothing.
    Unknown(Blind),
}

/// Why nothing is known of history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blind {
    /// It was not to be read.
    NotRead,
    /// The workbook lies in no repository.
    NoRepository,
    /// The repository has no work tree to which the workbook could belong.
    Bare,
    /// The repository belongs to somebody else, who could have written anything into it.
    Foreign,
    /// The repository is damaged, or of a kind that is not known.
    Unreadable,
    /// A commit on the way holds, or moves, more files than are looked through.
    TooLarge,
}

/// What a commit did to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Added it or changed what it holds.
    Written,
    /// Moved it as it was.
    Moved,
    /// Removed it.
    Removed,
    /// History is cut at this commit: what the file holds may be older.
    FirstKnown,
}

/// What a file holds, as a name for it: the same content has the same id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentId(pub(super) [u8; 20]);

/// A file as one commit left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The author's day, in the author's own time zone.
    pub on: Date,
    /// The author's e-mail address.
    pub author: String,
    /// The path it had, from the repository's root.
    pub path: String,
    /// What the commit did to it.
    pub change: Change,
    /// What it held; none where it was removed.
    pub content: Option<ContentId>,
    /// The place of the commit among all, oldest first: versions of two files can be put in order.
    pub order: usize,
}

/// Where the bytes of versions come from.
pub(super) trait Contents: Send + Sync {
    /// The bytes behind an id, unless they are more than a document may have.
    fn read(&self, content: ContentId) -> Option<Vec<u8>>;

    /// The bytes of the file at `path`, from the repository's root, in a commit.
    fn beside(&self, order: usize, path: &str) -> Option<Vec<u8>>;

    /// Whether the working tree holds something else at an asked path than the newest commit;
    /// none where that cannot be told.
    fn is_uncommitted(&self, path: &str) -> Option<bool>;
}

/// Where there is nothing to read.
struct Nothing;

impl Contents for Nothing {
    fn read(&self, _content: ContentId) -> Option<Vec<u8>> {
        None
    }

    fn beside(&self, _order: usize, _path: &str) -> Option<Vec<u8>> {
        None
    }

    fn is_uncommitted(&self, _path: &str) -> Option<bool> {
        None
    }
}

impl History {
    /// A history nobody asked for.
    pub fn not_asked() -> Self {
        Self::empty(Extent::NotAsked)
    }

    /// A history of which nothing is known.
    pub fn unknown(why: Blind) -> Self {
        Self::empty(Extent::Unknown(why))
    }

    fn empty(extent: Extent) -> Self {
        Self::new(extent, HashMap::new(), Arc::new(Nothing))
    }

    /// A history that is known as far as `extent` says. The versions of each asked path stand
    /// oldest first.
    pub(super) fn new(
        extent: Extent,
        versions: HashMap<String, Vec<Version>>,
        contents: Arc<dyn Contents>,
    ) -> Self {
        Self {
            extent,
            versions: Arc::new(versions),
            contents,
            uncommitted: HashSet::new(),
        }
    }

    /// Notes that this world holds something else at `path` than the one that was asked.
    pub(super) fn note_uncommitted(&mut self, path: &str) {
        self.uncommitted.insert(path.to_owned());
    }

    /// How much of it is known.
    pub const fn extent(&self) -> Extent {
        self.extent
    }

    /// Why it cannot tell everything, as the end of a sentence; none where it is whole.
    pub const fn gap(&self) -> Option<&'static str> {
        match self.extent {
            Extent::Whole => None,
            Extent::NotAsked => Some("history was not asked"),
            Extent::Cut => Some("history is cut, since the clone is shallow"),
            Extent::Unknown(Blind::NotRead) => Some("history was not to be read"),
            Extent::Unknown(Blind::NoRepository) => Some("the workbook is in no git repository"),
            Extent::Unknown(Blind::Bare) => Some("the git repository has no work tree"),
            Extent::Unknown(Blind::Foreign) => Some("the git repository belongs to somebody else"),
            Extent::Unknown(Blind::Unreadable) => Some("the git repository cannot be read"),
            Extent::Unknown(Blind::TooLarge) => {
                Some("commits of the git repository hold more files than are looked through")
            }
        }
    }

    /// Whether at least a part of it is known.
    pub const fn is_known(&self) -> bool {
        matches!(self.extent, Extent::Whole | Extent::Cut)
    }

    /// The committed versions of an asked path, oldest first. The path is today's, from the
    /// workbook's root; a file that was moved keeps its history.
    pub fn versions(&self, path: &str) -> &[Version] {
        self.versions.get(path).map_or(&[], Vec::as_slice)
    }

    /// The bytes of a version; none where it has none or they cannot be read.
    pub fn read(&self, version: &Version) -> Option<Vec<u8>> {
        self.contents.read(version.content?)
    }

    /// The bytes of another file, by its path from the repository's root, in the commit of a
    /// version.
    pub fn read_beside(&self, version: &Version, path: &str) -> Option<Vec<u8>> {
        self.contents.beside(version.order, path)
    }

    /// Whether the working tree holds something else at an asked path than the newest commit;
    /// none where that cannot be told.
    pub fn is_uncommitted(&self, path: &str) -> Option<bool> {
        if self.uncommitted.contains(path) {
            return Some(true);
        }
        self.contents.is_uncommitted(path)
    }
}

impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("History")
            .field("extent", &self.extent)
            .field("versions", &self.versions)
            .finish_non_exhaustive()
    }
}
