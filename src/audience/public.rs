//! The public view: what the world may see, and nothing else.

use std::cell::RefCell;
use std::collections::BTreeMap;

use pulldown_cmark::Event;
use rayon::prelude::*;

use super::Text;
use super::address::Address;
use super::clean::clean_inline;
use super::metric::{PublicMetric, PublicProof};
use super::outline::Outline;
use super::projection::{Lens, project};
use super::publication::{Publication, may_be_copied};
use crate::workbook::{Document, OutputPath, Route, Target};

/// Proof that a value was made in this stage.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seal;

/// Everything public. It owns its text and holds none that is private.
#[derive(Debug, Clone)]
pub struct PublicView {
    /// The workbook's title.
    pub title: String,
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
    /// What it says.
    pub text: Text<'static>,
    _seal: Seal,
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

impl PublicView {
    /// The public part of a workbook (language, section 6).
    pub fn of(publication: &Publication<'_>) -> Self {
        let workbook = publication.workbook;
        let outlines = publication.outlines.par_iter().enumerate();
        let mut pages = Vec::new();
        let mut files = BTreeMap::new();
        let projected: Vec<(PublicPage, Vec<String>)> = outlines
            .filter_map(|(at, outline)| Some(publication.page(at, outline.as_ref()?)))
            .collect();
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
            title: workbook.config.title.clone(),
            pages,
            files,
            _seal: Seal,
        }
    }
}

impl Publication<'_> {
    /// The page of the document at `position`, and the files that it links.
    fn page(&self, position: usize, outline: &Outline<'_>) -> (PublicPage, Vec<String>) {
        let document = &self.workbook.documents[position];
        let linked = RefCell::new(Vec::new());
        let address = |written: &str| {
            let target = self.workbook.resolve(written, position);
            if let Target::File(path) = &target
                && may_be_copied(path)
            {
                linked.borrow_mut().push(path.clone());
            }
            self.address(document, &target, written)
        };
        let next = next(document, &address);
        let lens = Lens {
            address: &address,
            marks_private: false,
        };
        let text = owned(project(&outline.body, &outline.text, &lens));
        let owner = document.owner.as_ref();
        let person = owner.and_then(|owner| self.workbook.config.person(&owner.value));
        let page = document.as_page();
        let page = PublicPage {
            output: document.output.clone(),
            route: document.route,
            title: document.title.clone(),
            summary: document
                .summary
                .as_ref()
                .map(|summary| summary.value.clone()),
            form: page
                .and_then(|page| page.form.as_ref())
                .map(|form| form.value.clone()),
            tags: document.tags.iter().map(|tag| tag.value.clone()).collect(),
            reviewed: document
                .reviewed
                .as_ref()
                .map(|date| date.value.to_string()),
            owner: person.and_then(|person| Some(person.public_name.as_ref()?.value.clone())),
            proof: page.and_then(|page| PublicProof::of(page, self.workbook, self.status)),
            metric: page.and_then(|page| PublicMetric::of(page, self.workbook, self.status)),
            next,
            text,
            _seal: Seal,
        };
        (page, linked.into_inner())
    }

    /// Where a link leads on the public side. What is not public is not named.
    fn address(&self, from: &Document, target: &Target, written: &str) -> Address {
        match target {
            Target::Address => Address::Link(written.to_owned()),
            // One that cannot be cleaned is a finding.
            Target::InlineImage => clean_inline(written).map_or(Address::None, Address::File),
            Target::File(path) if may_be_copied(path) => {
                Address::File(from.output.link_to(&OutputPath::of_file(path)))
            }
            Target::Document { document, heading } => {
                let headings = &self.workbook.documents[*document].body.headings;
                let anchor = heading.map(|heading| headings[heading].anchor.as_str());
                self.place(from, *document, anchor)
            }
            Target::NoHeading { document, anchor } => self.place(from, *document, Some(anchor)),
            _ => Address::None,
        }
    }

    /// The address of the document at `to` or of a heading in it. The heading is looked up in what
    /// is public there, so that nothing private can change which one is meant.
    fn place(&self, from: &Document, to: usize, anchor: Option<&str>) -> Address {
        let Some(outline) = &self.outlines[to] else {
            return Address::None;
        };
        let to = &self.workbook.documents[to].output;
        match anchor {
            None => Address::Link(from.output.link_to(to)),
            Some(anchor) if outline.body.anchored(anchor).is_none() => Address::None,
            Some(anchor) if *to == from.output => Address::Link(format!("#{anchor}")),
            Some(anchor) => Address::Link(format!("{}#{anchor}", from.output.link_to(to))),
        }
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
