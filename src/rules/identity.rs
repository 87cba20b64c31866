//! What makes a finding the same one while the text around it moves.
//!
//! Lines do not count, nor do numbers within a message: how many days ago something happened is
//! different every day. A digest stands for it, so that nothing of the text can be read from it.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Span};
use crate::source::Files;

/// How many bytes of a digest are told.
const BYTES: usize = 16;

/// What of a finding does not change by itself, as hexadecimal digits; `place` says where something
/// stands, without its line.
pub fn identity(found: &Diagnostic, files: &Files, place: impl Fn(Span) -> String) -> String {
    let mut hasher = Sha256::new();
    let mut add = |part: &str| {
        hasher.update(part);
        // Cannot stand in a path or a readable document: parts do not run into each other.
        hasher.update([0]);
    };
    add(found.rule);
    add(&place(found.span));
    add(&steady(&found.message));
    add(&first_line(found.span, files));
    for label in &found.labels {
        add(&place(label.span));
        add(&steady(&label.message));
    }
    let digest = hasher.finalize();
    digest
        .iter()
        .take(BYTES)
        .fold(String::new(), |mut hex, byte| {
            // Writing to a text cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// The first line of a place, with one space between words.
fn first_line(span: Span, files: &Files) -> String {
    let line = files.slice(span).lines().next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    words.join(" ")
}

/// `message` with one `0` for each number.
fn steady(message: &str) -> String {
    let mut steady = String::with_capacity(message.len());
    for c in message.chars() {
        match c {
            '0'..='9' if steady.ends_with('0') => {}
            '0'..='9' => steady.push('0'),
            c => steady.push(c),
        }
    }
    steady
}

#[cfg(test)]
mod tests {
    use super::steady;

    #[test]
    fn numbers_in_a_message_do_not_count() {
        assert_eq!(steady("93 days ago; 90"), steady("1204 days ago; 7"));
        assert_ne!(steady("step 1"), steady("step one"));
    }
}
