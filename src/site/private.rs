//! The private pages: a board of the workflows, lists, and every document whole.

use std::collections::BTreeMap;

use super::data::{
    BacklinkLine, Board, BoardCell, BoardRow, Card, Content, Count, DocumentPage, Fact, JobColumn,
    Link, List, ListGroup, LoopLine, NextLink, TeamDocument, WorkflowPage,
};
use super::navigation::{Plan, PlanGroup, PlanItem};
use super::{Page, Side, Subject, markup, public};
use crate::audience::PrivateView;
use crate::source::parent;
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
        Subject::Home => (
            "private/home.html",
            Content::Board(board(view.workbook, page)),
        ),
        Subject::List(position) => (
            "private/list.html",
            Content::List(list(view.workbook, page, position)),
        ),
        Subject::Workflow(position) => {
            let workflow = &view.workbook.workflows[position];
            (
                "private/workflow.html",
                Content::Workflow(workflow_page(view.workbook, workflow, page)),
            )
        }
        Subject::Document(position) => {
            let document = document(view, position);
            (
                "private/document.html",
                Content::Private(Box::new(document)),
            )
        }
    }
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

fn state(found: Option<&Document>) -> &'static str {
    found
        .and_then(Document::as_loop)
        .map_or("missing", |front| front.status.word())
}

fn board(workbook: &Workbook, page: &Page) -> Board {
    let column = |job: &Job| JobColumn {
        name: job.name.clone(),
        title: job.title.clone(),
    };
    let in_workflows: std::collections::HashSet<usize> = workbook
        .workflows
        .iter()
        .flat_map(|workflow| {
            workflow
                .cycles
                .iter()
                .chain(&workflow.others)
                .chain(&workflow.loops)
        })
        .copied()
        .collect();
    let loose = workbook.documents.iter().enumerate();
    let loose = loose.filter(|(at, found)| !in_workflows.contains(at) && !found.route.is_public());
    Board {
        title: workbook.config.title.clone(),
        jobs: workbook.config.jobs.iter().map(column).collect(),
        workflows: workbook
            .workflows
            .iter()
            .map(|found| board_row(workbook, found, page))
            .collect(),
        counts: counts(workbook, page),
        loose: loose.map(|(_, document)| card(document, page)).collect(),
    }
}

fn board_row(workbook: &Workbook, workflow: &Workflow, page: &Page) -> BoardRow {
    let cell = |job: &Job| {
        let found = loop_of(workbook, workflow, job);
        let state = state(found);
        let href = found.map(|found| page.output.link_to(&found.output));
        BoardCell {
            job: job.name.clone(),
            state,
            href,
            label: state,
        }
    };
    let cycle = |&at: &usize| {
        let document = &workbook.documents[at];
        let title = match &document.kind {
            Kind::Cycle(period) => period.value.clone(),
            _ => document.title.clone(),
        };
        Link {
            title,
            href: page.output.link_to(&document.output),
        }
    };
    BoardRow {
        title: workflow.title(),
        href: page.output.link_to(&OutputPath::of_workflow(&workflow.id)),
        cells: workbook.config.jobs.iter().map(cell).collect(),
        // The newest first.
        cycles: workflow.cycles.iter().rev().map(cycle).collect(),
    }
}

fn counts(workbook: &Workbook, page: &Page) -> Vec<Count> {
    let routed = |route: Route| {
        workbook
            .documents
            .iter()
            .filter(|d| d.route == route)
            .count()
    };
    let is_evidence = |document: &&Document| matches!(document.kind, Kind::Evidence(_));
    let to = |path: &str| Some(page.output.link_to(&OutputPath::fixed(path)));
    vec![
        Count {
            label: "Workflows",
            value: workbook.workflows.len(),
            href: None,
        },
        Count {
            label: "Evidence notes",
            value: workbook.documents.iter().filter(is_evidence).count(),
            href: to("memory/index.html"),
        },
        Count {
            label: "Playbook pages",
            value: routed(Route::Playbook),
            href: to("playbook/index.html"),
        },
        Count {
            label: "Journeys",
            value: routed(Route::Journeys),
            href: to("journeys/index.html"),
        },
    ]
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
    }
}

fn workflow_page(workbook: &Workbook, workflow: &Workflow, page: &Page) -> WorkflowPage {
    let line = |job: &Job| {
        let found = loop_of(workbook, workflow, job);
        let front = found.and_then(Document::as_loop);
        LoopLine {
            job: job.name.clone(),
            job_title: job.title.clone(),
            question: job.question.clone(),
            state: state(found),
            title: found.map(|found| found.title.clone()),
            href: found.map(|found| page.output.link_to(&found.output)),
            owner: found.and_then(|found| owner(workbook, found)),
            reviewed: found
                .and_then(|d| d.reviewed.as_ref())
                .map(|date| date.value.to_string()),
            automation: front
                .and_then(|front| front.automation.as_ref())
                .map(|level| level.value.clone()),
            steps: job.steps.iter().map(|step| step.name.clone()).collect(),
        }
    };
    // Each section holds one kind, which its title says.
    let item = |document: &Document| Card {
        kind: None,
        ..card(document, page)
    };
    let others = |wanted: fn(&Kind) -> bool| {
        let found = workflow.others.iter().map(|&at| &workbook.documents[at]);
        found
            .filter(|document| wanted(&document.kind))
            .map(item)
            .collect()
    };
    WorkflowPage {
        title: workflow.title(),
        id: workflow.id.clone(),
        loops: workbook.config.jobs.iter().map(line).collect(),
        cycles: workflow
            .cycles
            .iter()
            .rev()
            .map(|&at| item(&workbook.documents[at]))
            .collect(),
        evidence: others(|kind| matches!(kind, Kind::Evidence(_))),
        pages: others(|kind| matches!(kind, Kind::Page(_))),
    }
}

fn owner(workbook: &Workbook, document: &Document) -> Option<String> {
    let id = &document.owner.as_ref()?.value;
    Some(
        workbook
            .config
            .person(id)
            .map_or_else(|| id.clone(), |person| person.name.clone()),
    )
}

fn document(view: &PrivateView<'_>, position: usize) -> TeamDocument {
    let workbook = view.workbook;
    let document = &workbook.documents[position];
    let text = view.text(document);
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
        next: view.next(document).map(|(text, href)| NextLink {
            text: text.to_owned(),
            href,
        }),
        body: markup::render(text.events),
        toc,
        crumbs: crumbs(document, workflow),
        earlier: earlier.map(link),
        later: later.map(link),
    };
    TeamDocument {
        page,
        kind: document.kind.word(),
        route: document.route.word(),
        path: format!("{}.md", document.id),
        facts: facts(workbook, document),
        backlinks: view.backlinks(position).map(backlink).collect(),
    }
}

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

fn facts(workbook: &Workbook, document: &Document) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |label, value: Option<String>| {
        facts.extend(value.map(|value| Fact {
            label,
            value,
            href: None,
        }));
    };
    if let Kind::Loop(front) = &document.kind {
        let job = workbook.config.job(&front.job.value);
        add("Job", job.map(|job| job.title.clone()));
        add("Status", Some(front.status.word().to_owned()));
        add(
            "Automation",
            front.automation.as_ref().map(|level| level.value.clone()),
        );
        if let Some(retired) = &front.retired {
            add(
                "Retired on",
                retired.on.as_ref().map(|on| on.value.to_string()),
            );
            add(
                "Because",
                retired.because.as_ref().map(|why| why.value.clone()),
            );
        }
    }
    if let Kind::Cycle(period) = &document.kind {
        add("Cycle", Some(period.value.clone()));
    }
    if let Kind::Evidence(front) = &document.kind {
        add(
            "Source",
            front.source.as_ref().map(|source| source.value.clone()),
        );
        add(
            "Date",
            front.date.as_ref().map(|date| date.value.to_string()),
        );
        let outside = if front.outside {
            "outside the team"
        } else {
            "inside the team"
        };
        add("From", Some(outside.to_owned()));
        add(
            "Customer",
            front
                .customer
                .as_ref()
                .map(|customer| customer.value.clone()),
        );
    }
    add("Owner", owner(workbook, document));
    add(
        "Reviewed",
        document
            .reviewed
            .as_ref()
            .map(|date| date.value.to_string()),
    );
    if let Some(page) = document.as_page() {
        let linked = page.proof.iter().map(|id| ("Proof", id));
        let linked = linked.chain(page.consent.iter().map(|id| ("Consent", id)));
        for (label, id) in linked.chain(page.show_metric.iter().map(|id| ("Shows metric", id))) {
            let target = workbook.document(&id.value);
            facts.push(Fact {
                label,
                value: target.map_or_else(|| id.value.clone(), |found| found.title.clone()),
                href: target.map(|found| document.output.link_to(&found.output)),
            });
        }
    }
    facts
}

/// For each directory of the site: the workflow of its documents, or the documents themselves.
pub(super) fn navigation(view: &PrivateView<'_>) -> Vec<Plan> {
    let workbook = view.workbook;
    let mut plans: BTreeMap<String, Plan> = BTreeMap::new();
    for (position, document) in workbook.documents.iter().enumerate() {
        let directory = parent(document.output.as_str());
        let plan = plans.entry(directory.to_owned()).or_insert_with(|| Plan {
            directory: directory.to_owned(),
            label: "Documents",
            groups: Vec::new(),
        });
        match workflow_of(workbook, position) {
            Some(workflow) => {
                let place = Some(OutputPath::of_workflow(&workflow.id));
                if plan.groups.iter().all(|group| group.place != place) {
                    plan.groups
                        .splice(0..0, workflow_groups(workbook, workflow));
                }
            }
            None => loose_group(plan, document.route).push(item(document)),
        }
    }
    plans.into_values().collect()
}

/// The lines of the documents outside any workflow. Their title leads to the list that has them
/// all.
fn loose_group(plan: &mut Plan, route: Route) -> &mut Vec<PlanItem> {
    let title = format!("{}/", plan.directory);
    let found = plan.groups.iter().position(|group| group.title == title);
    let at = found.unwrap_or_else(|| {
        let list = OutputPath::fixed(&format!("{}/index.html", route.word()));
        plan.groups.push(PlanGroup {
            title,
            place: Some(list),
            items: Vec::new(),
        });
        plan.groups.len() - 1
    });
    &mut plan.groups[at].items
}

fn item(document: &Document) -> PlanItem {
    let note = document.as_loop().map(|front| front.status.word());
    PlanItem {
        title: document.title.clone(),
        place: document.output.clone(),
        note,
    }
}

fn workflow_groups(workbook: &Workbook, workflow: &Workflow) -> Vec<PlanGroup> {
    let documents = |wanted: &dyn Fn(&Kind) -> bool| -> Vec<PlanItem> {
        let found = workflow.others.iter().map(|&at| &workbook.documents[at]);
        found
            .filter(|document| wanted(&document.kind))
            .map(item)
            .collect()
    };
    let loops = workbook
        .config
        .jobs
        .iter()
        .filter_map(|job| loop_of(workbook, workflow, job));
    let cycles = workflow
        .cycles
        .iter()
        .map(|&at| item(&workbook.documents[at]));
    let page = OutputPath::of_workflow(&workflow.id);
    let group = |title: &str, items| PlanGroup {
        title: title.to_owned(),
        place: None,
        items,
    };
    let groups = [
        PlanGroup {
            title: workflow.title(),
            place: Some(page),
            items: loops.map(item).collect(),
        },
        group("Cycles", cycles.collect()),
        group(
            "Evidence",
            documents(&|kind| matches!(kind, Kind::Evidence(_))),
        ),
        group("Pages", documents(&|kind| matches!(kind, Kind::Page(_)))),
    ];
    groups
        .into_iter()
        .filter(|group| !group.items.is_empty() || group.place.is_some())
        .collect()
}
