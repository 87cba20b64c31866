//! What the words mean: the configuration, the jobs, the documents with their kinds, and where
//! every link leads (language, sections 1 to 6).
//!
//! [`Workbook::read`] takes a `World` and hands on a model in which nothing has to be looked up or
//! validated again. Faults of the files themselves are reported on the way; judging what the files
//! claim is left to `status` and `rules`.

mod allow;
mod altered;
mod cell;
mod config;
mod document;
mod field;
mod form_reader;
mod ignored;
mod job;
mod job_reader;
mod key_path;
mod kind;
mod known;
mod load;
mod misfit;
mod output;
mod parses;
mod privacy;
mod protected;
mod read;
mod read_by;
mod rows_reader;
mod table_file;
mod target;
mod typed_table;
mod validate;
mod web;
mod workflow;

pub use allow::Allow;
pub use cell::{cell_controls, cell_date, cell_number, meant_day};
pub use config::{Actor, Agent, Attachment, AttachmentOf, Config, Person, System};
pub use document::Document;
pub use field::{FORMS, ROUTES};
pub use job::{
    ActorKind, CellHolds, CellType, Column, Condition, HUMAN_GATES, HasWord, Held, Job, Links,
    Named, Rows, Step, TableForm,
};
pub use key_path::{AtPath, at_key_path};
pub use kind::{
    EvidenceFront, KillOverride, Kind, LoopFront, Next, PageFront, Retired, Route, SafeToShow,
    ShowMetric, Status,
};
pub use known::{KnownGroup, KnownOfRule};
pub use output::OutputPath;
pub use parses::Parses;
pub use protected::LONGEST_NAME;
pub use read_by::{ReadBy, ReadByFile};
pub use table_file::{TableFile, TableTarget};
pub use target::{Paths, Target};
pub use typed_table::{Cell, TypedRow, TypedTable, tables_of_steps, typed_tables};
pub use validate::{is_period, period_end};
pub use workflow::{Workflow, words_of};

use std::collections::BTreeMap;

use crate::diagnostic::{FileId, RuleName};
use crate::source::{Entry, Files, parent};
use crate::syntax::Csv;

/// A file that cannot be read as text.
pub const UNREADABLE_FILE: RuleName = "unreadable-file";
/// A path or symbolic link that leaves the workbook.
pub const OUTSIDE_WORKBOOK: RuleName = "outside-workbook";
/// A key that the kind of document does not have.
pub const UNKNOWN_KEY: RuleName = "unknown-key";
/// A value that does not fit its key.
pub const INVALID_VALUE: RuleName = "invalid-value";
/// A required key is absent.
pub const MISSING_KEY: RuleName = "missing-key";
/// A document that does not say what it is, or says it twice.
pub const AMBIGUOUS_KIND: RuleName = "ambiguous-kind";

/// A workbook as a whole.
pub struct Workbook {
    /// The texts it was read from.
    pub files: Files,
    /// What stands in the files of tables that are text.
    pub tables: BTreeMap<FileId, Csv>,
    /// What `workbook.yaml` says.
    pub config: Config,
    /// The findings that it may have for a while.
    pub known: Vec<KnownGroup>,
    /// The documents, sorted by path.
    pub documents: Vec<Document>,
    /// The workflows, sorted by id.
    pub workflows: Vec<Workflow>,
    /// Everything that lies in the workbook, sorted by path.
    pub entries: Vec<Entry>,
    /// What links can lead to.
    pub paths: Paths,
    /// The position of the first evidence that is routed to the public.
    loose: Option<usize>,
}

impl Workbook {
    /// The document with this id.
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.paths
            .document(id)
            .map(|position| &self.documents[position])
    }

    /// The position of the workflow with this id.
    pub fn workflow(&self, id: &str) -> Option<usize> {
        let by_id = |workflow: &Workflow| workflow.id.as_str().cmp(id);
        self.workflows.binary_search_by(by_id).ok()
    }

    /// The position of the workflow that a document belongs to: that of its directory, or of the
    /// nearest one above.
    pub fn workflow_of(&self, document: &Document) -> Option<usize> {
        let mut directory = document.directory();
        while !directory.is_empty() {
            if let Some(found) = self.workflow(directory) {
                return Some(found);
            }
            directory = parent(directory);
        }
        self.workflow(".")
    }

    /// Evidence that is routed to the public; the first one.
    pub fn public_evidence(&self) -> Option<&Document> {
        self.loose.map(|position| &self.documents[position])
    }

    /// Where `target` leads when a link to it stands in the document at position `from`.
    pub fn resolve(&self, target: &str, from: usize) -> Target {
        self.paths.resolve(target, from, &self.documents)
    }

    /// The text of the file that a document was read from.
    pub fn text(&self, document: &Document) -> &str {
        self.files.get(document.file).text()
    }
}
