//! What a public document draws from elsewhere: for whoever holds two states of a workbook against
//! each other.

use std::collections::BTreeSet;

use super::metric::PublicMetric;
use super::publication::Publication;

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
}
