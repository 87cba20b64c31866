//! The status as one JSON object, in the form that `rules.md` fixes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::StatusReport;
use crate::report::json::write_object;
use crate::status::{
    Answer, Compound, Layer, LoopStatus, MetricStatus, Question, StepStatus, WorkflowStatus,
};

#[derive(Serialize)]
struct Object<'a> {
    version: u32,
    as_of: String,
    workflows: Vec<WorkflowObject<'a>>,
}

#[derive(Serialize)]
struct WorkflowObject<'a> {
    id: Cow<'a, str>,
    open_job: Option<Cow<'a, str>>,
    reason: Cow<'a, str>,
    questions: Vec<QuestionObject<'a>>,
    loops: Vec<LoopObject<'a>>,
    cycle: Option<CycleObject<'a>>,
}

#[derive(Serialize)]
struct QuestionObject<'a> {
    job: Cow<'a, str>,
    answer: &'static str,
    why: Cow<'a, str>,
}

#[derive(Serialize)]
struct LoopObject<'a> {
    id: Option<Cow<'a, str>>,
    job: Cow<'a, str>,
    status: &'static str,
    steps: Vec<StepObject<'a>>,
    kill_signal: SignalObject<'a>,
    metric: Option<MetricObject<'a>>,
}

#[derive(Serialize)]
struct StepObject<'a> {
    step: Cow<'a, str>,
    closed: bool,
    why: Cow<'a, str>,
}

#[derive(Serialize)]
struct SignalObject<'a> {
    state: &'static str,
    why: Cow<'a, str>,
}

#[derive(Serialize)]
struct MetricObject<'a> {
    name: Option<Cow<'a, str>>,
    unit: Option<Cow<'a, str>>,
    baseline: Option<f64>,
    latest: Option<f64>,
    change_percent: Option<f64>,
    standard: Option<f64>,
    meets_standard: Option<bool>,
}

#[derive(Serialize)]
struct CycleObject<'a> {
    id: Cow<'a, str>,
    layers: BTreeMap<String, &'static str>,
    compounds: bool,
}

/// Writes the object and a line feed.
pub(super) fn write(report: &StatusReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let workflows = report.status.workflows.iter();
    let object = Object {
        version: 1,
        as_of: report.as_of.to_string(),
        workflows: workflows.map(|found| report.workflow(found)).collect(),
    };
    write_object(&object, out)
}

impl<'a> StatusReport<'a> {
    fn workflow(&self, found: &'a WorkflowStatus) -> WorkflowObject<'a> {
        WorkflowObject {
            id: self.told(&found.id),
            open_job: found.open_job.as_deref().map(|job| self.told(job)),
            reason: self.told(&found.reason),
            questions: found
                .questions
                .iter()
                .map(|one| self.question(one))
                .collect(),
            loops: found
                .loops
                .iter()
                .map(|status| self.of_loop(status))
                .collect(),
            cycle: found.cycle.as_ref().map(|test| self.cycle(test)),
        }
    }

    fn question(&self, question: &'a Question) -> QuestionObject<'a> {
        QuestionObject {
            job: self.told(&question.job),
            answer: question.answer.word(),
            why: self.told(&question.why),
        }
    }

    fn of_loop(&self, status: &'a LoopStatus) -> LoopObject<'a> {
        let id = |at: usize| self.told(&self.workbook.documents[at].id);
        LoopObject {
            id: status.document.map(id),
            job: self.told(&status.job),
            status: status.state.word(),
            steps: status.steps.iter().map(|step| self.step(step)).collect(),
            kill_signal: SignalObject {
                state: status.signal.state.word(),
                why: self.told(&status.signal.why),
            },
            metric: status.metric.as_ref().map(|metric| self.metric(metric)),
        }
    }

    fn step(&self, step: &'a StepStatus) -> StepObject<'a> {
        StepObject {
            step: self.told(&step.step),
            closed: step.closed,
            why: self.told(&step.why),
        }
    }

    fn metric(&self, metric: &'a MetricStatus) -> MetricObject<'a> {
        let rounded = |value: f64| (value * 100.0).round() / 100.0;
        MetricObject {
            name: metric.name.as_deref().map(|name| self.told(name)),
            unit: metric.unit.as_deref().map(|unit| self.told(unit)),
            baseline: metric.baseline,
            latest: metric.latest().map(|run| run.value),
            change_percent: metric.change_percent().map(rounded),
            standard: metric.standard,
            meets_standard: metric.meets_standard(),
        }
    }

    fn cycle(&self, test: &'a Compound) -> CycleObject<'a> {
        let layer =
            |(layer, answer): &(Layer, Answer)| (layer.word().to_lowercase(), answer.word());
        CycleObject {
            id: self.told(&self.workbook.documents[test.document].id),
            layers: test.layers.iter().map(layer).collect(),
            compounds: test.compounds(),
        }
    }
}
