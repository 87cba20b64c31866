//! The private pages: a board of the workflows, lists, and every document whole.

use std::collections::BTreeMap;

use rayon::prelude::*;

mod attention;
mod board;
mod document;
mod navigation;

pub(super) use navigation::navigation;

use super::data::{Card, Content, List, ListGroup, LoopLine, Measure, StepLine, WorkflowPage};
use super::finding::words;
use super::{Page, Record, Side, Subject};
use crate::audience::PrivateView;
use crate::diagnostic::Span;
use crate::source::parent;
use crate::status::{LoopStatus, SignalState, StepStatus};
use crate::workbook::{Document, Job, Kind, OutputPath, Route, Workbook, Workflow};

/// The bar at the top.
pub(super) const SECTIONS: &[(&str, &str)] = &[
    ("Board", "index.html"),
    ("Playbook", "playbook/index.html"),
    ("Journeys", "journeys/index.html"),
    ("Memory", "memory/index.html"),
];

/// The lists, in the order of [`SECTIONS`] behind the board.
const LISTS: [(Route, &str, &str); 3] = [
    (
        Route::Playbook,
        "Playbook",
        "Know-how: public once the site is published.",
    ),
    (
        Route::Journeys,
        "Journeys",
        "Proof: public once the site is published.",
    ),
    (Route::Memory, "Memory", "What stays with the team."),
];

/// The pages of the private side.
pub(super) fn pages(view: &PrivateView<'_>) -> Vec<Page> {
    let page = |output, subject| Page {
        side: Side::Private,
        output,
        subject,
    };
    let mut pages = vec![page(OutputPath::fixed("index.html"), Subject::Home)];
    for (position, (_, path)) in SECTIONS.iter().skip(1).enumerate() {
        pages.push(page(OutputPath::fixed(path), Subject::List(position)));
    }
    for (position, workflow) in view.workbook.workflows.iter().enumerate() {
        pages.push(page(
            OutputPath::of_workflow(&workflow.id),
            Subject::Workflow(position),
        ));
    }
    for (position, document) in view.workbook.documents.iter().enumerate() {
        pages.push(page(document.output.clone(), Subject::Document(position)));
    }
    pages
}

/// The template of a page and what it gets.
pub(super) fn content(view: &PrivateView<'_>, page: &Page) -> (&'static str, Content) {
    match page.subject {
        Subject::Home | Subject::Mirror(_) | Subject::Index(_) => (
            "private/home.html",
            Content::Board(board::board(view, page)),
        ),
        Subject::List(position) => (
            "private/list.html",
            Content::List(list(view.workbook, page, position)),
        ),
        Subject::Workflow(position) => {
            let workflow = workflow_page(view, position, page);
            ("private/workflow.html", Content::Workflow(workflow))
        }
        Subject::Document(position) => {
            let document = document::document(view, position);
            (
                "private/document.html",
                Content::Private(Box::new(document)),
            )
        }
    }
}

/// The documents as the team's search knows them.
pub(super) fn records(view: &PrivateView<'_>) -> Vec<Record> {
    let documents = view.workbook.documents.par_iter().enumerate();
    let record = |(position, document): (usize, &Document)| {
        let summary = document
            .summary
            .as_ref()
            .map_or("", |summary| &summary.value);
        Record {
            path: document.output.as_str().to_owned(),
            title: document.title.clone(),
            kind: document.kind.word().to_owned(),
            text: [summary, &words(&view.text(position).events)].join(" "),
        }
    };
    let mut records: Vec<Record> = documents.map(record).collect();
    records.sort_by(|one, other| one.path.cmp(&other.path));
    records
}

/// The loop of a workflow that does a job.
fn loop_of<'w>(workbook: &'w Workbook, workflow: &Workflow, job: &Job) -> Option<&'w Document> {
    let loops = workflow.loops.iter().map(|&at| &workbook.documents[at]);
    loops.into_iter().find(|found| {
        found
            .as_loop()
            .is_some_and(|front| front.job.value == job.name)
    })
}

/// What became of a kill signal: `fired`, `overridden`, or nothing to be said.
fn kill_signal_of(found: &LoopStatus) -> Option<&'static str> {
    match (found.signal.state, found.signal.overridden.is_some()) {
        (SignalState::Fired, false) => Some("fired"),
        (SignalState::Fired, true) => Some("overridden"),
        _ => None,
    }
}

/// The link from `page` to the heading at `place` in a document, or to its kill signal.
fn place_in(document: &Document, page: &Page, place: Option<Span>) -> String {
    let headings = &document.body.headings;
    let heading = match place {
        Some(place) => headings.iter().find(|heading| heading.span == place),
        None => document.body.heading(2, "Kill signal"),
    };
    let to = page.output.link_to(&document.output);
    heading.map_or_else(|| to.clone(), |heading| format!("{to}#{}", heading.anchor))
}

/// What the board says of a kill signal, where it says anything.
fn signal(found: &LoopStatus) -> Option<&'static str> {
    match (found.signal.state, found.signal.overridden.is_some()) {
        (SignalState::Fired, false) => Some("kill signal fired"),
        (SignalState::Fired, true) => Some("kill signal overridden"),
        _ => None,
    }
}

fn list(workbook: &Workbook, page: &Page, position: usize) -> List {
    let (route, title, lead) = LISTS[position];
    let mut groups: BTreeMap<&str, Vec<Card>> = BTreeMap::new();
    for document in workbook
        .documents
        .iter()
        .filter(|document| document.route == route)
    {
        let item = Card {
            route: None,
            ..card(document, page)
        };
        groups.entry(document.directory()).or_default().push(item);
    }
    let group = |(directory, items): (&str, Vec<Card>)| {
        let title = (!directory.is_empty()).then(|| format!("{directory}/"));
        ListGroup { title, items }
    };
    List {
        title,
        lead: Some(lead),
        groups: groups.into_iter().map(group).collect(),
    }
}

fn card(document: &Document, from: &Page) -> Card {
    let form = document.as_page().and_then(|page| page.form.as_ref());
    let kind = if form.is_some() {
        None
    } else {
        Some(document.kind.word())
    };
    Card {
        title: document.title.clone(),
        href: from.output.link_to(&document.output),
        summary: document
            .summary
            .as_ref()
            .map(|summary| summary.value.clone()),
        form: form.map(|form| form.value.clone()),
        reviewed: document
            .reviewed
            .as_ref()
            .map(|date| date.value.to_string()),
        date: match &document.kind {
            Kind::Evidence(front) => front.date.as_ref().map(|date| date.value.to_string()),
            _ => None,
        },
        tags: Vec::new(),
        kind,
        route: document.route.is_public().then(|| document.route.word()),
        measure: None,
    }
}

fn workflow_page(view: &PrivateView<'_>, position: usize, page: &Page) -> WorkflowPage {
    let workbook = view.workbook;
    let workflow = &workbook.workflows[position];
    let loops = view.status.workflows[position].loops.iter();
    // Each section holds one kind, which its title says.
    let item = |document: &Document| Card {
        kind: None,
        ..card(document, page)
    };
    let others = |wanted: fn(&Kind) -> bool| -> Vec<Card> {
        let found = workflow.others.iter().map(|&at| &workbook.documents[at]);
        found
            .filter(|document| wanted(&document.kind))
            .map(item)
            .collect()
    };
    let mut evidence = others(|kind| matches!(kind, Kind::Evidence(_)));
    // The newest first, like the cycles.
    evidence.sort_by(|one, other| other.date.cmp(&one.date));
    WorkflowPage {
        title: workflow.title(),
        id: workflow.id.clone(),
        loops: loops
            .map(|found| loop_line(workbook, found, page))
            .collect(),
        cycles: workflow
            .cycles
            .iter()
            .rev()
            .map(|&at| item(&workbook.documents[at]))
            .collect(),
        evidence,
        pages: others(|kind| matches!(kind, Kind::Page(_))),
    }
}

/// A job of a workflow and what is found of it.
fn loop_line(workbook: &Workbook, found: &LoopStatus, page: &Page) -> LoopLine {
    let job = workbook.config.job(&found.job);
    let document = found.document.map(|at| &workbook.documents[at]);
    let front = document.and_then(Document::as_loop);
    let step = |step: &StepStatus| StepLine {
        name: step.step.clone(),
        closed: step.closed,
        why: step.why.clone(),
    };
    let reviewed = document.and_then(|document| document.reviewed.as_ref());
    let automation = front.and_then(|front| front.automation.as_ref());
    LoopLine {
        job: found.job.clone(),
        job_title: job.map_or_else(|| found.job.clone(), |job| job.title.clone()),
        question: job.map_or(String::new(), |job| job.question.clone()),
        state: found.state.word(),
        title: document.map(|document| document.title.clone()),
        href: document.map(|document| page.output.link_to(&document.output)),
        owner: document.and_then(|document| owner(workbook, document)),
        reviewed: reviewed.map(|date| date.value.to_string()),
        automation: automation.map(|level| level.value.clone()),
        steps: found.steps.iter().map(step).collect(),
        signal: signal(found),
        measure: found.metric.as_ref().map(Measure::of),
    }
}

/// The name of a document's owner.
fn owner(workbook: &Workbook, document: &Document) -> Option<String> {
    let id = &document.owner.as_ref()?.value;
    Some(
        workbook
            .config
            .person(id)
            .map_or_else(|| id.clone(), |person| person.name.clone()),
    )
}

/// The workflow that the document at `position` belongs to: the nearest one above it.
fn workflow_of(workbook: &Workbook, position: usize) -> Option<&Workflow> {
    let mut directory = workbook.documents[position].directory();
    loop {
        let id = if directory.is_empty() { "." } else { directory };
        let found = workbook
            .workflows
            .binary_search_by(|workflow| workflow.id.as_str().cmp(id));
        if let Ok(at) = found {
            return Some(&workbook.workflows[at]);
        }
        if directory.is_empty() {
            return None;
        }
        directory = parent(directory);
    }
}
