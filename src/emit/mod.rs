//! Writes a site: the only place of the crate that does.
//!
//! The site is written whole beside the old one and then takes its place in one step, so a build
//! that fails or is killed leaves the old site as it was, and the new one holds no file of the old.
//! What is public passes through memory once: it is rendered or cleaned, searched for what must not
//! be public, hashed, and written; the ledger of it is part of the same site. What this program did not write is never deleted: files
//! that somebody put into the site are carried over, and a directory that is no site is left alone.

mod foreign;
mod lock;
mod manifest;
mod place;
mod search;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::thread;

use rayon::prelude::*;

use crate::Laps;
use crate::audience::{
    Care, ContentHash, Guard, Leak, Ledger, LedgerChange, MAX_FILE, Provenance, PublicFiles,
    publishable,
};
use crate::site::{Asset, AssetContent, Page, Side, Site, SiteError};
use crate::source::{OUTPUT_MARKER, World};
use lock::Lock;
use manifest::Manifest;
use place::Place;

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
    /// A file of the public side holds what must not be public.
    #[error("{0}; the site was not written")]
    Leak(Leak),
    /// The index of the search cannot be made.
    #[error("cannot make the search: {0}")]
    Search(String),
    /// Another build is writing the same site.
    #[error("another build is writing this site")]
    Locked,
    /// The list of what is public cannot be written.
    #[error("cannot write the ledger: {0}")]
    Ledger(serde_json::Error),
    /// The operating system refused to remove something.
    #[error("cannot remove `{path}`: {error}")]
    Remove {
        /// What was to be removed.
        path: String,
        /// What the system said.
        error: io::Error,
    },
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
    fn in_the_way(path: &Path) -> Self {
        Self::InTheWay(path.display().to_string())
    }

    fn removing(path: &Path) -> impl Fn(io::Error) -> Self + use<> {
        let path = path.display().to_string();
        move |error| Self::Remove {
            path: path.clone(),
            error,
        }
    }

    fn io(path: &Path) -> impl Fn(io::Error) -> Self + use<> {
        let path = path.display().to_string();
        move |error| Self::Io {
            path: path.clone(),
            error,
        }
    }
}

/// What a site is made of.
#[derive(Clone, Copy)]
pub struct Material<'m> {
    /// Its pages, and the list of its files.
    pub site: &'m Site<'m>,
    /// The files that public text takes along, as they were judged.
    pub files: &'m PublicFiles,
    /// Why what is public is public.
    pub provenance: &'m Provenance,
    /// What must not be public, and how to find it.
    pub guard: &'m Guard,
    /// Where files are copied from.
    pub world: &'m dyn World,
    /// The workbook's directory.
    pub root: &'m Path,
}

/// What was written.
#[derive(Debug)]
pub struct Written {
    /// Public pages.
    pub public: usize,
    /// Private pages.
    pub private: usize,
    /// What became public and what ceased to be.
    pub change: LedgerChange,
    /// Public files that were copied as they are and may hold more than they show.
    pub as_they_are: Vec<String>,
    /// What is left of the old site, and why it could not be removed.
    pub left: Option<EmitError>,
    /// Where the time went.
    pub laps: Laps,
}

/// Writes the site to the directory `out`.
///
/// # Errors
/// Where the machine fails or something that is not ours stands in the way; the old site is then
/// as it was.
pub fn write(material: &Material<'_>, out: &Path) -> Result<Written, EmitError> {
    let place = Place::of(out)?;
    if material.root.starts_with(&place.out) {
        return Err(EmitError::HoldsWorkbook(place.out.display().to_string()));
    }
    let _lock = Lock::take(place.lock())?;
    place.recover()?;
    let old = Manifest::read(&place.out)?;
    let before = Ledger::read(&fs::read(place.out.join(LEDGER)).unwrap_or_default());
    let pages = material.site.pages();
    let made = place.begin().and_then(|()| {
        let (ledger, mut laps) = fill(material, &pages, &old, &place)?;
        place.swap()?;
        laps.lap("exchange");
        Ok((ledger, laps))
    });
    let (ledger, laps) = made.inspect_err(|_| place.give_up())?;
    let count = |side| {
        let pages = pages.iter().filter(|page| page.side == side);
        pages.filter(|page| page.is_html()).count()
    };
    Ok(Written {
        public: count(Side::Public),
        private: count(Side::Private),
        change: ledger.since(before.as_ref()),
        as_they_are: ledger.as_they_are(),
        left: place.finish().err(),
        laps,
    })
}

/// The ledger's place in the site.
const LEDGER: &str = "private/ledger.json";

/// The path of a file of the site from the site's top.
fn place(side: Side, output: &str) -> String {
    format!("{}/{output}", side.word())
}

/// Writes every file of the new site, and carries over what others put into the old one.
fn fill(
    material: &Material<'_>,
    pages: &[Page],
    old: &Manifest,
    to: &Place,
) -> Result<(Ledger, Laps), EmitError> {
    let assets = material.site.assets();
    let paths = pages
        .iter()
        .map(|page| place(page.side, page.output.as_str()));
    let copies = assets
        .iter()
        .map(|asset| place(asset.side, asset.output.as_str()));
    let files: BTreeSet<String> = paths.chain(copies).chain([LEDGER.to_owned()]).collect();
    create_directories(&Manifest::new(files.clone()), to)?;
    let write_page = |page: &Page| {
        let html = material.site.render(page)?;
        put_file(
            page.side,
            page.output.as_str(),
            html.as_bytes(),
            material.guard,
            to,
        )
    };
    let write_asset = |asset: &Asset<'_>| {
        let (bytes, words) = content(asset, material.files, material.world)?;
        let leak = material.guard.scan(asset.output.as_str(), words.as_bytes());
        if let Some(leak) = leak.filter(|_| asset.side == Side::Public) {
            return Err(EmitError::Leak(leak));
        }
        put_file(
            asset.side,
            asset.output.as_str(),
            &bytes,
            material.guard,
            to,
        )
    };
    let mut laps = Laps::start();
    let mut written: Vec<Option<(String, ContentHash)>> =
        pages.par_iter().map(write_page).collect::<Result<_, _>>()?;
    laps.lap("pages");
    written.extend(
        assets
            .par_iter()
            .map(write_asset)
            .collect::<Result<Vec<_>, _>>()?,
    );
    laps.lap("files");
    let mut files = files;
    if material.site.has_search {
        let found = write_search(material, to, &mut files)?;
        written.extend(found);
        laps.lap("search");
    }
    let public: BTreeMap<String, ContentHash> = written.into_iter().flatten().collect();
    let ledger = Ledger::new(material.provenance, public);
    let text = ledger.to_json().map_err(EmitError::Ledger)?;
    put(&to.staging.join(LEDGER), &text)?;
    let new = Manifest::new(files);
    foreign::carry_over(old, &to.out, &new, &to.staging)?;
    new.write(&to.staging)?;
    laps.lap("ledger");
    Ok((ledger, laps))
}

fn create_directories(of: &Manifest, to: &Place) -> Result<(), EmitError> {
    for directory in of.directories() {
        let directory = to.staging.join(directory);
        fs::create_dir_all(&directory).map_err(EmitError::io(&directory))?;
    }
    Ok(())
}

/// Makes and writes the search of both sides, and adds its files to `files`.
fn write_search(
    material: &Material<'_>,
    to: &Place,
    files: &mut BTreeSet<String>,
) -> Result<Vec<Option<(String, ContentHash)>>, EmitError> {
    let index = |side| search::index(material.site, side, material.guard);
    // Not on the threads that the library itself uses: they would wait for each other.
    let (public, private) = thread::scope(|scope| {
        let public = scope.spawn(|| index(Side::Public));
        let private = index(Side::Private);
        (public.join(), private)
    });
    let public = public.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    let sides = [(Side::Public, public), (Side::Private, private?)];
    let mut made = BTreeSet::new();
    for (side, indexed) in &sides {
        made.extend(indexed.iter().map(|(path, _)| place(*side, path)));
    }
    create_directories(&Manifest::new(made.clone()), to)?;
    files.extend(made);
    let all: Vec<(Side, &str, &[u8])> = sides
        .iter()
        .flat_map(|(side, files)| files.iter().map(|(path, bytes)| (*side, &**path, &**bytes)))
        .collect();
    let write = |&(side, path, bytes): &(Side, &str, &[u8])| {
        put(&to.staging.join(place(side, path)), bytes)?;
        // What it is packed from was searched; in packed bytes there are no words.
        Ok((side == Side::Public).then(|| (path.to_owned(), ContentHash::of(bytes))))
    };
    all.par_iter().map(write).collect()
}

/// Writes a file of the site. What is public is searched and hashed on its way.
fn put_file(
    side: Side,
    output: &str,
    bytes: &[u8],
    guard: &Guard,
    to: &Place,
) -> Result<Option<(String, ContentHash)>, EmitError> {
    let is_public = side == Side::Public;
    let leak = is_public.then(|| guard.scan(output, bytes)).flatten();
    if let Some(leak) = leak {
        return Err(EmitError::Leak(leak));
    }
    put(&to.staging.join(place(side, output)), bytes)?;
    Ok(is_public.then(|| (output.to_owned(), ContentHash::of(bytes))))
}

/// The bytes of a file of the site: on the public side cleaned, and only those that were judged
/// with `files`. With them the words that these bytes do not spell out.
///
/// # Errors
/// Where the file cannot be read, is too large, or is not the one that was judged.
pub fn content<'a>(
    asset: &Asset<'a>,
    files: &PublicFiles,
    world: &dyn World,
) -> Result<(Cow<'a, [u8]>, String), EmitError> {
    let path = match asset.content {
        AssetContent::Text(text) => return Ok((Cow::Borrowed(text.as_bytes()), String::new())),
        AssetContent::File(path) => path,
    };
    if asset.side == Side::Public {
        let judged = files.get(path).and_then(|judged| judged.as_ref().ok());
        let is_named = judged.is_some_and(|judged| judged.care == Care::AsItIs);
        let cleaned = publishable(path, is_named, world).ok();
        let same = cleaned.filter(|cleaned| {
            judged.is_some_and(|judged| judged.hash == ContentHash::of(&cleaned.bytes))
        });
        let cleaned = same.ok_or_else(|| EmitError::Changed(path.to_owned()))?;
        return Ok((Cow::Owned(cleaned.bytes), cleaned.words));
    }
    let bytes = world
        .read(path, MAX_FILE)
        .map_err(EmitError::io(Path::new(path)))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(EmitError::TooLarge(path.to_owned()));
    }
    Ok((Cow::Owned(bytes), String::new()))
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), EmitError> {
    fs::write(path, bytes).map_err(EmitError::io(path))
}

/// Whether `directory` is a site that this program wrote.
fn is_site(directory: &Path) -> bool {
    directory.join(OUTPUT_MARKER).is_file()
}
