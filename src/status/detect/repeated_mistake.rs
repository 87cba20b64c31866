//! Kill signal of `improve`: a mistake is corrected twice with no update in between (language,
//! section 5.5).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Span};
use crate::status::facts::Facts;
use crate::status::signal::Signal;

/// Without history: the same mistake corrected twice with no update in between.
pub(super) fn repeated_mistake(facts: &Facts<'_>) -> Signal {
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
