//! The detectors of the six kill signals, each named after the rule that reports it (language,
//! sections 5.1 to 5.6). What needs history is not judged here.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;

use super::StepStatus;
use super::closing::assets;
use super::facts::{Facts, Record};
use super::metric::MetricStatus;
use super::signal::Signal;
use crate::diagnostic::{Diagnostic, Span};
use crate::syntax::{Link, Value};
use crate::workbook::{Document, Job, Kind, Target};

/// The detector of the loop's job, where it has one.
pub(super) fn detect<'w>(
    facts: &Facts<'w>,
    steps: &[StepStatus],
    metric: Option<&MetricStatus>,
    all: &[(&'w Job, Option<Facts<'w>>)],
) -> Signal {
    let map = || {
        all.iter()
            .find(|(job, _)| job.name == "redesign")
            .and_then(|(_, f)| f.as_ref())
    };
    match facts.job.detector.as_deref() {
        Some("feature-without-workaround") => feature_without_workaround(facts, steps),
        Some("tool-before-redesign") => tool_before_redesign(facts, steps),
        Some("adoption-as-success") => adoption_as_success(facts, metric),
        Some("policy-nobody-reads") => policy_nobody_reads(facts, map()),
        Some("repeated-mistake") => repeated_mistake(facts),
        Some("unseen-work") => unseen_work(facts),
        _ => Signal::clear("the job has no detector"),
    }
}

fn is_closed(steps: &[StepStatus], name: &str) -> bool {
    steps
        .iter()
        .any(|status| status.step == name && status.closed)
}

/// A place in the front matter; the front matter itself where the key is absent.
fn key(facts: &Facts<'_>, name: &str) -> Span {
    facts
        .document
        .keys
        .key(name)
        .map_or(facts.document.front_span, |key| key.span)
}

fn feature_without_workaround(facts: &Facts<'_>, steps: &[StepStatus]) -> Signal {
    let feature = facts.document.keys.get("feature").and_then(Value::as_text);
    if feature.is_none_or(|text| text.trim().is_empty()) {
        return Signal::clear("there is no feature to defend");
    }
    if is_closed(steps, "Workaround") {
        return Signal::clear("the workaround of today is known");
    }
    let found = Diagnostic::new(
        "feature-without-workaround",
        key(facts, "feature"),
        "there is a feature, and nobody says what people do today without it",
    );
    let found = match facts.heading("Workaround") {
        Some(heading) => found.label(heading.span, "this step is open"),
        None => found,
    };
    let hint = "describe the workaround, or remove `feature` until it is known";
    Signal::fired("a feature without a workaround", vec![found.hint(hint)])
}

/// The part that needs no history: tools are chosen while the map is open.
fn tool_before_redesign(facts: &Facts<'_>, steps: &[StepStatus]) -> Signal {
    let tools = facts
        .document
        .keys
        .get("tools")
        .and_then(Value::as_list)
        .unwrap_or_default();
    if tools.is_empty() {
        return Signal::clear("no tool is chosen");
    }
    if is_closed(steps, "Map") {
        return Signal::unknown(
            "whether the map was closed before the tool came is not known without history",
        );
    }
    let message = "tools are chosen while the map is open";
    let found = Diagnostic::new("tool-before-redesign", key(facts, "tools"), message);
    let found = match facts.heading("Map") {
        Some(heading) => found.label(heading.span, "the map is open"),
        None => found,
    };
    let hint = "draw the map first; keep the tool out of the front matter until it is closed";
    Signal::fired(
        "tools are chosen while the map is open",
        vec![found.hint(hint)],
    )
}

/// Words that count who uses a thing instead of what comes of it.
const ADOPTION: &[&str] = &[
    "users", "seats", "logins", "prompts", "sessions", "messages", "usage", "adoption", "licences",
    "licenses",
];

/// Words behind which a metric's name no longer says what is counted.
const BEHIND: &[&str] = &[
    "per", "by", "from", "for", "to", "among", "between", "before", "after",
];

fn adoption_as_success(facts: &Facts<'_>, metric: Option<&MetricStatus>) -> Signal {
    let Some(metric) = metric else {
        return Signal::unknown("there is no metric yet");
    };
    if metric.name.is_none() && metric.unit.is_none() {
        return Signal::unknown("the metric has no name yet");
    }
    let map = facts.map("metric");
    let kind = map.and_then(|map| map.get("kind")).and_then(Value::as_text);
    let counted = |text: &Option<String>| text.as_deref().and_then(adoption_word);
    let Some(word) = counted(&metric.name).or_else(|| counted(&metric.unit)) else {
        return Signal::clear("the metric counts an outcome");
    };
    if kind == Some("outcome") {
        return Signal::clear(format!("the loop states that `{word}` are an outcome"));
    }
    let value = map.and_then(|map| map.get("name").or_else(|| map.get("unit")));
    let place = value.map_or_else(|| key(facts, "metric"), |value| value.span);
    let message =
        format!("the metric counts `{word}`, which says who uses it and not what comes of it");
    let hint = "measure what the customer or the work gains; where this truly is the outcome, add \
                `kind: outcome` to the metric, which is shown as a claim";
    let found = Diagnostic::new("adoption-as-success", place, message).hint(hint);
    Signal::fired(format!("the metric counts {word}"), vec![found])
}

fn adoption_word(text: &str) -> Option<&'static str> {
    let plain = text
        .to_lowercase()
        .replace("log-ins", "logins")
        .replace("log ins", "logins");
    let words = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut head = words.take_while(|word| !BEHIND.contains(word));
    head.find_map(|word| ADOPTION.iter().find(|known| **known == word).copied())
}

fn policy_nobody_reads<'w>(facts: &Facts<'w>, map: Option<&Facts<'w>>) -> Signal {
    let controls = facts.records("Thresholds");
    if controls.is_empty() {
        return Signal::unknown("there are no controls yet");
    }
    let read = read_controls(facts, map);
    let is_read = |row: &&Record<'_>| row.words("Control").is_some_and(|id| read.contains(id));
    match controls.iter().filter(is_read).count() {
        0 => {}
        count if count == controls.len() => {
            return Signal::clear("every control is read where the work runs");
        }
        count => {
            return Signal::clear(format!(
                "{count} of {} controls are read where the work runs",
                controls.len()
            ));
        }
    }
    let place = facts
        .heading("Thresholds")
        .map_or(facts.document.front_span, |h| h.span);
    let message = "no step of the map and no file in `read_by` names any of these controls";
    let hint = "name each control in the Control column of the map, or list under `read_by` the \
                files that hold it, such as an agent's brief";
    let found = Diagnostic::new("policy-nobody-reads", place, message).hint(hint);
    Signal::fired("no step reads any of the controls", vec![found])
}

/// The controls that the map's Control column or a file of `read_by` names.
pub(super) fn read_controls<'w>(facts: &Facts<'w>, map: Option<&Facts<'w>>) -> HashSet<&'w str> {
    let rows = map.map_or(Vec::new(), |map| map.records("Map"));
    let named = rows.iter().filter_map(|row| row.words("Control"));
    let mut read: HashSet<&str> = named
        .flat_map(|cell| cell.split(',').map(str::trim))
        .collect();
    for row in facts.records("Thresholds") {
        if let Some(id) = row.words("Control")
            && facts.document.read_by.iter().any(|text| names(text, id))
        {
            read.insert(id);
        }
    }
    read
}

/// Whether a text holds an id as a word of its own: `PM-1` does not stand in `PM-12`.
fn names(text: &str, id: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    text.match_indices(id).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + id.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

/// Without history: the same mistake corrected twice with no update in between.
fn repeated_mistake(facts: &Facts<'_>) -> Signal {
    let captured = facts.records("Capture");
    if captured.is_empty() {
        return Signal::unknown("nothing has been captured yet");
    }
    let mut corrections: BTreeMap<&str, Vec<(Date, Span)>> = BTreeMap::new();
    for row in captured
        .iter()
        .filter(|row| row.words("Kind") == Some("correction"))
    {
        if let (Some(id), Some(date), Some(place)) =
            (row.words("Mistake"), row.date("Date"), row.place("Mistake"))
        {
            corrections.entry(id).or_default().push((date, place));
        }
    }
    let updates = facts.records("Update");
    let mut found = Vec::new();
    for (id, mut dates) in corrections {
        dates.sort_unstable();
        let answers = |from: Date, to: Date| {
            let mut rows = updates
                .iter()
                .filter(|row| row.words("Because") == Some(id));
            rows.any(|row| {
                row.date("Date")
                    .is_some_and(|date| from <= date && date <= to)
            })
        };
        for pair in dates.windows(2) {
            let [(from, first), (to, second)] = pair else {
                continue;
            };
            if !answers(*from, *to) {
                found.push(repeated(id, *first, *second));
            }
        }
    }
    if found.is_empty() {
        return Signal::clear("no mistake came back unanswered");
    }
    let why = found
        .first()
        .map_or(String::new(), |found| found.message.clone());
    Signal::fired(why, found)
}

fn repeated(id: &str, first: Span, second: Span) -> Diagnostic {
    let message =
        format!("the mistake `{id}` is corrected again, and nothing was updated in between");
    Diagnostic::new("repeated-mistake", second, message)
        .label(first, "it was corrected here before")
        .hint(format!(
            "add a row under Update whose Because is `{id}`: say what was changed, and when"
        ))
}

/// What an asset lacks.
fn unseen_work(facts: &Facts<'_>) -> Signal {
    let assets = assets(facts);
    if assets.is_empty() {
        return Signal::unknown("there are no assets yet");
    }
    let mut found = Vec::new();
    for asset in &assets {
        let lacks = lacking(facts, asset);
        if !lacks.is_empty() {
            found.push(unseen(facts, asset, &lacks));
        }
    }
    match found.len() {
        0 => Signal::clear(format!(
            "{} can be found, trusted and acted on",
            assets.len()
        )),
        _ => Signal::fired(found[0].message.clone(), found),
    }
}

fn lacking(facts: &Facts<'_>, asset: &Document) -> Vec<&'static str> {
    let mut lacks = Vec::new();
    if !asset.route.is_public() {
        lacks.push("find it (it is not public)");
    } else if asset.summary.is_none() {
        lacks.push("find it (it has no summary)");
    }
    let page = asset.as_page();
    let proof = page.map(|page| page.proof.as_slice()).unwrap_or_default();
    if !proof.iter().any(|id| proves(facts, &id.value)) {
        lacks.push("trust it (it has no `proof` that is measured or evidence)");
    }
    if page.is_none_or(|page| page.next.is_none()) {
        lacks.push("act on it (it has no `next`)");
    }
    lacks
}

/// Whether a document is evidence or an instrument loop with a run.
fn proves(facts: &Facts<'_>, id: &str) -> bool {
    let workbook = facts.workbook;
    let Some(position) = workbook.paths.document(id) else {
        return false;
    };
    let document = &workbook.documents[position];
    match &document.kind {
        Kind::Evidence(_) => true,
        Kind::Loop(front) => {
            let directory = if document.directory().is_empty() {
                "."
            } else {
                document.directory()
            };
            let workflow = workbook
                .workflows
                .iter()
                .find(|workflow| workflow.id == directory);
            let job = workbook.config.job(&front.job.value);
            let (Some(workflow), Some(job)) = (workflow, job) else {
                return false;
            };
            Facts::find(workbook, workflow, job, facts.today)
                .and_then(|facts| MetricStatus::of(&facts))
                .is_some_and(|metric| metric.latest().is_some())
        }
        _ => false,
    }
}

fn unseen(facts: &Facts<'_>, asset: &Document, lacks: &[&str]) -> Diagnostic {
    let section = facts.section("Asset");
    let links = section.map_or(&[][..], |section| section.links());
    let to_asset = |link: &&Link| {
        let target = facts.workbook.resolve(&link.target, facts.position);
        matches!(target, Target::Document { document, .. }
            if facts.workbook.documents[document].id == asset.id)
    };
    let place = links
        .iter()
        .find(to_asset)
        .map_or(facts.document.front_span, |link| link.span);
    let message = format!("nobody can {}: `{}`", lacks.join(", nor "), asset.id);
    Diagnostic::new("unseen-work", place, message)
        .label(asset.front_span, "the asset")
        .hint("mend the front matter of the page, or take it off the list of assets")
}
