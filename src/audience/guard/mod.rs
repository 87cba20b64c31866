//! Finds what must never be public: `protected_terms`, and the customers of the workbook, in every
//! spelling (language, section 6).
//!
//! A name is found where its letters stand as words of their own. Between its words there may be
//! anything that is no letter; within a word a dash or something that does not show. So `Acme GmbH`
//! is found in `acme-gmbh`, `AcmeGmbH` and over a line break, and `Acme` is not found in
//! `acmeology`. Inflected forms are words of their own.

mod decode;
mod direction;
mod files;
mod letters;
mod look;
mod names;
mod reading;
mod scan;
mod spelling;
mod withhold;

pub use files::{FilePlace, InFile};
pub use reading::{Holder, Spotted};
pub use scan::Leak;
pub use withhold::{Withheld, shortened};

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use rayon::prelude::*;

use self::names::Names;
use self::spelling::Spelling;
use super::{PublicFiles, PublicMetric, Publication};
use crate::diagnostic::{FileId, Span};
use crate::workbook::{Document, Kind, LONGEST_NAME, Workbook};

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
    names: Names,
    /// The first secret that cannot be searched for.
    unsearched: Option<Secret>,
    consents: scan::Consents,
    /// For each document what of it must not be public and is.
    spotted: Vec<Vec<Spotted>>,
    /// What of `workbook.yaml` must not be public and is.
    spotted_in_config: Vec<Spotted>,
    /// By the page that shows it, the name and the unit of a loop's metric.
    metrics: HashMap<FileId, String>,
}

impl Guard {
    /// What must not be public of a workbook, and where it is: in text, and in `files`, which that text
    /// takes along.
    pub fn of(publication: &Publication<'_>, files: &PublicFiles) -> Self {
        let workbook = publication.workbook;
        let mut guard = Self::knowing(publication);
        if !guard.is_idle() {
            guard.metrics = shown_metrics(publication);
            guard.consents = scan::Consents::of(publication, &guard);
            let positions = (0..workbook.documents.len()).into_par_iter();
            guard.spotted_in_config = guard.read_config(workbook);
            guard.spotted = positions
                .map(|at| guard.read(publication, files, at))
                .collect();
        }
        guard
    }

    /// What must not be public of a workbook; nobody has looked yet where it is.
    pub(super) fn knowing(publication: &Publication<'_>) -> Self {
        let workbook = publication.workbook;
        let terms = &workbook.config.protected_terms;
        let mut names = Names::default();
        let mut unsearchable: Vec<usize> = (0..terms.len())
            .filter(|&at| !names.add(Secret::Term(at), &terms[at].value))
            .collect();
        let customers = Customers::of(workbook, &mut names);
        let is_prepared = names.prepare();
        if !is_prepared {
            unsearchable = (0..terms.len()).collect();
        }
        let unsearched = match unsearchable.first() {
            Some(&first) => Some(Secret::Term(first)),
            None => (!is_prepared).then_some(Secret::Customer(0)),
        };
        Self {
            terms: terms.iter().map(|term| term.span).collect(),
            customers: customers.places,
            consented: customers.consented,
            unsearchable,
            names,
            unsearched,
            consents: scan::Consents::default(),
            spotted: Vec::new(),
            spotted_in_config: Vec::new(),
            metrics: HashMap::new(),
        }
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
    pub fn is_idle(&self) -> bool {
        self.names.is_empty()
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
        self.names.find_in(spelling)
    }

    /// Calls `visit` with what stands in a text, until it breaks.
    fn each_match(
        &self,
        spelling: &Spelling,
        visit: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.names.each_match(spelling, visit)
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
    fn of(workbook: &Workbook, names: &mut Names) -> Self {
        let mut customers = Self::default();
        let mut by_letters: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut whose = |document: &Document| {
            let value = document.keys.get("customer")?;
            let name = value.as_text()?.trim();
            let name = first_words(name);
            let letters = Spelling::of(name).letters().bytes().to_vec();
            let known = by_letters.len();
            let at = *by_letters.entry(letters).or_insert(known);
            if at == known {
                customers.places.push(value.span);
                names.add(Secret::Customer(at), name);
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
        let mut names = Names::default();
        for (at, term) in terms.iter().enumerate() {
            assert!(names.add(Secret::Term(at), term), "{term}");
        }
        assert!(names.prepare(), "few names");
        Guard {
            terms: vec![Span::start_of(FileId(0)); terms.len()],
            customers: Vec::new(),
            consented: Vec::new(),
            unsearchable: Vec::new(),
            names,
            unsearched: None,
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

    /// Each of these shows the term to a reader, or spells it out to a program.
    #[test]
    fn names_are_found_whatever_letters_they_are_made_of() {
        let written = [
            // Greek, Cyrillic, Armenian, Cherokee, Lisu, Coptic; small, capital, mixed.
            "Kαnαrek",
            "Κanarek",
            "ΚΑΝΑRΕΚ",
            "КАNАRЕК",
            "kаnаrек",
            "Kanarеk",
            "Kaոarek",
            "KᎪNᎪREK",
            "ꓗꓮꓠꓮꓣꓰꓗ",
            "ⲔanareⲔ",
            // Signs that look like letters.
            "K⍺n⍺rek",
            "Kanar℮k",
            // Letters in other forms.
            "ᴋᴀɴᴀʀᴇᴋ",
            "ᵏᵃⁿᵃʳᵉᵏ",
            "🅺🅰🅽🅰🆁🅴🅺",
            "🇰🇦🇳🇦🇷🇪🇰",
            "𝕂𝕒𝕟𝕒𝕣𝕖𝕜",
            "K̶a̶n̶a̶r̶e̶k̶",
            // What does not show.
            "Kan\u{1}arek",
            "Kan\u{fffd}arek",
            "Kan\u{1d173}arek",
            "Kan\u{1bca0}arek",
            "Kan\u{fff9}arek",
            "Kan\u{3164}arek",
            "Kan\u{e0041}arek",
            "Kan\u{206a}arek",
            // Backwards, and shown forwards.
            "\u{202e}keranaK\u{202c}",
            "see \u{202e}keranaK",
            "Kan\u{202e}kera\u{202c}",
            "\u{202e}kerαnαK\u{202c}",
            "\u{202e}ke\u{202d}ar\u{202c}naK\u{202c}",
            // Tags, which programs read.
            "x\u{e004b}\u{e0061}\u{e006e}\u{e0061}\u{e0072}\u{e0065}\u{e006b}\u{e007f}",
        ];
        for text in written {
            assert_eq!(places("Kanarek", text).len(), 1, "{text}");
        }
        assert_eq!(places("Iris", "Ιris, lris, 1ris"), ["Ιris"]);
        assert_eq!(places("3M", "ЗМ"), ["ЗМ"]);
        assert_eq!(
            places("Sonne", "\u{202d}x\u{202c} Sоnne \u{202e}ennoS").len(),
            2
        );
    }

    #[test]
    fn names_of_every_script_are_found_in_letters_of_others() {
        for (term, text) in [
            ("Оксана", "Oкcaнa"),
            ("Оксана", "OKCAHA"),
            ("Ήρα", "HPA"),
            ("ΗΡΑ Βήτα", "HPA Bητα"),
            ("Άννα", "Ανva"),
            ("שלום", "\u{202d}םולש\u{202c}"),
            ("שלום", "ש\u{5b8}לוֹם"),
            ("شركة", "شـــركة"),
            ("شركة", "ﺷﺮﻛﺔ"),
            ("ヘルプ社", "へルプ社"),
            ("한국상사", "\u{1112}\u{1161}\u{11ab}국상사"),
            ("ĳsselmeer", "IJsselmeer"),
            ("Ωmega", "Ωmega"),
            ("Işık", "ISIK"),
            ("Weiß", "WEISS"),
            ("Μάγος", "ΜΆΓΟΣ"),
        ] {
            assert_eq!(places(term, text).len(), 1, "{term}: {text}");
        }
    }

    /// Whoever writes these has nothing to do with the term.
    #[test]
    fn words_that_only_resemble_a_name_are_none() {
        for (term, text) in [
            ("Iris", "lris 1r1s"),
            ("corn", "com"),
            ("modern", "modem"),
            ("Kanarek", "канарейка и канал"),
            ("Kanarek", "κανάρι"),
            (
                "Kanarek",
                "keranak \u{2067}keranak\u{2069} \u{202b}keranak\u{202c}",
            ),
            ("DE", "🇩🇪"),
            ("Lol", "101"),
            ("اه", "10 lo"),
            ("Nova", "новая нова"),
        ] {
            assert!(places(term, text).is_empty(), "{term}: {text}");
        }
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
            assert!(!Names::default().add(Secret::Term(0), term), "{term}");
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
