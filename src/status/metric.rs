//! The metric of an instrument loop: baseline, latest value, change, standard, review cost
//! (language, section 5.3). What was not measured is absent, never zero.

use jiff::civil::Date;

use super::facts::Facts;
use crate::syntax::{Map, Value};
use crate::workbook::cell_date;

/// The step that holds the runs.
pub(super) const RUNS: &str = "Compare";

/// In which direction a metric gets better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// The lower the better.
    Lower,
    /// The higher the better.
    Higher,
}

impl Better {
    /// The word in `metric.better`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Higher => "higher",
        }
    }
}

/// A run of the workflow that was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// When.
    pub date: Date,
    /// The metric's value.
    pub value: f64,
    /// How many exceptions there were.
    pub exceptions: Option<f64>,
    /// Minutes of review.
    pub review: Option<f64>,
}

/// A metric and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricStatus {
    /// What it counts.
    pub name: Option<String>,
    /// In which unit.
    pub unit: Option<String>,
    /// In which direction it gets better.
    pub better: Option<Better>,
    /// The number to reach.
    pub standard: Option<f64>,
    /// The value before the intervention.
    pub baseline: Option<f64>,
    /// The day of the intervention.
    pub intervened_on: Option<Date>,
    /// The runs up to today, oldest first.
    pub runs: Vec<Run>,
    /// Whether a run could not be read, so that there are more than is known. This is reported.
    pub is_partial: bool,
}

impl MetricStatus {
    /// The metric of a loop; none where its front matter has none.
    pub(super) fn of(facts: &Facts<'_>) -> Option<Self> {
        let map = facts.map("metric")?;
        let baseline = map.get("baseline").and_then(Value::as_map);
        let mut runs: Vec<Run> = facts
            .records(RUNS)
            .iter()
            .filter_map(|record| {
                Some(Run {
                    date: record.date("Date")?,
                    value: record.number("Value")?,
                    exceptions: record.number("Exceptions"),
                    review: record.number("Review"),
                })
            })
            .filter(|run| run.date <= facts.today)
            .collect();
        runs.sort_by_key(|run| run.date);
        Some(Self {
            name: text(map, "name"),
            unit: text(map, "unit"),
            better: match map.get("better").and_then(Value::as_text) {
                Some("lower") => Some(Better::Lower),
                Some("higher") => Some(Better::Higher),
                _ => None,
            },
            standard: map.get("standard").and_then(Value::as_number),
            baseline: baseline
                .and_then(|map| map.get("value"))
                .and_then(Value::as_number),
            intervened_on: day(map, "intervened_on"),
            runs,
            is_partial: facts.read_step(RUNS).faulty > 0,
        })
    }

    /// The newest run.
    pub fn latest(&self) -> Option<&Run> {
        self.runs.last()
    }

    /// The newest run that is not after `day`.
    pub fn latest_until(&self, day: Date) -> Option<&Run> {
        self.runs.iter().rev().find(|run| run.date <= day)
    }

    /// The metric as it stood on `day`.
    #[must_use]
    pub fn until(&self, day: Date) -> Self {
        let known = self.runs.iter().filter(|run| run.date <= day);
        Self {
            runs: known.cloned().collect(),
            ..self.clone()
        }
    }

    /// The change of the latest value against the baseline, in percent of the baseline.
    pub fn change_percent(&self) -> Option<f64> {
        let (baseline, latest) = (self.baseline?, self.latest()?.value);
        (baseline != 0.0).then(|| (latest - baseline) / baseline.abs() * 100.0)
    }

    /// Whether the latest value reaches the standard.
    pub fn meets_standard(&self) -> Option<bool> {
        let (standard, latest) = (self.standard?, self.latest()?.value);
        Some(match self.better? {
            Better::Lower => latest <= standard,
            Better::Higher => latest >= standard,
        })
    }

    /// How far the latest value still is from the standard, in the metric's unit; zero where it is
    /// met.
    pub fn distance(&self) -> Option<f64> {
        let (standard, latest) = (self.standard?, self.latest()?.value);
        let short = match self.better? {
            Better::Lower => latest - standard,
            Better::Higher => standard - latest,
        };
        Some(short.max(0.0))
    }

    /// The minutes of review that a run costs, on the average of the runs that counted them.
    pub fn review_per_run(&self) -> Option<f64> {
        let reviews: Vec<f64> = self.runs.iter().filter_map(|run| run.review).collect();
        #[expect(
            clippy::cast_precision_loss,
            reason = "there are at most some 100,000 runs"
        )]
        let count = reviews.len() as f64;
        (!reviews.is_empty()).then(|| reviews.iter().sum::<f64>() / count)
    }

    /// Whether `to` is worse than `from`.
    pub fn is_worse(&self, from: f64, to: f64) -> Option<bool> {
        Some(match self.better? {
            Better::Lower => to > from,
            Better::Higher => to < from,
        })
    }
}

fn text(map: &Map, key: &str) -> Option<String> {
    let text = map.get(key)?.as_text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The day that a key names.
pub(super) fn day(map: &Map, key: &str) -> Option<Date> {
    map.get(key).and_then(Value::as_text).and_then(cell_date)
}

/// A change in percent, to one decimal and with its sign.
pub fn change(percent: f64) -> String {
    let rounded = (percent * 10.0).round() / 10.0;
    let sign = if rounded > 0.0 { "+" } else { "" };
    let number = shown(rounded).replace('-', "\u{2212}");
    format!("{sign}{number}\u{a0}%")
}

/// A number as people write it: no more than two decimals, and none where there are none.
pub fn shown(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    if rounded == 0.0 {
        "0".to_owned()
    } else {
        rounded.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::change;

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
