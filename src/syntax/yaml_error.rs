//! What the YAML parser says, in our own words.
//!
//! Its own texts are never shown: they speak of scanner states, not of what to do.

use granit_parser::{ErrorKind, ScanError};

use super::INVALID_YAML;
use crate::diagnostic::{Diagnostic, FileId, Span};

/// The finding for a syntax error in the entry of `source` that starts at `entry`; `source`
/// stands at `offset` of `file` and may nest up to `depth` levels.
pub(super) fn diagnose(
    error: &ScanError,
    source: &str,
    entry: usize,
    offset: usize,
    depth: usize,
    file: FileId,
) -> Diagnostic {
    let at = entry + error.marker().byte_offset().unwrap_or(0);
    let at = at.min(source.len());
    let end = source[at..]
        .chars()
        .next()
        .map_or(at, |next| at + next.len_utf8());
    let span = Span::new(file, offset + at..offset + end);
    let (message, hint) = explain(error.kind(), depth);
    Diagnostic::new(INVALID_YAML, span, message).hint(hint)
}

fn explain(kind: &ErrorKind, depth: usize) -> (String, &'static str) {
    use ErrorKind as K;
    let (message, hint) = match kind {
        K::UnclosedQuotedScalar => ("this quote is never closed", "close it on the same line"),
        K::UnclosedFlowCollection { open: '[' } => {
            ("this `[` is never closed", "add `]` after the last item")
        }
        K::UnclosedFlowCollection { .. } => {
            ("this `{` is never closed", "add `}` after the last value")
        }
        K::UnexpectedEofFlowSequence => (
            "a list in brackets is never closed",
            "add `]` after the last item",
        ),
        K::UnexpectedEofFlowMapping | K::UnexpectedEofImplicitFlowMapping => (
            "a map in braces is never closed",
            "add `}` after the last value",
        ),
        K::ExpectedFlowSequenceSeparator => (
            "expected `,` or `]` in this list",
            "separate items with commas and close the list",
        ),
        K::ExpectedFlowMappingSeparator => (
            "expected `,` or `}` in this map",
            "separate values with commas and close the map",
        ),
        K::MismatchedFlowCollectionEnd { .. } | K::MisplacedFlowCollectionEnd => (
            "this bracket closes nothing",
            "remove it, or open the matching one before",
        ),
        K::MappingValueNotAllowed | K::InvalidColonPlacement => (
            "a second `: ` in one line",
            "put the value in quotes, or start the next key on a line of its own",
        ),
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => (
            "text follows the closing quote",
            "put the whole value in quotes, and double a quote inside it",
        ),
        K::TabNotAllowed | K::TabInBlockIndentation => {
            ("a tab where YAML needs spaces", "indent with spaces")
        }
        K::InvalidIndentation | K::ExpectedBlockMappingKey => (
            "a line that is no `key: value`, or is indented differently from its neighbours",
            "line it up with the key above, and write a colon and a space after the key",
        ),
        K::SimpleKeyExpected | K::InvalidSimpleKey => (
            "a line that is no `key: value`",
            "write a colon and a space after the key",
        ),
        K::RecursionLimitExceeded => {
            return (
                format!("nesting deeper than {depth} levels"),
                "flatten the value",
            );
        }
        K::DirectiveDisallowed => ("a YAML directive is not allowed here", "remove the line"),
        K::BomInsideDocument => ("a byte-order mark in the middle of the text", "remove it"),
        K::UnexpectedCharacter { .. } => (
            "a value cannot begin with this character",
            "put the value in quotes",
        ),
        _ => (
            "this is not valid YAML",
            "write `key: value`, and put unusual text in quotes",
        ),
    };
    (message.to_owned(), hint)
}
