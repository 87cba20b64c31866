//! The chart of a metric: its runs on their days, against where it stood before and where it is to
//! go.
//!
//! Here are positions and words only. Positions are percentages of the plot, so a drawing stretches
//! to the width of its page while its text keeps the size of the page's text; colours and strokes are
//! the style sheet's, and follow the page into the dark and onto paper.

mod scale;

use jiff::civil::Date;
use serde::Serialize;

use self::scale::{Days, Values, percent, spread};
use crate::audience::PublicMetric;
use crate::site::measure::figure;
use crate::status::MetricStatus;

/// The most runs that are drawn one by one; of more, each span of time shows its lowest and its
/// highest.
const MOST_POINTS: usize = 120;

/// The most runs that are listed below a chart, the newest ones.
const MOST_ROWS: usize = 100;

/// How far apart labels at the edge must stand, in percent of a plot's height.
const LINE: f64 = 10.0;

/// A run as it is drawn.
#[derive(Debug, Clone, Copy)]
struct Run {
    date: Date,
    value: f64,
    exceptions: Option<f64>,
    review: Option<f64>,
}

/// What a chart is drawn from.
struct Subject {
    name: String,
    unit: Option<String>,
    baseline: Option<f64>,
    standard: Option<f64>,
    intervened_on: Option<Date>,
    /// Oldest first.
    runs: Vec<Run>,
}

/// A chart.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Chart {
    /// What it shows, in a sentence, for whoever does not see it.
    text: String,
    /// The line of the runs, as the points of a polyline on a plot of 1000 by 1000.
    path: String,
    /// The runs, unless there are too many.
    points: Vec<Point>,
    /// The baseline and the standard.
    levels: Vec<Level>,
    /// The newest value.
    latest: Level,
    /// Where zero is, where the plot reaches down to it.
    zero: Option<String>,
    /// The day of the intervention.
    turn: Option<Turn>,
    /// The first and the last day.
    from: String,
    to: String,
    /// What the runs cost besides.
    strips: Vec<Strip>,
    /// How runs were drawn together, where there are too many.
    note: Option<String>,
    /// The newest runs, newest first.
    rows: Vec<RunRow>,
    /// How many runs there are.
    count: usize,
}

#[derive(Debug, Clone, Serialize)]
struct Point {
    x: String,
    y: String,
    is_before: bool,
    text: String,
}

#[derive(Debug, Clone, Serialize)]
struct Level {
    kind: &'static str,
    y: String,
    label_y: String,
    figure: String,
}

#[derive(Debug, Clone, Serialize)]
struct Turn {
    x: String,
    on: String,
    /// Whether its label stands before it.
    is_late: bool,
}

/// A row of bars on the same days.
#[derive(Debug, Clone, Serialize)]
struct Strip {
    label: &'static str,
    most: String,
    bars: Vec<Bar>,
}

#[derive(Debug, Clone, Serialize)]
struct Bar {
    x: String,
    y: String,
}

#[derive(Debug, Clone, Serialize)]
struct RunRow {
    date: String,
    value: String,
    exceptions: Option<String>,
    review: Option<String>,
}

impl Chart {
    /// The chart of a metric as the team sees it; none without a run.
    pub(super) fn of(metric: &MetricStatus) -> Option<Self> {
        let run = |run: &crate::status::Run| Run {
            date: run.date,
            value: run.value,
            exceptions: run.exceptions,
            review: run.review,
        };
        draw(&Subject {
            name: named(metric.name.as_deref()),
            unit: metric.unit.clone(),
            baseline: metric.baseline,
            standard: metric.standard,
            intervened_on: metric.intervened_on,
            runs: metric.runs.iter().map(run).collect(),
        })
    }

    /// The chart of a metric as a public page shows it; none without a value.
    pub(super) fn of_public(metric: &PublicMetric) -> Option<Self> {
        let run = |value: &crate::audience::PublicValue| Run {
            date: value.date,
            value: value.value,
            exceptions: None,
            review: None,
        };
        draw(&Subject {
            name: named(metric.name.as_deref()),
            unit: metric.unit.clone(),
            baseline: metric.baseline,
            standard: metric.standard,
            intervened_on: None,
            runs: metric.values.iter().map(run).collect(),
        })
    }
}

/// What a metric is called that has no name.
fn named(name: Option<&str>) -> String {
    name.unwrap_or("The metric of this work").to_owned()
}

fn draw(subject: &Subject) -> Option<Chart> {
    let runs = &subject.runs;
    let (first, last) = (runs.first()?, runs.last()?);
    let days = Days::over(runs.iter().map(|run| run.date).chain(subject.intervened_on))?;
    let drawn = thinned(runs);
    let goals = [subject.baseline, subject.standard];
    let values = Values::over(
        runs.iter()
            .map(|run| run.value)
            .chain(goals.into_iter().flatten()),
    )?;
    let on_plot = |run: &Run| {
        let (x, y) = (days.place(run.date), values.place(run.value));
        format!("{:.0},{:.0}", x * 10.0, y * 10.0)
    };
    let path: Vec<String> = drawn.iter().map(on_plot).collect();
    let is_thinned = drawn.len() < runs.len();
    let (levels, latest) = levels(subject, last, &values);
    let newest = runs.iter().rev().take(MOST_ROWS);
    Some(Chart {
        text: text(subject, first, last),
        path: path.join(" "),
        points: if is_thinned {
            Vec::new()
        } else {
            drawn
                .iter()
                .map(|run| point(run, subject, &days, &values))
                .collect()
        },
        levels,
        latest,
        zero: values.zero().map(percent),
        turn: subject.intervened_on.map(|on| Turn {
            x: percent(days.place(on)),
            on: on.to_string(),
            is_late: days.place(on) > 50.0,
        }),
        from: days.first().to_string(),
        to: days.last().to_string(),
        strips: strips(runs, &days),
        note: is_thinned.then(|| {
            format!(
                "{} runs; the line shows the lowest and the highest of each stretch of time",
                runs.len()
            )
        }),
        rows: newest.map(row).collect(),
        count: runs.len(),
    })
}

/// The chart in a sentence.
fn text(subject: &Subject, first: &Run, last: &Run) -> String {
    let unit = subject
        .unit
        .as_deref()
        .map_or(String::new(), |unit| format!(", in {unit}"));
    let mut parts = vec![if subject.runs.len() == 1 {
        format!("one run, {} on {}", figure(last.value), last.date)
    } else {
        format!(
            "{} runs, from {} on {} to {} on {}",
            subject.runs.len(),
            figure(first.value),
            first.date,
            figure(last.value),
            last.date
        )
    }];
    parts.extend(
        subject
            .baseline
            .map(|baseline| format!("before: {}", figure(baseline))),
    );
    parts.extend(
        subject
            .standard
            .map(|standard| format!("standard: {}", figure(standard))),
    );
    parts.extend(
        subject
            .intervened_on
            .map(|on| format!("the work changed on {on}")),
    );
    format!("{}{unit}: {}", subject.name, parts.join("; "))
}

fn point(run: &Run, subject: &Subject, days: &Days, values: &Values) -> Point {
    Point {
        x: percent(days.place(run.date)),
        y: percent(values.place(run.value)),
        is_before: subject.intervened_on.is_some_and(|on| run.date < on),
        text: format!("{}: {}", run.date, figure(run.value)),
    }
}

/// Baseline, standard and the newest value, with labels that do not cover each other.
fn levels(subject: &Subject, last: &Run, values: &Values) -> (Vec<Level>, Level) {
    let named = [
        ("before", subject.baseline),
        ("standard", subject.standard),
        ("latest", Some(last.value)),
    ];
    let known = named
        .iter()
        .filter_map(|(kind, value)| Some((*kind, (*value)?)));
    let known: Vec<(&'static str, f64)> = known.collect();
    let places: Vec<f64> = known
        .iter()
        .map(|(_, value)| values.place(*value))
        .collect();
    let labels = spread(&places, LINE);
    let level = |((kind, value), (place, label)): ((&'static str, f64), (&f64, f64))| Level {
        kind,
        y: percent(*place),
        label_y: percent(label),
        figure: figure(value),
    };
    let mut levels: Vec<Level> = known
        .iter()
        .copied()
        .zip(places.iter().zip(labels))
        .map(level)
        .collect();
    let latest = levels.pop().expect("the newest value is always among them");
    (levels, latest)
}

/// What a run cost of something, where that was counted.
type Cost = fn(&Run) -> Option<f64>;

/// What the runs cost besides: exceptions, and minutes of review.
fn strips(runs: &[Run], days: &Days) -> Vec<Strip> {
    let costs: [(&'static str, Cost); 2] = [
        ("Exceptions", |run| run.exceptions),
        ("Review, minutes", |run| run.review),
    ];
    let strip = |(label, cost): (&'static str, Cost)| {
        let counted = runs
            .iter()
            .filter_map(|run| Some((run.date, cost(run)?.max(0.0))));
        let counted: Vec<(Date, f64)> = counted.collect();
        let most = counted.iter().map(|(_, cost)| *cost).fold(0.0, f64::max);
        let stretches = counted.chunks(counted.len().div_ceil(MOST_POINTS).max(1));
        let highest = stretches.filter_map(|stretch| {
            stretch
                .iter()
                .copied()
                .max_by(|one, other| one.1.total_cmp(&other.1))
        });
        let bar = |(date, cost): (Date, f64)| Bar {
            x: percent(days.place(date)),
            y: percent(if most > 0.0 {
                100.0 - cost / most * 100.0
            } else {
                100.0
            }),
        };
        (!counted.is_empty()).then(|| Strip {
            label,
            most: figure(most),
            bars: highest.map(bar).collect(),
        })
    };
    costs.into_iter().filter_map(strip).collect()
}

/// The runs that are drawn, oldest first: of too many, the first and the last, and the lowest and
/// the highest of each stretch between them.
fn thinned(runs: &[Run]) -> Vec<Run> {
    let [first, between @ .., last] = runs else {
        return runs.to_vec();
    };
    if runs.len() <= MOST_POINTS {
        return runs.to_vec();
    }
    let stretch = between.len().div_ceil(MOST_POINTS / 2 - 1);
    let mut drawn = Vec::with_capacity(MOST_POINTS);
    drawn.push(*first);
    for runs in between.chunks(stretch) {
        let by_value = |&(_, one): &(usize, &Run), &(_, other): &(usize, &Run)| {
            one.value.total_cmp(&other.value)
        };
        let lowest = runs.iter().enumerate().min_by(by_value).map(|(at, _)| at);
        let highest = runs.iter().enumerate().max_by(by_value).map(|(at, _)| at);
        let mut kept: Vec<usize> = lowest.into_iter().chain(highest).collect();
        kept.sort_unstable();
        kept.dedup();
        drawn.extend(kept.into_iter().map(|at| runs[at]));
    }
    drawn.push(*last);
    drawn
}

fn row(run: &Run) -> RunRow {
    RunRow {
        date: run.date.to_string(),
        value: figure(run.value),
        exceptions: run.exceptions.map(figure),
        review: run.review.map(figure),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn subject(values: &[f64]) -> Subject {
        let day = |at: usize| {
            date(2026, 1, 1).saturating_add(jiff::Span::new().days(i64::try_from(at).expect("few")))
        };
        let run = |(at, &value): (usize, &f64)| Run {
            date: day(at * 7),
            value,
            exceptions: Some(3.0),
            review: None,
        };
        Subject {
            name: "Minutes per answer".to_owned(),
            unit: Some("minutes".to_owned()),
            baseline: Some(14.2),
            standard: Some(6.0),
            intervened_on: Some(date(2026, 1, 10)),
            runs: values.iter().enumerate().map(run).collect(),
        }
    }

    #[test]
    fn a_metric_is_drawn_between_its_first_and_its_last_day() {
        let chart = draw(&subject(&[14.0, 9.0, 5.0])).expect("there are runs");
        assert_eq!(chart.path.split(' ').count(), 3);
        assert!(
            chart.path.starts_with("0,") && chart.path.contains(" 1000,"),
            "{}",
            chart.path
        );
        assert_eq!(
            (chart.from.as_str(), chart.to.as_str()),
            ("2026-01-01", "2026-01-15")
        );
        let hollow: Vec<bool> = chart.points.iter().map(|point| point.is_before).collect();
        assert_eq!(hollow, [true, true, false]);
        assert_eq!(
            chart.text,
            "Minutes per answer, in minutes: 3 runs, from 14 on 2026-01-01 to 5 on 2026-01-15; \
             before: 14.2; standard: 6; the work changed on 2026-01-10"
        );
        assert_eq!(chart.strips.len(), 1, "nobody counted review");
    }

    #[test]
    fn labels_stand_apart() {
        let chart = draw(&subject(&[14.0, 6.1])).expect("there are runs");
        let at = |level: &Level| level.label_y.parse::<f64>().expect("a number");
        let mut places: Vec<f64> = chart.levels.iter().map(at).collect();
        places.push(at(&chart.latest));
        places.sort_by(f64::total_cmp);
        assert!(
            places.windows(2).all(|two| two[1] - two[0] >= LINE - 0.2),
            "{places:?}"
        );
    }

    #[test]
    fn any_numbers_make_a_chart_within_its_frame() {
        for values in [
            vec![5.0],
            vec![0.0, 0.0],
            vec![-3.0, 4.0],
            vec![f64::MAX, f64::MIN],
            vec![1e-300, 2e-300],
            (0..5000).map(f64::from).collect(),
        ] {
            let chart = draw(&subject(&values)).expect("there are runs");
            let numbers = chart.path.split([' ', ',']).map(str::parse::<f64>);
            for number in numbers {
                let number = number.expect("a number");
                assert!(
                    (0.0..=1000.0).contains(&number),
                    "{values:?}: {}",
                    chart.path
                );
            }
            assert!(chart.path.len() < 2000, "{} runs", values.len());
            assert!(chart.rows.len() <= MOST_ROWS);
        }
        assert!(draw(&subject(&[])).is_none());
    }

    #[test]
    fn of_many_runs_the_extremes_and_both_ends_are_kept() {
        let mut values = vec![7.0; 3000];
        values[1234] = 99.0;
        values[0] = 8.0;
        values[2999] = 7.5;
        let drawn = thinned(&subject(&values).runs);
        let ends = [&drawn[0], &drawn[drawn.len() - 1]].map(|run| figure(run.value));
        assert_eq!(
            ends,
            ["8", "7.5"],
            "the newest value is where its label stands"
        );
        assert!(drawn.len() <= MOST_POINTS);
        assert!(drawn.iter().any(|run| run.value > 98.0));
        assert!(drawn.is_sorted_by_key(|run| run.date));
    }
}
