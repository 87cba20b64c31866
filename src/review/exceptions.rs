//! What is let pass: findings that are allowed, kill signals that a person overrode, rules that are
//! turned down, terms that are protected no more.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::documents::Documents;
use super::{Change, Topic};
use crate::rules;
use crate::workbook::{Config, Document, KnownOfRule};

pub(super) fn changes(documents: &Documents<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    for pair in documents.pairs() {
        let (document, old) = (documents.now(pair), documents.before(pair));
        allows(document, old, &mut found);
        found.extend(overrides(document, old));
    }
    known(documents, &mut found);
    if let Some(before) = documents.before {
        config(
            &before.workbook.config,
            &documents.now.workbook.config,
            &mut found,
        );
    }
    found
}

fn allows(document: &Document, old: Option<&Document>, found: &mut Vec<Change>) {
    let known = old.map_or(&[][..], |old| old.allow.as_slice());
    let mut known: HashSet<(&str, Option<_>)> = known
        .iter()
        .map(|allow| {
            (
                allow.rule.value.as_str(),
                allow.until.as_ref().map(|day| day.value),
            )
        })
        .collect();
    for allow in &document.allow {
        let until = allow.until.as_ref().map(|day| day.value);
        if known.remove(&(allow.rule.value.as_str(), until)) {
            continue;
        }
        let change = Change::private(Topic::AllowAdded, &document.id).text(&allow.rule.value);
        let change = match until {
            Some(day) => change.words(format!(" until {day}")),
            None => change,
        };
        found.push(match &allow.because {
            Some(because) => change.words(", because ").text(&because.value),
            None => change,
        });
    }
}

/// What `known-findings.yaml` lists more than before, or for longer.
fn known(documents: &Documents<'_>, found: &mut Vec<Change>) {
    let before = documents
        .before
        .map(|before| before.workbook.known.as_slice());
    let mut listed: HashMap<(&str, &str, &str, Option<Date>), usize> = HashMap::new();
    for group in before.unwrap_or_default() {
        let until = group.until.as_ref().map(|day| day.value);
        for KnownOfRule { path, rule, ids } in &group.findings {
            for id in ids {
                let key = (&*path.value, &*rule.value, &*id.value, until);
                *listed.entry(key).or_default() += 1;
            }
        }
    }
    for group in &documents.now.workbook.known {
        let until = group.until.as_ref().map(|day| day.value);
        for KnownOfRule { path, rule, ids } in &group.findings {
            let old = documents.moved.get(&path.value).unwrap_or(&path.value);
            let mut count = 0;
            for id in ids {
                let same = listed.get_mut(&(&**old, &*rule.value, &*id.value, until));
                match same.filter(|left| **left > 0) {
                    Some(left) => *left -= 1,
                    None => count += 1,
                }
            }
            if count == 0 {
                continue;
            }
            let subject = path.value.strip_suffix(".md").unwrap_or(&path.value);
            let times = if count == 1 {
                String::new()
            } else {
                format!(" {count} times")
            };
            let until = until.map_or_else(String::new, |day| format!(" until {day}"));
            let change = Change::private(Topic::AllowAdded, subject).text(&rule.value);
            let change = change.words(format!("{times}{until}, as known"));
            found.push(match &group.because {
                Some(because) => change.words(", because ").text(&because.value),
                None => change,
            });
        }
    }
}

fn overrides(document: &Document, old: Option<&Document>) -> Option<Change> {
    let told = |document: &Document| {
        let one = document.as_loop()?.kill_override.clone()?;
        let by = one.by.map(|by| by.value);
        let because = one.because.map(|because| because.value);
        Some((by, because, one.until.map(|until| until.value)))
    };
    let now = told(document)?;
    if old.and_then(told).as_ref() == Some(&now) {
        return None;
    }
    let (by, because, until) = now;
    let mut change = Change::private(Topic::OverrideAdded, &document.id);
    if let Some(by) = by {
        change = change.words("by ").text(by);
    }
    if let Some(until) = until {
        change = change.words(format!(" until {until}"));
    }
    if let Some(because) = because {
        change = change.words(", because ").text(because);
    }
    Some(change)
}

fn config(before: &Config, now: &Config, found: &mut Vec<Change>) {
    let (old, new) = (levels(before), levels(now));
    for rule in rules::RULES.iter().filter(|rule| !rule.fixed) {
        let default = rule.severity.word();
        let was = old.get(rule.name).copied().unwrap_or(default);
        let is = new.get(rule.name).copied().unwrap_or(default);
        if rank(is) < rank(was) {
            let change = Change::private(Topic::RuleLowered, rule.name);
            found.push(change.between(Some(was), Some(is)));
        }
    }
    let kept: HashSet<&str> = now
        .protected_terms
        .iter()
        .map(|term| &*term.value)
        .collect();
    for term in &before.protected_terms {
        if !kept.contains(term.value.as_str()) {
            // Not even the team's own review says which: it is what was promised to be kept.
            found.push(Change::private(
                Topic::TermRemoved,
                crate::source::CONFIG_FILE,
            ));
        }
    }
}

fn levels(config: &Config) -> HashMap<&str, &str> {
    let levels = config.rules.iter();
    levels
        .map(|(rule, level)| (&*rule.value, &*level.value))
        .collect()
}

fn rank(level: &str) -> usize {
    let levels = ["off", "note", "warning", "error"];
    levels
        .iter()
        .position(|known| *known == level)
        .unwrap_or(levels.len())
}
