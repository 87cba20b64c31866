//! What to say of a value that does not fit its key.

use super::INVALID_VALUE;
use super::field::{Field, LEVELS, PRIVATE_ROUTE, ROUTES, Shape};
use super::validate::{Subject, is_period, listed};
use super::{cell_number, meant_day};
use crate::diagnostic::Diagnostic;
use crate::syntax::{Node, Value, misspelt, nearest};

/// The finding for a value that does not fit.
pub(super) fn misfit(value: &Value, subject: Subject<'_>, shape: Shape) -> Diagnostic {
    let report = |message: String| Diagnostic::new(INVALID_VALUE, value.span, message);
    let name = subject.key;
    match (&value.node, shape) {
        (Node::Null, _) => report(format!("{subject} has no value")).hint(absent(subject, shape)),
        (Node::Text(text), _) if text.trim().is_empty() => {
            report(format!("{subject} is empty")).hint(absent(subject, shape))
        }
        (Node::Text(text), Shape::Word(words)) => {
            let found = report(format!("`{text}` is no {}", noun(name, shape)));
            or_nearest(found, text, words)
        }
        (Node::Text(text), Shape::Bool) => {
            let found = report(format!("`{text}` is not `true` or `false`"));
            let word = match text.to_ascii_lowercase().as_str() {
                "yes" | "on" | "y" => "true",
                "no" | "off" | "n" => "false",
                _ => text,
            };
            or_nearest(found, word, &["true", "false"])
        }
        (Node::Text(text), Shape::List(item)) => {
            let hint = format!("write `{name}: [{text}]`");
            let found = report(wrong_type(value, subject, shape)).hint(hint);
            // Several words may be one item or several.
            let one = text
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_');
            if one && matches!(item, Shape::Text | Shape::Prose) {
                found.fix_around("Make it a list", value.span, ["[", "]"])
            } else {
                found
            }
        }
        (Node::Text(_), Shape::Map(_) | Shape::MapOf(_)) => {
            report(wrong_type(value, subject, shape)).hint(like(shape))
        }
        (Node::Text(text), Shape::Number) if cell_number(text).is_some() => {
            let found = report(wrong_type(value, subject, shape)).hint("remove the quotes");
            found.fix("Remove the quotes", value.span, text)
        }
        (Node::Text(text), _) => {
            let found = report(format!("`{text}` is not {}", noun(name, shape))).hint(like(shape));
            match meant(text, shape) {
                Some(meant) => found.hint(format!("did you mean `{meant}`?")).fix(
                    format!("Change it to `{meant}`"),
                    value.span,
                    meant,
                ),
                None => found,
            }
        }
        (Node::Number(_) | Node::Bool(_), Shape::Text | Shape::Prose) => {
            let found = report(wrong_type(value, subject, shape)).hint("put the value in quotes");
            found.fix_around("Put it in quotes", value.span, ["\"", "\""])
        }
        (Node::Number(_) | Node::Bool(_), _) if wants_text(shape) => {
            report(wrong_type(value, subject, shape)).hint("put the value in quotes")
        }
        (Node::List(_) | Node::Map(_), _) if wants_text(shape) => {
            report(wrong_type(value, subject, shape)).hint("write one value")
        }
        _ => report(wrong_type(value, subject, shape)).hint(like(shape)),
    }
}

impl std::fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.item {
            write!(f, "an item of `{}`", self.key)
        } else {
            write!(f, "`{}`", self.key)
        }
    }
}

/// What a text can only mean where a value of this shape is due.
fn meant(text: &str, shape: Shape) -> Option<String> {
    let text = text.trim();
    match shape {
        Shape::Date => meant_day(text),
        Shape::Period => meant_period(text),
        _ => None,
    }
}

/// A month of one digit, or a quarter with a small letter.
fn meant_period(text: &str) -> Option<String> {
    let (year, part) = text.split_once('-')?;
    let part = match part.strip_prefix('q') {
        Some(quarter) => format!("Q{quarter}"),
        None => format!("{part:0>2}"),
    };
    let period = format!("{year}-{part}");
    let period = if is_period(&period) {
        Some(period)
    } else {
        meant_day(text)
    };
    period.filter(|period| period != text)
}

/// What to do about a value that is not there.
fn absent(subject: Subject<'_>, shape: Shape) -> String {
    let text = matches!(shape, Shape::Text | Shape::Prose | Shape::Other);
    let written = match (text, subject.item) {
        (true, true) => "write some text".to_owned(),
        (true, false) => "write some text behind the colon".to_owned(),
        (false, true) => format!("write `{}`", example(shape)),
        (false, false) => format!("write `{}: {}`", subject.key, example(shape)),
    };
    match (subject.item, subject.required) {
        (true, _) => format!("{written}, or remove the item"),
        (false, true) => written,
        (false, false) => format!("{written}, or remove the key"),
    }
}

/// The hint, and where it is certain the fix, for a value `written` that must be one of `words`.
pub(super) fn or_nearest(found: Diagnostic, written: &str, words: &[&str]) -> Diagnostic {
    let place = found.span;
    let Some(near) = nearest(written, words.iter().copied()) else {
        return found.hint(format!("write one of {}", listed(words)));
    };
    let found = found.hint(format!("did you mean `{near}`?"));
    let shows = words == ROUTES && near != PRIVATE_ROUTE;
    if misspelt(written, words.iter().copied()) != Some(near) || shows {
        return found;
    }
    found.fix(format!("Change it to `{near}`"), place, near)
}

const fn wants_text(shape: Shape) -> bool {
    use Shape as S;
    !matches!(
        shape,
        S::Bool | S::Number | S::Whole(_) | S::List(_) | S::OneOrMore(_) | S::Map(_) | S::MapOf(_)
    )
}

fn wrong_type(value: &Value, subject: Subject<'_>, shape: Shape) -> String {
    let kind = value.kind();
    format!("{subject} is {kind}, expected {}", noun(subject.key, shape))
}

fn like(shape: Shape) -> String {
    format!("write it like `{}`", example(shape))
}

/// What a shape is called in a message.
fn noun(name: &str, shape: Shape) -> String {
    match shape {
        Shape::Text | Shape::Prose | Shape::Other => "text".to_owned(),
        Shape::Word(words) if words == LEVELS => "severity".to_owned(),
        Shape::Word(_) => name.to_owned(),
        Shape::Date => "a date".to_owned(),
        Shape::Period => "a period".to_owned(),
        Shape::Bool => "`true` or `false`".to_owned(),
        Shape::Number => "a number".to_owned(),
        Shape::Whole(least) => format!("a whole number from {least} on"),
        Shape::Web => "a web address".to_owned(),
        Shape::Target => "a link target".to_owned(),
        Shape::Email => "a mail address".to_owned(),
        Shape::Path => "a path".to_owned(),
        Shape::List(_) | Shape::OneOrMore(_) => "a list".to_owned(),
        Shape::Map(_) | Shape::MapOf(_) => "a map".to_owned(),
    }
}

/// How a value of a shape is written.
pub(super) fn example(shape: Shape) -> String {
    match shape {
        Shape::Text | Shape::Prose | Shape::Other => "…".to_owned(),
        Shape::Word(words) => words.first().copied().unwrap_or("…").to_owned(),
        Shape::Date => "2026-11-23".to_owned(),
        Shape::Period => "2026-09".to_owned(),
        Shape::Bool => "true".to_owned(),
        Shape::Number => "12.5".to_owned(),
        Shape::Whole(least) => least.to_string(),
        Shape::Web | Shape::Target => "https://example.com/".to_owned(),
        Shape::Email => "name@example.com".to_owned(),
        Shape::Path => "runs.csv".to_owned(),
        Shape::List(item) | Shape::OneOrMore(item) => format!("[{}]", example(*item)),
        Shape::Map(fields) => {
            let part = |field: &Field| format!("{}: {}", field.name, example(field.shape));
            let needed: Vec<String> = fields.iter().filter(|f| f.required).map(part).collect();
            let first: Vec<String> = fields.iter().take(2).map(part).collect();
            format!(
                "{{ {} }}",
                if needed.is_empty() { first } else { needed }.join(", ")
            )
        }
        Shape::MapOf(item) => format!("{{ name: {} }}", example(*item)),
    }
}
