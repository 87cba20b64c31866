//! `loopbook status` on the example: which job is open in each workflow, and why.

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn status(format: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-workbook");
    let mut command = Command::cargo_bin("loopbook").expect("the binary is built");
    command
        .arg("status")
        .arg(root)
        .args(["--as-of", "2026-11-23", "--format", format]);
    let assert = command.assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).expect("it is text")
}

#[test]
fn the_open_job_of_each_workflow_is_named_with_its_reason() {
    let report: Value = serde_json::from_str(&status("json")).expect("it is JSON");
    let workflows = report["workflows"].as_array().expect("a list");
    let found: Vec<(&str, Option<&str>, &str)> = workflows
        .iter()
        .map(|workflow| {
            let text = |key: &str| workflow[key].as_str();
            let reason = text("reason").unwrap_or_default();
            (text("id").unwrap_or_default(), text("open_job"), reason)
        })
        .collect();
    let expected = [
        (
            "part-matching",
            None,
            "four times yes in 2026-10; the next cycle is due",
        ),
        ("phone-notes", None, "the workflow is retired"),
        (
            "repair-estimates",
            Some("redesign"),
            "Remove is open: nothing is written yet",
        ),
        (
            "school-contracts",
            Some("understand"),
            "Cost is open: no table `Cost, Amount, Unit, Per` with a row yet",
        ),
    ];
    assert_eq!(found, expected);
    for workflow in workflows {
        assert_eq!(workflow["questions"].as_array().map(Vec::len), Some(6));
        assert_eq!(workflow["loops"].as_array().map(Vec::len), Some(6));
    }
    let matching = &workflows[0];
    assert_eq!(matching["cycle"]["compounds"], true);
    assert_eq!(matching["cycle"]["layers"]["creation"], "yes");
    let metric = &matching["loops"][2]["metric"];
    assert_eq!(metric["baseline"], 14.2);
    assert_eq!(metric["latest"], 5.5);
    assert_eq!(metric["change_percent"], -61.27);
    assert_eq!(metric["meets_standard"], true);
    let steps = matching["loops"][0]["steps"].as_array().expect("a list");
    assert!(steps.len() == 4 && steps.iter().all(|step| step["closed"] == true));
}

#[test]
fn people_see_a_grid_and_the_six_questions() {
    let text = status("human");
    assert!(
        text.contains("part-matching     ● closed    ● closed"),
        "{text}"
    );
    assert!(
        text.contains("repair-estimates  ● closed    ▸ 3 of 4"),
        "{text}"
    );
    assert!(
        text.contains("school-contracts  ▸ 1 of 4    · missing"),
        "{text}"
    );
    assert!(
        text.contains("repair-estimates: redesign is open, Remove is open"),
        "{text}"
    );
    assert_eq!(text.matches("Is the customer job proven?").count(), 4);
}

#[test]
fn markdown_has_a_row_for_each_workflow() {
    let text = status("markdown");
    assert!(
        text.starts_with("# Nawrot & Daughters: the workbook\n\nAs of 2026-11-23."),
        "{text}"
    );
    assert!(
        text.contains("| school-contracts | 1 of 4 | missing |"),
        "{text}"
    );
}

/// The shape that programs rely on: exactly these keys, and null only where it says so.
mod contract {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Report {
        pub(super) version: u32,
        pub(super) as_of: String,
        pub(super) workflows: Vec<Workflow>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Workflow {
        pub(super) id: String,
        #[serde(deserialize_with = "Option::deserialize")]
        pub(super) open_job: Option<String>,
        pub(super) reason: String,
        pub(super) questions: Vec<Question>,
        pub(super) loops: Vec<Loop>,
        #[serde(deserialize_with = "Option::deserialize")]
        pub(super) cycle: Option<Cycle>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Question {
        pub(super) job: String,
        pub(super) answer: Answer,
        pub(super) why: String,
    }

    #[derive(Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    pub(super) enum Answer {
        Yes,
        No,
        Unknown,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Loop {
        #[serde(deserialize_with = "Option::deserialize")]
        pub(super) id: Option<String>,
        pub(super) job: String,
        pub(super) status: State,
        pub(super) steps: Vec<Step>,
        pub(super) kill_signal: Signal,
        #[serde(deserialize_with = "Option::deserialize")]
        pub(super) metric: Option<Metric>,
    }

    #[derive(Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    pub(super) enum State {
        Open,
        Closed,
        Retired,
        Missing,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(clippy::struct_field_names, reason = "the keys are the contract's")]
    pub(super) struct Step {
        pub(super) step: String,
        pub(super) closed: bool,
        pub(super) why: String,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Signal {
        pub(super) state: SignalState,
        pub(super) why: String,
    }

    #[derive(Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    pub(super) enum SignalState {
        Fired,
        Clear,
        Unknown,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "that they can be read is what is tested")]
    pub(super) struct Metric {
        #[serde(deserialize_with = "Option::deserialize")]
        name: Option<String>,
        #[serde(deserialize_with = "Option::deserialize")]
        unit: Option<String>,
        #[serde(deserialize_with = "Option::deserialize")]
        baseline: Option<f64>,
        #[serde(deserialize_with = "Option::deserialize")]
        latest: Option<f64>,
        #[serde(deserialize_with = "Option::deserialize")]
        change_percent: Option<f64>,
        #[serde(deserialize_with = "Option::deserialize")]
        standard: Option<f64>,
        #[serde(deserialize_with = "Option::deserialize")]
        meets_standard: Option<bool>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Cycle {
        pub(super) id: String,
        pub(super) layers: BTreeMap<String, Answer>,
        pub(super) compounds: bool,
    }
}

#[test]
fn json_has_the_keys_of_the_contract_and_no_others() {
    use contract::{Answer, Report, SignalState, State};

    let report: Report = serde_json::from_str(&status("json")).expect("it has the shape");
    assert_eq!((report.version, &*report.as_of), (1, "2026-11-23"));
    for workflow in &report.workflows {
        assert!(!workflow.reason.is_empty(), "{}", workflow.id);
        let open = workflow.open_job.as_deref();
        assert!(open.is_none_or(|open| workflow.loops.iter().any(|found| found.job == open)));
        for (question, found) in workflow.questions.iter().zip(&workflow.loops) {
            assert!(question.job == found.job && !question.why.is_empty());
            assert_eq!(found.id.is_none(), found.status == State::Missing);
            let closed = found.status == State::Closed;
            assert_eq!(question.answer == Answer::Yes, closed, "{}", found.job);
            // What is unknown never passes.
            assert!(!closed || found.kill_signal.state == SignalState::Clear);
            assert!(!closed || found.steps.iter().all(|step| step.closed));
            assert!(!found.kill_signal.why.is_empty());
            assert!(
                found
                    .steps
                    .iter()
                    .all(|step| !step.step.is_empty() && !step.why.is_empty())
            );
            assert_eq!(
                found.metric.is_some(),
                found.job == "instrument" && found.id.is_some()
            );
        }
        if let Some(cycle) = &workflow.cycle {
            let layers: Vec<&str> = cycle.layers.keys().map(String::as_str).collect();
            assert_eq!(
                layers,
                ["creation", "distribution", "explanation", "understanding"]
            );
            let all = cycle.layers.values().all(|answer| *answer == Answer::Yes);
            assert_eq!(cycle.compounds, all, "{}", cycle.id);
        }
    }
}
