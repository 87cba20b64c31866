//! What a change means, for whoever decides about a pull request: as Markdown and as JSON.
//!
//! A comment or a log may be read by many, so nothing private is written unless somebody asks: of a
//! private change its topic is counted, and neither its name nor its words are told.

mod json;
mod markdown;

use std::io::{self, Write};

use jiff::civil::Date;

use crate::audience::Withheld;
use crate::review::{Change, Review, Topic};

/// How a review is written (`--format`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewFormat {
    /// For a comment of a pull request, or the summary of a step.
    Markdown,
    /// One object.
    Json,
}

/// What a report of a review is about.
pub struct ReviewReport<'a> {
    /// The review.
    pub review: &'a Review,
    /// The workbook's title.
    pub title: &'a str,
    /// What of the workbook must not be told.
    pub withheld: &'a Withheld,
    /// The revision that was named.
    pub revision: &'a str,
    /// The full name of the commit at which the change started.
    pub commit: &'a str,
    /// The date that counted as today.
    pub as_of: Date,
    /// Whether what is private is told too.
    pub tells_private: bool,
}

impl ReviewReport<'_> {
    /// Writes the report.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn write(&self, format: ReviewFormat, out: &mut dyn Write) -> io::Result<()> {
        match format {
            ReviewFormat::Markdown => markdown::write(self, out),
            ReviewFormat::Json => json::write(self, out),
        }
    }

    /// The changes that may be told.
    fn told(&self, topic: Topic) -> Vec<&Change> {
        let changes = self.review.changes.iter();
        let told = changes.filter(|change| self.tells_private || !change.is_private);
        told.filter(|change| change.topic == topic).collect()
    }

    /// How many changes of a topic are not told, since they are private.
    fn untold(&self, topic: Topic) -> usize {
        let changes = self.review.changes.iter();
        let untold = changes.filter(|change| change.is_private && !self.tells_private);
        untold.filter(|change| change.topic == topic).count()
    }
}
