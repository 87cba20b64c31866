//! `loopbook status`: which job is open, per workflow, and why.

use clap::{Args, ValueEnum};

use super::history::{self, HistoryOptions};
use super::terminal::Terminal;
use super::{Outcome, Workplace};
use crate::report::{StatusFormat, StatusReport};
use crate::source::World;

/// What `status` can be told.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    workplace: Workplace,
    #[command(flatten)]
    history: HistoryOptions,
    /// How the status is written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// How a status is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a grid, and the six questions of each workflow
    Human,
    /// One JSON object
    Json,
    /// For a comment or a note
    Markdown,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let world = options.history.open(&options.workplace)?;
    let compiled = crate::compile(&world)?;
    history::remark(&compiled.history, terminal);
    let report = StatusReport {
        status: &compiled.status,
        workbook: &compiled.workbook,
        withheld: &compiled.withheld,
        as_of: world.today(),
        style: terminal.style(false),
    };
    let format = match options.format {
        Format::Human => StatusFormat::Human,
        Format::Json => StatusFormat::Json,
        Format::Markdown => StatusFormat::Markdown,
    };
    report.write(format, terminal.out())?;
    terminal.flush()?;
    Ok(0)
}
