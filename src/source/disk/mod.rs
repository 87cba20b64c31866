//! A [`World`] on disk: the only folder of the crate that reads the sources from it.
//!
//! Nothing is opened that is not a regular file beneath the root, and no link is followed to open it:
//! see [`beneath`]. Where links lead is told when the files are listed, without opening anything, and
//! a link is as good as what it leads to. Linked directories are not listed, since their documents
//! are read where they stand. Of git, only the `.gitignore` files of the repository count: a person's
//! own global excludes would make the same tree mean different things on different machines.

mod beneath;
mod listing;

use std::fs::{self, Metadata};
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use jiff::civil::Date;

use super::links::{Followed, Node, follow};
use super::{
    Base, BaseError, Beside, Blind, CONFIG_FILE, ContentId, Entry, History, SourceError, World,
    climb, git,
};

/// The file that marks a directory as a built site, which is never read as source.
pub const OUTPUT_MARKER: &str = ".loopbook-site";

/// A workbook's directory and the date.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
    today: Date,
    reads_history: bool,
}

impl Disk {
    /// The workbook at `root`, which holds a `workbook.yaml`, on the day `today`.
    pub fn open(root: &Path, today: Date) -> Result<Self, SourceError> {
        let root = fs::canonicalize(root).map_err(|error| SourceError::Io {
            path: root.display().to_string(),
            error,
        })?;
        Ok(Self {
            root,
            today,
            reads_history: true,
        })
    }

    /// The same workbook, of whose history nothing is read.
    #[must_use]
    pub fn without_history(self) -> Self {
        Self {
            reads_history: false,
            ..self
        }
    }

    /// The root as an absolute path without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the root lies in the repository that holds it: a path that ends in `/`, or nothing where
    /// it is the top, or there is no repository.
    pub fn place_in_repository(&self) -> String {
        let below = repository(&self.root).and_then(|top| self.root.strip_prefix(top).ok());
        let names = below
            .into_iter()
            .flatten()
            .map(|name| name.to_string_lossy());
        names.fold(String::new(), |place, name| place + &name + "/")
    }

    /// Whether its history may be read.
    pub(super) const fn reads_history(&self) -> bool {
        self.reads_history
    }

    /// Where the change started that leads from a revision to what is checked out here.
    ///
    /// # Errors
    /// Where that cannot be told.
    pub fn base(&self, revision: &str) -> Result<Base, BaseError> {
        Base::find(&self.root, revision)
    }

    /// The newest commit of the repository around the root; none where there is none.
    pub(super) fn head(&self) -> Option<ContentId> {
        self.reads_history.then(|| git::head(&self.root)).flatten()
    }
}

impl World for Disk {
    fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        listing::list(&self.root)
    }

    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        beneath::read(&self.root, path, limit)
    }

    fn read_beside(&self, path: &str, limit: u64) -> Beside {
        let Some(repository) = repository(&self.root) else {
            return Beside::Outside;
        };
        // Where a path leads by its words decides before the disk is asked: what lies outside is
        // never looked at.
        let path = climb(&self.place_in_repository(), path);
        let is_of_git = |path: &str| {
            path.split('/')
                .any(|name| name.eq_ignore_ascii_case(".git"))
        };
        if path.starts_with("../") || path == ".." || is_of_git(&path) {
            return Beside::Outside;
        }
        match follow(&path, |path| look(repository, path)) {
            Followed::To(place) if !is_of_git(&place) => {
                let bytes = beneath::read(repository, &place, limit);
                bytes.map_or(Beside::Unreadable, Beside::File)
            }
            Followed::To(_) | Followed::Leaves => Beside::Outside,
            Followed::Nowhere => Beside::Missing,
        }
    }

    fn today(&self) -> Date {
        self.today
    }

    fn history(&self, asked: &[String]) -> History {
        if self.reads_history {
            git::history(&self.root, asked)
        } else {
            History::unknown(Blind::NotRead)
        }
    }
}

/// What stands at `path` beneath `top`, seen without following it.
fn look(top: &Path, path: &str) -> Node {
    let full = top.join(path);
    match fs::symlink_metadata(&full) {
        Err(_) => Node::Nothing,
        Ok(metadata) if metadata.is_dir() => Node::Directory,
        Ok(metadata) if !metadata.is_symlink() => Node::File,
        Ok(_) => fs::read_link(&full).map_or(Node::Nothing, |target| link_to(&target, top)),
    }
}

/// A link in which `target` is written, seen from `top`.
fn link_to(target: &Path, top: &Path) -> Node {
    let text = |path: &Path| path.to_string_lossy().replace(MAIN_SEPARATOR, "/");
    if !target.has_root() {
        return Node::Link(text(target));
    }
    let below = target.strip_prefix(top);
    below.map_or(Node::Leaving, |below| Node::Rooted(text(below)))
}

/// What stands at a path of the disk, as far as it can be told without listing the workbook.
pub(super) enum Seen {
    /// A regular file of so many bytes.
    File(u64),
    /// A directory.
    Directory,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, a socket or a device.
    Special,
    /// What cannot be looked at.
    Unreadable,
    /// Nothing.
    Nothing,
}

impl Seen {
    /// What stands at an absolute path.
    pub(super) fn at(full: &Path) -> Self {
        let of = |metadata: Metadata| {
            if metadata.is_file() {
                Self::File(metadata.len())
            } else if metadata.is_dir() {
                Self::Directory
            } else if metadata.is_symlink() {
                Self::Link
            } else {
                Self::Special
            }
        };
        match fs::symlink_metadata(full) {
            Ok(metadata) => of(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::Nothing,
            Err(_) => Self::Unreadable,
        }
    }
}

/// Whether `directory` is a built site, which is never read as source. Of a directory that may not be
/// entered it is found out when it is listed.
pub(super) fn is_site(directory: &Path) -> bool {
    let marker = Seen::at(&directory.join(OUTPUT_MARKER));
    !matches!(marker, Seen::Nothing | Seen::Unreadable)
}

/// The top of the repository that holds a directory, which is an absolute path; none where it stands in
/// no repository.
pub fn repository(directory: &Path) -> Option<&Path> {
    directory
        .ancestors()
        .find(|directory| directory.join(".git").exists())
}

/// The workbook's root: `start` or the nearest directory above it that holds a `workbook.yaml`.
pub fn find_root(start: &Path) -> Result<PathBuf, SourceError> {
    let shown = start.display().to_string();
    let start = fs::canonicalize(start).map_err(|error| SourceError::Io {
        path: shown.clone(),
        error,
    })?;
    for directory in start.ancestors() {
        let config = directory.join(CONFIG_FILE);
        match fs::metadata(&config) {
            Ok(metadata) if metadata.is_file() => return Ok(directory.to_path_buf()),
            Ok(_) => {}
            Err(error) if is_absence(&error) => {}
            // A workbook further up is not the one that was meant.
            Err(error) => {
                let path = config.display().to_string();
                return Err(SourceError::Io { path, error });
            }
        }
    }
    Err(SourceError::NoWorkbook(shown))
}

/// Whether an error says that nothing stands at a path, also where a link leads nowhere.
fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
