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
//! `serve` runs the same steps again and again, and keeps the site in memory.
//!
//! Beside the pipeline stands **Mend**: it makes the fixes that findings offer, in memory, and
//! judges the workbook again; before they are offered to anybody, it tries whether they would make
//! something public. **Adopt** makes documents of other tools' notes, in memory too.
//! **Review** holds two states of a workbook against each other: what a
//! change brings, and what it means.
//!
//! Each step takes the one before it whole and imports only from those before it:
//! `diagnostic → source → syntax → workbook → status → audience → {rules | site → emit} → {mend | adopt} → review → report → serve → cli`.
//! Rules and site never import each other; rules see the audience because some of them judge what
//! would be published. A test reads the `use crate::` lines and fails on an arrow that runs back.

pub mod adopt;
pub mod audience;
pub mod cli;
pub mod diagnostic;
pub mod emit;
pub mod mend;
pub mod report;
pub mod review;
pub mod rules;
pub mod serve;
pub mod site;
pub mod source;
pub mod status;
pub mod syntax;
pub mod workbook;

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use audience::{
    Approvals, Guard, PrivateFiles, Provenance, PublicFiles, PublicView, Publication, Withheld,
};
use diagnostic::{RuleName, Sink};
use jiff::civil::Date;
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
    /// Where the files that documents link stand on the private side.
    pub private_files: PrivateFiles,
    /// What must not be public, and how to find it.
    pub guard: Guard,
    /// What must not be said of it where anybody may read it.
    pub withheld: Withheld,
    /// Why what is public is public.
    pub provenance: Provenance,
    /// Everything that is wrong with it.
    pub findings: Findings,
    /// Where the time went.
    pub laps: Laps,
}

/// Where the time of a run went, stage by stage.
#[derive(Debug, Clone)]
pub struct Laps {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Laps {
    /// The first stage begins.
    pub fn start() -> Self {
        Self {
            last: Instant::now(),
            laps: Vec::new(),
        }
    }

    /// A stage of this name ends, and the next one begins.
    pub fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps.push((stage, now - self.last));
        self.last = now;
    }

    /// The stages and how long each took.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        self.laps.iter().copied()
    }
}

/// A workbook that was read and evaluated, and whose claims nobody has judged yet.
pub struct Evaluation {
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
    /// What must not be said of it where anybody may read it.
    pub withheld: Withheld,
    /// Where the files that documents link stand on the private side.
    pub private_files: PrivateFiles,
    /// Where the time went.
    pub laps: Laps,
    /// What was found while it was read.
    found: Sink,
}

impl Evaluation {
    /// Reads the workbook that `world` holds. What is in `parses` as it is now is not parsed again.
    ///
    /// # Errors
    /// Only where the machine fails; whatever is wrong with the workbook is a finding.
    pub fn of(world: &dyn World, parses: &mut Parses) -> Result<Self, SourceError> {
        let mut laps = Laps::start();
        let mut found = Sink::new();
        let workbook = Workbook::read_again(world, parses, &mut found)?;
        laps.lap("read and parse");
        let history = status::history(&workbook, world);
        laps.lap("history");
        let status = Status::of(&workbook, world.today(), &history);
        laps.lap("status");
        let publication = Publication::of(&workbook, &status);
        let files = PublicFiles::read(&publication, world);
        let approvals = Approvals::of(&publication, &files);
        let public = PublicView::of(&publication, &approvals);
        let withheld = Withheld::of(&workbook);
        let private_files = PrivateFiles::read(&workbook, world);
        laps.lap("audience");
        Ok(Self {
            workbook,
            history,
            status,
            approvals,
            public,
            files,
            withheld,
            private_files,
            laps,
            found,
        })
    }

    /// Judges what the workbook claims, on the day `today`.
    pub fn judge(&self, today: Date) -> Judgement {
        let publication = Publication::of(&self.workbook, &self.status);
        let guard = OnceLock::new();
        let context = self.context(&publication, &guard, today);
        let mut findings = rules::judge(&context, self.found.clone());
        let withheld = mend::withheld(self, &findings, today);
        findings.withhold_fixes(&withheld);
        Judgement {
            findings,
            provenance: Provenance::of(&publication, &self.files),
            guard: guard
                .into_inner()
                .unwrap_or_else(|| Guard::of(&publication, &self.files)),
        }
    }

    /// What the rules of these names find in the workbook, on the day `today`.
    pub fn judge_some(&self, today: Date, wanted: &BTreeSet<RuleName>) -> Findings {
        let publication = Publication::of(&self.workbook, &self.status);
        let guard = OnceLock::new();
        let context = self.context(&publication, &guard, today);
        rules::judge_some(&context, self.found.clone(), wanted)
    }

    fn context<'a>(
        &'a self,
        publication: &'a Publication<'a>,
        asked_guard: &'a OnceLock<Guard>,
        today: Date,
    ) -> Context<'a> {
        Context {
            workbook: &self.workbook,
            history: &self.history,
            status: &self.status,
            publication,
            approvals: &self.approvals,
            public: &self.public,
            files: &self.files,
            withheld: &self.withheld,
            private_files: &self.private_files,
            today,
            asked_guard,
        }
    }
}

/// What came of judging a workbook.
pub struct Judgement {
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
    compile_again(world, &mut Parses::none())
}

/// As [`compile`], for a workbook that is read again and again: what is in `parses` as it is now is
/// not parsed again.
///
/// # Errors
/// As [`compile`].
pub fn compile_again(world: &dyn World, parses: &mut Parses) -> Result<Compilation, SourceError> {
    let mut evaluation = Evaluation::of(world, parses)?;
    let Judgement {
        guard,
        provenance,
        findings,
    } = evaluation.judge(world.today());
    evaluation.laps.lap("rules");
    Ok(Compilation {
        workbook: evaluation.workbook,
        history: evaluation.history,
        status: evaluation.status,
        approvals: evaluation.approvals,
        public: evaluation.public,
        files: evaluation.files,
        private_files: evaluation.private_files,
        guard,
        withheld: evaluation.withheld,
        provenance,
        findings,
        laps: evaluation.laps,
    })
}
