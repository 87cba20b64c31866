//! Jobs as data: their steps, what closes them, their tables and their kill signals (language,
//! sections 5 and 8).
//!
//! The six jobs are files beside this one, in the form in which a team writes its own under
//! `jobs:` in `workbook.yaml`, and both are read by the same code, which is `job_reader`. Nothing
//! about a job is written twice: checks, scaffold and site all ask here.

use std::sync::LazyLock;

use super::job_reader::read_job;
use crate::diagnostic::{FileId, Sink, Span, Spanned};
use crate::syntax::{CONFIG_DEPTH, parse_map, same_name};

/// The six jobs in their order.
const BUILT_IN: [(&str, &str); 6] = [
    ("understand", include_str!("jobs/understand.yaml")),
    ("redesign", include_str!("jobs/redesign.yaml")),
    ("instrument", include_str!("jobs/instrument.yaml")),
    ("govern", include_str!("jobs/govern.yaml")),
    ("improve", include_str!("jobs/improve.yaml")),
    ("distribute", include_str!("jobs/distribute.yaml")),
];

/// The kinds of steps that stay with people (language, section 5.2).
pub const HUMAN_GATES: &[&str] = &[
    "judgment",
    "taste",
    "relationship",
    "exception",
    "approval",
    "liability",
];

static SIX_JOBS: LazyLock<Vec<Job>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| {
        let mut sink = Sink::new();
        let place = Span::start_of(FileId(0));
        let map = parse_map(text, 0..text.len(), CONFIG_DEPTH, FileId(0), &mut sink);
        let job = read_job(&Spanned::new((*name).to_owned(), place), &map, &mut sink);
        debug_assert!(sink.is_empty(), "{name}: {:?}", sink.into_diagnostics());
        job
    };
    BUILT_IN.iter().map(read).collect()
});

/// A job that one loop per workflow does.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// What stands behind `job:` in a loop.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The question that `status` answers about a workflow.
    pub question: String,
    /// The job statement that a scaffold starts with: when, wants, so.
    pub statement: String,
    /// The close-the-loop steps in their order.
    pub steps: Vec<Step>,
    /// What a scaffold says about the kill signal.
    pub kill_signal: String,
    /// The rule that evaluates the kill signal, where code does.
    pub detector: Option<String>,
    /// The kill condition that a loop has unless it writes its own.
    pub kill_when: Option<Spanned<String>>,
    /// The front-matter keys that only this job's loops have.
    pub fields: Vec<String>,
}

/// A close-the-loop step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The name of its heading.
    pub name: String,
    /// What belongs there, for the scaffold and for `explain`.
    pub guidance: String,
    /// Whether the step never leaves a loop, whatever its route (language, section 6).
    pub private: bool,
    /// All of these must hold for the step to be closed.
    pub closed_when: Vec<Condition>,
}

/// What closes a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Some text that is not a placeholder.
    Text,
    /// Links to documents.
    Links(Links),
    /// A table.
    Table(TableForm),
    /// What some of the rows of a table hold.
    Rows(Rows),
    /// Keys of the front matter that must be filled, each as a path such as `metric.name`.
    Keys(Vec<String>),
    /// Days of the front matter that must not run backwards, as paths.
    Order(Vec<String>),
    /// A condition over other documents, which needs code.
    Named(Named),
}

/// A condition that needs code, since it looks at other documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// What a table of capabilities calls proven links evidence, and what it calls in use names
    /// who uses it.
    CapabilitiesAreProven,
    /// A linked page is in the playbook, and no evidence is public.
    AssetsAreRouted,
    /// A linked page is a journey that is safe to show, or the text says why none is.
    AJourneyIsSafeToShow,
}

impl Named {
    /// All of them.
    pub const ALL: [Self; 3] = [
        Self::CapabilitiesAreProven,
        Self::AssetsAreRouted,
        Self::AJourneyIsSafeToShow,
    ];

    /// The word for it in `closed_when`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::CapabilitiesAreProven => "capabilities-are-proven",
            Self::AssetsAreRouted => "assets-are-routed",
            Self::AJourneyIsSafeToShow => "a-journey-is-safe-to-show",
        }
    }
}

/// What must hold for the rows of a table, or for some of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// The step whose table it is.
    pub of: String,
    /// What such a row is called in messages.
    pub called: String,
    /// Which rows count: those in which all of these hold.
    pub only: Vec<CellHolds>,
    /// The key of the day from which on rows count, as a path, with the column that has their day.
    pub since: Option<(String, String)>,
    /// How many rows there must be.
    pub minimum: u32,
    /// Columns that each of these rows must fill.
    pub filled: Vec<String>,
    /// What must hold for each of these rows.
    pub each: Vec<CellHolds>,
}

/// What the cell of a column must be: one of several things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellHolds {
    /// The name of the column.
    pub column: String,
    /// What it may be.
    pub any: Vec<Held>,
}

/// Something that a cell may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// This word.
    Word(String),
    /// The id of a person, an agent or a system.
    Actor(ActorKind),
    /// A link that leads somewhere.
    Link,
    /// What also stands in a column of a step's table.
    In {
        /// The step.
        step: String,
        /// The column.
        column: String,
    },
}

/// Kinds of those who act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A person.
    Person,
    /// An agent.
    Agent,
    /// A system.
    System,
}

impl ActorKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Person, Self::Agent, Self::System];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Agent => "agent",
            Self::System => "system",
        }
    }
}

/// Which documents a step must link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// `evidence` or `page`.
    pub kind: Option<String>,
    /// Whether they must come from outside.
    pub outside: bool,
    /// Whether they must have a `form`.
    pub form: bool,
    /// How many; `None` means the workbook's `evidence_minimum`.
    pub minimum: Option<u32>,
}

/// The form of a typed table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableForm {
    /// Its columns, in the order in which a scaffold writes them.
    pub columns: Vec<Column>,
    /// How many rows it needs.
    pub rows: u32,
    /// A column of listed words, each of which must stand in at least one row.
    pub each: Option<String>,
    /// Words of which at least one must stand in at least one row.
    pub has: Vec<HasWord>,
    /// Columns that must each be filled in at least one row.
    pub filled: Vec<String>,
    /// The front-matter key that names a CSV file with more rows.
    pub file: Option<String>,
}

/// A column of listed words with those of them that a table must not lack altogether.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HasWord {
    /// The name of the column.
    pub column: String,
    /// Some of its words.
    pub words: Vec<String>,
}

/// A column of a typed table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The words of its header cell.
    pub name: String,
    /// What its cells hold.
    pub cells: CellType,
    /// Whether a cell may be empty.
    pub may_be_empty: bool,
    /// Whether the column may be absent.
    pub optional: bool,
}

/// What the cells of a column hold (language, section 8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellType {
    /// Anything.
    Text,
    /// A day.
    Date,
    /// A number.
    Number,
    /// The id of a person.
    Person,
    /// The id of a person, an agent or a system.
    Actor,
    /// A link.
    Link,
    /// The id of a control that the workflow's govern loop defines.
    Control,
    /// A new control's id, which no other row has.
    NewControl,
    /// One of a list of words.
    Words(Vec<String>),
}

impl Job {
    /// The six jobs, in their order.
    pub fn six() -> &'static [Self] {
        &SIX_JOBS
    }

    /// The step with the given heading.
    pub fn step(&self, heading: &str) -> Option<&Step> {
        self.steps
            .iter()
            .find(|step| same_name(&step.name, heading))
    }
}

impl TableForm {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let mut columns = self.columns.iter();
        columns.find(|column| same_name(&column.name, name))
    }
}

impl Step {
    /// Whether the pages that it links are the job's assets.
    pub fn links_assets(&self) -> bool {
        let mut conditions = self.closed_when.iter();
        conditions.any(|condition| matches!(condition, Condition::Links(links) if links.form))
    }

    /// The typed table of the step, where it has one.
    pub fn table(&self) -> Option<&TableForm> {
        self.closed_when
            .iter()
            .find_map(|condition| match condition {
                Condition::Table(table) => Some(table),
                _ => None,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_six_jobs_have_four_steps_each_and_no_findings() {
        let jobs = Job::six();
        assert_eq!(jobs.len(), 6);
        for job in jobs {
            assert_eq!(job.steps.len(), 4, "{}", job.name);
            assert!(
                job.detector.is_some() && job.question.ends_with('?'),
                "{}",
                job.name
            );
            for step in &job.steps {
                assert!(
                    !step.guidance.is_empty() && !step.closed_when.is_empty(),
                    "{}",
                    step.name
                );
            }
        }
        let private = jobs
            .iter()
            .flat_map(|job| &job.steps)
            .filter(|step| step.private);
        let private: Vec<&str> = private.map(|step| step.name.as_str()).collect();
        assert_eq!(
            private,
            ["Cost", "Evidence", "Classify", "Owner", "Capture", "Track"]
        );
    }
}
