//! Files on their way to the public side: what a picture holds besides the picture is removed.
//!
//! A telephone writes into every photograph where it was taken, an image editor who drew it. Each
//! format is taken apart and put together again from the parts that are needed to show it: what is
//! not known is not kept. A picture that cannot be taken apart is refused, and so is whatever a
//! browser would run. Other files (a PDF, a spreadsheet) cannot be cleaned; the ledger and the
//! build name them.

mod exif;
mod gif;
mod inline;
mod jpeg;
mod lines;
mod png;
mod svg;
mod webp;

pub(super) use inline::clean_inline;

use std::fmt;

/// A file as it may be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What was done to it.
    pub care: Care,
    /// What can be read in it that its bytes do not spell out: the words of packed and encoded
    /// layers, a line each. Searched, and shown to whoever approves a page; never published.
    pub words: String,
}

impl Cleaned {
    /// A file whose bytes spell out all that can be read in it.
    const fn plain(bytes: Vec<u8>, care: Care) -> Self {
        Self {
            bytes,
            care,
            words: String::new(),
        }
    }
}

/// What was done to a file before it may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Care {
    /// It is a picture and was reduced to that.
    Cleaned,
    /// It is plain text and holds nothing but what it shows.
    Text,
    /// It is copied as it is and may hold more than it shows.
    AsItIs,
}

impl Care {
    /// The word for it in the ledger.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cleaned => "a cleaned picture",
            Self::Text => "plain text",
            Self::AsItIs => "copied as it is",
        }
    }
}

/// Why a file may not be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is, by its name or its first bytes, a picture of this format, but cannot be read as one.
    Damaged(&'static str),
    /// It is a picture of a format that cannot be cleaned.
    Format,
    /// A browser would run it, or might.
    Active,
    /// It is a drawing that holds this, which cannot be published.
    Drawing(&'static str),
    /// It is larger than a file may be.
    TooLarge,
    /// It cannot be read at all: what the system says.
    Unreadable(String),
}

impl Refusal {
    /// Whether the file is refused for what a browser would do with it.
    pub const fn is_unsafe(&self) -> bool {
        matches!(self, Self::Active | Self::Drawing(_))
    }

    /// What would make the file fit.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Damaged(_) => "save the picture again",
            Self::Format => "save it as PNG, JPEG, WebP, GIF or SVG",
            Self::Active => "save it as text, PDF or a picture",
            Self::Drawing(_) => "save it without that, or as a PNG",
            Self::TooLarge => "link it from where it is kept",
            Self::Unreadable(_) => "see that the file can be read",
        }
    }
}

/// Reads on behind the name of the file.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(format) => write!(
                f,
                "cannot be read as {format} to its end, so what it holds besides the picture cannot be removed"
            ),
            Self::Format => f.write_str(
                "is a picture of a format from which what it holds besides the picture cannot be removed",
            ),
            Self::Active => f.write_str("would run in the reader's browser"),
            Self::Drawing(what) => write!(f, "is a drawing that holds {what}"),
            Self::TooLarge => f.write_str("is larger than 256 MiB"),
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
        }
    }
}

/// Endings of pictures that no part of this module can clean.
const OTHER_PICTURES: [&str; 15] = [
    "avif", "bmp", "cur", "dng", "emf", "eps", "heic", "heif", "ico", "jp2", "jxl", "psd", "tif",
    "tiff", "wmf",
];

/// Endings of what browsers run, or show with what it loads.
const ACTIVE: [&str; 18] = [
    "htm", "html", "hta", "js", "jsp", "mht", "mhtml", "mjs", "php", "shtml", "svgz", "swf",
    "wasm", "xht", "xhtml", "xml", "xsl", "xslt",
];

/// What an active file starts with, whatever its name is.
const ACTIVE_STARTS: [&str; 6] = ["<!doctype", "<html", "<script", "<svg", "<?xml", "<head"];

/// The file at `path` as it may be published.
///
/// # Errors
/// Where it may not.
pub(super) fn clean(path: &str, bytes: Vec<u8>) -> Result<Cleaned, Refusal> {
    let ending = ending(path);
    let named = match ending.as_str() {
        "jpg" | "jpeg" | "jpe" | "jfif" => Some("JPEG"),
        "png" | "apng" => Some("PNG"),
        "gif" => Some("GIF"),
        "webp" => Some("WebP"),
        _ => None,
    };
    // Browsers go by the first bytes, whatever the name says.
    let found = match bytes.as_slice() {
        [0xff, 0xd8, 0xff, ..] => Some(("JPEG", jpeg::clean(&bytes))),
        [0x89, b'P', b'N', b'G', ..] => Some(("PNG", png::clean(&bytes))),
        [b'G', b'I', b'F', b'8', ..] => Some(("GIF", gif::clean(&bytes))),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some(("WebP", webp::clean(&bytes))),
        _ => named.map(|format| (format, None)),
    };
    if let Some((format, cleaned)) = found {
        let bytes = cleaned.ok_or(Refusal::Damaged(format))?;
        return Ok(Cleaned::plain(bytes, Care::Cleaned));
    }
    if ending == "svg" {
        let bytes = svg::clean(&bytes)?;
        return Ok(Cleaned::plain(bytes, Care::Cleaned));
    }
    if OTHER_PICTURES.contains(&ending.as_str()) {
        return Err(Refusal::Format);
    }
    if ACTIVE.contains(&ending.as_str()) || starts_as_active(&bytes) {
        return Err(Refusal::Active);
    }
    let is_text = std::str::from_utf8(&bytes).is_ok_and(|text| !text.contains('\0'));
    let care = if is_text && ending != "pdf" && ending != "rtf" {
        Care::Text
    } else {
        Care::AsItIs
    };
    Ok(Cleaned::plain(bytes, care))
}

/// What stands behind the last dot of the file's name, in lower case.
fn ending(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.to_ascii_lowercase()
}

fn starts_as_active(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let bytes = bytes.trim_ascii_start();
    ACTIVE_STARTS.iter().any(|start| {
        let head = bytes.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn care(path: &str, bytes: &[u8]) -> Result<Care, Refusal> {
        clean(path, bytes.to_vec()).map(|cleaned| cleaned.care)
    }

    #[test]
    fn what_cannot_be_cleaned_is_refused_or_named() {
        assert_eq!(care("a/notes.txt", b"a,b\n"), Ok(Care::Text));
        assert_eq!(care("a/price list", b"plain"), Ok(Care::Text));
        assert_eq!(care("a.pdf", b"%PDF-1.7"), Ok(Care::AsItIs));
        assert_eq!(care("a.xlsx", b"PK\x03\x04\x00"), Ok(Care::AsItIs));
        assert_eq!(care("a.heic", b"\0\0\0\x18ftypheic"), Err(Refusal::Format));
        assert_eq!(care("a.PNG", b"no picture"), Err(Refusal::Damaged("PNG")));
        assert_eq!(care("a.jpg", b""), Err(Refusal::Damaged("JPEG")));
        assert_eq!(care("a.HTML", b""), Err(Refusal::Active));
        let hidden = b"\xef\xbb\xbf\n <!DocType html><script>x</script>";
        assert_eq!(care("a.bin", hidden), Err(Refusal::Active));
    }

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        let cut = b"\xff\xd8\xff\xe1\x00\x10";
        assert_eq!(care("a.txt", cut), Err(Refusal::Damaged("JPEG")));
    }
}
