//! The public view: what the world may see, and nothing else.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::Event;
use rayon::prelude::*;

use super::Text;
use super::address::Address;
use super::approval::Approvals;
use super::clean::clean_inline;
use super::metric::{PublicMetric, PublicProof};
use super::projection::{Lens, project};
use super::publication::{Destination, Publication};
use crate::workbook::{Document, OutputPath, Route};

/// Proof that a value was made in this stage.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seal;

/// Everything public. It owns its text and holds none that is private.
#[derive(Debug, Clone)]
pub struct PublicView {
    /// The workbook's title.
    pub title: String,
    /// Where the public side will stand, where that is known.
    pub base_url: Option<String>,
    /// The pages, sorted by their place in the site.
    pub pages: Vec<PublicPage>,
    /// The files that public text links: where each stands in the workbook and in the site.
    pub files: BTreeMap<OutputPath, String>,
    _seal: Seal,
}

/// A public page.
#[derive(Debug, Clone)]
pub struct PublicPage {
    /// Where it stands in the site.
    pub output: OutputPath,
    /// `playbook` or `journeys`.
    pub route: Route,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: Option<String>,
    /// `case`, `diagram`, … for pages.
    pub form: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it was last reviewed, as an ISO date.
    pub reviewed: Option<String>,
    /// The public name of its owner.
    pub owner: Option<String>,
    /// That there is proof for what it says.
    pub proof: Option<PublicProof>,
    /// The metric that it shows.
    pub metric: Option<PublicMetric>,
    /// What the reader should do next.
    pub next: Option<PublicNext>,
    /// Pages of the playbook that it links, by their titles: all that a page under an approval shows
    /// of other pages around its text.
    pub related: Vec<PublicRelated>,
    /// Whether a person vouches for it, or has to before it is let out.
    pub is_vouched: bool,
    /// What it says.
    pub text: Text<'static>,
    pub(super) _seal: Seal,
}

/// The one thing a reader should do next.
#[derive(Debug, Clone)]
pub struct PublicNext {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
    _seal: Seal,
}

/// Another page that a page names beside its text.
#[derive(Debug, Clone)]
pub struct PublicRelated {
    /// That page's title.
    pub title: String,
    /// Where it is.
    pub href: String,
    _seal: Seal,
}

/// How many pages a page names beside its text.
pub const MOST_RELATED: usize = 5;

impl PublicView {
    /// The public part of a workbook (language, section 6): what is routed to the public side, and of
    /// journeys those that a person has approved as they are.
    pub fn of(publication: &Publication<'_>, approvals: &Approvals) -> Self {
        let positions = 0..publication.workbook.documents.len();
        let public = positions.filter(|&at| approvals.lets_out(at));
        let public: Vec<usize> = public.collect();
        let project = |at: &usize| PublicPage::of(publication, *at, approvals);
        let projected: Vec<(PublicPage, Vec<String>)> =
            public.par_iter().filter_map(project).collect();
        let mut pages = Vec::with_capacity(projected.len());
        let mut files = BTreeMap::new();
        for (page, linked) in projected {
            pages.push(page);
            files.extend(
                linked
                    .into_iter()
                    .map(|path| (OutputPath::of_file(&path), path)),
            );
        }
        pages.sort_by(|a, b| a.output.cmp(&b.output));
        Self {
            title: publication.workbook.config.title.clone(),
            base_url: publication.workbook.config.base_url.clone(),
            pages,
            files,
            _seal: Seal,
        }
    }
}

impl PublicPage {
    /// The page of the document at `position` as the world would see it, approved or not, and the
    /// files that it takes along. None where the document cannot be public at all. Its links lead to
    /// pages that are let out.
    pub fn of(
        publication: &Publication<'_>,
        position: usize,
        approvals: &Approvals,
    ) -> Option<(Self, Vec<String>)> {
        let from = &publication.workbook.documents[position].output;
        let linked = RefCell::new(Vec::new());
        let address = |destination: Destination<'_>| match destination {
            Destination::Web(url) => Address::Link(url.to_owned()),
            // One that cannot be cleaned is a finding.
            Destination::InlineImage(data) => {
                clean_inline(data).map_or(Address::None, Address::File)
            }
            Destination::File(path) => {
                linked.borrow_mut().push(path.to_owned());
                Address::File(from.link_to(&OutputPath::of_file(path)))
            }
            Destination::Page { document, anchor } => {
                let to = &publication.workbook.documents[document].output;
                match anchor {
                    _ if document != position && !approvals.lets_out(document) => Address::None,
                    None => Address::Link(from.link_to(to)),
                    Some(anchor) if to == from => Address::Link(format!("#{anchor}")),
                    Some(anchor) => Address::Link(format!("{}#{anchor}", from.link_to(to))),
                }
            }
            Destination::Nowhere => Address::None,
        };
        let page = publication.page(position, &address, true)?;
        Some((page, linked.into_inner()))
    }
}

impl Publication<'_> {
    /// The page of the document at `position`, with links as `address` writes them; none where the
    /// document cannot be public.
    pub(super) fn page(
        &self,
        position: usize,
        address: &dyn Fn(Destination<'_>) -> Address,
        sets_type: bool,
    ) -> Option<PublicPage> {
        let outline = self.outlines[position].as_ref()?;
        let document = &self.workbook.documents[position];
        let related = self.related(position, address);
        let address = |written: &str| {
            let target = self.workbook.resolve(written, position);
            address(self.destination(&target, written))
        };
        let lens = Lens {
            address: &address,
            marks_private: false,
            sets_type,
        };
        let owner = document.owner.as_ref();
        let person = owner.and_then(|owner| self.workbook.config.person(&owner.value));
        let page = document.as_page();
        let record = page.and_then(|page| page.safe_to_show.as_ref());
        let form = page.and_then(|page| page.form.as_ref());
        Some(PublicPage {
            output: document.output.clone(),
            route: document.route,
            title: document.title.clone(),
            summary: document.summary.as_ref().map(|text| text.value.clone()),
            form: form.map(|form| form.value.clone()),
            tags: document.tags.iter().map(|tag| tag.value.clone()).collect(),
            reviewed: document.reviewed.as_ref().map(|day| day.value.to_string()),
            owner: person.and_then(|person| Some(person.public_name.as_ref()?.value.clone())),
            proof: page.and_then(|page| PublicProof::of(page, self.workbook, self.status)),
            metric: page.and_then(|page| PublicMetric::of(page, self.workbook, self.status)),
            next: next(document, &address),
            related,
            is_vouched: document.route == Route::Journeys || record.is_some(),
            text: owned(project(&outline.body, &outline.text, &lens)),
            _seal: Seal,
        })
    }

    /// The pages of the playbook that the text of the document at `position` links, in its order.
    ///
    /// Only those: which journeys are out depends on other approvals, and which pages link this one or
    /// share a tag with it on other people's texts. What stands on a page that somebody vouches for is
    /// not changed by either.
    fn related(
        &self,
        position: usize,
        address: &dyn Fn(Destination<'_>) -> Address,
    ) -> Vec<PublicRelated> {
        let mut seen = BTreeSet::from([position]);
        let mut related = Vec::new();
        for link in self.links(position) {
            let to = self.destination(&link.target, &link.link.target);
            let Destination::Page { document, .. } = to else {
                continue;
            };
            let other = &self.workbook.documents[document];
            if other.route != Route::Playbook || !seen.insert(document) {
                continue;
            }
            let place = Destination::Page {
                document,
                anchor: None,
            };
            if let Address::Link(href) = address(place) {
                related.push(PublicRelated {
                    title: other.title.clone(),
                    href,
                    _seal: Seal,
                });
            }
            if related.len() == MOST_RELATED {
                break;
            }
        }
        related
    }
}

/// What a page asks its reader to do, where that leads somewhere public.
fn next(document: &Document, address: &dyn Fn(&str) -> Address) -> Option<PublicNext> {
    let next = document.as_page()?.next.as_ref()?;
    match address(&next.url.value) {
        Address::Link(href) | Address::File(href) => Some(PublicNext {
            text: next.text.clone(),
            href,
            _seal: Seal,
        }),
        Address::Missing | Address::None => None,
    }
}

/// The same text without a tie to the source it was read from.
fn owned(text: Text<'_>) -> Text<'static> {
    let mut events: Vec<Event<'static>> = text.events.into_iter().map(Event::into_static).collect();
    events.shrink_to_fit();
    Text {
        events,
        contents: text.contents,
    }
}
