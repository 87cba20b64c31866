//! The navigation of the private side.

use std::collections::BTreeMap;

use super::{loop_of, workflow_of};
use crate::audience::PrivateView;
use crate::site::navigation::{Plan, PlanGroup, PlanItem};
use crate::source::parent;
use crate::workbook::{Document, Kind, OutputPath, Workbook, Workflow};

/// For each directory of the site: the workflow of its documents, or the documents themselves.
pub(in crate::site) fn navigation(view: &PrivateView<'_>) -> Vec<Plan> {
    let workbook = view.workbook;
    let mut plans: BTreeMap<String, Plan> = BTreeMap::new();
    for (position, document) in workbook.documents.iter().enumerate() {
        let directory = parent(document.output.as_str());
        if plans.contains_key(directory) {
            if let Some(plan) = plans.get_mut(directory)
                && workflow_of(workbook, position).is_none()
                && let Some(group) = plan.groups.last_mut()
                && group.place.is_none()
            {
                group.items.push(item(document));
            }
            continue;
        }
        let groups = match workflow_of(workbook, position) {
            Some(workflow) => workflow_groups(workbook, workflow),
            None => vec![PlanGroup {
                title: format!("{directory}/"),
                place: None,
                items: vec![item(document)],
            }],
        };
        let plan = Plan {
            directory: directory.to_owned(),
            label: "Documents",
            groups,
        };
        plans.insert(directory.to_owned(), plan);
    }
    plans.into_values().collect()
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
