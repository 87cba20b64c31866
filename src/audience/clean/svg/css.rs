//! What a style says, property by property: nothing in it may fetch anything.

use super::cascade::may_be_devious;
use super::names;
use crate::audience::clean::Refusal;

const ELSEWHERE: Refusal = Refusal::Drawing("a style that loads something");
pub(super) const OPEN: Refusal = Refusal::Drawing("a style that does not end");

/// Functions that fetch what they name.
const FETCHING: [&str; 4] = ["image(", "image-set(", "src(", "expression("];

/// What a style says of one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declaration {
    /// The property, in lower case.
    pub(super) name: String,
    /// Its value, without spaces around it.
    pub(super) value: String,
    /// Whether it outdoes others.
    pub(super) important: bool,
}

/// `text` at each `by` that stands in no brackets and no quotes.
pub(super) fn split(text: &str, by: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, c) if c == by && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// What a style says, property by property.
pub(super) fn declarations(text: &str) -> Vec<Declaration> {
    let parts = split(text, ';').into_iter();
    let read = |part: &str| {
        let (name, value) = part.split_once(':')?;
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim();
        let bare = value.to_ascii_lowercase();
        let important = bare
            .strip_suffix("important")
            .is_some_and(|bare| bare.trim_end().ends_with('!'));
        let value = match value.rsplit_once('!') {
            Some((value, _)) if important => value.trim(),
            _ => value,
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        (!name.is_empty() && name.chars().all(is_name) && !value.is_empty()).then(|| Declaration {
            name,
            value: value.to_owned(),
            important,
        })
    };
    parts.filter_map(read).collect()
}

/// The declarations that are kept, as they are written.
pub(super) fn written(declarations: &[Declaration]) -> String {
    let kept = declarations
        .iter()
        .filter(|found| names::style(&found.name) || may_be_devious(&found.name));
    let kept = kept.map(|found| {
        let mark = if found.important { "!important" } else { "" };
        format!("{}:{}{mark}", found.name, found.value)
    });
    kept.collect::<Vec<_>>().join(";")
}

/// The text of a `style` attribute, understood.
pub(super) fn attribute(text: &str) -> Result<Vec<Declaration>, Refusal> {
    let text = without_comments(text)?;
    value(&text)?;
    Ok(declarations(&text))
}

/// The names in `value` of other parts of the drawing.
pub(super) fn references(value: &str) -> impl Iterator<Item = &str> {
    let parts = value.split('(').skip(1);
    let names = value.split('(').zip(parts);
    names.filter_map(|(before, inside)| {
        let start = before.len().checked_sub(3)?;
        before
            .get(start..)?
            .eq_ignore_ascii_case("url")
            .then_some(())?;
        let (inside, _) = inside.split_once(')')?;
        inside.trim().trim_matches(['"', '\'']).strip_prefix('#')
    })
}

/// A value that fetches nothing.
pub(super) fn value(text: &str) -> Result<&str, Refusal> {
    // An escape could spell any name; a backslash has no other use here.
    if text.contains(['\\', '\0']) {
        return Err(ELSEWHERE);
    }
    let lower = text.to_ascii_lowercase();
    let fetches = FETCHING.iter().any(|name| lower.contains(name));
    let mut addresses = lower.split("url(").skip(1);
    let leaves = addresses.any(|address| {
        let address = address.trim_start().trim_start_matches(['"', '\'']);
        !address.starts_with('#')
    });
    if fetches || leaves || lower.contains("@import") {
        return Err(ELSEWHERE);
    }
    Ok(text)
}

pub(super) fn without_comments(text: &str) -> Result<String, Refusal> {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        made.push_str(before);
        // What stood apart stays apart.
        made.push(' ');
        (_, rest) = after.split_once("*/").ok_or(OPEN)?;
    }
    made.push_str(rest);
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found() {
        let found: Vec<&str> = references("url(#a) URL( '#b' ) x(#c) url(d)").collect();
        assert_eq!(found, ["a", "b"]);
    }

    #[test]
    fn declarations_are_read() {
        let said = declarations("Fill : a;b;c:;font:'x;y' ! important;stroke:url(#a;b)");
        let said: Vec<_> = said
            .iter()
            .map(|one| (one.name.as_str(), one.value.as_str(), one.important))
            .collect();
        let expected = [
            ("fill", "a", false),
            ("font", "'x;y'", true),
            ("stroke", "url(#a;b)", false),
        ];
        assert_eq!(said, expected);
    }
}
