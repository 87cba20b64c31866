//! Text of users on its way to a terminal or a log (threats, "Safe output").
//!
//! Control characters could move the cursor, bidirectional ones could reorder what is read, and a
//! CI runner takes `::name::` at the start of a line and `##[name]` anywhere for a command to
//! itself. None of them leaves here as it came.

use std::borrow::Cow;

/// The longest message that is printed, in characters.
const LONGEST: usize = 600;

/// The longest line of a source that is printed, in characters: a paragraph often is one line.
const LONGEST_SOURCE: usize = 4000;

/// `text` on one line, with whatever could act on a terminal or a runner written out.
pub fn line(text: &str) -> Cow<'_, str> {
    cut(text, LONGEST, acts)
}

/// A line of a source, with whatever could act on a terminal or a runner written out; tabs stay.
pub(super) fn source_line(text: &str) -> Cow<'_, str> {
    cut(text, LONGEST_SOURCE, |c| c != '\t' && acts(c))
}

fn cut(text: &str, longest: usize, acts: fn(char) -> bool) -> Cow<'_, str> {
    let commands = text.contains("::") || text.contains("##[");
    if !commands && text.len() <= longest && !text.chars().any(acts) {
        return Cow::Borrowed(text);
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
    // A command is broken by a character that shows what was done to it.
    Cow::Owned(safe.replace("##[", "#\\u{23}[").replace("::", ":\\u{3a}"))
}

/// Whether a character does something other than being shown.
pub(super) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
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
        assert!(line(&"x".repeat(5000)).chars().count() < 700);
    }
}
