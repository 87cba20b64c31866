//! A lock against two builds that write the same site at once.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{EmitError, open};

/// The right to write one site. It ends with this value, or with the process.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Closing it gives the lock back.
    _file: File,
}

impl Lock {
    /// Takes the lock at `path`, a file beside the site.
    ///
    /// # Errors
    /// Where another build has it, or what stands there is no lock.
    pub(super) fn take(path: PathBuf) -> Result<Self, EmitError> {
        // Ours is an empty file.
        let is_ours = match fs::symlink_metadata(&path) {
            Ok(found) => found.is_file() && found.len() == 0,
            Err(_) => true,
        };
        if !is_ours {
            return Err(EmitError::NoLock(path.display().to_string()));
        }
        loop {
            let file = opened(&path).map_err(EmitError::io(&path))?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Err(EmitError::Locked),
                // A file system without locks cannot tell; one build is still safe.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            // The build that had it may have removed the file just now: then this lock is worth
            // nothing, and another build may hold the one at the path.
            if is_at(&file, &path) {
                return Ok(Self { path, _file: file });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Elsewhere nothing tells whether a file is still at its path, so it stays there.
        if cfg!(unix) {
            // What cannot be removed is taken over by the next build.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn opened(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    // A link that somebody put here would have us make a file elsewhere.
    open::itself(&mut options).open(path)
}

/// Whether `file` is what stands at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(held), Ok(found)) = (file.metadata(), fs::symlink_metadata(path)) else {
        return false;
    };
    (held.dev(), held.ino()) == (found.dev(), found.ino())
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_build_at_a_time() {
        let place = tempfile::tempdir().expect("a directory");
        let path = place.path().join("lock");
        let held = Lock::take(path.clone()).expect("free");
        assert!(matches!(Lock::take(path.clone()), Err(EmitError::Locked)));
        drop(held);
        drop(Lock::take(path.clone()).expect("free again"));
        assert!(!cfg!(unix) || !path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let place = tempfile::tempdir().expect("a directory");
        let path = place.path().join("lock");
        let elsewhere = place.path().join("elsewhere");
        std::os::unix::fs::symlink(&elsewhere, &path).expect("made");
        assert!(matches!(Lock::take(path), Err(EmitError::NoLock(_))));
        assert!(!elsewhere.exists());
    }

    #[test]
    fn what_is_no_lock_stays() {
        let place = tempfile::tempdir().expect("a directory");
        let path = place.path().join("lock");
        fs::create_dir(&path).expect("made");
        assert!(matches!(
            Lock::take(path.clone()),
            Err(EmitError::NoLock(_))
        ));
        fs::remove_dir(&path).expect("removed");
        fs::write(&path, "mine").expect("written");
        assert!(matches!(
            Lock::take(path.clone()),
            Err(EmitError::NoLock(_))
        ));
        assert_eq!(fs::read_to_string(path).expect("there"), "mine");
    }
}
