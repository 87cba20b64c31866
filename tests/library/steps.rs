//! Runs the text cases under `tests/steps`: what `status` says of loops and workflows, step by step
//! (see `tests/steps/README.md`).
//!
//! `UPDATE_CASES=1 cargo test --test library steps` writes what was found into the files; read the
//! difference before you commit it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::case::{Case, CaseFile, Expected, Tree};
use loopbook::Compilation;
use loopbook::status::{Compound, LoopStatus};
use loopbook::workbook::Job;

/// What a case gives for each of its blocks.
type Outcome = Result<Vec<String>, String>;

#[test]
fn status_says_of_every_case_what_it_lists() {
    let base = crate::case::base().expect("the base can be read");
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut failures = Vec::new();
    for file in files().iter().filter(|file| crate::case::is_wanted(file)) {
        let outcomes: Vec<Outcome> = file.cases.iter().map(|case| outcome(&base, case)).collect();
        for (case, outcome) in file.cases.iter().zip(&outcomes) {
            failures.extend(judge(file, case, outcome, update));
        }
        if update {
            rewrite(file, &outcomes);
        }
    }
    assert!(failures.is_empty(), "\n\n{}\n", failures.join("\n\n"));
}

#[test]
fn every_step_of_the_six_jobs_is_seen_open_and_closed() {
    let files = files();
    let mut missing = Vec::new();
    for job in Job::six() {
        let file = files.iter().find(|file| file.rule == job.name);
        let file = file.unwrap_or_else(|| panic!("tests/steps/{}.md is missing", job.name));
        let blocks = file.cases.iter().flat_map(|case| &case.expected);
        let lines = blocks.flat_map(|block| file.text[block.body.clone()].lines());
        let seen: BTreeSet<&str> = lines.filter_map(|line| line.split(':').next()).collect();
        for step in &job.steps {
            for state in ["open", "closed"] {
                if !seen.contains(&*format!("{state} {}", step.name)) {
                    missing.push(format!("{}: no case with {state} {}", job.name, step.name));
                }
            }
        }
        for state in ["fired", "clear", "unknown"] {
            if !seen.contains(&*format!("signal {state}")) {
                missing.push(format!(
                    "{}: no case with a signal that is {state}",
                    job.name
                ));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}

fn files() -> Vec<CaseFile> {
    crate::case::of_steps().unwrap_or_else(|error| panic!("{error}"))
}

fn outcome(base: &Tree, case: &Case) -> Outcome {
    if case.expected.is_empty() {
        return Err("this case lists nothing".to_owned());
    }
    let done = crate::case::tree(base, case)?.compile()?;
    let blocks = case.expected.iter();
    blocks.map(|block| shown(&done, block)).collect()
}

/// What is wrong with a case.
fn judge(file: &CaseFile, case: &Case, outcome: &Outcome, update: bool) -> Option<String> {
    let head = format!("{}:{}: {}", file.path.display(), case.line, case.title);
    let found = match outcome {
        Ok(found) => found,
        Err(what) => return Some(format!("{head}\n{what}")),
    };
    let blocks = case.expected.iter().zip(found);
    let differ = blocks.filter_map(|(block, found)| {
        let expected = file.text[block.body.clone()].trim_end();
        (expected != found.trim_end()).then(|| crate::case::difference(expected, found))
    });
    let differ: Vec<String> = differ.collect();
    (!update && !differ.is_empty()).then(|| format!("{head}\n{}", differ.join("\n")))
}

/// Writes what was found into the file, from the back so that places stay right.
fn rewrite(file: &CaseFile, outcomes: &[Outcome]) {
    let mut text = file.text.clone();
    for (case, outcome) in file.cases.iter().zip(outcomes).rev() {
        let Ok(found) = outcome else { continue };
        for (block, found) in case.expected.iter().zip(found).rev() {
            text.replace_range(block.body.clone(), found);
        }
    }
    if text != file.text {
        std::fs::write(&file.path, text).expect("the case file can be written");
    }
}

/// What `status` says of the loop or the workflow that a block is about.
fn shown(done: &Compilation, block: &Expected) -> Result<String, String> {
    if block.verb == "status" {
        return workflow(done, &block.path);
    }
    let id = block.path.trim_end_matches(".md");
    let position = done.workbook.paths.document(id);
    let status = position.and_then(|position| done.status.of_loop(position));
    let (_, status) = status.ok_or_else(|| format!("there is no loop `{}`", block.path))?;
    Ok(of_loop(status))
}

fn of_loop(status: &LoopStatus) -> String {
    let mut text = String::new();
    for step in &status.steps {
        let state = if step.closed { "closed" } else { "open" };
        let _ = writeln!(text, "{state} {}: {}", step.step, step.why);
    }
    let signal = &status.signal;
    let _ = writeln!(text, "signal {}: {}", signal.state.word(), signal.why);
    text
}

fn workflow(done: &Compilation, id: &str) -> Result<String, String> {
    let mut workflows = done.status.workflows.iter();
    let found = workflows.find(|workflow| workflow.id == id);
    let found = found.ok_or_else(|| format!("there is no workflow `{id}`"))?;
    let mut text = String::new();
    let job = found.open_job.as_deref().unwrap_or("none");
    let _ = writeln!(text, "{job}: {}", found.reason);
    for (question, status) in found.questions.iter().zip(&found.loops) {
        let answer = question.answer.word();
        let state = status.state.word();
        let _ = writeln!(
            text,
            "{} is {state}, {answer}: {}",
            question.job, question.why
        );
    }
    for test in found.cycles() {
        text += &cycle(test);
    }
    Ok(text)
}

fn cycle(test: &Compound) -> String {
    let answers = test.layers.iter();
    let answers: Vec<&str> = answers.map(|(_, answer)| answer.word()).collect();
    let compounds = if test.compounds() { ", compounds" } else { "" };
    let next = test.next.as_deref().unwrap_or("none");
    format!(
        "cycle {}: {}{compounds}, next {next}\n",
        test.period,
        answers.join(", ")
    )
}
