//! `kill_when`: a loop's own kill condition, in minijinja's expression language (language,
//! section 5.9).
//!
//! An expression sees the loop's data and nothing else: `runs`, `metric`, `steps`, and for each
//! typed table of the job its rows under the step's name and the last row's cells under the
//! columns' names. It is run with a budget.

use std::collections::BTreeMap;

use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;

use super::facts::{Facts, Record};
use super::metric::{Better, MetricStatus};
use crate::diagnostic::Span;
use crate::syntax::nearest;
use crate::workbook::{CellType, cell_number};

/// How many instructions an expression may take.
const FUEL: u64 = 50_000;

/// A kill condition that could be read.
#[derive(Debug, Clone)]
pub struct KillWhen {
    /// The expression.
    pub expression: String,
    /// Where it stands.
    pub span: Span,
    /// Whether it holds; none where the data it speaks of is not there yet.
    pub holds: Option<bool>,
}

/// What is wrong with a kill condition.
#[derive(Debug, Clone)]
pub struct KillWhenFault {
    /// The place in the expression.
    pub span: Span,
    /// The fact.
    pub message: String,
    /// What to do.
    pub hint: String,
}

#[derive(Serialize)]
struct RunData {
    date: String,
    value: f64,
    exceptions: Option<f64>,
    review: Option<f64>,
}

#[derive(Serialize)]
struct MetricData {
    name: Option<String>,
    unit: Option<String>,
    better: Option<&'static str>,
    standard: Option<f64>,
    baseline: Option<f64>,
    latest: Option<f64>,
    change_percent: Option<f64>,
    meets_standard: Option<bool>,
    distance: Option<f64>,
    review_per_run: Option<f64>,
}

impl KillWhen {
    /// The kill condition of a loop or, where it has none, of its job; evaluated.
    pub(super) fn of(
        facts: &Facts<'_>,
        metric: Option<&MetricStatus>,
    ) -> Option<Result<Self, KillWhenFault>> {
        let (expression, span) = if let Some(value) = facts.document.keys.get("kill_when") {
            (value.as_text()?.to_owned(), value.span)
        } else {
            let own = facts.job.kill_when.as_ref()?;
            (own.value.clone(), own.span)
        };
        Some(evaluate(expression, span, facts, metric))
    }
}

fn evaluate(
    expression: String,
    span: Span,
    facts: &Facts<'_>,
    metric: Option<&MetricStatus>,
) -> Result<KillWhen, KillWhenFault> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.add_filter("length", minijinja::filters::length);
    let source = facts.workbook.files.slice(span);
    let compiled = environment
        .compile_expression(&expression)
        .map_err(|error| KillWhenFault {
            span: place(&error, &expression, source, span),
            message: format!("`kill_when` is no expression: {}", explain(&error)),
            hint: "write a comparison such as `runs[-1].review > 15`".to_owned(),
        })?;
    let data = data(facts, metric);
    let known: Vec<&str> = data.keys().map(String::as_str).collect();
    let mut unknown: Vec<String> = compiled
        .undeclared_variables(false)
        .into_iter()
        .filter(|name| !known.contains(&name.as_str()))
        .collect();
    unknown.sort_unstable();
    if let Some(name) = unknown.first() {
        return Err(unknown_name(name, &known, source, span));
    }
    match compiled.eval(Value::from(Serde(&data))) {
        Ok(value) => Ok(KillWhen {
            expression,
            span,
            holds: Some(value.is_true()),
        }),
        // What is not there yet reads as undefined or as none: nothing to judge.
        Err(error) if is_absent(&error) => Ok(KillWhen {
            expression,
            span,
            holds: None,
        }),
        Err(error) => Err(KillWhenFault {
            span: place(&error, &expression, source, span),
            message: format!("`kill_when` cannot be evaluated: {}", explain(&error)),
            hint: "compare numbers with numbers and words with words".to_owned(),
        }),
    }
}

fn is_absent(error: &minijinja::Error) -> bool {
    matches!(error.kind(), ErrorKind::UndefinedError)
}

fn explain(error: &minijinja::Error) -> String {
    error
        .detail()
        .map_or_else(|| error.kind().to_string(), str::to_owned)
}

/// The place of an error: within the expression where the file holds it as it is.
fn place(error: &minijinja::Error, expression: &str, source: &str, span: Span) -> Span {
    let Some(start) = source.find(expression) else {
        return span;
    };
    let Some(range) = error.range().filter(|range| range.end <= expression.len()) else {
        return span;
    };
    let base = span.range().start + start;
    Span::new(
        span.file,
        base + range.start..base + range.end.max(range.start + 1),
    )
}

fn unknown_name(name: &str, known: &[&str], source: &str, span: Span) -> KillWhenFault {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let at = source.match_indices(name).map(|(at, _)| at).find(|&at| {
        !source[..at].ends_with(is_word) && !source[at + name.len()..].starts_with(is_word)
    });
    let base = span.range().start;
    KillWhenFault {
        span: at.map_or(span, |at| {
            Span::new(span.file, base + at..base + at + name.len())
        }),
        message: format!("`kill_when` names `{name}`, which the loop does not have"),
        hint: nearest(name, known.iter().copied()).map_or_else(
            || format!("it can name {}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        ),
    }
}

/// Everything an expression can name.
fn data(facts: &Facts<'_>, metric: Option<&MetricStatus>) -> BTreeMap<String, Value> {
    let mut data = BTreeMap::new();
    for step in &facts.job.steps {
        let Some(form) = step.table() else { continue };
        let rows = facts.records(&step.name);
        for column in &form.columns {
            let last = rows.last().map_or(Value::UNDEFINED, |row| {
                cell(row, &column.name, &column.cells)
            });
            data.entry(variable(&column.name)).or_insert(last);
        }
        let rows: Vec<Value> = rows.iter().map(row).collect();
        data.insert(variable(&step.name), Value::from(rows));
    }
    if facts.job.fields.iter().any(|field| field == "metric") {
        let runs = metric
            .map(|metric| metric.runs.as_slice())
            .unwrap_or_default();
        let runs: Vec<Value> = runs
            .iter()
            .map(|run| {
                Value::from(Serde(RunData {
                    date: run.date.to_string(),
                    value: run.value,
                    exceptions: run.exceptions,
                    review: run.review,
                }))
            })
            .collect();
        data.insert("runs".to_owned(), Value::from(runs));
        data.insert(
            "metric".to_owned(),
            metric.map_or(Value::UNDEFINED, metric_data),
        );
    }
    data
}

fn metric_data(metric: &MetricStatus) -> Value {
    let better = metric.better.map(|better| match better {
        Better::Lower => "lower",
        Better::Higher => "higher",
    });
    let data = MetricData {
        name: metric.name.clone(),
        unit: metric.unit.clone(),
        better,
        standard: metric.standard,
        baseline: metric.baseline,
        latest: metric.latest().map(|run| run.value),
        change_percent: metric.change_percent(),
        meets_standard: metric.meets_standard(),
        distance: metric.distance(),
        review_per_run: metric.review_per_run(),
    };
    Value::from(Serde(data))
}

fn row(record: &Record<'_>) -> Value {
    let cells = record
        .filled()
        .map(|(name, cells, _)| (variable(name), cell(record, name, cells)));
    Value::from(cells.collect::<BTreeMap<String, Value>>())
}

fn cell(record: &Record<'_>, column: &str, cells: &CellType) -> Value {
    match (record.words(column), cells) {
        (Some(words), CellType::Number) => cell_number(words).map_or(Value::UNDEFINED, Value::from),
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
