//! What of a directory belongs to the workbook.

use std::collections::HashSet;
use std::io;
use std::path::{MAIN_SEPARATOR, Path};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder};

use super::{OUTPUT_MARKER, Seen, beneath, is_site, look, repository};
use crate::source::ignores::{Ignores, rules_of};
use crate::source::links::{add_links, follow};
use crate::source::{Entry, EntryKind, SourceError, climb};

/// The largest `.gitignore` file that is read, in bytes.
const MAX_IGNORE_FILE: u64 = 1024 * 1024;

/// Every file below `root` that belongs to the workbook, sorted by path.
pub(super) fn list(root: &Path) -> Result<Vec<Entry>, SourceError> {
    let ignored = Arc::new(Mutex::new(Ignored::at(root)));
    let judge = Arc::clone(&ignored);
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .filter_entry(move |entry| belongs_to_workbook(entry, &judge))
        .build();
    let mut entries = Vec::new();
    let mut links = Vec::new();
    let mut directories = HashSet::new();
    for item in walk {
        let item = match item {
            Ok(item) => item,
            Err(error) => {
                entries.push(unreadable(&error, root)?);
                continue;
            }
        };
        let Some(path) = below(item.path(), root) else {
            continue;
        };
        let is_text = item.path().to_str().is_some();
        match Seen::at(item.path()) {
            Seen::Directory => {
                directories.insert(path);
            }
            _ if !is_text => entries.push(Entry::new(path, EntryKind::UnreadableName)),
            Seen::File(size) => entries.push(Entry::new(path, EntryKind::File { size })),
            Seen::Link => links.push(path),
            Seen::Special => entries.push(Entry::new(path, EntryKind::Special)),
            Seen::Unreadable | Seen::Nothing => {
                entries.push(Entry::new(path, EntryKind::Unreadable));
            }
        }
    }
    let mut ignored = ignored.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(fault) = ignored.fault.take() {
        return Err(fault);
    }
    entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    entries.dedup_by(|a, b| a.path == b.path);
    let links = links.into_iter().map(|path| {
        let followed = follow(&path, |path| look(root, path));
        (path, followed)
    });
    add_links(&mut entries, links, |path| directories.contains(path));
    Ok(entries)
}

/// The path of `full` from `root`, as well as it can be shown; the empty path is the root.
fn below(full: &Path, root: &Path) -> Option<String> {
    let path = full.strip_prefix(root).ok()?.to_string_lossy();
    Some(path.replace(MAIN_SEPARATOR, "/"))
}

/// A directory below the root that cannot be read is the workbook's fault and becomes a
/// finding; the root itself is the machine's.
fn unreadable(error: &ignore::Error, root: &Path) -> Result<Entry, SourceError> {
    match failing_path(error).and_then(|path| below(path, root)) {
        Some(path) if !path.is_empty() => Ok(Entry::new(path, EntryKind::Unreadable)),
        _ => Err(SourceError::Io {
            path: root.display().to_string(),
            error: io::Error::other(error.to_string()),
        }),
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

fn belongs_to_workbook(entry: &DirEntry, ignored: &Mutex<Ignored>) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
    let name = entry.file_name();
    if name == OUTPUT_MARKER || is_directory && name.as_encoded_bytes().starts_with(b".") {
        return false;
    }
    let mut ignored = ignored.lock().unwrap_or_else(PoisonError::into_inner);
    let is_out =
        ignored.is_ignored(entry.path(), is_directory) || (is_directory && is_site(entry.path()));
    !is_out
}

/// What git ignores, by the `.gitignore` files from the top of the repository on; or of the workbook,
/// where there is no repository.
struct Ignored {
    top: std::path::PathBuf,
    ignores: Ignores,
    /// The first of the files that could not be read: what it hides is not known then.
    fault: Option<SourceError>,
}

impl Ignored {
    fn at(root: &Path) -> Self {
        Self {
            top: repository(root).unwrap_or(root).to_path_buf(),
            ignores: Ignores::default(),
            fault: None,
        }
    }

    fn is_ignored(&mut self, full: &Path, is_directory: bool) -> bool {
        let Some(path) = below(full, &self.top) else {
            return true;
        };
        let (top, fault) = (&self.top, &mut self.fault);
        self.ignores.is_ignored(&path, is_directory, |directory| {
            read_rules(top, directory).unwrap_or_else(|error| {
                fault.get_or_insert(error);
                None
            })
        })
    }
}

/// The rules of the `.gitignore` file of a directory beneath `top`, if it has one.
fn read_rules(top: &Path, directory: &str) -> Result<Option<Gitignore>, SourceError> {
    let path = climb(directory, ".gitignore");
    let refused = |error: io::Error| SourceError::Io {
        path: path.clone(),
        error,
    };
    let is_shut = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
    let why = match Seen::at(&top.join(&path)) {
        Seen::Nothing | Seen::Directory => return Ok(None),
        Seen::Link => "it is a symbolic link, which git does not follow; put the file in its place",
        // Nothing can be read in a directory that may not be entered.
        Seen::Unreadable if beneath::read(top, &path, 0).is_err_and(|error| is_shut(&error)) => {
            return Ok(None);
        }
        Seen::File(size) if size > MAX_IGNORE_FILE => "it is larger than 1 MiB",
        _ => {
            let text = beneath::read(top, &path, MAX_IGNORE_FILE).map_err(refused)?;
            let why = "its patterns are too large together; name directories rather than each file";
            let too_large = |_| refused(io::Error::other(why));
            let rules = rules_of(&text).map_err(too_large)?;
            return Ok(Some(rules));
        }
    };
    Err(refused(io::Error::other(why)))
}
