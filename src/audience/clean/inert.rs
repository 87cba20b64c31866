//! What browsers and web servers leave alone: told from the content of a file, and from its name,
//! since a server chooses by the name what it says a file is.
//!
//! Nothing is inert that is not known to be: an ending is on a list here, or the file is text
//! without an ending, and in either case nothing in it looks to a browser like a page.

/// Endings of text, which servers send as text, as a download, or without saying what it is.
const TEXT: [&str; 37] = [
    "adoc",
    "bib",
    "cfg",
    "conf",
    "csv",
    "env",
    "geojson",
    "gitignore",
    "ics",
    "ini",
    "ipynb",
    "json",
    "jsonl",
    "lock",
    "log",
    "markdown",
    "md",
    "ndjson",
    "org",
    "patch",
    "po",
    "properties",
    "psv",
    "py",
    "r",
    "rst",
    "sh",
    "sql",
    "srt",
    "tab",
    "text",
    "toml",
    "tsv",
    "txt",
    "vcf",
    "yaml",
    "yml",
];

/// Endings of formats that browsers show, play or save, and never run.
const CARRIED: [&str; 50] = [
    "7z", "aac", "bin", "bz2", "doc", "docm", "docx", "dotx", "eot", "epub", "flac", "gz", "key",
    "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "mpeg", "numbers", "odg", "odp", "ods", "odt", "oga",
    "ogg", "ogv", "opus", "otf", "pages", "parquet", "pdf", "ppt", "pptx", "rtf", "sqlite", "tar",
    "tgz", "ttf", "wav", "webm", "woff", "woff2", "xls", "xlsm", "xlsx", "xz", "zip", "zst",
];

/// Endings that servers act upon, or send as what browsers run, wherever they stand in a name: for
/// some servers the last ending that they know counts, for others any.
const ACTED_UPON: [&str; 42] = [
    "ashx", "asmx", "asp", "aspx", "atom", "axd", "cfm", "cgi", "fcgi", "hta", "htc", "htm",
    "html", "js", "jsp", "jspx", "kml", "mht", "mhtml", "mjs", "phar", "php", "php3", "php4",
    "php5", "php7", "php8", "phps", "pht", "phtml", "pl", "rdf", "rss", "shtm", "shtml", "svg",
    "svgz", "wasm", "xht", "xhtml", "xml", "xsl",
];

/// Elements with which a page begins, for a browser that is not told what a file is.
const STARTS: [&str; 41] = [
    "a", "applet", "article", "b", "base", "body", "br", "button", "div", "embed", "font", "form",
    "frameset", "h1", "h2", "head", "html", "iframe", "img", "input", "link", "main", "math",
    "meta", "noscript", "object", "p", "pre", "rss", "script", "section", "span", "style", "svg",
    "table", "template", "title", "ul", "video", "xml", "xsl",
];

/// What a name says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// It is text.
    Text,
    /// It is something that browsers show, play or save.
    Carried,
    /// Nothing: it has no ending.
    Nothing,
    /// It is something else.
    Other,
}

/// What stands behind the last dot of the file's name, in lower case and as the site writes it.
pub(super) fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.to_ascii_lowercase()
}

/// What the name of a file says of it.
pub(super) fn named(name: &str) -> Named {
    let ending = ending(name);
    let ending = ending.as_str();
    if !name.contains('.') {
        Named::Nothing
    } else if TEXT.contains(&ending) {
        Named::Text
    } else if CARRIED.contains(&ending) {
        Named::Carried
    } else {
        Named::Other
    }
}

/// An ending within the name, before the last one, that a server may act upon.
pub(super) fn acted_upon_within(name: &str) -> Option<&'static str> {
    let (before, _) = name.rsplit_once('.')?;
    let mut endings = before.split('.').skip(1);
    endings.find_map(acted_upon)
}

/// The ending, where servers act upon it or browsers run what has it.
pub(super) fn acted_upon(ending: &str) -> Option<&'static str> {
    let known = ACTED_UPON.iter();
    known
        .copied()
        .find(|known| known.eq_ignore_ascii_case(ending))
}

/// Whether `bytes` are text: in UTF-8, in UTF-16 that says so, or in an old encoding of a byte for
/// each character.
pub(in crate::audience) fn is_text(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, rest @ ..] => is_wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => is_wide(rest, u16::from_be_bytes),
        _ => !bytes.iter().any(|byte| is_binary(u32::from(*byte))),
    }
}

fn is_wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut characters = char::decode_utf16(units);
    bytes.len().is_multiple_of(2) && characters.all(|c| c.is_ok_and(|c| !is_binary(u32::from(c))))
}

/// Whether a character does not stand in text. (The bytes by which browsers tell that.)
const fn is_binary(code: u32) -> bool {
    matches!(code, 0..=8 | 0xb | 0xe..=0x1a | 0x1c..=0x1f)
}

/// Whether a browser that is left to guess, or that is told that this is XML, may find a page in
/// `bytes`: whatever encoding it takes them for.
pub(super) fn looks_active(bytes: &[u8]) -> bool {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units = bytes
            .chunks_exact(2)
            .map(move |pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
    };
    let wider = |unit: fn([u8; 4]) -> u32| {
        let units = bytes.chunks_exact(4);
        units.map(move |four| {
            let code = unit([four[0], four[1], four[2], four[3]]);
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
        })
    };
    let narrow = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    begins_as_page(narrow.iter().map(|&byte| char::from(byte)))
        || begins_as_page(wide(u16::from_le_bytes))
        || begins_as_page(wide(u16::from_be_bytes))
        || begins_as_page(wider(u32::from_le_bytes))
        || begins_as_page(wider(u32::from_be_bytes))
}

fn begins_as_page(text: impl Iterator<Item = char>) -> bool {
    let is_passed = |c: &char| c.is_whitespace() || c.is_control() || *c == '\u{feff}';
    let mut text = text.skip_while(is_passed);
    if text.next() != Some('<') {
        return false;
    }
    let rest: String = text.collect();
    if rest.starts_with(['!', '?']) {
        return true;
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name = rest.split(|c| !is_name(c)).next().unwrap_or("");
    // Whatever it is, in a namespace it can hold what runs.
    STARTS.iter().any(|start| start.eq_ignore_ascii_case(name)) || rest.contains("xmlns")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_in_every_encoding() {
        let pages = [
            "<!DOCTYPE html>",
            "<!-- a -->",
            "  \n<SCRIPT >",
            "\u{feff}<?xml version='1.0'?>",
            "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "<k:a xmlns:k='http://k.example/' xmlns:h='http://www.w3.org/1999/xhtml'/>",
            "<p>",
            "<h1\n>",
            "<?php",
            "\u{c}<iframe src=a>",
        ];
        for page in pages {
            let wide = |unit: fn(u16) -> [u8; 2]| page.encode_utf16().flat_map(unit).collect();
            let wider =
                |unit: fn(u32) -> [u8; 4]| page.chars().flat_map(|c| unit(c.into())).collect();
            let written: [Vec<u8>; 5] = [
                page.as_bytes().to_vec(),
                wide(u16::to_le_bytes),
                wide(u16::to_be_bytes),
                wider(u32::to_le_bytes),
                wider(u32::to_be_bytes),
            ];
            for bytes in written {
                assert!(looks_active(&bytes), "{page}: {bytes:?}");
            }
        }
        for text in [
            "",
            "<",
            "a <script>",
            "<me@harbor.example> wrote",
            "< 3 days",
            "<-- left",
            "<br2",
        ] {
            assert!(!looks_active(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn text_is_told_from_what_is_none() {
        for bytes in [
            &b"a,b\r\n\t\x1b[1m"[..],
            b"",
            "größe".as_bytes(),
            b"gr\xf6\xdfe",
            b"\xff\xfea\0",
            b"\xfe\xff\0a",
        ] {
            assert!(is_text(bytes), "{bytes:?}");
        }
        for bytes in [
            &b"a\0"[..],
            b"\x01",
            b"\xff\xfea",
            b"\xff\xfe\0\xd8",
            b"\xff\xfe\0\0a\0\0\0",
        ] {
            assert!(!is_text(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn names_say_what_servers_make_of_them() {
        assert_eq!(named("license"), Named::Nothing);
        assert_eq!(named("a.b.CSV"), Named::Text);
        assert_eq!(named("a.yml"), Named::Text);
        assert_eq!(named("a.xlsx"), Named::Carried);
        for name in ["a.rss", "a.html", "a.", "web.config", "a.foo", "a.gpx"] {
            assert_eq!(named(name), Named::Other, "{name}");
        }
        assert_eq!(acted_upon_within("a.PHP.csv"), Some("php"));
        assert_eq!(acted_upon_within("x.cgi.v2.txt"), Some("cgi"));
        assert_eq!(acted_upon_within("html.txt"), None);
        assert_eq!(acted_upon_within("php"), None);
        for list in [&TEXT[..], &CARRIED, &ACTED_UPON, &STARTS] {
            assert!(list.is_sorted());
        }
    }
}
