//! `loopbook build`: check, then the site.

use std::path::{Path, PathBuf};

use clap::Args;

use super::check::FindingOptions;
use super::history::{self, HistoryOptions};
use super::terminal::Terminal;
use super::{FINDINGS, FindingFormat, Outcome, Workplace};
use crate::Laps;
use crate::audience::Withheld;
use crate::emit::{self, EmitError, Material, Written};
use crate::report;
use crate::site::Site;

/// What `build` can be told.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    workplace: Workplace,
    #[command(flatten)]
    history: HistoryOptions,
    #[command(flatten)]
    findings: FindingOptions,
    /// Where the site is written [default: `site` in the workbook]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the private side alone, and write it despite errors
    #[arg(long)]
    drafts: bool,
    /// Leave the search out, which takes as long as all the rest of a large site
    #[arg(long)]
    no_search: bool,
    /// Say where the time went, stage by stage
    #[arg(long)]
    timings: bool,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let world = options.history.open(&options.workplace)?;
    terminal.progress("reading and judging the workbook");
    let compiled = crate::compile(&world)?;
    terminal.progress_ends();
    let mut laps = compiled.laps.clone();
    history::remark(&compiled.history, terminal);
    let machine_readable = options.findings.format != FindingFormat::Human;
    if machine_readable || !compiled.findings.is_empty() {
        options.findings.report(&compiled, &world, terminal)?;
    }
    let fails = options.findings.fails(&compiled.findings);
    if fails && !options.drafts {
        terminal
            .say("The site was not written. `--drafts` writes the private side despite errors.");
        return Ok(FINDINGS);
    }
    let out = options
        .out
        .clone()
        .unwrap_or_else(|| world.root().join("site"));
    let mut site = Site::new(
        &compiled.workbook,
        &compiled.status,
        &compiled.approvals,
        &compiled.private_files,
        &world,
        (!options.drafts).then_some(&compiled.public),
    )?;
    site.has_search = !options.no_search;
    laps.lap("templates");
    terminal.progress(&format!("writing {} files", site.pages().len()));
    let material = Material {
        site: &site,
        files: &compiled.files,
        provenance: &compiled.provenance,
        guard: &compiled.guard,
        world: &world,
        root: world.root(),
    };
    let written = emit::write(&material, &out);
    terminal.progress_ends();
    let written = match written {
        // It is the workbook's fault, as a finding is.
        Err(error @ (EmitError::Leak(_) | EmitError::ForeignLeak { .. })) => {
            terminal.complain(&report::printable(&error.to_string()));
            return Ok(FINDINGS);
        }
        written => written?,
    };
    tell(options, &out, &written, &laps, &compiled.withheld, terminal);
    Ok(0)
}

/// Says what was written, and what that changes.
fn tell(
    options: &Options,
    out: &Path,
    written: &Written,
    laps: &Laps,
    withheld: &Withheld,
    terminal: &mut Terminal,
) {
    let shown = out.display();
    terminal.say(&if options.drafts {
        format!(
            "Wrote {} private pages to {shown}; nothing in it is public.",
            written.private
        )
    } else {
        format!(
            "Wrote {} public and {} private pages to {shown}.",
            written.public, written.private
        )
    });
    let published = report::published(&written.change, &written.as_they_are, withheld);
    let of_others = report::of_others(&written.foreign, &written.dropped, withheld);
    for line in published.iter().chain(&of_others) {
        terminal.say(line);
    }
    if let Some(error) = &written.left {
        terminal.say(&format!(
            "The new site stands, but something of the old one is left: {error}. The next build needs it gone."
        ));
    }
    if options.timings {
        let stages: Vec<_> = laps.iter().chain(written.laps.iter()).collect();
        for line in report::timings(&stages) {
            terminal.say(&line);
        }
    }
}
