//! `loopbook check`: findings, and nothing else.

use clap::Args;

use super::history::{self, HistoryOptions};
use super::terminal::Terminal;
use super::{FINDINGS, FindingFormat, Outcome, Workplace};
use crate::Compilation;
use crate::diagnostic::Severity;
use crate::report::Report;
use crate::source::World;

/// What `check` can be told.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    workplace: Workplace,
    #[command(flatten)]
    history: HistoryOptions,
    #[command(flatten)]
    findings: FindingOptions,
}

/// What every command that reports findings can be told.
#[derive(Debug, Args)]
pub(super) struct FindingOptions {
    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: FindingFormat,
    /// Fail on warnings too
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Show lines of the documents even where the output is not a terminal
    #[arg(long)]
    show_source: bool,
}

/// What else makes a check fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// Warnings
    Warnings,
}

impl FindingOptions {
    /// Whether the findings make the command fail.
    pub(super) fn fails(&self, compiled: &Compilation) -> bool {
        let count = |severity| compiled.findings.count(severity) > 0;
        count(Severity::Error) || (self.deny == Some(Deny::Warnings) && count(Severity::Warning))
    }

    /// Writes the findings to standard output.
    pub(super) fn report(
        &self,
        compiled: &Compilation,
        world: &dyn World,
        terminal: &mut Terminal,
    ) -> std::io::Result<()> {
        let report = Report {
            findings: &compiled.findings,
            files: &compiled.workbook.files,
            documents: compiled.workbook.documents.len(),
            title: &compiled.workbook.config.title,
            as_of: world.today(),
            style: terminal.style(self.show_source),
        };
        report.write(self.format.into(), terminal.out())?;
        terminal.flush()
    }
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let world = options.history.open(&options.workplace)?;
    let compiled = crate::compile(&world)?;
    history::remark(&compiled.history, terminal);
    options.findings.report(&compiled, &world, terminal)?;
    Ok(if options.findings.fails(&compiled) {
        FINDINGS
    } else {
        0
    })
}
