//! What a person can read in a file that goes along with a page, line by line: shown to whoever
//! approves the page, and never published.

use std::borrow::Cow;
use std::collections::HashSet;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;

use super::{Care, Cleaned};

/// The starts of files whose bytes are no text to a person, though they may be characters.
const ENCODED: [&[u8]; 3] = [b"%PDF", b"{\\rtf", b"PK\x03\x04"];

/// Attributes of drawings that are read out.
const SPOKEN: [&str; 2] = ["aria-label", "aria-roledescription"];

impl Cleaned {
    /// The lines of its text; none where nothing of it is text, as in a photograph, or where nothing
    /// can be read in it.
    pub fn lines(&self) -> Vec<String> {
        let is_drawing = self.care == Care::Cleaned && self.bytes.starts_with(b"<svg");
        let mut lines = if is_drawing {
            of_drawing(&String::from_utf8_lossy(&self.bytes))
        } else {
            of_text(&self.bytes, self.care)
        };
        let known: HashSet<String> = lines.iter().cloned().collect();
        let words = self.words.lines().filter(|line| !line.trim().is_empty());
        let words = words.filter(|line| !known.contains(*line));
        lines.extend(words.map(str::to_owned));
        lines
    }
}

/// The lines of a text file, in UTF-8 or an older encoding of one byte a letter.
fn of_text(bytes: &[u8], care: Care) -> Vec<String> {
    let is_text = match care {
        Care::Cleaned | Care::Document | Care::Scan => false,
        Care::Text => true,
        Care::AsItIs => {
            let is_control = |byte: &u8| *byte < b' ' && !b"\t\n\r\x0c".contains(byte);
            !ENCODED.iter().any(|start| bytes.starts_with(start)) && !bytes.iter().any(is_control)
        }
    };
    if !is_text {
        return Vec::new();
    }
    let text = str::from_utf8(bytes).map_or_else(
        |_| bytes.iter().map(|&byte| char::from(byte)).collect(),
        str::to_owned,
    );
    text.lines().map(str::to_owned).collect()
}

/// The words of a drawing that was written anew: each of its texts, and what is read out instead.
fn of_drawing(drawing: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut close = |line: &mut String| {
        let words: Vec<&str> = line.split_whitespace().collect();
        if !words.is_empty() {
            lines.push(words.join(" "));
        }
        line.clear();
    };
    let mut reader = Reader::from_str(drawing);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                if element.name().as_ref() != b"tspan" {
                    close(&mut line);
                }
                let spoken = element.attributes().flatten().filter(|attribute| {
                    let is = |name: &&str| name.as_bytes() == attribute.key.as_ref();
                    SPOKEN.iter().any(is)
                });
                for attribute in spoken {
                    let mut value = attribute
                        .decoded_and_normalized_value(XmlVersion::default(), reader.decoder())
                        .map_or_else(|_| String::new(), Cow::into_owned);
                    close(&mut value);
                }
            }
            Ok(Event::End(element)) if element.name().as_ref() != b"tspan" => close(&mut line),
            Ok(Event::Text(text)) => line.push_str(&text.xml10_content().unwrap_or_default()),
            Ok(Event::GeneralRef(reference)) => line.push(character(&reference)),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    close(&mut line);
    lines
}

/// The character that a reference stands for; drawings that were written anew have these alone.
fn character(reference: &BytesRef<'_>) -> char {
    match &**reference {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        _ => match reference.resolve_char_ref() {
            Ok(Some(character)) => character,
            _ => char::REPLACEMENT_CHARACTER,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::clean::clean;

    fn lines(path: &str, bytes: &[u8]) -> Vec<String> {
        let cleaned = clean(path, bytes.to_vec()).expect("it can be published");
        cleaned.lines()
    }

    #[test]
    fn the_words_of_each_format_are_read() {
        assert_eq!(lines("a.csv", b"a,b\r\nc\n"), ["a,b", "c"]);
        assert_eq!(lines("a.txt", b"Gr\xf6\xdfe"), ["Größe"]);
        let drawing = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" aria-label="A plate">
            <title>Plate &amp; wheel</title><g><text x="1" y="2">one <tspan>two</tspan></text><text x="1" y="5">three</text></g></svg>"#;
        assert_eq!(
            lines("a.svg", drawing),
            ["A plate", "Plate & wheel", "one two", "three"]
        );
        let gif = b"GIF89a\x01\0\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";
        assert_eq!(lines("a.gif", gif), [""; 0]);
    }

    #[test]
    fn what_is_packed_in_it_is_read_once() {
        let attachment = Cleaned {
            words: "a line\n\nanother\n".to_owned(),
            ..Cleaned::plain(b"%PDF-1.7".to_vec(), Care::AsItIs)
        };
        assert_eq!(attachment.lines(), ["a line", "another"]);
        let drawing = Cleaned {
            words: "one\ntwo\n".to_owned(),
            ..Cleaned::plain(b"<svg><text>one</text></svg>".to_vec(), Care::Cleaned)
        };
        assert_eq!(drawing.lines(), ["one", "two"]);
    }
}
