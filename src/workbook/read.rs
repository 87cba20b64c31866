//! Takes typed values out of validated maps. What did not fit was reported by `validate` and
//! reads as absent here.

use jiff::civil::Date;

use super::validate::date as parse_date;
use crate::diagnostic::Spanned;
use crate::syntax::{Map, Value};

/// The text of `key`, unless it is empty.
pub(super) fn text(map: &Map, key: &str) -> Option<Spanned<String>> {
    map.get(key).and_then(text_of)
}

/// The text that a value is, unless it is empty.
pub(super) fn text_of(value: &Value) -> Option<Spanned<String>> {
    let text = value.as_text()?.trim();
    (!text.is_empty()).then(|| Spanned::new(text.to_owned(), value.span))
}

/// The day of `key`.
pub(super) fn date(map: &Map, key: &str) -> Option<Spanned<Date>> {
    let value = map.get(key)?;
    Some(Spanned::new(parse_date(value.as_text()?)?, value.span))
}

/// The number of `key`.
pub(super) fn whole(map: &Map, key: &str) -> Option<u32> {
    let number = map.get(key)?.as_number()?;
    let fits = number.fract() == 0.0 && number >= 1.0 && number <= f64::from(u32::MAX);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked above"
    )]
    fits.then_some(number as u32)
}

/// The texts of `key`, one or a list.
pub(super) fn texts(map: &Map, key: &str) -> Vec<Spanned<String>> {
    let Some(value) = map.get(key) else {
        return Vec::new();
    };
    match value.as_list() {
        Some(items) => items.iter().filter_map(text_of).collect(),
        None => text_of(value).into_iter().collect(),
    }
}

/// The map of `key`.
pub(super) fn map<'a>(map: &'a Map, key: &str) -> Option<&'a Map> {
    map.get(key).and_then(Value::as_map)
}
