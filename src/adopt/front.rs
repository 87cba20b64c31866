//! The front matter of other tools: YAML between `---`, TOML between `+++`, JSON between `;;;` or as an
//! object at the top.
//!
//! YAML is read by the compiler's own reader, since it takes no alias: one of a few lines may stand for
//! gigabytes. It also gives what can be read of a text that is broken, in its order.

use gray_matter::engine::{Engine, JSON, TOML};
use gray_matter::{Matter, Pod};
use serde_json::{Map, Value};

use crate::diagnostic::{FileId, Sink};
use crate::syntax::{self, CONFIG_DEPTH, Node, parse_map};

/// What stands at the top of a note.
#[derive(Debug)]
pub(super) struct Front<'t> {
    /// The keys, in the order of the text where the format keeps one.
    pub(super) keys: Map<String, Value>,
    /// All of it as it was written, where not all of it could be read.
    pub(super) unread: Option<&'t str>,
    /// The text below.
    pub(super) body: &'t str,
}

impl<'t> Front<'t> {
    /// Takes a note apart. What starts like front matter and never ends is text.
    pub(super) fn of(text: &'t str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let fenced = |fence: &str| fenced(text, fence);
        let (read, matter, body) = if let Some((matter, body)) = fenced("---") {
            (Some(yaml(matter)), matter, body)
        } else if let Some((matter, body)) = fenced("+++") {
            (other::<TOML>(matter, "+++"), matter, body)
        } else if let Some((matter, body)) = fenced(";;;") {
            (other::<JSON>(matter, ";;;"), matter, body)
        } else if let Some((object, matter, body)) = object(text) {
            (Some((object, true)), matter, body)
        } else {
            return Self {
                keys: Map::new(),
                unread: None,
                body: text,
            };
        };
        let (keys, is_whole) = read.unwrap_or_default();
        Self {
            keys,
            unread: (!is_whole).then_some(matter),
            body,
        }
    }
}

/// What stands between a first line that is `fence` and the next one, and the text below.
fn fenced<'t>(text: &'t str, fence: &str) -> Option<(&'t str, &'t str)> {
    let first = text
        .lines()
        .next()
        .filter(|line| line.trim_end() == fence)?;
    let start = first.len() + line_end(&text[first.len()..]);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let ends = line.trim_end();
        if ends == fence || (fence == "---" && ends == "...") {
            return Some((&text[start..at], &text[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn line_end(rest: &str) -> usize {
    match rest {
        rest if rest.starts_with("\r\n") => 2,
        rest if rest.starts_with('\n') => 1,
        _ => 0,
    }
}

/// The keys of YAML, and whether that is all of it.
fn yaml(matter: &str) -> (Map<String, Value>, bool) {
    let mut sink = Sink::new();
    let map = parse_map(matter, 0..matter.len(), CONFIG_DEPTH, FileId(0), &mut sink);
    (object_of(&map), sink.is_empty())
}

fn object_of(map: &syntax::Map) -> Map<String, Value> {
    // What was refused stands in the text that is kept.
    let read = map.iter().filter(|(_, value)| value.node != Node::Rejected);
    let pairs = read.map(|(key, value)| (key.value.clone(), value_of(value)));
    pairs.collect()
}

fn value_of(value: &syntax::Value) -> Value {
    match &value.node {
        Node::Null | Node::Rejected => Value::Null,
        Node::Bool(truth) => Value::from(*truth),
        Node::Number(number) => number_of(*number),
        Node::Text(text) => Value::from(text.as_str()),
        Node::List(items) => items.iter().map(value_of).collect(),
        Node::Map(map) => Value::Object(object_of(map)),
    }
}

/// A number without a point where it needs none.
fn number_of(number: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
    if number.fract() == 0.0 && number.abs() < 1e15 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

/// The keys of another format; nothing where it cannot be read.
fn other<T: Engine>(matter: &str, fence: &str) -> Option<(Map<String, Value>, bool)> {
    if matter.trim().is_empty() {
        return Some((Map::new(), true));
    }
    let mut reader = Matter::<T>::new();
    fence.clone_into(&mut reader.delimiter);
    let whole = format!("{fence}\n{matter}\n{fence}\n");
    let read = reader.parse::<Pod>(&whole).ok()?;
    let value: Value = read.data?.deserialize().ok()?;
    match value {
        Value::Object(mut keys) => {
            // The library keeps no order.
            keys.sort_keys();
            Some((keys, true))
        }
        _ => None,
    }
}

/// An object at the top of a text, as it was written, and the text below.
fn object(text: &str) -> Option<(Map<String, Value>, &str, &str)> {
    if !text.starts_with('{') {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    let keys = values.next()?.ok()?;
    let end = values.byte_offset();
    let body = &text[end..];
    let is_alone = body
        .lines()
        .next()
        .is_none_or(|rest| rest.trim().is_empty());
    let below = body.find('\n').map_or("", |at| &body[at + 1..]);
    is_alone.then_some((keys, &text[..end], below))
}
