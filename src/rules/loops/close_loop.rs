//! The headings under `## Close the loop`, held against the steps of the job.
//!
//! Three rules look at them from three sides; sorting them here, once, is what keeps one mistake
//! from being reported as two: a heading that is nearly a step is not also a missing step.

use std::collections::HashMap;

use crate::rules::Context;
use crate::syntax::{Body, Heading, canonical_name, nearest, same_name};
use crate::workbook::{Document, Job, Status};

/// The heading of the section that holds the steps.
pub(super) const CLOSE_LOOP: &str = "Close the loop";
/// The heading of the section that says when to stop.
pub(super) const KILL_SIGNAL: &str = "Kill signal";

/// How many names a misnamed heading is compared with.
const MOST_CANDIDATES: usize = 50;

/// A `###` that is no step.
pub(super) struct Stranger<'a> {
    /// The heading.
    pub(super) heading: &'a Heading,
    /// The position of the absent step that it most likely stands for.
    pub(super) meant: Option<usize>,
}

/// What stands under `## Close the loop` of a loop that is not retired.
pub(super) struct CloseLoop<'a> {
    /// The job.
    pub(super) job: &'a Job,
    /// The `##` itself.
    pub(super) heading: &'a Heading,
    /// Further `##` of the same name.
    pub(super) repeated: Vec<&'a Heading>,
    /// For each step of the job, the first heading of its name.
    pub(super) steps: Vec<Option<&'a Heading>>,
    /// Headings that name a step again, with the first one.
    pub(super) duplicates: Vec<(&'a Heading, &'a Heading)>,
    /// Headings that are no step.
    pub(super) strangers: Vec<Stranger<'a>>,
    /// Positions of steps that neither have a heading nor are meant by a stranger.
    pub(super) missing: Vec<usize>,
}

impl<'a> CloseLoop<'a> {
    /// The steps of `document`, where it is a loop of a known job with that section.
    pub(super) fn read(context: &Context<'a>, document: &'a Document) -> Option<Self> {
        let job = document.job(&context.workbook.config)?;
        if !is_running(document) {
            return None;
        }
        let body = &document.body;
        let mut sections = sections(body, CLOSE_LOOP);
        let heading = sections.next()?;
        let mut found = Self {
            job,
            heading,
            repeated: sections.collect(),
            steps: vec![None; job.steps.len()],
            duplicates: Vec::new(),
            strangers: Vec::new(),
            missing: Vec::new(),
        };
        found.sort_headings(body);
        found.match_strangers();
        Some(found)
    }

    /// For each step of the job, the heading that stands for it, misnamed or not.
    pub(super) fn standing(&self) -> Vec<Option<&'a Heading>> {
        let mut standing = self.steps.clone();
        for stranger in &self.strangers {
            if let Some(position) = stranger.meant {
                standing[position] = Some(stranger.heading);
            }
        }
        standing
    }

    fn sort_headings(&mut self, body: &'a Body) {
        let names = StepNames::of(self.job);
        for section in std::iter::once(self.heading).chain(self.repeated.iter().copied()) {
            for heading in body.section(section.content()).headings(3) {
                match names.position(&heading.text) {
                    Some(position) => match self.steps[position] {
                        Some(first) => self.duplicates.push((heading, first)),
                        None => self.steps[position] = Some(heading),
                    },
                    None => self.strangers.push(Stranger {
                        heading,
                        meant: None,
                    }),
                }
            }
        }
        if !self.strangers.is_empty() {
            let kill_signal = misplaced(body, KILL_SIGNAL, Some(self.job)).map(|h| h.span);
            self.strangers
                .retain(|stranger| Some(stranger.heading.span) != kill_signal);
        }
    }

    /// Gives each stranger the absent step whose name is near, each step once.
    fn match_strangers(&mut self) {
        let steps = &self.job.steps;
        let absent = |position: &usize| self.steps[*position].is_none();
        let mut missing: Vec<usize> = (0..steps.len()).filter(absent).collect();
        for stranger in &mut self.strangers {
            let names = missing.iter().take(MOST_CANDIDATES);
            let names = names.map(|&position| steps[position].name.as_str());
            let Some(near) = nearest(&stranger.heading.text, names) else {
                continue;
            };
            let taken = missing.iter().position(|&at| steps[at].name == near);
            if let Some(taken) = taken {
                stranger.meant = Some(missing.remove(taken));
            }
        }
        self.missing = missing;
    }
}

/// Up to so many names are compared one by one, which is faster than an index.
const FEW_STEPS: usize = 16;

/// The names of a job's steps.
pub(super) struct StepNames<'a> {
    job: &'a Job,
    index: Option<HashMap<String, usize>>,
}

impl<'a> StepNames<'a> {
    /// The names of the steps of `job`.
    pub(super) fn of(job: &'a Job) -> Self {
        let steps = job.steps.iter().enumerate();
        let named = steps.map(|(position, step)| (canonical_name(&step.name), position));
        let index = (job.steps.len() > FEW_STEPS).then(|| named.collect());
        Self { job, index }
    }

    /// The position of the step that a heading names.
    pub(super) fn position(&self, heading: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(&canonical_name(heading)).copied(),
            None => (self.job.steps.iter()).position(|step| same_name(&step.name, heading)),
        }
    }
}

/// Whether the document is a loop that is not retired.
pub(super) fn is_running(document: &Document) -> bool {
    document
        .as_loop()
        .is_some_and(|front| front.status != Status::Retired)
}

/// The `##` headings of this name.
pub(super) fn sections<'a>(body: &'a Body, name: &'a str) -> impl Iterator<Item = &'a Heading> {
    body.headings
        .iter()
        .filter(move |heading| heading.level == 2 && heading.is_named(name))
}

/// The heading that was most likely meant to be the `##` called `name` where there is none: the
/// same name at another level, or nearly the same name.
pub(super) fn misplaced<'a>(
    body: &'a Body,
    name: &'a str,
    job: Option<&Job>,
) -> Option<&'a Heading> {
    if sections(body, name).next().is_some() {
        return None;
    }
    let is_step = |heading: &Heading| job.is_some_and(|job| job.step(&heading.text).is_some());
    let same = body.headings.iter().find(|heading| heading.is_named(name));
    same.or_else(|| {
        body.headings
            .iter()
            .find(|heading| nearest(&heading.text, [name]).is_some() && !is_step(heading))
    })
}
