//! A document's own page, with everything the team knows about it.

use jiff::civil::Date;

use super::{LISTS, loop_of, owner, workflow_of};
use crate::audience::PrivateView;
use crate::diagnostic::Spanned;
use crate::site::data::{BacklinkLine, DocumentPage, Fact, Link, Measure, NextLink, TeamDocument};
use crate::site::map::WorkMap;
use crate::site::{markup, public};
use crate::status::MetricStatus;
use crate::workbook::{Document, Kind, OutputPath, Workbook, Workflow};

/// The page of the document at `position`.
pub(super) fn document(view: &PrivateView<'_>, position: usize) -> TeamDocument {
    let workbook = view.workbook;
    let document = &workbook.documents[position];
    let state = view
        .status
        .of_loop(position)
        .map(|(_, found)| found.state.word());
    let text = view.text(position);
    let toc = public::contents(&text);
    let link = |other: &Document| Link {
        title: other.title.clone(),
        href: document.output.link_to(&other.output),
    };
    let workflow = workflow_of(workbook, position);
    let (earlier, later) =
        workflow.map_or((None, None), |found| neighbours(workbook, found, position));
    let backlink = |other: &Document| BacklinkLine {
        title: other.title.clone(),
        href: document.output.link_to(&other.output),
        kind: other.kind.word(),
    };
    let page = DocumentPage {
        title: document.title.clone(),
        summary: document
            .summary
            .as_ref()
            .map(|summary| summary.value.clone()),
        form: document
            .as_page()
            .and_then(|page| page.form.as_ref())
            .map(|form| form.value.clone()),
        tags: document.tags.iter().map(|tag| tag.value.clone()).collect(),
        owner: owner(workbook, document),
        reviewed: document
            .reviewed
            .as_ref()
            .map(|date| date.value.to_string()),
        proof: Vec::new(),
        metric: metric(view, position).map(|metric| Measure::of(&metric)),
        map: WorkMap::of(document, workbook),
        next: view.next(document).map(|(text, href)| NextLink {
            text: text.to_owned(),
            href,
        }),
        body: markup::render(text.events),
        toc,
        crumbs: crumbs(document, workflow),
        related: Vec::new(),
        earlier: earlier.map(link),
        later: later.map(link),
    };
    TeamDocument {
        page,
        kind: document.kind.word(),
        route: document.route.word(),
        path: format!("{}.md", document.id),
        facts: facts(workbook, document, state),
        backlinks: view.backlinks(position).map(backlink).collect(),
    }
}

/// The metric of a loop, or the one that a page shows, as it stood on the day up to which it does.
fn metric(view: &PrivateView<'_>, position: usize) -> Option<MetricStatus> {
    let of_loop = |at: usize| view.status.of_loop(at)?.1.metric.clone();
    let page = view.workbook.documents[position].as_page();
    let Some(shown) = page.and_then(|page| page.show_metric.as_ref()) else {
        return of_loop(position);
    };
    let until = shown.until.as_ref()?.value;
    let metric = of_loop(view.workbook.paths.document(&shown.of_loop.value)?)?;
    Some(metric.until(until))
}

/// The loops of the jobs before and after this one, or the cycles before and after.
fn neighbours<'w>(
    workbook: &'w Workbook,
    workflow: &Workflow,
    position: usize,
) -> (Option<&'w Document>, Option<&'w Document>) {
    let id = &workbook.documents[position].id;
    let loops: Vec<&Document> = workbook
        .config
        .jobs
        .iter()
        .filter_map(|job| loop_of(workbook, workflow, job))
        .collect();
    let cycles = workflow
        .cycles
        .iter()
        .map(|&at| &workbook.documents[at])
        .collect();
    for row in [loops, cycles] {
        if let Some(at) = row.iter().position(|document| document.id == *id) {
            let before = at.checked_sub(1).map(|at| row[at]);
            return (before, row.get(at + 1).copied());
        }
    }
    (None, None)
}

fn crumbs(document: &Document, workflow: Option<&Workflow>) -> Vec<Link> {
    let to = |path: &OutputPath| document.output.link_to(path);
    let board = Link {
        title: "Board".to_owned(),
        href: to(&OutputPath::fixed("index.html")),
    };
    let place = workflow.map_or_else(
        || {
            let index = OutputPath::fixed(&format!("{}/index.html", document.route.word()));
            let name = LISTS.iter().find(|(route, ..)| *route == document.route);
            Link {
                title: name.map_or("", |(_, title, _)| *title).to_owned(),
                href: to(&index),
            }
        },
        |workflow| Link {
            title: workflow.title(),
            href: to(&OutputPath::of_workflow(&workflow.id)),
        },
    );
    vec![board, place]
}

fn facts(workbook: &Workbook, document: &Document, state: Option<&'static str>) -> Vec<Fact> {
    let text = |value: &Option<Spanned<String>>| value.as_ref().map(|value| value.value.clone());
    let day = |value: &Option<Spanned<Date>>| value.as_ref().map(|day| day.value.to_string());
    let of_kind = match &document.kind {
        Kind::Loop(front) => {
            let job = workbook.config.job(&front.job.value);
            let retired = front.retired.as_ref();
            vec![
                ("Job", job.map(|job| job.title.clone())),
                (
                    "Status",
                    Some(state.unwrap_or_else(|| front.status.word()).to_owned()),
                ),
                ("Automation", text(&front.automation)),
                ("Retired on", retired.and_then(|retired| day(&retired.on))),
                (
                    "Because",
                    retired.and_then(|retired| text(&retired.because)),
                ),
            ]
        }
        Kind::Cycle(period) => vec![("Cycle", Some(period.value.clone()))],
        Kind::Evidence(front) => {
            let outside = if front.outside {
                "outside the team"
            } else {
                "inside the team"
            };
            vec![
                ("Source", text(&front.source)),
                ("Date", day(&front.date)),
                ("From", Some(outside.to_owned())),
                ("Customer", text(&front.customer)),
            ]
        }
        Kind::Page(_) | Kind::Unknown => Vec::new(),
    };
    let of_all = [
        ("Owner", owner(workbook, document)),
        ("Reviewed", day(&document.reviewed)),
    ];
    let said = of_kind.into_iter().chain(of_all);
    let fact = |(label, value): (&'static str, Option<String>)| {
        let href = None;
        Some(Fact {
            label,
            value: value?,
            href,
        })
    };
    said.filter_map(fact)
        .chain(links_of_page(workbook, document))
        .collect()
}

/// What a page rests on.
fn links_of_page<'d>(
    workbook: &'d Workbook,
    document: &'d Document,
) -> impl Iterator<Item = Fact> + 'd {
    let page = document.as_page().into_iter();
    let ids = page.flat_map(|page| {
        let proof = page.proof.iter().map(|id| ("Proof", id));
        let consent = page.consent.iter().map(|id| ("Consent", id));
        let metric = page.show_metric.iter();
        let metric = metric.map(|shown| ("Shows metric", &shown.of_loop));
        proof.chain(consent).chain(metric)
    });
    ids.map(|(label, id)| {
        let target = workbook.document(&id.value);
        Fact {
            label,
            value: target.map_or_else(|| id.value.clone(), |found| found.title.clone()),
            href: target.map(|found| document.output.link_to(&found.output)),
        }
    })
}
