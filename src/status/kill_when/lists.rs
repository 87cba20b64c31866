//! Looks in an expression for lists where one value is due.
//!
//! The engine multiplies, joins and compares lists without counting what that takes: of a list a
//! hundred million times over it would make words. So a list is only indexed, cut, filtered, or
//! asked whether there is anything in it, and that is seen to before the engine reads the expression.

use std::collections::BTreeMap;
use std::ops::Range;

use super::data::Shape;
use super::names::{Kind, Token, tokens};

/// What may stand on both sides of a list that is asked whether anything is in it.
const ASKED: [&str; 5] = ["", "and", "or", "if", "else"];

/// The words of the language.
const WORDS: [&str; 7] = ["and", "or", "not", "if", "else", "in", "is"];

/// The first place of `expression` where a list stands as if it were one value.
pub(super) fn first_misused(
    expression: &str,
    known: &BTreeMap<String, Shape>,
) -> Option<Range<usize>> {
    let read = Read {
        expression,
        tokens: tokens(expression),
        known,
    };
    let mut brackets = Vec::new();
    let misused = (0..read.tokens.len()).find(|&at| read.is_misused(at, &mut brackets));
    misused.map(|at| read.tokens[at].place.clone())
}

/// What a bracket holds.
#[derive(Clone, Copy, PartialEq)]
enum Bracket {
    /// A part of an expression.
    Group,
    /// What a filter is given.
    Call,
    /// A list that is written out.
    List,
    /// A place in a list, or a part of it.
    Index,
}

struct Read<'e> {
    expression: &'e str,
    tokens: Vec<Token>,
    known: &'e BTreeMap<String, Shape>,
}

impl Read<'_> {
    /// What stands at a position; nothing beyond the ends, and for a text in quotes its quote.
    fn text(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(token) if token.kind == Kind::Quoted => "\"",
            Some(token) => &self.expression[token.place.clone()],
            None => "",
        }
    }

    fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |at| self.text(at))
    }

    fn is_misused(&self, at: usize, brackets: &mut Vec<Bracket>) -> bool {
        let before = self.before(at);
        match self.text(at) {
            "(" if before == "in" => {
                brackets.push(Bracket::List);
                !self.is_asked_behind(at)
            }
            "(" => {
                let is_call = is_name(before);
                brackets.push(if is_call {
                    Bracket::Call
                } else {
                    Bracket::Group
                });
                false
            }
            "[" if is_name(before) || matches!(before, "]" | ")") => {
                brackets.push(Bracket::Index);
                false
            }
            "[" => {
                brackets.push(Bracket::List);
                let is_asked = before == "in" && self.is_asked_behind(at);
                !is_asked && self.text(self.closing(at + 1) + 1) != "|"
            }
            "{" => true,
            ")" | "]" | "}" => {
                brackets.pop();
                false
            }
            "," => !matches!(brackets.last(), Some(Bracket::Call | Bracket::List)),
            // What is cut from a list is a list, and so is what is made of each of its rows.
            ":" if brackets.last() == Some(&Bracket::Index) => {
                !matches!(self.text(self.closing(at + 1) + 1), "|" | "[")
            }
            "map" if before == "|" => {
                let end = match self.text(at + 1) {
                    "(" => self.closing(at + 2),
                    _ => at,
                };
                self.text(end + 1) != "|"
            }
            name => {
                let is_list = before != "." && matches!(self.known.get(name), Some(Shape::Rows(_)));
                is_list && !self.takes_list(at)
            }
        }
    }

    /// Whether the list at a position is used as one.
    fn takes_list(&self, at: usize) -> bool {
        let (before, next) = (self.before(at), self.text(at + 1));
        match next {
            "[" | "|" | "is" => true,
            ")" => before == "not",
            // A name in brackets behind a filter, as in `map(attribute=…)`, names no list.
            "=" => self.text(at + 2) != "=",
            _ => (before == "not" || ASKED.contains(&before)) && ASKED.contains(&next),
        }
    }

    /// Whether the list that opens at a position is only asked what is in it.
    fn is_asked_behind(&self, at: usize) -> bool {
        let next = self.text(self.closing(at + 1) + 1);
        next == ")" || ASKED.contains(&next)
    }

    /// The position of the bracket that closes the one before `from`.
    fn closing(&self, from: usize) -> usize {
        let mut depth = 0;
        for at in from..self.tokens.len() {
            match self.text(at) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" if depth == 0 => return at,
                ")" | "]" | "}" => depth -= 1,
                _ => {}
            }
        }
        self.tokens.len()
    }
}

/// Whether a token names something.
fn is_name(text: &str) -> bool {
    let is_word = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    is_word && !WORDS.contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_no_value() {
        let parts = || ["value", "review"].map(str::to_owned).to_vec();
        let known = BTreeMap::from([
            ("runs".to_owned(), Shape::Rows(parts())),
            ("metric".to_owned(), Shape::Parts(parts())),
        ]);
        let misused = |expression: &str| {
            first_misused(expression, &known).map(|place| expression[place].to_owned())
        };
        for honest in [
            "runs[-1].review > 360 or metric.value > -10",
            "runs|length > 20 and not runs",
            "(runs[-1].value + runs[-2].value) * 2 > 9",
            "runs|map(attribute='review')|sum * 2 > 300",
            "runs[-3:]|map(attribute=\"value\")|max > 1 or runs",
            "metric.unit in ['h', 'min'] or metric.unit in ('h', 'min')",
            "[metric.value, runs[-1].value]|max > 3",
            "(not runs) or runs is defined",
            "'runs * 2' == metric.unit",
            "metric.runs * 2 > 1",
            "runs[runs|length - 1].value > 1",
        ] {
            assert_eq!(misused(honest), None, "{honest}");
        }
        for (siege, place) in [
            ("runs * 99999999 ~ 'a' == 'b'", "runs"),
            ("99999999 * runs == 1", "runs"),
            ("(a or runs) * 99999999 ~ ''", "runs"),
            ("runs + runs == 1", "runs"),
            ("[runs, runs]|sum", "runs"),
            ("[1] * 99999999 ~ '' == 'a'", "["),
            ("1 in [1] * 99999999 ~ ''", "["),
            ("1 in (1, 2) * 99999999 ~ ''", "("),
            ("(1, 2) * 99999999 ~ ''", ","),
            ("not (1, 2) * 99999999", ","),
            ("runs[0:] * 99999999 ~ ''", ":"),
            ("(runs[:]) * 99999999 ~ ''", ":"),
            ("runs|map('abs') * 99999999 ~ ''", "map"),
            ("{1: 2} ~ ''", "{"),
            ("runs == runs", "runs"),
        ] {
            assert_eq!(misused(siege).as_deref(), Some(place), "{siege}");
        }
    }
}
