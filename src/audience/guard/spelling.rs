//! One spelling for all spellings of a text: what is looked for and what is searched are brought to
//! the same letters, and each letter remembers where it stood.
//!
//! - Case, width, ligatures and other compatible forms are folded (NFKD), and so are marks on
//!   letters: `Wróbel`, `WROBEL` and `ｗｒｏｂｅｌ` are one word.
//! - What cannot be seen is passed over: soft hyphens, zero-width characters, controls, markup within a
//!   word.
//! - What stands between letters (space, line breaks, dashes, punctuation) is kept as the kind of
//!   gap it is, not as itself: `Acme-GmbH` and `Acme\nGmbH` have the same letters.
//!
//! A text may be read in more than one way, and each that a reader could see is a [`Reading`]: by its
//! letters; by what they look like, where some are of another script; with what stands under a
//! bidirectional override turned around; and what is written in tags, which no reader sees and every
//! program does.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::direction::{Direction, Mark, as_shown};
use super::letters::{Letters, Pending};
use super::look::{enclosed, is_flag_part, looks_like, plain};
use crate::syntax::is_unseen;

/// A way to read a text.
#[derive(Debug)]
pub(super) struct Reading<'s> {
    /// The letters that it gives.
    pub(super) letters: Cow<'s, Letters>,
    /// Whether they are what the letters of the text look like, not what they are.
    pub(super) is_by_looks: bool,
}

/// A text as letters, in every way in which it can be read.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    letters: Letters,
    /// The letters by their looks, from the first one on that looks like another.
    looks: Option<Box<Letters>>,
    /// Where the direction of the text is set.
    marks: Vec<Mark>,
    /// What is written in tags.
    tags: Option<Box<Self>>,
    /// How many letters of flags follow of those that were looked at, and whether they are a flag.
    flags: (usize, bool),
}

impl Spelling {
    /// The spelling of `text`, whose places are those in it.
    pub(super) fn of(text: &str) -> Self {
        let mut spelling = Self::default();
        spelling.push(text, 0);
        spelling
    }

    /// What the text says, letter by letter.
    pub(super) const fn letters(&self) -> &Letters {
        &self.letters
    }

    /// Whether letters of other scripts than Latin stand in it that look like others.
    pub(super) const fn has_looks(&self) -> bool {
        self.looks.is_some()
    }

    /// What the letters of the text look like.
    pub(super) fn looks(&self) -> Cow<'_, Letters> {
        match &self.looks {
            Some(looks) => Cow::Borrowed(looks),
            None => Cow::Owned(self.letters.by_looks()),
        }
    }

    /// Every way to read the text: by its letters; by their looks where they differ, or where `by_looks`
    /// asks for it; and as it is shown where something sets its direction.
    pub(super) fn readings(&self, by_looks: bool) -> Vec<Reading<'_>> {
        let reading = |letters, is_by_looks| Reading {
            letters,
            is_by_looks,
        };
        let mut readings = vec![reading(Cow::Borrowed(&self.letters), false)];
        if self.looks.is_some() || by_looks {
            readings.push(reading(self.looks(), true));
        }
        if self.marks.iter().any(Mark::is_override) {
            for at in 0..readings.len() {
                let is_by_looks = readings[at].is_by_looks;
                let shown = as_shown(&readings[at].letters, &self.marks, is_by_looks);
                readings.push(reading(Cow::Owned(shown), is_by_looks));
            }
        }
        if let Some(tags) = &self.tags {
            readings.extend(tags.readings(by_looks));
        }
        readings
    }

    /// Adds `text`, which starts at `place`.
    pub(super) fn push(&mut self, text: &str, place: usize) {
        for (at, c) in text.char_indices() {
            let start = place + at;
            self.push_char(c, (text, at), &(start..start + c.len_utf8()));
        }
    }

    /// Adds `text`, which is written in some other way at `place`.
    pub(super) fn push_at(&mut self, text: &str, place: &Range<usize>) {
        for (at, c) in text.char_indices() {
            self.push_char(c, (text, at), place);
        }
    }

    /// Adds what parts words.
    pub(super) fn part(&mut self) {
        self.each(|gap| gap.broken = true);
    }

    /// Adds markup that does not show.
    pub(super) fn seam(&mut self) {
        self.each(|gap| gap.seam = true);
    }

    /// Adds to the gap of every way to read the text.
    fn each(&mut self, add: impl Fn(&mut Pending)) {
        add(&mut self.letters.gap);
        if let Some(looks) = &mut self.looks {
            add(&mut looks.gap);
        }
    }

    /// Adds the character that stands in a text at a place of it.
    fn push_char(&mut self, c: char, (text, at): (&str, usize), place: &Range<usize>) {
        match c {
            _ if c.is_ascii_alphanumeric() => self.ascii(c, place),
            '-' | '.' | '\'' | '_' => self.each(|gap| gap.joiners += 1),
            '*' | '`' | '~' | '\\' => self.seam(),
            '\t'..='\r' => self.part(),
            _ if c.is_ascii_control() => self.seam(),
            _ if c.is_ascii() => self.part(),
            _ if is_unseen(c) => self.unseen(c, place),
            '‐'..='―' | '−' | '·' | '’' | '‘' | 'ʼ' | '・' => {
                self.each(|gap| gap.joiners += 1);
            }
            // Controls, signs for what is no character, and what only makes a word longer.
            '\u{80}'..='\u{84}'
            | '\u{86}'..='\u{9f}'
            | '\u{fffd}'..='\u{ffff}'
            | '\u{640}'
            | '\u{7fa}' => self.seam(),
            _ if is_flag_part(c) => self.flag_part(c, &text[at..], place),
            _ => self.push_other(c, place),
        }
    }

    fn ascii(&mut self, c: char, place: &Range<usize>) {
        let letter = c.to_ascii_lowercase();
        self.letters.letter(c, letter, place);
        if let Some(looks) = &mut self.looks {
            looks.look(c, letter, false, place);
        }
    }

    /// Adds a character that does not show but may set how others are shown, or be read by programs.
    fn unseen(&mut self, c: char, place: &Range<usize>) {
        if let Some(direction) = Direction::of(c) {
            let looks = self.looks.as_ref();
            self.marks.push(Mark {
                direction,
                letters: self.letters.bytes().len(),
                looks: looks.map_or(self.letters.bytes().len(), |looks| looks.bytes().len()),
            });
        }
        if let '\u{e0020}'..='\u{e007e}' = c
            && let Some(meant) = char::from_u32(u32::from(c) & 0x7f)
        {
            let tags = self.tags.get_or_insert_default();
            tags.push_at(meant.encode_utf8(&mut [0; 4]), place);
        }
        self.seam();
    }

    /// Adds a letter of those that stand for a flag where they are two.
    fn flag_part(&mut self, c: char, text: &str, place: &Range<usize>) {
        if self.flags.0 == 0 {
            let count = text.chars().take_while(|c| is_flag_part(*c)).count();
            self.flags = (count, count == 2);
        }
        self.flags.0 -= 1;
        if self.flags.1 {
            self.part();
        } else if let Some(letter) = enclosed(c) {
            self.ascii(letter, place);
        }
    }

    /// Adds a character beyond ASCII.
    fn push_other(&mut self, c: char, place: &Range<usize>) {
        if let Some(letter) = enclosed(c) {
            self.ascii(letter, place);
            return;
        }
        // `™` is made of letters and is none; letters in brackets are.
        let is_letter = c.is_alphanumeric() || is_combining_mark(c) || is_bracketed(c);
        if !is_letter {
            self.sign(c, place);
            return;
        }
        decompose_compatible(c, |part| {
            if is_combining_mark(part) {
                self.mark(part, place);
            } else if part.is_ascii_alphanumeric() {
                self.ascii(part, place);
            } else if part.is_alphanumeric() {
                self.other_letter(part, place);
            }
        });
    }

    /// Adds a sign that is no letter. It may look like one.
    fn sign(&mut self, c: char, place: &Range<usize>) {
        let look = looks_like(c).filter(|look| look.is_ascii());
        if let Some(look) = look {
            let looks = self.start_looks();
            for letter in look.chars() {
                looks.look(c, letter, true, place);
            }
            self.letters.gap.broken = true;
        } else {
            self.part();
        }
    }

    fn mark(&mut self, mark: char, place: &Range<usize>) {
        if self.letters.keeps_mark(mark) {
            self.letters.letter(mark, mark, place);
        }
        if let Some(looks) = &mut self.looks
            && looks.keeps_mark(mark)
        {
            looks.letter(mark, mark, place);
        }
    }

    /// Adds a letter beyond ASCII that is made of no others.
    fn other_letter(&mut self, written: char, place: &Range<usize>) {
        let says = plain(written);
        let look = looks_like(written);
        let differs = look.as_ref().is_some_and(|look| *look != says);
        if differs {
            self.start_looks();
        }
        for letter in says.chars() {
            self.letters.letter(written, letter, place);
        }
        if let Some(looks) = &mut self.looks {
            for letter in look.as_ref().unwrap_or(&says).chars() {
                looks.look(written, letter, look.is_some(), place);
            }
        }
    }

    /// The letters by their looks, from here on kept apart from what they are.
    fn start_looks(&mut self) -> &mut Letters {
        let letters = &self.letters;
        self.looks
            .get_or_insert_with(|| Box::new(letters.by_looks()))
    }
}

/// Letters and digits in circles, squares and brackets that are made of them.
const fn is_bracketed(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{24ff}' | '\u{1f100}'..='\u{1f12f}')
}

#[cfg(test)]
mod tests {
    use super::super::letters::Gap;
    use super::*;

    fn letters(text: &str) -> String {
        let spelling = Spelling::of(text);
        let letters = spelling.letters().bytes().to_vec();
        String::from_utf8(letters).expect("letters are whole characters")
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
        assert_eq!(letters("شـــركة a\u{1}c\u{86}m\u{fffd}e"), "شركةacme");
        assert_eq!(letters("🅰🄲🅼🅴 🇦🇨🇲🇪 ᴀᴄᴍᴇ ᵃᶜᵐᵉ 🇩🇪"), "acmeacmeacmeacme");
    }

    #[test]
    fn gaps_are_told_apart() {
        let gaps = |text: &str| {
            let spelling = Spelling::of(text);
            let letters = spelling.letters();
            let gaps = 1..letters.bytes().len();
            gaps.map(|at| letters.gap(at)).collect::<Vec<Gap>>()
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
        let letters = spelling.letters();
        assert_eq!(letters.bytes(), b"xgrossey");
        assert_eq!(letters.place(&(1..7)), 2..9);
        assert_eq!(letters.place(&(7..8)), 10..11);
    }
}
