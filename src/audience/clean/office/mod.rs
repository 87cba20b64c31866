//! Office files: archives of XML and pictures. Each part is known by its place and is read, written
//! anew, left out, or refuses the file.

mod odf;
mod ooxml;
mod xml;

use super::archive::{self, DAMAGED, Entries};
use super::{Care, Cleaned, Refusal};

/// What refuses a file that runs.
const PROGRAM: Refusal = Refusal::Program;
const FILE_INSIDE: Refusal = Refusal::Holds(
    "a whole file of its own, such as the table behind a chart",
    "put it in as a picture, or export to PDF",
);
const ELSEWHERE: Refusal = Refusal::Holds(
    "a link to a file on a disk, or something that is loaded from elsewhere",
    "remove the link, or link a web page",
);
const COMMENTS: Refusal = Refusal::Holds("comments", "remove them before you publish the file");
const CHANGES: Refusal = Refusal::Holds(
    "tracked changes or comments",
    "accept the changes and remove the comments",
);
const HIDDEN: Refusal = Refusal::Holds(
    "hidden sheets, rows, slides or text",
    "show or delete what is hidden",
);
const UNKNOWN_PART: Refusal = Refusal::Unread("a part of it is of an unknown kind");
const UNKNOWN_PICTURE: Refusal = Refusal::Holds(
    "a picture or a medium that cannot be cleaned",
    "put it in as PNG or JPEG",
);

/// What becomes of a part.
enum Part {
    /// It is XML and is written anew.
    Xml,
    /// It is a picture and is cleaned.
    Picture,
    LeftOut,
}

/// The file alone, and all words that can be read in it.
///
/// # Errors
/// Where it cannot be read, or holds what may not be published.
pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, Refusal> {
    let entries = archive::read(bytes)?;
    let mut words = String::new();
    let is_odf = entries
        .get("mimetype")
        .is_some_and(|kind| kind.starts_with(b"application/vnd.oasis.opendocument."));
    let (kept, first) = if is_odf {
        (odf::clean(&entries, &mut words)?, "mimetype")
    } else if entries.contains_key(ooxml::TYPES) {
        (ooxml::clean(&entries, &mut words)?, "")
    } else {
        return Err(Refusal::Unread(
            "it is an archive of files that nobody looks into",
        ));
    };
    Ok(Cleaned {
        bytes: archive::write(&kept, first)?,
        care: Care::Document,
        words,
    })
}

/// The picture at `path` of a file, alone.
fn picture(path: &str, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    match super::clean(path, bytes.to_vec()) {
        Ok(cleaned) if cleaned.care == Care::Cleaned => Ok(cleaned.bytes),
        _ => Err(UNKNOWN_PICTURE),
    }
}

/// Whether a text is a path on somebody's machine.
fn is_local_path(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let is_drive = matches!(lower.as_bytes(), [b'a'..=b'z', b':', b'\\' | b'/', ..]);
    let starts = ["\\\\", "/home/", "/users/", "file:"];
    is_drive || starts.iter().any(|start| lower.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_machines_are_known() {
        for path in [
            "C:\\Users\\x",
            "file:///c:/x",
            "\\\\server\\x",
            "/home/x/y",
            "d:/x",
        ] {
            assert!(is_local_path(path), "{path}");
        }
        for text in [
            "a picture",
            "https://x.example/home/",
            "media/image1.png",
            "a: b",
        ] {
            assert!(!is_local_path(text), "{text}");
        }
    }
}
