//! Two states of a workbook, held against each other: which findings a change brings ([`News`]), and
//! what it means for those who decide about it ([`Review`]).
//!
//! This stage compares; what it says is written by `report`. Of each change it is known whether the
//! world may read it: what is private leaves here marked as such, and nothing that must not be public
//! stands in what is not.

mod controls;
mod documents;
mod exceptions;
mod loops;
mod measures;
mod news;
mod pages;
mod records;
mod topic;

pub use news::{Judged, News};
pub use topic::{Group, Topic};

use std::collections::HashMap;

use crate::Compilation;
use documents::Documents;

/// What a change means, in the order of its topics.
#[derive(Debug, Default)]
pub struct Review {
    /// Everything that is another now.
    pub changes: Vec<Change>,
}

/// One thing that is another now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of thing.
    pub topic: Topic,
    /// Whether only the team may read what follows.
    pub is_private: bool,
    /// Whether a name or text was left out, since it holds what must not be public.
    pub is_held_back: bool,
    /// What it is about: the id of a document, the path of a file, the name of a rule.
    pub subject: String,
    /// What is to be said of it.
    pub parts: Vec<Part>,
    /// The lines of public text that are another.
    pub lines: Vec<Line>,
}

/// A piece of what is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words of this program.
    Words(String),
    /// Words of the workbook.
    Text(String),
}

/// A line of public text that is there on one side only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whether it is there now.
    pub is_new: bool,
    /// What it says.
    pub text: String,
}

impl Review {
    /// What leads from `before` to `now`; where there was no workbook before, everything is new.
    /// `moved` says where files were, by where they are now.
    pub fn of(
        before: Option<&Compilation>,
        now: &Compilation,
        moved: &HashMap<String, String>,
    ) -> Self {
        let documents = Documents::of(before, now, moved);
        let mut changes = pages::changes(&documents);
        changes.extend(loops::changes(&documents));
        changes.extend(measures::changes(&documents));
        changes.extend(controls::changes(&documents));
        changes.extend(records::changes(&documents));
        changes.extend(exceptions::changes(&documents));
        changes.sort_by(|a, b| (a.topic, &a.subject).cmp(&(b.topic, &b.subject)));
        Self { changes }
    }
}

impl Change {
    /// A change that only the team may read of.
    fn private(topic: Topic, subject: &str) -> Self {
        Self {
            topic,
            is_private: true,
            is_held_back: false,
            subject: subject.to_owned(),
            parts: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// A change of what the world sees.
    fn public(topic: Topic, subject: &str) -> Self {
        Self {
            is_private: false,
            ..Self::private(topic, subject)
        }
    }

    fn words(mut self, words: impl Into<String>) -> Self {
        self.parts.push(Part::Words(words.into()));
        self
    }

    fn text(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Text(text.into()));
        self
    }

    /// From one value to another; either may be absent.
    fn between(self, before: Option<&str>, now: Option<&str>) -> Self {
        let from = match before {
            Some(before) => self.words("from ").text(before),
            None => self.words("from nothing"),
        };
        match now {
            Some(now) => from.words(" to ").text(now),
            None => from.words(" to nothing"),
        }
    }
}
