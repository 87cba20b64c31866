//! One document's text to a [`Document`]: front matter, headings, links and tables, each with its
//! place (language, sections 3 and 4); a CSV file to a table of the same kind.
//!
//! A parse depends on the bytes of the document alone. It knows nothing of jobs, kinds or keys:
//! what the words mean is decided in `workbook`.

mod anchor;
mod asking;
mod body;
mod csv;
mod fence;
mod heading;
mod hidden;
mod inline;
mod lookalike;
mod markdown;
mod name;
mod reach;
mod requests;
mod tag;
mod unclear;
mod value;
mod yaml;
mod yaml_entries;
mod yaml_error;
mod yaml_text;

pub use anchor::Anchors;
pub use body::{
    Body, Footnote, Heading, Link, LinkKind, Lookalike, Paragraph, Request, Row, Section, Table,
    Text,
};
pub use csv::{Csv, CsvFault, CsvFaultKind, parse_csv};
pub use fence::FrontMatter;
pub use heading::Narrowing;
pub use hidden::{
    control_characters, describe as describe_hidden, has_hidden, hidden_characters, is_unseen,
};
pub use inline::plain_text;
pub use markdown::{MAX_NESTING, MAX_ROWS, extensions};
pub use name::{canonical_name, is_placeholder, misspelt, nearest, same_name};
pub use tag::{behind_closing, is_without_text, read_tag, stays};
pub use unclear::Unclear;
pub use value::{Map, Node, Value};
pub(crate) use yaml::{CONFIG_DEPTH, parse_map};
pub use yaml_text::yaml_text;

use crate::diagnostic::{FileId, RuleName, Sink};

/// The file starts with `---` and no line closes it.
pub const UNCLOSED_FRONT_MATTER: RuleName = "unclosed-front-matter";
/// A document without front matter.
pub const MISSING_FRONT_MATTER: RuleName = "missing-front-matter";
/// YAML that is not plain maps, lists and scalars.
pub const INVALID_YAML: RuleName = "invalid-yaml";
/// Names and targets with characters that cannot be seen.
pub const HIDDEN_CHARACTERS: RuleName = "hidden-characters";

/// One Markdown file, taken apart.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file it was read from.
    pub file: FileId,
    /// The keys above the text.
    pub front: FrontMatter,
    /// The Markdown below.
    pub body: Body,
}

/// The Markdown of `text`, the text of `file`, from byte `start` on.
pub fn parse_body(text: &str, start: u32, file: FileId) -> Body {
    markdown::read(text, start as usize, file)
}

/// Takes `text`, the text of `file`, apart. What is wrong with its form goes to `sink`.
pub fn parse(text: &str, file: FileId, sink: &mut Sink) -> Document {
    let front = fence::read(text, file, sink);
    let body = markdown::read(text, front.body_start(text), file);
    Document { file, front, body }
}
