//! Whether a person has approved what a page would show, as it is now (language, section 6).
//!
//! A journey is let out only with a valid approval. A playbook page needs none; where it carries one,
//! that is judged all the same, since it is a claim like any other.

use rayon::prelude::*;

use super::address::Address;
use super::clean::clean_inline;
use super::digest::digest;
use super::files::PublicFiles;
use super::publication::{Destination, Publication};
use crate::workbook::{Actor, Document, Route};

/// What an approval is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// There is none.
    Missing,
    /// A person has approved what the page shows now.
    Valid,
    /// What was approved is not what the page shows now.
    Stale,
    /// Whoever approved is no person of this workbook.
    ByNobody,
}

/// The approvals of all documents.
#[derive(Debug, Default)]
pub struct Approvals {
    states: Vec<State>,
}

/// What is known of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    approval: Approval,
    /// Whether the world may see it.
    is_out: bool,
}

impl Approvals {
    /// Judges the approvals of every document that can be public.
    pub fn of(publication: &Publication<'_>, files: &PublicFiles) -> Self {
        let documents = publication.workbook.documents.par_iter().enumerate();
        // What was lost of `workbook.yaml` may have hidden something.
        let is_whole = publication.workbook.config.sound;
        let judge = |(position, document): (usize, &Document)| {
            let approval = approval(publication, files, position);
            let is_approved = match document.route {
                Route::Memory => false,
                Route::Playbook => true,
                Route::Journeys => approval == Approval::Valid,
            };
            State {
                is_out: is_approved && is_whole && publication.is_public(position),
                approval,
            }
        };
        Self {
            states: documents.map(judge).collect(),
        }
    }

    /// What the approval of the document at `position` is worth.
    pub fn get(&self, position: usize) -> Approval {
        let state = self.states.get(position);
        state.map_or(Approval::Missing, |state| state.approval)
    }

    /// Whether the world may see the document at `position`.
    pub fn lets_out(&self, position: usize) -> bool {
        self.states.get(position).is_some_and(|state| state.is_out)
    }
}

fn approval(publication: &Publication<'_>, files: &PublicFiles, position: usize) -> Approval {
    let page = publication.workbook.documents[position].as_page();
    let Some(record) = page.and_then(|page| page.safe_to_show.as_ref()) else {
        return Approval::Missing;
    };
    let approver = record.approved_by.as_ref();
    let approver = approver.and_then(|id| publication.workbook.config.actor(&id.value));
    if !matches!(approver, Some(Actor::Person(_))) {
        return Approval::ByNobody;
    }
    let recorded = record.digest.as_ref().map(|digest| &digest.value);
    match approval_digest(publication, files, position) {
        Some(now) if Some(&now) == recorded => Approval::Valid,
        _ => Approval::Stale,
    }
}

/// The digest of what the document at `position` would show, as an approval records it; none where
/// it cannot be public.
///
/// Links lead to documents that can be public, approved or not: two journeys that link each other
/// can be approved one after the other, and one that lapses does not take the other along.
pub fn approval_digest(
    publication: &Publication<'_>,
    files: &PublicFiles,
    position: usize,
) -> Option<String> {
    let documents = &publication.workbook.documents;
    let address = |destination: Destination<'_>| match destination {
        Destination::Web(url) => Address::Link(format!("web {url}")),
        Destination::InlineImage(data) => match clean_inline(data) {
            Ok(data) => Address::File(format!("data {data}")),
            Err(_) => Address::None,
        },
        Destination::File(path) => Address::File(match files.get(path) {
            Some(Ok(file)) => format!("file {} {path}", file.hash.hex()),
            _ => format!("no file {path}"),
        }),
        Destination::Page { document, anchor } => {
            let id = &documents[document].id;
            let anchor = anchor.map_or(String::new(), |anchor| format!("#{anchor}"));
            Address::Link(format!("page {id}{anchor}"))
        }
        Destination::Nowhere => Address::None,
    };
    let page = publication.page(position, &address, false)?;
    Some(digest(
        &documents[position].id,
        &page,
        &publication.workbook.config,
    ))
}
