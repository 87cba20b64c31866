//! Steps that are closed by what some rows of a table hold, be it the step's own or another's.

use std::collections::HashSet;

use super::{Verdict, rows, unreadable};
use crate::status::facts::{Facts, Record};
use crate::syntax::{LinkKind, same_name};
use crate::workbook::{Actor, ActorKind, AtPath, CellHolds, Held, Rows, Step, Target, at_key_path};

pub(super) fn hold(wanted: &Rows, step: &Step, facts: &Facts<'_>) -> Verdict {
    let called = &wanted.called;
    let read = facts.read_step(&wanted.of);
    if read.faulty > 0 {
        let unreadable = unreadable(read.faulty);
        return Err(if same_name(&wanted.of, &step.name) {
            unreadable
        } else {
            format!("{unreadable} under `{}`", wanted.of)
        });
    }
    let only: Vec<Test<'_>> = wanted
        .only
        .iter()
        .map(|cell| Test::of(cell, facts))
        .collect();
    let mut found = read.records;
    found.retain(|record| only.iter().all(|test| test.holds(record, facts)));
    if let Some((path, column)) = &wanted.since {
        let AtPath::Filled(Some(since)) = at_key_path(&facts.document.keys, path) else {
            return Err(format!("`{path}` does not say since when"));
        };
        let count = found.len();
        found.retain(|record| record.date(column).is_some_and(|day| day >= since));
        if found.is_empty() && count > 0 {
            return Err(format!("no {called} since {since}, which is `{path}`"));
        }
    }
    match found.len() {
        0 if wanted.minimum > 0 => return Err(format!("no {called} yet")),
        0 => return Ok(format!("no {called}")),
        count if count < wanted.minimum as usize => {
            return Err(format!("{called}: {count} of {} rows", wanted.minimum));
        }
        _ => {}
    }
    // Of all rows of its own table a step need not say which they are.
    let is_own = same_name(&wanted.of, &step.name) && only.is_empty();
    let about = |fault: String| {
        if is_own {
            fault
        } else {
            format!("{called}: {fault}")
        }
    };
    for column in &wanted.filled {
        let empty = found.iter().filter(|record| record.words(column).is_none());
        match empty.count() {
            0 => {}
            empty => {
                let all = rows(found.len());
                return Err(about(format!("`{column}` is empty in {empty} of {all}")));
            }
        }
    }
    for cell in &wanted.each {
        let test = Test::of(cell, facts);
        if let Some(record) = found.iter().find(|record| !test.holds(record, facts)) {
            return Err(about(test.fault(record)));
        }
    }
    match (is_own, &wanted.since) {
        (true, None) => Ok(String::new()),
        (true, Some((path, _))) => Ok(format!("{} since `{path}`", found.len())),
        (false, _) => Ok(about(rows(found.len()))),
    }
}

/// What a cell must be, with what stands in the tables that it is held against.
struct Test<'a> {
    cell: &'a CellHolds,
    /// For each alternative the words that stand elsewhere.
    elsewhere: Vec<HashSet<&'a str>>,
}

impl<'a> Test<'a> {
    fn of(cell: &'a CellHolds, facts: &Facts<'a>) -> Self {
        let words = |held: &Held| match held {
            Held::In { step, column } => {
                let records = facts.records(step);
                let words = records.iter().filter_map(|record| record.words(column));
                words.flat_map(listed).collect()
            }
            _ => HashSet::new(),
        };
        Self {
            cell,
            elsewhere: cell.any.iter().map(words).collect(),
        }
    }

    fn holds(&self, record: &Record<'_>, facts: &Facts<'_>) -> bool {
        let Some(words) = record.words(&self.cell.column) else {
            return false;
        };
        let mut any = self.cell.any.iter().zip(&self.elsewhere);
        any.any(|(held, elsewhere)| match held {
            Held::Word(word) => word == words,
            Held::Actor(kind) => facts.workbook.config.actor(words).is_some_and(|actor| {
                *kind
                    == match actor {
                        Actor::Person(_) => ActorKind::Person,
                        Actor::Agent(_) => ActorKind::Agent,
                        Actor::System(_) => ActorKind::System,
                    }
            }),
            Held::Link => links(record, &self.cell.column, facts),
            Held::In { .. } => {
                elsewhere.contains(words) || listed(words).all(|word| elsewhere.contains(word))
            }
        })
    }

    /// What is wrong with a cell for which nothing of it holds.
    fn fault(&self, record: &Record<'_>) -> String {
        let column = &self.cell.column;
        let Some(words) = record.words(column) else {
            return format!("`{column}` is empty");
        };
        let mut faults = Vec::new();
        let mut listed = Vec::new();
        for held in &self.cell.any {
            match held {
                Held::Word(word) => listed.push(word.as_str()),
                Held::Actor(kind) => faults.push(format!("is no {}", kind.word())),
                Held::Link => faults.push("is no link that leads anywhere".to_owned()),
                Held::In { step, column } => {
                    faults.push(format!("does not stand under `{column}` of `{step}`"));
                }
            }
        }
        if !listed.is_empty() {
            faults.push(format!("is none of {}", listed.join(", ")));
        }
        format!("`{column}` is `{words}`, which {}", faults.join(" and "))
    }
}

/// A cell may name several, with commas between them.
fn listed(words: &str) -> impl Iterator<Item = &str> {
    let words = words.split(',').map(str::trim);
    words.filter(|word| !word.is_empty())
}

/// Whether a cell links something that there is.
fn links(record: &Record<'_>, column: &str, facts: &Facts<'_>) -> bool {
    let Some(place) = record.place(column) else {
        return false;
    };
    let mut links = facts.document.links_in(place);
    links.any(|(link, target)| {
        let leads = matches!(
            target,
            Target::Document { .. } | Target::File(_) | Target::Address
        );
        link.kind == LinkKind::Link && leads
    })
}
