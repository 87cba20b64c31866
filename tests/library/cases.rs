//! Runs the text cases under `tests/cases`: each changes a small clean workbook and lists all the
//! findings that this gives.
//!
//! `UPDATE_CASES=1 cargo test --test library cases` writes what was found into the files; read the
//! difference before you commit it. `CASES=links/ cargo test --test library cases` runs only the files whose
//! path holds that text.

use crate::case::{Case, CaseFile, Run};

#[test]
fn the_base_of_every_case_is_clean() {
    let nothing = Case {
        title: "base".to_owned(),
        line: 0,
        fences: Vec::new(),
        expected: Vec::new(),
        findings: None,
        end: 0,
    };
    let base = crate::case::base().expect("the base can be read");
    let run = crate::case::run(&base, &nothing).expect("the base compiles");
    assert_eq!(run.findings, "");
}

#[test]
fn every_case_gives_the_findings_it_lists() {
    let base = crate::case::base().expect("the base can be read");
    let files = crate::case::all().unwrap_or_else(|error| panic!("{error}"));
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut failures = Vec::new();
    for file in files.iter().filter(|file| crate::case::is_wanted(file)) {
        let runs: Vec<Result<Run, String>> = file
            .cases
            .iter()
            .map(|case| crate::case::run(&base, case))
            .collect();
        let failed = failures.len();
        for (case, run) in file.cases.iter().zip(&runs) {
            failures.extend(judge(file, case, run, update));
        }
        if failures.len() == failed {
            failures.extend(covers_its_rule(file, &runs));
            if update {
                rewrite(file, &runs);
            }
        }
    }
    assert!(failures.is_empty(), "\n\n{}\n", failures.join("\n\n"));
}

/// What is wrong with a case.
fn judge(file: &CaseFile, case: &Case, run: &Result<Run, String>, update: bool) -> Option<String> {
    let head = format!("{}:{}: {}", file.path.display(), case.line, case.title);
    let run = match run {
        Ok(run) => run,
        Err(what) => return Some(format!("{head}\n{what}")),
    };
    if !run.bad_fixes.is_empty() {
        return Some(format!("{head}\n{}", run.bad_fixes.join("\n")));
    }
    let expected = case
        .findings
        .clone()
        .map_or("", |range| &file.text[range])
        .trim_end();
    if update || expected == run.findings.trim_end() {
        return None;
    }
    Some(format!(
        "{head}\n{}",
        crate::case::difference(expected, &run.findings)
    ))
}

/// A case file shows its rule at work, and where it holds back.
fn covers_its_rule(file: &CaseFile, runs: &[Result<Run, String>]) -> Vec<String> {
    let fires = |run: &Result<Run, String>| {
        run.as_ref()
            .is_ok_and(|run| run.rules.contains(&&*file.rule))
    };
    let mut missing = Vec::new();
    if !runs.iter().any(fires) {
        missing.push(format!(
            "{}: no case in which the rule fires",
            file.path.display()
        ));
    }
    if runs.iter().all(fires) {
        missing.push(format!(
            "{}: no case in which the rule does not fire",
            file.path.display()
        ));
    }
    missing
}

/// Writes the findings into the file, from the back so that places stay right.
fn rewrite(file: &CaseFile, runs: &[Result<Run, String>]) {
    let mut text = file.text.clone();
    for (case, run) in file.cases.iter().zip(runs).rev() {
        let Ok(run) = run else { continue };
        match &case.findings {
            Some(range) => text.replace_range(range.clone(), &run.findings),
            None => text.insert_str(case.end, &format!("\n````findings\n{}````\n", run.findings)),
        }
    }
    if text != file.text {
        std::fs::write(&file.path, text).expect("the case file can be written");
    }
}
