//! `loopbook new workflow`: a directory with a loop for each job.

use clap::Args;

use super::name::Name;
use super::{Place, add};
use crate::cli::Outcome;
use crate::cli::scaffold::loop_file;
use crate::cli::terminal::Terminal;
use crate::report::printable;
use crate::source::World;

/// What `new workflow` can be told.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The workflow's name, or the path of its directory, such as `refunds`
    name: String,
    #[command(flatten)]
    place: Place,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let site = options.place.open()?;
    let name = Name::read(&options.name, "a workflow")?;
    let directory = name.within(&name.directory);
    let owner = options.place.owner(&site.workbook)?;
    let owner = owner.ok_or("add a person under `people` in workbook.yaml first")?;
    let jobs = &site.workbook.config.jobs;
    let today = site.world.today();
    let files: Vec<_> = jobs
        .iter()
        .map(|job| loop_file(&directory, job, &owner, today))
        .collect();
    let first = jobs.first().map_or("understand", |job| job.name.as_str());
    let done = format!(
        "Wrote {} open loops owned by `{}`. Start with {}.",
        files.len(),
        printable(&owner),
        printable(&format!("{directory}/{first}.md")),
    );
    add(&site, &files, &done, terminal)
}
