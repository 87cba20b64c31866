//! What of a document is public: worked out for all documents before any text is projected, since
//! links need to know what is there on the other end.
//!
//! Private sections are cut out of the text before it is read for the public side. So nothing in
//! them can have an effect there, not even a link definition or a heading that counts anchors.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::diagnostic::Span;
use crate::syntax::{Body, parse_body};
use crate::workbook::{Document, Workbook};

/// The public part of a document that is public at all.
pub(super) struct Outline<'w> {
    /// The text of the file, with spaces in place of what is not public: narrowed sections, private
    /// steps and footnotes that no public text refers to.
    pub(super) text: Cow<'w, str>,
    /// What stands in the text without those sections. Its anchors count public headings only, so
    /// a private one leaves no gap.
    pub(super) body: Cow<'w, Body>,
}

impl<'w> Outline<'w> {
    /// The public part of `document`.
    pub(super) fn of(document: &'w Document, workbook: &'w Workbook) -> Self {
        let mut text = Cow::Borrowed(workbook.text(document));
        let mut body = Cow::Borrowed(&*document.body);
        if !document.hidden.is_empty() {
            text = Cow::Owned(mask(&text, &document.hidden));
            body = Cow::Owned(parse_body(&text, body.span.start, document.file));
        }
        let unused = unused_footnotes(&body);
        if !unused.is_empty() {
            text = Cow::Owned(mask(&text, &unused));
        }
        Self { text, body }
    }
}

/// `source` with every byte at `hidden` made blank. Places stay where they are, and nothing hidden
/// can have an effect on the rest: no definition of a link, no footnote, no heading.
fn mask(source: &str, hidden: &[Span]) -> String {
    let mut masked = String::with_capacity(source.len());
    let mut shown_from = 0;
    for span in hidden {
        let Range { start, end } = span.range();
        masked.push_str(source.get(shown_from..start).unwrap_or(""));
        for byte in source.as_bytes().get(start..end).unwrap_or_default() {
            masked.push(if matches!(byte, b'\n' | b'\r') {
                char::from(*byte)
            } else {
                ' '
            });
        }
        shown_from = end;
    }
    masked.push_str(source.get(shown_from..).unwrap_or(""));
    masked
}

/// The footnotes that are not referred to by the text, nor by a footnote that is. Sorted, without
/// overlap.
fn unused_footnotes(body: &Body) -> Vec<Span> {
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
    for (label, at) in &body.footnote_references {
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
    without_overlap(unused.map(|note| body.footnotes[note].span).collect())
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
