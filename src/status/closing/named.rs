//! Steps that are closed by what stands in other documents. Each condition has a name, by which a
//! team's own jobs may ask for it too.

use super::{Verdict, text};
use crate::status::capability;
use crate::status::facts::Facts;
use crate::workbook::{Actor, Document, Named, Route, Step};

pub(super) fn holds(named: Named, step: &Step, facts: &Facts<'_>) -> Verdict {
    match named {
        Named::CapabilitiesAreProven => proven(step, facts),
        Named::AssetsAreRouted => routed(facts),
        Named::AJourneyIsSafeToShow => journey(step, facts),
    }
}

fn proven(step: &Step, facts: &Facts<'_>) -> Verdict {
    let tables = facts.tables(&step.name);
    let capabilities: Vec<_> = tables
        .flat_map(|table| capability::in_table(table, facts.document, facts.workbook))
        .collect();
    let unproven = capabilities.iter().find(|found| !found.lacks.is_empty());
    if let Some(unproven) = unproven {
        return Err(format!("`{}` is not shown to be so", unproven.name));
    }
    let real = capabilities.iter().filter(|found| !found.is_dream).count();
    Ok(format!("{real} of them proven"))
}

/// The pages with a form that are linked in the step that asks for such.
pub(in crate::status) fn assets<'w>(facts: &Facts<'w>) -> Vec<&'w Document> {
    let steps = facts.job.steps.iter().filter(|step| step.links_assets());
    let sections = steps.filter_map(|step| facts.section(&step.name));
    let linked = sections.flat_map(|section| facts.linked(section));
    let is_asset = |page: &&Document| page.as_page().is_some_and(|page| page.form.is_some());
    let mut assets: Vec<&Document> = linked.filter(is_asset).collect();
    assets.sort_by(|a, b| a.id.cmp(&b.id));
    assets.dedup_by(|a, b| a.id == b.id);
    assets
}

fn routed(facts: &Facts<'_>) -> Verdict {
    if let Some(loose) = facts.workbook.public_evidence() {
        return Err(format!(
            "the evidence `{}` is routed to {}",
            loose.id,
            loose.route.word()
        ));
    }
    let assets = assets(facts);
    let count = assets
        .iter()
        .filter(|page| page.route == Route::Playbook)
        .count();
    match (assets.len(), count) {
        (0, _) => Err("no asset is linked".to_owned()),
        (_, 0) => Err("no linked asset is routed to the playbook".to_owned()),
        (_, count) => Ok(format!("{count} in the playbook")),
    }
}

/// What the step itself says counts as a reason why none may be shown, unless it names a journey:
/// then it speaks of that one.
fn journey(step: &Step, facts: &Facts<'_>) -> Verdict {
    let is_journey = |page: &&&Document| page.route == Route::Journeys;
    let assets = assets(facts);
    let safe = assets.iter().filter(is_journey);
    match safe.filter(|page| is_approved(page, facts)).count() {
        0 => {}
        1 => return Ok("1 journey is safe to show".to_owned()),
        count => return Ok(format!("{count} journeys are safe to show")),
    }
    let section = facts.section(&step.name);
    let named = section.map_or(Vec::new(), |section| facts.linked(section));
    if let Some(named) = named.iter().find(is_journey) {
        return Err(if assets.iter().any(|page| page.id == named.id) {
            format!("`{}` is not safe to show yet", named.id)
        } else {
            format!("`{}` is linked here and is no asset", named.id)
        });
    }
    text(step, facts)
        .map(|_| "it says why none may be shown".to_owned())
        .map_err(|_| "no journey is safe to show, and nothing says why".to_owned())
}

/// Whether a person has said that a page may be shown, and not for a day to come.
fn is_approved(page: &Document, facts: &Facts<'_>) -> bool {
    let approval = page.as_page().and_then(|page| page.safe_to_show.as_ref());
    approval.is_some_and(|approval| {
        let by = approval.approved_by.as_ref();
        let by = by.and_then(|by| facts.workbook.config.actor(&by.value));
        let on = approval.approved_on.as_ref();
        matches!(by, Some(Actor::Person(_))) && on.is_some_and(|on| on.value <= facts.today)
    })
}
