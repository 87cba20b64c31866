//! Values of the front matter by the path of their keys, such as `metric.baseline.on`.

use jiff::civil::Date;

use super::field::{COMMON, Field, LOOP, OF_JOBS, Shape, at_path};
use super::validate::{Subject, check, date};
use crate::diagnostic::Sink;
use crate::syntax::{Map, Node, Value};

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtPath {
    /// A value that fits its key; its day, where it is one.
    Filled(Option<Date>),
    /// Nothing, or something that does not fit and was reported.
    Absent,
}

/// What stands in a loop's front matter at the end of `path`.
pub fn at_key_path(keys: &Map, path: &str) -> AtPath {
    let found = value(keys, path).zip(field(path));
    let Some((value, field)) = found.filter(|(value, field)| fits(value, field)) else {
        return AtPath::Absent;
    };
    let day = value.as_text().and_then(date);
    AtPath::Filled(day.filter(|_| matches!(field.shape, Shape::Date)))
}

/// The key that a path of a loop's front matter ends at.
pub(super) fn field(path: &str) -> Option<&'static Field> {
    let mut tables = [COMMON, LOOP, OF_JOBS].into_iter();
    tables.find_map(|fields| at_path(fields, path))
}

/// Whether a path ends at a day.
pub(super) fn is_day(path: &str) -> bool {
    field(path).is_some_and(|field| matches!(field.shape, Shape::Date))
}

fn value<'m>(keys: &'m Map, path: &str) -> Option<&'m Value> {
    match path.split_once('.') {
        None => keys.get(path),
        Some((first, rest)) => value(keys.get(first)?.as_map()?, rest),
    }
}

fn fits(value: &Value, field: &Field) -> bool {
    if matches!(value.node, Node::Null | Node::Rejected) {
        return false;
    }
    let subject = Subject {
        key: field.name,
        item: false,
        required: false,
    };
    let mut faults = Sink::new();
    check(value, field.shape, subject, &mut faults);
    faults.is_empty()
}
