//! Whether a baseline was moved after the first run, which makes every change look better or worse
//! than it is (language, section 5.3). No kill signal, but judged as one.
//!
//! The baseline that counts is the first one that a commit shows beside a run; today's must be the
//! same. One that was absent and is added later is not moved, one that is put back is mended.

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Span};
use crate::source::{History, Version, climb};
use crate::status::facts::Facts;
use crate::status::metric::{RUNS, day, shown};
use crate::status::past::{look, moments, workbook_of};
use crate::status::signal::Signal;
use crate::syntax::{Map, Value};
use crate::workbook::TableTarget;

/// A baseline as it was written down.
#[derive(Clone, Copy, PartialEq)]
struct Baseline {
    value: f64,
    on: Option<Date>,
}

impl Baseline {
    fn of(facts: &Facts<'_>) -> Option<Self> {
        let map = written(facts)?;
        Some(Self {
            value: map.get("value").and_then(Value::as_number)?,
            on: day(map, "on"),
        })
    }

    /// Whether `other` has another value or another day.
    #[expect(clippy::float_cmp, reason = "the same digits give the same number")]
    fn differs_from(self, other: Self) -> bool {
        let days = self.on.zip(other.on);
        self.value != other.value || days.is_some_and(|(day, other)| day != other)
    }

    fn words(self) -> String {
        let value = shown(self.value);
        self.on
            .map_or_else(|| format!("`{value}`"), |on| format!("`{value}` on {on}"))
    }
}

fn written<'w>(facts: &Facts<'w>) -> Option<&'w Map> {
    facts.map("metric")?.get("baseline").and_then(Value::as_map)
}

fn has_run(facts: &Facts<'_>) -> bool {
    let runs = facts.records(RUNS);
    let mut whole = runs.iter().filter(|run| run.number("Value").is_some());
    whole.any(|run| run.date("Date").is_some_and(|date| date <= facts.today))
}

/// The file in which a loop keeps its runs, from the workbook's root.
fn table(facts: &Facts<'_>) -> Option<String> {
    let file = facts.document.table_files.first()?;
    if let TableTarget::File(file) = file.target {
        return Some(facts.workbook.files.get(file).path().to_owned());
    }
    Some(climb(facts.document.directory(), &file.path.value))
}

/// The loop's own file and that of its runs, once there is something that could have been moved.
pub(super) fn asks(facts: &Facts<'_>) -> Vec<String> {
    if Baseline::of(facts).is_none() || !has_run(facts) {
        return Vec::new();
    }
    table(facts)
        .into_iter()
        .chain([facts.path().to_owned()])
        .collect()
}

/// Holds today's baseline against the first one that stood beside a run.
pub(in crate::status) fn moved_baseline(facts: &Facts<'_>, history: &History) -> Signal {
    const WHAT: &str = "whether the baseline was moved after the first run";
    let Some(today) = Baseline::of(facts) else {
        return Signal::unknown("there is no baseline yet");
    };
    if !has_run(facts) {
        return Signal::unknown("there is no run yet");
    }
    if let Some(gap) = history.gap().filter(|_| !history.is_known()) {
        return Signal::untold(WHAT, gap);
    }
    let (first, is_whole) = first_beside_a_run(facts, history);
    match (first, history.gap()) {
        (Some((version, first)), _) if first.differs_from(today) => {
            moved(facts, version, first, today)
        }
        (_, Some(gap)) => Signal::untold(WHAT, gap),
        _ if !is_whole => Signal::untold(WHAT, "an old version of the loop cannot be read"),
        _ => Signal::clear("the baseline is the one of the first run"),
    }
}

/// The first baseline that a commit shows once there is a run, and whether every version up to
/// there could be read.
fn first_beside_a_run<'h>(
    facts: &Facts<'_>,
    history: &'h History,
) -> (Option<(&'h Version, Baseline)>, bool) {
    let table = table(facts);
    let mut runs = false;
    let mut is_whole = true;
    for moment in moments(history, facts.path(), table.as_deref()) {
        let Some(then) = workbook_of(&moment, facts, history) else {
            is_whole = false;
            continue;
        };
        let seen = look(&then, facts.job, facts.today, |then| {
            (has_run(then), Baseline::of(then))
        });
        let (has_run, baseline) = seen.unwrap_or((false, None));
        runs |= has_run;
        if let Some(baseline) = baseline.filter(|_| runs) {
            return (Some((moment.version, baseline)), is_whole);
        }
    }
    (None, is_whole)
}

fn moved(facts: &Facts<'_>, version: &Version, first: Baseline, today: Baseline) -> Signal {
    let message = format!(
        "the baseline was moved after the first run: it is {}, and was {} in the commit of {}",
        today.words(),
        first.words(),
        version.on
    );
    let hint =
        "put the old baseline back; for another measure, retire this loop and begin a new one";
    let found = Diagnostic::new("moved-baseline", place(facts), &message).hint(hint);
    Signal::fired(message, vec![found])
}

/// Where today's baseline stands.
fn place(facts: &Facts<'_>) -> Span {
    let value = facts
        .map("metric")
        .and_then(|metric| metric.get("baseline"));
    let number = written(facts).and_then(|map| map.get("value"));
    number
        .or(value)
        .map_or(facts.document.front_span, |value| value.span)
}
