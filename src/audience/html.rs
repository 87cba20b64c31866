//! Raw HTML in notes, down to a few tags that structure text (threats, "Safe output").
//!
//! Each tag that is kept is written anew, without what else stood in it. That the tags match up is
//! left to the sanitizer that runs over the finished page.

use pulldown_cmark_escape::escape_html;

use crate::syntax::{behind_closing, is_without_text, read_tag, stays};

/// `html` with nothing but text and the tags that are kept.
pub(super) fn keep_harmless(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push_text(&mut kept, &rest[..open]);
        let tag = &rest[open..];
        rest = match read_tag(tag) {
            Some((name, end)) if is_without_text(&name) => {
                behind_closing(&tag[end..], &name).unwrap_or("")
            }
            Some((name, end)) => {
                push_tag(&mut kept, &name, &tag[..end]);
                &tag[end..]
            }
            None => "",
        };
    }
    push_text(&mut kept, rest);
    kept
}

fn push_tag(kept: &mut String, name: &str, tag: &str) {
    if !stays(name) {
        return;
    }
    if tag.starts_with("</") {
        kept.push_str("</");
        kept.push_str(name);
        kept.push('>');
        return;
    }
    kept.push('<');
    kept.push_str(name);
    if name == "details" && tag.to_ascii_lowercase().contains(" open") {
        kept.push_str(" open");
    }
    if name == "abbr"
        && let Some(title) = title(tag)
    {
        kept.push_str(" title=\"");
        push_text(kept, title);
        kept.push('"');
    }
    kept.push('>');
}

/// The value of a quoted `title`.
fn title(tag: &str) -> Option<&str> {
    let at = tag.find("title=")? + "title=".len();
    let quote = tag[at..]
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\''))?;
    let value = &tag[at + 1..];
    value.find(quote).map(|end| &value[..end])
}

/// Text keeps its entities; what could open a tag does not stay.
fn push_text(kept: &mut String, text: &str) {
    if text.contains(['<', '>', '"']) {
        // Writing to a string cannot fail.
        let _ = escape_html(&mut *kept, text);
    } else {
        kept.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::keep_harmless;

    #[test]
    fn only_harmless_tags_stay_and_their_attributes_go() {
        let cases = [
            ("<kbd onclick=\"x()\">a</kbd>", "<kbd>a</kbd>"),
            ("<!-- secret > still --><mark>b", "<mark>b"),
            ("<script>alert('x')</script>c", "c"),
            ("<SCRIPT>x</ScRiPt >d", "d"),
            ("<img src=x onerror=y>e", "e"),
            ("<a href=\"javascript:x\">f</a>", "f"),
            (
                "<abbr title='a \"b\"' class=c>g</abbr>",
                "<abbr title=\"a &quot;b&quot;\">g</abbr>",
            ),
            ("<details open=''>h", "<details open>h"),
            ("<br/>i &amp; j", "<br>i &amp; j"),
            ("<never closed", ""),
            ("<p title=\">\">k</p>", "k"),
            ("<style>p{}", ""),
            ("<!-- one\ntwo\n-->i", "i"),
            ("<? a > b ?>j<![CDATA[ c > d ]]>k", "jk"),
        ];
        for (html, kept) in cases {
            assert_eq!(keep_harmless(html), kept, "{html}");
        }
    }
}
