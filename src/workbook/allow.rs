//! What a document is allowed for a while (language, section 7).

use jiff::civil::Date;

use super::read;
use crate::diagnostic::{Span, Spanned};
use crate::syntax::{Map, Value};

/// One entry of `allow:`.
#[derive(Debug, Clone)]
pub struct Allow {
    /// The entry's place.
    pub place: Span,
    /// The rule whose findings it silences, known or not.
    pub rule: Spanned<String>,
    /// Why the document may have them.
    pub because: Option<Spanned<String>>,
    /// The last day on which it may.
    pub until: Option<Spanned<Date>>,
    /// Every key of the entry, for rules that look at keys as such.
    pub keys: Map,
}

/// The entries of `allow:` that name a rule. What is wrong with the others was reported.
pub(super) fn read_all(keys: &Map) -> Vec<Allow> {
    let entries = keys.get("allow").and_then(Value::as_list);
    entries
        .unwrap_or_default()
        .iter()
        .filter_map(entry)
        .collect()
}

fn entry(value: &Value) -> Option<Allow> {
    let keys = value.as_map()?;
    Some(Allow {
        place: value.span,
        rule: read::text(keys, "rule")?,
        because: read::text(keys, "because"),
        until: read::date(keys, "until"),
        keys: keys.clone(),
    })
}
