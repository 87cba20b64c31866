//! What YAML says, with the place of every key and value.

use crate::diagnostic::{Span, Spanned};

/// A YAML value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The place; for a missing value, the place of its key.
    pub span: Span,
    /// The value itself.
    pub node: Node,
}

/// The kinds of values that front matter may hold (language, section 3: YAML 1.2 core schema).
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`; `yes`, `no`, `on` and `off` are words.
    Bool(bool),
    /// A number, whole or not.
    Number(f64),
    /// Text, quoted or not.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A map.
    Map(Map),
    /// Something that was reported already (a tag, an alias, nesting too deep); it is no value.
    Rejected,
}

impl Value {
    /// What kind of value this is, with its article, for messages.
    pub const fn kind(&self) -> &'static str {
        match self.node {
            Node::Null => "nothing",
            Node::Bool(_) => "a truth value",
            Node::Number(_) => "a number",
            Node::Text(_) => "text",
            Node::List(_) => "a list",
            Node::Map(_) => "a map",
            Node::Rejected => "an unreadable value",
        }
    }

    /// The text, where the value is text.
    pub fn as_text(&self) -> Option<&str> {
        if let Node::Text(text) = &self.node {
            Some(text)
        } else {
            None
        }
    }

    /// The number, where the value is one.
    pub const fn as_number(&self) -> Option<f64> {
        if let Node::Number(number) = self.node {
            Some(number)
        } else {
            None
        }
    }

    /// The truth value, where the value is one.
    pub const fn as_bool(&self) -> Option<bool> {
        if let Node::Bool(truth) = self.node {
            Some(truth)
        } else {
            None
        }
    }

    /// The items, where the value is a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Node::List(items) = &self.node {
            Some(items)
        } else {
            None
        }
    }

    /// The map, where the value is one.
    pub const fn as_map(&self) -> Option<&Map> {
        if let Node::Map(map) = &self.node {
            Some(map)
        } else {
            None
        }
    }
}

/// A YAML map in the order of the text, each key once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map {
    entries: Vec<(Spanned<String>, Value)>,
    has_gaps: bool,
}

impl Map {
    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries
            .iter()
            .find(|(name, _)| name.value == key)
            .map(|(_, value)| value)
    }

    /// The place of `key` itself.
    pub fn key(&self, key: &str) -> Option<&Spanned<String>> {
        self.entries
            .iter()
            .find(|(name, _)| name.value == key)
            .map(|(name, _)| name)
    }

    /// Keys and values in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = (&Spanned<String>, &Value)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// How many keys there are.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether something that could be any key was lost; this was reported.
    pub const fn has_gaps(&self) -> bool {
        self.has_gaps
    }

    /// A map of which nothing could be read.
    pub(super) const fn lost() -> Self {
        Self {
            entries: Vec::new(),
            has_gaps: true,
        }
    }

    /// Notes that something was lost.
    pub(super) const fn add_gap(&mut self) {
        self.has_gaps = true;
    }

    /// Keys and values, taken apart.
    pub(super) fn into_entries(self) -> Vec<(Spanned<String>, Value)> {
        self.entries
    }

    /// Adds a key that is not there yet.
    pub(super) fn push(&mut self, key: Spanned<String>, value: Value) {
        self.entries.push((key, value));
    }
}
