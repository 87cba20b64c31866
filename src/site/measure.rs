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
        change: metric.change_percent.map(change),
        standard: metric.standard.map(figure),
    }
}

/// A number as it is set in a text, with a minus sign that is one.
fn figure(number: f64) -> String {
    status::number(number).replace('-', "\u{2212}")
}

/// A change in percent, to one decimal, always with its sign.
fn change(percent: f64) -> String {
    let rounded = (percent * 10.0).round() / 10.0;
    let sign = if rounded > 0.0 { "+" } else { "" };
    format!("{sign}{}\u{a0}%", figure(rounded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_has_a_sign_and_one_decimal() {
        for (percent, text) in [
            (-59.154_929, "\u{2212}59.2\u{a0}%"),
            (12.0, "+12\u{a0}%"),
            (0.0, "0\u{a0}%"),
            (-0.01, "0\u{a0}%"),
        ] {
            assert_eq!(change(percent), text);
        }
    }
}
