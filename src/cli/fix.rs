//! `loopbook fix`: mends what can be mended safely.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::explain::known;
use super::history::{self, HistoryOptions};
use super::terminal::Terminal;
use super::write::replace;
use super::{FAILED, FINDINGS, Outcome, Workplace, named_file};
use crate::Compilation;
use crate::audience::Withheld;
use crate::diagnostic::{RuleName, Severity, Sink};
use crate::mend::{Mend, Mended, Selection, mend};
use crate::report::{Change, counted, printable, write_diff};
use crate::rules::Finding;
use crate::source::Disk;
use crate::workbook::Workbook;

/// What `fix` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
A fix changes nothing but what its finding is about: comments, order and line endings stay. Where
two fixes get in each other's way, the first is made and the other one after it. What nobody but you
can know, such as the words of a step, is left to you, and no fix makes a document public.

Exit status: 0 where nothing is left to mend and no error is left, 1 where something is left, 2
where a file could not be written. With --diff: 0 where nothing would change, 1 where something
would.")]
pub(super) struct Options {
    #[command(flatten)]
    workplace: Workplace,
    #[command(flatten)]
    history: HistoryOptions,
    /// Show what would change, and write nothing
    #[arg(long)]
    diff: bool,
    /// Show with --diff also lines that hold a protected term or a customer, even where the output is
    /// not a terminal
    #[arg(long, requires = "diff")]
    show_source: bool,
    /// Mend only what this rule finds; may be given several times
    #[arg(long, value_name = "NAME")]
    rule: Vec<String>,
    /// Mend only this file, or the files below this directory; may be given several times
    #[arg(long, value_name = "PATH")]
    path: Vec<PathBuf>,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let world = options.history.open(&options.workplace)?;
    let rules = options.rule.iter().map(|name| Ok(known(name)?.name));
    let rules: BTreeSet<RuleName> = rules.collect::<Result<_, String>>()?;
    let places = options
        .path
        .iter()
        .map(|path| named_file(world.root(), path));
    let places: Vec<String> = places.collect::<Result<_, _>>()?;
    let is_wanted = |path: &str| {
        let within = |place: &String| is_within(path, place);
        (places.is_empty() || places.iter().any(within)) && is_regular(&world, path)
    };
    let selection = Selection {
        rules,
        file: Some(&is_wanted),
    };
    let mended = mend(&world, &selection)?;
    if options.diff {
        let shows_all = terminal.style(options.show_source).source;
        let withheld = if shows_all {
            Withheld::nothing()
        } else {
            Withheld::of(&Workbook::read(&world, &mut Sink::new())?)
        };
        show(&mended, &withheld, terminal)
    } else {
        write(&mended, &selection, &world, terminal)
    }
}

/// Shows what would change.
fn show(mended: &Mended, withheld: &Withheld, terminal: &mut Terminal) -> Outcome {
    let style = terminal.style(true);
    for file in &mended.files {
        let change = Change {
            path: &file.path,
            before: &String::from_utf8_lossy(&file.before),
            after: &String::from_utf8_lossy(&file.after),
        };
        write_diff(
            &change,
            style,
            &|line| withheld.covers(line),
            terminal.out(),
        )?;
    }
    terminal.flush()?;
    if mended.files.is_empty() {
        terminal.say("Nothing would change.");
        return Ok(0);
    }
    terminal.say(&format!(
        "{} would be mended in {}; nothing was written.",
        counted(mended.mends.len(), "finding"),
        counted(mended.files.len(), "file"),
    ));
    Ok(FINDINGS)
}

/// Writes what changed, and says what was done and what is left.
fn write(
    mended: &Mended,
    selection: &Selection<'_>,
    world: &Disk,
    terminal: &mut Terminal,
) -> Outcome {
    let mut written = BTreeSet::new();
    for file in &mended.files {
        match replace(world.root(), &file.path, &file.before, &file.after) {
            Ok(()) => {
                written.insert(&*file.path);
            }
            Err(error) => {
                let path = printable(&file.path);
                terminal.complain(&format!("cannot write `{path}`: {error}"));
            }
        }
    }
    let made = mended.mends.iter();
    let made: Vec<&Mend> = made.filter(|mend| written.contains(&*mend.path)).collect();
    for Mend {
        path, rule, title, ..
    } in &made
    {
        let (path, title) = (printable(path), printable(title));
        writeln!(terminal.out(), "{path}: {title} [{rule}]")?;
    }
    terminal.flush()?;
    // What counts is what stands on the disk now, whatever was worked out in memory.
    let now = crate::compile(world)?;
    history::remark(&now.history, terminal);
    let can_be_mended = |found: &&Finding| {
        let found = &found.diagnostic;
        let path = now.workbook.files.get(found.span.file).path();
        found.fix.is_some() && selection.covers(found.rule, path)
    };
    let left = now.findings.iter().filter(can_be_mended).count();
    terminal.say(&summary(made.len(), written.len(), left, &now));
    Ok(if written.len() < mended.files.len() {
        FAILED
    } else if left > 0 || now.findings.count(Severity::Error) > 0 {
        FINDINGS
    } else {
        0
    })
}

/// What was done, and what is left to people.
fn summary(made: usize, files: usize, left: usize, now: &Compilation) -> String {
    let done = match made {
        0 => "Nothing was mended".to_owned(),
        _ => format!(
            "Mended {} in {}",
            counted(made, "finding"),
            counted(files, "file")
        ),
    };
    let levels = [Severity::Error, Severity::Warning, Severity::Note];
    let levels = levels.map(|level| (level, now.findings.count(level)));
    let rest = levels.iter().filter(|(_, count)| *count > 0);
    let rest: Vec<String> = rest
        .map(|(level, count)| counted(*count, level.word()))
        .collect();
    let rest = if rest.is_empty() {
        "nothing is left".to_owned()
    } else {
        let all: usize = levels.iter().map(|(_, count)| count).sum();
        let verb = if all == 1 { "is" } else { "are" };
        let list = rest.join(", ");
        format!("{list} {verb} left, which `loopbook check` shows")
    };
    match left {
        0 => format!("{done}; {rest}."),
        left => format!("{done}; {rest}; {left} of them can be mended, run `loopbook fix` again."),
    }
}

/// Whether the file at `path` is no symbolic link: what a link leads to is mended where it stands.
fn is_regular(world: &Disk, path: &str) -> bool {
    let metadata = fs::symlink_metadata(world.root().join(path));
    metadata.is_ok_and(|metadata| metadata.is_file())
}

/// Whether `path` is `place` or lies below it; everything lies below the root.
fn is_within(path: &str, place: &str) -> bool {
    let rest = path.strip_prefix(place);
    place.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
