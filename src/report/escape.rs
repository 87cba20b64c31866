//! Text of users on its way to a terminal or a log (threats, "Safe output").
//!
//! Control characters could move the cursor, bidirectional ones could reorder what is read, and a
//! CI runner takes `::name::` at the start of a line and `##[name]` anywhere for a command to
//! itself. None of them leaves here as it came.

use std::borrow::Cow;

/// The longest message that is printed, in characters.
const LONGEST: usize = 600;

/// `text` on one line, with whatever could act on a terminal or a runner written out.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    let commands = text.contains("::") || text.contains("##[");
    if !commands && text.len() <= LONGEST && !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars().take(LONGEST) {
        push(&mut safe, c);
    }
    if text.chars().nth(LONGEST).is_some() {
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

fn push(safe: &mut String, c: char) {
    match c {
        '\n' => safe.push_str("\\n"),
        '\t' => safe.push_str("\\t"),
        c if acts(c) => safe.extend(c.escape_unicode()),
        c => safe.push(c),
    }
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
