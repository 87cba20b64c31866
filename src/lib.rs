//! loopbook compiles a workbook, a directory of Markdown files, into findings and a site.
//!
//! # Steps
//!
//! 1. **Source**: a [`source::World`] gives files, their history and a date.
//! 2. **Syntax**: each file becomes front matter, headings, links and tables, each with its place.
//! 3. **Workbook**: the words get their meaning; jobs, kinds, ids and links are resolved.
//! 4. **Status**: what is closed, measured and fired is evaluated, once for all that follows; of
//!    history, only what that needs is read.
//! 5. **Audience**: the workbook is split into what is public and what is private.
//! 6. **Rules**: what the workbook claims is held against what it shows.
//! 7. **Site**: both sides are rendered, in memory.
//! 8. **Emit**: the site is written, whole or not at all.
//!
//! Beside the pipeline stands **Mend**: it makes the fixes that findings offer, in memory, and
//! judges the workbook again.
//!
//! Each step takes the one before it whole and imports only from those before it:
//! `diagnostic → source → syntax → workbook → status → audience → {rules | site → emit} → mend → report → cli`.
//! Rules and site never import each other; rules see the audience because some of them judge what
//! would be published. A test reads the `use crate::` lines and fails on an arrow that runs back.

pub mod audience;
pub mod cli;
pub mod diagnostic;
pub mod emit;
pub mod mend;
pub mod report;
pub mod rules;
pub mod site;
pub mod source;
pub mod status;
pub mod syntax;
pub mod workbook;

use audience::{Approvals, Guard, Provenance, PublicFiles, PublicView, Publication};
use diagnostic::Sink;
use rules::{Context, Findings};
use source::{History, SourceError, World};
use status::Status;
use workbook::{Parses, Workbook};

/// A workbook that was read and judged.
pub struct Compilation {
    /// The workbook.
    pub workbook: Workbook,
    /// What history knows of the files of which it was asked.
    pub history: History,
    /// What it shows, whatever it says.
    pub status: Status,
    /// Which of its pages a person has approved.
    pub approvals: Approvals,
    /// What of it the world may see.
    pub public: PublicView,
    /// The files that public text takes along.
    pub files: PublicFiles,
    /// What must not be public, and how to find it.
    pub guard: Guard,
    /// Why what is public is public.
    pub provenance: Provenance,
    /// Everything that is wrong with it.
    pub findings: Findings,
}

/// Reads and judges the workbook that `world` holds.
///
/// # Errors
/// Only where the machine fails; whatever is wrong with the workbook is a finding.
pub fn compile(world: &dyn World) -> Result<Compilation, SourceError> {
    let mut sink = Sink::new();
    let workbook = Workbook::read(world, &mut sink)?;
    Ok(judge(workbook, sink, world))
}

/// As [`compile`], for a workbook that is read again and again: what is in `parses` as it is now is
/// not parsed again.
///
/// # Errors
/// As [`compile`].
pub fn compile_again(world: &dyn World, parses: &mut Parses) -> Result<Compilation, SourceError> {
    let mut sink = Sink::new();
    let workbook = Workbook::read_again(world, parses, &mut sink)?;
    Ok(judge(workbook, sink, world))
}

/// Judges a workbook that was read from `world` with what is in `sink`.
fn judge(workbook: Workbook, sink: Sink, world: &dyn World) -> Compilation {
    let history = status::history(&workbook, world);
    let status = Status::of(&workbook, world.today(), &history);
    let publication = Publication::of(&workbook, &status);
    let files = PublicFiles::read(&publication, world);
    let approvals = Approvals::of(&publication, &files);
    let public = PublicView::of(&publication, &approvals);
    let guard = Guard::of(&publication);
    let context = Context {
        workbook: &workbook,
        history: &history,
        status: &status,
        publication: &publication,
        approvals: &approvals,
        public: &public,
        files: &files,
        guard: &guard,
        today: world.today(),
    };
    let provenance = Provenance::of(&publication, &files);
    let findings = rules::judge(&context, sink);
    Compilation {
        workbook,
        history,
        status,
        approvals,
        public,
        files,
        guard,
        provenance,
        findings,
    }
}
