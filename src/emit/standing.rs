//! What stands in a site that is about to be replaced.
//!
//! Nothing that the site says of itself is believed: a stranger's pull request can bring a whole one,
//! with its list and its ledger. A file is a build's own where it is listed *and* has just the listed
//! bytes; everything else is somebody else's, and on the public side only regular files count as
//! that. Links are never followed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::manifest::Manifest;
use super::{EmitError, LEDGER, open};
use crate::audience::ContentHash;
use crate::site::Side;
use crate::source::{CONFIG_FILE, OUTPUT_MARKER};

/// What Finder and Explorer leave in directories that they show. It lists the files around it, and
/// comes back by itself.
const LEFT_BY_SYSTEMS: [&str; 2] = [".DS_Store", "Thumbs.db"];

/// Everything in a site but its marker file, by its path from the top; directories come before what
/// is in them.
#[derive(Debug)]
pub(super) struct Standing {
    entries: BTreeMap<PathBuf, Entry>,
}

#[derive(Debug)]
struct Entry {
    what: What,
    stamp: Stamp,
}

/// What stands at a path of a site.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A file that a build wrote, as it wrote it.
    Ours(ContentHash),
    /// A regular file that is not in the list.
    File,
    /// One that is, with other bytes: somebody changed it since, or the list is not a build's. It is
    /// somebody else's, but gives way to a file of the new site. A ledger is always in the list.
    Changed,
    /// A directory in which nothing is ours.
    Directory(Metadata),
    /// What is no file of its own: a link, a pipe, a socket, a device. On the public side also a file
    /// that has another name elsewhere, and what the system leaves in directories.
    Other,
}

/// What changes when a file does.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    identity: Option<(u64, u64)>,
}

impl Standing {
    /// What stands at `top`, whose marker file holds the list `listed`. What `known` knows already, and
    /// what has not changed since, is not read again.
    pub(super) fn of(
        top: &Path,
        listed: &Manifest,
        known: Option<&Self>,
    ) -> Result<Self, EmitError> {
        let found = walk(top)?;
        let judge = |(path, metadata): &(PathBuf, Metadata)| {
            let stamp = Stamp::of(metadata);
            let known = known.and_then(|known| known.entries.get(path));
            let known = known.filter(|known| known.stamp == stamp && metadata.is_file());
            let what = match known {
                Some(known) => known.what.clone(),
                None => what(top, path, metadata, listed),
            };
            (path.clone(), Entry { what, stamp })
        };
        let entries: BTreeMap<PathBuf, Entry> = found.par_iter().map(judge).collect();
        let mut standing = Self { entries };
        standing.leave_out_our_directories();
        standing.tell_shared(&found);
        Ok(standing)
    }

    /// What stands there, directories before what is in them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Path, &What)> {
        let entries = self.entries.iter();
        entries.map(|(path, entry)| (path.as_path(), &entry.what))
    }

    /// The hash of the file at `path`, where it is ours.
    pub(super) fn ours(&self, path: &Path) -> Option<ContentHash> {
        match self.entries.get(path)?.what {
            What::Ours(hash) => Some(hash),
            _ => None,
        }
    }

    /// The directory in the site that is a workbook, where there is one.
    pub(super) fn workbook(&self) -> Option<&Path> {
        let paths = self.iter().map(|(path, _)| path);
        let mut configs = paths.filter(|path| path.file_name().is_some_and(|it| it == CONFIG_FILE));
        configs.next().and_then(Path::parent)
    }

    /// A directory above a file of ours is ours.
    fn leave_out_our_directories(&mut self) {
        let mut above = HashSet::new();
        let ours = self
            .iter()
            .filter(|(_, what)| matches!(what, What::Ours(_)));
        for (path, _) in ours {
            for directory in path.ancestors().skip(1) {
                if !above.insert(directory.to_owned()) {
                    break;
                }
            }
        }
        self.entries.retain(|path, entry| {
            !matches!(entry.what, What::Directory(_)) || !above.contains(path)
        });
    }

    /// Tells which files of the public side have another name outside of it: what stands there is
    /// another file's text, and changes with it.
    fn tell_shared(&mut self, found: &[(PathBuf, Metadata)]) {
        let mut names: HashMap<(u64, u64), u64> = HashMap::new();
        let is_candidate = |path: &Path, metadata: &Metadata| {
            metadata.is_file() && in_public(path).is_some_and(|below| !is_of_git(below))
        };
        let candidates = found
            .iter()
            .filter(|(path, metadata)| is_candidate(path, metadata) && links(metadata) > 1);
        let candidates: Vec<_> = candidates
            .filter_map(|(path, metadata)| Some((path, metadata, identity(metadata)?)))
            .collect();
        for (_, _, identity) in &candidates {
            *names.entry(*identity).or_default() += 1;
        }
        for (path, metadata, identity) in candidates {
            let is_elsewhere = names.get(&identity).is_none_or(|&of| of < links(metadata));
            let entry = self.entries.get_mut(path).filter(|_| is_elsewhere);
            if let Some(entry) = entry.filter(|entry| !matches!(entry.what, What::Ours(_))) {
                entry.what = What::Other;
            }
        }
    }
}

/// The path below the public side, where `path` is on it. The public side itself is on it too.
pub(super) fn in_public(path: &Path) -> Option<&Path> {
    path.strip_prefix(Side::Public.word()).ok()
}

/// Whether a path below the public side is git's own. No pull request can bring it: git lets nobody
/// commit it.
pub(super) fn is_of_git(below: &Path) -> bool {
    below.starts_with(".git")
}

fn what(top: &Path, path: &Path, metadata: &Metadata, listed: &Manifest) -> What {
    if metadata.is_dir() {
        return What::Directory(metadata.clone());
    }
    if !metadata.is_file() {
        return What::Other;
    }
    if let Some(hash) = listed.hash(path) {
        // What cannot be read is not known to be ours.
        let read = open::regular(&top.join(path)).and_then(|(file, _)| ContentHash::read(file));
        return match read {
            Ok(read) if read == hash => What::Ours(hash),
            _ => What::Changed,
        };
    }
    if path == Path::new(LEDGER) {
        return What::Changed;
    }
    let name = path.file_name().and_then(|name| name.to_str());
    let is_left = name.is_some_and(|name| LEFT_BY_SYSTEMS.contains(&name));
    if is_left && in_public(path).is_some() {
        return What::Other;
    }
    What::File
}

/// Everything below `top` but its marker file.
fn walk(top: &Path) -> Result<Vec<(PathBuf, Metadata)>, EmitError> {
    let mut found = Vec::new();
    let mut ahead = vec![PathBuf::new()];
    while let Some(directory) = ahead.pop() {
        let full = top.join(&directory);
        let entries = match fs::read_dir(&full) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.map_err(EmitError::io(&full))?,
        };
        for entry in entries {
            let entry = entry.map_err(EmitError::io(&full))?;
            let metadata = entry.metadata().map_err(EmitError::io(&full))?;
            let mut path = directory.join(entry.file_name());
            if directory.as_os_str().is_empty() {
                if path == Path::new(OUTPUT_MARKER) {
                    continue;
                }
                if is_public_side(top, &path, &metadata) {
                    path = PathBuf::from(Side::Public.word());
                }
            }
            if metadata.is_dir() {
                ahead.push(path.clone());
            }
            found.push((path, metadata));
        }
    }
    Ok(found)
}

/// Whether the public side is found under the name `name`, which may be spelled in another way.
fn is_public_side(top: &Path, name: &Path, metadata: &Metadata) -> bool {
    if cfg!(not(unix)) {
        return name.as_os_str().eq_ignore_ascii_case(Side::Public.word());
    }
    let public = fs::symlink_metadata(top.join(Side::Public.word()));
    public.is_ok_and(|public| {
        !metadata.is_file() && identity(&public).is_some_and(|it| Some(it) == identity(metadata))
    })
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            identity: identity(metadata),
        }
    }
}

/// Which file it is, where the system tells.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "other systems do not tell")]
pub(super) fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
pub(super) const fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// How many names the file has.
#[cfg(unix)]
fn links(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
const fn links(_: &Metadata) -> u64 {
    1
}
