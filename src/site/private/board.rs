//! The board: every workflow by every job.

use std::collections::HashSet;

use super::{card, loop_of, state};
use crate::site::Page;
use crate::site::data::{Board, BoardCell, BoardRow, Count, JobColumn, Link};
use crate::workbook::{Document, Job, Kind, OutputPath, Route, Workbook, Workflow};

/// The board as it stands on `page`.
pub(super) fn board(workbook: &Workbook, page: &Page) -> Board {
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
