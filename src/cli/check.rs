//! `loopbook check`: findings, and nothing else.

use std::collections::HashMap;

use clap::Args;

use super::history::{self, HistoryOptions};
use super::known::{BaselineOptions, write_baseline};
use super::terminal::Terminal;
use super::{FINDINGS, FindingFormat, Outcome, Workplace};
use crate::diagnostic::Severity;
use crate::report::{Report, Since};
use crate::review::{Judged, News};
use crate::rules::Findings;
use crate::source::{Base, Disk, World};
use crate::workbook::Parses;
use crate::{Compilation, Evaluation};

/// What `check` can be told.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    workplace: Workplace,
    #[command(flatten)]
    history: HistoryOptions,
    #[command(flatten)]
    findings: FindingOptions,
    /// Report only what the change brings that leads from here to what is checked out, uncommitted
    /// changes included: from the newest commit that both share
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    #[command(flatten)]
    baseline: BaselineOptions,
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
    pub(super) fn fails(&self, findings: &Findings) -> bool {
        let least = self.fails_from();
        findings.iter().any(|finding| finding.severity >= least)
    }

    /// The least severity that makes the command fail.
    const fn fails_from(&self) -> Severity {
        match self.deny {
            None => Severity::Error,
            Some(Deny::Warnings) => Severity::Warning,
        }
    }

    /// Writes the findings to standard output.
    pub(super) fn report(
        &self,
        compiled: &Compilation,
        world: &Disk,
        terminal: &mut Terminal,
    ) -> std::io::Result<()> {
        self.write(&compiled.findings, compiled, world, None, terminal)
    }

    /// Writes some of the findings to standard output.
    fn write(
        &self,
        findings: &Findings,
        compiled: &Compilation,
        world: &Disk,
        since: Option<Since<'_>>,
        terminal: &mut Terminal,
    ) -> std::io::Result<()> {
        let report = Report {
            findings,
            files: &compiled.workbook.files,
            documents: compiled.workbook.documents.len(),
            title: &compiled.workbook.config.title,
            withheld: &compiled.withheld,
            as_of: world.today(),
            prefix: &world.place_in_repository(),
            fails_from: self.fails_from(),
            style: terminal.style(self.show_source),
            since,
        };
        report.write(self.format.into(), terminal.out())?;
        terminal.flush()?;
        // Written to a file, these say nothing to whoever looks at the log.
        if let FindingFormat::Sarif | FindingFormat::Gitlab | FindingFormat::Junit = self.format {
            terminal.say(&report.summary());
            report.unlisted().iter().for_each(|more| terminal.say(more));
        }
        Ok(())
    }
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let world = options.history.open(&options.workplace)?;
    if let Some(revision) = &options.base {
        return since(options, &world, &world.base(revision)?, terminal);
    }
    let mut compiled = crate::compile(&world)?;
    history::remark(&compiled.history, terminal);
    if options.baseline.write_baseline {
        write_baseline(&options.baseline, &compiled, &world, terminal)?;
        compiled = crate::compile(&world)?;
    }
    options.findings.report(&compiled, &world, terminal)?;
    Ok(status(options.findings.fails(&compiled.findings)))
}

/// Reports what a change brings.
fn since(options: &Options, world: &Disk, base: &Base, terminal: &mut Terminal) -> Outcome {
    let mut parses = Parses::new();
    let compiled = crate::compile_again(world, &mut parses)?;
    history::remark(&compiled.history, terminal);
    let news = news(world, base, &compiled, &mut parses)?;
    let since = Since {
        revision: base.revision(),
        commit: &base.commit(),
        older: &news.older,
    };
    // The formats that have no room for it say nothing of what stood before.
    if !matches!(
        options.findings.format,
        FindingFormat::Human | FindingFormat::Json
    ) {
        terminal.say(&since.summary());
    }
    let findings = &options.findings;
    findings.write(&news.brought, &compiled, world, Some(since), terminal)?;
    Ok(status(findings.fails(&news.brought)))
}

/// Judges the workbook as it was where the change started, by the rules that find something today.
fn news(
    world: &Disk,
    base: &Base,
    compiled: &Compilation,
    parses: &mut Parses,
) -> Result<News, Box<dyn std::error::Error>> {
    if compiled.findings.is_empty() {
        return Ok(News::default());
    }
    let now = Judged {
        findings: &compiled.findings,
        files: &compiled.workbook.files,
    };
    let Some(before) = base.world(world, &compiled.workbook.entries)? else {
        return Ok(News::of(now, None, &HashMap::new()));
    };
    let wanted = compiled.findings.iter();
    let wanted = wanted.map(|found| found.diagnostic.rule).collect();
    let evaluation = Evaluation::of(&before, parses)?;
    let findings = evaluation.judge_some(world.today(), &wanted);
    let then = Judged {
        findings: &findings,
        files: &evaluation.workbook.files,
    };
    Ok(News::of(now, Some(then), before.moved()))
}

const fn status(fails: bool) -> u8 {
    if fails { FINDINGS } else { 0 }
}
