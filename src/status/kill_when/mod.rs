//! `kill_when`: a loop's own kill condition, in minijinja's expression language (language,
//! section 5.9).
//!
//! An expression sees the loop's data and nothing else, is parsed only where it is small enough, and
//! is run with a budget. What is wrong
//! with it is found at its place in the file: a word that is no expression, a name that the loop's
//! data does not have.

mod data;
mod limits;
mod lists;
mod names;
mod place;

use std::collections::{BTreeMap, HashSet};

use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value, filters, tests};

use super::facts::Facts;
use super::metric::MetricStatus;
use crate::diagnostic::Span;
use data::Shape;
use place::Written;

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
    let environment = environment();
    let written = Written {
        value: &expression,
        source: facts.workbook.files.slice(span),
        span,
    };
    if let Some(found) = limits::too_large(&expression) {
        return Err(KillWhenFault {
            span: found.place.map_or(span, |part| written.place(part)),
            message: format!("`kill_when` {}", found.what),
            hint: "write a simpler condition".to_owned(),
        });
    }
    let known = data::names(facts.job);
    if let Some(part) = lists::first_misused(&expression, &known) {
        return Err(KillWhenFault {
            span: written.place(part),
            message: "`kill_when` uses a list as if it were one value".to_owned(),
            hint: "take one row, as in `runs[-1]`, or one number, as in `runs|length`".to_owned(),
        });
    }
    let compiled = environment
        .compile_expression(&expression)
        .map_err(|error| KillWhenFault {
            span: place(&error, written),
            message: format!("`kill_when` is no expression: {}", explain(&error)),
            hint: "write a comparison such as `runs[-1].review > 15`".to_owned(),
        })?;
    let free = compiled.undeclared_variables(false);
    if let Some(fault) = unknown_name(written, &free, &known) {
        return Err(fault);
    }
    let holds = match compiled.eval(Value::from(data::data(facts, metric))) {
        Ok(value) if value.is_undefined() => None,
        Ok(value) => Some(value.is_true()),
        // What is not there yet is undefined: nothing to judge.
        Err(error) if is_absent(&error) => None,
        Err(error) => {
            return Err(KillWhenFault {
                span: place(&error, written),
                message: format!("`kill_when` cannot be evaluated: {}", explain(&error)),
                hint: mend(&error).to_owned(),
            });
        }
    };
    Ok(KillWhen {
        expression,
        span,
        holds,
    })
}

/// What an expression may use beside names and operators: what takes one number out of many, and
/// the question whether there is one.
fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.add_filter("abs", filters::abs);
    environment.add_filter("first", filters::first);
    environment.add_filter("last", filters::last);
    environment.add_filter("length", filters::length);
    environment.add_filter("map", filters::map);
    environment.add_filter("max", filters::max);
    environment.add_filter("min", filters::min);
    environment.add_filter("sum", filters::sum);
    environment.add_test("defined", tests::is_defined);
    environment
}

fn is_absent(error: &minijinja::Error) -> bool {
    matches!(error.kind(), ErrorKind::UndefinedError)
}

fn explain(error: &minijinja::Error) -> String {
    error
        .detail()
        .map_or_else(|| error.kind().to_string(), str::to_owned)
}

/// What to do about an expression that cannot be evaluated.
fn mend(error: &minijinja::Error) -> &'static str {
    match error.kind() {
        ErrorKind::UnknownFilter => {
            "it can use the filters abs, first, last, length, map, max, min and sum"
        }
        ErrorKind::UnknownTest => "it can ask whether something `is defined`",
        ErrorKind::OutOfFuel => "write a simpler condition",
        _ => "compare numbers with numbers and words with words",
    }
}

/// The place of an error.
fn place(error: &minijinja::Error, written: Written<'_>) -> Span {
    error
        .range()
        .map_or(written.span, |range| written.place(range))
}

fn unknown_name(
    written: Written<'_>,
    free: &HashSet<String>,
    known: &BTreeMap<String, Shape>,
) -> Option<KillWhenFault> {
    let found = names::first_unknown(written.value, free, known)?;
    let name = found.name;
    let message = match found.of {
        None => format!("`kill_when` names `{name}`, which the loop does not have"),
        Some(of) => format!("`kill_when` names `{name}`, which `{of}` does not have"),
    };
    Some(KillWhenFault {
        span: written.place(found.place),
        message,
        hint: found.hint,
    })
}
