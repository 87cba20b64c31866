//! Raw HTML, tag by tag: as much of it as is needed to tell what of it is text.

/// Elements that notes may hold.
const STAYING: &[&str] = &[
    "br", "kbd", "sub", "sup", "details", "summary", "abbr", "mark", "del", "ins",
];

/// Elements whose content is no text.
const WITHOUT_TEXT: &[&str] = &[
    "script",
    "style",
    "template",
    "textarea",
    "title",
    "iframe",
    "noscript",
    "noembed",
    "noframes",
    "xmp",
    "plaintext",
    "svg",
    "math",
    "object",
];

/// Whether notes may hold an element; `name` is in lower case.
pub fn stays(name: &str) -> bool {
    STAYING.contains(&name)
}

/// Whether the content of an element is no text; `name` is in lower case.
pub fn is_without_text(name: &str) -> bool {
    WITHOUT_TEXT.contains(&name)
}

/// The lower-case name of the tag that `tag` starts with (empty for a comment or a declaration),
/// and where it ends. Nothing where it never does.
pub fn read_tag(tag: &str) -> Option<(String, usize)> {
    if tag.starts_with("<!--") {
        return tag.find("-->").map(|end| (String::new(), end + 3));
    }
    for (open, close) in [("<?", "?>"), ("<![CDATA[", "]]>")] {
        if tag.starts_with(open) {
            let end = tag.find(close)?;
            return Some((String::new(), end + close.len()));
        }
    }
    let name: String = tag[1..]
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .flat_map(char::to_lowercase)
        .collect();
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some((name, at + 1)),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// What of `rest`, the text behind an opening tag, stands behind the closing tag of the same name;
/// nothing where there is none.
pub fn behind_closing<'a>(rest: &'a str, name: &str) -> Option<&'a str> {
    let is_closing = |at: &usize| {
        let tag = &rest.as_bytes()[at + "</".len()..];
        tag.len() >= name.len() && tag[..name.len()].eq_ignore_ascii_case(name.as_bytes())
    };
    let mut closings = rest.match_indices("</").map(|(at, _)| at);
    let start = closings.find(is_closing)?;
    let end = rest[start..].find('>')?;
    Some(&rest[start + end + 1..])
}

/// How deep elements that stay nest at most in `html`, where `depth` of them are open before, and
/// how many are open behind it.
pub(super) fn nesting(html: &str, depth: usize) -> (usize, usize) {
    let (mut deepest, mut depth) = (depth, depth);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let Some((name, end)) = read_tag(&rest[open..]) else {
            break;
        };
        if stays(&name) && name != "br" {
            depth = if rest[open..].starts_with("</") {
                depth.saturating_sub(1)
            } else {
                depth + 1
            };
            deepest = deepest.max(depth);
        }
        rest = &rest[open + end..];
    }
    (deepest, depth)
}

/// The place of the first tag in `html` that opens an element without text and that nothing in
/// `html` closes.
pub(super) fn left_open(html: &str) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    while let Some(open) = html[at..].find('<') {
        at += open;
        let (name, length) = read_tag(&html[at..])?;
        let tag = at..at + length;
        at = tag.end;
        if is_without_text(&name) && !html[tag.clone()].starts_with("</") {
            match behind_closing(&html[at..], &name) {
                Some(rest) => at = html.len() - rest.len(),
                None => return Some(tag),
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{left_open, nesting};

    #[test]
    fn elements_that_stay_nest() {
        assert_eq!(nesting("<kbd><del></del><br></kbd>", 1), (3, 1));
        assert_eq!(nesting("</kbd></kbd><p><div><sub><svg", 1), (1, 1));
    }

    #[test]
    fn elements_that_are_not_closed_are_seen() {
        for (html, place) in [
            ("<p><svg>\n", Some(3..8)),
            ("<Template x='>'><b>", Some(0..16)),
            ("<script>a</script><!-- <svg> --><style>b</STYLE >", None),
            ("</script><b>", None),
            ("<svg", None),
        ] {
            assert_eq!(left_open(html), place, "{html}");
        }
    }
}
