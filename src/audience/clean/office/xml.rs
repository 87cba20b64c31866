//! The XML in office files, written anew without what is left out, and the words in it.

use quick_xml::XmlVersion;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::audience::clean::Refusal;
use crate::audience::clean::archive::DAMAGED;

/// How deep elements may nest.
const MAX_DEPTH: usize = 256;

/// Elements that part words, by their names without prefix.
const PARTING: [&str; 24] = [
    "br",
    "c",
    "cr",
    "f",
    "h",
    "instrText",
    "is",
    "line-break",
    "list-item",
    "p",
    "page",
    "ptab",
    "row",
    "s",
    "si",
    "sp",
    "tab",
    "table-cell",
    "table-row",
    "tc",
    "title",
    "tr",
    "txBody",
    "v",
];

/// An element that is about to be written.
pub(super) struct Element {
    /// Its name, with its prefix.
    pub(super) name: String,
    /// Its attributes, with their prefixes.
    pub(super) attributes: Vec<(String, String)>,
}

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    /// It is left out, with all that is in it.
    LeftOut,
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

impl Element {
    pub(super) fn local(&self) -> &str {
        local(&self.name)
    }

    /// The value of the attribute `name`, whatever its prefix is.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|(key, _)| local(key) == name);
        found.map(|(_, value)| value.as_str())
    }

    fn read(start: &BytesStart<'_>) -> Result<Self, Refusal> {
        let name = std::str::from_utf8(start.name().into_inner()).map_err(|_| DAMAGED)?;
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| DAMAGED)?;
            let key = std::str::from_utf8(attribute.key.into_inner()).map_err(|_| DAMAGED)?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| DAMAGED)?;
            attributes.push((key.to_owned(), value.into_owned()));
        }
        Ok(Self {
            name: name.to_owned(),
            attributes,
        })
    }
}

/// What is done with each element: it is asked about with the elements that are open around it.
pub(super) type Visit<'v> = dyn FnMut(&mut Element) -> Result<Fate, Refusal> + 'v;

/// Writes the document `bytes` anew, as `visit` leaves it, and adds its words: as they are read across
/// formatting, and each piece on a line of its own.
///
/// # Errors
/// Where it cannot be read, or `visit` refuses it.
pub(super) fn rewrite(
    bytes: &[u8],
    words: &mut String,
    visit: &mut Visit<'_>,
) -> Result<Vec<u8>, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| DAMAGED)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document::default();
    loop {
        match reader.read_event().map_err(|_| DAMAGED)? {
            Event::Start(start) => document.open(Element::read(&start)?, visit)?,
            Event::End(_) => document.close()?,
            Event::Text(text) => document.text(&text.xml10_content().map_err(|_| DAMAGED)?),
            Event::CData(text) => document.text(&text.decode().map_err(|_| DAMAGED)?),
            Event::GeneralRef(name) => document.text(character(&name)?.encode_utf8(&mut [0; 4])),
            Event::Eof => break,
            // Entities of the file's own can grow without bound.
            Event::DocType(_) => return Err(DAMAGED),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Empty(_) => {}
        }
    }
    if !document.open.is_empty() || document.made.is_empty() {
        return Err(DAMAGED);
    }
    for part in [&document.joined, &document.pieces] {
        words.push_str(part);
        words.push('\n');
    }
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    Ok([head, &document.made].concat().into_bytes())
}

fn character(reference: &BytesRef<'_>) -> Result<char, Refusal> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| DAMAGED)? {
        return Ok(character);
    }
    match &*reference.decode().map_err(|_| DAMAGED)? {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(DAMAGED),
    }
}

#[derive(Default)]
struct Document {
    made: String,
    open: Vec<String>,
    /// How many elements are open below one that is left out, and that one.
    left_out: usize,
    /// The text across formatting.
    joined: String,
    /// Every piece of text, and what attributes say.
    pieces: String,
}

impl Document {
    fn open(&mut self, mut element: Element, visit: &mut Visit<'_>) -> Result<(), Refusal> {
        if self.left_out > 0 || visit(&mut element)? == Fate::LeftOut {
            self.left_out += 1;
            return Ok(());
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Refusal::Unread("it nests too deep"));
        }
        if PARTING.contains(&element.local()) {
            self.joined.push('\n');
        }
        self.made.push('<');
        self.made.push_str(&element.name);
        for (name, value) in &element.attributes {
            let written = partial_escape(value.as_str()).replace('"', "&quot;");
            let written = written.replace('\t', "&#9;").replace('\n', "&#10;");
            let written = written.replace('\r', "&#13;");
            self.made
                .extend([" ", name.as_str(), "=\"", &written, "\""]);
            let is_word = value.contains(char::is_alphabetic) && !name.starts_with("xmlns");
            if is_word {
                self.pieces.push_str(value);
                self.pieces.push('\n');
            }
        }
        self.made.push('>');
        self.open.push(element.name);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.left_out > 0 || self.open.is_empty() {
            return;
        }
        let escaped = partial_escape(text);
        self.made.push_str(&escaped.replace('\r', "&#13;"));
        self.joined.push_str(text);
        self.pieces.push_str(text);
    }

    fn close(&mut self) -> Result<(), Refusal> {
        if self.left_out > 0 {
            self.left_out -= 1;
            return Ok(());
        }
        let name = self.open.pop().ok_or(DAMAGED)?;
        self.made.extend(["</", name.as_str(), ">"]);
        if PARTING.contains(&local(&name)) {
            self.joined.push('\n');
        }
        if !self.pieces.ends_with('\n') {
            self.pieces.push('\n');
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> Result<(String, String), Refusal> {
        let mut words = String::new();
        let made = rewrite(text.as_bytes(), &mut words, &mut |element| {
            element.attributes.retain(|(name, _)| local(name) != "rsid");
            Ok(if element.local() == "left" {
                Fate::LeftOut
            } else {
                Fate::Kept
            })
        })?;
        let made = String::from_utf8(made).expect("it is text");
        let (_, made) = made.split_once("?>\n").expect("it has a head");
        Ok((made.to_owned(), words))
    }

    #[test]
    fn all_but_what_is_left_out_is_written_anew() {
        let text = "<?xml version='1.0'?><!-- secret --><w:a b=\"1&#10;&lt;\" rsid='2'>\
                    <w:left>secret<b/></w:left> &amp;<![CDATA[<]]>&#x41;<c/></w:a>";
        let (made, words) = rewritten(text).expect("it is read");
        assert_eq!(made, "<w:a b=\"1&#10;&lt;\"> &amp;&lt;A<c></c></w:a>");
        assert!(!words.contains("secret"), "{words}");
        for text in [
            "",
            "<a>",
            "<a></b>",
            "<!DOCTYPE a><a/>",
            "<a>&b;</a>",
            "<a b='&c;'/>",
        ] {
            assert!(rewritten(text).is_err(), "{text}");
        }
        assert!(rewritten(&"<a>".repeat(300)).is_err());
    }

    #[test]
    fn words_are_read_across_formatting() {
        let text = "<b><p><r><t>by Ac</t></r><r><t d=\"alt\">me</t></r></p><p><t>x</t></p></b>";
        let (_, words) = rewritten(text).expect("it is read");
        assert!(words.contains("by Acme\n"), "{words}");
        assert!(words.contains("alt\nme\n"), "{words}");
    }
}
