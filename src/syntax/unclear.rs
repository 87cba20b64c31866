//! Requests for privacy that stand where Markdown knows none: `{route=memory}` outside of a
//! heading, a `route` in a tag, a comment that does not end, a script that does not.
//!
//! Whoever wrote one did not want readers to see what follows, but Markdown takes it for text. So
//! it is a finding, and the document stays private (threats, "Fail closed").

use std::ops::Range;

use super::tag;

/// How far behind a brace its attribute is looked for, in bytes.
const LONGEST_ATTRIBUTE: usize = 80;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// A route, outside of a heading's end.
    Route,
    /// A heading in a quote or a list, which has no section.
    Nested,
    /// A line that looks like a heading.
    Line,
    /// A comment, which is never closed or not where Markdown would see it.
    Comment,
    /// An element whose content is no text, of which Markdown takes the content for text.
    Element,
}

/// Where the text at `range` of `source`, which is no code, asks for a route in braces.
pub(super) fn route_in_braces(source: &str, range: Range<usize>) -> Option<Range<usize>> {
    let bytes = source.as_bytes();
    range
        .clone()
        .filter(|&at| bytes[at] == b'{' && !is_escaped(bytes, at))
        .find_map(|at| {
            let near = &bytes[at..bytes.len().min(at + LONGEST_ATTRIBUTE)];
            let end = near.iter().position(|byte| matches!(byte, b'}' | b'\n'));
            let inside = &near[..end.unwrap_or(near.len())];
            names_route(inside, b"=:").then(|| at..range.end.max(at + 1))
        })
}

/// Whether raw HTML, comments included, asks for a route: in a tag, or as in a heading.
pub(super) fn route_in_html(html: &str) -> bool {
    names_route(html.as_bytes(), b"=") || route_in_braces(html, 0..html.len()).is_some()
}

/// Whether `route` stands in `text`, followed by one of `signs`.
fn names_route(text: &[u8], signs: &[u8]) -> bool {
    const WORD: &[u8] = b"route";
    let found = |at: &usize| text[*at..*at + WORD.len()].eq_ignore_ascii_case(WORD);
    let places = (0..=text.len().saturating_sub(WORD.len())).take_while(|_| text.len() >= 5);
    places.filter(found).any(|at| {
        let next = text[at + WORD.len()..].iter().find(|byte| **byte != b' ');
        next.is_some_and(|byte| signs.contains(byte))
    })
}

/// Where a comment starts in the text at `range` of `source`, which is no code. The parser found
/// no end of it, or it would not be text.
pub(super) fn comment_in_text(source: &str, range: Range<usize>) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut places = range.filter(|&at| bytes[at] == b'<' && bytes[at..].starts_with(b"<!--"));
    places.find(|&at| !is_escaped(bytes, at))
}

/// Where a CDATA section starts in the text at `range` of `source`, which is no code: the parser
/// takes one that holds a `]` for text.
pub(super) fn data_in_text(source: &str, range: Range<usize>) -> Option<Range<usize>> {
    const OPEN: &str = "<![CDATA[";
    let bytes = source.as_bytes();
    let mut places = range.filter(|&at| bytes[at] == b'<' && source[at..].starts_with(OPEN));
    let start = places.find(|&at| !is_escaped(bytes, at))?;
    Some(start..start + OPEN.len())
}

/// Where a comment starts in a block of HTML that ends before the comment does.
pub(super) fn comment_in_html(html: &str) -> Option<usize> {
    let start = html.rfind("<!--")?;
    (!html[start..].contains("-->")).then_some(start)
}

/// Where a tag starts and ends that opens an element without text which `html`, a block or a single
/// tag of a paragraph, does not close.
pub(super) fn element_in_html(html: &str) -> Option<Range<usize>> {
    tag::left_open(html)
}

/// Whether an odd number of backslashes stands before a byte.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let slashes = bytes[..at].iter().rev().take_while(|byte| **byte == b'\\');
    slashes.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_seen_wherever_they_are_asked_for() {
        let asks = |text: &str| route_in_braces(text, 0..text.len()).is_some();
        for text in [
            "{route=memory}",
            "x {: .a ROUTE = memroy}",
            "{route: memory",
            "ä {{route=",
        ] {
            assert!(asks(text), "{text}");
        }
        for text in [
            "{routes}",
            "\\{route=memory}",
            "{a}\nroute=b",
            "route=memory",
            "{",
            "",
        ] {
            assert!(!asks(text), "{text}");
        }
        assert!(
            route_in_html("<h2 route=\"memory\">") && route_in_html("<!-- {route: memory} -->")
        );
        assert!(!route_in_html("<!-- en route: all well -->"));
    }

    #[test]
    fn comments_that_do_not_end_are_seen() {
        let text = "a \\<!-- b <!-- c";
        assert_eq!(comment_in_text(text, 0..text.len()), Some(10));
        assert_eq!(comment_in_html("<p><!-- a --><!-- b"), Some(13));
        assert_eq!(comment_in_html("<!-- a <!-- b -->"), None);
    }
}
