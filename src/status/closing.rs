//! What closes a step (language, sections 5.1 to 5.6 and 8). Conditions are data; those that need
//! other tables or documents are here by name.

use std::collections::HashSet;

use super::StepStatus;
use super::facts::{Facts, Record};
use super::metric::{MetricStatus, RUNS, day};
use crate::syntax::{Section, Value, same_name};
use crate::workbook::{
    Actor, CellType, Condition, Document, Job, Kind, Links, Route, Step, TableForm,
};

/// The kinds of steps that an agent may hold.
pub(super) const AGENT_KINDS: &[&str] =
    &["perception", "decision", "action", "memory", "escalation"];

/// Whether a condition holds, and why or why not.
type Verdict = Result<String, String>;

/// The state of each step of a loop.
pub(super) fn steps<'w>(
    facts: &Facts<'w>,
    all: &[(&'w Job, Option<Facts<'w>>)],
) -> Vec<StepStatus> {
    facts
        .job
        .steps
        .iter()
        .map(|step| status(step, facts, all))
        .collect()
}

/// Whether a step that looks at nothing but its own loop is closed.
pub(super) fn is_closed(facts: &Facts<'_>, name: &str) -> bool {
    let step = facts.job.steps.iter().find(|step| step.name == name);
    step.is_some_and(|step| status(step, facts, &[]).closed)
}

fn status<'w>(step: &Step, facts: &Facts<'w>, all: &[(&'w Job, Option<Facts<'w>>)]) -> StepStatus {
    let heading = facts.heading(&step.name);
    let place = heading.map_or(facts.document.front_span, |heading| heading.span);
    let verdict = match heading {
        None => Err("the step has no heading".to_owned()),
        Some(_) => judge(step, facts, all),
    };
    let (closed, why) = match verdict {
        Ok(why) => (true, why),
        Err(why) => (false, why),
    };
    StepStatus {
        step: step.name.clone(),
        closed,
        why,
        place,
    }
}

/// All conditions must hold; the first that does not is the reason.
fn judge<'w>(step: &Step, facts: &Facts<'w>, all: &[(&'w Job, Option<Facts<'w>>)]) -> Verdict {
    let mut reasons = Vec::new();
    for condition in &step.closed_when {
        reasons.push(match condition {
            Condition::Text => text(step, facts)?,
            Condition::Links(links) => linked(step, links, facts)?,
            Condition::Table(form) => table(step, form, facts)?,
            Condition::Named(name) => named(name, step, facts, all)?,
        });
    }
    Ok(reasons.join("; "))
}

fn text(step: &Step, facts: &Facts<'_>) -> Verdict {
    let says = facts
        .section(&step.name)
        .is_some_and(Section::says_something);
    if says {
        Ok("it says so".to_owned())
    } else {
        Err("nothing is written yet".to_owned())
    }
}

fn linked(step: &Step, links: &Links, facts: &Facts<'_>) -> Verdict {
    let found = facts
        .section(&step.name)
        .map_or(Vec::new(), |section| facts.linked(section));
    let needed = links
        .minimum
        .unwrap_or(facts.workbook.config.evidence_minimum) as usize;
    let fits = |document: &&&Document| match &document.kind {
        Kind::Evidence(front) => {
            links.kind.as_deref().is_none_or(|kind| kind == "evidence")
                && (!links.outside || front.outside)
                && !links.form
        }
        Kind::Page(front) => {
            links.kind.as_deref().is_none_or(|kind| kind == "page")
                && (!links.form || front.form.is_some())
                && !links.outside
        }
        _ => links.kind.is_none() && !links.outside && !links.form,
    };
    let count = found.iter().filter(fits).count();
    let what = wanted(links);
    if count >= needed {
        Ok(format!("links {count} {what}"))
    } else if count == 0 {
        Err(format!("links no {what}; {needed} needed"))
    } else {
        Err(format!("links {count} {what}; {needed} needed"))
    }
}

fn wanted(links: &Links) -> String {
    let kind = match links.kind.as_deref() {
        Some("evidence") => "evidence",
        Some("page") => "page",
        _ => "document",
    };
    let form = if links.form { " with a form" } else { "" };
    let outside = if links.outside { " from outside" } else { "" };
    format!("{kind}{form}{outside}")
}

fn table(step: &Step, form: &TableForm, facts: &Facts<'_>) -> Verdict {
    let (records, faulty) = facts.read_step(step);
    let names: Vec<&str> = form
        .columns
        .iter()
        .filter(|c| !c.optional)
        .map(|c| c.name.as_str())
        .collect();
    if records.is_empty() && faulty == 0 {
        return Err(format!("no table `{}` with a row yet", names.join(", ")));
    }
    if faulty > 0 {
        return Err(format!(
            "{} not hold what the columns are for",
            rows_do(faulty)
        ));
    }
    if records.len() < form.rows as usize {
        return Err(format!("{} of {} rows", records.len(), form.rows));
    }
    if let Some(each) = &form.each {
        every_word(each, form, &records)?;
    }
    for has in &form.has {
        let there = |record: &Record<'_>| {
            let words = record.words(&has.column);
            words.is_some_and(|words| has.words.iter().any(|word| word == words))
        };
        if !records.iter().any(there) {
            return Err(format!("no row of kind {}", has.words.join(" or ")));
        }
    }
    for column in &form.filled {
        if records.iter().all(|record| record.words(column).is_none()) {
            return Err(format!("`{column}` is empty in every row"));
        }
    }
    Ok(match records.len() {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    })
}

fn rows_do(count: usize) -> String {
    if count == 1 {
        "1 row does".to_owned()
    } else {
        format!("{count} rows do")
    }
}

/// Each word of a column's list must stand in at least one row.
fn every_word(column: &str, form: &TableForm, records: &[Record<'_>]) -> Result<(), String> {
    let found = form
        .columns
        .iter()
        .find(|known| same_name(&known.name, column));
    let Some(CellType::Words(words)) = found.map(|column| &column.cells) else {
        return Ok(());
    };
    let there: HashSet<&str> = records
        .iter()
        .filter_map(|record| record.words(column))
        .collect();
    let absent: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !there.contains(word))
        .collect();
    if absent.is_empty() {
        Ok(())
    } else {
        Err(format!("no row of kind {}", absent.join(", ")))
    }
}

fn named<'w>(
    name: &str,
    step: &Step,
    facts: &Facts<'w>,
    all: &[(&'w Job, Option<Facts<'w>>)],
) -> Verdict {
    match name {
        "map-gives-agents-their-kinds" => agents(facts),
        "map-holds-gates-by-people" => humans(facts),
        "metric-is-defined" => metric_is_defined(facts),
        "baseline-was-taken-before" => baseline(facts),
        "runs-count-exceptions-and-review" => exceptions(facts),
        "a-run-follows-the-intervention" => compare(facts),
        "irreversible-controls-have-an-owner" => irreversible(facts),
        "assets-are-routed" => routed(facts),
        "a-journey-is-safe-to-show" => journey(step, facts),
        other => {
            debug_assert!(all.is_empty(), "no condition `{other}`");
            Err("the condition is not known".to_owned())
        }
    }
}

fn is_agent(record: &Record<'_>, facts: &Facts<'_>) -> bool {
    let actor = record
        .words("Who")
        .and_then(|id| facts.workbook.config.actor(id));
    matches!(actor, Some(Actor::Agent(_)))
}

fn is_gate(record: &Record<'_>) -> bool {
    record
        .words("Kind")
        .is_some_and(|kind| !AGENT_KINDS.contains(&kind))
}

fn agents(facts: &Facts<'_>) -> Verdict {
    let map = facts.records("Map");
    let held: Vec<&Record<'_>> = map.iter().filter(|row| is_agent(row, facts)).collect();
    let odd = held
        .iter()
        .find(|row| is_gate(row))
        .and_then(|row| row.words("Kind"));
    match (held.len(), odd) {
        (0, _) => Err("the map gives no step to an agent".to_owned()),
        (_, Some(kind)) => Err(format!("an agent holds a step of kind {kind}")),
        (1, None) => Ok("1 step is held by an agent".to_owned()),
        (count, None) => Ok(format!("{count} steps are held by agents")),
    }
}

fn humans(facts: &Facts<'_>) -> Verdict {
    let map = facts.records("Map");
    let gates: Vec<&Record<'_>> = map.iter().filter(|row| is_gate(row)).collect();
    let held = |row: &&&Record<'_>| {
        row.words("Who")
            .is_some_and(|id| facts.workbook.config.person(id).is_some())
    };
    let by_people = gates.iter().filter(held).count();
    match gates.len() {
        0 => Err("the map has no human gate".to_owned()),
        count if by_people < count => Err(format!(
            "{} of {count} human gates are not held by a person",
            count - by_people
        )),
        1 => Ok("1 human gate is held by a person".to_owned()),
        count => Ok(format!("{count} human gates are held by people")),
    }
}

fn metric_is_defined(facts: &Facts<'_>) -> Verdict {
    let metric = facts
        .map("metric")
        .ok_or("`metric` is not in the front matter")?;
    let absent: Vec<&str> = ["name", "unit", "better", "standard"]
        .into_iter()
        .filter(|key| {
            metric
                .get(key)
                .is_none_or(|value| value.node == crate::syntax::Node::Null)
        })
        .collect();
    if absent.is_empty() {
        let name = metric
            .get("name")
            .and_then(Value::as_text)
            .unwrap_or("a metric");
        Ok(format!("{name} is defined"))
    } else {
        Err(format!("`metric` lacks {}", absent.join(", ")))
    }
}

fn baseline(facts: &Facts<'_>) -> Verdict {
    let metric = facts
        .map("metric")
        .ok_or("not measured: there is no `metric`")?;
    let baseline = metric.get("baseline").and_then(Value::as_map);
    let baseline = baseline.ok_or("not measured: there is no `metric.baseline`")?;
    let value = baseline.get("value").and_then(Value::as_number);
    let value = value.ok_or("not measured: `metric.baseline` has no `value`")?;
    let on = day(baseline, "on").ok_or("`metric.baseline` does not say when, with `on`")?;
    if baseline
        .get("source")
        .and_then(Value::as_text)
        .is_none_or(|text| text.trim().is_empty())
    {
        return Err("`metric.baseline` does not say how, with `source`".to_owned());
    }
    match day(metric, "intervened_on") {
        Some(intervened) if on > intervened => Err(format!(
            "taken on {on}, after the intervention on {intervened}"
        )),
        _ => Ok(format!("{} on {on}", super::metric::shown(value))),
    }
}

fn exceptions(facts: &Facts<'_>) -> Verdict {
    let runs = facts.records(RUNS);
    let bare =
        |run: &&Record<'_>| run.words("Exceptions").is_none() || run.words("Review").is_none();
    match (runs.len(), runs.iter().filter(bare).count()) {
        (0, _) => Err("not measured: there is no run yet".to_owned()),
        (count, 0) => Ok(format!(
            "all {count} runs count them, and the minutes of review"
        )),
        (count, bare) => Err(format!("{bare} of {count} runs lack Exceptions or Review")),
    }
}

fn compare(facts: &Facts<'_>) -> Verdict {
    let metric = MetricStatus::of(facts).ok_or("not measured: there is no `metric`")?;
    let intervened = metric
        .intervened_on
        .ok_or("`metric.intervened_on` does not say since when")?;
    match metric.latest() {
        Some(run) if run.date >= intervened => Ok(format!("last run on {}", run.date)),
        Some(_) => Err(format!("no run since the intervention on {intervened}")),
        None => Err("not measured: there is no run yet".to_owned()),
    }
}

fn irreversible(facts: &Facts<'_>) -> Verdict {
    let controls = facts.records("Thresholds");
    let owned: HashSet<&str> = facts
        .records("Owner")
        .iter()
        .filter_map(|row| row.words("Decision"))
        .collect();
    let known: HashSet<&str> = controls
        .iter()
        .filter_map(|row| row.words("Control"))
        .collect();
    if let Some(stray) = owned.iter().min().filter(|id| !known.contains(**id)) {
        return Err(format!("`{stray}` is no control of the thresholds"));
    }
    let irreversible = controls
        .iter()
        .filter(|row| row.words("Reversible") == Some("no"));
    let ids: Vec<&str> = irreversible
        .filter_map(|row| row.words("Control"))
        .collect();
    match ids.iter().find(|id| !owned.contains(*id)) {
        Some(id) => Err(format!("`{id}` cannot be undone and no person owns it")),
        None => Ok(format!("{} that cannot be undone have an owner", ids.len())),
    }
}

/// The pages that the Asset step links.
pub(super) fn assets<'w>(facts: &Facts<'w>) -> Vec<&'w Document> {
    let linked = facts
        .section("Asset")
        .map_or(Vec::new(), |section| facts.linked(section));
    let is_asset = |page: &&Document| page.as_page().is_some_and(|page| page.form.is_some());
    linked.into_iter().filter(is_asset).collect()
}

fn routed(facts: &Facts<'_>) -> Verdict {
    let is_loose = |document: &&Document| {
        matches!(document.kind, Kind::Evidence(_)) && document.route.is_public()
    };
    if let Some(loose) = facts.workbook.documents.iter().find(is_loose) {
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

fn journey(step: &Step, facts: &Facts<'_>) -> Verdict {
    let own = facts
        .section(&step.name)
        .map_or(Vec::new(), |section| facts.linked(section));
    let is_safe = |page: &&&Document| {
        page.route == Route::Journeys
            && page
                .as_page()
                .is_some_and(|page| page.safe_to_show.is_some())
    };
    let linked: Vec<&Document> = assets(facts).into_iter().chain(own).collect();
    let mut ids: Vec<&str> = linked
        .iter()
        .filter(is_safe)
        .map(|page| page.id.as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    match ids.len() {
        0 => text(step, facts)
            .map(|_| "it says why none may be shown".to_owned())
            .map_err(|_| "no journey is safe to show, and nothing says why".to_owned()),
        1 => Ok("1 journey is safe to show".to_owned()),
        count => Ok(format!("{count} journeys are safe to show")),
    }
}
