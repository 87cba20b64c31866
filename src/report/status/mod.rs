//! The status of workflows as text: for people, as JSON and as Markdown. All three render what
//! `crate::status` found; none of them evaluates anything.

mod grid;
mod human;
mod json;
mod markdown;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use jiff::civil::Date;

use super::Style;
use crate::audience::Withheld;
use crate::status::{LoopState, LoopStatus, SignalState, Status, number};
use crate::workbook::Workbook;

/// How a status is written (`--format`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusFormat {
    /// For people at a terminal.
    Human,
    /// One object.
    Json,
    /// For a comment or a note.
    Markdown,
}

/// What a status report is about.
pub struct StatusReport<'a> {
    /// The status.
    pub status: &'a Status,
    /// The workbook it was found in.
    pub workbook: &'a Workbook,
    /// What of it must not be told.
    pub withheld: &'a Withheld,
    /// The date that counted as today.
    pub as_of: Date,
    /// How the report may look.
    pub style: Style,
}

impl StatusReport<'_> {
    /// Writes the report.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn write(&self, format: StatusFormat, out: &mut dyn Write) -> io::Result<()> {
        match format {
            StatusFormat::Human => human::write(self, out),
            StatusFormat::Json => json::write(self, out),
            StatusFormat::Markdown => markdown::write(self, out),
        }
    }

    /// What may be told of a text of the workbook, or one that quotes it.
    fn told<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.withheld.message(text)
    }
}

/// A loop in one word: its state, or what stands in the way of closing it.
fn word(status: &LoopStatus) -> String {
    if status.signal.is_open() {
        return "fired".to_owned();
    }
    if status.state != LoopState::Open {
        return status.state.word().to_owned();
    }
    let closed = status.steps.iter().filter(|step| step.closed).count();
    if closed == status.steps.len() {
        let signal = match status.signal.state {
            SignalState::Fired => "overridden",
            SignalState::Clear | SignalState::Unknown => "unknown",
        };
        return signal.to_owned();
    }
    format!("{closed} of {}", status.steps.len())
}

/// `5.5 minutes on 2026-11-20, -61.3 % against the baseline of 14.2; the standard of 6 is met; 70
/// minutes of review, 148.9 a run`; what was not measured is said.
fn metric(status: &LoopStatus) -> Option<String> {
    let metric = status.metric.as_ref()?;
    let unit = metric
        .unit
        .as_deref()
        .map_or(String::new(), |unit| format!(" {unit}"));
    let Some(latest) = metric.latest() else {
        let mut text = "not measured: there is no run yet".to_owned();
        match metric.baseline {
            Some(baseline) => {
                let _ = write!(text, "; the baseline is {}{unit}", number(baseline));
            }
            None => text += ", and no baseline",
        }
        return Some(text);
    };
    let mut text = format!("{}{unit} on {}", number(latest.value), latest.date);
    match (metric.baseline, metric.change_percent()) {
        (Some(baseline), Some(change)) => {
            let baseline = number(baseline);
            let _ = write!(text, ", {change:+.1} % against the baseline of {baseline}");
        }
        (Some(baseline), None) => {
            let _ = write!(text, ", baseline {}", number(baseline));
        }
        (None, _) => text += ", baseline not measured",
    }
    if status.moved_baseline.state == SignalState::Fired {
        text += ", which was moved after the first run";
    }
    if let (Some(standard), Some(distance)) = (metric.standard, metric.distance()) {
        let standard = number(standard);
        let _ = if distance > 0.0 {
            let distance = number(distance);
            write!(text, "; {distance} short of the standard of {standard}")
        } else {
            write!(text, "; the standard of {standard} is met")
        };
    }
    match (latest.review, metric.review_per_run()) {
        (Some(review), Some(mean)) => {
            let (review, mean) = (number(review), number(mean));
            let _ = write!(text, "; {review} minutes of review, {mean} a run");
        }
        _ => text += "; review not measured",
    }
    Some(text)
}
