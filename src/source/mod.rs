//! Where the text comes from: the [`World`], its files, their history and the date.
//!
//! The compiler reads files, history and the date through a [`World`] only, so that the command
//! line, tests, git revisions and (later) editors all run the same code. The files of `disk/` are the
//! only ones of the crate that read the disk, those of `git/` the only ones that name git2.

mod disk;
mod files;
mod git;
mod history;
mod ignores;
mod links;
mod memory;
mod overlay;
mod path;
mod walk;
mod watched;

use jiff::civil::Date;

pub use disk::{Disk, OUTPUT_MARKER, find_root, repository};
pub use files::{Files, Position, SourceFile};
pub use git::{Base, BaseError, Revision};
pub use history::{Blind, Change, ContentId, Extent, History, Version};
pub use memory::{Memory, MemoryCommit};
pub use overlay::Overlay;
pub use path::{Escape, climb, parent, relative, resolve};
pub use watched::Watched;

/// The name of the file that makes a directory a workbook (language, section 1).
pub const CONFIG_FILE: &str = "workbook.yaml";

/// The name of the file that lists the findings which a workbook may have for a while (language,
/// section 7).
pub const KNOWN_FILE: &str = "known-findings.yaml";

/// The largest document the compiler reads, in bytes (rule `unreadable-file`).
pub const MAX_DOCUMENT: u64 = 2 * 1024 * 1024;

/// What stands at a path of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file of so many bytes, or a link to one that belongs to the workbook.
    File {
        /// The size in bytes.
        size: u64,
    },
    /// A symbolic link to a directory of the workbook. What stands in it is read where it stands.
    Directory,
    /// A symbolic link that leads out of the workbook.
    LeavesWorkbook,
    /// A symbolic link to what lies beneath the root and is no part of the workbook.
    NoPart,
    /// A symbolic link to nothing, or in a circle.
    Dangling,
    /// A pipe, a socket or a device.
    Special,
    /// A directory or file that could not be looked at.
    Unreadable,
    /// A file whose name is not UTF-8; the entry's path shows it as well as it can.
    UnreadableName,
}

/// One file below the workbook's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path from the root, with forward slashes.
    pub path: String,
    /// What stands there.
    pub kind: EntryKind,
    /// The path that a symbolic link leads to in the end, where that lies beneath the root.
    pub leads_to: Option<String>,
}

impl Entry {
    /// What stands at `path` itself.
    pub const fn new(path: String, kind: EntryKind) -> Self {
        Self {
            path,
            kind,
            leads_to: None,
        }
    }

    /// Where the file itself stands. What is decided about an entry is decided about what stands
    /// there, and that is what is read.
    pub fn place(&self) -> &str {
        self.leads_to.as_deref().unwrap_or(&self.path)
    }

    /// Whether it is a symbolic link.
    pub const fn is_link(&self) -> bool {
        let is_lost = matches!(self.kind, EntryKind::LeavesWorkbook | EntryKind::Dangling);
        self.leads_to.is_some() || is_lost
    }
}

/// What is wrong with the machine: a finding's counterpart for everything that is not the
/// workbook's fault.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// No `workbook.yaml` here or in any directory above.
    #[error(
        "there is no workbook at `{0}`, nor in a directory above it: no {CONFIG_FILE} was found"
    )]
    NoWorkbook(String),
    /// The operating system refused something.
    #[error("cannot read `{path}`: {error}")]
    Io {
        /// What was to be read.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
}

/// What stands at a path that leads out of the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// A regular file of the workbook's repository; at most so many of its bytes as were asked for,
    /// and one more.
    File(Vec<u8>),
    /// Nothing, within the repository.
    Missing,
    /// What lies outside of the repository, whatever it is; or there is no repository.
    Outside,
    /// What is no regular file, or cannot be read.
    Unreadable,
}

/// The files, their history and the date that a compilation sees.
pub trait World: Sync {
    /// Every file below the root that belongs to the workbook, sorted by path: nothing in
    /// directories whose name starts with a dot, in a built site, or that git ignores.
    fn entries(&self) -> Result<Vec<Entry>, SourceError>;

    /// The bytes of the file at `path`, which stood in [`World::entries`] and is no link; at most
    /// `limit` + 1 of them, so that a caller can tell that there are too many.
    fn read(&self, path: &str, limit: u64) -> std::io::Result<Vec<u8>>;

    /// What stands at `path`, which leads from the workbook's root to another place of its
    /// repository, such as `../prompts/brief.txt`; never what lies outside of that. A world has
    /// nothing beside it unless it says so.
    fn read_beside(&self, path: &str, limit: u64) -> Beside {
        let _ = (path, limit);
        Beside::Outside
    }

    /// The date that counts as today (`--as-of`).
    fn today(&self) -> Date;

    /// The history of the files at `asked`, by their paths from the workbook's root; `../` leads
    /// out of the workbook to other files of its repository. A world has none unless it says so.
    fn history(&self, asked: &[String]) -> History {
        let _ = asked;
        History::unknown(Blind::NoRepository)
    }

    /// Whether the file at `path` is known to hold what it holds in the world from which this one was
    /// derived, so that whoever has read it there need not read it again.
    fn is_unchanged(&self, path: &str) -> bool {
        let _ = path;
        false
    }
}
