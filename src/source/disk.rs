//! A [`World`] on disk: the only file of the crate that reads the sources from it.
//!
//! Nothing is opened that is not a regular file beneath the root. Symbolic links are followed only
//! to files that lie beneath the root too; linked directories are passed over, since their
//! documents are read where they stand. Of git, only the `.gitignore` files of the repository
//! count: a person's own global excludes would make the same tree mean different things on
//! different machines.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};
use jiff::civil::Date;

use super::{
    Base, BaseError, Beside, Blind, CONFIG_FILE, ContentId, Entry, EntryKind, History, SourceError,
    World, git,
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

    fn classify(&self, path: &Path) -> Option<EntryKind> {
        let Ok(metadata) = fs::symlink_metadata(path) else {
            return Some(EntryKind::Unreadable);
        };
        if metadata.is_dir() {
            return None;
        }
        if metadata.is_file() {
            return Some(EntryKind::File {
                size: metadata.len(),
            });
        }
        if !metadata.is_symlink() {
            return Some(EntryKind::Special);
        }
        let Ok(target) = fs::canonicalize(path) else {
            return Some(EntryKind::Dangling);
        };
        if !target.starts_with(&self.root) {
            return Some(EntryKind::LeavesWorkbook);
        }
        match fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => None,
            Ok(metadata) if metadata.is_file() => Some(EntryKind::File {
                size: metadata.len(),
            }),
            Ok(_) => Some(EntryKind::Special),
            Err(_) => Some(EntryKind::Unreadable),
        }
    }

    /// What stands at an absolute path below the root; none for a directory.
    pub(super) fn entry(&self, path: &Path) -> Option<Entry> {
        let relative = path.strip_prefix(&self.root).ok()?;
        let kind = self.classify(path)?;
        let shown = relative.to_string_lossy();
        let kind = if relative.to_str().is_some() {
            kind
        } else {
            EntryKind::UnreadableName
        };
        Some(Entry {
            path: shown.replace(std::path::MAIN_SEPARATOR, "/"),
            kind,
        })
    }
}

impl World for Disk {
    fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        let in_repository = repository(&self.root).is_some();
        let walk = WalkBuilder::new(&self.root)
            .standard_filters(false)
            .git_ignore(true)
            .parents(in_repository)
            .require_git(false)
            .filter_entry(belongs_to_workbook)
            .build();
        let mut entries = Vec::new();
        for item in walk {
            match item {
                Ok(item) => {
                    check_ignores(&item)?;
                    entries.extend(self.entry(item.path()));
                }
                Err(error) => entries.push(self.unreadable(&error)?),
            }
        }
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        entries.dedup_by(|a, b| a.path == b.path);
        Ok(entries)
    }

    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        read_regular(&self.root.join(path), limit)
    }

    fn read_beside(&self, path: &str, limit: u64) -> Beside {
        let Some(repository) = repository(&self.root) else {
            return Beside::Outside;
        };
        // Where a path leads by its words decides before the disk is asked: what lies outside is
        // never looked at.
        let Some(full) = lexical(&self.root, path).filter(|full| belongs_to(full, repository))
        else {
            return Beside::Outside;
        };
        let full = match fs::canonicalize(&full) {
            Ok(full) if belongs_to(&full, repository) => full,
            Ok(_) => return Beside::Outside,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Beside::Missing,
            Err(_) => return Beside::Unreadable,
        };
        read_regular(&full, limit).map_or(Beside::Unreadable, Beside::File)
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

/// At most `limit` + 1 bytes of a regular file.
fn read_regular(full: &Path, limit: u64) -> io::Result<Vec<u8>> {
    if !fs::metadata(full)?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        ));
    }
    let file = File::open(full)?;
    let size = file.metadata()?.len().min(limit);
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The top of the repository that holds a directory, which is an absolute path; none where it stands in
/// no repository.
pub fn repository(directory: &Path) -> Option<&Path> {
    directory
        .ancestors()
        .find(|directory| directory.join(".git").exists())
}

/// Where `path` leads from `root` by its words alone.
fn lexical(root: &Path, path: &str) -> Option<PathBuf> {
    let mut full = root.to_path_buf();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => full.pop().then_some(())?,
            name => full.push(name),
        }
    }
    Some(full)
}

/// Whether `full` lies in the work tree at `repository`, and is no part of what git keeps for itself.
fn belongs_to(full: &Path, repository: &Path) -> bool {
    full.strip_prefix(repository)
        .is_ok_and(|below| below.iter().all(|part| part != ".git"))
}

impl Disk {
    /// A directory below the root that cannot be read is the workbook's fault and becomes a
    /// finding; the root itself is the machine's.
    fn unreadable(&self, error: &ignore::Error) -> Result<Entry, SourceError> {
        let path = failing_path(error).unwrap_or(&self.root);
        match path.strip_prefix(&self.root) {
            Ok(relative) if !relative.as_os_str().is_empty() => Ok(Entry {
                path: relative
                    .to_string_lossy()
                    .replace(std::path::MAIN_SEPARATOR, "/"),
                kind: EntryKind::Unreadable,
            }),
            _ => Err(SourceError::Io {
                path: self.root.display().to_string(),
                error: io::Error::other(error.to_string()),
            }),
        }
    }
}

/// What git ignores is nobody's business, so a list of it that is too large to be used as a whole must
/// not be passed over. A line that is no pattern ignores nothing, as in git.
fn check_ignores(item: &DirEntry) -> Result<(), SourceError> {
    if !item.error().is_some_and(loses_ignores) {
        return Ok(());
    }
    let why = "its patterns are too large together; name directories rather than each file";
    Err(SourceError::Io {
        path: item.path().join(".gitignore").display().to_string(),
        error: io::Error::other(why),
    })
}

fn loses_ignores(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Partial(errors) => errors.iter().any(loses_ignores),
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => loses_ignores(err),
        ignore::Error::Glob { glob, .. } => glob.is_none(),
        _ => false,
    }
}

fn failing_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            failing_path(err)
        }
        _ => None,
    }
}

fn belongs_to_workbook(entry: &DirEntry) -> bool {
    let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
    if entry.depth() == 0 || !is_directory {
        return entry.file_name() != OUTPUT_MARKER;
    }
    let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
    !hidden && !entry.path().join(OUTPUT_MARKER).exists()
}

/// The workbook's root: `start` or the nearest directory above it that holds a `workbook.yaml`.
pub fn find_root(start: &Path) -> Result<PathBuf, SourceError> {
    let shown = start.display().to_string();
    let start = fs::canonicalize(start).map_err(|error| SourceError::Io {
        path: shown.clone(),
        error,
    })?;
    start
        .ancestors()
        .find(|directory| directory.join(CONFIG_FILE).is_file())
        .map(Path::to_path_buf)
        .ok_or(SourceError::NoWorkbook(shown))
}
