//! What of each document is public, with its places in the sources.
//!
//! This knows private text too, for the rules that judge what would be published. The site is made
//! from the `PublicView` instead.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use super::outline::Outline;
use crate::diagnostic::Span;
use crate::source::{CONFIG_FILE, KNOWN_FILE};
use crate::status::Status;
use crate::syntax::{Body, Link};
use crate::workbook::{Document, Kind, Route, Target, Workbook};

/// The workbook, and what is public of each of its documents (language, section 6).
pub struct Publication<'w> {
    pub(super) workbook: &'w Workbook,
    pub(super) status: &'w Status,
    /// For each document what can be public of it; none where it is private whatever happens.
    pub(super) outlines: Vec<Option<Outline<'w>>>,
}

/// What a link of public text may lead its reader to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination<'a> {
    /// An address of the web, as it is written.
    Web(&'a str),
    /// A picture that is written out in the link.
    InlineImage(&'a str),
    /// A file of the workbook, by its path; it goes along.
    File(&'a str),
    /// A document that can be public, or a public heading of it.
    Page {
        /// Its position in the workbook's documents.
        document: usize,
        /// What stands behind `#`.
        anchor: Option<&'a str>,
    },
    /// What is not public is not named.
    Nowhere,
}

/// A link that stands in public text.
#[derive(Debug, Clone)]
pub struct PublicLink<'p> {
    /// The link, with its place in the document's file.
    pub link: &'p Link,
    /// Where it leads.
    pub target: Target,
    /// Whether what it leads to is public too.
    pub is_public: bool,
}

impl<'w> Publication<'w> {
    /// What of `workbook` is public.
    pub fn of(workbook: &'w Workbook, status: &'w Status) -> Self {
        let outline = |document| is_public(document).then(|| Outline::of(document, workbook));
        let outlines = workbook.documents.par_iter().map(outline).collect();
        Self {
            workbook,
            status,
            outlines,
        }
    }

    /// Whether the document at `position` can be public at all. A journey also needs an approval to
    /// be let out; see `Approvals`. Whoever approves it must know what is wrong with it, so rules
    /// judge it all the same.
    pub fn is_public(&self, position: usize) -> bool {
        self.outlines[position].is_some()
    }

    /// The text of the file of the document at `position` with blanks in place of all that is
    /// private, and what stands in it. Places are those of the file.
    pub fn text(&self, position: usize) -> Option<(&str, &Body)> {
        let outline = self.outlines[position].as_ref()?;
        Some((&outline.text, &outline.body))
    }

    /// The links that stand in the public text of the document at `position`.
    pub fn links(&self, position: usize) -> Vec<PublicLink<'_>> {
        let Some(outline) = &self.outlines[position] else {
            return Vec::new();
        };
        let links = outline.body.links.iter();
        let shown = links.filter(|link| outline.shows(link.span));
        shown
            .map(|link| {
                let target = self.workbook.resolve(&link.target, position);
                PublicLink {
                    is_public: self.leads_to_public(&target),
                    link,
                    target,
                }
            })
            .collect()
    }

    /// Whether `span` of the document at `position` is part of what is shown.
    pub fn shows(&self, position: usize, span: Span) -> bool {
        self.outlines[position]
            .as_ref()
            .is_some_and(|outline| outline.shows(span))
    }

    /// Where a link of public text leads. The heading is looked up in what is public, so that nothing
    /// private can change which one is meant.
    pub(super) fn destination<'a>(
        &'a self,
        target: &'a Target,
        written: &'a str,
    ) -> Destination<'a> {
        match target {
            Target::Address => Destination::Web(written),
            Target::InlineImage => Destination::InlineImage(written),
            Target::File(path) if may_be_copied(path) => Destination::File(path),
            Target::Document { document, heading } => {
                let headings = &self.workbook.documents[*document].body.headings;
                let anchor = heading.map(|heading| headings[heading].anchor.as_str());
                self.place(*document, anchor)
            }
            Target::NoHeading { document, anchor } => self.place(*document, Some(anchor)),
            _ => Destination::Nowhere,
        }
    }

    fn place<'a>(&'a self, document: usize, anchor: Option<&'a str>) -> Destination<'a> {
        let shows = |body: &Body| anchor.is_none_or(|anchor| body.anchored(anchor).is_some());
        match &self.outlines[document] {
            Some(outline) if shows(&outline.body) => Destination::Page { document, anchor },
            _ => Destination::Nowhere,
        }
    }

    /// The files that text which can be public takes along, by their paths.
    pub(super) fn files(&self) -> BTreeSet<String> {
        let taken = (0..self.outlines.len()).flat_map(|position| self.files_of(position));
        taken.map(|(path, _)| path).collect()
    }

    /// The files that the document at `position` takes along if it is public: the path of each, and the
    /// place of every link to it.
    pub(super) fn files_of(&self, position: usize) -> Vec<(String, Span)> {
        if !self.is_public(position) {
            return Vec::new();
        }
        let page = self.workbook.documents[position].as_page();
        let next = page.and_then(|page| page.next.as_ref());
        let next = next.map(|next| (next.target.clone(), next.url.span));
        let links = self.links(position).into_iter();
        let links = links.map(|link| (link.target, link.link.span));
        let files = links
            .chain(next)
            .filter_map(|(target, place)| match target {
                Target::File(path) if may_be_copied(&path) => Some((path, place)),
                _ => None,
            });
        files.collect()
    }

    /// Whether what a public link leads to is public too. What does not exist is not private.
    pub fn leads_to_public(&self, target: &Target) -> bool {
        let shows = |document: usize, anchor: Option<&str>| match &self.outlines[document] {
            None => false,
            Some(outline) => anchor.is_none_or(|anchor| outline.body.anchored(anchor).is_some()),
        };
        match target {
            Target::Document { document, heading } => {
                let headings = &self.workbook.documents[*document].body.headings;
                shows(*document, heading.map(|at| headings[at].anchor.as_str()))
            }
            Target::NoHeading { document, .. } => shows(*document, None),
            Target::File(path) => may_be_copied(path),
            _ => true,
        }
    }
}

impl Outline<'_> {
    /// Whether a place of the file is part of what is shown.
    pub(super) fn shows(&self, span: Span) -> bool {
        self.text
            .get(span.range())
            .is_some_and(|text| !text.trim().is_empty())
    }
}

/// Whether a document can be public at all. Evidence never is, nor is anything whose front matter
/// has a fault, and only a page can be a journey.
fn is_public(document: &Document) -> bool {
    let may_be_shown = match document.route {
        Route::Memory => false,
        Route::Playbook => true,
        Route::Journeys => document.as_page().is_some(),
    };
    let is_kept = matches!(document.kind, Kind::Evidence(_) | Kind::Unknown);
    may_be_shown && !is_kept && document.sound
}

/// Whether a public link may take the file of the workbook along that stands at `path` itself, which is
/// what a [`Target::File`] names. Documents are published as pages or not at all, and what configures
/// a workbook is nobody else's business.
pub(super) fn may_be_copied(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let is_document = Path::new(path)
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("md"));
    let configures = [CONFIG_FILE, KNOWN_FILE].contains(&path);
    !hidden && !is_document && !configures && !path.starts_with("templates/")
}
