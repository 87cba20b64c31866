//! Words that ask for privacy, however they are spelt: `route` and behind it `memory`, in any case,
//! width and script that looks alike, with signs or nothing that can be seen between and within them
//! (language, section 6).

use std::ops::Range;

use deunicode::deunicode_char;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How far behind its start the end of a tag or a comment is looked for, in bytes.
const LONGEST_TAG: usize = 80;

/// How far behind its start the end of an entity is looked for, in bytes.
const LONGEST_ENTITY: usize = 32;

/// The longest word, in characters, that may be a slip of the pen for `route` or `memory`.
const LONGEST_SLIP: usize = 9;

/// What a text asks for, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// From the first word to the last.
    pub(super) place: Range<usize>,
    /// Whether it is `memory`; else it cannot be told what is meant.
    pub(super) memory: bool,
}

/// A character as it looks.
#[derive(Clone, Copy)]
struct Sign {
    letter: char,
    start: usize,
    end: usize,
}

/// The privacy that `text`, a heading or what looks like one, asks for.
pub(super) fn asked(text: &str) -> Option<Asked> {
    let signs = signs(text);
    let words = words(&signs);
    let place = |first: &Range<usize>, last: &Range<usize>| {
        signs[first.start].start..signs[last.end - 1].end
    };
    let as_one = words
        .iter()
        .find(|word| spelt(&signs, word).contains("routememory"));
    if let Some(word) = as_one {
        let place = place(word, word);
        return Some(Asked {
            place,
            memory: true,
        });
    }
    words.iter().enumerate().find_map(|(at, first)| {
        let last = words.get(at + 1)?;
        let memory = asks(&signs, first, last)?;
        let place = place(first, last);
        Some(Asked { place, memory })
    })
}

/// Whether `text` is nothing but a request: `(route=memory)`, `route: memory`.
pub(super) fn is_bare(text: &str) -> bool {
    // Code is set as such to write about it. Most lines are far longer than a request.
    if text.contains('`') || text.len() > 4 * LONGEST_TAG {
        return false;
    }
    let signs = signs(text);
    match &words(&signs)[..] {
        [first, last] => {
            let between = &signs[first.end..last.start];
            spelt(&signs, first) == "route"
                && spelt(&signs, last) == "memory"
                && between.iter().any(|sign| matches!(sign.letter, '=' | ':'))
        }
        _ => false,
    }
}

/// `text` as it looks, for whoever looks for braces in it.
pub(super) fn looks(text: &str) -> String {
    signs(text).iter().map(|sign| sign.letter).collect()
}

/// Whether two words that follow each other ask for `memory` (`true`) or for something that cannot
/// be told (`false`).
fn asks(signs: &[Sign], first: &Range<usize>, last: &Range<usize>) -> Option<bool> {
    let is_set = signs[first.end..last.start]
        .iter()
        .any(|sign| sign.letter == '=');
    let (key, value) = (spelt(signs, first), spelt(signs, last));
    let before = key.strip_suffix("route");
    let whole = before.is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_alphabetic()));
    if value.starts_with("memory") && (whole || is_set && before.is_some()) {
        return Some(true);
    }
    let mut above = signs[..first.start].iter().rev();
    let sign = above.find(|sign| !sign.letter.is_whitespace());
    let in_brackets = sign.is_some_and(|sign| is_opening(sign.letter));
    let slip = near(&key, "route", 1) && near(&value, "memory", 2);
    (is_set && (slip || whole && in_brackets)).then_some(false)
}

fn near(word: &str, meant: &str, most: usize) -> bool {
    word.chars().count() <= LONGEST_SLIP && strsim::damerau_levenshtein(word, meant) <= most
}

const fn is_opening(sign: char) -> bool {
    matches!(
        sign,
        '(' | '['
            | '{'
            | '<'
            | '⁅'
            | '❨'
            | '❪'
            | '❬'
            | '❰'
            | '❲'
            | '❴'
            | '⟦'
            | '⟨'
            | '⟪'
            | '⦃'
            | '⦅'
            | '〈'
            | '《'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '〖'
            | '〘'
            | '〚'
    )
}

fn spelt(signs: &[Sign], word: &Range<usize>) -> String {
    signs[word.clone()].iter().map(|sign| sign.letter).collect()
}

/// The runs of letters and digits.
fn words(signs: &[Sign]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, sign) in signs.iter().enumerate() {
        if !sign.letter.is_alphanumeric() {
            continue;
        }
        match words.last_mut() {
            Some(word) if word.end == at => word.end += 1,
            _ => words.push(at..at + 1),
        }
    }
    words
}

/// The characters of `text` as they look. Markup, tags and what cannot be seen are passed over;
/// an entity is some sign or other.
fn signs(text: &str) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(text.len());
    let mut start = 0;
    while let Some(c) = text[start..].chars().next() {
        let rest = &text[start..];
        let end = if let Some(length) = tag(rest) {
            start + length
        } else if let Some(length) = entity(rest) {
            let end = start + length;
            let letter = ' ';
            signs.push(Sign { letter, start, end });
            end
        } else {
            let end = start + c.len_utf8();
            look(c, |letter| signs.push(Sign { letter, start, end }));
            end
        };
        start = end;
    }
    signs
}

/// Gives the letters that `c` looks like, in lower case.
fn look(c: char, mut give: impl FnMut(char)) {
    if c.is_ascii_alphanumeric() {
        give(c.to_ascii_lowercase());
    } else if !is_unseen(c) && !matches!(c, '*' | '_' | '~' | '`' | '\\') {
        let plain = std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c));
        plain.flat_map(char::to_lowercase).for_each(|letter| {
            give(latin(letter).unwrap_or(letter));
        });
    }
}

/// The Latin letter for a letter of another script.
fn latin(letter: char) -> Option<char> {
    if letter.is_ascii() || !letter.is_alphanumeric() {
        return None;
    }
    let mut written = deunicode_char(letter)?.chars();
    let first = written.next()?;
    (written.next().is_none() && first.is_ascii_alphabetic()).then(|| first.to_ascii_lowercase())
}

/// Whether nothing is seen of a character, not even a gap.
pub(super) const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}'
            | '\u{e}'..='\u{1f}'
            | '\u{7f}'..='\u{84}'
            | '\u{86}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The length of the entity at the start of `text`.
fn entity(text: &str) -> Option<usize> {
    let name = text.strip_prefix('&')?;
    let end = name
        .bytes()
        .take(LONGEST_ENTITY)
        .position(|byte| byte != b'#' && !byte.is_ascii_alphanumeric())?;
    (end > 0 && name.as_bytes()[end] == b';').then_some(end + 2)
}

/// The length of the tag or comment at the start of `text`, unless it may itself ask for something.
pub(super) fn tag(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('<')?.as_bytes();
    let is_tag = inside
        .first()
        .is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, b'/' | b'!' | b'?'));
    if !is_tag {
        return None;
    }
    let near = &inside[..inside.len().min(LONGEST_TAG)];
    let is_comment = near.starts_with(b"!--");
    let end = near.iter().enumerate().position(|(at, byte)| {
        *byte == b'>' && (!is_comment || at > 4 && near[..at].ends_with(b"--"))
    })?;
    let inside = std::str::from_utf8(&near[..end]).ok()?;
    let lower = inside.to_ascii_lowercase();
    let asks = !lower.is_ascii() || lower.contains("route") || lower.contains("memory");
    (!asks).then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_request_is_one() {
        for text in [
            "# A {route=memory}",
            "# A ｛ｒｏｕｔｅ＝ｍｅｍｏｒｙ｝",
            "# A (ROUTE : Memory)",
            "# A [route]=\"memory\"",
            "# A ro\u{200b}ute\u{a0}=\u{2060}mem\u{ad}ory",
            "# A rоutе=mеmоry",
            "# A 𝐫𝐨𝐮𝐭𝐞=𝒎𝒆𝒎𝒐𝒓𝒚",
            "# A **route**=*memory*",
            "# A route<b>=</b><!-- -->memory",
            "# A route&#61;&quot;memory",
            "# A <route=memory>",
            "# Aroute=memory}",
            "# Route: memory lane",
            "# routememory",
            "#route - memory",
        ] {
            assert!(asked(text).is_some_and(|asked| asked.memory), "{text}");
        }
        for text in [
            "# A (rout=memory)",
            "# A [route = memroy]",
            "# (route=private)",
        ] {
            assert_eq!(asked(text).map(|asked| asked.memory), Some(false), "{text}");
        }
    }

    #[test]
    fn what_does_not_look_like_a_request_is_none() {
        for text in [
            "# The route of a memory",
            "# Routes and memory",
            "# Reroute memory",
            "# Router: memory usage",
            "# The memory route",
            "# Directions (route: by train)",
            "# What ?route=home does",
            "# Store=memory",
            "# A <b>route</b> 1 memory",
            "",
        ] {
            assert_eq!(asked(text), None, "{text}");
        }
    }

    #[test]
    fn a_request_knows_its_place() {
        let text = "## Größe (route = memory)";
        let place = asked(text).map(|asked| asked.place);
        assert_eq!(place.map(|place| &text[place]), Some("route = memory"));
    }

    #[test]
    fn a_line_can_be_a_request_and_nothing_else() {
        for text in [
            "(route=memory)",
            "  route: memory",
            "> [route = \"memory\"]",
        ] {
            assert!(is_bare(text), "{text}");
        }
        for text in [
            "`route: memory`",
            "route memory",
            "a route: memory",
            "route: memory lane",
        ] {
            assert!(!is_bare(text), "{text}");
        }
    }
}
