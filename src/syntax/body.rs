//! The Markdown below the front matter as the compiler needs it: headings with their sections,
//! links, tables and where there is text. It holds places and names, not the text itself.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::heading::Narrowing;
use super::name::same_name;
use super::unclear::Unclear;
use crate::diagnostic::Span;

/// What stands below the front matter. All lists are in the order of the text.
#[derive(Debug, Clone)]
pub struct Body {
    /// The whole of it.
    pub span: Span,
    /// The first paragraph above the first `##`.
    pub lead: Option<Paragraph>,
    /// Headings outside of quotes and lists, then sections.
    pub headings: Vec<Heading>,
    /// Links and images.
    pub links: Vec<Link>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Where text says something: the first such place behind the start and behind each heading.
    pub said: Vec<u32>,
    /// Footnotes: where each is defined.
    pub footnotes: Vec<Footnote>,
    /// References to footnotes: the label and where it stands.
    pub footnote_references: Vec<(Box<str>, u32)>,
    /// Requests for privacy that cannot be understood, outside of the headings above.
    pub unclear: Vec<Request>,
    /// Lines that a person may take for a heading and that are none of the headings above.
    pub lookalikes: Vec<Lookalike>,
    /// Where nesting or a table first exceeds what is read, and what does.
    pub over_budget: Option<(Span, &'static str)>,
    /// The headings by their anchors, once somebody asks.
    pub(super) anchors: OnceLock<HashMap<Box<str>, usize>>,
}

/// A paragraph with its words.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// The words, without markup.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A heading and the section it opens.
#[derive(Debug, Clone)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The words, without markup and attributes.
    pub text: String,
    /// What stands behind `#` in a link to it.
    pub anchor: String,
    /// Whether the heading itself asks for its anchor, with `{#anchor}`.
    pub asks_anchor: bool,
    /// The line or lines of the heading.
    pub span: Span,
    /// What its attributes say about its section.
    pub narrowing: Narrowing,
    /// One past the last byte of its section: the next heading of its level or above, or the end.
    pub section_end: u32,
    /// Whether a line of `-` or `=` below it makes it a heading.
    pub underlined: bool,
    /// One past the last byte of what is private where its section is: the next heading of its level
    /// or above that is not underlined, or the end. A rule that was meant to be drawn below a
    /// paragraph must not end what is private.
    pub hides_to: u32,
}

/// A request for privacy that cannot be understood.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub what: Unclear,
    /// How far what it asks for can reach at most.
    pub reach: u32,
}

/// A line that looks like a heading to a person.
#[derive(Debug, Clone)]
pub struct Lookalike {
    /// From its first `#` to its end.
    pub span: Span,
    /// Its words, where they are short enough to be a name.
    pub words: Box<str>,
}

impl Heading {
    /// What is private where the section is, the heading included.
    pub fn hidden(&self) -> Span {
        Span {
            end: self.hides_to.max(self.span.end),
            ..self.span
        }
    }

    /// Whether the heading has this name, by the rules of [`same_name`].
    pub fn is_named(&self, name: &str) -> bool {
        same_name(&self.text, name)
    }

    /// From behind the heading to the end of its section.
    pub fn content(&self) -> Span {
        Span {
            start: self.span.end,
            end: self.section_end.max(self.span.end),
            ..self.span
        }
    }
}

/// Whether a link shows its target or leads to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// Leads to its target.
    Link,
    /// Shows its target; `alt` tells whether it has a text alternative.
    Image {
        /// Whether there is a text alternative.
        alt: bool,
    },
}

/// A link or an image.
#[derive(Debug, Clone)]
pub struct Link {
    /// Which of the two.
    pub kind: LinkKind,
    /// The target as it is meant, without Markdown's escapes.
    pub target: Box<str>,
    /// The link as a whole.
    pub span: Span,
    /// The target's own place; for a reference link, the link as a whole.
    pub target_span: Span,
}

/// The definition of a footnote.
#[derive(Debug, Clone)]
pub struct Footnote {
    /// What references call it.
    pub label: Box<str>,
    /// The whole definition.
    pub span: Span,
}

/// A piece of text that mostly stands in the source as it is.
#[derive(Debug, Clone)]
pub struct Text {
    /// Where it stands, without surrounding space.
    pub span: Span,
    /// Its words, where they are not what stands at `span`.
    pub(super) words: Option<Box<str>>,
}

impl Text {
    /// The words, without markup; `source` is the text of the file.
    pub fn words<'a>(&'a self, source: &'a str) -> &'a str {
        self.words
            .as_deref()
            .unwrap_or_else(|| source.get(self.span.range()).unwrap_or(""))
    }
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The whole table.
    pub span: Span,
    /// The header row.
    pub header: Row,
    /// The rows below it.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// The whole row.
    pub span: Span,
    /// Its cells; never more than the header has, and in Markdown never fewer.
    pub cells: Vec<Text>,
    /// What stands for each cell that a row of a CSV file lacks: nothing, at the row's end.
    pub rest: Option<Text>,
    /// Cells beyond the header's last column, which a reader never sees.
    pub excess: Option<Span>,
}

impl Row {
    /// The cell in the column at `position` of the header.
    pub fn cell(&self, position: usize) -> Option<&Text> {
        self.cells.get(position).or(self.rest.as_ref())
    }
}

/// A part of a body, such as the text below a heading.
#[derive(Debug, Clone, Copy)]
pub struct Section<'a> {
    body: &'a Body,
    span: Span,
}

impl Body {
    /// The part of the body at `span`.
    pub const fn section(&self, span: Span) -> Section<'_> {
        Section { body: self, span }
    }

    /// The position of the heading with this anchor.
    pub fn anchored(&self, anchor: &str) -> Option<usize> {
        let index = self.anchors.get_or_init(|| {
            let headings = self.headings.iter().enumerate();
            headings
                .map(|(at, heading)| (heading.anchor.as_str().into(), at))
                .collect()
        });
        index.get(anchor).copied()
    }

    /// The first heading of `level` with this name.
    pub fn heading(&self, level: u8, name: &str) -> Option<&Heading> {
        self.headings
            .iter()
            .find(|heading| heading.level == level && heading.is_named(name))
    }
}

impl<'a> Section<'a> {
    /// Where the section stands.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The headings of `level` within the section.
    pub fn headings(self, level: u8) -> impl Iterator<Item = &'a Heading> {
        within(&self.body.headings, self.span, |heading| heading.span)
            .iter()
            .filter(move |heading| heading.level == level)
    }

    /// The links and images within the section.
    pub fn links(self) -> &'a [Link] {
        within(&self.body.links, self.span, |link| link.span)
    }

    /// The tables within the section.
    pub fn tables(self) -> &'a [Table] {
        within(&self.body.tables, self.span, |table| table.span)
    }

    /// Whether the section holds any text that is not a mere placeholder.
    pub fn says_something(self) -> bool {
        let said = &self.body.said;
        let next = said.partition_point(|&at| at < self.span.start);
        said.get(next).is_some_and(|&at| at < self.span.end)
    }
}

/// The items of a sorted list that start within `span`.
fn within<T>(items: &[T], span: Span, place: impl Fn(&T) -> Span) -> &[T] {
    let start = items.partition_point(|item| place(item).start < span.start);
    let end = items.partition_point(|item| place(item).start < span.end);
    &items[start..end.max(start)]
}
