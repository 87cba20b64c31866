//! Writes sources that a command changed or made: each whole or not at all, and never over what
//! somebody else wrote meanwhile.
//!
//! The bytes go into a file beside the place, are flushed to the disk, and take the name in one
//! step. On Unix the directory is flushed too, so that a power cut leaves the old or the new
//! file, never a part of one; on Windows the system replaces the name in one step as well, and
//! decides itself when that reaches the disk. Permissions stay; whoever runs the command becomes
//! the owner of a file of somebody else. A change made by another program in the moment between
//! the last look at the file and the renaming would be lost: no file system offers a renaming that
//! depends on what a file holds.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Why a file was left as it is.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    /// It is a symbolic link, a pipe or a directory.
    #[error("it is not a regular file")]
    NotRegular,
    /// A directory on the way to it leads out of the workbook.
    #[error("it does not lie in the workbook")]
    Outside,
    /// Nobody may write to it.
    #[error("it is read-only")]
    ReadOnly,
    /// Something stands there.
    #[error("it exists already")]
    Taken,
    /// It does not hold any more what was read.
    #[error("it was changed meanwhile; run the command again")]
    Changed,
    /// The operating system refused something.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Puts `after` in place of `before` in the file at `path` of the workbook at `root`, which is a
/// path without symbolic links.
///
/// # Errors
/// Where the file is none of ours, does not hold `before` any more, or the machine refuses; it is
/// then as it was.
pub(super) fn replace(
    root: &Path,
    path: &str,
    before: &[u8],
    after: &[u8],
) -> Result<(), WriteError> {
    let full = root.join(path);
    let metadata = replaceable(root, &full)?;
    let directory = full.parent().ok_or(WriteError::Outside)?;
    let new = beside(&full, after)?;
    new.as_file().set_permissions(metadata.permissions())?;
    new.as_file().sync_all()?;
    if fs::read(&full)? != before {
        return Err(WriteError::Changed);
    }
    replaceable(root, &full)?;
    new.persist(&full).map_err(|error| error.error)?;
    flush_directory(directory);
    Ok(())
}

/// Makes the file at `path` of the workbook at `root`, and the directories on the way to it.
///
/// # Errors
/// Where something stands there already, a directory on the way leads out of the workbook, or the
/// machine refuses.
pub(super) fn create(root: &Path, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
    let full = root.join(path);
    let directory = full.parent().ok_or(WriteError::Outside)?;
    // A new workbook's root may be still to be made, and is then where it is said to be.
    if root.exists() {
        let there = directory.ancestors().find(|place| place.exists());
        let there = fs::canonicalize(there.ok_or(WriteError::Outside)?)?;
        if !there.starts_with(fs::canonicalize(root)?) {
            return Err(WriteError::Outside);
        }
    }
    fs::create_dir_all(directory)?;
    let new = beside(&full, bytes)?;
    new.as_file().sync_all()?;
    new.persist_noclobber(&full)
        .map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => WriteError::Taken,
            _ => WriteError::Io(error.error),
        })?;
    flush_directory(directory);
    Ok(())
}

/// A file beside `full` that holds `bytes` and is removed unless it takes that name. Should one be
/// left behind, its dot and its ending keep it from being a document.
fn beside(full: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let name = full.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().take(40).collect();
    let prefix = format!(".{name}.");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".loopbook-new");
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the user's mask leaves.
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    let mut new = builder.tempfile_in(full.parent().unwrap_or(full))?;
    new.write_all(bytes)?;
    Ok(new)
}

/// The metadata of a file that may be replaced.
fn replaceable(root: &Path, full: &Path) -> Result<Metadata, WriteError> {
    let metadata = fs::symlink_metadata(full)?;
    if !metadata.is_file() {
        return Err(WriteError::NotRegular);
    }
    if !fs::canonicalize(full)?.starts_with(root) {
        return Err(WriteError::Outside);
    }
    if metadata.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    Ok(metadata)
}

/// Lets the new name reach the disk. What cannot be flushed is still written.
fn flush_directory(directory: &Path) {
    if cfg!(unix)
        && let Ok(directory) = fs::File::open(directory)
    {
        let _ = directory.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let place = tempfile::tempdir().expect("a directory");
        let root = fs::canonicalize(place.path()).expect("it is there");
        fs::write(root.join("a.md"), "mine").expect("written");
        let refused = replace(&root, "a.md", b"yours", b"new");
        assert!(matches!(refused, Err(WriteError::Changed)));
        assert_eq!(fs::read(root.join("a.md")).expect("there"), b"mine");
        replace(&root, "a.md", b"mine", b"new").expect("it is as it was read");
        assert_eq!(fs::read(root.join("a.md")).expect("there"), b"new");
        let left = fs::read_dir(&root).expect("readable").count();
        assert_eq!(left, 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_of_the_workbook_are_replaced_and_keep_their_permissions() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let place = tempfile::tempdir().expect("a directory");
        let top = fs::canonicalize(place.path()).expect("it is there");
        let root = top.join("book");
        for directory in ["book", "elsewhere"] {
            fs::create_dir(top.join(directory)).expect("made");
        }
        fs::write(top.join("elsewhere/a.md"), "x").expect("written");
        fs::write(root.join("b.md"), "x").expect("written");
        symlink(top.join("elsewhere/a.md"), root.join("link.md")).expect("linked");
        symlink(top.join("elsewhere"), root.join("away")).expect("linked");
        let linked = replace(&root, "link.md", b"x", b"y");
        assert!(matches!(linked, Err(WriteError::NotRegular)));
        let away = replace(&root, "away/a.md", b"x", b"y");
        assert!(matches!(away, Err(WriteError::Outside)));
        assert_eq!(fs::read(top.join("elsewhere/a.md")).expect("there"), b"x");
        let mode = |mode| fs::set_permissions(root.join("b.md"), PermissionsExt::from_mode(mode));
        mode(0o640).expect("set");
        replace(&root, "b.md", b"x", b"y").expect("it can be replaced");
        let kept = fs::metadata(root.join("b.md"))
            .expect("there")
            .permissions();
        assert_eq!(kept.mode() & 0o777, 0o640);
        mode(0o444).expect("set");
        let refused = replace(&root, "b.md", b"y", b"z");
        assert!(matches!(refused, Err(WriteError::ReadOnly)));
    }
}
