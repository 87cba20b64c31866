//! Where the corpora and the sites of a benchmark stand.
//!
//! Everything is below one directory of the system's temporary directory. Without `--keep` it is
//! this process' own and goes away at the end; with `--keep` all runs share one. A corpus is
//! written beside its place and renamed when it is whole, and its name says its version and size:
//! what bears the name is complete.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use crate::corpus;

/// The directory of a benchmark.
pub(crate) struct Place {
    root: PathBuf,
    keep: bool,
}

impl Place {
    /// Makes the directory.
    pub(crate) fn new(keep: bool) -> io::Result<Self> {
        let name = if keep {
            "kept".to_owned()
        } else {
            process::id().to_string()
        };
        let root = env::temp_dir().join(format!("loopbook-throughput-{name}"));
        fs::create_dir_all(&root)?;
        Ok(Self { root, keep })
    }

    /// A workbook of so many documents, written now unless it is there.
    pub(crate) fn corpus(&self, documents: usize) -> io::Result<PathBuf> {
        let corpus = self
            .root
            .join(format!("corpus-v{}-{documents}", corpus::VERSION));
        if corpus.is_dir() {
            return Ok(corpus);
        }
        let staging = self.root.join(format!("staging-{}", process::id()));
        corpus::write(&staging, documents)?;
        fs::rename(&staging, &corpus)?;
        Ok(corpus)
    }

    /// The path for a site that nobody else writes.
    pub(crate) fn site(&self, name: &str) -> PathBuf {
        self.root.join(format!("site-{name}-{}", process::id()))
    }

    /// The directory, where it stays.
    pub(crate) fn kept(&self) -> Option<&Path> {
        self.keep.then_some(&self.root)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.keep {
            return;
        }
        if let Err(error) = fs::remove_dir_all(&self.root) {
            eprintln!("{} stays behind: {error}", self.root.display());
        }
    }
}
