//! The door through which the sources are read: a regular file beneath a directory, opened without
//! following a link at any name of its path.
//!
//! A path is decided about when the workbook is listed, and read later. Whoever puts a link in the
//! place of a file or of a directory meanwhile gets nothing read. Nor does a pipe keep anybody
//! waiting.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// At most `limit` + 1 bytes of the regular file at `path` beneath the directory `top`.
pub(super) fn read(top: &Path, path: &str, limit: u64) -> io::Result<Vec<u8>> {
    let is_plain = |name: &str| !matches!(name, "" | "." | "..");
    if !path.split('/').all(is_plain) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let file = open(top, path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        let error = "not a regular file";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, error));
    }
    let size = metadata.len().min(limit);
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
fn open(top: &Path, path: &str) -> io::Result<File> {
    let top = unix::directory(top)?;
    let file = match unix::at_once(&top, path) {
        Some(file) => file,
        None => unix::by_steps(top, path),
    };
    Ok(File::from(file?))
}

#[cfg(unix)]
mod unix {
    use std::os::fd::OwnedFd;
    use std::path::Path;

    use rustix::fs::{CWD, Mode, OFlags, openat};
    use rustix::io::Result;

    /// How a directory on the way is opened. What can be entered need not be readable.
    #[cfg(target_os = "linux")]
    const WAY: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC).union(OFlags::PATH);
    #[cfg(not(target_os = "linux"))]
    const WAY: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC);

    /// How a file is opened: a pipe would keep us waiting.
    const FILE: OFlags = OFlags::CLOEXEC
        .union(OFlags::NONBLOCK)
        .union(OFlags::NOCTTY)
        .union(OFlags::NOFOLLOW);

    pub(super) fn directory(top: &Path) -> Result<OwnedFd> {
        openat(CWD, top, WAY, Mode::empty())
    }

    /// Opens in one step, where the system knows how.
    #[cfg(target_os = "linux")]
    pub(super) fn at_once(top: &OwnedFd, path: &str) -> Option<Result<OwnedFd>> {
        use rustix::fs::{ResolveFlags, openat2};
        use rustix::io::Errno;
        let how = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match openat2(top, path, FILE, Mode::empty(), how) {
            // An old kernel, or a box that forbids what it does not know.
            Err(Errno::NOSYS | Errno::PERM | Errno::INVAL | Errno::AGAIN) => None,
            found => Some(found),
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) const fn at_once(_: &OwnedFd, _: &str) -> Option<Result<OwnedFd>> {
        None
    }

    /// Opens each name from the directory before it, none of them through a link.
    pub(super) fn by_steps(top: OwnedFd, path: &str) -> Result<OwnedFd> {
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut at = top;
        for name in above.split('/').filter(|name| !name.is_empty()) {
            at = openat(&at, name, WAY | OFlags::NOFOLLOW, Mode::empty())?;
        }
        openat(&at, name, FILE, Mode::empty())
    }
}

/// Opens a file and looks, before and after, whether a name of its path is a link.
#[cfg(not(unix))]
fn open(top: &Path, path: &str) -> io::Result<File> {
    let full = top.join(path);
    let look = || -> io::Result<()> {
        let mut at = top.to_path_buf();
        for name in path.split('/') {
            at.push(name);
            if std::fs::symlink_metadata(&at)?.is_symlink() {
                return Err(io::ErrorKind::InvalidInput.into());
            }
        }
        if !std::fs::symlink_metadata(&full)?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok(())
    };
    look()?;
    let file = File::open(&full)?;
    look()?;
    Ok(file)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    fn place() -> TempDir {
        let place = TempDir::new().expect("a directory");
        fs::create_dir_all(place.path().join("a/b")).expect("made");
        fs::write(place.path().join("a/b/x.txt"), "text").expect("written");
        fs::write(place.path().join("y.txt"), "other").expect("written");
        place
    }

    /// What either way of opening gives for a path.
    #[track_caller]
    fn both(top: &Path, path: &str) -> Option<Vec<u8>> {
        let at_once = read(top, path, 9).ok();
        let by_steps = unix::by_steps(unix::directory(top).expect("it is there"), path);
        let by_steps = by_steps.ok().map(File::from).and_then(|mut file| {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).ok()?;
            Some(bytes)
        });
        assert_eq!(at_once, by_steps, "{path}");
        at_once
    }

    #[test]
    fn plain_files_are_read_up_to_the_limit() {
        let place = place();
        assert_eq!(both(place.path(), "a/b/x.txt").expect("read"), b"text");
        assert_eq!(both(place.path(), "y.txt").expect("read"), b"other");
        assert_eq!(read(place.path(), "y.txt", 2).expect("read"), b"oth");
        for path in ["", "a//b/x.txt", "./y.txt", "a/../y.txt", "/etc/hostname"] {
            assert!(read(place.path(), path, 9).is_err(), "{path}");
        }
    }

    #[test]
    fn no_name_of_a_path_may_be_a_link() {
        let place = place();
        let link = |target: &str, path: &str| {
            symlink(target, place.path().join(path)).expect("linked");
        };
        link("y.txt", "n.txt");
        link("b", "a/d");
        link("/proc/self/cwd", "magic");
        link("n.txt", "chain.txt");
        for path in [
            "n.txt",
            "a/d/x.txt",
            "magic/Cargo.toml",
            "chain.txt",
            "gone.txt",
        ] {
            assert_eq!(both(place.path(), path), None, "{path}");
        }
    }

    #[test]
    fn pipes_and_directories_are_no_files_and_nobody_waits() {
        let place = place();
        let path = place.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.expect("mkfifo is there").success());
        assert!(read(place.path(), "pipe", 9).is_err());
        assert!(read(place.path(), "a", 9).is_err());
    }
}
