//! Files on their way to the public side: what a picture holds besides the picture is removed.
//!
//! A telephone writes into every photograph where it was taken, an image editor who drew it. Each
//! format is taken apart and put together again from the parts that are needed to show it: what is
//! not known is not kept. So are PDF and office files, and the words in them are given besides, since
//! their bytes are packed. What cannot be taken apart is refused, and so is whatever would run. Other
//! files are published only where `workbook.yaml` names them; the ledger and the build name them too.

mod archive;
mod exif;
mod gif;
mod inline;
mod jpeg;
mod office;
mod pdf;
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
    /// layers, a line each. Only searched, never shown.
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
    /// It is a document, was reduced to what it shows, and its words are known.
    Document,
    /// It is such a document and has pages that are pictures, whose words nobody knows.
    Scan,
    /// It cannot be read and is copied as it is, since `workbook.yaml` names it.
    AsItIs,
}

impl Care {
    /// The word for it in the ledger.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cleaned => "a cleaned picture",
            Self::Text => "plain text",
            Self::Document => "a cleaned document",
            Self::Scan => "a cleaned document with pages that are pictures",
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
    /// It is a file that cannot be searched for what must not be public, for this reason.
    Unread(&'static str),
    /// It is a document that holds this, which a reader is not meant to see, and how to remove it.
    Holds(&'static str, &'static str),
    /// It is a document with something in it that the reader's program would run.
    Program,
    /// It is larger than a file may be.
    TooLarge,
    /// It cannot be read at all: what the system says.
    Unreadable(String),
}

impl Refusal {
    /// Whether the file is refused for what a browser would do with it.
    pub const fn is_unsafe(&self) -> bool {
        matches!(self, Self::Active | Self::Drawing(_) | Self::Program)
    }

    /// Whether `attachments` in `workbook.yaml` can let it pass.
    pub const fn can_be_named(&self) -> bool {
        matches!(self, Self::Unread(_) | Self::Holds(..))
    }

    /// What would make the file fit.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Damaged(_) => "save the picture again",
            Self::Format => "save it as PNG, JPEG, WebP, GIF or SVG",
            Self::Active => "save it as text, PDF or a picture",
            Self::Drawing(_) => "save it without that, or as a PNG",
            Self::Unread(_) => {
                "save it as text, PDF, ODF or OOXML; or read it and name it under `attachments` in `workbook.yaml`, with a reason"
            }
            Self::Holds(_, remedy) => remedy,
            Self::Program => "save it without macros and scripts, or print it to PDF again",
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
            Self::Unread(why) => write!(f, "cannot be searched for what must not be public: {why}"),
            Self::Holds(what, _) => write!(f, "holds {what}"),
            Self::Program => {
                f.write_str("holds something that the reader's program would run")
            }
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

/// Endings of archives of XML that are read.
const OFFICE: [&str; 16] = [
    "docm", "docx", "dotm", "dotx", "odg", "odp", "ods", "odt", "otp", "ots", "ott", "potx",
    "ppsx", "pptm", "pptx", "xlsm",
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
    if ending == "pdf" || pdf::start(&bytes).is_some_and(|start| start == 0 || !is_text(&bytes)) {
        return pdf::clean(&bytes);
    }
    let is_archive = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06");
    if is_archive || OFFICE.contains(&ending.as_str()) {
        return office::clean(&bytes);
    }
    if ending == "rtf" || bytes.starts_with(b"{\\rtf") {
        return Err(Refusal::Unread(
            "RTF keeps its words apart from what it shows",
        ));
    }
    if !is_text(&bytes) {
        return Err(Refusal::Unread("its format is not known"));
    }
    Ok(Cleaned::plain(bytes, Care::Text))
}

/// Whether all that `bytes` hold can be read in them: UTF-8, UTF-16 with its mark, or an old Western
/// encoding.
fn is_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return bytes.len().is_multiple_of(2);
    }
    let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0xc);
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    !bytes.contains(&0) && (is_utf8 || !bytes.iter().any(is_control))
}

/// Whether an address may stand in a document: a web page, a mail address, a place next to it.
fn leads_to_web(address: &str) -> bool {
    let lower = address.trim().to_ascii_lowercase();
    let schemes = ["http:", "https:", "mailto:", "tel:"];
    let is_path = !lower.contains([':', '\\']) && !lower.starts_with("//");
    lower.starts_with('#') || schemes.iter().any(|scheme| lower.starts_with(scheme)) || is_path
}

/// The file at `path` as [`clean`] leaves it; as it is, where nobody can read it and that is all that
/// is wrong with it.
///
/// # Errors
/// Where it may not be published.
pub(super) fn clean_or_copy(path: &str, bytes: Vec<u8>) -> Result<Cleaned, Refusal> {
    match clean(path, bytes.clone()) {
        Err(refusal) if refusal.can_be_named() => Ok(Cleaned::plain(bytes, Care::AsItIs)),
        judged => judged,
    }
}

/// Whether files with this ending are read, so that each is named by itself where it cannot be.
pub(super) fn is_read(ending: &str) -> bool {
    ending == "pdf" || OFFICE.contains(&ending)
}

/// What stands behind the last dot of the file's name, in lower case.
pub(super) fn ending(path: &str) -> String {
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
        assert_eq!(care("a.txt", b"Gr\xf6\xdfe"), Ok(Care::Text));
        assert_eq!(care("a.txt", b"\xff\xfea\0"), Ok(Care::Text));
        assert_eq!(care("a.txt", b"a PDF starts with %PDF-1.7"), Ok(Care::Text));
        for (path, bytes) in [
            ("a.pdf", &b"%PDF-1.7"[..]),
            ("a.txt", b"%PDF-1.7"),
            ("a.bin", b"\0\0%PDF-1.7"),
            ("a.xlsx", b"PK\x03\x04\x00"),
            ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            ("a.rtf", b"{\\rtf1}"),
            ("a.mp4", b"\0\0\0\x18ftypmp42"),
            ("a", b"\x1f\x8b\x08"),
        ] {
            let found = care(path, bytes);
            assert!(
                matches!(found, Err(Refusal::Unread(_))),
                "{path}: {found:?}"
            );
        }
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
