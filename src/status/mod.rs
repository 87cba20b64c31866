//! What the workbook shows, whatever it says: closed and open steps, metrics, kill signals, the
//! compound test and the job that is open now (language, sections 5 and 5.8).
//!
//! This is evaluated once. Rules hold it against what the workbook claims, `status` and the site
//! render it; so they cannot disagree. Nothing here is a finding by itself: an open step is a
//! normal state, and what cannot be told is *unknown*, a state of its own.

mod asked;
mod capability;
mod closing;
mod compound;
mod detect;
mod facts;
mod freshness;
mod kill_when;
mod metric;
mod open_job;
mod past;
mod signal;

pub use asked::history;
pub use capability::{Capabilities, Capability, Lack, Lacking};
pub use compound::{Answer, Compound, Contradiction, CycleRow, CycleTable, Layer, cycle_table};
pub use facts::{Facts, Record};
pub use freshness::Freshness;
pub use kill_when::{KillWhen, KillWhenFault};
pub use metric::{Better, MetricStatus, Run, change, shown as number};
pub use open_job::Question;
pub use signal::{Firing, INVALID_KILL_WHEN, KILL_SIGNAL_FIRED, Signal, SignalState};

use std::collections::HashMap;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::diagnostic::{Span, Spanned};
use crate::source::History;
use crate::workbook::{Document, Job, Status as Claim, Workbook, Workflow};

/// The state of every workflow.
#[derive(Debug, Default)]
pub struct Status {
    /// The workflows, sorted by id.
    pub workflows: Vec<WorkflowStatus>,
    /// What the work is said to be able to do.
    pub capabilities: Capabilities,
    /// The day on which all of this was found.
    pub today: Date,
    /// For each loop its place: the position of its workflow, and of its job within that.
    places: HashMap<usize, (usize, usize)>,
}

/// The state of one workflow.
#[derive(Debug)]
pub struct WorkflowStatus {
    /// The workflow's id.
    pub id: String,
    /// The state of each job, in the order of the jobs.
    pub loops: Vec<LoopStatus>,
    /// The last cycle, where there is one.
    pub cycle: Option<Compound>,
    /// The cycles before it, oldest first.
    pub earlier: Vec<Compound>,
    /// The name of the job that is open now; none where the next cycle is due, or all is retired.
    pub open_job: Option<String>,
    /// Why that job is open, or why none is.
    pub reason: String,
    /// The question of each job, answered.
    pub questions: Vec<Question>,
}

/// What a loop is found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopState {
    /// A step is open, or the kill signal is not clear.
    Open,
    /// All steps are closed and the kill signal is clear.
    Closed,
    /// Stopped for good.
    Retired,
    /// There is no such loop.
    Missing,
}

impl LoopState {
    /// The word for it in every output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Retired => "retired",
            Self::Missing => "missing",
        }
    }
}

/// The state of one job of a workflow.
#[derive(Debug)]
pub struct LoopStatus {
    /// The job's name.
    pub job: String,
    /// The loop, as a position in the workbook's documents.
    pub document: Option<usize>,
    /// What it is found to be.
    pub state: LoopState,
    /// Its steps in their order; none where the loop is missing or retired.
    pub steps: Vec<StepStatus>,
    /// Its kill signal.
    pub signal: Signal,
    /// Whether its baseline was moved after the first run; no kill signal, but judged as one.
    pub moved_baseline: Signal,
    /// Its metric, where it defines one.
    pub metric: Option<MetricStatus>,
    /// The controls that nothing reads where the work runs, although it reads others.
    pub unread_controls: Vec<Spanned<String>>,
}

impl LoopStatus {
    /// Whether the loop is not found closed for no other reason than that history cannot tell: a
    /// claim that it is closed is then neither shown nor refuted.
    pub fn only_history_could_tell(&self) -> bool {
        self.state == LoopState::Open
            && self.steps.iter().all(|step| step.closed)
            && self.signal.state == SignalState::Unknown
            && self.signal.lacks_history
    }
}

/// The state of a step.
#[derive(Debug, Clone)]
pub struct StepStatus {
    /// The step's name.
    pub step: String,
    /// Whether its conditions hold.
    pub closed: bool,
    /// What closes it, or what is missing.
    pub why: String,
    /// Its heading; the loop's front matter where the heading is absent.
    pub place: Span,
}

impl Status {
    /// Evaluates the workbook as of `today`, with what `history` knows of it.
    pub fn of(workbook: &Workbook, today: Date, history: &History) -> Self {
        let one = |workflow: &Workflow| WorkflowStatus::of(workbook, workflow, today, history);
        let workflows: Vec<WorkflowStatus> = workbook.workflows.par_iter().map(one).collect();
        let mut places = HashMap::new();
        for (at, workflow) in workflows.iter().enumerate() {
            for (job, status) in workflow.loops.iter().enumerate() {
                if let Some(document) = status.document {
                    places.insert(document, (at, job));
                }
            }
        }
        Self {
            workflows,
            capabilities: Capabilities::of(workbook),
            today,
            places,
        }
    }

    /// The workflow that the loop at `position` belongs to, and the loop's own state.
    pub fn of_loop(&self, position: usize) -> Option<(&WorkflowStatus, &LoopStatus)> {
        let &(workflow, job) = self.places.get(&position)?;
        let workflow = &self.workflows[workflow];
        Some((workflow, &workflow.loops[job]))
    }

    /// Whether the document at `position` is a loop with a metric that was measured at least once.
    pub fn is_measured(&self, position: usize) -> bool {
        let found = self.of_loop(position);
        let metric = found.and_then(|(_, found)| found.metric.as_ref());
        metric.is_some_and(|metric| metric.latest().is_some())
    }
}

impl WorkflowStatus {
    fn of<'w>(
        workbook: &'w Workbook,
        workflow: &'w Workflow,
        today: Date,
        history: &History,
    ) -> Self {
        let facts: Vec<(&'w Job, Option<Facts<'w>>)> = workbook
            .config
            .jobs
            .iter()
            .map(|job| (job, Facts::find(workbook, workflow, job, today)))
            .collect();
        let loops: Vec<LoopStatus> = facts
            .iter()
            .map(|(job, found)| loop_status(job, found.as_ref(), &facts, history))
            .collect();
        let mut earlier = Compound::of_workflow(workbook, workflow, &facts);
        let cycle = earlier.pop();
        let (open_job, reason) = open_job::find(workbook, &loops, cycle.as_ref());
        let questions = open_job::questions(workbook, &loops);
        Self {
            id: workflow.id.clone(),
            loops,
            cycle,
            earlier,
            open_job,
            reason,
            questions,
        }
    }

    /// All cycles, oldest first.
    pub fn cycles(&self) -> impl Iterator<Item = &Compound> {
        self.earlier.iter().chain(&self.cycle)
    }

    /// The state of the job with this name.
    pub fn job(&self, name: &str) -> Option<&LoopStatus> {
        self.loops.iter().find(|status| status.job == name)
    }
}

fn loop_status<'w>(
    job: &'w Job,
    facts: Option<&Facts<'w>>,
    all: &[(&'w Job, Option<Facts<'w>>)],
    history: &History,
) -> LoopStatus {
    let Some(facts) = facts else {
        return LoopStatus {
            job: job.name.clone(),
            document: None,
            state: LoopState::Missing,
            steps: Vec::new(),
            signal: Signal::unknown("there is no such loop yet"),
            moved_baseline: Signal::unknown("there is no such loop yet"),
            metric: None,
            unread_controls: Vec::new(),
        };
    };
    let retired = is_retired(facts.document);
    let mut steps = if retired {
        Vec::new()
    } else {
        closing::steps(facts)
    };
    let metric = MetricStatus::of(facts);
    let (signal, moved_baseline) = if retired {
        let retired = Signal::unknown("the loop is retired");
        (retired.clone(), retired)
    } else {
        (
            signal::evaluate(facts, &steps, metric.as_ref(), all, history),
            detect::moved_baseline(facts, history),
        )
    };
    if moved_baseline.state == SignalState::Fired
        && let Some(step) = steps.iter_mut().find(|step| step.step == "Baseline")
    {
        step.why += "; moved after the first run";
    }
    let closed = steps.iter().all(|step| step.closed) && signal.state == SignalState::Clear;
    let state = match (retired, closed) {
        (true, _) => LoopState::Retired,
        (false, true) => LoopState::Closed,
        (false, false) => LoopState::Open,
    };
    LoopStatus {
        job: job.name.clone(),
        document: Some(facts.position),
        state,
        steps,
        signal,
        moved_baseline,
        metric,
        unread_controls: if retired {
            Vec::new()
        } else {
            detect::unread_controls(facts, all)
        },
    }
}

fn is_retired(document: &Document) -> bool {
    document
        .as_loop()
        .is_some_and(|front| front.status == Claim::Retired)
}
