//! Which letter a code means, and how wide letters are that no font tells of.

use std::collections::HashMap;

use super::font::NAMELESS;
use crate::audience::clean::Refusal;

/// Names of glyphs and the numbers of their letters: the Adobe glyph list, without the scripts that
/// are never written by such names.
const GLYPHS: &str = include_str!("glyphs.txt");

/// Letters behind ASCII in Adobe's standard encoding.
const STANDARD: &str = "\0¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\0–†‡·\0¶•‚„”»…‰\0¿\0`´ˆ˜¯˘˙¨\0˚¸\0˝˛ˇ—\0\0\0\0\0\0\0\0\0\0\0\0\
     \0\0\0\0Æ\0ª\0\0\0\0ŁØŒº\0\0\0\0\0æ\0\0\0ı\0\0łøœß\0\0\0\0";
/// Letters of Windows in the place of control characters.
const WINDOWS: &str = "€•‚ƒ„…†‡ˆ‰Š‹Œ•Ž••‘’“”•–—˜™š›œ•žŸ";
/// Letters behind ASCII of old Macintoshes.
const MACINTOSH: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}\
     ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// How wide the letters of ASCII are in Helvetica, in thousandths.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// What each of the 256 codes of a font means.
pub(super) type Letters = Vec<Option<char>>;

/// The letters of the encoding `name`; those of the standard one where it has none of these names.
pub(super) fn encoding(name: &[u8]) -> Letters {
    let ascii = |code: u32| char::from_u32(code).filter(|letter| (' '..='~').contains(letter));
    let mut letters: Letters = (0..256).map(ascii).collect();
    let mut put = |from: usize, text: &str| {
        for (letter, new) in letters[from..].iter_mut().zip(text.chars()) {
            *letter = Some(new).filter(|letter| *letter != '\0');
        }
    };
    match name {
        b"WinAnsiEncoding" => {
            put(0x80, WINDOWS);
            let latin: String = ('\u{a0}'..='\u{ff}').collect();
            put(0xa0, &latin);
        }
        b"MacRomanEncoding" => put(0x80, MACINTOSH),
        _ => {
            put(0xa0, STANDARD);
            put(0x27, "\u{2019}");
            put(0x60, "\u{2018}");
        }
    }
    letters
}

/// How wide the letter with this code is where the font does not say, in thousandths.
pub(super) fn usual_width(code: u32) -> f64 {
    let at = usize::try_from(code).ok();
    let width = at.and_then(|code| WIDTHS.get(code.checked_sub(32)?));
    f64::from(width.copied().unwrap_or(556))
}

/// Knows glyphs by their names.
pub(super) struct Glyphs(HashMap<&'static str, char>);

impl Glyphs {
    pub(super) fn new() -> Self {
        let lines = GLYPHS.lines().filter_map(|line| line.split_once(' '));
        let read = |(name, number)| Some((name, letter(number)?));
        Self(lines.filter_map(read).collect())
    }

    /// The letter that the glyph `name` shows. A name in words that is not known is of a sign; one that
    /// is only a number says nothing.
    ///
    /// # Errors
    /// Where the name says nothing.
    pub(super) fn letter(&self, name: &[u8]) -> Result<Option<char>, Refusal> {
        let name = std::str::from_utf8(name).map_err(|_| NAMELESS)?;
        if name == ".notdef" {
            return Ok(None);
        }
        let name = name.split('.').next().unwrap_or(name);
        if let Some(letter) = self.0.get(name) {
            return Ok(Some(*letter));
        }
        let number = name.strip_prefix("uni").and_then(|digits| digits.get(..4));
        let number = number.or_else(|| name.strip_prefix('u'));
        if let Some(letter) = number.and_then(letter) {
            return Ok(Some(letter));
        }
        let is_word = name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_known = |part| self.0.contains_key(part);
        if is_word || (name.contains('_') && name.split('_').all(is_known)) {
            return Ok(Some(char::REPLACEMENT_CHARACTER));
        }
        Err(NAMELESS)
    }
}

fn letter(digits: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_what_their_encoding_says() {
        let of = |name: &[u8], code: usize| encoding(name)[code];
        assert_eq!(of(b"WinAnsiEncoding", 0x80), Some('€'));
        assert_eq!(of(b"WinAnsiEncoding", 0xfc), Some('ü'));
        assert_eq!(of(b"MacRomanEncoding", 0x9f), Some('ü'));
        assert_eq!(of(b"StandardEncoding", 0xfb), Some('ß'));
        assert_eq!(of(b"", 0x27), Some('’'));
        assert_eq!(of(b"", 0xff), None);
        assert_eq!(of(b"", 7), None);
    }

    #[test]
    fn glyphs_are_known_by_name() {
        let glyphs = Glyphs::new();
        let known = [
            ("A", 'A'),
            ("udieresis", 'ü'),
            ("uni20AC", '€'),
            ("u20AC", '€'),
            ("fi", 'ﬁ'),
            ("a.sc", 'a'),
        ];
        for (name, letter) in known {
            assert_eq!(glyphs.letter(name.as_bytes()), Ok(Some(letter)), "{name}");
        }
        assert!(glyphs.letter(b"summationdisplay").is_ok());
        for name in ["g12", "cid77", "a1", "\u{e4}", ""] {
            assert!(glyphs.letter(name.as_bytes()).is_err(), "{name}");
        }
    }
}
