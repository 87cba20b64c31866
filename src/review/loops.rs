//! Loops, their steps and their kill signals.

use std::collections::HashMap;

use super::documents::{Documents, Pair};
use super::{Change, Topic};
use crate::status::{LoopState, LoopStatus, SignalState};
use crate::workbook::{Document, Workbook};

pub(super) fn changes(documents: &Documents<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    for pair in documents.pairs() {
        let document = documents.now(pair);
        if document.as_loop().is_some() {
            of_loop(documents, pair, document, &mut found);
        }
    }
    for (_, document, compiled) in documents.gone() {
        if document.as_loop().is_none() {
            continue;
        }
        found.push(Change::private(Topic::LoopCeases, &document.id));
        if signal_words(document, &compiled.workbook).is_some() {
            let change = Change::private(Topic::SignalDisappears, &document.id);
            found.push(change.words("with its loop"));
        }
    }
    found
}

fn of_loop(documents: &Documents<'_>, pair: Pair, document: &Document, found: &mut Vec<Change>) {
    let Some((_, now)) = documents.now.status.of_loop(pair.now) else {
        return;
    };
    let old = documents.before(pair).filter(|old| old.as_loop().is_some());
    let was = documents.before.zip(pair.before);
    let was = was.and_then(|(before, at)| before.status.of_loop(at));
    let was = was.map(|(_, was)| was);
    if old.is_none() {
        let closed = now.steps.iter().filter(|step| step.closed).count();
        let words = format!("{closed} of its {} steps are closed", now.steps.len());
        found.push(Change::private(Topic::LoopAppears, &document.id).words(words));
    }
    let was_retired = was.is_some_and(|was| was.state == LoopState::Retired);
    if now.state == LoopState::Retired && !was_retired {
        found.push(retires(document));
    }
    if let Some(was) = was.filter(|was| was.state != LoopState::Retired)
        && now.state != LoopState::Retired
    {
        steps(document, was, now, found);
    }
    fires(document, was, now, found);
    if let (Some(old), Some(before)) = (old, documents.before) {
        let then = signal_words(old, &before.workbook);
        let words = signal_words(document, &documents.now.workbook);
        says(
            document,
            "its words, ",
            then.as_deref(),
            words.as_deref(),
            found,
        );
        let (then, condition) = (kill_when(old), kill_when(document));
        says(
            document,
            "kill_when, ",
            then.as_deref(),
            condition.as_deref(),
            found,
        );
    }
}

fn retires(document: &Document) -> Change {
    let change = Change::private(Topic::LoopRetires, &document.id);
    let retired = document.as_loop().and_then(|front| front.retired.as_ref());
    let because = retired.and_then(|retired| retired.because.as_ref());
    match because {
        Some(because) => change.words("because ").text(&because.value),
        None => change.words("without a reason"),
    }
}

fn steps(document: &Document, was: &LoopStatus, now: &LoopStatus, found: &mut Vec<Change>) {
    let before: HashMap<&str, bool> = was
        .steps
        .iter()
        .map(|step| (step.step.as_str(), step.closed))
        .collect();
    for step in &now.steps {
        let was_closed = before.get(step.step.as_str()).copied().unwrap_or(false);
        let topic = match (was_closed, step.closed) {
            (false, true) => Topic::StepCloses,
            (true, false) => Topic::StepOpens,
            _ => continue,
        };
        let change = Change::private(topic, &document.id);
        found.push(change.text(&step.step).words(": ").text(&step.why));
    }
}

fn fires(document: &Document, was: Option<&LoopStatus>, now: &LoopStatus, found: &mut Vec<Change>) {
    let fires = |status: &LoopStatus| status.signal.is_open();
    let moved = |status: &LoopStatus| status.moved_baseline.state == SignalState::Fired;
    let both = [
        (was.is_some_and(fires), fires(now), &now.signal),
        (was.is_some_and(moved), moved(now), &now.moved_baseline),
    ];
    for (before, after, signal) in both {
        let topic = match (before, after) {
            (false, true) => Topic::SignalFires,
            (true, false) => Topic::SignalStops,
            _ => continue,
        };
        found.push(Change::private(topic, &document.id).text(&signal.why));
    }
}

/// What a signal says before and now: its words, or its condition.
fn says(
    document: &Document,
    what: &str,
    before: Option<&str>,
    now: Option<&str>,
    found: &mut Vec<Change>,
) {
    if before == now {
        return;
    }
    let topic = match now {
        Some(_) => Topic::SignalChanges,
        None => Topic::SignalDisappears,
    };
    let change = Change::private(topic, &document.id).words(what);
    found.push(change.between(before, now));
}

fn kill_when(document: &Document) -> Option<String> {
    let text = document.keys.get("kill_when")?.as_text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The words below `## Kill signal`, however their lines are broken.
fn signal_words(document: &Document, workbook: &Workbook) -> Option<String> {
    let heading = document.body.heading(2, "Kill signal")?;
    let content = heading.content();
    if !document.body.section(content).says_something() {
        return None;
    }
    let words: Vec<&str> = workbook.files.slice(content).split_whitespace().collect();
    Some(words.join(" "))
}
