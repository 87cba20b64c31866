//! The files that public text takes along, read and cleaned.
//!
//! They are read once to judge them, and again when the site is written: a workbook's photographs
//! need not fit into memory. What is written must have the digest of what was judged.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io::{self, Read};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::clean::{Care, Cleaned, Refusal, clean, clean_inline, clean_or_copy, ending, is_read};
use super::guard::{Guard, InFile};
use super::publication::Publication;
use crate::diagnostic::Span;
use crate::source::World;
use crate::workbook::{Attachment, AttachmentOf, Config, Document, Target};

/// The largest file of a workbook that is copied into a site.
pub const MAX_FILE: u64 = 256 * 1024 * 1024;

/// The SHA-256 of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash of what `reader` gives.
    ///
    /// # Errors
    /// Where it fails.
    pub fn read(mut reader: impl Read) -> io::Result<Self> {
        let mut digest = Sha256::new();
        let mut piece = vec![0; 64 * 1024];
        loop {
            match reader.read(&mut piece)? {
                0 => return Ok(Self(digest.finalize().into())),
                count => digest.update(&piece[..count]),
            }
        }
    }

    /// The hash that [`hex`](Self::hex) writes like this.
    pub fn from_hex(digits: &str) -> Option<Self> {
        let mut hash = [0; 32];
        if digits.len() != 2 * hash.len() {
            return None;
        }
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        for (byte, pair) in hash.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            *byte = value(pair[0])? << 4 | value(pair[1])?;
        }
        Some(Self(hash))
    }

    /// It in hexadecimal digits, in lower case.
    pub fn hex(self) -> String {
        let mut digits = String::with_capacity(64);
        for byte in self.0 {
            // Writing to a text cannot fail.
            let _ = write!(digits, "{byte:02x}");
        }
        digits
    }
}

/// A file that may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicFile {
    /// The hash of its bytes as they would be published.
    pub hash: ContentHash,
    /// What was done to it.
    pub care: Care,
}

/// Every file that text which can be public links, by its path in the workbook: what would be published of it,
/// or why it may not be.
#[derive(Debug, Default)]
pub struct PublicFiles {
    files: BTreeMap<String, Result<PublicFile, Refusal>>,
    /// What must not be public and stands in a file or in its path; only of those where there is
    /// something. The words themselves are not kept: files need not fit into memory.
    found: BTreeMap<String, Vec<InFile>>,
}

impl PublicFiles {
    /// Reads and cleans every file that the text of `publication` links. Those of pages that still
    /// wait for an approval are among them, since an approval is for what a file holds too.
    pub fn read(publication: &Publication<'_>, world: &dyn World) -> Self {
        let paths = publication.files();
        if paths.is_empty() {
            return Self::default();
        }
        let guard = Guard::knowing(publication);
        let config = &publication.workbook.config;
        let judge = |path: &String| {
            let is_named = naming(path, config).next().is_some();
            let judged = publishable(path, is_named, world).map(|cleaned| {
                let file = PublicFile {
                    hash: ContentHash::of(&cleaned.bytes),
                    care: cleaned.care,
                };
                (file, guard.in_file(path, &cleaned))
            });
            (path.clone(), judged)
        };
        let judged: Vec<_> = paths.par_iter().map(judge).collect();
        let mut files = Self::default();
        for (path, judged) in judged {
            let file = judged.map(|(file, found)| {
                if !found.is_empty() {
                    files.found.insert(path.clone(), found);
                }
                file
            });
            files.files.insert(path, file);
        }
        files
    }

    /// What must not be public and stands in the file at `path`, or in its path.
    pub fn found(&self, path: &str) -> &[InFile] {
        self.found.get(path).map_or(&[], Vec::as_slice)
    }

    /// What became of the file at `path`; none where no public text links it.
    pub fn get(&self, path: &str) -> Option<&Result<PublicFile, Refusal>> {
        self.files.get(path)
    }

    /// The entries of `attachments` in `workbook.yaml`, by their positions, without which a file would
    /// not be published.
    pub fn needed_attachments(&self, config: &Config) -> BTreeSet<usize> {
        let unread = self.iter().filter(|(_, file)| file.care == Care::AsItIs);
        let needed = unread.filter_map(|(path, _)| naming(path, config).next());
        needed.map(|(at, _)| at).collect()
    }

    /// Every file that may be published, by its path in the workbook.
    pub fn iter(&self) -> impl Iterator<Item = (&str, PublicFile)> {
        let files = self.files.iter();
        files.filter_map(|(path, judged)| Some((path.as_str(), *judged.as_ref().ok()?)))
    }

    /// The files, and the pictures written out in links, that may not be published and that public
    /// text of `document` links: the place of each link, what it leads to, and why that may not.
    pub fn refused(
        &self,
        document: &Document,
        publication: &Publication<'_>,
    ) -> Vec<(Span, String, Refusal)> {
        let Some(position) = publication.workbook.paths.document(&document.id) else {
            return Vec::new();
        };
        let links = publication.links(position).into_iter();
        let links = links.map(|link| (link.link.target_span, link.target, &*link.link.target));
        let next = document.as_page().and_then(|page| page.next.as_ref());
        let next = next.filter(|_| publication.is_public(position));
        let next = next.map(|next| (next.url.span, next.target.clone(), next.url.value.as_str()));
        let refused = links
            .chain(next)
            .filter_map(|(place, target, written)| match target {
                Target::File(path) => {
                    let refusal = self.files.get(&path)?.as_ref().err()?;
                    Some((place, format!("`{path}`"), refusal.clone()))
                }
                Target::InlineImage => {
                    let refusal = clean_inline(written).err()?;
                    Some((place, "this picture".to_owned(), refusal))
                }
                _ => None,
            });
        refused.collect()
    }
}

/// The entries of `attachments` in `workbook.yaml` that name the file at `path`, by their positions.
/// Formats that are read are named by the path of a file only.
pub(super) fn naming<'c>(
    path: &'c str,
    config: &'c Config,
) -> impl Iterator<Item = (usize, &'c Attachment)> {
    let names = move |attachment: &Attachment| match &attachment.of {
        AttachmentOf::Format(format) => !is_read(format) && ending(path) == *format,
        AttachmentOf::Path(named) => named == path,
    };
    let entries = config.attachments.iter().enumerate();
    entries.filter(move |(_, attachment)| names(attachment))
}

/// The file at `path` of the workbook as it may be published. Where `workbook.yaml` names it, it is
/// copied as it is if it cannot be read.
///
/// # Errors
/// Where it may not.
pub fn publishable(path: &str, is_named: bool, world: &dyn World) -> Result<Cleaned, Refusal> {
    let bytes = world
        .read(path, MAX_FILE)
        .map_err(|error| Refusal::Unreadable(error.to_string()))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Refusal::TooLarge);
    }
    if is_named {
        clean_or_copy(path, bytes)
    } else {
        clean(path, bytes)
    }
}

/// The file with these bytes as it may be published, whose kind its path helps to tell.
///
/// # Errors
/// Where it may not.
pub fn publishable_bytes(path: &str, bytes: Vec<u8>) -> Result<Cleaned, Refusal> {
    clean(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_as_everybody_writes_it() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(ContentHash::of(b"").hex(), empty);
    }

    #[test]
    fn a_hash_is_read_as_it_is_written_and_from_a_stream_as_from_bytes() {
        let bytes = vec![7; 200_000];
        let hash = ContentHash::of(&bytes);
        assert_eq!(ContentHash::from_hex(&hash.hex()), Some(hash));
        assert_eq!(ContentHash::read(bytes.as_slice()).expect("read"), hash);
        for wrong in ["", "00", &hash.hex().to_uppercase(), &"g".repeat(64)] {
            assert_eq!(ContentHash::from_hex(wrong), None, "{wrong}");
        }
    }
}
