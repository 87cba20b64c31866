//! The public view: what the world may see, and nothing else.

use std::collections::BTreeMap;

use pulldown_cmark::Event;
use rayon::prelude::*;

use super::address::Address;
use super::outline::Outline;
use super::projection::{Lens, project};
use super::{Entry, Text};
use crate::workbook::{Document, Kind, OutputPath, Route, Target, Workbook};

/// Proof that a value was made in this file.
#[derive(Debug, Clone)]
struct Seal;

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
    pub fn of(workbook: &Workbook) -> Self {
        let jobs = &workbook.config.jobs;
        let outline =
            |document: &Document| is_public(document).then(|| Outline::of(document, jobs));
        let outlines: Vec<Option<Outline>> = workbook.documents.par_iter().map(outline).collect();
        let split = Split { workbook, outlines };
        let documents = workbook.documents.par_iter().zip(&split.outlines);
        let mut pages: Vec<PublicPage> = documents
            .filter_map(|(document, outline)| Some(split.page(document, outline.as_ref()?)))
            .collect();
        pages.sort_by(|a, b| a.output.cmp(&b.output));
        let files = split.files();
        Self {
            title: workbook.config.title.clone(),
            pages,
            files,
            _seal: Seal,
        }
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

/// The workbook, and what is public of each of its documents.
struct Split<'w> {
    workbook: &'w Workbook,
    outlines: Vec<Option<Outline>>,
}

impl Split<'_> {
    fn page(&self, document: &Document, outline: &Outline) -> PublicPage {
        let address = |link: usize| {
            let target = document.targets.get(link).unwrap_or(&Target::Unresolved);
            let written = document
                .body
                .links
                .get(link)
                .map_or("", |link| &link.target);
            self.address(document, target, written)
        };
        let lens = Lens {
            hidden: &outline.hidden,
            anchors: &outline.anchors,
            address: &address,
            marks_private: false,
        };
        let text = project(document, self.workbook.text(document), &lens);
        let owner = document.owner.as_ref();
        let person = owner.and_then(|owner| self.workbook.config.person(&owner.value));
        let page = document.as_page();
        PublicPage {
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
            owner: person.and_then(|person| person.public_name.clone()),
            next: self.next(document),
            text: owned(text),
            _seal: Seal,
        }
    }

    fn next(&self, document: &Document) -> Option<PublicNext> {
        let next = document.as_page()?.next.as_ref()?;
        match self.address(document, &next.target, &next.url.value) {
            Address::Link(href) | Address::File(href) => Some(PublicNext {
                text: next.text.clone(),
                href,
                _seal: Seal,
            }),
            Address::Missing | Address::None => None,
        }
    }

    /// Where a link leads on the public side. What is not public is not named.
    fn address(&self, from: &Document, target: &Target, written: &str) -> Address {
        match target {
            Target::Address => Address::Link(written.to_owned()),
            Target::InlineImage => Address::File(written.to_owned()),
            Target::File(path) => Address::File(from.output.link_to(&OutputPath::of_file(path))),
            Target::Document { document, heading } => {
                let Some(outline) = &self.outlines[*document] else {
                    return Address::None;
                };
                let anchor = heading.map(|heading| outline.anchors[heading].as_str());
                let to = &self.workbook.documents[*document].output;
                match anchor {
                    Some("") => Address::None,
                    Some(anchor) if *to == from.output => Address::Link(format!("#{anchor}")),
                    Some(anchor) => Address::Link(format!("{}#{anchor}", from.output.link_to(to))),
                    None => Address::Link(from.output.link_to(to)),
                }
            }
            _ => Address::None,
        }
    }

    /// The files that visible links of public documents lead to.
    fn files(&self) -> BTreeMap<OutputPath, String> {
        let mut files = BTreeMap::new();
        for (document, outline) in self.workbook.documents.iter().zip(&self.outlines) {
            let Some(outline) = outline else { continue };
            let visible = |at: u32| !outline.hidden.iter().any(|span| span.contains(at));
            let links = document.body.links.iter().zip(&document.targets);
            let shown = links
                .filter(|(link, _)| visible(link.span.start))
                .map(|(_, to)| to);
            let next = document.as_page().and_then(|page| page.next.as_ref());
            for target in shown.chain(next.map(|next| &next.target)) {
                if let Target::File(path) = target {
                    files.insert(OutputPath::of_file(path), path.clone());
                }
            }
        }
        files
    }
}

/// The same text without a tie to the source it was read from.
fn owned(text: Text<'_>) -> Text<'static> {
    let contents: Vec<Entry> = text.contents;
    Text {
        events: text.events.into_iter().map(Event::into_static).collect(),
        contents,
    }
}
