//! The board: what somebody looks at every morning. Which job is open in which workflow, and why;
//! above that what cannot wait, below it the compound test and what is measured.

use std::collections::HashSet;

use super::attention::attention;
use super::{card, kill_signal_of, place_in};
use crate::audience::PrivateView;
use crate::site::Page;
use crate::site::data::{
    Board, BoardCell, BoardRow, CompoundTest, Count, CycleLine, JobColumn, Link, Measure,
    MetricCard, OpenJob,
};
use crate::status::{Compound, LoopState, LoopStatus, WorkflowStatus};
use crate::workbook::{Document, Job, Kind, OutputPath, Route, Workbook, Workflow};

/// How many cycles of a workflow the board shows, the newest ones.
const MOST_CYCLES: usize = 6;

/// How many metrics the board shows.
const MOST_METRICS: usize = 24;

/// The board as it stands on `page`.
pub(super) fn board(view: &PrivateView<'_>, page: &Page) -> Board {
    let workbook = view.workbook;
    let column = |job: &Job| JobColumn {
        name: job.name.clone(),
        title: job.title.clone(),
    };
    let in_workflows: HashSet<usize> = workbook
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
        workflows: (0..workbook.workflows.len())
            .map(|at| board_row(view, at, page))
            .collect(),
        counts: counts(workbook, page),
        attention: attention(view, page),
        tests: tests(view, page),
        metrics: metrics(view, page),
        loose: loose.map(|(_, document)| card(document, page)).collect(),
    }
}

fn board_row(view: &PrivateView<'_>, position: usize, page: &Page) -> BoardRow {
    let workbook = view.workbook;
    let workflow = &workbook.workflows[position];
    let status = &view.status.workflows[position];
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
        now: Some(now(view, status, page)),
        cells: status
            .loops
            .iter()
            .map(|found| cell(view, position, found, page))
            .collect(),
        // The newest first.
        cycles: workflow.cycles.iter().rev().map(cycle).collect(),
    }
}

/// What the workflows measure.
fn metrics(view: &PrivateView<'_>, page: &Page) -> Vec<MetricCard> {
    let workflows = view.workbook.workflows.iter().zip(&view.status.workflows);
    let card = |(workflow, status): (&Workflow, &WorkflowStatus)| {
        let measured = status.loops.iter().find(|found| found.metric.is_some())?;
        let document = &view.workbook.documents[measured.document?];
        Some(MetricCard {
            workflow: workflow.title(),
            href: page.output.link_to(&document.output),
            measure: Measure::of(measured.metric.as_ref()?),
        })
    };
    workflows.filter_map(card).take(MOST_METRICS).collect()
}

/// The job that is open now, or that none is.
fn now(view: &PrivateView<'_>, status: &WorkflowStatus, page: &Page) -> OpenJob {
    let job = status.open_job.as_deref();
    let title = job
        .and_then(|job| view.workbook.config.job(job))
        .map(|job| job.title.clone());
    let found = job.and_then(|job| status.job(job));
    let href = found.and_then(|found| {
        let document = &view.workbook.documents[found.document?];
        let open = found.steps.iter().find(|step| !step.closed);
        Some(match open {
            Some(step) if kill_signal_of(found) != Some("fired") => {
                place_in(document, page, Some(step.place))
            }
            None if found.state == LoopState::Closed => page.output.link_to(&document.output),
            _ => place_in(document, page, None),
        })
    });
    OpenJob {
        job: job.map(str::to_owned),
        title: title.unwrap_or_else(|| "No job is open".to_owned()),
        href,
        why: status.reason.clone(),
    }
}

/// A loop's cell; it leads to what is to be done there.
fn cell(view: &PrivateView<'_>, workflow: usize, found: &LoopStatus, page: &Page) -> BoardCell {
    let workbook = view.workbook;
    let done = found.steps.iter().filter(|step| step.closed).count();
    let steps = found.steps.len();
    let open = found.steps.iter().find(|step| !step.closed);
    let signal = kill_signal_of(found);
    let label = match found.state {
        LoopState::Open => format!("{done} of {steps}"),
        state => state.word().to_owned(),
    };
    let href = match found.document.map(|at| &workbook.documents[at]) {
        Some(document) if signal == Some("fired") => place_in(document, page, None),
        Some(document) => open.map_or_else(
            || page.output.link_to(&document.output),
            |step| place_in(document, page, Some(step.place)),
        ),
        None => {
            let workflow = &workbook.workflows[workflow].id;
            let to = page.output.link_to(&OutputPath::of_workflow(workflow));
            format!("{to}#_{}", found.job)
        }
    };
    let measures = workbook
        .config
        .job(&found.job)
        .is_some_and(|job| job.fields.iter().any(|field| field == "metric"));
    let is_measured = found
        .metric
        .as_ref()
        .is_some_and(|metric| metric.latest().is_some());
    let is_open = found.state == LoopState::Open;
    let unmeasured = (measures && is_open && !is_measured).then_some("unmeasured");
    BoardCell {
        job: found.job.clone(),
        state: match signal {
            Some("fired") => "fired",
            _ => found.state.word(),
        },
        href: Some(href),
        label,
        done,
        steps,
        note: signal.or(unmeasured),
        open_step: open.map(|step| step.step.clone()),
    }
}

/// The compound tests of the workflows that have had a cycle.
fn tests(view: &PrivateView<'_>, page: &Page) -> Vec<CompoundTest> {
    let workflows = view.workbook.workflows.iter().zip(&view.status.workflows);
    let test = |(workflow, status): (&Workflow, &WorkflowStatus)| {
        let cycles: Vec<&Compound> = status.earlier.iter().chain(&status.cycle).collect();
        let newest = &cycles[cycles.len().saturating_sub(MOST_CYCLES)..];
        (!newest.is_empty()).then(|| CompoundTest {
            workflow: workflow.title(),
            href: page.output.link_to(&OutputPath::of_workflow(&workflow.id)),
            cycles: newest
                .iter()
                .map(|cycle| cycle_line(view, cycle, page))
                .collect(),
        })
    };
    workflows.filter_map(test).collect()
}

fn cycle_line(view: &PrivateView<'_>, cycle: &Compound, page: &Page) -> CycleLine {
    let next = cycle.next.as_deref();
    let next = next.map(|name| {
        view.workbook
            .config
            .job(name)
            .map_or(name, |job| &*job.title)
    });
    let outcome = match next {
        Some(next) => format!("next: {next}"),
        None if cycle.compounds() => "compounds".to_owned(),
        None => "not known yet".to_owned(),
    };
    let document = &view.workbook.documents[cycle.document];
    CycleLine {
        period: cycle.period.clone(),
        href: page.output.link_to(&document.output),
        answers: cycle
            .layers
            .iter()
            .map(|(_, answer)| answer.word())
            .collect(),
        outcome,
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
