//! Writes a site: the only place of the crate that does.
//!
//! The site is written whole beside the old one and then takes its place in one step, so a build
//! that fails or is killed leaves the old site as it was, and the new one holds no file of the old.
//! What is public passes through memory once: it is rendered or cleaned, searched for what must not
//! be public, hashed, and written; the ledger of it is part of the same site. What this program did not write is never deleted: files
//! that somebody put into the site are carried over, and a directory that is no site is left alone.
//! But nothing of others is on the public side without having been searched, and no link at all.

mod foreign;
mod judge;
mod lock;
mod manifest;
mod open;
mod place;
mod search;
mod standing;

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
    Secret, private_content, publishable,
};
use crate::site::{Asset, AssetContent, Page, Side, Site, SiteError};
use crate::source::{OUTPUT_MARKER, World, parent};
use foreign::Carried;
use lock::Lock;
use manifest::Manifest;
use place::Place;
use standing::Standing;

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
    /// The output directory is a link.
    #[error(
        "`{0}` is a link, and no site is written to where a link leads; remove it, or choose the directory itself with --out"
    )]
    Link(String),
    /// The output directory belongs to another workbook, or holds one.
    #[error(
        "the site cannot be written to `{out}`: `{workbook}` is another workbook; choose another directory with --out"
    )]
    InWorkbook {
        /// The output directory.
        out: String,
        /// The workbook.
        workbook: String,
    },
    /// What stands where the lock has its place is none.
    #[error("`{0}` is not a lock that loopbook made; remove it")]
    NoLock(String),
    /// What is left of an older site holds something of others.
    #[error(
        "`{0}`, beside the site, holds files that loopbook did not write there; take out what you want to keep, and remove it"
    )]
    Late(String),
    /// What somebody put into the public side holds what must not be public.
    #[error(
        "{what}, which loopbook did not write, would hold {secret}; move it out of the site. The site was not written"
    )]
    ForeignLeak {
        /// How to name it.
        what: String,
        /// What it holds.
        secret: Secret,
    },
    /// What somebody put into the public side may not be there, or nobody can tell.
    #[error(
        "{what}, which loopbook did not write, {why}; move it out of the site, and add it where you publish the site if it has to be there. The site was not written"
    )]
    Refused {
        /// How to name it.
        what: String,
        /// Why, behind its name.
        why: String,
    },
    /// Somebody put a file where the site has one of its own.
    #[error(
        "`{0}` was put into the site by hand where the site has a file of its own; move it away, or remove the whole site"
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

    fn in_workbook(out: &Path, workbook: &Path) -> Self {
        Self::InWorkbook {
            out: out.display().to_string(),
            workbook: workbook.display().to_string(),
        }
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
    /// Public files that somebody else put there.
    pub foreign: Vec<String>,
    /// What somebody put into the old site that may stand in none, as messages name it.
    pub dropped: Vec<String>,
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
    let place = Place::of(out, material.root)?;
    let _lock = Lock::take(place.lock())?;
    let old = place.recover()?;
    let standing = Standing::of(old, &Manifest::read(old)?, None)?;
    if let Some(workbook) = standing.workbook() {
        return Err(EmitError::in_workbook(&place.out, &old.join(workbook)));
    }
    let before = ledger_of(old);
    let pages = material.site.pages();
    let made = place.begin().and_then(|()| {
        let mut filled = fill(material, &pages, (old, &standing), &place)?;
        place.swap()?;
        filled.laps.lap("exchange");
        Ok(filled)
    });
    let filled = made.inspect_err(|_| place.give_up())?;
    let before = before.map(|before| {
        before.confirmed(|path, hash| {
            let ours = standing.ours(&Path::new(Side::Public.word()).join(path));
            ours.is_some_and(|ours| ours.hex() == hash)
                || filled.carried.public.iter().any(|file| file.path == path)
        })
    });
    let count = |side| {
        let pages = pages.iter().filter(|page| page.side == side);
        pages.filter(|page| page.is_html()).count()
    };
    Ok(Written {
        public: count(Side::Public),
        private: count(Side::Private),
        change: filled.ledger.since(before.as_ref()),
        as_they_are: filled.ledger.as_they_are(),
        foreign: filled.ledger.foreign(),
        dropped: filled.carried.dropped,
        left: place.finish(&standing).err(),
        laps: filled.laps,
    })
}

/// The ledger of the site at `old`, where it has one.
fn ledger_of(old: &Path) -> Option<Ledger> {
    let is_directory = fs::symlink_metadata(old.join(Side::Private.word()))
        .is_ok_and(|metadata| metadata.is_dir());
    let read = is_directory.then(|| open::read(&old.join(LEDGER), MAX_FILE));
    Ledger::read(&read?.ok()?.0)
}

/// The ledger's place in the site.
const LEDGER: &str = "private/ledger.json";

/// The path of a file of the site from the site's top.
fn place(side: Side, output: &str) -> String {
    format!("{}/{output}", side.word())
}

/// A file that was written.
type File = (Side, String, ContentHash);

/// A new site that is whole.
struct Filled {
    ledger: Ledger,
    carried: Carried,
    laps: Laps,
}

/// Writes every file of the new site, and carries over what others put into the old one.
fn fill(
    material: &Material<'_>,
    pages: &[Page],
    (from, standing): (&Path, &Standing),
    to: &Place,
) -> Result<Filled, EmitError> {
    let guard = material.guard;
    let assets = material.site.assets();
    let paths = pages.iter().map(|page| (page.side, page.output.as_str()));
    let copies = assets.iter().map(|it| (it.side, it.output.as_str()));
    create_directories(paths.chain(copies).chain([(Side::Private, "")]), to)?;
    let write_page = |page: &Page| {
        let html = material.site.render(page)?;
        put_file(page.side, page.output.as_str(), html.as_bytes(), guard, to)
    };
    let write_asset = |asset: &Asset<'_>| {
        let bytes = content(asset, material.files, material.world)?;
        if let (Side::Public, AssetContent::File(path)) = (asset.side, &asset.content) {
            let found = material.files.found(path);
            if let Some(leak) = guard.judged(asset.output.as_str(), found) {
                return Err(EmitError::Leak(leak));
            }
        }
        put_file(asset.side, asset.output.as_str(), &bytes, guard, to)
    };
    let mut laps = Laps::start();
    let mut written: Vec<File> = pages.par_iter().map(write_page).collect::<Result<_, _>>()?;
    laps.lap("pages");
    let more: Vec<File> = assets
        .par_iter()
        .map(write_asset)
        .collect::<Result<_, _>>()?;
    written.extend(more);
    laps.lap("files");
    if material.site.has_search {
        written.extend(write_search(material, to)?);
        laps.lap("search");
    }
    let paths = |(side, path, hash): &File| (place(*side, path), *hash);
    let mut files: BTreeMap<String, ContentHash> = written.iter().map(paths).collect();
    let carried = foreign::carry_over(
        standing,
        from,
        &Manifest::new(files.clone()),
        &to.staging,
        guard,
    )?;
    let public = written
        .into_iter()
        .filter(|(side, ..)| *side == Side::Public);
    let public = public.map(|(_, path, hash)| (path, hash)).collect();
    let ledger = Ledger::new(material.provenance, public, &carried.public);
    let text = ledger.to_json().map_err(EmitError::Ledger)?;
    put(&to.staging.join(LEDGER), &text)?;
    files.insert(LEDGER.to_owned(), ContentHash::of(&text));
    Manifest::new(files).write(&to.staging)?;
    laps.lap("ledger");
    Ok(Filled {
        ledger,
        carried,
        laps,
    })
}

/// Makes the directories that files of the site stand in.
fn create_directories<'f>(
    files: impl Iterator<Item = (Side, &'f str)>,
    to: &Place,
) -> Result<(), EmitError> {
    let directories: BTreeSet<String> = files
        .map(|(side, path)| parent(&place(side, path)).to_owned())
        .collect();
    for directory in directories {
        let directory = to.staging.join(directory);
        fs::create_dir_all(&directory).map_err(EmitError::io(&directory))?;
    }
    Ok(())
}

/// Makes and writes the search of both sides.
fn write_search(material: &Material<'_>, to: &Place) -> Result<Vec<File>, EmitError> {
    let index = |side| search::index(material.site, side, material.guard);
    // Not on the threads that the library itself uses: they would wait for each other.
    let (public, private) = thread::scope(|scope| {
        let public = scope.spawn(|| index(Side::Public));
        let private = index(Side::Private);
        (public.join(), private)
    });
    let public = public.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    let sides = [(Side::Public, public), (Side::Private, private?)];
    let all: Vec<(Side, &str, &[u8])> = sides
        .iter()
        .flat_map(|(side, files)| files.iter().map(|(path, bytes)| (*side, &**path, &**bytes)))
        .collect();
    create_directories(all.iter().map(|&(side, path, _)| (side, path)), to)?;
    let write = |&(side, path, bytes): &(Side, &str, &[u8])| {
        put(&to.staging.join(place(side, path)), bytes)?;
        // What it is packed from was searched; in packed bytes there are no words.
        Ok((side, path.to_owned(), ContentHash::of(bytes)))
    };
    all.par_iter().map(write).collect()
}

/// Writes a file of the site. It is hashed on its way, and searched where it is public.
fn put_file(
    side: Side,
    output: &str,
    bytes: &[u8],
    guard: &Guard,
    to: &Place,
) -> Result<File, EmitError> {
    let is_public = side == Side::Public;
    let leak = is_public.then(|| guard.scan(output, bytes)).flatten();
    if let Some(leak) = leak {
        return Err(EmitError::Leak(leak));
    }
    put(&to.staging.join(place(side, output)), bytes)?;
    Ok((side, output.to_owned(), ContentHash::of(bytes)))
}

/// The bytes of a file of the site: on the public side cleaned, and only those that were judged
/// with `files`; on the private side such as nothing runs under the name they get.
///
/// # Errors
/// Where the file cannot be read, is too large, or is not the one that was judged.
pub fn content<'a>(
    asset: &Asset<'a>,
    files: &PublicFiles,
    world: &dyn World,
) -> Result<Cow<'a, [u8]>, EmitError> {
    let path = match asset.content {
        AssetContent::Text(text) => return Ok(Cow::Borrowed(text.as_bytes())),
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
        return Ok(Cow::Owned(cleaned.bytes));
    }
    let bytes =
        private_content(path, &asset.output, world).map_err(EmitError::io(Path::new(path)))?;
    let bytes = bytes.ok_or_else(|| EmitError::Changed(path.to_owned()))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(EmitError::TooLarge(path.to_owned()));
    }
    Ok(Cow::Owned(bytes))
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), EmitError> {
    fs::write(path, bytes).map_err(EmitError::io(path))
}

/// Whether `directory` says that it is a site which this program wrote.
fn is_site(directory: &Path) -> bool {
    let is_directory = fs::symlink_metadata(directory).is_ok_and(|found| found.is_dir());
    let marker = fs::symlink_metadata(directory.join(OUTPUT_MARKER));
    is_directory && marker.is_ok_and(|marker| marker.is_file())
}
