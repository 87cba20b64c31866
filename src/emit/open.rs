//! Opens what stands in a site, or beside it: only regular files, and never what a link leads to.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Lets `options` open what stands at a path itself: not what a link there leads to, and without
/// waiting for the other end of a pipe.
pub(super) fn itself(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
        options.custom_flags(i32::try_from(flags).unwrap_or(0));
    }
    options
}

/// The regular file at `path`, opened to be read, and what the system says of it.
///
/// # Errors
/// Where there is none.
pub(super) fn regular(path: &Path) -> io::Result<(File, Metadata)> {
    let file = itself(OpenOptions::new().read(true)).open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    Ok((file, metadata))
}

/// The bytes of the regular file at `path`.
///
/// # Errors
/// Where there is none, or where it has more than `most` bytes.
pub(super) fn read(path: &Path, most: u64) -> io::Result<(Vec<u8>, Metadata)> {
    let (file, metadata) = regular(path)?;
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok((bytes, metadata))
}
