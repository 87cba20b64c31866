//! Decides about what others put into the public side of a site: it goes public again only if it is
//! known to run nowhere, can be read, and holds nothing that must not be public.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::standing::is_of_git;
use super::{EmitError, open};
use crate::audience::{Care, Cleaned, Guard, MAX_FILE, Refusal, Secret, publishable_bytes};
use crate::site::Side;

/// A file of somebody else that may stay on the public side.
pub(super) struct Kept {
    /// Its path from the top of the public side.
    pub(super) path: String,
    /// Its bytes as they were read and searched.
    pub(super) bytes: Vec<u8>,
    /// What is known of them.
    pub(super) care: Option<Care>,
    /// What the system says of it.
    pub(super) metadata: Metadata,
}

/// Why one may not, for [`Refusal`] has no word for it.
const UNREAD: &str = "is of a format that cannot be read for what must not be public";
const MORE: &str = "holds more than it shows";
const UNNAMED: &str = "has a name that is no text";

/// Reads the file of somebody else at `full`, which is `below` on the public side.
///
/// # Errors
/// Where it may not be public, or nobody can tell.
pub(super) fn judge(guard: &Guard, full: &Path, below: &Path) -> Result<Kept, EmitError> {
    let refused = |why: String| EmitError::Refused {
        what: shown(guard, below),
        why,
    };
    let path = name(guard, below)?;
    let read = open::read(full, MAX_FILE);
    let (bytes, metadata) = read.map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => refused(Refusal::TooLarge.to_string()),
        _ => refused(Refusal::Unreadable(error.to_string()).to_string()),
    })?;
    let cleaned = if is_of_git(below) {
        None
    } else {
        Some(inert(&path, &bytes).map_err(refused)?)
    };
    // What git packs holds no words that can be read; what else it keeps is text.
    let is_text = str::from_utf8(&bytes).is_ok_and(|text| !text.contains('\0'));
    let words = cleaned.as_ref().map_or("", |cleaned| &cleaned.words);
    let searched: &[u8] = match &cleaned {
        None if !is_text => b"",
        _ => &bytes,
    };
    for searched in [searched, words.as_bytes()] {
        if let Some(secret) = guard.find_in_foreign(&path, searched) {
            return Err(leak(guard, below, secret));
        }
    }
    Ok(Kept {
        path,
        bytes,
        care: cleaned.map(|cleaned| cleaned.care),
        metadata,
    })
}

/// The path of something below the public side, as the ledger writes it.
///
/// # Errors
/// Where it is no text, or holds what must not be public.
pub(super) fn name(guard: &Guard, below: &Path) -> Result<String, EmitError> {
    let path = below.to_str().ok_or_else(|| EmitError::Refused {
        what: shown(guard, below),
        why: UNNAMED.to_owned(),
    })?;
    let path = path.replace(std::path::MAIN_SEPARATOR, "/");
    match guard.find_in_foreign(&path, b"") {
        Some(secret) => Err(leak(guard, below, secret)),
        None => Ok(path),
    }
}

/// How to name something below the public side in a message: by its path, unless that holds what
/// nobody may say.
pub(super) fn shown(guard: &Guard, below: &Path) -> String {
    let is_sayable = |path: &Path| {
        let text = path.to_str();
        text.is_some_and(|text| guard.find_in_foreign(text, b"").is_none())
    };
    if is_sayable(below) {
        return format!("`{}`", on_public_side(below));
    }
    let mut above = below.ancestors().skip(1);
    let directory = above.find(|path| is_sayable(path));
    format!(
        "something in `{}/`",
        on_public_side(directory.unwrap_or(Path::new("")))
    )
}

/// The path from the top of the site of what is `below` on the public side.
fn on_public_side(below: &Path) -> String {
    let path: PathBuf = Path::new(Side::Public.word()).iter().chain(below).collect();
    path.display().to_string()
}

fn leak(guard: &Guard, below: &Path, secret: Secret) -> EmitError {
    EmitError::ForeignLeak {
        what: shown(guard, below),
        secret,
    }
}

/// The file where it runs nowhere and nothing of it is hidden; why not, as it reads on behind its
/// name.
fn inert(path: &str, bytes: &[u8]) -> Result<Cleaned, String> {
    let cleaned = match publishable_bytes(path, bytes.to_vec()) {
        Err(Refusal::Active) if is_page_without_markup(path, bytes) => Cleaned {
            bytes: bytes.to_vec(),
            care: Care::Text,
            words: String::new(),
        },
        judged => judged.map_err(|refusal| refusal.to_string())?,
    };
    match cleaned.care {
        Care::AsItIs => Err(UNREAD.to_owned()),
        _ if cleaned.bytes != bytes => Err(MORE.to_owned()),
        Care::Text | Care::Cleaned | Care::Document | Care::Scan => Ok(cleaned),
    }
}

/// Whether a browser finds nothing but words in a web page, as in those by which search engines know
/// whose a site is.
fn is_page_without_markup(path: &str, bytes: &[u8]) -> bool {
    let ending = Path::new(path).extension().and_then(|it| it.to_str());
    let is_page = ending.is_some_and(|it| ["html", "htm"].contains(&&*it.to_ascii_lowercase()));
    let is_plain = |byte: &u8| *byte != b'<' && *byte != 0;
    is_page && str::from_utf8(bytes).is_ok() && bytes.iter().all(is_plain)
}
