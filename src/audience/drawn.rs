//! What a public document draws from elsewhere: for whoever holds two states of a workbook against
//! each other.

use std::collections::BTreeSet;

use super::metric::PublicMetric;
use super::publication::{Publication, may_be_copied};
use crate::workbook::{TableTarget, Target};

impl Publication<'_> {
    /// What the document at `position` shows or takes along that does not stand in it: the words and
    /// numbers of a metric, and files, by their paths; nothing where it is private.
    pub fn drawn(&self, position: usize) -> BTreeSet<String> {
        let files = self.files_of(position).into_iter().map(|(path, _)| path);
        let mut drawn: BTreeSet<String> = files.collect();
        let page = self.workbook.documents[position].as_page();
        let page = page.filter(|_| self.is_public(position));
        let metric = page.and_then(|page| PublicMetric::of(page, self.workbook, self.status));
        if let Some(metric) = metric {
            let numbers = [metric.baseline, metric.standard].into_iter().flatten();
            let values = metric.values.iter();
            drawn.extend([metric.name, metric.unit].into_iter().flatten());
            drawn.extend(numbers.map(|number| number.to_string()));
            drawn.extend(values.map(|value| format!("{} {}", value.date, value.value)));
        }
        drawn
    }

    /// The paths at which nothing stands and that public text links, or at which a loop keeps runs that
    /// a public page shows: what is put there is published.
    pub fn awaited(&self) -> BTreeSet<String> {
        let workbook = self.workbook;
        let public = (0..workbook.documents.len()).filter(|&at| self.is_public(at));
        let mut awaited = BTreeSet::new();
        for position in public {
            let page = workbook.documents[position].as_page();
            let links = self.links(position).into_iter().map(|link| link.target);
            let next = page.and_then(|page| page.next.as_ref());
            let targets = links.chain(next.map(|next| next.target.clone()));
            awaited.extend(targets.filter_map(|target| match target {
                Target::Missing(path) if may_be_copied(&path) => Some(path),
                _ => None,
            }));
            let shown = page.and_then(|page| page.show_metric.as_ref());
            let of_loop = shown.and_then(|shown| workbook.document(&shown.of_loop.value));
            let tables = of_loop.into_iter().flat_map(|kept| &kept.table_files);
            awaited.extend(tables.filter_map(|table| match &table.target {
                TableTarget::Missing(path) => Some(path.clone()),
                _ => None,
            }));
        }
        awaited
    }
}
