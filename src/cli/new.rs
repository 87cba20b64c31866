//! `loopbook new`: adds a workflow to a workbook.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::scaffold::{loop_file, write_all};
use super::terminal::Terminal;
use super::{Outcome, Workplace, parse_date};
use crate::diagnostic::Sink;
use crate::source::{World, resolve};
use crate::workbook::Workbook;

/// What `new` can be told.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A workflow with a loop for each job
    Workflow(WorkflowOptions),
}

#[derive(Debug, Args)]
struct WorkflowOptions {
    /// The workflow's directory, from the workbook's root
    name: String,
    /// The person who owns its loops [default: the first of `people`]
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// The workbook's directory, or one below it [default: here]
    #[arg(value_name = "WORKBOOK")]
    directory: Option<PathBuf>,
    /// The date that counts as today [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let What::Workflow(options) = &options.what;
    let workplace = Workplace {
        directory: options.directory.clone(),
        as_of: options.as_of,
    };
    let world = workplace.open()?;
    let workbook = Workbook::read(&world, &mut Sink::new())?;
    let directory = directory(&options.name)?;
    let owner = owner(options, &workbook)?;
    let jobs = &workbook.config.jobs;
    let files: Vec<_> = jobs
        .iter()
        .map(|job| loop_file(&directory, job, &owner, world.today()))
        .collect();
    write_all(world.root(), &files)?;
    for file in &files {
        writeln!(terminal.out(), "{}", file.path)?;
    }
    terminal.flush()?;
    terminal.say(&format!(
        "Wrote {} open loops owned by `{owner}`. Start with {directory}/{}.md.",
        files.len(),
        jobs.first().map_or("understand", |job| job.name.as_str()),
    ));
    Ok(0)
}

/// The name as a path below the root.
fn directory(name: &str) -> Result<String, String> {
    let usable = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ');
    let hidden = name.split('/').any(|part| part.starts_with('.'));
    let path = resolve("", name).unwrap_or_default();
    if path.is_empty() || hidden || name.starts_with('/') || !name.chars().all(usable) {
        let shown = name.escape_debug();
        return Err(format!(
            "`{shown}` cannot be a workflow: give a directory below the workbook, such as `refunds`"
        ));
    }
    Ok(path)
}

fn owner(options: &WorkflowOptions, workbook: &Workbook) -> Result<String, String> {
    let people = &workbook.config.people;
    match &options.owner {
        Some(id) if workbook.config.person(id).is_some() => Ok(id.clone()),
        Some(id) => {
            let ids: Vec<&str> = people
                .iter()
                .map(|person| person.id.value.as_str())
                .collect();
            let shown = id.escape_debug();
            Err(format!(
                "there is no person `{shown}` in workbook.yaml; there are: {}",
                ids.join(", ")
            ))
        }
        None => people
            .first()
            .map(|person| person.id.value.clone())
            .ok_or_else(|| "add a person under `people` in workbook.yaml first".to_owned()),
    }
}
