//! Heading attributes: `{route=memory}` narrows a section, and whatever cannot be understood
//! narrows it too (language, section 6).

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::asking;
use crate::diagnostic::{FileId, Span};

/// What a heading says about who may see its section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Narrowing {
    /// Nothing: the section goes where the document goes.
    None,
    /// `{route=memory}`: the section is private.
    Memory,
    /// Something that cannot be understood: the section is private, and this is a finding.
    Unclear {
        /// The attributes, braces included.
        span: Span,
        /// The route that was asked for, where one can be made out.
        asked: Option<String>,
    },
}

impl Narrowing {
    /// Whether the section is private whatever its document says.
    pub fn is_private(&self) -> bool {
        *self != Self::None
    }
}

/// The parts of a heading that the Markdown parser took for attributes.
pub(super) struct Attributes<'a, 'text> {
    pub(super) id: Option<&'a str>,
    pub(super) classes: &'a [CowStr<'text>],
    pub(super) pairs: &'a [(CowStr<'text>, Option<CowStr<'text>>)],
}

/// What the attributes of the heading at `range` say; `plain` is its text without them.
pub(super) fn narrowing(
    attributes: &Attributes<'_, '_>,
    plain: &str,
    text: &str,
    range: Range<usize>,
    file: FileId,
) -> Narrowing {
    let route = |(key, _): &&(CowStr<'_>, Option<CowStr<'_>>)| &**key == "route";
    let asked = attributes
        .pairs
        .iter()
        .find(route)
        .and_then(|(_, value)| value.as_deref());
    let only_route = attributes.classes.is_empty() && attributes.pairs.len() == 1;
    let looks = asking::looks(plain);
    let unread = looks.find('{').is_some_and(|brace| {
        let rest = &looks[brace..];
        rest.contains("route") || rest.contains("memory") || rest.trim_end().ends_with('}')
    });
    // `{#route=memory}` is no anchor that anybody would want.
    let odd_id = attributes.id.is_some_and(|id| id.contains(['=', ':']));
    let unread = unread || odd_id;
    if attributes.classes.is_empty() && attributes.pairs.is_empty() && !unread {
        return Narrowing::None;
    }
    let source = &text[range.clone()];
    let start = range.start + source.rfind('{').unwrap_or(0);
    let inside = text[start..range.end].split('}').next().unwrap_or("");
    // The parser passes over what is one character long, and over what stands before the brace.
    let inside = inside.strip_prefix('{').unwrap_or(inside);
    let mut parts = inside.split_ascii_whitespace();
    let is_whole = parts.all(|part| part.len() > 1) && !text[..start].ends_with(['{', '\\']);
    if only_route && asked == Some("memory") && !unread && is_whole {
        return Narrowing::Memory;
    }
    let end = text[start..range.end]
        .find(['}', '\n'])
        .map_or(range.end, |close| {
            start + close + usize::from(text[start + close..].starts_with('}'))
        });
    Narrowing::Unclear {
        span: Span::new(file, start..end),
        asked: asked.map(str::to_owned),
    }
}

/// What the heading at `range` seems to ask for without attributes, in words that look like them;
/// `plain` is its text, code included.
pub(super) fn lookalike(plain: &str, text: &str, range: Range<usize>, file: FileId) -> Narrowing {
    let source = &text[range.clone()];
    // What is in the source has a place; what markup takes apart is in the words alone.
    let (asked, place) = match asking::asked(source) {
        Some(asked) => {
            let place = range.start + asked.place.start..range.start + asked.place.end;
            (asked, place)
        }
        None => match asking::asked(plain) {
            Some(asked) => (asked, range.start..range.start + source.trim_end().len()),
            None => return Narrowing::None,
        },
    };
    Narrowing::Unclear {
        span: Span::new(file, place),
        asked: asked.memory.then(|| "memory".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Narrowing {
        let body = crate::syntax::parse_body(text, 0, FileId(0));
        body.headings[0].narrowing.clone()
    }

    #[test]
    fn only_the_exact_form_is_understood() {
        for text in [
            "## A {route=memory}",
            "   ###### A { #b route=memory }",
            "A {route=memory}\n---",
            "A\nb {route=memory}\n===",
        ] {
            assert_eq!(said(text), Narrowing::Memory, "{text}");
        }
        for text in ["## A", "## A {#b}", "## The memory of a route", "A\n---"] {
            assert_eq!(said(text), Narrowing::None, "{text}");
        }
        for text in [
            "## A {route=memory x}",
            "## A {{route=memory}",
            "## A \\{route=memory}",
            "é&#123;route=memory}\n---",
            "é&#123;é}\n---",
            "## ｛memory｝",
            "## `{route=memory}`",
            "## A {route=memory}\u{a0}b",
        ] {
            assert!(matches!(said(text), Narrowing::Unclear { .. }), "{text}");
        }
    }
}
