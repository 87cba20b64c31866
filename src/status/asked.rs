//! Of which files the history is asked: only of those that a detector or a rule needs. Where that
//! is none, no repository is even opened.

use rayon::prelude::*;

use super::facts::Facts;
use super::{detect, is_retired};
use crate::source::{History, World};
use crate::workbook::{Document, Route, Workbook, Workflow};

/// The history of every file of which something has to be known.
pub fn history(workbook: &Workbook, world: &dyn World) -> History {
    let of_workflow = |workflow: &Workflow| -> Vec<String> {
        let jobs = workbook.config.jobs.iter();
        let loops = jobs
            .filter(|job| job.detector.as_deref().is_some_and(detect::needs_history))
            .filter_map(|job| Facts::find(workbook, workflow, job, world.today()));
        loops
            .filter(|facts| !is_retired(facts.document))
            .flat_map(|facts| detect::asks(&facts))
            .collect()
    };
    let workflows = workbook.workflows.par_iter();
    let mut asked: Vec<String> = workflows.flat_map_iter(of_workflow).collect();
    let approved = workbook.documents.iter().filter(|one| needs_authors(one));
    asked.extend(approved.map(|one| workbook.files.get(one.file).path().to_owned()));
    asked.sort_unstable();
    asked.dedup();
    if asked.is_empty() {
        History::not_asked()
    } else {
        world.history(&asked)
    }
}

/// Whether it matters who wrote a document: whoever approves a page may not be its only author.
fn needs_authors(document: &Document) -> bool {
    document.as_page().is_some_and(|page| {
        document.route == Route::Journeys
            || (document.route.is_public() && page.safe_to_show.is_some())
    })
}
