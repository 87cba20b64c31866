//! What a build wrote: the list of its files, kept in the site's own marker file. What stands in a
//! site without being in its list is somebody else's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::{EmitError, is_site};
use crate::source::{OUTPUT_MARKER, parent};

/// What the marker file says above the list.
const HEADING: &str = "This directory was written by loopbook. It is replaced by the next build; \
                       files that are not in this list are kept.\n\n";

/// The files of a site, by their path from its top.
pub(super) struct Manifest {
    files: BTreeSet<String>,
}

/// What stands at a path of a site and is no file of ours.
pub(super) enum Foreign {
    /// A directory in which we have nothing.
    Directory(Metadata),
    /// Anything else: a file, a link, a socket.
    File,
}

impl Manifest {
    /// The list of these files.
    pub(super) const fn new(files: BTreeSet<String>) -> Self {
        Self { files }
    }

    /// The list of the site at `out`; empty where there is none.
    ///
    /// # Errors
    /// Where something else than a site stands there.
    pub(super) fn read(out: &Path) -> Result<Self, EmitError> {
        let is_free = match fs::read_dir(out) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::symlink_metadata(out).is_err()
            }
            Err(_) => false,
        };
        if is_free {
            return Ok(Self::new(BTreeSet::new()));
        }
        if !is_site(out) {
            return Err(EmitError::Foreign(out.display().to_string()));
        }
        let path = out.join(OUTPUT_MARKER);
        let text = fs::read_to_string(&path).map_err(EmitError::io(&path))?;
        let list = text.strip_prefix(HEADING).unwrap_or(&text);
        Ok(Self::new(list.lines().map(str::to_owned).collect()))
    }

    /// Writes the list into the site at `directory`.
    pub(super) fn write(&self, directory: &Path) -> Result<(), EmitError> {
        let mut text = String::from(HEADING);
        for file in &self.files {
            text.push_str(file);
            text.push('\n');
        }
        super::put(&directory.join(OUTPUT_MARKER), text.as_bytes())
    }

    /// Whether the file at `path` is ours.
    pub(super) fn lists(&self, path: &Path) -> bool {
        let Some(path) = path.to_str() else {
            return false;
        };
        let path = path.replace(std::path::MAIN_SEPARATOR, "/");
        path == OUTPUT_MARKER || self.files.contains(&path)
    }

    /// The directories that hold the files.
    pub(super) fn directories(&self) -> BTreeSet<&str> {
        self.files.iter().map(|file| parent(file)).collect()
    }

    /// What stands in the site at `top` and is not in this list, directories before what is in
    /// them. Links are not followed.
    pub(super) fn foreign(&self, top: &Path) -> Result<BTreeMap<PathBuf, Foreign>, EmitError> {
        let ours = self.ancestors();
        let mut found = BTreeMap::new();
        let mut ahead = vec![PathBuf::new()];
        while let Some(directory) = ahead.pop() {
            let full = top.join(&directory);
            let entries = match fs::read_dir(&full) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries.map_err(EmitError::io(&full))?,
            };
            for entry in entries {
                let entry = entry.map_err(EmitError::io(&full))?;
                let path = directory.join(entry.file_name());
                let is_directory = entry.file_type().map_err(EmitError::io(&full))?.is_dir();
                if is_directory {
                    ahead.push(path.clone());
                    if !ours.contains(path.as_path()) {
                        let metadata = entry.metadata().map_err(EmitError::io(&full))?;
                        found.insert(path, Foreign::Directory(metadata));
                    }
                } else if !self.lists(&path) {
                    found.insert(path, Foreign::File);
                }
            }
        }
        Ok(found)
    }

    /// Every directory above a file of ours.
    fn ancestors(&self) -> BTreeSet<&Path> {
        let mut found = BTreeSet::new();
        for directory in self.directories() {
            for above in Path::new(directory).ancestors() {
                if !found.insert(above) {
                    break;
                }
            }
        }
        found
    }
}
