//! `loopbook new evidence`: a note of something seen or said.

use clap::Args;

use super::name::Name;
use super::{Place, Site, add};
use crate::cli::Outcome;
use crate::cli::scaffold::{NewEvidence, evidence_file};
use crate::cli::terminal::Terminal;
use crate::source::World;

/// What `new evidence` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
`refunds/First call` goes into `refunds/evidence/` where `refunds` is a workflow, a name without a
directory into `evidence/`. Evidence is private, whatever links to it.")]
pub(super) struct Options {
    /// The note's title, or its path, such as `refunds/first-call`
    name: String,
    #[command(flatten)]
    place: Place,
    /// Whom it concerns
    #[arg(long, value_name = "NAME")]
    customer: Option<String>,
    /// Who said it, and where it was seen or heard
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// It comes from outside the team
    #[arg(long)]
    outside: bool,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let site = options.place.open()?;
    let name = Name::read(&options.name, "an evidence note")?;
    let owner = match options.place.owner {
        Some(_) => options.place.owner(&site.workbook)?,
        None => None,
    };
    let note = NewEvidence {
        path: format!("{}.md", name.within(&directory(&site, &name))),
        title: &name.title,
        customer: options.customer.as_deref(),
        source: options.source.as_deref(),
        outside: options.outside,
        owner,
    };
    let done = if options.outside {
        "Wrote an evidence note. Put down what was said or shown, in their words."
    } else {
        "Wrote an evidence note that counts as from within the team; `outside: true` in its front \
         matter says otherwise."
    };
    let file = evidence_file(&note, site.world.today());
    add(&site, &[file], done, terminal)
}

/// Where the note goes: evidence of a workflow stands below it, in a directory of its own.
fn directory(site: &Site, name: &Name) -> String {
    let mut workflows = site.workbook.workflows.iter();
    if name.directory.is_empty() {
        "evidence".to_owned()
    } else if workflows.any(|workflow| workflow.id == name.directory) {
        format!("{}/evidence", name.directory)
    } else {
        name.directory.clone()
    }
}
