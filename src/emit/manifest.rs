//! What a build wrote: the list of its files with their hashes, kept in the site's own marker file.
//!
//! The list is no proof: a stranger's pull request can bring one. It says which files *may* be a
//! build's own; that they are, their bytes must show.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::{EmitError, LEDGER, is_site, open};
use crate::audience::ContentHash;
use crate::source::OUTPUT_MARKER;

/// What the marker file says above the list.
const HEADING: &str = "This directory was written by loopbook. It is replaced by the next build; \
                       files that are not in this list, or not as they are listed, are kept.\n\n";

/// The most bytes of a list.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// The files of a site, by their path from its top.
#[derive(Debug)]
pub(super) struct Manifest {
    files: BTreeMap<String, ContentHash>,
}

impl Manifest {
    /// The list of these files.
    pub(super) const fn new(files: BTreeMap<String, ContentHash>) -> Self {
        Self { files }
    }

    /// The list of the site at `out`; empty where there is none.
    ///
    /// # Errors
    /// Where something else than a site stands there.
    pub(super) fn read(out: &Path) -> Result<Self, EmitError> {
        let empty = || Ok(Self::new(BTreeMap::new()));
        let foreign = || Err(EmitError::Foreign(out.display().to_string()));
        match fs::symlink_metadata(out) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return empty(),
            Ok(metadata) if metadata.is_dir() => {}
            _ => return foreign(),
        }
        if !is_site(out) {
            let is_empty = fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
            return if is_empty { empty() } else { foreign() };
        }
        let path = out.join(OUTPUT_MARKER);
        let (bytes, _) = open::read(&path, MOST_BYTES).map_err(EmitError::io(&path))?;
        let text = String::from_utf8_lossy(&bytes);
        let row = |line: &str| {
            let (hash, path) = line.split_once(' ')?;
            Some((path.to_owned(), ContentHash::from_hex(hash)?))
        };
        Ok(Self::new(text.lines().filter_map(row).collect()))
    }

    /// Writes the list into the site at `directory`.
    pub(super) fn write(&self, directory: &Path) -> Result<(), EmitError> {
        let mut text = String::from(HEADING);
        for (file, hash) in &self.files {
            text.push_str(&hash.hex());
            text.push(' ');
            text.push_str(file);
            text.push('\n');
        }
        super::put(&directory.join(OUTPUT_MARKER), text.as_bytes())
    }

    /// The hash that the list gives for the file at `path`.
    pub(super) fn hash(&self, path: &Path) -> Option<ContentHash> {
        self.files.get(&with_slashes(path)?).copied()
    }

    /// Whether every site, or this one, has a file of its own at `path`.
    pub(super) fn lists(&self, path: &Path) -> bool {
        with_slashes(path).is_some_and(|path| {
            [OUTPUT_MARKER, LEDGER].contains(&&*path) || self.files.contains_key(&path)
        })
    }

    /// Whether the site has a file at `path` or below it.
    pub(super) fn reaches(&self, path: &Path) -> bool {
        let below = |path: &String| {
            let start = format!("{path}/");
            let mut following = self.files.range(start.clone()..);
            let is_below = following
                .next()
                .is_some_and(|(file, _)| file.starts_with(&start));
            is_below || LEDGER.starts_with(&start)
        };
        self.lists(path) || with_slashes(path).is_some_and(|path| below(&path))
    }
}

/// `path` as the list writes it.
fn with_slashes(path: &Path) -> Option<String> {
    Some(path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/"))
}
