//! Files on their way to the public side: what a picture holds besides the picture is removed.
//!
//! A telephone writes into every photograph where it was taken, an image editor who drew it. Each
//! format is taken apart and put together again from the parts that are needed to show it: what is
//! not known is not kept. So are PDF and office files, and the words in them are given besides, since
//! their bytes are packed. What cannot be taken apart is refused, and so is whatever is not known to be
//! inert (`inert.rs`): a browser might run it. Other files are published only where `workbook.yaml`
//! names them; the ledger and the build name them too.

mod archive;
mod exif;
mod gif;
mod inert;
mod inline;
mod jpeg;
mod lines;
mod office;
mod pdf;
mod png;
mod svg;
mod webp;

pub(super) use inert::is_text;
pub(super) use inline::clean_inline;

use std::fmt;

use self::inert::Named;
use crate::workbook::OutputPath;

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
    /// It is of a kind of which nobody knows what browsers do with it.
    Kind,
    /// Its name holds this ending before the last one.
    Name(&'static str),
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
        matches!(
            self,
            Self::Active | Self::Kind | Self::Name(_) | Self::Drawing(_) | Self::Program
        )
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
            Self::Kind => {
                "give it the ending of what it is, or save it as text (`.txt`), PDF or a picture"
            }
            Self::Name(_) => "rename it, so that only the last ending is left",
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
            Self::Kind => {
                f.write_str("is of a kind that browsers are not known to leave alone")
            }
            Self::Name(ending) => write!(
                f,
                "has the ending `.{ending}` within its name, which web servers may act upon"
            ),
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

/// Endings of archives of XML that are read.
const OFFICE: [&str; 16] = [
    "docm", "docx", "dotm", "dotx", "odg", "odp", "ods", "odt", "otp", "ots", "ott", "potx",
    "ppsx", "pptm", "pptx", "xlsm",
];

/// The file at `path` as it may be published.
///
/// # Errors
/// Where it may not.
pub(super) fn clean(path: &str, bytes: Vec<u8>) -> Result<Cleaned, Refusal> {
    let name = published_name(path);
    let ending = inert::ending(&name);
    let is_drawing = ending == "svg";
    if let Some(within) = inert::acted_upon_within(&name) {
        return Err(Refusal::Name(within));
    }
    if let Some((format, cleaned)) = picture(&ending, &bytes) {
        if is_drawing {
            return Err(Refusal::Damaged("SVG"));
        }
        let bytes = cleaned.ok_or(Refusal::Damaged(format))?;
        fits(&name, &ending)?;
        return Ok(Cleaned::plain(bytes, Care::Cleaned));
    }
    if is_drawing {
        let (bytes, words) = svg::clean(&bytes)?;
        let care = Care::Cleaned;
        return Ok(Cleaned { bytes, care, words });
    }
    if OTHER_PICTURES.contains(&ending.as_str()) {
        return Err(Refusal::Format);
    }
    fits(&name, &ending)?;
    if inert::looks_active(&bytes) {
        return Err(Refusal::Active);
    }
    if let Some(document) = document(&ending, &bytes) {
        return document;
    }
    match inert::named(&name) {
        _ if inert::is_text(&bytes) => Ok(Cleaned::plain(bytes, Care::Text)),
        Named::Carried => Err(Refusal::Unread("its format is not known")),
        _ => Err(Refusal::Kind),
    }
}

/// Whether a file is inert at `path` as it is, or can be made so without a change of its name.
/// `head` is its beginning; of a drawing, all of it.
pub(super) fn is_inert(path: &str, head: &[u8]) -> bool {
    let name = published_name(path);
    let ending = inert::ending(&name);
    if inert::acted_upon_within(&name).is_some() {
        return false;
    }
    if ending == "svg" {
        return svg::clean(head).is_ok();
    }
    let is_picture = format_of(&ending).is_some() || OTHER_PICTURES.contains(&ending.as_str());
    let is_known = match inert::named(&name) {
        Named::Text | Named::Carried => true,
        Named::Nothing => inert::is_text(head),
        Named::Other => is_picture,
    };
    is_known && !inert::looks_active(head)
}

/// Whether servers and browsers leave alone what has this name, whatever it holds.
fn fits(name: &str, ending: &str) -> Result<(), Refusal> {
    let is_picture = format_of(ending).is_some() || OTHER_PICTURES.contains(&ending);
    if inert::acted_upon(ending).is_some() {
        Err(Refusal::Active)
    } else if inert::named(name) == Named::Other && !is_picture {
        Err(Refusal::Kind)
    } else {
        Ok(())
    }
}

/// The name under which the file at `path` stands in the site.
fn published_name(path: &str) -> String {
    let place = OutputPath::of_file(path);
    let name = place.as_str().rsplit('/').next().unwrap_or_default();
    name.to_owned()
}

/// The format of pictures that have this ending.
fn format_of(ending: &str) -> Option<&'static str> {
    match ending {
        "jpg" | "jpeg" | "jpe" | "jfif" => Some("JPEG"),
        "png" | "apng" => Some("PNG"),
        "gif" => Some("GIF"),
        "webp" => Some("WebP"),
        _ => None,
    }
}

/// The format of a picture, and the picture alone where it could be read to its end; none where this
/// is no picture. Browsers go by the first bytes, whatever the name says.
fn picture(ending: &str, bytes: &[u8]) -> Option<(&'static str, Option<Vec<u8>>)> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(("JPEG", jpeg::clean(bytes))),
        [0x89, b'P', b'N', b'G', ..] => Some(("PNG", png::clean(bytes))),
        [b'G', b'I', b'F', b'8', ..] => Some(("GIF", gif::clean(bytes))),
        _ if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => {
            Some(("WebP", webp::clean(bytes)))
        }
        _ => format_of(ending).map(|format| (format, None)),
    }
}

/// What is left of a document whose words can be read, by its first bytes or its ending; none where it
/// is no such document.
fn document(ending: &str, bytes: &[u8]) -> Option<Result<Cleaned, Refusal>> {
    let is_text = || inert::is_text(bytes);
    if ending == "pdf" || pdf::start(bytes).is_some_and(|start| start == 0 || !is_text()) {
        return Some(pdf::clean(bytes));
    }
    let is_archive = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06");
    if is_archive || OFFICE.contains(&ending) {
        return Some(office::clean(bytes));
    }
    let is_rtf = ending == "rtf" || bytes.starts_with(b"{\\rtf");
    is_rtf.then_some(Err(Refusal::Unread(
        "RTF keeps its words apart from what it shows",
    )))
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
    inert::ending(path.rsplit('/').next().unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";

    fn care(path: &str, bytes: &[u8]) -> Result<Care, Refusal> {
        clean(path, bytes.to_vec()).map(|cleaned| cleaned.care)
    }

    #[test]
    fn what_cannot_be_cleaned_is_refused_or_named() {
        assert_eq!(care("a/notes.txt", b"a,b\n"), Ok(Care::Text));
        assert_eq!(care("a/price list", b"plain"), Ok(Care::Text));
        assert_eq!(care("a/wide.csv", b"\xff\xfea\0,\0b\0"), Ok(Care::Text));
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
    }

    #[test]
    fn what_is_not_known_to_be_inert_is_refused() {
        for name in [
            "a.HTML", "a.rss", "a.kml", "a.mht", "a.html.", "a.html ", "a.ｈtml", "a.svgz",
        ] {
            assert_eq!(care(name, b"text"), Err(Refusal::Active), "{name}");
            assert_eq!(care(name, GIF), Err(Refusal::Active), "{name}");
        }
        let page = b"\xef\xbb\xbf\n <!DocType html><script>x</script>";
        let drawing = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
        let within = b"<k:k xmlns:k='urn:k'><s xmlns='http://www.w3.org/1999/xhtml'/></k:k>";
        for name in ["a.bin", "a.pdf", "a.txt", "a", "a.csv", "a.json"] {
            for bytes in [&page[..], drawing, within] {
                assert_eq!(care(name, bytes), Err(Refusal::Active), "{name}");
            }
        }
        assert_eq!(care("a.gpx", b"text"), Err(Refusal::Kind));
        assert_eq!(care("a.config", b"text"), Err(Refusal::Kind));
        assert_eq!(care("a", b"\0"), Err(Refusal::Kind));
        assert_eq!(care("a.log", b"\0"), Err(Refusal::Kind));
        assert_eq!(care("a.foo", GIF), Err(Refusal::Kind));
        assert_eq!(care("a.php.csv", b"a,b"), Err(Refusal::Name("php")));
        assert_eq!(care("a.php.gif", GIF), Err(Refusal::Name("php")));
        assert_eq!(care("a.cgi.x.txt", b"a"), Err(Refusal::Name("cgi")));
        assert_eq!(care("a.svg", GIF), Err(Refusal::Damaged("SVG")));
        assert_eq!(care("a.svg", b"text"), Err(Refusal::Damaged("SVG")));
    }

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        let cut = b"\xff\xd8\xff\xe1\x00\x10";
        assert_eq!(care("a.txt", cut), Err(Refusal::Damaged("JPEG")));
        assert_eq!(care("a.png", GIF), Ok(Care::Cleaned));
        assert_eq!(care("a", GIF), Ok(Care::Cleaned));
    }

    #[test]
    fn a_name_stays_where_what_it_names_is_inert() {
        for (path, bytes) in [
            ("a.txt", &b"text"[..]),
            ("a.pdf", b"%PDF"),
            ("a.png", GIF),
            ("a.heic", b"\0"),
            ("LICENSE", b"text"),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ] {
            assert!(is_inert(path, bytes), "{path}");
        }
        for (path, bytes) in [
            ("a.html", &b"text"[..]),
            ("a.toml", b"<!doctype html>"),
            ("a.png", b"<html>"),
            ("a", b"\0"),
            ("a.php.txt", b"text"),
            (
                "a.svg",
                b"<svg xmlns='http://www.w3.org/2000/svg'><image/></svg>",
            ),
            ("a.foo", b"text"),
        ] {
            assert!(!is_inert(path, bytes), "{path}");
        }
    }
}
