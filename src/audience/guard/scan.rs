//! The last look at bytes that are about to be published.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::{self, Display};
use std::ops::ControlFlow;
use std::path::Path;

use super::spelling::Spelling;
use super::{FilePlace, Guard, InFile, Secret, decode};
use crate::audience::Publication;
use crate::workbook::{Document, OutputPath};

/// A file of the public side that holds what must not be public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// The file, from the top of the public side; none where its path may not be said either.
    pub path: Option<String>,
    /// What it holds.
    pub secret: Secret,
    /// Whether it was found there, and not only looked for in vain.
    pub is_found: bool,
}

impl Display for Leak {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(formatter, "`{path}`")?,
            None => formatter.write_str("a public file, in its path,")?,
        }
        match self.secret {
            _ if self.is_found => write!(formatter, " would hold {}", self.secret),
            Secret::Term(_) => write!(formatter, " cannot be searched for {}", self.secret),
            Secret::Customer(_) => {
                formatter.write_str(" cannot be searched for the names of customers")
            }
        }
    }
}

impl Display for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(at) => write!(formatter, "entry {} of `protected_terms`", at + 1),
            Self::Customer(_) => {
                formatter.write_str("the name of a customer who has not consented to it")
            }
        }
    }
}

/// The files of the public side that show something of every page. Other files show nothing of any.
const LISTS: [&str; 7] = [
    "feed.xml",
    "index.html",
    "journeys/index.html",
    "llms.txt",
    "playbook/index.html",
    "robots.txt",
    "sitemap.xml",
];

/// Which customers may be named where.
#[derive(Debug, Default)]
pub(super) struct Consents {
    /// By the place of a page in the site, without its ending: the text of a page has one more form
    /// beside the page itself.
    by_page: HashMap<String, BTreeSet<usize>>,
    /// By the place of a file in the site: those to whom every page agrees that links it, since each
    /// of them leads readers there.
    by_file: HashMap<String, BTreeSet<usize>>,
    /// Named in what lists show of a page that may name them. Whoever agrees to a page agrees to its
    /// line in the lists, which stand beside the text of other pages too.
    in_lists: BTreeSet<usize>,
}

impl Consents {
    /// The consents of the public pages. `guard` knows the customers by now.
    pub(super) fn of(publication: &Publication<'_>, guard: &Guard) -> Self {
        let mut consents = Self::default();
        for (at, document) in publication.workbook.documents.iter().enumerate() {
            if !publication.is_public(at) {
                continue;
            }
            let covered: BTreeSet<usize> = guard.consented(at).iter().copied().collect();
            if !covered.is_empty() {
                let named = named_in_lists(document, guard);
                let agreed = covered.iter().filter(|one| named.contains(one));
                consents.in_lists.extend(agreed);
            }
            for (path, _) in publication.files_of(at) {
                let output = OutputPath::of_file(&path).as_str().to_owned();
                consents
                    .by_file
                    .entry(output)
                    .and_modify(|agreed| agreed.retain(|one| covered.contains(one)))
                    .or_insert_with(|| covered.clone());
            }
            consents
                .by_page
                .insert(stem(document.output.as_str()).to_owned(), covered);
        }
        consents
    }

    /// Whether the file at `path` may name `customer`.
    fn cover(&self, path: &str, customer: usize) -> bool {
        let in_lists = || self.in_lists.contains(&customer);
        match self.by_file.get(path) {
            Some(agreed) => agreed.contains(&customer),
            None if LISTS.contains(&path) => in_lists(),
            // A page shows lists beside its text. Its other form is the text alone.
            None => {
                self.of_page(path, customer) || (is_page(path) && in_lists() && self.knows(path))
            }
        }
    }

    /// Whether the text of the page at `path` may name `customer`.
    fn of_page(&self, path: &str, customer: usize) -> bool {
        let covered = self.by_page.get(stem(path));
        covered.is_some_and(|covered| covered.contains(&customer))
    }

    fn knows(&self, path: &str) -> bool {
        self.by_page.contains_key(stem(path))
    }
}

/// Whether the file at `path` is a page for readers.
fn is_page(path: &str) -> bool {
    path.strip_suffix(".html").is_some()
}

/// The customers whom the lists would name for a page: its address, title, summary and tags, and what
/// its metric is called.
fn named_in_lists(document: &Document, guard: &Guard) -> HashSet<usize> {
    let summary = document.summary.as_ref().map_or("", |text| &text.value);
    let metric = guard.metrics.get(&document.file).map_or("", String::as_str);
    let fixed = [document.output.as_str(), &document.title, summary, metric];
    let tags = document.tags.iter().map(|tag| tag.value.as_str());
    let named = fixed
        .into_iter()
        .chain(tags)
        .flat_map(|text| guard.find(text));
    named.filter_map(|found| found.secret.customer()).collect()
}

/// A path without the ending of its file name.
fn stem(path: &str) -> &str {
    let ending = Path::new(path)
        .extension()
        .map_or(0, |ending| ending.len() + 1);
    &path[..path.len() - ending]
}

impl Guard {
    /// What must not be public in a file that is about to be, at `path` below the public side.
    ///
    /// Text is searched as it is, without markup, and with entities and escapes as what they stand
    /// for; of other formats, what can be read in their bytes. The path is searched too.
    pub fn scan(&self, path: &str, bytes: &[u8]) -> Option<Leak> {
        let is_covered = |one| self.consents.cover(path, one);
        self.leak(path, bytes, &is_covered)
    }

    /// As [`Guard::scan`], for the text of the page at `path` without the lists beside it.
    pub fn scan_text(&self, path: &str, text: &str) -> Option<Leak> {
        let is_covered = |one| self.consents.of_page(path, one);
        self.leak(path, text.as_bytes(), &is_covered)
    }

    /// What must not be public of what was `found` in a file that is about to be, at `path`, when it was
    /// judged: there are words in it that its bytes do not spell out.
    pub fn judged(&self, path: &str, found: &[InFile]) -> Option<Leak> {
        let customer = |found: &&InFile| found.secret.customer();
        let leaks =
            |found: &&InFile| !customer(found).is_some_and(|one| self.consents.cover(path, one));
        let in_path = |found: &InFile| found.place == FilePlace::Path;
        Some(Leak {
            secret: found.iter().find(leaks)?.secret,
            path: (!found.iter().any(in_path)).then(|| path.to_owned()),
            is_found: true,
        })
    }

    /// What must not be public in a file that somebody put beside the pages, at `path` below the public
    /// side. No page leads there, so no consent covers it.
    pub fn find_in_foreign(&self, path: &str, bytes: &[u8]) -> Option<Secret> {
        let leak = self.leak(path, bytes, &|_| false);
        leak.map(|leak| leak.secret)
    }

    fn leak(&self, path: &str, bytes: &[u8], is_covered: &dyn Fn(usize) -> bool) -> Option<Leak> {
        if let Some(secret) = self.unsearched {
            return Some(Leak {
                path: Some(path.to_owned()),
                secret,
                is_found: false,
            });
        }
        if self.is_idle() {
            return None;
        }
        let find = |text: &str| {
            let mut leak = None;
            // Where it breaks, something was found.
            let _ = self.each_match(&Spelling::of(text), &mut |found| {
                if found.secret.customer().is_some_and(is_covered) {
                    return ControlFlow::Continue(());
                }
                leak = Some(found.secret);
                ControlFlow::Break(())
            });
            leak
        };
        if let Some(secret) = find(path) {
            return Some(Leak {
                path: None,
                secret,
                is_found: true,
            });
        }
        let mut leak = None;
        decode::read(bytes, &mut |text| leak = leak.or_else(|| find(text)));
        leak.map(|secret| Leak {
            path: Some(path.to_owned()),
            secret,
            is_found: true,
        })
    }
}
