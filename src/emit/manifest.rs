//! What a build wrote: the list of its files, kept in the site's own marker file.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{EmitError, is_site};
use crate::source::{OUTPUT_MARKER, parent};

/// What the marker file says above the list.
const HEADING: &str = "This directory was written by loopbook. It is replaced by the next build; \
                       files that are not in this list are kept.\n\n";

/// The files of a site, by their path from its top.
pub(super) struct Manifest {
    files: BTreeSet<String>,
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
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
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

    /// The directories that hold the files.
    pub(super) fn directories(&self) -> BTreeSet<&str> {
        self.files.iter().map(|file| parent(file)).collect()
    }

    /// Copies what stands in the site at `out` without being in its list into `staging`, where the
    /// site with the list `new` is being made.
    pub(super) fn carry_over(
        &self,
        out: &Path,
        new: &Self,
        staging: &Path,
    ) -> Result<(), EmitError> {
        let mut ahead = vec![String::new()];
        while let Some(directory) = ahead.pop() {
            let Ok(entries) = fs::read_dir(out.join(&directory)) else {
                continue;
            };
            for entry in entries {
                let entry = entry.map_err(EmitError::io(out))?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = if directory.is_empty() {
                    name
                } else {
                    format!("{directory}/{name}")
                };
                if entry.file_type().map_err(EmitError::io(out))?.is_dir() {
                    ahead.push(path);
                } else if path != OUTPUT_MARKER && !self.files.contains(&path) {
                    new.keep(&path, out, staging)?;
                }
            }
        }
        Ok(())
    }

    /// Copies one file that somebody else put into the old site.
    fn keep(&self, path: &str, out: &Path, staging: &Path) -> Result<(), EmitError> {
        if self.files.contains(path) {
            return Err(EmitError::InTheWay(path.to_owned()));
        }
        let target = staging.join(path);
        let directory = staging.join(parent(path));
        fs::create_dir_all(&directory).map_err(EmitError::io(&directory))?;
        fs::copy(out.join(path), &target).map_err(EmitError::io(&target))?;
        Ok(())
    }
}
