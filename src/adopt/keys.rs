//! Keys of other tools, as keys of the language. What the language has no key for is the user's own and
//! stays as `x-…` (language, section 3), so that nothing is lost.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::front::Front;
use super::{Adoption, Become, Note, Remark, file_name, stem};
use crate::syntax::{is_placeholder, yaml_text};

/// Where a day may stand, the best first.
const DATES: &[&str] = &[
    "date",
    "created",
    "created_at",
    "created-at",
    "publishDate",
    "published",
];
/// Where a summary may stand, the best first.
const SUMMARIES: &[&str] = &["summary", "description", "excerpt"];
/// Where it may stand where evidence is from, the best first.
const SOURCES: &[&str] = &["source", "url", "link"];
/// Where tags may stand; all of them are taken.
const TAGS: &[&str] = &[
    "tags",
    "tag",
    "keywords",
    "categories",
    "category",
    "topics",
];
/// Where Zola keeps tags.
const TAXONOMIES: &str = "taxonomies";

/// How deep a value of the user's own may nest; deeper ones become text.
const DEPTH: usize = 5;
/// Behind what the user's own keys start.
const OWN: &str = "x-";

/// What goes around the text of a note.
pub(super) struct Head {
    /// The title.
    pub(super) title: String,
    /// The front matter, with its fences.
    pub(super) text: String,
    /// What goes below the text.
    pub(super) below: String,
}

/// Translates the front matter of a note, and counts in `adoption` what became what.
pub(super) fn translate(
    note: &Note,
    front: &Front<'_>,
    becomes: Become,
    adoption: &mut Adoption,
) -> Head {
    let mut keys = Keys {
        left: front.keys.clone(),
        text: "---\n".to_owned(),
        adoption,
    };
    let (day_of_name, _) = dated(file_name(stem(&note.path)));
    let title = title_of(note, front);
    keys.first(&["title"], text_of);
    keys.write("title", &Value::from(title.as_str()));
    let kind = match becomes {
        Become::Evidence => "evidence",
        Become::Pages => "page",
    };
    keys.write("kind", &Value::from(kind));
    if let Some(summary) = keys.take(SUMMARIES, "summary", text_of) {
        keys.write("summary", &Value::from(summary));
    }
    let tags = keys.tags();
    if !tags.is_empty() {
        keys.write("tags", &Value::from(tags));
    }
    if becomes == Become::Evidence {
        let source = keys.take(SOURCES, "source", text_of);
        let source =
            source.unwrap_or_else(|| format!("{}: {}", keys.adoption.tool.name(), note.path));
        keys.write("source", &Value::from(source));
        let date = keys.take(DATES, "date", day_of).or(day_of_name);
        if let Some(date) = date {
            let _ = writeln!(keys.text, "date: {date}");
        }
    } else if let (Some(date), None) = (day_of_name, keys.left.get("date")) {
        keys.left
            .insert("date".to_owned(), Value::from(date.to_string()));
    }
    keys.write_own();
    let text = keys.text + "---\n";
    let below = front.unread.map_or_else(String::new, |unread| {
        adoption.remarks.push(Remark {
            path: note.path.clone(),
            line: 1,
            what:
                "the front matter cannot be read in full; all of it stands at the end of the note"
                    .to_owned(),
        });
        quoted(unread)
    });
    Head { title, text, below }
}

/// What a note says that it is called, else its first heading, else its name.
pub(super) fn title_of(note: &Note, front: &Front<'_>) -> String {
    let title = front.keys.get("title").and_then(text_of);
    let title = title.filter(|title| !is_placeholder(title));
    title
        .or_else(|| heading(front.body))
        .unwrap_or_else(|| words_of(dated(file_name(stem(&note.path))).1))
}

/// The keys of a note on the way.
struct Keys<'a> {
    left: Map<String, Value>,
    text: String,
    adoption: &'a mut Adoption,
}

impl Keys<'_> {
    /// The value of the first of these keys that has one of this kind, which is taken, and the key.
    fn first<T>(
        &mut self,
        names: &[&'static str],
        read: impl Fn(&Value) -> Option<T>,
    ) -> Option<(&'static str, T)> {
        let mut names = names.iter();
        let found = names.find_map(|name| Some((*name, read(self.left.get(*name)?)?)))?;
        self.left.remove(found.0);
        Some(found)
    }

    /// As [`Keys::first`], and counts what `key` was made of.
    fn take<T>(
        &mut self,
        names: &[&'static str],
        key: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Option<T> {
        let (name, value) = self.first(names, read)?;
        self.count(name, key);
        Some(value)
    }

    fn count(&mut self, from: &str, to: &str) {
        let pair = (from.to_owned(), to.to_owned());
        *self.adoption.keys.entry(pair).or_default() += 1;
    }

    /// All tags, each once, in their order.
    fn tags(&mut self) -> Vec<String> {
        let mut tags = Vec::new();
        let mut seen = BTreeSet::new();
        let mut add = |found: Vec<String>| {
            tags.extend(found.into_iter().filter(|tag| seen.insert(tag.clone())));
        };
        for name in TAGS {
            if let Some(found) = self.take(&[name], "tags", tags_of) {
                add(found);
            }
        }
        if let Some(Value::Object(mut taxonomies)) = self.left.remove(TAXONOMIES) {
            for name in TAGS {
                if let Some(found) = taxonomies.get(*name).and_then(tags_of) {
                    taxonomies.remove(*name);
                    self.count(&format!("{TAXONOMIES}.{name}"), "tags");
                    add(found);
                }
            }
            if !taxonomies.is_empty() {
                self.left
                    .insert(TAXONOMIES.to_owned(), Value::Object(taxonomies));
            }
        }
        tags
    }

    /// Everything that is left, under names of the user's own.
    fn write_own(&mut self) {
        let mut taken = BTreeSet::new();
        for (name, value) in std::mem::take(&mut self.left) {
            let own = own_name(&name);
            let mut key = own.clone();
            let mut number = 2;
            while !taken.insert(key.clone()) {
                key = format!("{own}-{number}");
                number += 1;
            }
            self.count(&name, &key);
            self.write(&key, &value);
        }
    }

    fn write(&mut self, key: &str, value: &Value) {
        let value = match plain(value, DEPTH) {
            Value::String(text) => yaml_text(&text),
            // YAML takes what JSON writes.
            value => value.to_string(),
        };
        // Writing to a text cannot fail.
        let _ = writeln!(self.text, "{key}: {value}");
    }
}

/// A name that nothing in the language has.
fn own_name(name: &str) -> String {
    let name = name.strip_prefix(OWN).unwrap_or(name);
    let letter = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    let name: String = name.chars().map(letter).take(60).collect();
    let name = if name.is_empty() { "key" } else { &name };
    format!("{OWN}{name}")
}

/// A value that the reader of front matter takes: not nested too deep, without characters that YAML has
/// not.
fn plain(value: &Value, depth: usize) -> Value {
    match value {
        Value::String(text) => Value::from(shown(text)),
        Value::Array(_) | Value::Object(_) if depth == 0 => Value::from(shown(&value.to_string())),
        Value::Array(items) => items.iter().map(|item| plain(item, depth - 1)).collect(),
        Value::Object(map) => {
            let pair = |(key, value): (&String, &Value)| (shown(key), plain(value, depth - 1));
            Value::Object(map.iter().map(pair).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn shown(text: &str) -> String {
    let is_odd = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || ('\u{fff0}'..='\u{ffff}').contains(&c)
            || c == '\u{feff}'
    };
    text.chars()
        .map(|c| if is_odd(c) { ' ' } else { c })
        .collect()
}

/// A text in one line, which is not empty.
fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => shown(text),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The day that a value starts with.
fn day_of(value: &Value) -> Option<Date> {
    value.as_str()?.get(..10)?.parse().ok()
}

/// Tags in a list, or in a text with commas or spaces between them.
fn tags_of(value: &Value) -> Option<Vec<String>> {
    let tag = |text: &str| {
        let tag = text.trim().trim_start_matches('#').trim();
        (!tag.is_empty()).then(|| tag.to_owned())
    };
    match value {
        Value::String(text) if text.contains(',') => {
            Some(text.split(',').filter_map(tag).collect())
        }
        Value::String(text) => Some(text.split_whitespace().filter_map(tag).collect()),
        Value::Array(items) => {
            let texts = items.iter().filter(|item| !item.is_null()).map(text_of);
            let texts: Option<Vec<String>> = texts.collect();
            Some(texts?.iter().filter_map(|text| tag(text)).collect())
        }
        Value::Null => Some(Vec::new()),
        _ => None,
    }
}

/// The day at the start of a file's name, as Jekyll has it, and the rest of the name.
fn dated(name: &str) -> (Option<Date>, &str) {
    let date = name.get(..10).and_then(|date| date.parse().ok());
    let rest = name
        .get(10..)
        .map(|rest| rest.trim_start_matches(['-', '_', ' ']));
    match (date, rest) {
        (Some(date), Some("")) => (Some(date), name),
        (Some(date), Some(rest)) => (Some(date), rest),
        _ => (None, name),
    }
}

/// The text of a heading of the first level at the top.
fn heading(body: &str) -> Option<String> {
    let line = body.lines().find(|line| !line.trim().is_empty())?;
    let text = line.strip_prefix("# ")?.trim().trim_end_matches('#').trim();
    let is_plain = !text.contains(['[', '`', '*', '_', '<', '{', '\\']);
    (is_plain && !is_placeholder(text)).then(|| shown(text))
}

/// The name of a file as words; a day stays one.
fn words_of(name: &str) -> String {
    let words = name.trim_start_matches('_');
    let is_joined = !words.contains(' ') && words.contains(char::is_alphabetic);
    let words = if is_joined {
        words.replace(['-', '_'], " ")
    } else {
        words.to_owned()
    };
    match shown(&words).trim() {
        "" => "Note".to_owned(),
        words => words.to_owned(),
    }
}

/// The text without a heading at its top that says the title once more.
pub(super) fn without_title<'t>(body: &'t str, title: &str) -> &'t str {
    if heading(body).as_deref() != Some(title) {
        return body;
    }
    let start = body.len() - body.trim_start().len();
    let end = body[start..]
        .find('\n')
        .map_or(body.len(), |at| start + at + 1);
    &body[end..]
}

/// Front matter as it was, in a block of code.
fn quoted(unread: &str) -> String {
    let longest = unread.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if unread.ends_with('\n') { "" } else { "\n" };
    format!("\n\n## Front matter that could not be read\n\n{fence}text\n{unread}{end}{fence}\n")
}
