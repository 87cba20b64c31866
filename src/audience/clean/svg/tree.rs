//! A drawing as a tree: its elements and texts in one list, in the order in which they stand.

use quick_xml::XmlVersion;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesPI, BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::sheet::Sheets;
use super::{BROKEN, names};
use crate::audience::clean::Refusal;

/// The namespace of drawings.
pub(super) const SVG: &str = "http://www.w3.org/2000/svg";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// How many elements and texts a drawing may have.
const MOST_NODES: usize = 1_000_000;

/// How many attributes an element may have, and how long a list of classes.
const MOST_ATTRIBUTES: usize = 200;
const LONGEST_CLASSES: usize = 4096;

/// How deep elements may nest.
const MAX_DEPTH: usize = 200;

/// An element of the drawing, or a text in it.
#[derive(Debug)]
pub(super) struct Node {
    /// The element's name; none for a text.
    pub(super) name: Option<&'static str>,
    /// Its attributes, also those that are not kept: styles may ask for them.
    pub(super) attributes: Vec<(String, String)>,
    /// The text.
    pub(super) text: String,
    /// The element around it. That of the root is the root.
    pub(super) parent: usize,
    /// The first node behind all that is in it.
    pub(super) end: usize,
}

impl Node {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Where it refers to in the drawing, if anywhere.
    pub(super) fn reference(&self) -> Option<&str> {
        let href = self.attribute("href");
        let href = href.or_else(|| self.attribute("xlink:href"))?;
        href.trim().strip_prefix('#')
    }

    /// Whether it is an element of one of these names.
    pub(super) fn is_any(&self, names: &[&str]) -> bool {
        self.name.is_some_and(|name| names.contains(&name))
    }
}

/// A drawing.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// What is in it. The first one is the root.
    pub(super) nodes: Vec<Node>,
    /// Its style sheets.
    pub(super) sheets: Sheets,
    /// Whether it names a style sheet in another file.
    pub(super) has_sheet_elsewhere: bool,
}

impl Tree {
    /// The positions of what stands in the element at `at`, without what stands deeper.
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[at].end;
        let mut next = at + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.nodes[child].end;
                child
            })
        })
    }

    /// Reads a drawing.
    ///
    /// # Errors
    /// Where this is none, or holds what no drawing may hold.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().expand_empty_elements = true;
        let mut builder = Builder::default();
        loop {
            let (namespace, event) = reader.read_resolved_event().map_err(|_| BROKEN)?;
            match event {
                Event::Start(element) => builder.open(&element, &namespace)?,
                Event::End(_) => builder.close()?,
                Event::Text(text) => builder.text(&text.xml10_content().map_err(|_| BROKEN)?),
                Event::CData(text) => builder.text(&text.decode().map_err(|_| BROKEN)?),
                Event::GeneralRef(name) => {
                    builder.text(character(&name)?.encode_utf8(&mut [0; 4]));
                }
                Event::PI(instruction) => builder.instruction(&instruction),
                Event::Eof => break,
                // Comments and declarations show nothing.
                _ => {}
            }
        }
        builder.end()
    }
}

/// The character that a reference stands for. Entities of the drawing's own are refused: they can
/// grow without bound.
fn character(reference: &BytesRef<'_>) -> Result<char, Refusal> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| BROKEN)? {
        return Ok(character);
    }
    match &*reference.decode().map_err(|_| BROKEN)? {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(Refusal::Drawing("an entity of its own")),
    }
}

/// A tree while it is read.
#[derive(Default)]
struct Builder {
    tree: Tree,
    /// The elements that are open and kept.
    open: Vec<usize>,
    /// How many elements are open below one that is left out, and that one.
    left_out: usize,
    /// The style sheet that is being read: for what it counts, its text so far, and how many elements
    /// were left out around it.
    sheet: Option<(String, String, usize)>,
    is_closed: bool,
}

impl Builder {
    fn open(
        &mut self,
        element: &BytesStart<'_>,
        namespace: &ResolveResult<'_>,
    ) -> Result<(), Refusal> {
        let is_in = |name: &str| *namespace == ResolveResult::Bound(Namespace(name.as_bytes()));
        let is_svg = is_in(SVG);
        let name = element.local_name();
        let name = std::str::from_utf8(name.as_ref()).map_err(|_| BROKEN)?;
        let is_root = self.open.is_empty();
        if is_root && (self.is_closed || !is_svg || name != "svg") {
            return Err(BROKEN);
        }
        if self.open.len() + self.left_out >= MAX_DEPTH {
            return Err(Refusal::Drawing("elements nested too deep"));
        }
        // A sheet counts wherever it stands.
        if name == "style" && (is_svg || is_in(XHTML)) && self.sheet.is_none() {
            self.left_out += 1;
            let attributes = attributes(element)?;
            let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted);
            let is_css = value("type").is_none_or(|(_, kind)| {
                kind.is_empty() || kind.trim().eq_ignore_ascii_case("text/css")
            });
            if is_css {
                let media = value("media").map_or(String::new(), |(_, media)| media.clone());
                self.sheet = Some((media, String::new(), self.left_out));
            }
            return Ok(());
        }
        let kept = names::read(name).filter(|_| is_svg && self.left_out == 0);
        let Some(name) = kept else {
            self.left_out += 1;
            return Ok(());
        };
        self.is_full()?;
        let at = self.push(Some(name), attributes(element)?, String::new());
        // What stands in a piece of a web page is no drawing.
        if name == "foreignObject" {
            self.left_out = 1;
        } else {
            self.open.push(at);
        }
        Ok(())
    }

    fn is_full(&self) -> Result<(), Refusal> {
        if self.tree.nodes.len() >= MOST_NODES {
            return Err(Refusal::Drawing("more than 1,000,000 elements"));
        }
        Ok(())
    }

    fn push(
        &mut self,
        name: Option<&'static str>,
        attributes: Vec<(String, String)>,
        text: String,
    ) -> usize {
        let at = self.tree.nodes.len();
        self.tree.nodes.push(Node {
            name,
            attributes,
            text,
            parent: self.open.last().copied().unwrap_or(0),
            end: at + 1,
        });
        at
    }

    fn text(&mut self, text: &str) {
        if let Some((_, sheet, _)) = &mut self.sheet {
            sheet.push_str(text);
            return;
        }
        let Some(&open) = self.open.last().filter(|_| self.left_out == 0) else {
            return;
        };
        let shows = self.tree.nodes[open].name.is_some_and(names::shows_text);
        if !shows {
            return;
        }
        // What references part is one text all the same.
        match self.tree.nodes.last_mut() {
            Some(last) if last.name.is_none() && last.parent == open => last.text.push_str(text),
            _ => {
                self.push(None, Vec::new(), text.to_owned());
            }
        }
    }

    fn instruction(&mut self, instruction: &BytesPI<'_>) {
        self.tree.has_sheet_elsewhere |= instruction.target() == b"xml-stylesheet";
    }

    fn close(&mut self) -> Result<(), Refusal> {
        if self.left_out > 0 {
            let is_sheet = self
                .sheet
                .as_ref()
                .is_some_and(|sheet| sheet.2 == self.left_out);
            if let Some((media, sheet, _)) = self.sheet.take_if(|_| is_sheet) {
                self.tree.sheets.add(&media, &sheet)?;
            }
            self.left_out -= 1;
            return Ok(());
        }
        let at = self.open.pop().ok_or(BROKEN)?;
        self.tree.nodes[at].end = self.tree.nodes.len();
        self.is_closed = self.open.is_empty();
        Ok(())
    }

    fn end(self) -> Result<Tree, Refusal> {
        if !self.is_closed || self.left_out > 0 {
            return Err(BROKEN);
        }
        Ok(self.tree)
    }
}

/// The attributes of an element, by the names under which they are written.
fn attributes(element: &BytesStart<'_>) -> Result<Vec<(String, String)>, Refusal> {
    let mut found = Vec::new();
    for attribute in element.attributes() {
        let attribute: Attribute<'_> = attribute.map_err(|_| BROKEN)?;
        let name = std::str::from_utf8(attribute.key.as_ref()).map_err(|_| BROKEN)?;
        if name == "xmlns" || name.starts_with("xmlns:") {
            continue;
        }
        if found.len() >= MOST_ATTRIBUTES {
            return Err(Refusal::Drawing("an element with more than 200 attributes"));
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        // What is not kept need not be understood.
        match value {
            Ok(value) if name == "class" && value.len() > LONGEST_CLASSES => {
                return Err(Refusal::Drawing("a list of classes that has no end"));
            }
            Ok(value) => found.push((name.to_owned(), value.into_owned())),
            Err(_) if names::attribute(name) => return Err(BROKEN),
            Err(_) => {}
        }
    }
    Ok(found)
}
