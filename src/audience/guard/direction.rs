//! Text whose direction is set by force: under an override letters are shown from right to left, so that
//! what is written backwards reads forwards (Unicode's bidirectional algorithm, UAX #9).

use std::ops::Range;

use super::letters::{Gap, Letters};

/// What a bidirectional control does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Forces everything from left to right.
    ForceLeft,
    /// Forces everything from right to left.
    ForceRight,
    /// Lets letters run in their own direction within something else.
    Embed,
    /// As that, ended by a control of its own.
    Isolate,
    /// Ends the last override or embedding.
    End,
    /// Ends the last isolate.
    EndIsolate,
}

impl Direction {
    /// What `c` does, if anything.
    pub(super) const fn of(c: char) -> Option<Self> {
        Some(match c {
            '\u{202d}' => Self::ForceLeft,
            '\u{202e}' => Self::ForceRight,
            '\u{202a}' | '\u{202b}' => Self::Embed,
            '\u{2066}'..='\u{2068}' => Self::Isolate,
            '\u{202c}' => Self::End,
            '\u{2069}' => Self::EndIsolate,
            _ => return None,
        })
    }
}

/// A bidirectional control in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// What it does.
    pub(super) direction: Direction,
    /// How many letters stand before it, in bytes.
    pub(super) letters: usize,
    /// The same, of the letters by their looks.
    pub(super) looks: usize,
}

impl Mark {
    /// Whether it forces a direction.
    pub(super) const fn is_override(&self) -> bool {
        matches!(self.direction, Direction::ForceLeft | Direction::ForceRight)
    }
}

/// How deep directions are followed; Unicode ends at 125. What is deeper is read as it is written, and
/// costs nothing.
const DEEPEST: usize = 16;

/// A letter, by its bytes, and the gap before it.
type Placed = (Range<usize>, Gap);

/// A stretch of text that runs in a direction.
struct Run {
    direction: Direction,
    /// Where it starts in the order of letters.
    start: usize,
}

/// `letters` in the order in which they are shown, given the `marks` of their text.
pub(super) fn as_shown(letters: &Letters, marks: &[Mark], by_looks: bool) -> Letters {
    let mut shown = Shown {
        letters,
        order: Vec::with_capacity(letters.bytes().len()),
        open: Vec::new(),
        too_deep: 0,
    };
    let mut from = 0;
    for mark in marks {
        let to = if by_looks { mark.looks } else { mark.letters };
        shown.add(from..to);
        shown.follow(mark.direction);
        from = to;
    }
    shown.add(from..letters.bytes().len());
    while shown.end() {}
    letters.in_order(&shown.order)
}

struct Shown<'l> {
    letters: &'l Letters,
    order: Vec<Placed>,
    open: Vec<Run>,
    /// How many directions were not followed and are not ended yet.
    too_deep: usize,
}

impl Shown<'_> {
    /// Adds the letters at `range`.
    fn add(&mut self, range: Range<usize>) {
        let bytes = self.letters.bytes();
        let is_start = |at: &usize| bytes.get(*at).is_none_or(|byte| byte & 0xc0 != 0x80);
        let end = range.end;
        let mut starts = range.filter(is_start).peekable();
        while let Some(start) = starts.next() {
            let next = starts.peek().copied().unwrap_or(end);
            self.order.push((start..next, self.letters.gap(start)));
        }
    }

    fn follow(&mut self, direction: Direction) {
        match direction {
            Direction::End | Direction::EndIsolate if self.too_deep > 0 => self.too_deep -= 1,
            Direction::End => {
                let is_isolate = |run: &Run| run.direction == Direction::Isolate;
                if !self.open.last().is_some_and(is_isolate) {
                    self.end();
                }
            }
            Direction::EndIsolate => {
                let is_isolate = |run: &Run| run.direction == Direction::Isolate;
                if let Some(at) = self.open.iter().rposition(is_isolate) {
                    while self.open.len() > at {
                        self.end();
                    }
                }
            }
            _ if self.open.len() == DEEPEST => self.too_deep += 1,
            direction => self.open.push(Run {
                direction,
                start: self.order.len(),
            }),
        }
    }

    /// Ends the innermost run: turns it around where it runs against the one around it. Whether there
    /// was one.
    fn end(&mut self) -> bool {
        let Some(run) = self.open.pop() else {
            return false;
        };
        let around = self.open.last();
        if self.is_turned(&run) != around.is_some_and(|around| self.is_turned(around)) {
            turn(&mut self.order[run.start..]);
        }
        true
    }

    /// Whether the letters of a run are shown against the direction in which they are read.
    fn is_turned(&self, run: &Run) -> bool {
        let first = self.order.get(run.start);
        let first = first.map_or(0, |(range, _)| self.letters.bytes()[range.start]);
        // The letters of Hebrew, Arabic and their neighbours, as UTF-8 starts them.
        let from_right = matches!(first, 0xd6..=0xdf);
        match run.direction {
            Direction::ForceLeft => from_right,
            Direction::ForceRight => !from_right,
            _ => false,
        }
    }
}

/// Turns letters around; the gap before each is then the one behind it, and the first keeps what stands
/// before all of them.
fn turn(letters: &mut [Placed]) {
    let Some((_, before)) = letters.first().cloned() else {
        return;
    };
    let last = letters.len() - 1;
    for at in 0..last {
        letters[at].1 = letters[at + 1].1;
    }
    letters[last].1 = before;
    letters.reverse();
}

#[cfg(test)]
mod tests {
    use super::super::spelling::Spelling;

    fn shown(text: &str) -> String {
        let spelling = Spelling::of(text);
        let readings = spelling.readings(false);
        let mut readings = readings.iter().rev();
        let last = readings.find(|reading| !reading.is_by_looks);
        let last = last.expect("there is one");
        String::from_utf8(last.letters.bytes().to_vec()).expect("whole letters")
    }

    #[test]
    fn what_is_turned_around_reads_forwards() {
        assert_eq!(shown("\u{202e}keranak\u{202c} x"), "kanarekx");
        assert_eq!(shown("Kan\u{202e}kera"), "kanarek");
        assert_eq!(shown("\u{202e}ker\u{202d}ana\u{202c}k"), "kanarek");
        assert_eq!(shown("\u{202e}ker\u{2066}ana\u{2069}k\u{202c}"), "kanarek");
        assert_eq!(shown("\u{202e}\u{202e}keranak\u{202c}\u{202c}"), "kanarek");

        assert_eq!(shown("\u{202d}םולש"), "שלום");
        assert_eq!(shown("\u{202e}שלום"), "שלום");
        let deep = "\u{202e}".repeat(1000);
        assert_eq!(shown(&format!("{deep}keranak")), "kanarek");
        assert_eq!(shown("\u{202c}\u{2069}\u{202e}ba\u{2069}"), "ab");
    }

    #[test]
    fn gaps_are_turned_with_their_letters() {
        let spelling = Spelling::of("x \u{202e}c b-a\u{202c} y");
        let readings = spelling.readings(false);
        let letters = &readings[1].letters;
        assert_eq!(letters.bytes(), b"xabcy");
        let gaps: Vec<_> = (1..5).map(|at| letters.gap(at)).collect();
        let gap = super::Gap::Break;
        assert_eq!(gaps, [gap, super::Gap::Joiner, gap, gap]);
        assert_eq!(letters.place(&(1..2)), 9..10);
    }
}
