//! Text of users on its way to a terminal or a log (threats, "Safe output").
//!
//! Control characters could move the cursor, bidirectional ones could reorder what is read, and CI
//! runners take some words for commands to themselves ([`super::runner`]). None of them leaves here as
//! it came.

use std::borrow::Cow;

use super::runner;
use crate::syntax::is_unseen;

/// The longest message that is printed, in characters.
const LONGEST: usize = 600;

/// The longest line of a source that is printed, in characters: a paragraph often is one line.
const LONGEST_SOURCE: usize = 4000;

/// `text` on one line, with whatever could act on a terminal or a runner written out.
pub fn line(text: &str) -> Cow<'_, str> {
    cut(text, LONGEST, acts, runner::disarmed)
}

/// A path on its way to a place in which a colon follows it.
pub(super) fn path(path: &str) -> Cow<'_, str> {
    let path = line(path);
    match path.strip_suffix(':') {
        Some(start) => Cow::Owned(format!("{start}\\u{{3a}}")),
        None => path,
    }
}

/// A line of a source, before which something is printed, with whatever could act on a terminal or a runner written out; tabs stay.
pub(super) fn source_line(text: &str) -> Cow<'_, str> {
    let acts = |c: char| c != '\t' && acts(c);
    cut(text, LONGEST_SOURCE, acts, runner::disarmed_within)
}

fn cut(
    text: &str,
    longest: usize,
    acts: fn(char) -> bool,
    disarmed: fn(&str) -> Cow<'_, str>,
) -> Cow<'_, str> {
    if text.len() <= longest && !text.chars().any(acts) {
        return disarmed(text);
    }
    let mut safe = String::with_capacity(text.len().min(longest) + 16);
    for c in text.chars().take(longest) {
        match c {
            c if !acts(c) => safe.push(c),
            '\n' => safe.push_str("\\n"),
            '\t' => safe.push_str("\\t"),
            c => safe.extend(c.escape_unicode()),
        }
    }
    if text.chars().nth(longest).is_some() {
        safe.push('…');
    }
    Cow::Owned(disarmed(&safe).into_owned())
}

/// Whether a character does something other than being shown.
pub(super) fn acts(c: char) -> bool {
    let picks_a_form = matches!(c, '\u{fe00}'..='\u{fe0f}');
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || (is_unseen(c) && !picks_a_form)
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn nothing_that_acts_is_printed() {
        assert_eq!(line("a `b` ü 返"), "a `b` ü 返");
        assert_eq!(line("a\u{1b}[31mb\nc"), "a\\u{1b}[31mb\\nc");
        assert_eq!(line("x\u{202e}y"), "x\\u{202e}y");
        assert_eq!(line("::error::x"), ":\\u{3a}error:\\u{3a}x");
        assert_eq!(line("##[error]"), "#\\u{23}[error]");
        assert_eq!(line("\u{1b}[0m##VSO[x]"), "\\u{1b}[0m#\\u{23}VSO[x]");
        assert_eq!(line("#\u{200b}#vso[x]"), "#\\u{200b}#vso[x]");
        assert_eq!(
            line("a\u{e0041}\u{3164}\u{1d173}"),
            "a\\u{e0041}\\u{3164}\\u{1d173}"
        );
        assert_eq!(line("❤\u{fe0f}"), "❤\u{fe0f}");
        assert!(line(&"x".repeat(5000)).chars().count() < 700);
    }
}
