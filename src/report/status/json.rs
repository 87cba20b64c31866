//! The status as one JSON object, in the form that `rules.md` fixes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::StatusReport;
use crate::report::json::write_object;
use crate::status::{Compound, LoopStatus, MetricStatus, Question, StepStatus, WorkflowStatus};
use crate::workbook::Workbook;

#[derive(Serialize)]
struct Object<'a> {
    version: u32,
    as_of: String,
    workflows: Vec<WorkflowObject<'a>>,
}

#[derive(Serialize)]
struct WorkflowObject<'a> {
    id: &'a str,
    open_job: Option<&'a str>,
    reason: &'a str,
    questions: Vec<QuestionObject<'a>>,
    loops: Vec<LoopObject<'a>>,
    cycle: Option<CycleObject<'a>>,
}

#[derive(Serialize)]
struct QuestionObject<'a> {
    job: &'a str,
    answer: &'static str,
    why: &'a str,
}

#[derive(Serialize)]
struct LoopObject<'a> {
    id: Option<&'a str>,
    job: &'a str,
    status: &'static str,
    steps: Vec<StepObject<'a>>,
    kill_signal: SignalObject<'a>,
    metric: Option<MetricObject<'a>>,
}

#[derive(Serialize)]
struct StepObject<'a> {
    step: &'a str,
    closed: bool,
    why: &'a str,
}

#[derive(Serialize)]
struct SignalObject<'a> {
    state: &'static str,
    why: &'a str,
}

#[derive(Serialize)]
struct MetricObject<'a> {
    name: Option<&'a str>,
    unit: Option<&'a str>,
    baseline: Option<f64>,
    latest: Option<f64>,
    change_percent: Option<f64>,
    standard: Option<f64>,
    meets_standard: Option<bool>,
}

#[derive(Serialize)]
struct CycleObject<'a> {
    id: &'a str,
    layers: BTreeMap<String, &'static str>,
    compounds: bool,
}

/// Writes the object and a line feed.
pub(super) fn write(report: &StatusReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let workflows = report.status.workflows.iter();
    let object = Object {
        version: 1,
        as_of: report.as_of.to_string(),
        workflows: workflows
            .map(|found| workflow(found, report.workbook))
            .collect(),
    };
    write_object(&object, out)
}

fn workflow<'a>(found: &'a WorkflowStatus, workbook: &'a Workbook) -> WorkflowObject<'a> {
    WorkflowObject {
        id: &found.id,
        open_job: found.open_job.as_deref(),
        reason: &found.reason,
        questions: found.questions.iter().map(question).collect(),
        loops: found
            .loops
            .iter()
            .map(|status| loop_object(status, workbook))
            .collect(),
        cycle: found.cycle.as_ref().map(|test| cycle(test, workbook)),
    }
}

fn question(question: &Question) -> QuestionObject<'_> {
    QuestionObject {
        job: &question.job,
        answer: question.answer.word(),
        why: &question.why,
    }
}

fn loop_object<'a>(status: &'a LoopStatus, workbook: &'a Workbook) -> LoopObject<'a> {
    LoopObject {
        id: status.document.map(|at| workbook.documents[at].id.as_str()),
        job: &status.job,
        status: status.state.word(),
        steps: status.steps.iter().map(step).collect(),
        kill_signal: SignalObject {
            state: status.signal.state.word(),
            why: &status.signal.why,
        },
        metric: status.metric.as_ref().map(metric),
    }
}

fn step(step: &StepStatus) -> StepObject<'_> {
    StepObject {
        step: &step.step,
        closed: step.closed,
        why: &step.why,
    }
}

fn metric(metric: &MetricStatus) -> MetricObject<'_> {
    let rounded = |value: f64| (value * 100.0).round() / 100.0;
    MetricObject {
        name: metric.name.as_deref(),
        unit: metric.unit.as_deref(),
        baseline: metric.baseline,
        latest: metric.latest().map(|run| run.value),
        change_percent: metric.change_percent().map(rounded),
        standard: metric.standard,
        meets_standard: metric.meets_standard(),
    }
}

fn cycle<'a>(test: &'a Compound, workbook: &'a Workbook) -> CycleObject<'a> {
    let layer = |(layer, answer): &(crate::status::Layer, crate::status::Answer)| {
        (layer.word().to_lowercase(), answer.word())
    };
    CycleObject {
        id: &workbook.documents[test.document].id,
        layers: test.layers.iter().map(layer).collect(),
        compounds: test.compounds(),
    }
}
