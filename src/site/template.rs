//! How large the tags of a workbook's own template may be (docs/templates.md): judged before it is
//! parsed, since the engine calls itself once for each operator of a tag, and folds what is
//! constant again and again.
//!
//! Tags are told from text as the engine tells them.

use std::fmt;

/// The longest tag, in bytes.
const LONGEST_TAG: usize = 2000;

/// What is wrong with a tag, and the line in which it starts.
#[derive(Debug, PartialEq)]
pub(super) struct Excess {
    line: usize,
    what: &'static str,
    /// What to write instead.
    hint: &'static str,
}

impl fmt::Display for Excess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, what, hint } = self;
        write!(formatter, "{what} in line {line}; {hint}")
    }
}

/// The first tag of `text` that is too large, or that adds what no number is added to.
pub(super) fn excess(text: &str) -> Option<Excess> {
    let mut at = 0;
    while let Some(tag) = next_tag(text, at) {
        let found = |what, hint| Excess {
            line: 1 + text[..tag.start].matches('\n').count(),
            what,
            hint,
        };
        if tag.end - tag.start > LONGEST_TAG {
            let hint = "write it in parts, with `{% set … %}`";
            return Some(found("a tag is longer than 2000 bytes", hint));
        }
        if adds_lists(&text[tag.start..tag.end]) {
            let hint =
                "add numbers with `[a, b] | sum` and join texts with `~`; lists are not added";
            return Some(found("a `+` has no number beside it", hint));
        }
        at = tag.end;
    }
    None
}

/// A tag with its marks.
struct Place {
    start: usize,
    end: usize,
}

/// The first `{{ … }}` or `{% … %}` from `from` on. Comments and raw text are passed over.
fn next_tag(text: &str, from: usize) -> Option<Place> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += text.get(at..)?.find('{')?;
        let control = usize::from(matches!(bytes.get(at + 2), Some(b'-' | b'+')));
        let inside = at + 2 + control;
        match bytes.get(at + 1) {
            Some(b'#') => at = inside + text.get(inside..)?.find("#}")? + 2,
            Some(b'%') => match basic_tag(text.get(inside..)?, "raw") {
                Some(length) => at = behind_raw(text, inside + length)?,
                None => return Some(tag(text, at, inside, b'%')),
            },
            Some(b'{') => return Some(tag(text, at, inside, b'}')),
            _ => at += 1,
        }
    }
}

/// The tag that starts at `start`, up to its end mark outside of quotes and brackets.
fn tag(text: &str, start: usize, inside: usize, mark: u8) -> Place {
    let bytes = text.as_bytes();
    let mut open = 0_isize;
    let mut at = inside;
    while at < bytes.len() {
        if open == 0 && bytes[at] == mark && bytes.get(at + 1) == Some(&b'}') {
            return Place { start, end: at + 2 };
        }
        match bytes[at] {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open -= 1,
            quote @ (b'"' | b'\'') => at = closing_quote(bytes, at, quote),
            _ => {}
        }
        at += 1;
    }
    Place {
        start,
        end: bytes.len(),
    }
}

/// Where the text in quotes ends that starts at `at`.
fn closing_quote(bytes: &[u8], at: usize, quote: u8) -> usize {
    let mut escaped = false;
    for (end, byte) in bytes.iter().enumerate().skip(at + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            byte if *byte == quote => return end,
            _ => {}
        }
    }
    bytes.len()
}

/// Where the text goes on behind raw text that starts at `from`.
fn behind_raw(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find("{%")? + 2;
        let rest = text.get(at..)?;
        let inner = rest.strip_prefix(['-', '+']).unwrap_or(rest);
        if let Some(length) = basic_tag(inner, "endraw") {
            return Some(text.len() - inner.len() + length);
        }
    }
}

/// How long a tag is that holds nothing but `name`, with its end mark.
fn basic_tag(rest: &str, name: &str) -> Option<usize> {
    let space = |c: char| c.is_ascii_whitespace();
    let after = rest.trim_start_matches(space).strip_prefix(name)?;
    let after = after.trim_start_matches(space);
    let after = after.strip_prefix(['-', '+']).unwrap_or(after);
    Some(rest.len() - after.strip_prefix("%}")?.len())
}

/// Whether a tag adds two things of which neither is written as a number. Two lists take no time to
/// add, whatever they hold, but the sum of sums takes for ever to be counted.
fn adds_lists(tag: &str) -> bool {
    let inside = &tag.as_bytes()[2..tag.len().saturating_sub(2).max(2)];
    let inside = inside.strip_prefix(b"+").unwrap_or(inside);
    let bytes = inside.strip_suffix(b"+").unwrap_or(inside);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'"' | b'\'') => at = closing_quote(bytes, at, quote),
            b'+' if !is_sum(&bytes[..at], &bytes[at + 1..]) => return true,
            _ => {}
        }
        at += 1;
    }
    false
}

/// Whether a number stands on one side of a `+`, and is no factor or part of something else.
fn is_sum(before: &[u8], behind: &[u8]) -> bool {
    let is_number = |byte: &u8| byte.is_ascii_digit() || *byte == b'.' || *byte == b'_';
    let stands_alone = |next: Option<&u8>| {
        next.is_none_or(|next| {
            !next.is_ascii_alphanumeric() && !b"_.*/%~|[(".contains(next) && next.is_ascii()
        })
    };
    let skip = |byte: &&u8| byte.is_ascii_whitespace();
    let mut right = behind.iter().skip_while(skip).peekable();
    let starts = right.peek().is_some_and(|byte| byte.is_ascii_digit());
    let next = right
        .skip_while(|byte| is_number(byte))
        .find(|byte| !skip(byte));
    if starts && stands_alone(next) {
        return true;
    }
    let mut left = before.iter().rev().skip_while(skip).peekable();
    let ends = left.peek().is_some_and(|byte| byte.is_ascii_digit());
    let next = left
        .skip_while(|byte| is_number(byte))
        .find(|byte| !skip(byte));
    ends && stands_alone(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_text() {
        let long = "-".repeat(LONGEST_TAG);
        for honest in [
            format!("{long} {{# {long} #}} {{{{ a }}}} {long}"),
            format!("{{%- raw -%}}{{{{ {long} }}}}{{%+ endraw %}}"),
            "{{ '{{' }}{{ {'a': {'b': 1}}['a'] }}{% if a %}}}{% endif %}".repeat(500),
            "{{ loop.index + 1 }}{{ 1 + a }}{{+ a +}}{{ 'a + b' }}{{ a - b }}".to_owned(),
        ] {
            assert_eq!(excess(&honest), None, "{honest}");
        }
        for (siege, line) in [
            (format!("\n{{{{ {long} }}}}"), 2),
            (format!("{{{{ '}}}}'\n{long} }}}}"), 1),
            (format!("{{{{ '\\'}}}}' {long}"), 1),
            (format!("{{{{ {{'a': {{}}}}{long} }}}}"), 1),
            (format!("{{# {{{{ #}}{{% if {long} %}}"), 1),
            (
                format!("{{%raw%}}{{% endraw x %}}{{% endraw %}}\n\n{{%-{long}%}}"),
                3,
            ),
            (format!("{{% raw x %}}{{% {long} %}}"), 1),
        ] {
            let found = excess(&siege).expect("it is too long");
            assert_eq!(found.line, line, "{siege}");
        }
    }

    #[test]
    fn only_numbers_are_added() {
        for siege in [
            "{{ a + a }}",
            "{% set x = x+x %}",
            "{{ a + 1 * a }}",
            "{{ a * 1 + a }}",
            "{{ a + 1|default(a) }}",
            "{{ a1 + a1 }}",
            "{{ a.1 + a }}",
            "{{ a[1] + a[1] }}",
            "{{ a + (1) }}",
            "{{ '}}' ~ a + a }}",
        ] {
            assert!(excess(siege).is_some(), "{siege}");
        }
    }
}
