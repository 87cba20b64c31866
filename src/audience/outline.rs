//! What of a document is public: worked out for all documents before any text is projected, since
//! links need to know what is there on the other end.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Span;
use crate::syntax::{Anchors, Body, nearest, same_name};
use crate::workbook::{Document, Job};

/// The public part of a document that is public at all.
pub(super) struct Outline {
    /// What is not public: narrowed sections, private steps and footnotes that no public text
    /// refers to. Sorted, without overlap.
    pub(super) hidden: Vec<Span>,
    /// For each heading its anchor on the public side; empty where the heading is not public.
    /// Anchors count public headings only, so a private one leaves no gap.
    pub(super) anchors: Vec<String>,
}

impl Outline {
    /// The public part of `document`, in a workbook that has these jobs.
    pub(super) fn of(document: &Document, jobs: &[Job]) -> Self {
        let is_loop = document.as_loop().is_some();
        let mut hidden: Vec<Span> = Vec::new();
        let mut counted = Anchors::default();
        let mut anchors = Vec::with_capacity(document.body.headings.len());
        for heading in &document.body.headings {
            let within = hidden
                .last()
                .is_some_and(|span| span.contains(heading.span.start));
            let private =
                heading.narrowing.is_private() || (is_loop && is_private_step(&heading.text, jobs));
            if private && !within {
                hidden.push(Span {
                    end: heading.section_end,
                    ..heading.span
                });
            }
            let public = !private && !within;
            anchors.push(match (public, heading.asks_anchor) {
                (false, _) => String::new(),
                (true, true) => counted.explicit(&heading.anchor),
                (true, false) => counted.next(&heading.text),
            });
        }
        let mut outline = Self { hidden, anchors };
        outline.hide_unused_footnotes(&document.body);
        outline
    }

    /// Whether what stands at a byte of the document is public.
    pub(super) fn shows(&self, at: u32) -> bool {
        let before = self.hidden.partition_point(|span| span.start <= at);
        before == 0 || !self.hidden[before - 1].contains(at)
    }

    /// Hides the footnotes that are not referred to by public text, nor by a footnote that is.
    fn hide_unused_footnotes(&mut self, body: &Body) {
        if body.footnotes.is_empty() {
            return;
        }
        let holder = |at: u32| {
            let before = body.footnotes.partition_point(|note| note.span.start <= at);
            before
                .checked_sub(1)
                .filter(|&note| body.footnotes[note].span.contains(at))
        };
        let by_label: HashMap<&str, usize> = body
            .footnotes
            .iter()
            .enumerate()
            .map(|(at, note)| (&*note.label, at))
            .collect();
        let mut referred: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        for (label, at) in body
            .footnote_references
            .iter()
            .filter(|(_, at)| self.shows(*at))
        {
            if let Some(&note) = by_label.get(&**label) {
                referred.entry(holder(*at)).or_default().push(note);
            }
        }
        let mut used = HashSet::new();
        let mut ahead = referred.remove(&None).unwrap_or_default();
        while let Some(note) = ahead.pop() {
            if used.insert(note) {
                ahead.extend(referred.remove(&Some(note)).unwrap_or_default());
            }
        }
        let unused = (0..body.footnotes.len()).filter(|note| !used.contains(note));
        let unused: Vec<Span> = unused.map(|note| body.footnotes[note].span).collect();
        self.hidden.extend(unused);
        self.hidden = without_overlap(std::mem::take(&mut self.hidden));
    }
}

/// Whether a heading of a loop names a step that is private by nature, of whatever job. A name that
/// is merely near one counts too: `Costs` is a slip of the pen, and a slip must not publish.
fn is_private_step(name: &str, jobs: &[Job]) -> bool {
    let steps = jobs.iter().flat_map(|job| &job.steps);
    let meant = nearest(name, steps.clone().map(|step| step.name.as_str()));
    steps
        .filter(|step| step.private)
        .any(|step| same_name(&step.name, name) || meant.is_some_and(|meant| meant == step.name))
}

fn without_overlap(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}
