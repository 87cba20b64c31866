//! Characters that no reader of a page or a feed can use: XML forbids them, HTML calls them a fault, and
//! a feed that holds one is no feed.

/// `text` with a sign in place of each character that is none: controls but tabs and line breaks, and
/// U+FFFE and U+FFFF.
pub(super) fn legible(text: String) -> String {
    // The bytes with which such characters start.
    let may_be = |byte: u8| {
        let is_control = byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
        is_control || matches!(byte, 0x7f | 0xc2 | 0xef)
    };
    if !text.bytes().any(may_be) || !text.contains(is_illegible) {
        return text;
    }
    text.replace(is_illegible, "\u{fffd}")
}

/// Whether a character can stand in no text.
fn is_illegible(c: char) -> bool {
    let is_white = matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    (c.is_control() && !is_white) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::legible;

    #[test]
    fn what_xml_forbids_is_replaced_and_nothing_else() {
        let text = "a\u{1}b\u{b}c\u{7f}d\u{9b}e\u{fffe}f\u{ffff}g\0";
        let shown = "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f\u{fffd}g\u{fffd}";
        assert_eq!(legible(text.to_owned()), shown);
        let text = "a\tb\r\nc\u{a0}ü\u{feff}返\u{85}\u{200b}\u{10ffff}";
        assert_eq!(legible(text.to_owned()), text);
    }
}
