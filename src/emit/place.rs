//! Where a site stands, what stands beside it while one is written, and how the new one takes the
//! place of the old.
//!
//! On Linux and macOS the two directories change places in one step, so that at every moment there
//! is one whole site at the path. Elsewhere, and on file systems that cannot do it, the old one
//! steps aside first; where a build is killed between the two steps, the next one takes it for the old
//! site where it lies.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::foreign::{remove, take_apart};
use super::manifest::Manifest;
use super::standing::Standing;
use super::{EmitError, is_site};
use crate::source::{CONFIG_FILE, OUTPUT_MARKER};

/// Marks a directory that is not a whole site yet.
const UNFINISHED: &str = ".loopbook-unfinished";

/// The place of a site.
#[derive(Debug)]
pub(super) struct Place {
    /// The site.
    pub(super) out: PathBuf,
    /// Where the new one is made. After the exchange the old one stands here.
    pub(super) staging: PathBuf,
    /// Where the old one steps aside, where there is no exchange.
    aside: PathBuf,
}

impl Place {
    /// The place of the site `out` of the workbook at `root`; the directory above it is made.
    ///
    /// # Errors
    /// Where a site may not stand there: it is a link, or it belongs to a workbook in another way than
    /// as its site.
    pub(super) fn of(out: &Path, root: &Path) -> Result<Self, EmitError> {
        let full = std::path::absolute(out).map_err(EmitError::io(out))?;
        let foreign = || EmitError::Foreign(out.display().to_string());
        let parent = full.parent().ok_or_else(foreign)?;
        let name = full.file_name().ok_or_else(foreign)?;
        fs::create_dir_all(parent).map_err(EmitError::io(parent))?;
        let parent = fs::canonicalize(parent).map_err(EmitError::io(parent))?;
        let out = parent.join(name);
        let shown = || out.display().to_string();
        // A pull request can bring a link, and it may lead to anything that the user can write to.
        if fs::symlink_metadata(&out).is_ok_and(|found| found.is_symlink()) {
            return Err(EmitError::Link(shown()));
        }
        if root.starts_with(&out) {
            return Err(EmitError::HoldsWorkbook(shown()));
        }
        let mut above = out.ancestors().skip(1);
        let workbook = above.find(|above| above.join(CONFIG_FILE).is_file());
        if let Some(workbook) = workbook.filter(|workbook| *workbook != root) {
            return Err(EmitError::in_workbook(&out, workbook));
        }
        Ok(Self {
            staging: beside(&out, name, "staging"),
            aside: beside(&out, name, "old"),
            out,
        })
    }

    /// The file that locks this place.
    pub(super) fn lock(&self) -> PathBuf {
        let name = self.out.file_name().unwrap_or_default();
        beside(&self.out, name, "lock")
    }

    /// Puts right what a build that was killed has left; where the old site stands then.
    ///
    /// Nothing takes the place of the site here: what lies beside it may have come from anywhere, and
    /// only what a build has searched may stand there.
    ///
    /// # Errors
    /// Where something lies there that is not ours.
    pub(super) fn recover(&self) -> Result<&Path, EmitError> {
        // It was killed between the two steps: what stepped aside is the old site still.
        let is_missing = fs::symlink_metadata(&self.out).is_err();
        if is_missing && is_site(&self.aside) && !is_unfinished(&self.aside) {
            clear(&self.staging, &self.aside)?;
            return Ok(&self.aside);
        }
        clear(&self.aside, &self.out)?;
        clear(&self.staging, &self.out)?;
        Ok(&self.out)
    }

    /// Makes the directory for the new site.
    pub(super) fn begin(&self) -> Result<(), EmitError> {
        fs::create_dir(&self.staging).map_err(EmitError::io(&self.staging))?;
        super::put(&self.staging.join(UNFINISHED), b"")
    }

    /// Gives up the new site. What cannot be removed now is removed by the next build.
    pub(super) fn give_up(&self) {
        let _ = remove(&self.staging, UNFINISHED);
    }

    /// Puts the new site in the place of the old one.
    pub(super) fn swap(&self) -> Result<(), EmitError> {
        let unfinished = self.staging.join(UNFINISHED);
        fs::remove_file(&unfinished).map_err(EmitError::removing(&unfinished))?;
        if !is_site(&self.out) {
            // There is nothing there, or an empty directory, which a rename replaces.
            if !cfg!(unix) {
                let _ = fs::remove_dir(&self.out);
            }
            return fs::rename(&self.staging, &self.out).map_err(EmitError::io(&self.out));
        }
        match exchange(&self.staging, &self.out) {
            Err(error) if is_unsupported(&error) => self.step_aside(),
            done => done.map_err(EmitError::io(&self.out)),
        }
    }

    /// The same in two steps.
    fn step_aside(&self) -> Result<(), EmitError> {
        fs::rename(&self.out, &self.aside).map_err(EmitError::io(&self.out))?;
        fs::rename(&self.staging, &self.out).map_err(|error| {
            // Put the old site back; if that fails too, the next build does it.
            let _ = fs::rename(&self.aside, &self.out);
            EmitError::io(&self.out)(error)
        })
    }

    /// Removes the old site, whose place is taken and in which `before` was found.
    pub(super) fn finish(&self, before: &Standing) -> Result<(), EmitError> {
        for left in [&self.aside, &self.staging] {
            if is_site(left) {
                let standing = Standing::of(left, &Manifest::read(left)?, Some(before))?;
                take_apart(left, &standing, &self.out, true, OUTPUT_MARKER)?;
            }
        }
        Ok(())
    }
}

/// Removes the directory `left` beside the site that a build has left; the one at `kept` stays.
fn clear(left: &Path, kept: &Path) -> Result<(), EmitError> {
    let foreign = || EmitError::Foreign(left.display().to_string());
    let Ok(metadata) = fs::symlink_metadata(left) else {
        return Ok(());
    };
    if !metadata.is_dir() {
        return Err(foreign());
    }
    if is_unfinished(left) {
        return remove(left, UNFINISHED);
    }
    if is_site(left) {
        let standing = Standing::of(left, &Manifest::read(left)?, None)?;
        return take_apart(left, &standing, kept, false, OUTPUT_MARKER);
    }
    // An empty directory may go; anything else is not ours.
    fs::remove_dir(left).map_err(|_| foreign())
}

/// Whether the directory is a site that is being made.
fn is_unfinished(directory: &Path) -> bool {
    let mark = fs::symlink_metadata(directory.join(UNFINISHED));
    mark.is_ok_and(|mark| mark.is_file())
}

/// A directory or file beside `out` that only builds use.
fn beside(out: &Path, name: &OsStr, what: &str) -> PathBuf {
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".loopbook-{what}"));
    out.with_file_name(hidden)
}

/// Lets two directories change places, in one step that is seen whole or not at all.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the system or the file system cannot exchange two directories at all.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::audience::ContentHash;

    fn site(at: &Path, page: &str) {
        fs::create_dir_all(at).expect("made");
        fs::write(at.join("page"), page).expect("written");
        let hash = ContentHash::of(page.as_bytes());
        let list = BTreeMap::from([("page".to_owned(), hash)]);
        Manifest::new(list).write(at).expect("written");
    }

    fn place_of(out: &Path) -> Place {
        let root = out.with_file_name("workbook");
        Place::of(out, &root).expect("a place")
    }

    fn standing(at: &Path) -> Standing {
        let listed = Manifest::read(at).expect("read");
        Standing::of(at, &listed, None).expect("read")
    }

    /// What is put right in this place, where the old site is to be found at the site's own path.
    fn recovered(place: &Place) {
        assert_eq!(place.recover().expect("recovered"), place.out);
    }

    fn page(place: &Place) -> Option<String> {
        fs::read_to_string(place.out.join("page")).ok()
    }

    fn stands_alone(place: &Place) -> bool {
        !place.staging.exists() && !place.aside.exists()
    }

    #[test]
    fn the_new_site_takes_the_place_of_the_old_one() {
        let top = tempfile::tempdir().expect("a directory");
        let place = place_of(&top.path().join("a/site"));
        for (swap, text) in [
            (Place::swap as fn(&Place) -> _, "first"),
            (Place::swap, "second"),
            (Place::step_aside, "third"),
        ] {
            let before = standing(&place.out);
            place.begin().expect("begun");
            site(&place.staging, text);
            swap(&place).expect("swapped");
            // `step_aside` alone does not end the making.
            let _ = fs::remove_file(place.out.join(UNFINISHED));
            place.finish(&before).expect("finished");
            assert_eq!(page(&place).as_deref(), Some(text));
            assert!(stands_alone(&place));
        }
    }

    #[test]
    fn what_a_killed_build_left_is_put_right() {
        let top = tempfile::tempdir().expect("a directory");
        let place = place_of(&top.path().join("site"));
        // Between the two steps.
        site(&place.aside, "old");
        site(&place.staging, "new");
        assert_eq!(place.recover().expect("recovered"), place.aside);
        assert!(!place.out.exists() && !place.staging.exists());
        let before = standing(&place.aside);
        place.begin().expect("begun");
        site(&place.staging, "old");
        place.swap().expect("swapped");
        place.finish(&before).expect("finished");
        assert_eq!(page(&place).as_deref(), Some("old"));
        assert!(stands_alone(&place));
        // While the new one was made, with somebody's file linked into it already.
        place.begin().expect("begun");
        fs::write(place.staging.join("CNAME"), "x").expect("written");
        recovered(&place);
        assert_eq!(page(&place).as_deref(), Some("old"));
        assert!(stands_alone(&place) && !place.out.join("CNAME").exists());
        // While the old one was removed.
        site(&place.staging, "older");
        fs::remove_file(place.staging.join("page")).expect("removed");
        recovered(&place);
        assert_eq!(page(&place).as_deref(), Some("old"));
        // At the very start.
        fs::create_dir(&place.staging).expect("made");
        recovered(&place);
        assert!(stands_alone(&place));
        // When a first site was whole: it is made again.
        fs::rename(&place.out, &place.staging).expect("moved");
        recovered(&place);
        assert!(stands_alone(&place) && !place.out.exists());
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let top = tempfile::tempdir().expect("a directory");
        let place = place_of(&top.path().join("site"));
        fs::create_dir(&place.staging).expect("made");
        fs::write(place.staging.join("mine"), "mine").expect("written");
        assert!(matches!(place.recover(), Err(EmitError::Foreign(_))));
        assert!(place.staging.join("mine").exists());
        // Nor does a list make it ours, or a site of it.
        site(&place.staging, "page");
        assert!(matches!(place.recover(), Err(EmitError::Late(_))));
        assert!(place.staging.join("mine").exists() && !place.out.exists());
    }
}
