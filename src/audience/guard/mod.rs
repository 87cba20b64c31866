//! Finds what must never be public: `protected_terms`, and the customers of the workbook, in every
//! spelling (language, section 6).
//!
//! A name is found where its letters stand as words of their own. Between its words there may be
//! anything that is no letter; within a word a dash or something that does not show. So `Acme GmbH`
//! is found in `acme-gmbh`, `AcmeGmbH` and over a line break, and `Acme` is not found in
//! `acmeology`. Inflected forms are words of their own.

mod decode;
mod reading;
mod scan;
mod spelling;

pub use reading::Spotted;
pub use scan::Leak;

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use deunicode::deunicode;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use self::spelling::{Gap, Spelling};
use super::{PublicMetric, Publication};
use crate::diagnostic::{FileId, Span};
use crate::workbook::{Document, Kind, LONGEST_NAME, Workbook};

/// A name with fewer letters, in bytes, would be found everywhere or nowhere.
const FEWEST_LETTERS: usize = 2;

/// The most places at which the same name is found in one text. More tell nothing new.
const MOST_PLACES: u32 = 1000;

/// What must not be public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Secret {
    /// An entry of `protected_terms`, by its position.
    Term(usize),
    /// A customer, by a number of its own.
    Customer(usize),
}

/// A place where a secret stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What stands there.
    pub secret: Secret,
    /// Where, as bytes of the text that was searched.
    pub place: Range<usize>,
}

impl Secret {
    /// The customer's position, where it is one.
    pub const fn customer(self) -> Option<usize> {
        match self {
            Self::Term(_) => None,
            Self::Customer(at) => Some(at),
        }
    }
}

/// Knows what must not be public, and finds it.
pub struct Guard {
    /// Where each entry of `protected_terms` stands.
    terms: Vec<Span>,
    /// Where each customer is named as such for the first time.
    customers: Vec<Span>,
    /// For each document the customers that its own `consent` covers.
    consented: Vec<Vec<usize>>,
    /// Terms that cannot be searched for, by their positions.
    unsearchable: Vec<usize>,
    /// The first secret that cannot be searched for.
    unsearched: Option<Secret>,
    patterns: Vec<Pattern>,
    search: Option<AhoCorasick>,
    consents: scan::Consents,
    /// For each document what of it must not be public and is.
    spotted: Vec<Vec<Spotted>>,
    /// What of `workbook.yaml` must not be public and is.
    spotted_in_config: Vec<Spotted>,
    /// By the page that shows it, the name and the unit of a loop's metric.
    metrics: HashMap<FileId, String>,
}

/// One way to write a secret.
struct Pattern {
    secret: Secret,
    letters: Vec<u8>,
    /// The letters with which no word of the name starts, a bit for each but the first.
    joined: Vec<u64>,
}

impl Guard {
    /// What must not be public of a workbook.
    pub fn of(publication: &Publication<'_>) -> Self {
        let workbook = publication.workbook;
        let terms = &workbook.config.protected_terms;
        let mut patterns = Patterns::default();
        let is_found =
            |patterns: &mut Patterns, at: usize| patterns.add(Secret::Term(at), &terms[at].value);
        let mut unsearchable: Vec<usize> = (0..terms.len())
            .filter(|&at| !is_found(&mut patterns, at))
            .collect();
        let customers = Customers::of(workbook, &mut patterns);
        let letters = patterns.list.iter().map(|one| &*one.letters);
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(letters);
        if search.is_err() {
            unsearchable = (0..terms.len()).collect();
        }
        let unsearched = match unsearchable.first() {
            Some(&first) => Some(Secret::Term(first)),
            None => search.is_err().then_some(Secret::Customer(0)),
        };
        let mut guard = Self {
            terms: terms.iter().map(|term| term.span).collect(),
            customers: customers.places,
            consented: customers.consented,
            unsearchable,
            unsearched,
            search: search.ok().filter(|_| !patterns.list.is_empty()),
            patterns: patterns.list,
            consents: scan::Consents::default(),
            spotted: Vec::new(),
            spotted_in_config: Vec::new(),
            metrics: shown_metrics(publication),
        };
        if !guard.is_idle() {
            guard.consents = scan::Consents::of(publication, &guard);
            let positions = (0..workbook.documents.len()).into_par_iter();
            guard.spotted_in_config = guard.read_config(workbook);
            guard.spotted = positions.map(|at| guard.read(publication, at)).collect();
        }
        guard
    }

    /// Where in the workbook it says that something is not public: the entry of `protected_terms`,
    /// or the value of a `customer`.
    pub fn place(&self, secret: Secret) -> Span {
        match secret {
            Secret::Term(at) => self.terms[at],
            Secret::Customer(at) => self.customers[at],
        }
    }

    /// The entries of `protected_terms` that have too few letters to be searched for.
    pub fn unsearchable(&self) -> impl Iterator<Item = Span> {
        self.unsearchable.iter().map(|&at| self.terms[at])
    }

    /// Whether there is anything to look for.
    pub const fn is_idle(&self) -> bool {
        self.search.is_none()
    }

    /// What must not be public and is, of the document at `position`, by place: all of it, also
    /// customers who have consented to being named there.
    pub fn spotted(&self, position: usize) -> &[Spotted] {
        self.spotted.get(position).map_or(&[], Vec::as_slice)
    }

    /// What must not be public and is, of the title and the public names in `workbook.yaml`.
    pub fn spotted_in_config(&self) -> &[Spotted] {
        &self.spotted_in_config
    }

    /// The customers that may be named on the page at `position`: its own `consent` lists evidence
    /// of theirs.
    pub fn consented(&self, position: usize) -> &[usize] {
        &self.consented[position]
    }

    /// Every place of `text` where a secret stands, by place.
    pub fn find(&self, text: &str) -> Vec<Found> {
        self.find_in(&Spelling::of(text))
    }

    fn find_in(&self, spelling: &Spelling) -> Vec<Found> {
        let mut found: Vec<Found> = self.matches(spelling).collect();
        found.sort_by_key(|found| (found.place.start, found.place.end, found.secret));
        found.dedup();
        found
    }

    fn matches<'s>(&'s self, spelling: &'s Spelling) -> impl Iterator<Item = Found> + 's {
        let search = self.search.iter();
        let matches = search.flat_map(|search| search.find_overlapping_iter(spelling.letters()));
        let breaks = spelling.breaks();
        let mut places: HashMap<Secret, u32> = HashMap::new();
        matches.filter_map(move |found| {
            let pattern = &self.patterns[found.pattern()];
            if !pattern.stands_at(found.range(), spelling, &breaks) {
                return None;
            }
            let known = places.entry(pattern.secret).or_default();
            *known += 1;
            (*known <= MOST_PLACES).then(|| Found {
                secret: pattern.secret,
                place: spelling.place(&found.range()),
            })
        })
    }
}

/// What public pages show of the metrics of loops in words.
fn shown_metrics(publication: &Publication<'_>) -> HashMap<FileId, String> {
    let documents = publication.workbook.documents.iter();
    let words = |document: &Document| {
        let metric = PublicMetric::of(
            document.as_page()?,
            publication.workbook,
            publication.status,
        )?;
        let words = [metric.name, metric.unit].map(Option::unwrap_or_default);
        Some((document.file, words.join("\n")))
    };
    documents.filter_map(words).collect()
}

impl Pattern {
    /// Whether the letters at `range` are words of their own, parted as the name is. `breaks` are
    /// those of the spelling. What this takes does not depend on how long the name is, or on how many
    /// end alike: 64 letters are judged at once.
    fn stands_at(&self, range: Range<usize>, spelling: &Spelling, breaks: &[u64]) -> bool {
        let is_word = spelling.gap(range.start) > Gap::None && spelling.gap(range.end) > Gap::None;
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

/// The ways to write all secrets.
#[derive(Default)]
struct Patterns {
    list: Vec<Pattern>,
    /// The positions of those of `protected_terms`, by their letters.
    terms: HashMap<Vec<u8>, usize>,
}

impl Patterns {
    /// Adds the ways to write `name`. Tells whether there are any.
    fn add(&mut self, secret: Secret, name: &str) -> bool {
        if Spelling::of(name).letters().len() < FEWEST_LETTERS {
            return false;
        }
        // Addresses are transcribed, and so are names in mails and on keyboards without umlauts.
        let written = [name.to_owned(), deunicode(name), without_umlauts(name)];
        let before = self.list.len();
        for name in written {
            let spelling = Spelling::of(&name);
            let letters = spelling.letters().to_vec();
            let is_known = self.list[before..].iter().any(|one| one.letters == letters);
            if is_known {
                continue;
            }
            let is_digit = |at: usize| letters[at].is_ascii_digit();
            let mut joined = vec![0_u64; letters.len().div_ceil(64)];
            for at in 1..letters.len() {
                let starts_word = match spelling.gap(at) {
                    Gap::None => false,
                    // `PayPal` may be written as two words; `3M` may not, or every `3 m` were one.
                    Gap::Seam => !is_digit(at) && !is_digit(at - 1),
                    Gap::Joiner | Gap::Break => true,
                };
                joined[at / 64] |= u64::from(!starts_word) << (at % 64);
            }
            self.push(Pattern {
                secret,
                letters,
                joined,
            });
        }
        true
    }

    /// Adds a pattern. Terms of the same letters are one, in all the ways in which they are parted,
    /// so that a thousand of them are searched for once.
    fn push(&mut self, pattern: Pattern) {
        if let Secret::Term(_) = pattern.secret {
            let next = self.list.len();
            let at = *self.terms.entry(pattern.letters.clone()).or_insert(next);
            if let Some(known) = self.list.get_mut(at) {
                let parts = known.joined.iter_mut().zip(&pattern.joined);
                parts.for_each(|(known, joined)| *known &= joined);
                return;
            }
        }
        self.list.push(pattern);
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

/// The words of a name by which it is searched for: all but of one that is too long, which is reported.
fn first_words(name: &str) -> &str {
    let beyond = name.char_indices().nth(LONGEST_NAME);
    let end = beyond.and_then(|(end, _)| name[..end].rfind(char::is_whitespace));
    &name[..end.unwrap_or(name.len())]
}

/// The customers of a workbook.
#[derive(Default)]
struct Customers {
    /// Where each is named as such for the first time.
    places: Vec<Span>,
    /// For each document the customers that its `consent` covers.
    consented: Vec<Vec<usize>>,
}

impl Customers {
    fn of(workbook: &Workbook, patterns: &mut Patterns) -> Self {
        let mut customers = Self::default();
        let mut by_letters: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut whose = |document: &Document| {
            let value = document.keys.get("customer")?;
            let name = value.as_text()?.trim();
            let name = first_words(name);
            let letters = Spelling::of(name).letters().to_vec();
            let known = by_letters.len();
            let at = *by_letters.entry(letters).or_insert(known);
            if at == known {
                customers.places.push(value.span);
                patterns.add(Secret::Customer(at), name);
            }
            Some(at)
        };
        let of_documents: Vec<Option<usize>> = workbook.documents.iter().map(&mut whose).collect();
        let covered = |document: &Document| {
            let consent = document.as_page().map_or(&[][..], |page| &page.consent);
            let evidence = consent
                .iter()
                .filter_map(|id| workbook.paths.document(&id.value));
            let evidence =
                evidence.filter(|&at| matches!(workbook.documents[at].kind, Kind::Evidence(_)));
            evidence.filter_map(|at| of_documents[at]).collect()
        };
        customers.consented = workbook.documents.iter().map(covered).collect();
        customers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A guard of these terms.
    fn guard(terms: &[&str]) -> Guard {
        let mut patterns = Patterns::default();
        for (at, term) in terms.iter().enumerate() {
            assert!(patterns.add(Secret::Term(at), term), "{term}");
        }
        let letters = patterns.list.iter().map(|one| &*one.letters);
        Guard {
            terms: vec![Span::start_of(FileId(0)); terms.len()],
            customers: Vec::new(),
            consented: Vec::new(),
            unsearchable: Vec::new(),
            unsearched: None,
            search: Some(AhoCorasick::new(letters).expect("few patterns")),
            patterns: patterns.list,
            consents: scan::Consents::default(),
            spotted: Vec::new(),
            spotted_in_config: Vec::new(),
            metrics: HashMap::new(),
        }
    }

    fn places(term: &str, text: &str) -> Vec<String> {
        let found = guard(&[term]).find(text);
        found
            .into_iter()
            .map(|found| text[found.place].to_owned())
            .collect()
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let written = [
            "Acme GmbH",
            "ACME GMBH",
            "acme-gmbh",
            "AcmeGmbH",
            "acmegmbh.example",
            "Acme, GmbH",
            "(Acme\nGmbH)",
            "Ac\u{ad}me\u{a0}Gmb\u{200b}H",
            "Acme–GmbH's",
            "ＡＣＭＥ　ＧｍｂＨ",
            "acme_gmbh_2026.png",
            "A\u{301}cme GmbH",
            "Асmе GmbH",
            "#AcmeGmbhLogo",
            "A.C.M.E. GmbH",
            "**Ac**me *GmbH*",
            "Acme™ GmbH®",
        ];
        for text in written {
            assert_eq!(places("Acme GmbH", text).len(), 1, "{text}");
        }
        assert_eq!(
            places("Jürgen Müller", "von Juergen Mueller, jurgen-muller"),
            ["Juergen Mueller", "jurgen-muller"]
        );
        assert_eq!(
            places("Оксана Гнатюк", "файл оксана-гнатюк, oksana-gnatiuk.html").len(),
            2
        );
        assert_eq!(places("返金", "全返金額"), ["返金"]);
        assert_eq!(places("O'Reilly", "OReilly O’Reilly").len(), 2);
        assert_eq!(places("3M", "by 3M and 3m, not 13M or 3Ms"), ["3M", "3m"]);
    }

    #[test]
    fn parts_of_words_are_not_names() {
        for text in ["acmeology", "Pacme", "acm e", "a c m e", "Acne", "macmex"] {
            assert!(places("Acme", text).is_empty(), "{text}");
        }
        assert!(places("Notable", "not able").is_empty());
        assert!(places("3M", "3 m deep").is_empty());
        assert_eq!(
            places("Acme", "Acme's AcmeLogo acme2 my-acme"),
            ["Acme", "Acme", "acme", "acme"]
        );
    }

    #[test]
    fn too_few_letters_are_no_name() {
        for term in ["C++", "™", "🐤", "-"] {
            assert!(!Patterns::default().add(Secret::Term(0), term), "{term}");
        }
    }

    #[test]
    fn a_scan_names_the_entry_and_not_the_term() {
        let guard = guard(&["Kestrel", "Acme GmbH"]);
        let leak = guard
            .scan("playbook/a.html", b"<p>Ac<b>me</b> Gmb&#72;</p>")
            .expect("a leak");
        assert_eq!(leak.secret, Secret::Term(1));
        assert_eq!(
            leak.to_string(),
            "`playbook/a.html` would hold entry 2 of `protected_terms`"
        );
        assert!(guard.scan("playbook/a.html", b"<p>acmeology</p>").is_none());
        assert!(guard.scan("assets/acme-gmbh.png", b"").is_some());
    }
}
