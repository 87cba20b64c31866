//! A metric in words and figures, with its chart.

use super::chart::Chart;
use super::data::Measure;
use crate::audience::PublicMetric;
use crate::status::{self, MetricStatus};

impl Measure {
    /// What a public page shows of a metric. What is missing stays missing: templates name it as
    /// such.
    pub(super) fn of_public(metric: &PublicMetric) -> Self {
        let latest = metric.latest();
        Self {
            name: metric.name.clone(),
            unit: metric.unit.clone(),
            before: metric.baseline.map(figure),
            latest: latest.map(|latest| figure(latest.value)),
            latest_on: latest.map(|latest| latest.date.to_string()),
            change: metric.change_percent.map(status::change),
            standard: metric.standard.map(figure),
            meets_standard: None,
            review: None,
            chart: Chart::of_public(metric),
        }
    }

    /// What the team sees of a metric.
    pub(super) fn of(metric: &MetricStatus) -> Self {
        let latest = metric.latest();
        Self {
            name: metric.name.clone(),
            unit: metric.unit.clone(),
            before: metric.baseline.map(figure),
            latest: latest.map(|latest| figure(latest.value)),
            latest_on: latest.map(|latest| latest.date.to_string()),
            change: metric.change_percent().map(status::change),
            standard: metric.standard.map(figure),
            meets_standard: metric.meets_standard(),
            review: metric.review_per_run().map(figure),
            chart: Chart::of(metric),
        }
    }
}

/// A number as it is set in a text, with a minus sign that is one.
pub(super) fn figure(number: f64) -> String {
    status::number(number).replace('-', "\u{2212}")
}
