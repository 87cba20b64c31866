//! The navigation of the private side.

use std::collections::BTreeMap;

use super::{LISTS, workflow_of};
use crate::audience::PrivateView;
use crate::site::navigation::{Plan, PlanGroup, PlanItem};
use crate::source::parent;
use crate::workbook::{Kind, OutputPath, Route, Workflow};

/// For each directory of the site: the workflow of its documents, or the documents themselves.
pub(in crate::site) fn navigation(view: &PrivateView<'_>) -> Vec<Plan> {
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
                    plan.groups.splice(0..0, workflow_groups(view, workflow));
                }
            }
            None => loose_group(plan, document.route).push(item(view, position)),
        }
    }
    plans.into_values().collect()
}

/// The lines of the documents outside any workflow. Their title leads to the list that has them
/// all.
fn loose_group(plan: &mut Plan, route: Route) -> &mut Vec<PlanItem> {
    let list = LISTS.iter().find(|(other, ..)| *other == route);
    let title = match list {
        Some((_, title, _)) if plan.directory == route.word() => (*title).to_owned(),
        _ => format!("{}/", plan.directory),
    };
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

fn item(view: &PrivateView<'_>, position: usize) -> PlanItem {
    let document = &view.workbook.documents[position];
    let note = view
        .status
        .of_loop(position)
        .map(|(_, found)| found.state.word());
    PlanItem {
        title: document.title.clone(),
        place: document.output.clone(),
        note,
    }
}

fn workflow_groups(view: &PrivateView<'_>, workflow: &Workflow) -> Vec<PlanGroup> {
    let workbook = view.workbook;
    let documents = |wanted: &dyn Fn(&Kind) -> bool| -> Vec<PlanItem> {
        let others = workflow.others.iter();
        let found = others.filter(|&&at| wanted(&workbook.documents[at].kind));
        found.map(|&at| item(view, at)).collect()
    };
    let status = view
        .status
        .workflows
        .iter()
        .find(|status| status.id == workflow.id);
    let loops = status.map_or(&[][..], |status| &status.loops);
    let loops = loops.iter().filter_map(|found| found.document);
    let cycles = workflow.cycles.iter().map(|&at| item(view, at));
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
            items: loops.map(|at| item(view, at)).collect(),
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
