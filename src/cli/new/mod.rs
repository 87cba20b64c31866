//! `loopbook new`: adds a workflow, a page, an evidence note or a cycle to a workbook.

mod cycle;
mod evidence;
mod name;
mod page;
mod workflow;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::scaffold::{NewFile, write_all};
use super::terminal::Terminal;
use super::{FINDINGS, Outcome, Workplace, parse_date};
use crate::diagnostic::{Severity, Sink};
use crate::report::{counted, printable};
use crate::source::Disk;
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
    Workflow(workflow::Options),
    /// Know-how or proof to be read by others
    Page(page::Options),
    /// A note of something seen or said
    Evidence(evidence::Options),
    /// The compound test of a workflow for one period
    Cycle(cycle::Options),
}

/// Which workbook gets the new files, on which day, and who answers for them.
#[derive(Debug, Args)]
struct Place {
    /// The workbook's directory, or one below it [default: here]
    #[arg(value_name = "WORKBOOK")]
    directory: Option<PathBuf>,
    /// The person who owns it [default: the first of `people`]
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// The date that counts as today [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
}

/// The workbook that gets something new, as it is.
struct Site {
    world: Disk,
    workbook: Workbook,
}

impl Place {
    fn open(&self) -> Result<Site, Box<dyn std::error::Error>> {
        let workplace = Workplace {
            directory: self.directory.clone(),
            as_of: self.as_of,
        };
        let world = workplace.open()?;
        let workbook = Workbook::read(&world, &mut Sink::new())?;
        Ok(Site { world, workbook })
    }

    /// The owner who was named, or else the first of `people`; nobody where there is none.
    fn owner(&self, workbook: &Workbook) -> Result<Option<String>, String> {
        let people = &workbook.config.people;
        let ids = || people.iter().map(|person| person.id.value.as_str());
        let Some(id) = &self.owner else {
            return Ok(ids().next().map(str::to_owned));
        };
        if workbook.config.person(id).is_some() {
            return Ok(Some(id.clone()));
        }
        let ids: Vec<&str> = ids().collect();
        Err(format!(
            "there is no person `{}` in workbook.yaml; there are: {}",
            printable(id),
            printable(&ids.join(", "))
        ))
    }
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    match &options.what {
        What::Workflow(options) => workflow::run(options, terminal),
        What::Page(options) => page::run(options, terminal),
        What::Evidence(options) => evidence::run(options, terminal),
        What::Cycle(options) => cycle::run(options, terminal),
    }
}

/// Writes `files`, says `done`, and reads the workbook again to say what they still lack. Where they
/// have an error, or are not read at all, the exit status says so.
fn add(site: &Site, files: &[NewFile], done: &str, terminal: &mut Terminal) -> Outcome {
    write_all(site.world.root(), files)?;
    for file in files {
        writeln!(terminal.out(), "{}", printable(&file.path))?;
    }
    terminal.flush()?;
    terminal.say(done);
    let now = crate::compile(&site.world)?;
    let new: BTreeSet<&str> = files.iter().map(|file| &*file.path).collect();
    let path = |file| now.workbook.files.get(file).path();
    let read = now.workbook.documents.iter();
    let read = read.filter(|document| new.contains(path(document.file)));
    let unread = new.len().saturating_sub(read.count());
    let found = now.findings.iter();
    let found = found.filter(|found| new.contains(path(found.diagnostic.span.file)));
    let mut open = 0;
    let mut fails = false;
    for finding in found {
        let found = &finding.diagnostic;
        let (place, _) = now.workbook.files.positions(found.span);
        terminal.say(&format!(
            "{}:{}: {}[{}] {}",
            printable(path(found.span.file)),
            place.line,
            finding.severity.word(),
            found.rule,
            printable(&found.message)
        ));
        if let Some(hint) = &found.hint {
            terminal.say(&format!("  help: {}", printable(hint)));
        }
        open += 1;
        fails |= finding.severity == Severity::Error;
    }
    if unread > 0 {
        terminal.say(&format!(
            "{} not read: git or `ignore:` leaves out where it stands.",
            match unread {
                1 => "It is".to_owned(),
                several => format!("{} are", counted(several, "file")),
            }
        ));
    }
    if open > 0 {
        terminal.say(&format!(
            "{} to mend before it is clean.",
            counted(open, "finding")
        ));
    }
    Ok(if fails || unread > 0 { FINDINGS } else { 0 })
}
