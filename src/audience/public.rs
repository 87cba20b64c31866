//! The public view: what the world may see, and nothing else.

use std::collections::BTreeMap;

use pulldown_cmark::Event;
use rayon::prelude::*;

use super::address::Address;
use super::outline::Outline;
use super::projection::{Lens, project};
use super::{Entry, Text};
use crate::source::CONFIG_FILE;
use crate::workbook::{Document, Kind, OutputPath, Route, Target, Workbook};

/// Proof that a value was made in this file.
#[derive(Debug, Clone)]
struct Seal;

/// Files by their place in the site, each with its place in the workbook.
type Files = BTreeMap<OutputPath, String>;

/// Everything public. It owns its text and holds none that is private.
#[derive(Debug, Clone)]
pub struct PublicView {
    /// The workbook's title.
    pub title: String,
    /// The pages, sorted by their place in the site.
    pub pages: Vec<PublicPage>,
    /// The files that public text links: where each stands in the workbook and in the site.
    pub files: Files,
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
        let outline = |document| is_public(document).then(|| Outline::of(document, workbook));
        let outlines = workbook.documents.par_iter().map(outline).collect();
        let split = Split { workbook, outlines };
        let outlines = split.outlines.par_iter().enumerate();
        let made: Vec<(PublicPage, Files)> = outlines
            .filter_map(|(position, outline)| Some(split.page(position, outline.as_ref()?)))
            .collect();
        let (mut pages, files): (Vec<PublicPage>, Vec<Files>) = made.into_iter().unzip();
        pages.sort_by(|a, b| a.output.cmp(&b.output));
        Self {
            title: workbook.config.title.clone(),
            pages,
            files: files.into_iter().flatten().collect(),
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
    outlines: Vec<Option<Outline<'w>>>,
}

impl Split<'_> {
    /// The page of the document at `position`, and the files that it leads to.
    fn page(&self, position: usize, outline: &Outline<'_>) -> (PublicPage, Files) {
        let document = &self.workbook.documents[position];
        let links = outline.body.links.iter();
        let targets: Vec<Target> = links
            .map(|link| self.resolve(&link.target, position))
            .collect();
        let address = |link: usize| {
            let target = targets.get(link).unwrap_or(&Target::Unresolved);
            let written = outline.body.links.get(link);
            self.address(position, target, written.map_or("", |link| &link.target))
        };
        let lens = Lens {
            hidden: &outline.hidden,
            anchors: &outline.anchors,
            address: &address,
            marks_private: false,
        };
        let text = owned(project(&outline.body, &outline.text, &lens));
        let next = self.next(position);
        let shown = outline.body.links.iter().zip(&targets);
        let shown = shown.filter(|(link, _)| outline.shows(link.span.start));
        let targets = shown.map(|(_, target)| target);
        let files = targets
            .chain(next.as_ref().map(|(_, target)| *target))
            .filter_map(|target| self.file(target))
            .map(|path| (OutputPath::of_file(path), path.to_owned()))
            .collect();
        let next = next.map(|(next, _)| next);
        (self.front(document, next, text), files)
    }

    /// The page of `document` with what its front matter says.
    fn front(
        &self,
        document: &Document,
        next: Option<PublicNext>,
        text: Text<'static>,
    ) -> PublicPage {
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
            next,
            text,
            _seal: Seal,
        }
    }

    fn next(&self, position: usize) -> Option<(PublicNext, &Target)> {
        let next = self.workbook.documents[position].as_page()?.next.as_ref()?;
        match self.address(position, &next.target, &next.url.value) {
            Address::Link(href) | Address::File(href) => {
                let text = next.text.clone();
                let seal = Seal;
                Some((
                    PublicNext {
                        text,
                        href,
                        _seal: seal,
                    },
                    &next.target,
                ))
            }
            Address::Missing | Address::None => None,
        }
    }

    /// Where a link that stands in the document at `from` leads. A link of the public text need not
    /// be the one that stands at its place in the whole text: a definition may be private.
    fn resolve(&self, written: &str, from: usize) -> Target {
        let Workbook {
            paths, documents, ..
        } = self.workbook;
        paths.resolve(written, from, documents)
    }

    /// The path of the file that `target` is, where it may be published. What would be a document
    /// could it be read, and the configuration with its names and addresses, never is.
    fn file<'t>(&self, target: &'t Target) -> Option<&'t str> {
        let Target::File(path) = target else {
            return None;
        };
        let is_source = path == CONFIG_FILE || self.workbook.is_document(path);
        (!is_source).then_some(path)
    }

    /// Where a link leads on the public side. What is not public is not named.
    fn address(&self, from: usize, target: &Target, written: &str) -> Address {
        let output = &self.workbook.documents[from].output;
        match target {
            Target::Address => Address::Link(written.to_owned()),
            Target::InlineImage => Address::File(written.to_owned()),
            Target::File(_) => self.file(target).map_or(Address::None, |path| {
                Address::File(output.link_to(&OutputPath::of_file(path)))
            }),
            Target::Document { document, heading } => {
                let headings = &self.workbook.documents[*document].body.headings;
                let anchor = heading.map(|heading| headings[heading].anchor.as_str());
                self.place(from, *document, anchor)
            }
            Target::NoHeading { document, anchor } => self.place(from, *document, Some(anchor)),
            _ => Address::None,
        }
    }

    /// The address of a heading of the document at `to`, or of the whole of it. Only what is public
    /// there is looked at, so nothing private can change which heading is meant.
    fn place(&self, from: usize, to: usize, anchor: Option<&str>) -> Address {
        let Some(outline) = &self.outlines[to] else {
            return Address::None;
        };
        let documents = &self.workbook.documents;
        let page = documents[from].output.link_to(&documents[to].output);
        let Some(anchor) = anchor else {
            return Address::Link(page);
        };
        let heading = outline.body.anchored(anchor);
        match heading.map(|heading| outline.anchors[heading].as_str()) {
            None => Address::None,
            Some(anchor) if from == to => Address::Link(format!("#{anchor}")),
            Some(anchor) => Address::Link(format!("{page}#{anchor}")),
        }
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
