//! Kill signal of `instrument`: the metric counts who uses a thing instead of what comes of it
//! (language, section 5.3).

use super::key;
use crate::diagnostic::Diagnostic;
use crate::status::facts::Facts;
use crate::status::metric::MetricStatus;
use crate::status::signal::Signal;
use crate::syntax::Value;

/// Words that count who uses a thing instead of what comes of it.
const ADOPTION: &[&str] = &[
    "users", "seats", "logins", "prompts", "sessions", "messages", "usage", "adoption", "licences",
    "licenses",
];

/// Words behind which a metric's name no longer says what is counted.
const BEHIND: &[&str] = &[
    "per", "by", "from", "for", "to", "among", "between", "before", "after",
];

pub(super) fn adoption_as_success(facts: &Facts<'_>, metric: Option<&MetricStatus>) -> Signal {
    let Some(metric) = metric else {
        return Signal::unknown("there is no metric yet");
    };
    if metric.name.is_none() && metric.unit.is_none() {
        return Signal::unknown("the metric has no name yet");
    }
    let map = facts.map("metric");
    let kind = map.and_then(|map| map.get("kind")).and_then(Value::as_text);
    let counted = |key: &'static str, text: &Option<String>| {
        let word = text.as_deref().and_then(adoption_word)?;
        Some((key, word))
    };
    let found = counted("name", &metric.name).or_else(|| counted("unit", &metric.unit));
    let Some((counts, word)) = found else {
        return Signal::clear("the metric counts an outcome");
    };
    if kind == Some("outcome") {
        return Signal::clear(format!("the loop states that `{word}` are an outcome"));
    }
    let value = map.and_then(|map| map.get(counts));
    let place = value.map_or_else(|| key(facts, "metric"), |value| value.span);
    let message =
        format!("the metric counts `{word}`, which says who uses it and not what comes of it");
    let hint = "measure what the customer or the work gains; where this truly is the outcome, add \
                `kind: outcome` to the metric, which is shown as a claim";
    let found = Diagnostic::new("adoption-as-success", place, message).hint(hint);
    Signal::fired(format!("the metric counts {word}"), vec![found])
}

fn adoption_word(text: &str) -> Option<&'static str> {
    let plain = text
        .to_lowercase()
        .replace("log-ins", "logins")
        .replace("log ins", "logins");
    let words = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut head = words.take_while(|word| !BEHIND.contains(word));
    head.find_map(|word| ADOPTION.iter().find(|known| **known == word).copied())
}
