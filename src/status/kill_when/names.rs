//! Looks in an expression for names that the loop's data does not have.
//!
//! The evaluation cannot tell them from data that is not there yet: both are undefined. So names
//! are held against what the job's loops can have, before there is anything to evaluate.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::data::Shape;
use crate::syntax::nearest;

/// A name that stands for nothing.
pub(super) struct UnknownName<'e> {
    /// The name.
    pub(super) name: &'e str,
    /// Where it stands in the expression.
    pub(super) place: Range<usize>,
    /// What it is a part of; none where it stands alone.
    pub(super) of: Option<&'e str>,
    /// What it could name instead.
    pub(super) hint: String,
}

/// The first name of `expression` that stands for nothing. `free` are the names that stand alone.
pub(super) fn first_unknown<'e>(
    expression: &'e str,
    free: &HashSet<String>,
    known: &BTreeMap<String, Shape>,
) -> Option<UnknownName<'e>> {
    let tokens = tokens(expression);
    let text = |token: &Token| &expression[token.place.clone()];
    let mut found = (0..tokens.len()).filter(|&at| {
        let is_part = at
            .checked_sub(1)
            .is_some_and(|dot| text(&tokens[dot]) == ".");
        tokens[at].kind == Kind::Word && !is_part
    });
    found.find_map(|at| {
        let name = text(&tokens[at]);
        let Some(shape) = known.get(name) else {
            let names = known.keys().map(String::as_str).collect::<Vec<_>>();
            return free.contains(name).then(|| UnknownName {
                name,
                place: tokens[at].place.clone(),
                of: None,
                hint: hint(name, &names),
            });
        };
        let (parts, part) = match shape {
            Shape::Cell => return None,
            Shape::Parts(parts) => (parts, part(expression, &tokens, at + 1)?),
            Shape::Rows(parts) => (
                parts,
                part(
                    expression,
                    &tokens,
                    behind_row(expression, &tokens, at + 1)?,
                )?,
            ),
        };
        let called = &expression[part.clone()];
        let names: Vec<&str> = parts.iter().map(String::as_str).collect();
        (!names.contains(&called)).then(|| UnknownName {
            name: called,
            place: part,
            of: Some(name),
            hint: hint(called, &names),
        })
    })
}

fn hint(name: &str, names: &[&str]) -> String {
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => {
            "this loop has no data that an expression could name".to_owned()
        }
        None => format!("it can name {}", names.join(", ")),
    }
}

/// What a token is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// A name or a word of the language.
    Word,
    /// A text in quotes.
    Quoted,
    /// A number or an operator.
    Mark,
}

/// A piece of an expression.
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands in the expression.
    pub(super) place: Range<usize>,
}

/// The words, texts and marks of an expression.
pub(super) fn tokens(expression: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = expression[at..].chars().next() {
        let rest = &expression[at..];
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let (kind, length) = if c == '"' || c == '\'' {
            (Kind::Quoted, quoted(rest, c))
        } else if c.is_numeric() {
            let end = rest.find(|c: char| !is_word(c) && c != '.');
            (Kind::Mark, end.unwrap_or(rest.len()))
        } else if is_word(c) {
            (Kind::Word, rest.find(|c| !is_word(c)).unwrap_or(rest.len()))
        } else {
            (Kind::Mark, c.len_utf8())
        };
        if !c.is_whitespace() {
            tokens.push(Token {
                kind,
                place: at..at + length,
            });
        }
        at += length;
    }
    tokens
}

/// How long the text in quotes at the start of `rest` is.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The part that `.name` or `["name"]` at position `at` takes.
fn part(expression: &str, tokens: &[Token], at: usize) -> Option<Range<usize>> {
    let next = tokens.get(at + 1)?;
    match (&expression[tokens.get(at)?.place.clone()], next.kind) {
        (".", Kind::Word) => Some(next.place.clone()),
        ("[", Kind::Quoted) => {
            let closes = tokens
                .get(at + 2)
                .map(|token| &expression[token.place.clone()]);
            let inner = next.place.start + 1..next.place.end.saturating_sub(1);
            (closes == Some("]") && inner.start <= inner.end).then_some(inner)
        }
        _ => None,
    }
}

/// The position behind `[…]` at position `at`.
fn behind_row(expression: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let mut depth = 0;
    for (position, token) in tokens.iter().enumerate().skip(at) {
        match &expression[token.place.clone()] {
            "[" => depth += 1,
            "]" => depth -= 1,
            // A slice takes rows, not one.
            ":" if depth == 1 => return None,
            _ => {}
        }
        if depth == 0 {
            return (position > at).then_some(position + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_texts_and_parts() {
        let parts = || ["value", "review"].map(str::to_owned).to_vec();
        let known = BTreeMap::from([
            ("runs".to_owned(), Shape::Rows(parts())),
            ("metric".to_owned(), Shape::Parts(parts())),
            ("minutes".to_owned(), Shape::Cell),
        ]);
        let free = HashSet::from(["rums", "größe"].map(str::to_owned));
        for (expression, name) in [
            ("runs[-1].review > 1.5 and minutes > 2", None),
            ("runs[-1].reviews > 1", Some("reviews")),
            ("runs[runs|length - 1] . valu > 1", Some("valu")),
            ("metric['valu'] > 1", Some("valu")),
            ("metric[\"value\"] > 1", None),
            ("rums[0] > 1", Some("rums")),
            ("minutes > größe", Some("größe")),
            ("'rums' == \"metric.x\"", None),
            ("runs[1:].valu", None),
            ("runs[", None),
            ("metric.", None),
        ] {
            let found = first_unknown(expression, &free, &known);
            assert_eq!(found.map(|found| found.name), name, "{expression}");
        }
    }
}
