//! What of each document is public, with its places in the sources.
//!
//! This knows private text too, for the rules that judge what would be published. The site is made
//! from the `PublicView` instead.

use std::path::Path;

use rayon::prelude::*;

use super::outline::Outline;
use crate::diagnostic::Span;
use crate::source::CONFIG_FILE;
use crate::status::Status;
use crate::syntax::{Body, Link};
use crate::workbook::{Document, Kind, Route, Target, Workbook};

/// The workbook, and what is public of each of its documents (language, section 6).
pub struct Publication<'w> {
    pub(super) workbook: &'w Workbook,
    pub(super) status: &'w Status,
    /// For each document what is public of it; none where it is private.
    pub(super) outlines: Vec<Option<Outline<'w>>>,
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

    /// Whether the document at `position` is public at all.
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

/// Whether a document is public at all. Evidence never is, nor is anything whose front matter has
/// a fault, and a journey needs a person's word.
fn is_public(document: &Document) -> bool {
    let approved = || {
        document
            .as_page()
            .is_some_and(|page| page.safe_to_show.is_some())
    };
    let may_be_shown = match document.route {
        Route::Memory => false,
        Route::Playbook => true,
        Route::Journeys => approved(),
    };
    let is_kept = matches!(document.kind, Kind::Evidence(_) | Kind::Unknown);
    may_be_shown && !is_kept && document.sound
}

/// Whether a public link may take a file of the workbook along. Documents are published as pages or
/// not at all, and what configures a workbook is nobody else's business.
pub(super) fn may_be_copied(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let is_document = Path::new(path)
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("md"));
    !hidden && !is_document && path != CONFIG_FILE && !path.starts_with("templates/")
}
