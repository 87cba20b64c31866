//! Steps that are closed by a table of a certain form.

use std::collections::HashSet;

use super::{Verdict, rows, unreadable};
use crate::status::facts::{Facts, Record};
use crate::workbook::{CellType, HasWord, Step, TableForm};

pub(super) fn filled(step: &Step, form: &TableForm, facts: &Facts<'_>) -> Verdict {
    let read = facts.read_step(&step.name);
    let records = read.records;
    if read.faulty > 0 {
        return Err(unreadable(read.faulty));
    }
    if records.is_empty() {
        let required = form.columns.iter().filter(|column| !column.optional);
        let names: Vec<&str> = required.map(|column| column.name.as_str()).collect();
        return Err(format!("no table `{}` with a row yet", names.join(", ")));
    }
    if records.len() < form.rows as usize {
        return Err(format!("{} of {} rows", records.len(), form.rows));
    }
    controls_differ(form, &records)?;
    if let Some(each) = &form.each {
        every_word(each, form, &records)?;
    }
    for has in &form.has {
        if !records.iter().any(|record| has_word(record, has)) {
            return Err(format!("no row of kind {}", has.words.join(" or ")));
        }
    }
    for column in &form.filled {
        if records.iter().all(|record| record.words(column).is_none()) {
            return Err(format!("`{column}` is empty in every row"));
        }
    }
    Ok(rows(records.len()))
}

fn has_word(record: &Record<'_>, has: &HasWord) -> bool {
    let words = record.words(&has.column);
    words.is_some_and(|words| has.words.iter().any(|word| word == words))
}

/// No control has the id of another.
fn controls_differ(form: &TableForm, records: &[Record<'_>]) -> Result<(), String> {
    let columns = form.columns.iter();
    for column in columns.filter(|column| column.cells == CellType::NewControl) {
        let mut seen = HashSet::new();
        let mut ids = records
            .iter()
            .filter_map(|record| record.words(&column.name));
        if let Some(twice) = ids.find(|id| !seen.insert(*id)) {
            return Err(format!("`{twice}` stands in two rows"));
        }
    }
    Ok(())
}

/// Each word of a column's list must stand in at least one row.
fn every_word(column: &str, form: &TableForm, records: &[Record<'_>]) -> Result<(), String> {
    let Some(CellType::Words(words)) = form.column(column).map(|column| &column.cells) else {
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
