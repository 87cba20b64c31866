//! What of a document is public: worked out for all documents before any text is projected, since
//! links need to know what is there on the other end.
//!
//! Private sections are cut out of the text before it is read for the public side. So nothing in
//! them can have an effect there, not even a link definition or a heading that counts anchors.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::Span;
use crate::syntax::{Anchors, Body, Heading, parse_body, same_name};
use crate::workbook::{Document, Workbook};

/// The section of a loop that holds its steps.
const CLOSE_LOOP: &str = "Close the loop";

/// The public part of a document that is public at all.
pub(super) struct Outline<'w> {
    /// The text of the file, with spaces in place of the private sections.
    pub(super) text: Cow<'w, str>,
    /// What stands in that text.
    pub(super) body: Cow<'w, Body>,
    /// Footnotes in it that no public text refers to. Sorted, without overlap.
    pub(super) hidden: Vec<Span>,
    /// For each heading in it, its anchor on the public side.
    pub(super) anchors: Vec<String>,
}

impl<'w> Outline<'w> {
    /// The public part of `document`.
    pub(super) fn of(document: &'w Document, workbook: &'w Workbook) -> Self {
        let whole = workbook.text(document);
        let private = private_sections(document, &document.body, workbook);
        let (text, body) = if private.is_empty() {
            (Cow::Borrowed(whole), Cow::Borrowed(&document.body))
        } else {
            let text = blanked(whole, &private);
            let body = parse_body(&text, document.body.span.start, document.file);
            (Cow::Owned(text), Cow::Owned(body))
        };
        let mut counted = Anchors::default();
        let headings = body.headings.iter();
        let anchors = headings
            .map(|heading| counted.next(&heading.text))
            .collect();
        // Nothing private is left by now; what were left would be hidden all the same.
        let hidden = private_sections(document, &body, workbook);
        let mut outline = Self {
            text,
            body,
            hidden,
            anchors,
        };
        outline.hide_unused_footnotes();
        outline
    }

    /// Whether what stands at a byte of the document is public.
    pub(super) fn shows(&self, at: u32) -> bool {
        let before = self.hidden.partition_point(|span| span.start <= at);
        before == 0 || !self.hidden[before - 1].contains(at)
    }

    /// Hides the footnotes that are not referred to by public text, nor by a footnote that is.
    fn hide_unused_footnotes(&mut self) {
        let body = &self.body;
        if body.footnotes.is_empty() {
            return;
        }
        let holder = |at: u32| {
            let before = body.footnotes.partition_point(|note| note.span.start <= at);
            before
                .checked_sub(1)
                .filter(|&note| body.footnotes[note].span.contains(at))
        };
        let mut by_label: HashMap<&str, usize> = HashMap::new();
        for (at, note) in body.footnotes.iter().enumerate() {
            // Of two notes with one label the first counts.
            by_label.entry(&note.label).or_insert(at);
        }
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

/// The narrowed sections and private steps of `body`, sorted, without overlap.
fn private_sections(document: &Document, body: &Body, workbook: &Workbook) -> Vec<Span> {
    let is_loop = document.as_loop().is_some();
    let mut private: Vec<Span> = Vec::new();
    let mut steps_end = 0;
    for heading in &body.headings {
        let at = heading.span.start;
        if is_loop && heading.level == 2 && heading.is_named(CLOSE_LOOP) {
            steps_end = heading.section_end;
        }
        if private.last().is_some_and(|span| span.contains(at)) {
            continue;
        }
        let step = || is_private_step(heading, at < steps_end, document, workbook);
        if heading.narrowing.is_private() || (is_loop && step()) {
            private.push(Span {
                end: heading.section_end,
                ..heading.span
            });
        }
    }
    private
}

/// Whether a heading of a loop names a step that is private by nature, of whatever job. Among the
/// steps, what is no step of the loop's job at all is private too: it may be one, misspelt.
fn is_private_step(
    heading: &Heading,
    among_steps: bool,
    document: &Document,
    workbook: &Workbook,
) -> bool {
    let jobs = &workbook.config.jobs;
    let mut steps = jobs.iter().flat_map(|job| &job.steps);
    let by_name = |name: &str| same_name(name, &heading.text);
    if steps.any(|step| step.private && by_name(&step.name)) {
        return true;
    }
    let known = || {
        let own = document.job(&workbook.config).map(|job| &job.steps);
        own.is_some_and(|own| own.iter().any(|step| by_name(&step.name)))
    };
    among_steps && heading.level == 3 && !known()
}

/// `text` with spaces in place of what stands at `spans`, so that all else stays where it is.
fn blanked(text: &str, spans: &[Span]) -> String {
    let mut public = String::with_capacity(text.len());
    let mut done = 0;
    for span in spans {
        let range = span.range();
        public.push_str(&text[done..range.start]);
        let blank = |byte| {
            if matches!(byte, b'\n' | b'\r') {
                char::from(byte)
            } else {
                ' '
            }
        };
        public.extend(text[range.clone()].bytes().map(blank));
        done = range.end;
    }
    public.push_str(&text[done..]);
    public
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
