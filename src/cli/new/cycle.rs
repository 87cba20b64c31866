//! `loopbook new cycle`: the compound test of a workflow for one period.

use clap::Args;

use super::{Place, add};
use crate::cli::Outcome;
use crate::cli::scaffold::cycle_file;
use crate::cli::terminal::Terminal;
use crate::report::printable;
use crate::source::World;
use crate::syntax::nearest;
use crate::workbook::{Kind, Workbook, Workflow, is_period};

/// What `new cycle` can be told.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The workflow, such as `refunds`
    workflow: String,
    /// The period: a month like `2026-09`, a quarter like `2026-Q3`, a year or a day
    #[arg(value_parser = period)]
    period: String,
    #[command(flatten)]
    place: Place,
}

fn period(text: &str) -> Result<String, String> {
    let written = text.to_owned();
    let is_one = is_period(text);
    is_one
        .then_some(written)
        .ok_or_else(|| "write it like 2026-09, 2026-Q3, 2026 or 2026-09-30".to_owned())
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let site = options.place.open()?;
    let workflow = workflow(&options.workflow, &site.workbook)?;
    let period = &options.period;
    for &at in &workflow.cycles {
        let document = &site.workbook.documents[at];
        if matches!(&document.kind, Kind::Cycle(taken) if taken.value == *period) {
            let path = site.workbook.files.get(document.file).path();
            let path = printable(path);
            return Err(format!("there is a cycle for {period} already: {path}").into());
        }
    }
    let owner = options.place.owner(&site.workbook)?;
    let file = cycle_file(workflow, period, owner.as_deref(), site.world.today());
    let done = "Wrote a compound test in which nothing is known yet. Answer each layer with yes, no \
                or unknown; a yes links what shows it.";
    add(&site, &[file], done, terminal)
}

fn workflow<'w>(name: &str, workbook: &'w Workbook) -> Result<&'w Workflow, String> {
    let id = name.trim_start_matches("./").trim_end_matches('/');
    let id = if id.is_empty() { "." } else { id };
    let found = workbook.workflows.iter().find(|workflow| workflow.id == id);
    found.ok_or_else(|| {
        let ids = || {
            workbook
                .workflows
                .iter()
                .map(|workflow| workflow.id.as_str())
        };
        let hint = match nearest(id, ids()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if ids().next().is_none() => "`loopbook new workflow NAME` writes one".to_owned(),
            None => format!("there are: {}", ids().collect::<Vec<_>>().join(", ")),
        };
        let (id, hint) = (printable(id), printable(&hint));
        format!("there is no workflow `{id}`; {hint}")
    })
}
