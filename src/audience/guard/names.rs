//! The names that must not be public, ready to be looked for: by their letters, and by what those look
//! like.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use deunicode::deunicode;
use unicode_normalization::UnicodeNormalization;

use super::letters::{Gap, Letters};
use super::spelling::{Reading, Spelling};
use super::{Found, Secret};

/// A name with fewer letters, in bytes, would be found everywhere or nowhere.
const FEWEST_LETTERS: usize = 2;

/// A name of another script with fewer letters is not looked for in words of Latin letters only: too many
/// of them look like it.
const FEWEST_LOOKS: usize = 3;

/// The most places at which the same name is found in one text. More tell nothing new.
const MOST_PLACES: u32 = 1000;

/// What must not be public, in all ways in which it can be written.
#[derive(Default)]
pub(super) struct Names {
    by_letters: Patterns,
    by_looks: Patterns,
    /// Whether a name is written in letters of another script that look like Latin ones.
    has_foreign: bool,
}

/// The ways to write all names.
#[derive(Default)]
struct Patterns {
    list: Vec<Pattern>,
    /// The positions of those of `protected_terms`, by their letters.
    terms: HashMap<Vec<u8>, usize>,
    search: Option<AhoCorasick>,
}

/// One way to write a name.
struct Pattern {
    secret: Secret,
    letters: Vec<u8>,
    /// The letters with which no word of the name starts, a bit for each but the first.
    joined: Vec<u64>,
    /// Whether the name is written in letters of another script that look like Latin ones.
    is_foreign: bool,
}

impl Names {
    /// Adds the ways to write `name`. Tells whether there are any.
    pub(super) fn add(&mut self, secret: Secret, name: &str) -> bool {
        let spelling = Spelling::of(name);
        if spelling.letters().bytes().len() < FEWEST_LETTERS {
            return false;
        }
        // Addresses are transcribed, and so are names in mails and on keyboards without umlauts.
        let written = [name.to_owned(), deunicode(name), without_umlauts(name)];
        let (letters_before, looks_before) = (self.by_letters.list.len(), self.by_looks.list.len());
        for name in written {
            let letters = Spelling::of(&name);
            let pattern = Pattern::new(secret, letters.letters(), false);
            self.by_letters.add(pattern, letters_before);
            // Capitals of other scripts look like other letters than the small ones do.
            for name in [name.to_uppercase(), name.to_lowercase(), name] {
                let spelling = Spelling::of(&name);
                let pattern = Pattern::new(secret, &spelling.looks(), spelling.has_looks());
                self.by_looks.add(pattern, looks_before);
            }
        }
        self.has_foreign |= spelling.has_looks();
        true
    }

    /// Makes all names findable. Where they are too many, none is, which is told.
    pub(super) fn prepare(&mut self) -> bool {
        let prepared = self
            .by_letters
            .prepare()
            .and_then(|()| self.by_looks.prepare());
        if prepared.is_err() {
            *self = Self::default();
        }
        prepared.is_ok()
    }

    /// Whether there is nothing to look for.
    pub(super) const fn is_empty(&self) -> bool {
        self.by_letters.search.is_none()
    }

    /// Every place where a name stands, by place.
    pub(super) fn find_in(&self, spelling: &Spelling) -> Vec<Found> {
        let mut all = Vec::new();
        // It never breaks.
        let _ = self.each_match(spelling, &mut |found| {
            all.push(found);
            ControlFlow::Continue(())
        });
        all.sort_by_key(|found| (found.place.start, found.place.end, found.secret));
        all.dedup();
        all
    }

    /// Calls `visit` with what stands in a text, until it breaks.
    pub(super) fn each_match(
        &self,
        spelling: &Spelling,
        visit: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if self.is_empty() {
            return ControlFlow::Continue(());
        }
        let mut places: HashMap<Secret, u32> = HashMap::new();
        for reading in spelling.readings(self.has_foreign) {
            let patterns = if reading.is_by_looks {
                &self.by_looks
            } else {
                &self.by_letters
            };
            let Some(search) = &patterns.search else {
                continue;
            };
            let breaks = reading.letters.breaks();
            for found in search.find_overlapping_iter(reading.letters.bytes()) {
                let pattern = &patterns.list[found.pattern()];
                if !pattern.stands_at(&found.range(), &reading, &breaks) {
                    continue;
                }
                let known = places.entry(pattern.secret).or_default();
                *known += 1;
                if *known <= MOST_PLACES {
                    visit(Found {
                        secret: pattern.secret,
                        place: reading.letters.place(&found.range()),
                    })?;
                }
            }
        }
        ControlFlow::Continue(())
    }
}

impl Patterns {
    /// Adds `pattern`, whose name has others from `first` on. Patterns of the same letters are one, in
    /// all the ways in which they are parted: those of one name, and those of all terms, so that a
    /// thousand terms that are alike are searched for once.
    fn add(&mut self, pattern: Pattern, first: usize) {
        let next = self.list.len();
        let at = match pattern.secret {
            Secret::Term(_) => *self.terms.entry(pattern.letters.clone()).or_insert(next),
            Secret::Customer(_) => {
                let own = self.list[first..].iter();
                let same = own
                    .enumerate()
                    .find(|(_, one)| one.letters == pattern.letters);
                same.map_or(next, |(at, _)| first + at)
            }
        };
        match self.list.get_mut(at) {
            None => self.list.push(pattern),
            Some(known) => {
                known.is_foreign |= pattern.is_foreign;
                let parts = known.joined.iter_mut().zip(&pattern.joined);
                parts.for_each(|(known, joined)| *known &= joined);
            }
        }
    }

    fn prepare(&mut self) -> Result<(), BuildError> {
        if self.list.is_empty() {
            return Ok(());
        }
        let letters = self.list.iter().map(|one| &*one.letters);
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(letters)?;
        self.search = Some(search);
        Ok(())
    }
}

impl Pattern {
    fn new(secret: Secret, letters: &Letters, is_foreign: bool) -> Self {
        let bytes = letters.bytes().to_vec();
        let is_digit = |at: usize| bytes[at].is_ascii_digit();
        let mut joined = vec![0_u64; bytes.len().div_ceil(64)];
        for at in 1..bytes.len() {
            let starts_word = match letters.gap(at) {
                Gap::None => false,
                // `PayPal` may be written as two words; `3M` may not, or every `3 m` were one.
                Gap::Seam => !is_digit(at) && !is_digit(at - 1),
                Gap::Joiner | Gap::Break => true,
            };
            joined[at / 64] |= u64::from(!starts_word) << (at % 64);
        }
        Self {
            secret,
            letters: bytes,
            joined,
            is_foreign,
        }
    }

    /// Whether the letters at `range` are words of their own, parted as the name is. By their looks,
    /// one of them has to be of another script than it seems, or the name is. `breaks` are those of the
    /// reading. What this takes does not depend on how long the name is, or on how many end alike:
    /// 64 letters are judged at once.
    fn stands_at(&self, range: &Range<usize>, reading: &Reading<'_>, breaks: &[u64]) -> bool {
        let letters = &reading.letters;
        if reading.is_by_looks && !letters.has_foreign(range) {
            let may_be_meant = self.is_foreign && self.letters.len() >= FEWEST_LOOKS;
            if !may_be_meant {
                return false;
            }
        }
        let is_word = letters.gap(range.start) > Gap::None && letters.gap(range.end) > Gap::None;
        let (first, shift) = (range.start / 64, range.start % 64);
        let part = |at: usize| breaks.get(at).copied().unwrap_or_default();
        is_word
            && self.joined.iter().enumerate().all(|(at, joined)| {
                let low = part(first + at) >> shift;
                let high = part(first + at + 1) << 1 << (63 - shift);
                (low | high) & joined == 0
            })
    }
}

/// `name` with `ue` for `ü`, as people write it who have no such key.
fn without_umlauts(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.nfc() {
        match c {
            'ä' | 'Ä' | 'æ' | 'Æ' => plain.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => plain.push_str("oe"),
            'ü' | 'Ü' => plain.push_str("ue"),
            'å' | 'Å' => plain.push_str("aa"),
            c => plain.push(c),
        }
    }
    plain
}
