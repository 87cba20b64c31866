//! What others put into a site outlives every build of it, but for what may not be public.
//!
//! Before the new site takes its place, their files are put into it. Outside of the public side each is
//! linked: one file under two names, whole in either at every moment. On the public side there are
//! copies alone, of bytes that were searched. When the old site is taken apart, whatever came in
//! between is moved over, or stays where it is where it would be public.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::EmitError;
use super::judge::{Kept, judge, name, shown};
use super::manifest::Manifest;
use super::standing::{Standing, What, identity, in_public};
use crate::audience::{ContentHash, ForeignFile, Guard};

/// What became of what others had put into the old site.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// What stands on the public side of the new one.
    pub(super) public: Vec<ForeignFile>,
    /// What may stand in no site, as messages name it.
    pub(super) dropped: Vec<String>,
}

/// Puts what others have in the site at `from`, where `standing` is what stands there, into the site
/// that is being made at `to` with the files of `new`.
///
/// # Errors
/// Where one of their files stands where the new site has something of its own, or may not be public.
pub(super) fn carry_over(
    standing: &Standing,
    from: &Path,
    new: &Manifest,
    to: &Path,
    guard: &Guard,
) -> Result<Carried, EmitError> {
    let mut carried = Carried::default();
    let mut directories = Vec::new();
    for (path, what) in standing.iter() {
        let (source, target) = (from.join(path), to.join(path));
        let below = in_public(path);
        match what {
            What::Ours(_) => {}
            What::File if new.lists(path) && !is_as_listed(&source, path, new) => {
                return Err(EmitError::in_the_way(path));
            }
            What::Directory(_) if new.lists(path) => return Err(EmitError::in_the_way(path)),
            // The new site has it, or what takes its place.
            What::File | What::Changed if new.lists(path) => {}
            What::Directory(metadata) => {
                below.map(|below| name(guard, below)).transpose()?;
                make(&target, path)?;
                directories.push((target, metadata));
            }
            What::Other => match below {
                Some(below) => carried.dropped.push(shown(guard, below)),
                None if new.reaches(path) => {
                    carried.dropped.push(format!("`{}`", path.display()));
                }
                None => put(&target, path, to, || link(&source, &target))?,
            },
            What::File | What::Changed => match below {
                Some(below) => {
                    let kept = judge(guard, &source, below)?;
                    put(&target, path, to, || copy(&kept, &target))?;
                    carried.public.push(ForeignFile {
                        hash: ContentHash::of(&kept.bytes),
                        path: kept.path,
                        care: kept.care,
                    });
                }
                None => put(&target, path, to, || link(&source, &target))?,
            },
        }
    }
    // Only now: nothing can be put into a directory that nobody may write to.
    for (target, metadata) in directories.iter().rev() {
        fs::set_permissions(target, metadata.permissions()).map_err(EmitError::io(target))?;
    }
    Ok(carried)
}

/// Whether the file at `source` has just the bytes that the new site has at `path`.
fn is_as_listed(source: &Path, path: &Path, new: &Manifest) -> bool {
    let read = super::open::regular(source).and_then(|(file, _)| ContentHash::read(file));
    read.is_ok_and(|read| new.hash(path) == Some(read))
}

/// Lets `write` put something at `target`, where nothing may stand, `path` from the top `to`.
fn put(
    target: &Path,
    path: &Path,
    to: &Path,
    write: impl Fn() -> io::Result<()>,
) -> Result<(), EmitError> {
    make(&to.join(above(path)), path)?;
    write().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => EmitError::in_the_way(path),
        _ => EmitError::io(target)(error),
    })
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
            File::options()
                .append(true)
                .open(target)?
                .set_modified(modified)
        }
        linked => linked,
    }
}

/// A file of its own with the bytes that were searched, and with the age and the rights of the file that
/// they were read from.
fn copy(kept: &Kept, target: &Path) -> io::Result<()> {
    let mut file = File::create_new(target)?;
    file.write_all(&kept.bytes)?;
    file.set_modified(kept.metadata.modified()?)?;
    file.set_permissions(plain_rights(&kept.metadata))
}

/// The rights to read, write and run a file, and none that come with it.
#[cfg(unix)]
fn plain_rights(metadata: &Metadata) -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(metadata.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn plain_rights(metadata: &Metadata) -> fs::Permissions {
    metadata.permissions()
}

/// Takes the site at `old` apart, whose place the one at `new` has taken: its own files are removed,
/// and so is what the new one has too. What others put there besides is moved over where `may_move`
/// says so and it will not be public; else the site stays as it is. The list of its files goes last,
/// so that the next build can go on where this one was killed.
///
/// # Errors
/// Where something of others would be lost.
pub(super) fn take_apart(
    old: &Path,
    standing: &Standing,
    new: &Path,
    may_move: bool,
    marker: &str,
) -> Result<(), EmitError> {
    let listed = Manifest::read(new)?;
    let mut moving: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (path, what) in standing.iter() {
        let (source, target) = (old.join(path), new.join(path));
        let is_public = in_public(path).is_some();
        let is_left = match what {
            What::Ours(_) => false,
            What::Changed if listed.lists(path) => false,
            What::Directory(_) | What::Other if is_public => false,
            What::Other if listed.reaches(path) => false,
            What::Directory(_) => may_move && fs::symlink_metadata(&target).is_err(),
            What::Other | What::File | What::Changed => is_news(&source, &target),
        };
        if is_left && (is_public || !may_move || !leads_through_directories(new, path)) {
            return Err(EmitError::Late(old.display().to_string()));
        }
        if is_left {
            moving.push((source, target));
        }
    }
    for (source, target) in &moving {
        let moved = match fs::symlink_metadata(source) {
            Ok(metadata) if metadata.is_dir() => fs::create_dir_all(target),
            _ => above_is_made(target).and_then(|()| fs::rename(source, target)),
        };
        moved.map_err(EmitError::io(target))?;
    }
    // What is left is ours, or stands in the new site too.
    remove(old, marker)
}

fn above_is_made(target: &Path) -> io::Result<()> {
    fs::create_dir_all(above(target))
}

/// Whether what stands above `path` in the site at `top` are directories, as far as there is anything,
/// and no links.
fn leads_through_directories(top: &Path, path: &Path) -> bool {
    path.ancestors().skip(1).all(|above| {
        let found = fs::symlink_metadata(top.join(above));
        found.map_or(true, |metadata| metadata.is_dir())
    })
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
    newer && !is_same(&here, &there) && !holds_the_same(source, target)
}

/// Whether it is one file under two names.
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    identity(one).is_some_and(|it| Some(it) == identity(other))
}

/// Whether two files hold the same bytes.
fn holds_the_same(one: &Path, other: &Path) -> bool {
    let hash = |path| super::open::regular(path).and_then(|(file, _)| ContentHash::read(file));
    matches!((hash(one), hash(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::source::OUTPUT_MARKER;

    /// A site with these files of its own and of others.
    fn site(at: &Path, files: &[&str], foreign: &[&str]) -> Manifest {
        fs::create_dir_all(at).expect("made");
        for path in files.iter().chain(foreign) {
            let full = at.join(path);
            fs::create_dir_all(full.parent().expect("it has one")).expect("made");
            fs::write(full, path).expect("written");
        }
        let row = |path: &&str| ((*path).to_owned(), ContentHash::of(path.as_bytes()));
        let list: BTreeMap<String, ContentHash> = files.iter().map(row).collect();
        let manifest = Manifest::new(list);
        manifest.write(at).expect("written");
        manifest
    }

    fn taken_apart(old: &Path, new: &Path, may_move: bool) -> Result<(), EmitError> {
        let standing = Standing::of(old, &Manifest::read(old)?, None)?;
        take_apart(old, &standing, new, may_move, OUTPUT_MARKER)
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
        let stopped = taken_apart(&old, &new, false);
        assert!(matches!(stopped, Err(EmitError::Late(_))));
        assert!(old.join("late").is_file() && old.join("public/a.html").is_file());
        taken_apart(&old, &new, true).expect("taken apart");
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

    #[test]
    fn nothing_is_moved_to_the_public_side() {
        let place = tempfile::tempdir().expect("a directory");
        let (old, new) = (place.path().join("old"), place.path().join("new"));
        site(&old, &["public/a.html"], &["public/late.txt"]);
        site(&new, &["public/a.html"], &[]);
        let stopped = taken_apart(&old, &new, true);
        assert!(matches!(stopped, Err(EmitError::Late(_))));
        assert!(old.join("public/late.txt").is_file() && !new.join("public/late.txt").exists());
        // The same bytes stand there already: nothing would be lost.
        fs::write(new.join("public/late.txt"), "public/late.txt").expect("written");
        taken_apart(&old, &new, false).expect("taken apart");
        assert!(!old.exists() && new.join("public/late.txt").is_file());
    }

    #[test]
    fn a_list_makes_no_file_ours() {
        let place = tempfile::tempdir().expect("a directory");
        let (old, new) = (place.path().join("old"), place.path().join("new"));
        site(&old, &["a", "mine"], &[]);
        fs::write(old.join("mine"), "what I wrote").expect("written");
        site(&new, &["a"], &[]);
        taken_apart(&old, &new, true).expect("taken apart");
        let kept = fs::read_to_string(new.join("mine")).expect("it is there");
        assert_eq!(kept, "what I wrote");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_lists_lead_nowhere_else() {
        let place = tempfile::tempdir().expect("a directory");
        let mine = place.path().join("mine");
        fs::create_dir(&mine).expect("made");
        fs::write(mine.join("x"), "mine").expect("written");
        let (old, new) = (place.path().join("old"), place.path().join("new"));
        let hash = ContentHash::of(b"mine");
        let paths = ["a", "../mine/x", "linked/x", "/x"];
        let list = paths.map(|path| (path.to_owned(), hash));
        site(&old, &["a"], &[]);
        Manifest::new(BTreeMap::from(list))
            .write(&old)
            .expect("written");
        std::os::unix::fs::symlink(&mine, old.join("linked")).expect("made");
        site(&new, &[], &[]);
        taken_apart(&old, &new, true).expect("taken apart");
        assert_eq!(fs::read_to_string(mine.join("x")).expect("kept"), "mine");
        assert!(new.join("linked").is_symlink());
        // And nothing is moved through one.
        site(&old, &[], &["linked/y"]);
        assert!(matches!(
            taken_apart(&old, &new, true),
            Err(EmitError::Late(_))
        ));
        assert!(!mine.join("y").exists());
    }
}
