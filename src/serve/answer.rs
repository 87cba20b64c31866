//! What is asked for and what comes back.

use std::path::Path;

use percent_encoding::percent_decode_str;

use crate::audience::ContentHash;
use crate::site::Side;

/// What somebody may want to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A page or a file of one side.
    File(Side, String),
    /// What is wrong with the workbook, as seen from the page at this path of its side.
    Findings(Option<String>),
}

/// What is allowed to whoever shows an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// A page of the site, which loads its own script and style.
    Site,
    /// A file that somebody put into the workbook. It may be anybody's, and runs nothing.
    Foreign,
}

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) found: bool,
    pub(super) media_type: &'static str,
    pub(super) bytes: Vec<u8>,
    pub(super) trust: Trust,
    /// A name for the content: another content has another one.
    pub(super) tag: String,
}

impl Answer {
    /// An answer of `bytes`, named by their content.
    pub(super) fn new(media_type: &'static str, bytes: Vec<u8>, trust: Trust) -> Self {
        Self {
            found: true,
            media_type,
            tag: tag(&bytes),
            bytes,
            trust,
        }
    }

    /// A page, with the script that follows its changes: it is reloaded once it has another tag.
    ///
    /// The script has to know what the page was like when it was loaded, and cannot read the headers
    /// that it came with. `style` is the tag of the style sheet, `path` the page's path on its side.
    pub(super) fn page(html: &str, style: &str, path: &str) -> Self {
        let tag = tag(html.as_bytes());
        let path = text(path);
        let script = format!(
            "<link rel=\"stylesheet\" href=\"/_loopbook/live.css\">\n<script src=\"/_loopbook/live.js\" defer data-page=\"{tag}\" data-style=\"{style}\" data-path=\"{path}\"></script>\n</head>"
        );
        Self {
            tag,
            ..Self::new(
                HTML,
                html.replacen("</head>", &script, 1).into_bytes(),
                Trust::Site,
            )
        }
    }

    /// A page of the server's own that says why there is none of the site's.
    pub(super) fn missing(title: &str, why: &str) -> Self {
        let (title, why) = (text(title), text(why));
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\n</head>\n<body class=\"_loopbook-notice\"><main><h1>{title}</h1><p>{why}</p><p><a href=\"/private/index.html\">To the board</a></p></main></body></html>\n"
        );
        Self {
            found: false,
            ..Self::page(&html, "", "")
        }
    }
}

/// The media type of pages.
pub(super) const HTML: &str = "text/html; charset=utf-8";
/// The media type of data.
pub(super) const JSON: &str = "application/json";

/// A short name for a content.
pub(super) fn tag(bytes: &[u8]) -> String {
    let mut digits = ContentHash::of(bytes).hex();
    digits.truncate(16);
    digits
}

/// `text` for HTML, within an element or an attribute in double quotes.
fn text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    // Writing to a text cannot fail.
    let _ = pulldown_cmark_escape::escape_html(&mut safe, text);
    safe
}

/// The file of the site that the path of a request names, if it can be one.
pub(super) fn file(path: &str) -> Option<(Side, String)> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let path = path.strip_prefix('/')?;
    let (side, below) = path.split_once('/')?;
    let side = [Side::Public, Side::Private]
        .into_iter()
        .find(|known| known.word() == side)?;
    let is_odd = |part: &str| matches!(part, "." | "..") || part.contains(['\\', '\0']);
    if below.split('/').any(is_odd) {
        return None;
    }
    let index = if below.is_empty() || below.ends_with('/') {
        "index.html"
    } else {
        ""
    };
    Some((side, format!("{below}{index}")))
}

/// The media types of files, by the end of their names. What is not listed is only kept.
const TYPES: &[(&str, &str)] = &[
    ("avif", "image/avif"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("gif", "image/gif"),
    ("html", HTML),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", JSON),
    ("md", "text/markdown; charset=utf-8"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml"),
];

/// The media type of a file with this path.
pub(super) fn media_type(path: &str) -> &'static str {
    let suffix = Path::new(path).extension().unwrap_or_default();
    let known = TYPES
        .iter()
        .find(|(known, _)| suffix.eq_ignore_ascii_case(known));
    known.map_or("application/octet-stream", |(_, media_type)| media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_file_of_one_side_or_nothing() {
        let found = |path: &str| file(path).map(|(side, path)| (side.word(), path));
        let is = |side, path: &str| Some((side, path.to_owned()));
        assert_eq!(found("/private/"), is("private", "index.html"));
        assert_eq!(
            found("/public/playbook/"),
            is("public", "playbook/index.html")
        );
        assert_eq!(found("/public/a%20b.html"), is("public", "a b.html"));
        for odd in [
            "/",
            "/private",
            "/other/x",
            "/public/../private/index.html",
            "/public/%2e%2e/private/index.html",
            "/public/..%2fprivate/index.html",
            "/public/..%5cprivate",
            "/public/./index.html",
            "/public/%00",
            "/public/%ff",
            "public/index.html",
            "",
        ] {
            assert_eq!(found(odd), None, "{odd}");
        }
    }
}
