//! Characters that a reader cannot see but that make two names differ: bidirectional controls,
//! zero-width characters and others without a shape; and controls, which belong in no text (rule
//! `hidden-characters`).

use super::HIDDEN_CHARACTERS;
use crate::diagnostic::{Diagnostic, Edit, Fix, Span};

/// How many different characters a message names.
const MOST_NAMED: usize = 3;

/// Whether `text` holds a character that cannot be seen.
pub fn has_hidden(text: &str) -> bool {
    text.chars().any(is_hidden)
}

/// Whether `c` makes a name another one that looks the same. The signs that pick one of several forms
/// of a picture or a letter are part of how it is written.
fn is_hidden(c: char) -> bool {
    let picks_a_form = matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{180b}'..='\u{180f}');
    is_control(c) || (is_unseen(c) && !picks_a_form)
}

/// Whether `c` is a control that no text is written with.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')
}

/// Whether a character shows nothing by itself: what Unicode calls ignorable, signs that set how others
/// are read, letters that are blank.
pub const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// What people call such a character.
fn name(c: char) -> &'static str {
    match c {
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "byte-order mark",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "blank letter",
        '\u{34f}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{2061}'..='\u{2065}'
        | '\u{fff0}'..='\u{10ffff}' => "sign without a shape",
        _ if c.is_control() => "control character",
        _ => "text direction control",
    }
}

/// The finding for `words`, which are `what` (such as "this key") and stand at `span` of `source`;
/// none where every character can be seen.
pub fn hidden_characters(what: &str, words: &str, span: Span, source: &str) -> Option<Diagnostic> {
    let message = describe(what, words)?;
    Some(found(message, words, span, source, is_hidden))
}

/// The finding for controls in `words`, which are text that people read; other characters that show
/// nothing are part of how some scripts are written.
pub fn control_characters(what: &str, words: &str, span: Span, source: &str) -> Option<Diagnostic> {
    let message = named(what, words, is_control)?;
    Some(found(message, words, span, source, is_control))
}

fn found(
    message: String,
    words: &str,
    span: Span,
    source: &str,
    is_meant: fn(char) -> bool,
) -> Diagnostic {
    let written = source.get(span.range()).unwrap_or("");
    // A name that is written with escapes, or elsewhere, cannot be mended here.
    let edits: Vec<Edit> = if written.contains(words) { written } else { "" }
        .char_indices()
        .filter(|(_, c)| is_meant(*c))
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
        return Diagnostic::new(HIDDEN_CHARACTERS, span, message).hint(hint);
    };
    let mut found = Diagnostic::new(HIDDEN_CHARACTERS, first.span, message)
        .hint("remove what cannot be seen, or type the word again");
    found.fix = Some(Fix {
        title: "Remove the hidden characters".to_owned(),
        edits,
    });
    found
}

/// What is hidden in `words`, by code points and never as it is.
pub fn describe(what: &str, words: &str) -> Option<String> {
    named(what, words, is_hidden)
}

fn named(what: &str, words: &str, is_meant: fn(char) -> bool) -> Option<String> {
    let mut hidden: Vec<char> = Vec::new();
    for c in words.chars().filter(|c| is_meant(*c)) {
        if !hidden.contains(&c) && hidden.len() < MOST_NAMED {
            hidden.push(c);
        }
    }
    if hidden.is_empty() {
        return None;
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
