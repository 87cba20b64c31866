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
