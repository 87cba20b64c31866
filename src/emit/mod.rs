//! Writes a site: the only place of the crate that does.
//!
//! The site is written whole beside the old one and then swapped in with two renames, so a build
//! that fails or is killed leaves the old site as it was, and the new one holds no file of the old.
//! Between the two renames there is a moment without a site; no file system offers an exchange of
//! directories everywhere. What this program did not write is never deleted: files that somebody
//! put into the site are carried over, and a directory that is no site is left alone.

mod manifest;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::audience::{ContentHash, MAX_FILE, PublicFiles, publishable};
use crate::site::{Asset, AssetContent, Page, Side, Site, SiteError};
use crate::source::{CONFIG_FILE, OUTPUT_MARKER, World};
use manifest::Manifest;

/// What keeps a site from being written.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// A template of the workbook does not work.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The output directory exists and is no site.
    #[error(
        "`{0}` exists and is not a site that loopbook wrote; move it away, or choose another directory with --out"
    )]
    Foreign(String),
    /// The output directory would hold the workbook.
    #[error(
        "the site cannot be written to `{0}`, which holds the workbook itself; choose another directory with --out"
    )]
    HoldsWorkbook(String),
    /// Somebody put a file where the site has one of its own.
    #[error(
        "`{0}` was put into the site by hand where the site has a file of its own; move it away"
    )]
    InTheWay(String),
    /// A file that documents link is too large to be copied.
    #[error("`{0}` is larger than 256 MiB and is not copied; link it from where it is kept")]
    TooLarge(String),
    /// A file that is published is not the one that was judged.
    #[error("`{0}` was changed while the site was being built; build again")]
    Changed(String),
    /// Another build of this workbook is under way.
    #[error("another build of this workbook is under way")]
    Locked,
    /// The operating system refused something.
    #[error("cannot write `{path}`: {error}")]
    Io {
        /// What was to be written.
        path: String,
        /// What the system said.
        error: io::Error,
    },
}

impl EmitError {
    fn io(path: &Path) -> impl Fn(io::Error) -> Self + use<> {
        let path = path.display().to_string();
        move |error| Self::Io {
            path: path.clone(),
            error,
        }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// Public pages.
    pub public: usize,
    /// Private pages.
    pub private: usize,
}

/// Writes `site`, made of the workbook at `root`, to the directory `out`.
///
/// # Errors
/// Where the machine fails or something that is not ours stands in the way; the old site is then
/// as it was.
pub fn write(
    site: &Site<'_>,
    public_files: &PublicFiles,
    world: &dyn World,
    root: &Path,
    out: &Path,
) -> Result<Written, EmitError> {
    let out = absolute(out)?;
    if root.starts_with(&out) {
        return Err(EmitError::HoldsWorkbook(out.display().to_string()));
    }
    let lock = File::open(root.join(CONFIG_FILE)).map_err(EmitError::io(root))?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => return Err(EmitError::Locked),
        // A file system without locks cannot tell; one build is still safe.
        Ok(()) | Err(TryLockError::Error(_)) => {}
    }
    let old = Manifest::read(&out)?;
    let staging = beside(&out, "staging");
    remove(&staging)?;
    let pages = site.pages();
    let files: BTreeSet<String> = pages
        .iter()
        .map(|page| place(page.side, page.output.as_str()))
        .chain(
            site.assets()
                .iter()
                .map(|asset| place(asset.side, asset.output.as_str())),
        )
        .collect();
    let new = Manifest::new(files);
    let written = fill(site, public_files, world, &pages, &new, &staging).and_then(|()| {
        old.carry_over(&out, &new, &staging)?;
        new.write(&staging)?;
        swap(&staging, &out)
    });
    if let Err(error) = written {
        // What cannot be removed now is removed by the next build.
        let _ = fs::remove_dir_all(&staging);
        return Err(error);
    }
    let count = |side| pages.iter().filter(|page| page.side == side).count();
    Ok(Written {
        public: count(Side::Public),
        private: count(Side::Private),
    })
}

/// The path of a file of the site from the site's top.
fn place(side: Side, output: &str) -> String {
    format!("{}/{output}", side.word())
}

/// Writes every page and file below `staging`.
fn fill(
    site: &Site<'_>,
    public_files: &PublicFiles,
    world: &dyn World,
    pages: &[Page],
    manifest: &Manifest,
    staging: &Path,
) -> Result<(), EmitError> {
    for directory in manifest.directories() {
        let directory = staging.join(directory);
        fs::create_dir_all(&directory).map_err(EmitError::io(&directory))?;
    }
    pages.par_iter().try_for_each(|page| {
        let html = site.render(page)?;
        put(
            &staging.join(place(page.side, page.output.as_str())),
            html.as_bytes(),
        )
    })?;
    site.assets().par_iter().try_for_each(|asset| {
        let target = staging.join(place(asset.side, asset.output.as_str()));
        let bytes = content(asset, public_files, world)?;
        put(&target, &bytes)
    })
}

/// The bytes of a file of the site: on the public side cleaned, and only those that were judged.
fn content<'a>(
    asset: &Asset<'a>,
    public_files: &PublicFiles,
    world: &dyn World,
) -> Result<Cow<'a, [u8]>, EmitError> {
    let path = match asset.content {
        AssetContent::Text(text) => return Ok(Cow::Borrowed(text.as_bytes())),
        AssetContent::File(path) => path,
    };
    if asset.side == Side::Public {
        let judged = public_files
            .get(path)
            .and_then(|judged| judged.as_ref().ok());
        let cleaned = publishable(path, world).ok();
        let same = cleaned.filter(|cleaned| {
            judged.is_some_and(|judged| judged.hash == ContentHash::of(&cleaned.bytes))
        });
        let cleaned = same.ok_or_else(|| EmitError::Changed(path.to_owned()))?;
        return Ok(Cow::Owned(cleaned.bytes));
    }
    let bytes = world
        .read(path, MAX_FILE)
        .map_err(EmitError::io(Path::new(path)))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(EmitError::TooLarge(path.to_owned()));
    }
    Ok(Cow::Owned(bytes))
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), EmitError> {
    fs::write(path, bytes).map_err(EmitError::io(path))
}

/// Puts `staging` where `out` is.
fn swap(staging: &Path, out: &Path) -> Result<(), EmitError> {
    let old = beside(out, "old");
    remove(&old)?;
    if out.exists() {
        fs::rename(out, &old).map_err(EmitError::io(out))?;
    }
    if let Err(error) = fs::rename(staging, out) {
        // Put the old site back; there is nothing better to do if that fails too.
        let _ = fs::rename(&old, out);
        return Err(EmitError::io(out)(error));
    }
    remove(&old)
}

/// A directory beside `out` that only builds use.
fn beside(out: &Path, what: &str) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!(".{name}.loopbook-{what}"))
}

fn remove(directory: &Path) -> Result<(), EmitError> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(EmitError::io(directory)(error))
        }
        _ => Ok(()),
    }
}

/// `out` without symbolic links, as far as it exists; its parent is made.
fn absolute(out: &Path) -> Result<PathBuf, EmitError> {
    let full = std::path::absolute(out).map_err(EmitError::io(out))?;
    let (Some(parent), Some(name)) = (full.parent(), full.file_name()) else {
        return Err(EmitError::Foreign(out.display().to_string()));
    };
    fs::create_dir_all(parent).map_err(EmitError::io(parent))?;
    Ok(fs::canonicalize(parent)
        .map_err(EmitError::io(parent))?
        .join(name))
}

/// Whether `directory` is a site that this program wrote.
fn is_site(directory: &Path) -> bool {
    directory.join(OUTPUT_MARKER).is_file()
}
