//! The public pages. Everything here comes from the [`PublicView`].

use std::collections::BTreeSet;

use super::data::{
    Card, Content, DocumentPage, Home, Link, List, ListGroup, Measure, NextLink, TocLine,
};
use super::navigation::{MAX_ITEMS, Plan, PlanGroup, PlanItem};
use super::{Page, Side, Subject, markup};
use crate::audience::{PublicPage, PublicProof, PublicView, Text};
use crate::source::parent;
use crate::workbook::{OutputPath, Route};

/// The bar at the top.
pub(super) const SECTIONS: &[(&str, &str)] = &[
    ("Playbook", "playbook/index.html"),
    ("Journeys", "journeys/index.html"),
];

/// The lists, in the order of [`SECTIONS`].
const LISTS: [(Route, &str, &str); 2] = [
    (Route::Playbook, "Playbook", "How the work is done."),
    (
        Route::Journeys,
        "Journeys",
        "What came of it, and how we know.",
    ),
];

/// The groups of a list: the word in `form:` and the group's title, in their order. What has no
/// form is a loop or a cycle.
const FORMS: [(Option<&str>, &str); 7] = [
    (Some("standard"), "Standards"),
    (Some("guide"), "Guides"),
    (Some("diagram"), "Diagrams"),
    (Some("benchmark"), "Benchmarks"),
    (Some("case"), "Cases"),
    (Some("story"), "Stories"),
    (None, "How the work runs"),
];

/// The pages of the public side.
pub(super) fn pages(view: &PublicView) -> Vec<Page> {
    let page = |output, subject| Page {
        side: Side::Public,
        output,
        subject,
    };
    let mut pages = vec![page(OutputPath::fixed("index.html"), Subject::Home)];
    for (position, (_, path)) in SECTIONS.iter().enumerate() {
        pages.push(page(OutputPath::fixed(path), Subject::List(position)));
    }
    let documents = view.pages.iter().enumerate();
    pages.extend(documents.map(|(at, found)| page(found.output.clone(), Subject::Document(at))));
    pages
}

/// The template of a page and what it gets.
pub(super) fn content(view: &PublicView, page: &Page) -> (&'static str, Content) {
    match page.subject {
        Subject::Document(position) => {
            let document = document(view, position);
            ("public/document.html", Content::Public(Box::new(document)))
        }
        Subject::List(position) => (
            "public/list.html",
            Content::List(list(view, page, position)),
        ),
        Subject::Home | Subject::Workflow(_) => {
            let cards = |route: Route| {
                let pages = view.pages.iter().filter(|found| found.route == route);
                pages.map(|found| card(found, page)).collect()
            };
            let home = Home {
                title: view.title.clone(),
                lead: Some("How we work, and what came of it."),
                playbook: cards(Route::Playbook),
                journeys: cards(Route::Journeys),
            };
            ("public/home.html", Content::Home(home))
        }
    }
}

fn list(view: &PublicView, page: &Page, position: usize) -> List {
    let (route, title, lead) = LISTS[position];
    let group = |(form, title): &(Option<&str>, &str)| {
        let pages = view.pages.iter().filter(|found| found.route == route);
        let items = pages.filter(|found| found.form.as_deref() == *form);
        // The group's title says the form already.
        let item = |found| Card {
            form: None,
            ..card(found, page)
        };
        ListGroup {
            title: Some((*title).to_owned()),
            items: items.map(item).collect(),
        }
    };
    List {
        title,
        lead: Some(lead),
        groups: FORMS.iter().map(group).collect(),
    }
}

fn card(found: &PublicPage, from: &Page) -> Card {
    Card {
        title: found.title.clone(),
        href: from.output.link_to(&found.output),
        summary: found.summary.clone(),
        form: found.form.clone(),
        reviewed: found.reviewed.clone(),
        date: None,
        tags: found.tags.clone(),
        kind: None,
        route: None,
    }
}

fn document(view: &PublicView, position: usize) -> DocumentPage {
    let page = &view.pages[position];
    let neighbour = |at: Option<usize>| {
        let other = at.and_then(|at| view.pages.get(at))?;
        (other.route == page.route).then(|| Link {
            title: other.title.clone(),
            href: page.output.link_to(&other.output),
        })
    };
    let (_, section, _) = LISTS[usize::from(page.route == Route::Journeys)];
    let index = OutputPath::fixed(&format!("{}/index.html", page.route.word()));
    DocumentPage {
        title: page.title.clone(),
        summary: page.summary.clone(),
        form: page.form.clone(),
        tags: page.tags.clone(),
        owner: page.owner.clone(),
        reviewed: page.reviewed.clone(),
        proof: page.proof.map_or_else(Vec::new, proof),
        metric: page.metric.as_ref().map(Measure::of_public),
        next: page.next.as_ref().map(|next| NextLink {
            text: next.text.clone(),
            href: next.href.clone(),
        }),
        body: markup::render(page.text.events.clone()),
        toc: contents(&page.text),
        crumbs: vec![Link {
            title: section.to_owned(),
            href: page.output.link_to(&index),
        }],
        earlier: neighbour(position.checked_sub(1)),
        later: neighbour(Some(position + 1)),
    }
}

/// What kinds of proof there are.
fn proof(proof: PublicProof) -> Vec<&'static str> {
    let kinds = [(proof.measured, "measured"), (proof.evidenced, "evidenced")];
    let kinds = kinds.into_iter().filter(|(there, _)| *there);
    kinds.map(|(_, word)| word).collect()
}

/// The table of contents of a text.
pub(super) fn contents(text: &Text<'_>) -> Vec<TocLine> {
    let line = |entry: &crate::audience::Entry| TocLine {
        level: entry.level,
        text: entry.text.clone(),
        anchor: entry.anchor.clone(),
    };
    text.contents.iter().map(line).collect()
}

/// For each directory its own pages; the other section as a title.
pub(super) fn navigation(view: &PublicView) -> Vec<Plan> {
    let indexes = SECTIONS.iter().map(|(_, path)| parent(path));
    let directories: BTreeSet<&str> = view
        .pages
        .iter()
        .map(|page| parent(page.output.as_str()))
        .chain(indexes)
        .collect();
    let plan = |directory: &str| Plan {
        directory: directory.to_owned(),
        label: "Pages",
        groups: LISTS
            .iter()
            .map(|list| group(view, list, directory))
            .collect(),
    };
    directories.into_iter().map(plan).collect()
}

/// The pages of a section that stand in `directory`, or directly in the section.
fn group(view: &PublicView, list: &(Route, &str, &str), directory: &str) -> PlanGroup {
    let (route, title, _) = list;
    let near = |page: &&PublicPage| {
        let own = parent(page.output.as_str());
        page.route == *route && (own == directory || own == route.word())
    };
    let item = |page: &PublicPage| PlanItem {
        title: page.title.clone(),
        place: page.output.clone(),
        note: None,
    };
    PlanGroup {
        title: (*title).to_owned(),
        place: Some(OutputPath::fixed(&format!("{}/index.html", route.word()))),
        items: view
            .pages
            .iter()
            .filter(near)
            .take(MAX_ITEMS)
            .map(item)
            .collect(),
    }
}
