//! What an expression can name: the loop's own data, and nothing else.
//!
//! What is not there yet is undefined, be it a run, a cell or a number that cannot be worked out,
//! so that no comparison can hold, or fail to hold, by mistake.

use std::collections::BTreeMap;

use minijinja::Value;

use crate::status::facts::{Facts, Record};
use crate::status::metric::{Better, MetricStatus, Run};
use crate::workbook::{CellType, Column, Job, cell_number};

/// What stands behind a name.
pub(super) enum Shape {
    /// A number or words.
    Cell,
    /// Something with these parts: `metric.latest`.
    Parts(Vec<String>),
    /// A list of things with these parts: `runs[-1].review`.
    Rows(Vec<String>),
}

/// Every name that an expression in a loop of `job` can use, whether there is data or not.
pub(super) fn names(job: &Job) -> BTreeMap<String, Shape> {
    let mut names = BTreeMap::new();
    for (step, columns) in tables(job) {
        for column in columns {
            names.entry(variable(&column.name)).or_insert(Shape::Cell);
        }
        let columns = columns.iter().map(|column| variable(&column.name));
        names.insert(variable(step), Shape::Rows(columns.collect()));
    }
    if measures(job) {
        let run = run_fields(None).map(|(name, _)| name.to_owned());
        names.insert("runs".to_owned(), Shape::Rows(run.to_vec()));
        let metric = metric_fields(None).map(|(name, _)| name.to_owned());
        names.insert("metric".to_owned(), Shape::Parts(metric.to_vec()));
    }
    names
}

/// What the names stand for in one loop.
pub(super) fn data(facts: &Facts<'_>, metric: Option<&MetricStatus>) -> BTreeMap<String, Value> {
    let mut data = BTreeMap::new();
    for (step, columns) in tables(facts.job) {
        let rows = facts.records(step);
        for column in columns {
            let last = rows.last().map_or(Value::UNDEFINED, |row| {
                cell(row, &column.name, &column.cells)
            });
            data.entry(variable(&column.name)).or_insert(last);
        }
        let rows: Vec<Value> = rows.iter().map(row).collect();
        data.insert(variable(step), Value::from(rows));
    }
    if measures(facts.job) {
        let runs = metric.map_or(&[][..], |metric| metric.runs.as_slice());
        let runs = runs
            .iter()
            .map(|run| Value::from(BTreeMap::from(run_fields(Some(run)))));
        data.insert("runs".to_owned(), Value::from(runs.collect::<Vec<Value>>()));
        let metric = BTreeMap::from(metric_fields(metric));
        data.insert("metric".to_owned(), Value::from(metric));
    }
    data
}

/// The steps that have a table, with its columns.
fn tables(job: &Job) -> impl Iterator<Item = (&str, &[Column])> {
    let steps = job.steps.iter();
    steps.filter_map(|step| Some((step.name.as_str(), step.table()?.columns.as_slice())))
}

/// Whether loops of the job have a metric with runs.
fn measures(job: &Job) -> bool {
    job.fields.iter().any(|field| field == "metric")
}

fn run_fields(run: Option<&Run>) -> [(&'static str, Value); 4] {
    [
        ("date", or_undefined(run.map(|run| run.date.to_string()))),
        ("value", or_undefined(run.map(|run| run.value))),
        (
            "exceptions",
            or_undefined(run.and_then(|run| run.exceptions)),
        ),
        ("review", or_undefined(run.and_then(|run| run.review))),
    ]
}

fn metric_fields(metric: Option<&MetricStatus>) -> [(&'static str, Value); 10] {
    let text = |of: fn(&MetricStatus) -> Option<&String>| {
        or_undefined(metric.and_then(of).map(String::as_str))
    };
    let number = |of: fn(&MetricStatus) -> Option<f64>| or_undefined(metric.and_then(of));
    let better = metric.and_then(|metric| metric.better).map(Better::word);
    let meets = metric.and_then(MetricStatus::meets_standard);
    [
        ("name", text(|metric| metric.name.as_ref())),
        ("unit", text(|metric| metric.unit.as_ref())),
        ("better", or_undefined(better)),
        ("standard", number(|metric| metric.standard)),
        ("baseline", number(|metric| metric.baseline)),
        ("latest", number(|metric| Some(metric.latest()?.value))),
        ("change_percent", number(MetricStatus::change_percent)),
        ("meets_standard", or_undefined(meets)),
        ("distance", number(MetricStatus::distance)),
        ("review_per_run", number(MetricStatus::review_per_run)),
    ]
}

fn or_undefined<T: Into<Value>>(value: Option<T>) -> Value {
    value.map_or(Value::UNDEFINED, Into::into)
}

fn row(record: &Record<'_>) -> Value {
    let cells = record
        .filled()
        .map(|(name, cells, _)| (variable(name), cell(record, name, cells)));
    Value::from(cells.collect::<BTreeMap<String, Value>>())
}

fn cell(record: &Record<'_>, column: &str, cells: &CellType) -> Value {
    match (record.words(column), cells) {
        (Some(words), CellType::Number) => or_undefined(cell_number(words)),
        (Some(words), _) => Value::from(words),
        (None, _) => Value::UNDEFINED,
    }
}

/// A name as an expression writes it: `Customer value` is `customer_value`.
fn variable(name: &str) -> String {
    let lower = name.to_lowercase();
    lower
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect()
}
