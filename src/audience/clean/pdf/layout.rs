//! Text from where its letters stand: a page is drawn, word by word or letter by letter, in any order.

use std::fmt::Write;

/// The widest gap within a word, as a part of the size of its letters.
const GAP: f64 = 0.15;
/// How far a letter may stand back into the one before it.
const OVERLAP: f64 = 0.5;
/// How far apart what stands on one line may be, across it.
const SLOPE: f64 = 0.4;
/// The widest gap between letters that are spread out.
const SPREAD: f64 = 1.0;

/// A point on the page.
pub(super) type Point = (f64, f64);

/// Letters that stand side by side.
#[derive(Debug, Clone)]
struct Run {
    text: String,
    from: Point,
    to: Point,
    size: f64,
}

/// How one run stands to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// In the same word.
    Joined,
    /// On the same line, as if its letters were spread out.
    Spread,
    /// On the same line.
    Apart,
    /// On another line.
    Line,
}

impl Run {
    /// How `next` stands behind it.
    fn step(&self, next: &Self) -> Step {
        let (x, y) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let length = x.hypot(y);
        let (x, y) = if length > 0.0 {
            (x / length, y / length)
        } else {
            (1.0, 0.0)
        };
        let (dx, dy) = (next.from.0 - self.to.0, next.from.1 - self.to.1);
        let size = self.size.max(next.size).max(f64::MIN_POSITIVE);
        let along = (dx * x + dy * y) / size;
        let across = (dy * x - dx * y) / size;
        if across.is_nan() || across.abs() >= SLOPE {
            return Step::Line;
        }
        match along {
            along if (-OVERLAP..=GAP).contains(&along) => Step::Joined,
            along if (0.0..=SPREAD).contains(&along) => Step::Spread,
            _ => Step::Apart,
        }
    }
}

/// What is shown in one piece of drawing.
#[derive(Debug, Default)]
pub(super) struct Layout {
    runs: Vec<Run>,
}

impl Layout {
    /// Takes in `text`, which stands between two points in letters of this size. Gives whether it
    /// became a run of its own.
    pub(super) fn show(&mut self, text: &str, from: Point, to: Point, size: f64) -> bool {
        let run = Run {
            text: text.to_owned(),
            from,
            to,
            size,
        };
        match self.runs.last_mut() {
            Some(last) if last.step(&run) == Step::Joined => {
                last.text.push_str(text);
                last.to = to;
                last.size = last.size.max(size);
                false
            }
            _ => {
                self.runs.push(run);
                true
            }
        }
    }

    /// All that is shown, in each way in which it may be read.
    pub(super) fn words(mut self) -> String {
        let mut words = in_order(&self.runs);
        if self.runs.len() > 1 {
            self.sort();
            let sorted = in_order(&self.runs);
            if sorted != words {
                words.push_str(&sorted);
            }
        }
        words
    }

    /// Puts the runs in the order in which they stand: from above, and from the left.
    fn sort(&mut self) {
        self.runs.sort_by(|a, b| b.from.1.total_cmp(&a.from.1));
        let mut start = 0;
        for at in 1..=self.runs.len() {
            let ends = self.runs.get(at).is_none_or(|run| {
                let before = &self.runs[at - 1];
                (before.from.1 - run.from.1).abs() > SLOPE * before.size.max(run.size)
            });
            if ends {
                self.runs[start..at].sort_by(|a, b| a.from.0.total_cmp(&b.from.0));
                start = at;
            }
        }
    }
}

fn in_order(runs: &[Run]) -> String {
    let mut words = String::new();
    // Lines that follow from how the text is broken and spread.
    let mut more = String::new();
    let mut spread = String::new();
    let close = |spread: &mut String, more: &mut String| {
        if spread.chars().count() > 2 {
            let _ = writeln!(more, "{spread}");
        }
        spread.clear();
    };
    let is_one = |run: &Run| run.text.trim().chars().count() == 1;
    for (at, run) in runs.iter().enumerate() {
        let step = at.checked_sub(1).map(|before| runs[before].step(run));
        match step {
            None | Some(Step::Joined) => {}
            Some(Step::Spread | Step::Apart) => words.push(' '),
            Some(Step::Line) => {
                if let Some(broken) = broken_word(&words, &run.text) {
                    let _ = writeln!(more, "{broken}");
                }
                words.push('\n');
            }
        }
        if !is_one(run) || !matches!(step, Some(Step::Spread | Step::Joined)) {
            close(&mut spread, &mut more);
        }
        if is_one(run) {
            spread.push_str(run.text.trim());
        }
        words.push_str(&run.text);
    }
    close(&mut spread, &mut more);
    words.push('\n');
    words.push_str(&more);
    words
}

/// The word that ends `before` with a hyphen and goes on in `after`.
fn broken_word(before: &str, after: &str) -> Option<String> {
    let head = before
        .trim_end()
        .strip_suffix(['-', '\u{ad}', '\u{2010}'])?;
    let head = head.rsplit(char::is_whitespace).next()?;
    let tail = after.split_whitespace().next()?;
    Some(format!("{head}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(runs: &[(&str, f64, f64, f64)]) -> String {
        let mut layout = Layout::default();
        for &(text, x, y, width) in runs {
            layout.show(text, (x, y), (x + width, y), 10.0);
        }
        layout.words()
    }

    #[test]
    fn letters_that_stand_side_by_side_are_a_word() {
        let one = [
            ("A", 0.0, 0.0, 6.0),
            ("cm", 6.5, 0.0, 12.0),
            ("e", 18.0, 0.0, 6.0),
        ];
        assert_eq!(words(&one), "Acme\n");
        let two = [
            ("to", 0.0, 0.0, 10.0),
            ("Acme", 13.0, 0.0, 20.0),
            ("now", 0.0, -12.0, 9.0),
        ];
        assert_eq!(words(&two), "to Acme\nnow\n");
    }

    #[test]
    fn the_order_of_drawing_does_not_hide_a_word() {
        let back = [
            ("me", 12.0, 0.0, 10.0),
            ("b", 0.0, -20.0, 6.0),
            ("Ac", 0.0, 0.0, 12.0),
        ];
        assert!(words(&back).contains("\nAcme\nb\n"), "{}", words(&back));
    }

    #[test]
    fn spread_and_broken_words_are_read_whole_too() {
        let spread: Vec<_> = [("A", 0.0), ("c", 10.0), ("m", 20.0), ("e", 30.0)]
            .map(|(text, x)| (text, x, 0.0, 6.0))
            .into();
        assert_eq!(words(&spread), "A c m e\nAcme\n");
        let broken = [("by Ac-", 0.0, 0.0, 30.0), ("me GmbH", 0.0, -12.0, 40.0)];
        assert_eq!(words(&broken), "by Ac-\nme GmbH\nAcme\n");
    }
}
