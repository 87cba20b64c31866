//! What agents may do: controls, who approves, who owns, and how far work is automated.

use std::collections::BTreeMap;

use super::documents::Documents;
use super::{Change, Topic};
use crate::workbook::{Document, TypedRow, Workbook, typed_tables};

/// A control as its rows say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Control {
    action: Option<String>,
    limit: Option<String>,
    approver: Option<String>,
    reversible: Option<String>,
    owner: Option<String>,
}

pub(super) fn changes(documents: &Documents<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    for pair in documents.pairs() {
        let document = documents.now(pair);
        let now = controls(document, &documents.now.workbook);
        let before = match (documents.before(pair), documents.before) {
            (Some(old), Some(before)) => controls(old, &before.workbook),
            _ => BTreeMap::new(),
        };
        compare(document, &before, &now, &mut found);
        found.extend(automation(documents.before(pair), document));
    }
    for (_, document, compiled) in documents.gone() {
        let before = controls(document, &compiled.workbook);
        compare(document, &before, &BTreeMap::new(), &mut found);
    }
    found
}

/// The controls of a loop, by their ids.
fn controls(document: &Document, workbook: &Workbook) -> BTreeMap<String, Control> {
    let mut controls: BTreeMap<String, Control> = BTreeMap::new();
    if document.as_loop().is_none() {
        return controls;
    }
    let tables = typed_tables(document, workbook);
    let words = |row: &TypedRow<'_>, column: &str| row.words(column).map(str::to_owned);
    for table in &tables {
        if table.has_columns(&["Control", "Limit", "Approver", "Reversible"]) {
            for row in table.rows() {
                let Some(id) = words(&row, "Control") else {
                    continue;
                };
                let control = controls.entry(id).or_default();
                control.action = words(&row, "Action");
                control.limit = words(&row, "Limit");
                control.approver = words(&row, "Approver");
                control.reversible = words(&row, "Reversible");
            }
        }
    }
    for table in &tables {
        if table.has_columns(&["Decision", "Owner"]) {
            for row in table.rows() {
                let id = row.words("Decision");
                if let Some(control) = id.and_then(|id| controls.get_mut(id)) {
                    control.owner = words(&row, "Owner");
                }
            }
        }
    }
    controls
}

fn compare(
    document: &Document,
    before: &BTreeMap<String, Control>,
    now: &BTreeMap<String, Control>,
    found: &mut Vec<Change>,
) {
    let change = |topic, id: &str| Change::private(topic, &document.id).text(id);
    for (id, control) in now {
        let Some(was) = before.get(id) else {
            let change = change(Topic::ControlAdded, id);
            found.push(match &control.limit {
                Some(limit) => change.words(", with the limit ").text(limit),
                None => change,
            });
            continue;
        };
        for (what, weakens, then, after) in differences(was, control) {
            let topic = if weakens {
                Topic::ControlWeakened
            } else {
                Topic::ControlChanges
            };
            let change = change(topic, id).words(format!(", its {what} "));
            found.push(change.between(then.as_deref(), after.as_deref()));
        }
    }
    for id in before.keys().filter(|id| !now.contains_key(*id)) {
        found.push(change(Topic::ControlRemoved, id));
    }
}

type Difference<'c> = (&'static str, bool, &'c Option<String>, &'c Option<String>);

/// What is another of a control, and whether that weakens it.
fn differences<'c>(was: &'c Control, now: &'c Control) -> Vec<Difference<'c>> {
    let is_final = [was, now]
        .iter()
        .any(|control| control.reversible.as_deref() == Some("no"));
    let lost = |then: &Option<String>, now: &Option<String>| then.is_some() && now.is_none();
    let all = [
        ("action", false, &was.action, &now.action),
        (
            "limit",
            limit_weakens(was.limit.as_deref(), now.limit.as_deref()),
            &was.limit,
            &now.limit,
        ),
        (
            "approver",
            lost(&was.approver, &now.approver) || is_final,
            &was.approver,
            &now.approver,
        ),
        (
            "`Reversible`",
            now.reversible.as_deref() == Some("no") || now.reversible.is_none(),
            &was.reversible,
            &now.reversible,
        ),
        (
            "owner",
            lost(&was.owner, &now.owner),
            &was.owner,
            &now.owner,
        ),
    ];
    all.into_iter()
        .filter(|(_, _, then, now)| then != now)
        .map(|(what, weakens, then, now)| (what.trim_matches('`'), weakens, then, now))
        .collect()
}

/// Whether a limit lets more through. Its parts are compared by their numbers: where one says that it
/// is the least, a lower number is weaker, else a higher one. Other words cannot be judged.
fn limit_weakens(was: Option<&str>, now: Option<&str>) -> bool {
    let (Some(was), Some(now)) = (was, now) else {
        return was.is_some();
    };
    let (was, now) = (parts(was), parts(now));
    if was.len() != now.len() {
        // A condition that falls away lets more through.
        return now.len() < was.len();
    }
    was.iter().zip(&now).any(|((was, is_least), (now, _))| {
        let numbers = was.iter().zip(now);
        was.len() == now.len()
            && numbers
                .clone()
                .any(|(was, now)| if *is_least { now < was } else { now > was })
    })
}

/// The conditions of a limit: the numbers of each, and whether they are the least that is needed.
fn parts(limit: &str) -> Vec<(Vec<f64>, bool)> {
    const LEAST: [&str; 8] = [
        "at least",
        "or higher",
        "or more",
        "or better",
        "minimum",
        "no less",
        "≥",
        ">",
    ];
    let parts = limit.split([';']).flat_map(|part| part.split(", "));
    let part = |part: &str| {
        let lower = part.to_lowercase();
        let words = part.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
        let numbers = words.filter_map(|word| {
            let word = word.trim_matches(['.', ',']).replace(',', "");
            word.parse::<f64>().ok()
        });
        (
            numbers.collect(),
            LEAST.iter().any(|least| lower.contains(least)),
        )
    };
    parts.map(part).collect()
}

fn automation(old: Option<&Document>, document: &Document) -> Option<Change> {
    let level = |document: &Document| {
        let automation = document.as_loop()?.automation.as_ref()?;
        Some(automation.value.clone())
    };
    let rank = |level: &Option<String>| match level.as_deref() {
        Some("assisted") => 1,
        Some("full") => 2,
        _ => 0,
    };
    let (was, now) = (old.and_then(level), level(document));
    let change = || {
        let was = was.as_deref().unwrap_or("none");
        let change = Change::private(Topic::AutomationRaised, &document.id);
        change.between(Some(was), now.as_deref())
    };
    (rank(&now) > rank(&was)).then(change)
}

#[cfg(test)]
mod tests {
    use super::limit_weakens;

    #[test]
    fn a_limit_that_lets_more_through_is_weaker() {
        let weakens = |was: &str, now: &str| limit_weakens(Some(was), Some(now));
        assert!(weakens("80 euro", "120 euro"));
        assert!(!weakens("120 euro", "80 euro"));
        assert!(weakens("1,000 euro", "1,200 euro"));
        let was = "score 0.92 or higher, part up to 400 PLN, no trade customer";
        assert!(weakens(was, &was.replace("0.92", "0.8")));
        assert!(!weakens(was, &was.replace("0.92", "0.95")));
        assert!(weakens(was, &was.replace("400", "500")));
        assert!(weakens(was, &was.replace(", no trade customer", "")));
        assert!(!weakens("one a day", "one an hour"));
        assert!(limit_weakens(Some("80"), None));
        assert!(!limit_weakens(None, Some("80")));
    }
}
