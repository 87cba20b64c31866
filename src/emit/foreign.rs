//! What others put into a site outlives every build of it.
//!
//! Before the new site takes its place, their files are linked into it: one file under two names,
//! whole in either at every moment. When the old site is taken apart, whatever came in between is
//! moved over.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use super::EmitError;
use super::manifest::{Foreign, Manifest};

/// Puts what others have in the site at `from`, whose own files `old` lists, into the site that is
/// being made at `to` with the files of `new`.
///
/// # Errors
/// Where one of their files stands where the new site has something of its own.
pub(super) fn carry_over(
    old: &Manifest,
    from: &Path,
    new: &Manifest,
    to: &Path,
) -> Result<(), EmitError> {
    let found = old.foreign(from)?;
    let mut directories = Vec::new();
    for (path, what) in &found {
        let (source, target) = (from.join(path), to.join(path));
        if new.lists(path) {
            return Err(EmitError::in_the_way(path));
        }
        match what {
            Foreign::Directory(metadata) => {
                make(&target, path)?;
                directories.push((target, metadata));
            }
            Foreign::File => {
                make(&to.join(above(path)), path)?;
                link(&source, &target).map_err(|error| match error.kind() {
                    io::ErrorKind::AlreadyExists => EmitError::in_the_way(path),
                    _ => EmitError::io(&target)(error),
                })?;
            }
        }
    }
    // Only now: nothing can be put into a directory that nobody may write to.
    for (target, metadata) in directories.iter().rev() {
        fs::set_permissions(target, metadata.permissions()).map_err(EmitError::io(target))?;
    }
    Ok(())
}

/// The directory that `path` stands in.
fn above(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

fn make(directory: &Path, path: &Path) -> Result<(), EmitError> {
    match fs::create_dir_all(directory) {
        Err(_) if directory.exists() => Err(EmitError::in_the_way(path)),
        made => made.map_err(EmitError::io(directory)),
    }
}

/// The same file under a second name, or a copy where the file system cannot do that.
fn link(source: &Path, target: &Path) -> io::Result<()> {
    match fs::hard_link(source, target) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            let metadata = fs::symlink_metadata(source)?;
            if !metadata.is_file() {
                return Err(error);
            }
            fs::copy(source, target)?;
            let modified = metadata.modified()?;
            fs::File::options()
                .append(true)
                .open(target)?
                .set_modified(modified)
        }
        linked => linked,
    }
}

/// Takes the site at `old` apart, whose place `new` has taken: its own files are removed, and what
/// others put into it since it was looked through is moved to the new one. The list of its files
/// goes last, so that the next build can go on where this one was killed.
pub(super) fn take_apart(old: &Path, new: &Path, marker: &str) -> Result<(), EmitError> {
    let manifest = Manifest::read(old)?;
    let found = manifest.foreign(old)?;
    for (path, what) in &found {
        let (source, target) = (old.join(path), new.join(path));
        match what {
            Foreign::Directory(_) if fs::symlink_metadata(&target).is_err() => {
                fs::create_dir_all(&target).map_err(EmitError::io(&target))?;
            }
            Foreign::File if is_news(&source, &target) => {
                let directory = new.join(above(path));
                fs::create_dir_all(&directory).map_err(EmitError::io(&directory))?;
                fs::rename(&source, &target).map_err(EmitError::io(&target))?;
            }
            _ => {}
        }
    }
    // What is left is ours, or stands in the new site too.
    remove(old, marker)
}

/// Removes a directory, the file `last` in it at the end: it says what the directory is, and
/// without it the next build could not go on where this one was killed.
pub(super) fn remove(directory: &Path, last: &str) -> Result<(), EmitError> {
    for entry in fs::read_dir(directory).map_err(EmitError::removing(directory))? {
        let entry = entry.map_err(EmitError::removing(directory))?;
        if entry.file_name() == last {
            continue;
        }
        let path = entry.path();
        let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let removed = if is_directory {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.map_err(EmitError::removing(&path))?;
    }
    fs::remove_dir_all(directory).map_err(EmitError::removing(directory))
}

/// Whether the file at `source` is not the one at `target`, and not an older one.
fn is_news(source: &Path, target: &Path) -> bool {
    let (Ok(here), Ok(there)) = (fs::symlink_metadata(source), fs::symlink_metadata(target)) else {
        return fs::symlink_metadata(target).is_err();
    };
    let newer = match (here.modified(), there.modified()) {
        (Ok(here), Ok(there)) => here > there,
        _ => false,
    };
    !is_same(&here, &there) && newer
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::source::OUTPUT_MARKER;

    fn site(at: &Path, files: &[&str], foreign: &[&str]) -> Manifest {
        fs::create_dir_all(at).expect("made");
        for path in files.iter().chain(foreign) {
            let full = at.join(path);
            fs::create_dir_all(full.parent().expect("it has one")).expect("made");
            fs::write(full, path).expect("written");
        }
        let list: BTreeSet<String> = files.iter().map(|&path| path.to_owned()).collect();
        let manifest = Manifest::new(list);
        manifest.write(at).expect("written");
        manifest
    }

    #[test]
    fn what_others_put_there_is_carried_over() {
        let place = tempfile::tempdir().expect("a directory");
        let (from, to) = (place.path().join("old"), place.path().join("new"));
        let old = site(&from, &["public/a.html"], &["public/CNAME", ".git/config"]);
        fs::create_dir_all(from.join(".git/refs/tags")).expect("made");
        let new = site(&to, &["public/b.html"], &[]);
        carry_over(&old, &from, &new, &to).expect("nothing is in the way");
        assert!(to.join("public/CNAME").is_file() && to.join(".git/refs/tags").is_dir());
        assert!(!to.join("public/a.html").exists());
        assert!(from.join("public/CNAME").is_file());
        let to = place.path().join("other");
        let new = site(&to, &["public/CNAME/x.html"], &[]);
        let stopped = carry_over(&old, &from, &new, &to);
        assert!(matches!(stopped, Err(EmitError::InTheWay(_))));
    }

    #[test]
    fn what_came_in_between_is_moved_over() {
        let place = tempfile::tempdir().expect("a directory");
        let (old, new) = (place.path().join("old"), place.path().join("new"));
        site(
            &old,
            &["public/a.html"],
            &["late", "deep/late", "edited", "stale"],
        );
        site(&new, &["public/a.html"], &["edited", "stale"]);
        let set = |path: &Path, text: &str, ago: u64| {
            fs::write(path, text).expect("written");
            let file = fs::File::options().append(true).open(path).expect("open");
            let then = SystemTime::now() - Duration::from_secs(ago);
            file.set_modified(then).expect("set");
        };
        set(&old.join("edited"), "newest", 1);
        set(&new.join("edited"), "older", 9);
        set(&old.join("stale"), "older", 9);
        set(&new.join("stale"), "newest", 1);
        take_apart(&old, &new, OUTPUT_MARKER).expect("taken apart");
        assert!(!old.exists());
        for (path, text) in [("late", "late"), ("deep/late", "deep/late")] {
            let read = fs::read_to_string(new.join(path)).expect("it is there");
            assert_eq!(read, text);
        }
        for path in ["edited", "stale"] {
            let read = fs::read_to_string(new.join(path)).expect("it is there");
            assert_eq!(read, "newest");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_lists_lead_nowhere_else() {
        let place = tempfile::tempdir().expect("a directory");
        let mine = place.path().join("mine");
        fs::create_dir(&mine).expect("made");
        fs::write(mine.join("x"), "mine").expect("written");
        let (old, new) = (place.path().join("old"), place.path().join("new"));
        site(&old, &["a"], &[]);
        let list = [OUTPUT_MARKER, "a", "../mine/x", "linked/x", "/x"].join("\n");
        fs::write(old.join(OUTPUT_MARKER), list).expect("written");
        std::os::unix::fs::symlink(&mine, old.join("linked")).expect("made");
        site(&new, &[], &[]);
        take_apart(&old, &new, OUTPUT_MARKER).expect("taken apart");
        assert_eq!(fs::read_to_string(mine.join("x")).expect("kept"), "mine");
        assert!(new.join("linked").is_symlink());
    }
}
