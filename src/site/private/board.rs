//! The board: every workflow by every job.

use std::collections::HashSet;

use super::{card, signal};
use crate::audience::PrivateView;
use crate::site::Page;
use crate::site::data::{
    Board, BoardCell, BoardRow, Count, JobColumn, Link, Measure, MetricCard, OpenJob,
};
use crate::status::{LoopState, LoopStatus, WorkflowStatus};
use crate::workbook::{Document, Job, Kind, OutputPath, Route, Workbook, Workflow};

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
            .map(|found| cell(workbook, found, page))
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
    workflows.filter_map(card).collect()
}

/// The job that is open now, or that none is.
fn now(view: &PrivateView<'_>, status: &WorkflowStatus, page: &Page) -> OpenJob {
    let job = status.open_job.as_deref();
    let title = job
        .and_then(|job| view.workbook.config.job(job))
        .map(|job| job.title.clone());
    let found = job
        .and_then(|job| status.job(job))
        .and_then(|found| found.document);
    OpenJob {
        job: job.map(str::to_owned),
        title: title.unwrap_or_else(|| "No job is open".to_owned()),
        href: found.map(|at| page.output.link_to(&view.workbook.documents[at].output)),
        why: status.reason.clone(),
    }
}

fn cell(workbook: &Workbook, found: &LoopStatus, page: &Page) -> BoardCell {
    let done = found.steps.iter().filter(|step| step.closed).count();
    let steps = found.steps.len();
    let label = match found.state {
        LoopState::Open => format!("{done} of {steps}"),
        state => state.word().to_owned(),
    };
    BoardCell {
        job: found.job.clone(),
        state: found.state.word(),
        href: found
            .document
            .map(|at| page.output.link_to(&workbook.documents[at].output)),
        label,
        done,
        steps,
        signal: signal(found),
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
