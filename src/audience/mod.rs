//! Who may see what: splits a workbook into a [`PublicView`] and a [`PrivateView`] (language,
//! section 6).
//!
//! Everything public is made from the public view and from nothing else. It is built here only, it
//! owns what it holds, and it has no field for private text, so no later stage can publish by
//! mistake what it was never given.

mod address;
mod approval;
mod authorship;
mod clean;
mod digest;
mod drawn;
mod files;
mod guard;
mod html;
mod ledger;
mod metric;
mod outline;
mod plain;
mod private;
mod private_files;
mod projection;
mod public;
mod publication;

pub use approval::{Approval, Approvals, approval_digest};
pub use authorship::only_author;
pub use clean::{Care, Cleaned, Refusal};
pub use files::{ContentHash, MAX_FILE, PublicFile, PublicFiles, publishable, publishable_bytes};
pub use guard::{
    FilePlace, Found, Guard, Holder, InFile, Leak, Secret, Spotted, Withheld, shortened,
};
pub use ledger::{ForeignFile, Ledger, LedgerChange, Provenance};
pub use metric::{PublicMetric, PublicProof, PublicValue};
pub use private::PrivateView;
pub use private_files::{PrivateFiles, private_content};
pub use public::{MOST_RELATED, PublicNext, PublicPage, PublicRelated, PublicView};
pub use publication::{PublicLink, Publication};

use pulldown_cmark::Event;

/// A document's text as one audience sees it: links lead to pages of the same side or to the web,
/// raw HTML is down to a few harmless tags, comments are gone.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    /// The text as Markdown events.
    pub events: Vec<Event<'a>>,
    /// Its headings of the second and third level.
    pub contents: Vec<Entry>,
}

/// A line of a table of contents.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The heading's level.
    pub level: u8,
    /// Its words.
    pub text: String,
    /// What stands behind `#` in a link to it.
    pub anchor: String,
}
