//! Evidence and customers that are new, and evidence that is gone.

use std::collections::BTreeMap;

use super::documents::Documents;
use super::{Change, Topic};
use crate::syntax::canonical_name;
use crate::workbook::{Document, Kind, Workbook};

pub(super) fn changes(documents: &Documents<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    for pair in documents.pairs() {
        let document = documents.now(pair);
        let was = documents.before(pair).is_some_and(is_evidence);
        if is_evidence(document) && !was {
            found.push(evidence(Topic::EvidenceNew, document));
        }
    }
    let gone = documents
        .gone()
        .filter(|(_, document, _)| is_evidence(document));
    found.extend(gone.map(|(_, document, _)| evidence(Topic::EvidenceRemoved, document)));
    let before = documents.before.map(|before| customers(&before.workbook));
    let before = before.unwrap_or_default();
    for (key, (name, id)) in customers(&documents.now.workbook) {
        if !before.contains_key(&key) {
            let change = Change::private(Topic::CustomerNew, id);
            found.push(change.text(name));
        }
    }
    found
}

const fn is_evidence(document: &Document) -> bool {
    matches!(document.kind, Kind::Evidence(_))
}

fn evidence(topic: Topic, document: &Document) -> Change {
    let change = Change::private(topic, &document.id).text(&document.title);
    match &document.kind {
        Kind::Evidence(front) if front.outside => change.words(", from outside"),
        _ => change,
    }
}

/// The customers that the workbook names, each with the first document that does.
fn customers(workbook: &Workbook) -> BTreeMap<String, (&str, &str)> {
    let mut customers = BTreeMap::new();
    for document in &workbook.documents {
        let customer = match &document.kind {
            Kind::Evidence(front) => front.customer.as_ref(),
            Kind::Page(front) => front.customer.as_ref(),
            _ => None,
        };
        if let Some(customer) = customer {
            let name = (customer.value.as_str(), document.id.as_str());
            customers
                .entry(canonical_name(&customer.value))
                .or_insert(name);
        }
    }
    customers
}
