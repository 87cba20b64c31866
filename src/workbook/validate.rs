//! Holds values against their [`Shape`]s. What does not fit becomes a finding and is treated as
//! absent by everything that reads it, so nothing behind this file checks a type again.

use jiff::civil::Date;

use super::field::{Field, PRIVATE_ROUTE, ROUTE, Shape};
use super::misfit::{example, misfit};
use super::web::is_site;
use super::{MISSING_KEY, UNKNOWN_KEY};
use crate::diagnostic::{Diagnostic, Sink, Span, Spanned};
use crate::syntax::{Map, Node, Value, has_hidden, misspelt, nearest};

/// Keys whose names start like this are the user's own (language, section 3).
const OWN_KEYS: &str = "x-";

/// A map with fixed keys that is being validated.
pub(super) struct Keys<'a> {
    /// The keys it may have.
    pub(super) fields: Vec<&'a Field>,
    /// Whose keys they are, for messages, such as "evidence".
    pub(super) of: &'a str,
    /// Where a missing key is reported.
    pub(super) place: Span,
    /// Keys that exist elsewhere, with whose they are.
    pub(super) elsewhere: &'a dyn Fn(&str) -> Option<String>,
}

impl Keys<'_> {
    /// Reports unknown keys, missing keys and values that do not fit.
    pub(super) fn check(&self, map: &Map, sink: &mut Sink) {
        let mut free = self.free(map);
        let mut meant = Vec::new();
        for (key, value) in map.iter() {
            match self.fields.iter().find(|field| field.name == key.value) {
                Some(field) => {
                    let subject = Subject {
                        key: &key.value,
                        item: false,
                        required: field.required,
                    };
                    check(value, field.shape, subject, sink);
                }
                None if key.value.starts_with(OWN_KEYS) => {}
                None => {
                    let near = self.near(key, &free);
                    meant.extend(near);
                    if !has_hidden(&key.value) {
                        sink.report(self.unknown(key, value, near, &free));
                    }
                    // A second key cannot be meant to be the same one.
                    free.retain(|name| Some(*name) != near);
                }
            }
        }
        if map.has_gaps() {
            return;
        }
        for field in self.fields.iter().filter(|field| field.required) {
            if map.get(field.name).is_none() && !meant.contains(&field.name) {
                let message = if self.of.starts_with('`') {
                    format!("`{}` is missing in {}", field.name, self.of)
                } else {
                    format!("`{}` is missing", field.name)
                };
                let hint = format!("add `{}: {}`", field.name, example(field.shape));
                sink.report(Diagnostic::new(MISSING_KEY, self.place, message).hint(hint));
            }
        }
    }

    /// The keys that `map` could have and does not have.
    fn free(&self, map: &Map) -> Vec<&'static str> {
        let names = self.fields.iter().map(|field| field.name);
        names.filter(|name| map.get(name).is_none()).collect()
    }

    /// The one of `free` that `key` most likely was meant to be.
    fn near(&self, key: &Spanned<String>, free: &[&'static str]) -> Option<&'static str> {
        let elsewhere = (self.elsewhere)(&key.value).is_some();
        let near = || nearest(&key.value, free.iter().copied());
        (!elsewhere).then(near).flatten()
    }

    fn unknown(
        &self,
        key: &Spanned<String>,
        value: &Value,
        near: Option<&str>,
        free: &[&str],
    ) -> Diagnostic {
        let message = format!("`{}` is not a key of {}", key.value, self.of);
        let found = Diagnostic::new(UNKNOWN_KEY, key.span, message);
        if let Some(whose) = (self.elsewhere)(&key.value) {
            return found.hint(format!("it belongs to {whose}"));
        }
        if let Some(near) = near {
            let found = found.hint(format!("did you mean `{near}`?"));
            let certain = misspelt(&key.value, free.iter().copied()) == Some(near);
            return if certain && (near != ROUTE || value.as_text() == Some(PRIVATE_ROUTE)) {
                let title = format!("Rename the key to `{near}`");
                found.fix(title, key.span, near)
            } else {
                found
            };
        }
        let own = format!(
            "remove it, or call it `{OWN_KEYS}{}` to keep it as your own",
            key.value
        );
        found.hint(own)
    }
}

/// What a value belongs to.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    /// Its key.
    pub(super) key: &'a str,
    /// Whether it is an item of the key's list.
    pub(super) item: bool,
    /// Whether the key must be there.
    pub(super) required: bool,
}

/// Reports what in `value` does not have the given shape.
pub(super) fn check(value: &Value, shape: Shape, subject: Subject<'_>, sink: &mut Sink) {
    if matches!(value.node, Node::Rejected) || matches!(shape, Shape::Other) {
        return;
    }
    let of_item = Subject {
        item: true,
        ..subject
    };
    match (shape, &value.node) {
        (Shape::List(item) | Shape::OneOrMore(item), Node::List(items)) => items
            .iter()
            .for_each(|value| check(value, *item, of_item, sink)),
        (Shape::OneOrMore(item), _) => check(value, *item, subject, sink),
        (Shape::Map(fields), Node::Map(map)) => {
            let fields = fields.iter().collect();
            let of = format!("`{}`", subject.key);
            let place = value.span;
            Keys {
                fields,
                of: &of,
                place,
                elsewhere: &|_| None,
            }
            .check(map, sink);
        }
        (Shape::MapOf(item), Node::Map(map)) => {
            for (key, value) in map.iter() {
                let subject = Subject {
                    key: &key.value,
                    item: false,
                    required: false,
                };
                check(value, *item, subject, sink);
            }
        }
        _ if fits(value, shape) => {}
        _ => sink.report(misfit(value, subject, shape)),
    }
}

fn fits(value: &Value, shape: Shape) -> bool {
    let text = value.as_text();
    match shape {
        Shape::Text | Shape::Prose => text.is_some_and(|text| !text.trim().is_empty()),
        Shape::Word(words) => text.is_some_and(|text| words.contains(&text)),
        Shape::Date => text.is_some_and(|text| date(text).is_some()),
        Shape::Period => text.is_some_and(is_period),
        Shape::Bool => value.as_bool().is_some(),
        Shape::Number => value.as_number().is_some(),
        Shape::Whole(least) => value
            .as_number()
            .is_some_and(|number| number.fract() == 0.0 && number >= f64::from(least)),
        Shape::Web => text.is_some_and(is_site),
        Shape::Target => text.is_some_and(|text| !text.trim().is_empty()),
        Shape::Path => text.is_some_and(|text| !text.trim().is_empty()),
        Shape::Email => text.is_some_and(is_email),
        Shape::Other => true,
        Shape::List(_) | Shape::OneOrMore(_) | Shape::Map(_) | Shape::MapOf(_) => false,
    }
}

/// Words in backticks with commas and an "or".
pub(super) fn listed<S: AsRef<str>>(words: &[S]) -> String {
    let quoted: Vec<String> = words
        .iter()
        .map(|word| format!("`{}`", word.as_ref()))
        .collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// The day that `text` names; only the form `2026-11-23` counts.
pub(super) fn date(text: &str) -> Option<Date> {
    let is_iso = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if is_iso { text.parse().ok() } else { None }
}

/// Whether `text` names a period: a year, a quarter, a month or a day.
pub fn is_period(text: &str) -> bool {
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('-') {
        None => digits(text, 4),
        Some((year, quarter)) if quarter.starts_with('Q') => {
            digits(year, 4) && matches!(&quarter[1..], "1" | "2" | "3" | "4")
        }
        Some((year, month)) if digits(month, 2) => {
            digits(year, 4) && (1..=12).contains(&month.parse().unwrap_or(0))
        }
        Some(_) => date(text).is_some(),
    }
}

/// The last day of a period.
pub fn period_end(period: &str) -> Option<Date> {
    let month_end = |year: &str, month: i8| {
        Date::new(year.parse().ok()?, month, 1)
            .ok()
            .map(Date::last_of_month)
    };
    match period.split_once('-') {
        None => month_end(period, 12),
        Some((year, quarter)) if quarter.starts_with('Q') => {
            month_end(year, quarter[1..].parse::<i8>().ok()?.checked_mul(3)?)
        }
        Some((year, month)) if month.len() == 2 => month_end(year, month.parse().ok()?),
        Some(_) => date(period),
    }
}

fn is_email(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',');
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !text.chars().any(odd)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_iso_dates_are_dates() {
        assert!(date("2026-02-28").is_some());
        for text in [
            "2026-02-29",
            "20260228",
            "2026-2-28",
            "2026-02-28T00",
            "28.02.2026",
            "",
        ] {
            assert!(date(text).is_none(), "{text}");
        }
    }

    #[test]
    fn periods_and_mail() {
        for period in ["2026", "2026-09", "2026-Q3", "2026-09-01"] {
            assert!(is_period(period), "{period}");
        }
        for period in ["2026-13", "26-09", "2026-Q5", "2026-9", "Sept", "2026-Qä"] {
            assert!(!is_period(period), "{period}");
        }
        assert!(is_email("mo@harbor.example"));
        assert!(!is_email("mo") && !is_email("a@b@c") && !is_email("a b@c"));
    }
}
