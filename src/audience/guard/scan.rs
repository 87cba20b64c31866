//! The last look at bytes that are about to be published.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::{self, Display};
use std::path::Path;

use super::spelling::Spelling;
use super::{Guard, Secret, decode};
use crate::audience::Publication;

/// A file of the public side that holds what must not be public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// The file, from the top of the public side.
    pub path: String,
    /// What it holds.
    pub secret: Secret,
    /// Whether it was found there, and not only looked for in vain.
    pub is_found: bool,
}

impl Display for Leak {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match self.secret {
            Secret::Term(at) if !self.is_found => write!(
                formatter,
                "`{path}` cannot be searched for entry {} of `protected_terms`",
                at + 1
            ),
            Secret::Customer(_) if !self.is_found => write!(
                formatter,
                "`{path}` cannot be searched for the names of customers"
            ),
            Secret::Term(at) => write!(
                formatter,
                "`{path}` would hold entry {} of `protected_terms`",
                at + 1
            ),
            Secret::Customer(_) => write!(
                formatter,
                "`{path}` would hold the name of a customer who has not consented to it"
            ),
        }
    }
}

/// Which customers may be named where.
#[derive(Debug, Default)]
pub(super) struct Consents {
    /// By the place of a page in the site, without its ending: the text of a page has one more form
    /// beside the page itself.
    by_page: HashMap<String, BTreeSet<usize>>,
    /// Named in what every list shows of a page that may name them.
    in_lists: BTreeSet<usize>,
    /// Named on any page.
    anywhere: BTreeSet<usize>,
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
                let title = document.title.as_str();
                let summary = document.summary.as_ref().map_or("", |text| &text.value);
                let tags = document.tags.iter().map(|tag| tag.value.as_str());
                let shown = [title, summary].into_iter().chain(tags);
                let named = shown.flat_map(|text| guard.find(text));
                let named = named.filter_map(|found| found.secret.customer());
                let named: HashSet<usize> = named.collect();
                consents
                    .in_lists
                    .extend(covered.iter().filter(|one| named.contains(one)));
            }
            consents.anywhere.extend(&covered);
            consents
                .by_page
                .insert(stem(document.output.as_str()).to_owned(), covered);
        }
        consents
    }

    /// Whether the file at `path` may name `customer`.
    fn cover(&self, path: &str, customer: usize) -> bool {
        match self.by_page.get(stem(path)) {
            Some(covered) => covered.contains(&customer) || self.in_lists.contains(&customer),
            // Lists, feeds and indexes hold what stands on the pages, each of which was looked at.
            None => self.anywhere.contains(&customer),
        }
    }
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
        if let Some(secret) = self.unsearched {
            return Some(Leak {
                path: path.to_owned(),
                secret,
                is_found: false,
            });
        }
        self.search.as_ref()?;
        let mut leak = None;
        let mut search = |text: &str| {
            if leak.is_none() {
                let spelling = Spelling::of(text);
                let mut found = self.matches(&spelling).map(|found| found.secret);
                leak = found.find(|secret| {
                    let customer = secret.customer();
                    !customer.is_some_and(|one| self.consents.cover(path, one))
                });
            }
        };
        search(path);
        decode::read(bytes, &mut search);
        leak.map(|secret| Leak {
            path: path.to_owned(),
            secret,
            is_found: true,
        })
    }
}
