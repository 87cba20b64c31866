//! `loopbook review`: what a change means, for whoever decides about it.

use std::collections::HashMap;

use clap::{Args, ValueEnum};

use super::history::{self, HistoryOptions};
use super::terminal::Terminal;
use super::{Outcome, Workplace};
use crate::report::{ReviewFormat, ReviewReport};
use crate::review::Review;
use crate::source::World;
use crate::workbook::Parses;

/// What `review` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Says which pages, sections and files become public or cease to be, which approvals lapse, which steps
close or open, which kill signals fire, which baselines, standards and controls move, and what is let
pass. It judges nothing: `loopbook check --base REV` does.

Nothing private is written unless `--private` asks for it: private changes are counted.

Exit status: 0, or 2 where there is nothing to compare with.")]
pub(super) struct Options {
    #[command(flatten)]
    workplace: Workplace,
    #[command(flatten)]
    history: HistoryOptions,
    /// Where the change started: the newest commit that this revision and what is checked out share
    #[arg(long, value_name = "REV")]
    base: String,
    /// How the review is written
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: Format,
    /// Name what is private too, for a log or a comment that only the team can read
    #[arg(long)]
    private: bool,
}

/// How a review is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a comment of a pull request, or the summary of a step
    Markdown,
    /// One JSON object
    Json,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let world = options.history.open(&options.workplace)?;
    let base = world.base(&options.base)?;
    let mut parses = Parses::new();
    let now = crate::compile_again(&world, &mut parses)?;
    history::remark(&now.history, terminal);
    let then = base.world(&world, &now.workbook.entries)?;
    let before = then.as_ref();
    let before = before.map(|then| crate::compile_again(then, &mut parses));
    let before = before.transpose()?;
    let unmoved = HashMap::new();
    let moved = then.as_ref().map_or(&unmoved, |then| then.moved());
    let review = Review::of(before.as_ref(), &now, moved);
    let report = ReviewReport {
        review: &review,
        title: &now.workbook.config.title,
        withheld: &now.withheld,
        revision: base.revision(),
        commit: &base.commit(),
        as_of: world.today(),
        tells_private: options.private,
    };
    let format = match options.format {
        Format::Markdown => ReviewFormat::Markdown,
        Format::Json => ReviewFormat::Json,
    };
    report.write(format, terminal.out())?;
    terminal.flush()?;
    Ok(0)
}
