//! How large an expression may be (language, section *Limits*): judged before it is parsed, since
//! whatever reads it calls itself once for each level, and folds what is constant again and again.

use std::ops::Range;

use super::names::{Kind, tokens};

/// The longest expression, in characters.
const LONGEST: usize = 1000;

/// The most brackets, `not`s, signs and `else`s within each other.
const DEEPEST: usize = 20;

/// What about an expression is too large.
pub(super) struct TooLarge {
    /// The first place that is; none where it is the whole.
    pub(super) place: Option<Range<usize>>,
    /// What it is, as the end of a sentence.
    pub(super) what: String,
}

/// What of `expression` goes beyond the limits.
pub(super) fn too_large(expression: &str) -> Option<TooLarge> {
    if expression.chars().nth(LONGEST).is_some() {
        return Some(TooLarge {
            place: None,
            what: format!("is longer than {LONGEST} characters"),
        });
    }
    // What stands before a bracket stays open until that ends.
    let mut brackets: Vec<usize> = Vec::new();
    let (mut open, mut prefixes, mut branches) = (0, 0, 0);
    for token in tokens(expression) {
        let text = &expression[token.place.clone()];
        match text {
            _ if token.kind == Kind::Quoted => prefixes = 0,
            "(" | "[" | "{" => {
                let levels = 1 + std::mem::take(&mut prefixes);
                brackets.push(levels);
                open += levels;
            }
            ")" | "]" | "}" => {
                prefixes = 0;
                open -= brackets.pop().unwrap_or_default();
            }
            "not" | "-" | "+" => prefixes += 1,
            "else" => (branches, prefixes) = (branches + 1, 0),
            _ => prefixes = 0,
        }
        if open + prefixes + branches > DEEPEST {
            return Some(TooLarge {
                place: Some(token.place),
                what: format!("is more than {DEEPEST} levels deep"),
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted_and_not_operators() {
        let deep = |text: &str| too_large(text).map(|found| found.what);
        let of = |part: &str, count: usize| part.repeat(count);
        for honest in [
            "runs[-1].review > 360 or metric.change_percent > -10".to_owned(),
            format!("a > 1{}", of(" or a > 1", 100)),
            format!("a > 1{}", of(" and not (a > 1)", 15)),
            format!("{}a{} > 1", of("(", 20), of(")", 20)),
            format!("a == '{}'", of("(", 900)),
            format!("a{} > 1", of(" - 1 - -1", 100)),
            format!("a{} > 1", of(" + runs[-1].value", 50)),
        ] {
            assert_eq!(deep(&honest), None, "{honest}");
        }
        for siege in [
            format!("{}a", of("not ", 21)),
            format!("{}a > 1", of("-", 21)),
            format!("{}a{} > 1", of("(", 21), of(")", 21)),
            format!("{}a{}", of("not (", 11), of(")", 11)),
            format!("{}a{}", of("-[", 11), of("]", 11)),
            format!("{}1", of("1 if a else ", 21)),
            format!("a{}", of("[a", 21)),
            format!("{}a > 1", of("{1:", 21)),
        ] {
            let what = deep(&siege).expect("it is too deep");
            assert_eq!(what, "is more than 20 levels deep", "{siege}");
        }
        let long = format!("a > 1{}", of(" or a > 1", 111));
        assert_eq!(
            deep(&long).as_deref(),
            Some("is longer than 1000 characters")
        );
    }
}
