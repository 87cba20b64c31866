//! What is measured, and against what.

use super::documents::Documents;
use super::{Change, Topic};
use crate::status::{Better, MetricStatus, number};
use crate::syntax::{Map, Value};
use crate::workbook::Document;

pub(super) fn changes(documents: &Documents<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    for pair in documents.pairs() {
        let document = documents.now(pair);
        let now = documents.now.status.of_loop(pair.now);
        let was = documents.before.zip(pair.before);
        let was = was.and_then(|(before, at)| before.status.of_loop(at));
        let now = now.and_then(|(_, now)| now.metric.as_ref());
        let was = was.and_then(|(_, was)| was.metric.as_ref());
        let (Some(old), Some(was)) = (documents.before(pair), was) else {
            continue;
        };
        if let Some(now) = now {
            of_metric(document, old, was, now, &mut found);
        } else {
            let change = Change::private(Topic::MetricChanges, &document.id);
            found.push(change.words("its metric is gone"));
        }
    }
    found
}

fn of_metric(
    document: &Document,
    old: &Document,
    was: &MetricStatus,
    now: &MetricStatus,
    found: &mut Vec<Change>,
) {
    let mut note = |topic, what: &str, before: Option<String>, after: Option<String>| {
        if before != after {
            let change = Change::private(topic, &document.id).words(what);
            found.push(change.between(before.as_deref(), after.as_deref()));
        }
    };
    let baseline = |metric: &MetricStatus, document: &Document| {
        let value = metric.baseline.map(number)?;
        Some(match baseline_day(document) {
            Some(day) => format!("{value} on {day}"),
            None => value,
        })
    };
    note(
        Topic::BaselineMoves,
        "",
        baseline(was, old),
        baseline(now, document),
    );
    let day = |metric: &MetricStatus| metric.intervened_on.map(|day| day.to_string());
    note(
        Topic::BaselineMoves,
        "the day of the intervention, ",
        day(was),
        day(now),
    );
    let standard = |metric: &MetricStatus| metric.standard.map(number);
    let easier = match (was.standard, now.standard, now.better) {
        (Some(was), Some(now), Some(Better::Lower)) if now > was => "easier to reach, ",
        (Some(was), Some(now), Some(Better::Higher)) if now < was => "easier to reach, ",
        (Some(_), None, _) => "taken away, ",
        _ => "",
    };
    note(Topic::StandardMoves, easier, standard(was), standard(now));
    let better = |metric: &MetricStatus| metric.better.map(|better| better.word().to_owned());
    note(
        Topic::MetricChanges,
        "its name, ",
        was.name.clone(),
        now.name.clone(),
    );
    note(
        Topic::MetricChanges,
        "its unit, ",
        was.unit.clone(),
        now.unit.clone(),
    );
    note(
        Topic::MetricChanges,
        "what is better, ",
        better(was),
        better(now),
    );
}

/// The day of the baseline, as written.
fn baseline_day(document: &Document) -> Option<String> {
    let map = |map: &'_ Map, key: &str| map.get(key).and_then(Value::as_map).cloned();
    let baseline = map(&map(&document.keys, "metric")?, "baseline")?;
    Some(baseline.get("on")?.as_text()?.to_owned())
}
