//! Edits of one text: which of them can be made together, and the text afterwards.

use std::collections::BTreeMap;

use crate::diagnostic::Edit;

/// Edits of one text that do not get in each other's way.
#[derive(Debug, Default)]
pub struct Edits {
    /// By their first byte: one past their last, and what stands there afterwards.
    taken: BTreeMap<u32, (u32, String)>,
}

impl Edits {
    /// No edit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// Takes `edits` of `text`, all of them or none: they must stand in it, be in order, and leave
    /// alone what was taken before. Two insertions at one place get in each other's way, since
    /// nothing says which of them comes first. Whether they were taken.
    pub fn take(&mut self, edits: &[Edit], text: &str) -> bool {
        let stands = |edit: &Edit| text.get(edit.span.range()).is_some();
        let free = |edit: &Edit| self.is_free(edit.span.start, edit.span.end);
        let in_order = edits.windows(2).all(|pair| {
            let (first, second) = (pair[0].span, pair[1].span);
            first.end <= second.start && first.start < second.start
        });
        if !in_order || !edits.iter().all(|edit| stands(edit) && free(edit)) {
            return false;
        }
        for edit in edits {
            let what = (edit.span.end, edit.replacement.clone());
            self.taken.insert(edit.span.start, what);
        }
        true
    }

    /// Whether nothing that was taken overlaps a range, or touches it where one of both is empty.
    fn is_free(&self, start: u32, end: u32) -> bool {
        let apart = |(a, b): (u32, u32), (c, d): (u32, u32)| b < c || (b == c && a < b && c < d);
        let before = self.taken.range(..=start).next_back();
        let behind = self.taken.range(start..).next();
        before.is_none_or(|(&from, (to, _))| apart((from, *to), (start, end)))
            && behind.is_none_or(|(&from, (to, _))| apart((start, end), (from, *to)))
    }

    /// The stretches of a text of `length` bytes that stay as they are: where each starts before the
    /// edits and after them, and how long it is.
    pub fn kept(&self, length: usize) -> Vec<(usize, usize, usize)> {
        let mut kept = Vec::with_capacity(self.taken.len() + 1);
        let (mut before, mut after) = (0, 0);
        for (&start, (end, replacement)) in &self.taken {
            let stretch = (start as usize).saturating_sub(before);
            kept.push((before, after, stretch));
            after += stretch + replacement.len();
            before = *end as usize;
        }
        kept.push((before, after, length.saturating_sub(before)));
        kept
    }

    /// `text` after the edits; every byte outside of them stays as it is.
    pub fn applied(&self, text: &str) -> String {
        let mut new = String::with_capacity(text.len());
        let mut kept = 0;
        for (&start, (end, replacement)) in &self.taken {
            new.push_str(&text[kept..start as usize]);
            new.push_str(replacement);
            kept = *end as usize;
        }
        new.push_str(&text[kept..]);
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{FileId, Span};

    fn edit(start: usize, end: usize, replacement: &str) -> Edit {
        Edit {
            span: Span::new(FileId(0), start..end),
            replacement: replacement.to_owned(),
        }
    }

    fn all(edits: &[Edit]) -> (Vec<bool>, String) {
        let mut taken = Edits::new();
        let text = "zażółć";
        let took = edits
            .iter()
            .map(|edit| taken.take(std::slice::from_ref(edit), text))
            .collect();
        (took, taken.applied(text))
    }

    #[test]
    fn the_first_of_two_that_overlap_wins() {
        let (took, text) = all(&[edit(1, 4, "x"), edit(0, 2, "y"), edit(2, 6, "z")]);
        assert_eq!(took, [true, false, false]);
        assert_eq!(text, "zxółć");
    }

    #[test]
    fn neighbours_are_both_made_unless_one_of_them_inserts() {
        let (took, text) = all(&[edit(0, 1, "x"), edit(1, 2, "y")]);
        assert_eq!((took, text), (vec![true, true], "xyżółć".to_owned()));
        for pair in [
            [edit(0, 1, "x"), edit(1, 1, "y")],
            [edit(1, 1, "x"), edit(0, 1, "y")],
            [edit(1, 1, "x"), edit(1, 1, "y")],
            [edit(1, 1, "x"), edit(1, 2, "y")],
        ] {
            assert_eq!(all(&pair).0, [true, false], "{pair:?}");
        }
    }

    #[test]
    fn what_does_not_stand_in_the_text_is_not_taken() {
        // Byte 3 lies within the first letter of two bytes.
        assert_eq!(all(&[edit(3, 4, ""), edit(4, 99, "")]).0, [false, false]);
        let mut taken = Edits::new();
        assert!(!taken.take(&[edit(2, 2, "b"), edit(0, 1, "a")], "abc"));
        assert!(!taken.take(&[edit(0, 1, "a"), edit(0, 1, "b")], "abc"));
        assert!(taken.is_empty());
        assert!(taken.take(&[edit(0, 1, "x"), edit(2, 3, "")], "abc"));
        assert_eq!(taken.applied("abc"), "xb");
    }
}
