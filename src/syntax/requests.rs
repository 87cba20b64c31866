//! Gathers what in a text asks for privacy without being understood, with how far it can reach, and
//! what looks like a heading without being one.

use std::ops::Range;

use super::body::{Body, Lookalike, Request};
use super::lookalike::{self, Asks, Fences, Line};
use super::reach::Ends;
use super::unclear::Unclear;
use crate::diagnostic::Span;

/// How far a request can reach.
#[derive(Clone, Copy)]
pub(super) enum Reach {
    /// To the next heading of this level or above.
    Level(u8),
    /// To a place.
    To(usize),
    /// To the end of the text.
    End,
}

/// A request, by its place behind the start of the body.
struct Note {
    place: Range<usize>,
    what: Unclear,
    reach: Reach,
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Requests {
    /// The blocks of code between fences.
    pub(super) fences: Fences,
    notes: Vec<Note>,
    /// Where comments of HTML stand.
    comments: Vec<Range<usize>>,
}

impl Requests {
    /// Notes a request.
    pub(super) fn note(&mut self, place: &Range<usize>, what: Unclear, reach: Reach) {
        let place = place.clone();
        self.notes.push(Note { place, what, reach });
    }

    /// Notes where comments stand in `html`, which starts at `start`.
    pub(super) fn comments(&mut self, html: &str, start: usize) {
        let mut at = 0;
        while let Some(open) = html[at..].find("<!--") {
            let open = at + open;
            let close = html[open..].find("-->");
            at = close.map_or(html.len(), |close| open + close);
            self.comments.push(start + open..start + at);
        }
    }

    /// Puts everything into `body`, whose headings are all there: it starts at byte `base` of `text`.
    pub(super) fn finish(self, text: &str, base: usize, body: &mut Body) {
        let ends = Ends::of(body);
        for heading in &mut body.headings {
            heading.hides_to = ends.behind(heading.span.start, heading.level);
        }
        let Self {
            fences,
            notes,
            comments,
        } = self;
        let passed = passed(body, base, fences, &notes);
        let lines = lookalike::lines(&text[base..], &passed);
        let (names, asking): (Vec<Line>, Vec<Line>) = lines
            .into_iter()
            .partition(|line| line.asks == Asks::Nothing);
        let whole = body.span;
        let span =
            |place: &Range<usize>| Span::new(whole.file, base + place.start..base + place.end);
        for note in in_order(notes, asking) {
            let span = span(&note.place);
            let reach = match note.reach {
                Reach::Level(level) => ends.behind(span.start, level),
                Reach::To(place) => Span::new(span.file, base + place..base + place).start,
                Reach::End => whole.end,
            };
            let what = note.what;
            body.unclear.push(Request { span, what, reach });
        }
        let names = names.into_iter().filter(|line| {
            let is_shown = last_before(&comments, line.place.start)
                .is_none_or(|comment| !comment.contains(&line.place.start));
            is_shown && !line.words.is_empty()
        });
        body.lookalikes.extend(names.map(|line| Lookalike {
            span: span(&line.place),
            words: text[base..][line.words].into(),
        }));
    }
}

/// Where lines are not looked at: in headings that Markdown knows, and in examples. Sorted.
fn passed(body: &Body, base: usize, fences: Fences, notes: &[Note]) -> Vec<Range<usize>> {
    let headings = body.headings.iter().map(|heading| {
        let Range { start, end } = heading.span.range();
        start - base..end - base
    });
    let nested = notes.iter().filter(|note| note.what == Unclear::Nested);
    let mut passed: Vec<Range<usize>> = headings
        .chain(nested.map(|note| note.place.clone()))
        .chain(fences.into_closed())
        .collect();
    passed.sort_unstable_by_key(|range| range.start);
    passed
}

/// All requests in the order of the text. A line that asks as a whole is not reported for the part of
/// it that does.
fn in_order(mut notes: Vec<Note>, asking: Vec<Line>) -> Vec<Note> {
    let places: Vec<Range<usize>> = asking.iter().map(|line| line.place.clone()).collect();
    notes.retain(|note| {
        let line = last_before(&places, note.place.start);
        let within = line.is_some_and(|line| note.place.start < line.end);
        note.what != Unclear::Route || !within
    });
    notes.extend(asking.into_iter().map(|line| Note {
        what: match line.asks {
            Asks::Alone => Unclear::Route,
            Asks::AsHeading | Asks::Nothing => Unclear::Line,
        },
        place: line.place,
        reach: Reach::Level(line.level),
    }));
    notes.sort_by_key(|note| note.place.start);
    notes
}

/// The last of sorted `ranges` that starts at `at` or before.
fn last_before(ranges: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    let before = ranges.partition_point(|range| range.start <= at);
    ranges.get(before.checked_sub(1)?)
}
