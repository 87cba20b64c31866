//! One spelling for all spellings of a text: what is looked for and what is searched are brought to
//! the same letters, and each letter remembers where it stood.
//!
//! - Case, width, ligatures and other compatible forms are folded (NFKD), and so are marks on
//!   letters: `Wróbel`, `WROBEL` and `ｗｒｏｂｅｌ` are one word. Letters of other scripts that look
//!   like Latin ones count as those.
//! - What cannot be seen is passed over: soft hyphens, zero-width characters, markup within a word.
//! - What stands between letters (space, line breaks, dashes, punctuation) is kept as the kind of
//!   gap it is, not as itself: `Acme-GmbH` and `Acme\nGmbH` have the same letters.

use std::ops::Range;

use deunicode::deunicode_char;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What stands before a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing: both letters belong to one word.
    None,
    /// Nothing that can be seen, but a word may start or end here: a capital behind a small letter,
    /// a digit behind a letter, a script without spaces, markup, a zero-width character.
    Seam,
    /// A single dash, point, apostrophe or the like, as within `e-mail`.
    Joiner,
    /// Anything else that is no letter.
    Break,
}

impl Gap {
    const ALL: [Self; 4] = [Self::None, Self::Seam, Self::Joiner, Self::Break];
}

/// The most characters that join words rather than part them.
const MOST_JOINERS: u32 = 2;

/// Where the bits of a [`Gap`] stand in the mark of a letter; below is its place.
const GAP_SHIFT: u32 = 30;

/// The letters of a text, each with the gap before it and the place it came from.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    letters: Vec<u8>,
    /// For each byte of `letters` the gap before it and where its character starts.
    starts: Vec<u32>,
    /// For each byte of `letters` where its character ends.
    ends: Vec<u32>,
    gap: Pending,
    last: Option<char>,
}

/// What was seen since the last letter.
#[derive(Debug, Default)]
struct Pending {
    seam: bool,
    joiners: u32,
    broken: bool,
}

impl Pending {
    const fn gap(&self) -> Gap {
        if self.broken || self.joiners > MOST_JOINERS {
            Gap::Break
        } else if self.joiners > 0 {
            Gap::Joiner
        } else if self.seam {
            Gap::Seam
        } else {
            Gap::None
        }
    }
}

impl Spelling {
    /// The spelling of `text`, whose places are those in it.
    pub(super) fn of(text: &str) -> Self {
        let mut spelling = Self::default();
        spelling.push(text, 0);
        spelling
    }

    /// The letters, one spelling for all.
    pub(super) fn letters(&self) -> &[u8] {
        &self.letters
    }

    /// What stands before the letter at `at`; before the first and behind the last is a break.
    pub(super) fn gap(&self, at: usize) -> Gap {
        match self.starts.get(at) {
            Some(mark) if at > 0 => Gap::ALL[(mark >> GAP_SHIFT) as usize],
            _ => Gap::Break,
        }
    }

    /// The letters before which words are parted, a bit for each.
    pub(super) fn breaks(&self) -> Vec<u64> {
        let mut bits = vec![0; self.letters.len().div_ceil(64)];
        for at in (0..self.letters.len()).filter(|&at| self.gap(at) > Gap::Joiner) {
            bits[at / 64] |= 1 << (at % 64);
        }
        bits
    }

    /// The place in the text of the letters at `range`, which is not empty.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.starts[range.start] & ((1 << GAP_SHIFT) - 1);
        start as usize..self.ends[range.end - 1] as usize
    }

    /// Adds `text`, which starts at `place`.
    pub(super) fn push(&mut self, text: &str, place: usize) {
        for (at, c) in text.char_indices() {
            let start = place + at;
            self.push_char(c, start..start + c.len_utf8());
        }
    }

    /// Adds `text`, which is written in some other way at `place`.
    pub(super) fn push_at(&mut self, text: &str, place: &Range<usize>) {
        for c in text.chars() {
            self.push_char(c, place.clone());
        }
    }

    /// Adds what parts words.
    pub(super) const fn part(&mut self) {
        self.gap.broken = true;
    }

    /// Adds markup that does not show.
    pub(super) const fn seam(&mut self) {
        self.gap.seam = true;
    }

    fn push_char(&mut self, c: char, place: Range<usize>) {
        match c {
            _ if c.is_ascii_alphanumeric() => self.letter(c, c.to_ascii_lowercase(), &place),
            '-' | '.' | '\'' | '_' => self.gap.joiners += 1,
            '*' | '`' | '~' | '\\' => self.gap.seam = true,
            _ if c.is_ascii() => self.gap.broken = true,
            _ if is_unseen(c) => self.gap.seam = true,
            '‐'..='―' | '−' | '·' | '’' | '‘' | 'ʼ' | '・' => self.gap.joiners += 1,
            _ => self.push_other(c, &place),
        }
    }

    /// Adds a character beyond ASCII.
    fn push_other(&mut self, c: char, place: &Range<usize>) {
        // `™` is made of letters and is none; letters in brackets are.
        let is_letter = c.is_alphanumeric() || is_combining_mark(c) || is_enclosed(c);
        if !is_letter {
            self.gap.broken = true;
            return;
        }
        decompose_compatible(c, |part| {
            if is_combining_mark(part) {
                if self.keeps_mark(part) {
                    self.letter(part, part, place);
                }
            } else if part.is_alphanumeric() {
                for upper in part.to_uppercase() {
                    upper
                        .to_lowercase()
                        .for_each(|lower| self.folded(part, lower, place));
                }
            }
        });
    }

    /// Adds a small letter that `written` became.
    fn folded(&mut self, written: char, lower: char, place: &Range<usize>) {
        // Some small letters are made of a letter and a mark.
        if is_combining_mark(lower) {
            return;
        }
        let latin = match lower {
            _ if lower.is_ascii() => None,
            '\u{80}'..='\u{24f}' | '\u{1d00}'..='\u{1eff}' => deunicode_char(lower),
            _ => latin_lookalike(lower),
        };
        match latin {
            Some(letters) => {
                let letters = letters.chars().filter(char::is_ascii_alphanumeric);
                for letter in letters {
                    self.letter(written, letter.to_ascii_lowercase(), place);
                }
            }
            None => self.letter(written, lower, place),
        }
    }

    /// Whether a mark makes another letter of the one before it. On Latin, Greek and Cyrillic it
    /// does not, whatever mark it is, nor do points that may be left out.
    fn keeps_mark(&self, mark: char) -> bool {
        let is_optional = matches!(mark,
            '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
                | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{1ab0}'..='\u{1aff}'
                | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}');
        !is_optional && self.last.is_some_and(|base| base > '\u{52f}')
    }

    fn letter(&mut self, written: char, letter: char, place: &Range<usize>) {
        let mut gap = self.gap.gap();
        if gap == Gap::None && self.last.is_some_and(|last| is_turn(last, written)) {
            gap = Gap::Seam;
        }
        let position = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let start = position(place.start).min((1 << GAP_SHIFT) - 1);
        let mut encoded = [0; 4];
        for (at, byte) in letter.encode_utf8(&mut encoded).bytes().enumerate() {
            let before = if at == 0 { gap } else { Gap::None };
            self.letters.push(byte);
            self.starts.push((before as u32) << GAP_SHIFT | start);
            self.ends.push(position(place.end));
        }
        self.gap = Pending::default();
        self.last = Some(written);
    }
}

/// Whether a word may end with `last` and another start with `next` although nothing parts them.
fn is_turn(last: char, next: char) -> bool {
    let is_ascii = last.is_ascii() && next.is_ascii();
    let capital = last.is_lowercase() && next.is_uppercase();
    let digit = last.is_numeric() != next.is_numeric();
    capital || digit || (!is_ascii && (is_unspaced(last) || is_unspaced(next)))
}

/// Whether words of this character's script follow each other without spaces, or with endings that
/// are written as part of them.
const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
            | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ffdc}'
            | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character has no shape of its own.
const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Letters and digits in circles, squares and brackets.
const fn is_enclosed(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{24ff}' | '\u{1f100}'..='\u{1f189}')
}

/// The Latin letter that a small letter of another script looks like.
const fn latin_lookalike(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'α' | 'ɑ' => "a",
        'в' | 'β' => "b",
        'с' | 'ϲ' => "c",
        'ԁ' => "d",
        'е' | 'ε' => "e",
        'һ' | 'н' => "h",
        'і' | 'ι' | 'ӏ' => "i",
        'ј' => "j",
        'к' | 'κ' => "k",
        'м' => "m",
        'ո' => "n",
        'о' | 'ο' | 'օ' => "o",
        'р' | 'ρ' => "p",
        'ѕ' => "s",
        'т' | 'τ' => "t",
        'υ' | 'ս' => "u",
        'ν' | 'ѵ' => "v",
        'ԝ' => "w",
        'х' | 'χ' => "x",
        'у' | 'γ' => "y",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> String {
        String::from_utf8(Spelling::of(text).letters).expect("letters are whole characters")
    }

    #[test]
    fn every_spelling_has_the_same_letters() {
        for text in [
            "Żaneta Wróbel",
            "ZANETA WROBEL",
            "z\u{307}aneta wro\u{301}bel",
            "ｚａｎｅｔａ　ｗｒｏｂｅｌ",
            "Za\u{ad}ne\u{200b}ta\u{2060} Wro\u{fe0f}bel",
            "Z\u{489}aneta W\u{20dd}robel",
            "𝐙𝐚𝐧𝐞𝐭𝐚_ⓦⓡⓞⓑⓔⓛ",
            "Zаnеtа\nWrоbеl",
            "Zaneta-**Wro**bel",
        ] {
            assert_eq!(letters(text), "zanetawrobel", "{text}");
        }
        assert_eq!(
            letters("Straße Łódź Æther ﬁn İ ı ẞ"),
            "strasselodzaetherfiniiss"
        );
        assert_eq!(letters("Acme™ 返金 شَرِكة"), "acme返金شركة");
    }

    #[test]
    fn gaps_are_told_apart() {
        let gaps = |text: &str| {
            let spelling = Spelling::of(text);
            let gaps = 1..spelling.letters.len();
            gaps.map(|at| spelling.gap(at)).collect::<Vec<Gap>>()
        };
        assert_eq!(gaps("abc"), [Gap::None, Gap::None]);
        assert_eq!(gaps("aB1c"), [Gap::Seam; 3]);
        assert_eq!(gaps("a\u{ad}b*c"), [Gap::Seam; 2]);
        assert_eq!(gaps("a-b--c’d"), [Gap::Joiner; 3]);
        assert_eq!(gaps("a b\nc - d...e"), [Gap::Break; 4]);
        assert_eq!(gaps("éa"), [Gap::None]);
    }

    #[test]
    fn a_place_is_that_of_the_characters() {
        let spelling = Spelling::of("x Größe y");
        assert_eq!(spelling.letters(), b"xgrossey");
        assert_eq!(spelling.place(&(1..7)), 2..9);
        assert_eq!(spelling.place(&(7..8)), 10..11);
    }
}
