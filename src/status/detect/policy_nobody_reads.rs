//! Kill signal of `govern`: nothing that runs names any of the controls (language, section 5.4).

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::status::facts::{Facts, Record};
use crate::status::signal::Signal;
use crate::workbook::{ReadBy, ReadByFile};

pub(super) fn policy_nobody_reads<'w>(facts: &Facts<'w>, map: Option<&Facts<'w>>) -> Signal {
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

/// The controls that nothing reads, where something reads others. Where nothing reads any, the kill
/// signal says so.
pub(in crate::status) fn unread_controls<'w>(
    facts: &Facts<'w>,
    map: Option<&Facts<'w>>,
) -> Vec<Spanned<String>> {
    let controls = facts.records("Thresholds");
    if controls.len() < 2 {
        return Vec::new();
    }
    let read = read_controls(facts, map);
    let id = |row: &Record<'w>| Some((row.words("Control")?, row.place("Control")?));
    let all: Vec<(&str, Span)> = controls.iter().filter_map(id).collect();
    let unread = all.iter().filter(|(id, _)| !read.contains(id));
    let unread: Vec<Spanned<String>> = unread
        .map(|(id, place)| Spanned::new((*id).to_owned(), *place))
        .collect();
    if unread.len() == all.len() {
        return Vec::new();
    }
    unread
}

/// The controls that the map's Control column or a file of `read_by` names.
fn read_controls<'w>(facts: &Facts<'w>, map: Option<&Facts<'w>>) -> HashSet<&'w str> {
    let rows = map.map_or(Vec::new(), |map| map.records("Map"));
    let named = rows.iter().filter_map(|row| row.words("Control"));
    let mut read: HashSet<&str> = named
        .flat_map(|cell| cell.split(',').map(str::trim))
        .collect();
    for row in facts.records("Thresholds") {
        if let Some(id) = row.words("Control")
            && facts
                .document
                .read_by
                .iter()
                .any(|file| is_named_in(file, id))
        {
            read.insert(id);
        }
    }
    read
}

/// Whether a file that `read_by` names holds an id.
fn is_named_in(file: &ReadBy, id: &str) -> bool {
    matches!(&file.found, ReadByFile::Text(text) if names(text, id))
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
