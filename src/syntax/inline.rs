//! Raw Markdown and HTML to the words a reader sees.

use std::borrow::Cow;

/// `html` without comments and tags. Enough to tell whether a piece of raw HTML says anything;
/// what is published goes through a real sanitizer.
pub fn plain_text(html: &str) -> Cow<'_, str> {
    if !html.contains('<') {
        return Cow::Borrowed(html);
    }
    let mut words = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        let closing = if rest[open..].starts_with("<!--") {
            "-->"
        } else {
            ">"
        };
        let Some(close) = rest[open..].find(closing) else {
            return Cow::Owned(words);
        };
        rest = &rest[open + close + closing.len()..];
    }
    words.push_str(rest);
    Cow::Owned(words)
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn comments_and_tags_say_nothing() {
        assert_eq!(plain_text("<!-- a > b --> x <kbd>y</kbd>"), " x y");
        assert_eq!(plain_text("a <!-- never closed"), "a ");
    }
}
