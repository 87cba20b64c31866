//! A public metric in words and figures, for the table on its page.

use super::data::Measure;
use crate::audience::PublicMetric;
use crate::status;

/// What the template gets of a metric. What is missing stays missing: it is named as such there.
pub(super) fn measure(metric: &PublicMetric) -> Measure {
    let latest = metric.latest();
    Measure {
        name: metric.name.clone(),
        unit: metric.unit.clone(),
        before: metric.baseline.map(figure),
        latest: latest.map(|latest| figure(latest.value)),
        latest_on: latest.map(|latest| latest.date.to_string()),
        change: metric.change_percent.map(status::change),
        standard: metric.standard.map(figure),
    }
}

/// A number as it is set in a text, with a minus sign that is one.
fn figure(number: f64) -> String {
    status::number(number).replace('-', "\u{2212}")
}
