//! Letters as one way to read a text gives them: each with its place and the gap before it.

use std::ops::Range;

use super::look::same_look;

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

/// The letters of a text as one way to read it gives them, each with the gap before it and the place it
/// came from.
#[derive(Debug, Default, Clone)]
pub(super) struct Letters {
    bytes: Vec<u8>,
    /// For each byte the gap before it and where its character starts.
    starts: Vec<u32>,
    /// For each byte where its character ends.
    ends: Vec<u32>,
    /// Which bytes, in order, are what a letter of another script looks like.
    foreign: Vec<usize>,
    /// What stands behind the last one.
    pub(super) gap: Pending,
    last: Option<char>,
}

/// What was seen since the last letter.
#[derive(Debug, Default, Clone)]
pub(super) struct Pending {
    /// Whether something stands there that does not show.
    pub(super) seam: bool,
    /// How many characters that join words.
    pub(super) joiners: u32,
    /// Whether something parts words.
    pub(super) broken: bool,
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

impl Letters {
    /// The letters, one spelling for all.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
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
        let mut bits = vec![0; self.bytes.len().div_ceil(64)];
        for at in (0..self.bytes.len()).filter(|&at| self.gap(at) > Gap::Joiner) {
            bits[at / 64] |= 1 << (at % 64);
        }
        bits
    }

    /// The place in the text of the letters at `range`, which is not empty. They may stand there in
    /// another order.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        let start = |mark: &u32| mark & ((1 << GAP_SHIFT) - 1);
        let start = self.starts[range.clone()].iter().map(start).min();
        let end = self.ends[range.clone()].iter().max();
        start.unwrap_or(0) as usize..end.copied().unwrap_or(0) as usize
    }

    /// Whether a letter at `range` only looks like the one that is searched for.
    pub(super) fn has_foreign(&self, range: &Range<usize>) -> bool {
        let next = self.foreign.partition_point(|at| *at < range.start);
        self.foreign.get(next).is_some_and(|at| *at < range.end)
    }

    /// These letters in the order `order`, each given by its bytes and with the gap before it.
    pub(super) fn in_order(&self, order: &[(Range<usize>, Gap)]) -> Self {
        let mut turned = Self::default();
        for (range, gap) in order {
            let foreign = self.has_foreign(range).then_some(turned.bytes.len());
            turned.foreign.extend(foreign);
            turned.bytes.extend(&self.bytes[range.clone()]);
            turned.ends.extend(&self.ends[range.clone()]);
            let starts = self.starts[range.clone()].iter().enumerate();
            turned.starts.extend(starts.map(|(at, mark)| {
                let gap = if at == 0 { *gap } else { Gap::None };
                (gap as u32) << GAP_SHIFT | (mark & ((1 << GAP_SHIFT) - 1))
            }));
        }
        turned
    }

    /// These letters by their looks, as far as they can be told apart by a reader.
    pub(super) fn by_looks(&self) -> Self {
        let mut looks = self.clone();
        looks
            .bytes
            .iter_mut()
            .for_each(|byte| *byte = same_look(*byte));
        looks
    }

    /// Adds the letter that `written` at `place` stands for.
    pub(super) fn letter(&mut self, written: char, letter: char, place: &Range<usize>) {
        let mut gap = self.gap.gap();
        if gap == Gap::None && self.last.is_some_and(|last| is_turn(last, written)) {
            gap = Gap::Seam;
        }
        let position = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let start = position(place.start).min((1 << GAP_SHIFT) - 1);
        let mut encoded = [0; 4];
        for (at, byte) in letter.encode_utf8(&mut encoded).bytes().enumerate() {
            let before = if at == 0 { gap } else { Gap::None };
            self.bytes.push(byte);
            self.starts.push((before as u32) << GAP_SHIFT | start);
            self.ends.push(position(place.end));
        }
        self.gap = Pending::default();
        self.last = Some(written);
    }

    /// Adds a letter by its look.
    pub(super) fn look(
        &mut self,
        written: char,
        letter: char,
        is_foreign: bool,
        place: &Range<usize>,
    ) {
        if is_foreign {
            self.foreign.push(self.bytes.len());
        }
        let letter = match u8::try_from(letter) {
            Ok(byte) if byte.is_ascii() => char::from(same_look(byte)),
            _ => letter,
        };
        self.letter(written, letter, place);
    }

    /// Whether a mark makes another letter of the one before it. On Latin, Greek and Cyrillic it
    /// does not, whatever mark it is, nor do points that may be left out.
    pub(super) fn keeps_mark(&self, mark: char) -> bool {
        let is_optional = matches!(mark,
            '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
                | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{1ab0}'..='\u{1aff}'
                | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}');
        !is_optional && self.last.is_some_and(|base| base > '\u{52f}')
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
