//! ZIP archives: what the list at their end names, and nothing else, read within limits.
//!
//! What stands between and behind the entries is not read, so it is not there any more in an archive
//! that is written from what was.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveWriter};

use super::Refusal;

/// The largest archive that is read.
const LARGEST: usize = 64 << 20;
/// The most entries.
const MOST_ENTRIES: usize = 10_000;
/// How many bytes all entries may hold.
const MOST_BYTES: usize = 128 << 20;
/// The longest name of an entry.
const LONGEST_NAME: usize = 1024;

/// What a file says that cannot be read to its end.
pub(super) const DAMAGED: Refusal = Refusal::Unread("it is damaged");
const TOO_MUCH: Refusal = Refusal::Unread("it holds more than is looked at");

/// The files in an archive, by their paths.
pub(super) type Entries = BTreeMap<String, Vec<u8>>;

/// The files in the archive that `bytes` are.
///
/// # Errors
/// Where it cannot be read, or holds too much.
pub(super) fn read(bytes: &[u8]) -> Result<Entries, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Refusal::Unread("it is larger than 64 MiB"));
    }
    let archive = ZipArchive::from_slice(bytes).map_err(|_| DAMAGED)?;
    let mut entries = Entries::new();
    let mut names = BTreeSet::new();
    let mut left = MOST_BYTES;
    let mut list = archive.entries();
    while let Some(entry) = list.next_entry().map_err(|_| DAMAGED)? {
        if names.len() >= MOST_ENTRIES {
            return Err(TOO_MUCH);
        }
        let path = std::str::from_utf8(entry.file_path().as_bytes()).map_err(|_| DAMAGED)?;
        // Of two files with one name each program shows another.
        if !is_plain(path) || !names.insert(path.to_lowercase()) {
            return Err(DAMAGED);
        }
        if entry.is_dir() {
            continue;
        }
        if entry.flags().is_encrypted() {
            return Err(Refusal::Unread("it is encrypted"));
        }
        let method = entry.compression_method();
        let found = archive.get_entry(entry.wayfinder()).map_err(|_| DAMAGED)?;
        let most = left as u64 + 1;
        let mut content = Vec::new();
        let read = if method == CompressionMethod::STORE {
            let stored = found.verifying_reader(found.data());
            stored.take(most).read_to_end(&mut content)
        } else if method == CompressionMethod::DEFLATE {
            let unpacked = found.verifying_reader(DeflateDecoder::new(found.data()));
            unpacked.take(most).read_to_end(&mut content)
        } else {
            return Err(Refusal::Unread("it is packed in a way that is not known"));
        };
        left = left.checked_sub(content.len()).ok_or(TOO_MUCH)?;
        read.map_err(|_| DAMAGED)?;
        entries.insert(path.to_owned(), content);
    }
    Ok(entries)
}

/// Whether a path stays within the archive, as every program reads it.
fn is_plain(path: &str) -> bool {
    let steps = path.strip_suffix('/').unwrap_or(path).split('/');
    let is_step = |step: &str| !matches!(step, "" | "." | "..");
    let is_odd = |letter: char| letter.is_control() || letter == '\\' || letter == ':';
    path.len() <= LONGEST_NAME && !path.contains(is_odd) && steps.into_iter().all(is_step)
}

/// An archive of `entries`. The entry `first` stands first and is not packed. The same entries give
/// the same bytes.
///
/// # Errors
/// Never, as far as anybody knows.
pub(super) fn write(entries: &Entries, first: &str) -> Result<Vec<u8>, Refusal> {
    let pack = || -> Result<Vec<u8>, rawzip::Error> {
        let mut archive = ZipArchiveWriter::new(Vec::new());
        let head = entries.get_key_value(first);
        let rest = entries.iter().filter(|(path, _)| *path != first);
        for (path, content) in head.into_iter().chain(rest) {
            let is_stored = path == first;
            let method = if is_stored {
                CompressionMethod::STORE
            } else {
                CompressionMethod::DEFLATE
            };
            let file = archive.new_file(path.as_str()).compression_method(method);
            let (mut entry, config) = file.start()?;
            let descriptor = if is_stored {
                let mut writer = config.wrap(&mut entry);
                writer.write_all(content)?;
                writer.finish()?.1
            } else {
                let encoder = DeflateEncoder::new(&mut entry, Compression::default());
                let mut writer = config.wrap(encoder);
                io::copy(&mut content.as_slice(), &mut writer)?;
                let (encoder, descriptor) = writer.finish()?;
                encoder.finish()?;
                descriptor
            };
            entry.finish(descriptor)?;
        }
        archive.finish()
    };
    pack().map_err(|_| DAMAGED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(of: &[(&str, &[u8])]) -> Entries {
        let owned = |(path, content): &(&str, &[u8])| ((*path).to_owned(), content.to_vec());
        of.iter().map(owned).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let held = entries(&[("b", b"two"), ("mimetype", b"x"), ("a/c", &[7; 9000])]);
        let bytes = write(&held, "mimetype").expect("it is written");
        assert_eq!(read(&bytes), Ok(held.clone()));
        assert_eq!(bytes[30..38], *b"mimetype");
        let around = [b"<html>", bytes.as_slice(), b"secret"].concat();
        let again = read(&around).map(|held| write(&held, "mimetype"));
        assert!(again.is_err() || again == Ok(Ok(bytes)));
    }

    #[test]
    fn what_cannot_be_read_by_everybody_alike_is_refused() {
        for paths in [
            &["a", "A"][..],
            &["../a"],
            &["/a"],
            &["a\\b"],
            &["c:a"],
            &["a//b"],
        ] {
            let mut archive = ZipArchiveWriter::new(Vec::new());
            for path in paths {
                let path = rawzip::path::EntryPath::verbatim(path.as_bytes());
                let (mut entry, config) = archive.new_file(path).start().expect("it starts");
                let (_, descriptor) = config.wrap(&mut entry).finish().expect("it ends");
                entry.finish(descriptor).expect("it ends");
            }
            let bytes = archive.finish().expect("it ends");
            assert_eq!(read(&bytes), Err(DAMAGED), "{paths:?}");
        }
    }

    #[test]
    fn every_limit_refuses() {
        let bomb = entries(&[
            ("a", &vec![0; MOST_BYTES / 2]),
            ("b", &vec![0; MOST_BYTES / 2 + 1]),
        ]);
        let bytes = write(&bomb, "").expect("it is written");
        assert!(bytes.len() < 1 << 20);
        assert_eq!(read(&bytes), Err(TOO_MUCH));
    }
}
