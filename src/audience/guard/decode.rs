//! The words that stand in the bytes of a file, whatever they are wrapped in: markup, entities, URL
//! and string escapes, pictures within text, the labels of binary formats.
//!
//! This errs on the side of finding too much: nothing is published that is read here, it is only
//! searched.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Parser};

/// How many layers of escapes are taken off.
const MOST_LAYERS: usize = 4;

/// The fewest characters in a row that are taken for words where the bytes are no text. Shorter runs
/// come about by chance in every picture.
const SHORTEST_RUN: usize = 8;

/// The longest name of an entity.
const LONGEST_ENTITY: usize = 32;

/// Elements within a line: they part no words.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time",
    "tspan", "tt", "u", "var", "wbr",
];

/// Calls `search` with each way to read `bytes`.
pub(super) fn read(bytes: &[u8], search: &mut dyn FnMut(&str)) {
    match as_text(bytes) {
        Some(text) => read_text(&text, search),
        None => search(&labels(bytes)),
    }
}

/// `bytes` as text, where they are text in one of the usual encodings.
fn as_text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |decode: fn([u8; 2]) -> u16| {
        let units = bytes[2..]
            .chunks_exact(2)
            .map(|pair| decode([pair[0], pair[1]]));
        let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
        Some(Cow::Owned(text.collect()))
    };
    match bytes {
        [0xff, 0xfe, ..] => return wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => return wide(u16::from_be_bytes),
        _ if bytes.contains(&0) => return None,
        _ => {}
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text));
    }
    let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0xc);
    // What is neither UTF-8 nor binary is an old Western encoding.
    (!bytes.iter().any(is_control)).then(|| bytes.iter().map(|&byte| char::from(byte)).collect())
}

fn read_text(text: &str, search: &mut dyn FnMut(&str)) {
    let mut text = Cow::Borrowed(text);
    let mut is_new = true;
    for _ in 0..MOST_LAYERS {
        let mut pictures = Vec::new();
        let whole = without_pictures(&text, &mut pictures);
        for picture in pictures {
            search(&labels(&picture));
        }
        let plain = without_markup(&whole);
        let had_markup = matches!(plain, Cow::Owned(_));
        if is_new || had_markup {
            search(&plain);
        }
        // Below what was taken off there may be more of the same.
        let below = match without_escapes(&plain) {
            Cow::Owned(unescaped) => Some((unescaped, true)),
            Cow::Borrowed(_) => None,
        };
        let is_deep = had_markup && plain.contains(['<', '&']);
        let below = below.or_else(|| is_deep.then(|| (plain.clone().into_owned(), false)));
        let Some((unescaped, changed)) = below else {
            return;
        };
        (text, is_new) = (Cow::Owned(unescaped), changed);
    }
}

/// `text` without what stands in it as base64, which is added to `pictures`.
fn without_pictures<'t>(text: &'t str, pictures: &mut Vec<Vec<u8>>) -> Cow<'t, str> {
    const MARK: &str = ";base64,";
    if !text.contains(MARK) {
        return Cow::Borrowed(text);
    }
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(at) = rest.find(MARK) {
        let (before, behind) = rest.split_at(at + MARK.len());
        kept.push_str(before);
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        let end = behind.find(|c| !is_base64(c)).unwrap_or(behind.len());
        pictures.push(from_base64(&behind[..end]));
        rest = &behind[end..];
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

fn from_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            let [.., byte] = (bits >> held).to_be_bytes();
            bytes.push(byte);
        }
    }
    bytes
}

/// `text` without tags, and with entities as what they stand for; what stood in tags and comments
/// follows behind. A tag within a line leaves a character that does not show, any other a space.
fn without_markup(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let mut words = String::with_capacity(text.len());
    let mut tags = String::new();
    let mut is_plain = true;
    // Behind these nothing is closed any more, and looking for it again and again would cost.
    let last = [">", "-->"].map(|closing| text.rfind(closing).unwrap_or(0));
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        words.push_str(&rest[..at]);
        let found = &rest[at..];
        let length = if found.starts_with('&') {
            entity(found).map(|(length, decoded)| {
                words.push_str(&decoded);
                length
            })
        } else {
            let here = text.len() - found.len();
            tag(found, last.map(|end| here < end)).map(|(length, gap)| {
                words.push_str(gap);
                tags.push('\n');
                push_decoded(&mut tags, &found[1..length]);
                length
            })
        };
        is_plain &= length.is_none();
        let length = length.unwrap_or_else(|| {
            words.push_str(&found[..1]);
            1
        });
        rest = &found[length..];
    }
    if is_plain {
        return Cow::Borrowed(text);
    }
    words.push_str(rest);
    words.push_str(&tags);
    Cow::Owned(words)
}

/// How long the tag, comment or declaration at the start of `text` is, and what it leaves. `closed`
/// tells whether there is an end to a tag, and to a comment, further on.
fn tag(text: &str, closed: [bool; 2]) -> Option<(usize, &'static str)> {
    let [tag_ends, comment_ends] = closed;
    if !tag_ends {
        return None;
    }
    if text.starts_with("<!--") && comment_ends {
        return text.find("-->").map(|end| (end + 3, "\u{2060}"));
    }
    let name = text[1..].trim_start_matches(['/', '\\']);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
        return None;
    }
    let length = text.find('>')? + 1;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    let name = &name[..end.unwrap_or(name.len())];
    let is_inline = INLINE
        .iter()
        .any(|inline| inline.eq_ignore_ascii_case(name));
    Some((length, if is_inline { "\u{2060}" } else { " " }))
}

fn push_decoded(words: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        words.push_str(&rest[..at]);
        let found = &rest[at..];
        let (length, decoded) = entity(found).unwrap_or((1, Cow::Borrowed("&")));
        words.push_str(&decoded);
        rest = &found[length..];
    }
    words.push_str(rest);
}

/// How long the entity at the start of `text` is, and what it stands for.
fn entity(text: &str) -> Option<(usize, Cow<'static, str>)> {
    let known = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&nbsp;", " "),
        ("&shy;", "\u{ad}"),
    ];
    if let Some((name, meant)) = known.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((name.len(), Cow::Borrowed(meant)));
    }
    if let Some(number) = text.strip_prefix("&#") {
        return numeric(number).map(|(length, c)| (length + 2, c.to_string().into()));
    }
    let longest = text
        .as_bytes()
        .get(..LONGEST_ENTITY)
        .unwrap_or(text.as_bytes());
    let length = longest.iter().position(|&byte| byte == b';')? + 1;
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let written = text
        .get(..length)
        .filter(|text| is_name(&text[1..length - 1]))?;
    // Markdown knows the names of HTML.
    match Parser::new(written).nth(1) {
        Some(Event::Text(meant)) if meant.len() < length => {
            Some((length, meant.to_string().into()))
        }
        _ => None,
    }
}

/// The character whose number stands at the start of `text`, and how long that is. A browser does
/// without the semicolon.
fn numeric(text: &str) -> Option<(usize, char)> {
    let (prefix, radix) = if text.starts_with(['x', 'X']) {
        (1, 16)
    } else {
        (0, 10)
    };
    let digits = &text[prefix..];
    let count = digits
        .find(|c: char| !c.is_digit(radix))
        .unwrap_or(digits.len());
    let c = char::from_u32(u32::from_str_radix(&digits[..count], radix).ok()?)?;
    let semicolon = usize::from(digits[count..].starts_with(';'));
    Some((prefix + count + semicolon, c))
}

/// `text` without one layer of URL and string escapes.
fn without_escapes(text: &str) -> Cow<'_, str> {
    let unescaped = if text.contains('%') {
        percent_decode_str(text).decode_utf8_lossy()
    } else {
        Cow::Borrowed(text)
    };
    let is_escape = |at: usize| {
        let next = unescaped.as_bytes().get(at + 1);
        next.is_some_and(|byte| matches!(byte, b'u' | b'x' | b'U' | b'n' | b'r' | b't'))
    };
    if !unescaped.match_indices('\\').any(|(at, _)| is_escape(at)) {
        return unescaped;
    }
    let mut plain = String::with_capacity(unescaped.len());
    let mut rest = &*unescaped;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let (length, c) = string_escape(&rest[at..]).unwrap_or((1, '\\'));
        plain.push(c);
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// How long the escape of JSON or a script at the start of `text` is, and what it stands for.
fn string_escape(text: &str) -> Option<(usize, char)> {
    let digits = match text.as_bytes().get(1)? {
        b'n' | b'r' | b't' => return Some((2, ' ')),
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    let unit = |at: usize| {
        let hex = text.get(at..at + digits)?;
        u32::from_str_radix(hex, 16).ok()
    };
    let first = unit(2)?;
    if let Some(c) = char::from_u32(first) {
        return Some((2 + digits, c));
    }
    // Half of a character that JSON writes as two.
    let low = unit(4 + digits).filter(|_| text[2 + digits..].starts_with("\\u"))?;
    let pair = [u16::try_from(first).ok()?, u16::try_from(low).ok()?];
    let c = char::decode_utf16(pair).next()?.ok()?;
    Some((4 + 2 * digits, c))
}

/// The words in bytes that are no text: runs of characters, each a byte, or two as in UTF-16.
fn labels(bytes: &[u8]) -> String {
    let mut words = String::new();
    let mut run: Vec<u8> = Vec::new();
    let mut close = |run: &mut Vec<u8>| {
        if run.len() >= SHORTEST_RUN {
            words.push_str(&String::from_utf8_lossy(run));
            words.push('\n');
        }
        run.clear();
    };
    let is_shown = |byte: u8| byte >= b' ' && byte != 0x7f;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        if is_shown(byte) {
            run.push(byte);
        } else if byte == 0 && next.is_some_and(is_shown) && !run.is_empty() {
            // One zero parts two labels, or the halves of wide characters.
            let is_wide = bytes.get(at + 2) == Some(&0) || (at > 1 && bytes[at - 2] == 0);
            if !is_wide {
                run.push(b'\n');
            }
        } else {
            close(&mut run);
        }
        at += 1;
    }
    close(&mut run);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        read(bytes, &mut |text| found.push(text.replace('\u{2060}', "")));
        found
    }

    #[test]
    fn every_wrapping_is_taken_off() {
        let cases = [
            "<p>one <b>wo</b>rd</p>",
            "one&#32;w&#x6F;rd",
            "one&nbsp;&#119ord",
            "one&#32;w&amp;#111;rd",
            "<img alt='one w&#111;rd'>",
            "<!-- one word -->",
            "https://a.example/?q=one%20w%6Frd",
            "%6Fne%2520word",
            "{\"a\": \"one w\\u006frd\"}",
            "{\"a\": \"<i>one<\\/i> w\\u003cb\\u003eord\"}",
            "one &lt;i&gt;w&lt;/i&gt;ord",
            "\u{feff}a;b\none word;2",
        ];
        for text in cases {
            let found = readings(text.as_bytes());
            let shows = |text: &String| text.replace('\u{a0}', " ").contains("one word");
            assert!(found.iter().any(shows), "{text}: {found:?}");
        }
        assert!(readings(b"sh&eacute;").contains(&"shé".to_owned()));
        assert!(readings(b"{\"\\ud83d\\ude00\"}").contains(&"{\"😀\"}".to_owned()));
    }

    #[test]
    fn what_is_no_markup_stays() {
        assert_eq!(readings(b"a < b & c"), ["a < b & c"]);
        assert_eq!(readings(b"a <b <i <!-- c"), ["a <b <i <!-- c"]);
        assert_eq!(readings(b"50% of \\d"), ["50% of \\d"]);
        assert_eq!(readings(b"&#; &nosuch; &"), ["&#; &nosuch; &"]);
    }

    #[test]
    fn labels_are_found_in_bytes() {
        let mut bytes = vec![0x89, b'P', b'N', b'G', 0, 1];
        bytes.extend(b"tEXtComment\0one word\x03\xff");
        bytes.extend("a wide word".encode_utf16().flat_map(u16::to_le_bytes));
        bytes.extend([1, 2]);
        bytes.extend("another one".encode_utf16().flat_map(u16::to_be_bytes));
        let text = readings(&bytes).concat();
        for words in ["Comment\none word", "a wide word", "another one"] {
            assert!(text.contains(words), "{words}: {text:?}");
        }
        let picture = readings(b"![a](data:image/png;base64,AAFvbmUgd29yZCBoZXJlAP8=) b");
        assert!(picture.concat().contains("one word here\n"), "{picture:?}");
        assert_eq!(readings(b"\xff\xfeo\0n\0e\0"), ["one"]);
        assert_eq!(readings(b"Gr\xf6\xdfe"), ["Größe"]);
    }
}
