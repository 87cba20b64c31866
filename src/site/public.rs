//! The public pages. Everything here comes from the [`PublicView`].

use std::collections::{BTreeMap, BTreeSet};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest as _, Sha256};

use super::data::{
    Card, Content, DocumentPage, Home, JobLine, Link, List, ListGroup, Measure, NextLink,
    PublicHead, TocLine,
};
use super::finding::{Index, address, mirror_of, structured, words};
use super::map::WorkMap;
use super::navigation::{MAX_ITEMS, Plan, PlanGroup, PlanItem};
use super::related::Related;
use super::{Page, Record, Side, Subject, markup};
use crate::audience::{PublicPage, PublicProof, PublicRelated, PublicView, Text};
use crate::source::parent;
use crate::workbook::{Job, OutputPath, Route, words_of};

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
    for (at, found) in view.pages.iter().enumerate() {
        pages.push(page(found.output.clone(), Subject::Document(at)));
        let mirror = OutputPath::fixed(&mirror_of(found.output.as_str()));
        pages.push(page(mirror, Subject::Mirror(at)));
    }
    for index in Index::all(view) {
        pages.push(page(OutputPath::fixed(index.path()), Subject::Index(index)));
    }
    pages
}

/// The template of a page and what it gets.
pub(super) fn content(
    view: &PublicView,
    related: &Related,
    page: &Page,
) -> (&'static str, Content) {
    match page.subject {
        Subject::Document(position) => {
            let document = document(view, related, position);
            ("public/document.html", Content::Public(Box::new(document)))
        }
        Subject::List(position) => (
            "public/list.html",
            Content::List(list(view, page, position)),
        ),
        Subject::Home | Subject::Workflow(_) | Subject::Mirror(_) | Subject::Index(_) => {
            let cards = |route: Route| {
                let pages = view.pages.iter().filter(|found| found.route == route);
                pages.map(|found| card(found, &page.output)).collect()
            };
            let home = Home {
                title: view.title.clone(),
                lead: Some("How we work, and what came of it."),
                jobs: Job::six().iter().map(job_line).collect(),
                playbook: cards(Route::Playbook),
                journeys: cards(Route::Journeys),
            };
            ("public/home.html", Content::Home(home))
        }
    }
}

/// The pages as the search knows them.
pub(super) fn records(view: &PublicView) -> Vec<Record> {
    let record = |page: &PublicPage| Record {
        path: page.output.as_str().to_owned(),
        title: page.title.clone(),
        kind: page
            .form
            .clone()
            .unwrap_or_else(|| page.route.word().to_owned()),
        text: [
            page.summary.as_deref().unwrap_or(""),
            &words(&page.text.events),
        ]
        .join(" "),
    };
    view.pages.iter().map(record).collect()
}

/// What machines are told of a page.
pub(super) fn head(view: &PublicView, page: &Page) -> PublicHead {
    let to = |path: &str| page.output.link_to(&OutputPath::fixed(path));
    let document = match page.subject {
        Subject::Document(at) => Some(&view.pages[at]),
        _ => None,
    };
    let has_feed = Index::all(view).contains(&Index::Feed);
    let structured = document.and_then(|found| structured(view, found));
    PublicHead {
        canonical: address(view, page.output.as_str()),
        feed: has_feed.then(|| to(Index::Feed.path())),
        markdown: document.map(|found| to(&mirror_of(found.output.as_str()))),
        structured_hash: structured
            .as_deref()
            .map(|data| BASE64_STANDARD.encode(Sha256::digest(data))),
        structured,
        is_article: document.is_some(),
    }
}

/// A job as it comes with the compiler; a team's own are nobody else's business.
fn job_line(job: &Job) -> JobLine {
    JobLine {
        title: job.title.clone(),
        question: job.question.clone(),
    }
}

/// A list: what belongs to one workflow together, under the name of its directory, and everything else
/// by its form.
fn list(view: &PublicView, page: &Page, position: usize) -> List {
    let (route, title, lead) = LISTS[position];
    let of_route = || view.pages.iter().filter(|found| found.route == route);
    let workflow = |found: &PublicPage| {
        let directory = parent(found.output.as_str());
        directory
            .strip_prefix(route.word())?
            .strip_prefix('/')
            .map(str::to_owned)
    };
    let mut by_workflow: BTreeMap<String, Vec<Card>> = BTreeMap::new();
    for found in of_route() {
        if let Some(workflow) = workflow(found) {
            by_workflow
                .entry(workflow)
                .or_default()
                .push(card(found, &page.output));
        }
    }
    let by_form = |(form, title): &(Option<&str>, &str)| {
        let items = of_route().filter(|found| workflow(found).is_none());
        let items = items.filter(|found| found.form.as_deref() == *form);
        // The group's title says the form already.
        let item = |found| Card {
            form: None,
            ..card(found, &page.output)
        };
        ListGroup {
            title: Some((*title).to_owned()),
            items: items.map(item).collect(),
        }
    };
    let of_workflows = by_workflow.into_iter().map(|(directory, items)| ListGroup {
        title: Some(words_of(&directory)),
        items,
    });
    List {
        title,
        lead: Some(lead),
        groups: FORMS.iter().map(by_form).chain(of_workflows).collect(),
    }
}

fn card(found: &PublicPage, from: &OutputPath) -> Card {
    Card {
        title: found.title.clone(),
        href: from.link_to(&found.output),
        summary: found.summary.clone(),
        form: found.form.clone(),
        reviewed: found.reviewed.clone(),
        date: None,
        tags: found.tags.clone(),
        kind: None,
        route: None,
        measure: found.metric.as_ref().map(|metric| Measure {
            chart: None,
            ..Measure::of_public(metric)
        }),
    }
}

fn document(view: &PublicView, related: &Related, position: usize) -> DocumentPage {
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
        map: WorkMap::of_public(&page.text.events),
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
        related: if page.is_vouched {
            page.related.iter().map(titled).collect()
        } else {
            let near = related.to(position).iter();
            near.map(|&at| card(&view.pages[at], &page.output))
                .collect()
        },
        earlier: neighbour(position.checked_sub(1)),
        later: neighbour(Some(position + 1)),
    }
}

/// The card of a page that is named beside a text for which somebody vouches: its title and no more.
fn titled(other: &PublicRelated) -> Card {
    Card {
        title: other.title.clone(),
        href: other.href.clone(),
        ..Card::default()
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
