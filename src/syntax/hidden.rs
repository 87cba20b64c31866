//! Characters that a reader cannot see but that make two names differ: bidirectional controls and
//! zero-width characters (rule `hidden-characters`).

use super::HIDDEN_CHARACTERS;
use crate::diagnostic::{Diagnostic, Edit, Fix, Span};

/// How many different characters a message names.
const MOST_NAMED: usize = 3;

/// Whether `text` holds a character that cannot be seen.
pub fn has_hidden(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_hidden)
}

/// Whether `c` is a bidirectional control or has no width.
const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// What people call such a character.
const fn name(c: char) -> &'static str {
    match c {
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "byte-order mark",
        _ => "text direction control",
    }
}

/// The finding for `words`, which are `what` (such as "this key") and stand at `span` of `source`;
/// none where every character can be seen.
pub fn hidden_characters(what: &str, words: &str, span: Span, source: &str) -> Option<Diagnostic> {
    let message = describe(what, words)?;
    let written = source.get(span.range()).unwrap_or("");
    // A name that is written with escapes, or elsewhere, cannot be mended here.
    let edits: Vec<Edit> = if written.contains(words) { written } else { "" }
        .char_indices()
        .filter(|(_, c)| is_hidden(*c))
        .map(|(at, c)| {
            let start = span.range().start + at;
            Edit {
                span: Span::new(span.file, start..start + c.len_utf8()),
                replacement: String::new(),
            }
        })
        .collect();
    let Some(first) = edits.first() else {
        let hint = "remove what cannot be seen where it is written";
        return Some(Diagnostic::new(HIDDEN_CHARACTERS, span, message).hint(hint));
    };
    let mut found = Diagnostic::new(HIDDEN_CHARACTERS, first.span, message)
        .hint("remove what cannot be seen, or type the word again");
    found.fix = Some(Fix {
        title: "Remove the hidden characters".to_owned(),
        edits,
    });
    Some(found)
}

/// What is hidden in `words`, by code points and never as it is.
pub fn describe(what: &str, words: &str) -> Option<String> {
    if !has_hidden(words) {
        return None;
    }
    let mut hidden: Vec<char> = Vec::new();
    for c in words.chars().filter(|c| is_hidden(*c)) {
        if !hidden.contains(&c) && hidden.len() < MOST_NAMED {
            hidden.push(c);
        }
    }
    let named: Vec<String> = hidden
        .iter()
        .map(|&c| format!("`U+{:04X}` ({})", u32::from(c), name(c)))
        .collect();
    let noun = if named.len() == 1 {
        "a hidden character"
    } else {
        "hidden characters"
    };
    Some(format!("{what} holds {noun}: {}", named.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::FileId;

    #[test]
    fn hidden_characters_are_named_and_never_shown() {
        let text = "ow\u{200b}n\u{202e}er\u{200b}";
        let span = Span::new(FileId(0), 0..text.len());
        let found = hidden_characters("this key", text, span, text).expect("hidden");
        assert_eq!(
            found.message,
            "this key holds hidden characters: `U+200B` (zero-width space), \
             `U+202E` (text direction control)"
        );
        assert_eq!(found.span.range(), 2..5);
        assert_eq!(found.fix.map(|fix| fix.edits.len()), Some(3));
    }

    #[test]
    fn letters_of_every_script_are_seen() {
        for text in ["owner", "größe", "返金", "שם", "e\u{301}", "👍🏽"] {
            assert!(!has_hidden(text), "{text}");
        }
    }
}
