//! `loopbook init`: a small workbook that checks clean, and what runs loopbook on every change.

mod ci;

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Zoned;
use jiff::civil::Date;

use ci::{Ci, top_of};

use super::scaffold::{NewFile, loop_file, write_all};
use super::terminal::Terminal;
use super::{Outcome, parse_date};
use crate::report::printable;
use crate::source::{CONFIG_FILE, SourceError, find_root};
use crate::workbook::Job;

/// What `init` can be told.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The directory of the new workbook [default: here]
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
    /// Write what checks, reviews and publishes the workbook on each change, too; only that where there is
    /// a workbook already
    #[arg(long, value_name = "WHOSE")]
    ci: Option<Ci>,
    /// The date that counts as today [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
}

const CONFIG: &str = "\
edition: 1
title: Our workbook

# The only ids that may own, approve or be accountable. Public pages show `public_name` and nothing
# else of a person.
people:
  me: { name: Your Name, email: you@example.com, public_name: The team }

# Software that acts, each with a person who answers for it; and systems that store or compute.
agents: {}
systems: {}

# Words that must never appear on a public page.
protected_terms: []

# Days without `reviewed` before a loop counts as stale.
stale_after: 90
";

/// The site, and what stands beside it while it is written: neither belongs into git.
const IGNORE: &str = "/site\n/.site.loopbook-*\n";

const PAGE: &str = "\
---
title: How we work in loops
kind: page
form: guide
route: playbook
summary: What a loop is, and why each of our workflows has six of them.
owner: me
reviewed: TODAY
---
Repeated work that we hand to software goes wrong in the same ways: nobody wrote down how it is done
today, the tool came first, success was counted in log-ins. So each workflow gets six loops, and a
loop is closed only when what closes it is there to be seen.

A loop that cannot be closed is not automated.
";

/// Where readers find the page; it stands at the end of the first distribute loop.
const PUBLISHED: &str = "
## Already public

- [How we work in loops](../playbook/how-we-work.md)
";

const NOTE: &str = "\
---
title: A first conversation
kind: evidence
source: Who said it, and where
date: TODAY
outside: false
---
What somebody said or showed, in their words. Set `outside: true` once it comes from outside the
team. Evidence stays private, whatever links to it.
";

/// The name of the workflow to start with.
const WORKFLOW: &str = "first-workflow";

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let start = options.directory.clone().unwrap_or_default();
    let existing = match options.ci {
        Some(_) => existing(options)?,
        None => None,
    };
    let root = existing.clone().unwrap_or(start);
    let today = options.as_of.unwrap_or_else(|| Zoned::now().date());
    let workbook = match existing {
        Some(_) => Vec::new(),
        None => workbook(&root, today),
    };
    let (top, place) = match options.ci {
        Some(_) => top_of(&root)?,
        None => (root.clone(), String::new()),
    };
    let mut files = workbook;
    for file in &mut files {
        file.path = join(&place, &file.path);
    }
    files.extend(options.ci.map(|ci| ci.file(&place)).transpose()?);
    write_all(&top, &files)?;
    for file in &files {
        let path = file.path.strip_prefix(&join(&place, ""));
        let path = path.map_or_else(|| top.join(&file.path), |path| root.join(path));
        writeln!(terminal.out(), "{}", printable(&path.display().to_string()))?;
    }
    terminal.flush()?;
    if options.ci.is_none() || files.len() > 1 {
        let place = root.display().to_string();
        let check = ["loopbook check", &place].join(" ");
        let check = check.trim_end();
        terminal.say("Wrote a workbook with one workflow, all of its loops open.");
        terminal.say(&format!(
            "Put yourself under `people` in {}, then run `{check}`.",
            root.join(CONFIG_FILE).display()
        ));
    }
    if let Some(ci) = options.ci {
        terminal.say(ci.advice());
    }
    Ok(0)
}

/// The workbook that is there already, where one is.
fn existing(options: &Options) -> Result<Option<PathBuf>, Box<dyn std::error::Error>> {
    match &options.directory {
        Some(directory) => {
            let config = directory.join(CONFIG_FILE);
            let is_there = config.try_exists().map_err(|error| {
                format!(
                    "cannot read `{}`: {error}",
                    printable(&config.to_string_lossy())
                )
            })?;
            Ok(is_there.then(|| directory.clone()))
        }
        None => match find_root(Path::new(".")) {
            Ok(root) => Ok(Some(root)),
            Err(SourceError::NoWorkbook(_)) => Ok(None),
            Err(error) => Err(error.into()),
        },
    }
}

/// A path below a place, which may be empty.
fn join(place: &str, path: &str) -> String {
    match place {
        "" => path.to_owned(),
        place => format!("{place}/{path}"),
    }
}

/// The files of a new workbook at `root`.
fn workbook(root: &Path, today: Date) -> Vec<NewFile> {
    let fill = |text: &str| text.replace("TODAY", &today.to_string());
    let new = |path: &str, text: &str| NewFile {
        path: path.to_owned(),
        text: fill(text),
    };
    let mut files = vec![
        new(CONFIG_FILE, CONFIG),
        new(".gitignore", IGNORE),
        new("playbook/how-we-work.md", PAGE),
        new(&format!("{WORKFLOW}/evidence/first-conversation.md"), NOTE),
    ];
    files.extend(
        Job::six()
            .iter()
            .map(|job| loop_file(WORKFLOW, job, "me", today)),
    );
    let distribute = format!("{WORKFLOW}/distribute.md");
    for file in files.iter_mut().filter(|file| file.path == distribute) {
        file.text.push_str(PUBLISHED);
    }
    // A repository's own list of ignored files is its own business.
    files.retain(|file| file.path != ".gitignore" || !root.join(&file.path).exists());
    files
}
