//! SVG, down to shapes and text.
//!
//! A drawing is a program: it can hold scripts, pages, pictures and addresses that a browser
//! fetches. It also holds what its editor keeps for itself, and layers that are switched off. The
//! drawing is written anew from the elements and attributes in `names.rs`. What shows nothing is
//! left out; what shows something and cannot be published refuses the drawing, so that nobody
//! publishes another picture than the one they looked at.
//!
//! (svg-hush keeps `data-` attributes, comments in style sheets and references to other files.)

mod css;
mod names;

use quick_xml::XmlVersion;
use quick_xml::escape::partial_escape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::Refusal;

const SVG: &str = "http://www.w3.org/2000/svg";

/// How deep elements may nest.
const MAX_DEPTH: usize = 200;

const BROKEN: Refusal = Refusal::Damaged("SVG");

/// The drawing as it may be published.
///
/// # Errors
/// Where it may not.
pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| BROKEN)?;
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    let mut drawing = Drawing::default();
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| BROKEN)?;
        let is_svg = namespace == ResolveResult::Bound(Namespace(SVG.as_bytes()));
        match event {
            Event::Start(element) => drawing.open(&element, is_svg)?,
            Event::End(_) => drawing.close()?,
            Event::Text(text) => drawing.text(&text.xml10_content().map_err(|_| BROKEN)?),
            Event::CData(text) => drawing.text(&text.decode().map_err(|_| BROKEN)?),
            Event::GeneralRef(name) => drawing.text(character(&name)?.encode_utf8(&mut [0; 4])),
            Event::Eof => break,
            // Comments, instructions and declarations show nothing.
            _ => {}
        }
    }
    drawing.end()
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

/// The drawing as it is written anew.
#[derive(Default)]
struct Drawing {
    made: String,
    /// The names of the elements that are open, as far as they are kept.
    open: Vec<&'static str>,
    /// How many elements are open below one that is left out, and that one.
    left_out: usize,
    /// The text so far of the style sheet that is being read.
    style: Option<String>,
    is_closed: bool,
}

impl Drawing {
    fn open(&mut self, element: &BytesStart<'_>, is_svg: bool) -> Result<(), Refusal> {
        if self.left_out > 0 {
            self.left_out += 1;
            return Ok(());
        }
        let name = element.local_name();
        let name = std::str::from_utf8(name.as_ref()).map_err(|_| BROKEN)?;
        let is_root = self.open.is_empty();
        if is_root && (self.is_closed || !is_svg || name != "svg") {
            return Err(BROKEN);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Refusal::Drawing("elements nested too deep"));
        }
        let attributes = attributes(element)?;
        let kept = if is_svg { self.kept(name)? } else { None };
        // What a layer that is switched off holds is seen by nobody who approves the drawing.
        let Some(name) =
            kept.filter(|_| !attributes.iter().any(|(name, value)| hides(name, value)))
        else {
            self.left_out = 1;
            return Ok(());
        };
        self.open.push(name);
        if name == "style" {
            self.style = Some(String::new());
            return Ok(());
        }
        self.made.push('<');
        self.made.push_str(name);
        if is_root {
            self.put(&[" xmlns=\"", SVG, "\""]);
        }
        self.write(&attributes)?;
        self.made.push('>');
        Ok(())
    }

    /// The name under which an element is kept; none where it is left out.
    fn kept(&self, name: &str) -> Result<Option<&'static str>, Refusal> {
        match name {
            "image" | "feImage" => Err(Refusal::Drawing("a picture inside it")),
            // A browser that cannot show the page takes the next child of the switch.
            "foreignObject" if self.open.last() == Some(&"switch") => Ok(None),
            "foreignObject" => Err(Refusal::Drawing("a piece of a web page")),
            // Its words and shapes stay, but lead nowhere.
            "a" => Ok(Some("g")),
            _ => Ok(names::element(name)),
        }
    }

    fn write(&mut self, attributes: &[(String, String)]) -> Result<(), Refusal> {
        let mut leads = false;
        for (name, value) in attributes {
            let value = match name.as_str() {
                "href" | "xlink:href" if leads => continue,
                "href" | "xlink:href" => {
                    leads = true;
                    match reference(value) {
                        Some(value) if self.open.last() != Some(&"g") => value,
                        _ => continue,
                    }
                }
                "style" => css::clean(value)?,
                name if names::is_text(name) => value.clone(),
                _ => css::value(value)?,
            };
            let name = if name == "xlink:href" { "href" } else { name };
            let value = partial_escape(value.as_str()).replace('"', "&quot;");
            self.put(&[" ", name, "=\"", &value, "\""]);
        }
        Ok(())
    }

    fn put(&mut self, parts: &[&str]) {
        self.made.extend(parts.iter().copied());
    }

    fn text(&mut self, text: &str) {
        if self.left_out > 0 {
            return;
        }
        if let Some(style) = &mut self.style {
            style.push_str(text);
        } else if self.open.last().is_some_and(|name| names::shows_text(name)) {
            self.made.push_str(&partial_escape(text));
        }
    }

    fn close(&mut self) -> Result<(), Refusal> {
        if self.left_out > 0 {
            self.left_out -= 1;
            return Ok(());
        }
        let name = self.open.pop().ok_or(BROKEN)?;
        if let Some(style) = self.style.take() {
            let style = css::clean(&style)?;
            self.made.push_str("<style>");
            self.made.push_str(&partial_escape(style.as_str()));
        }
        self.put(&["</", name, ">"]);
        self.is_closed = self.open.is_empty();
        Ok(())
    }

    fn end(self) -> Result<Vec<u8>, Refusal> {
        if !self.is_closed || self.left_out > 0 {
            return Err(BROKEN);
        }
        let mut made = self.made;
        made.push('\n');
        Ok(made.into_bytes())
    }
}

/// The attributes of an element that may be kept, and its references, with their values.
fn attributes(element: &BytesStart<'_>) -> Result<Vec<(String, String)>, Refusal> {
    let mut found = Vec::new();
    for attribute in element.attributes() {
        let attribute: Attribute<'_> = attribute.map_err(|_| BROKEN)?;
        let name = std::str::from_utf8(attribute.key.as_ref()).map_err(|_| BROKEN)?;
        if !names::attribute(name) {
            continue;
        }
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| BROKEN)?;
        found.push((name.to_owned(), value.into_owned()));
    }
    Ok(found)
}

/// Whether an attribute switches its element off.
fn hides(name: &str, value: &str) -> bool {
    let close: String = value.split_whitespace().collect();
    match name {
        "display" => close.eq_ignore_ascii_case("none"),
        "style" => close.to_ascii_lowercase().split(';').any(|rule| {
            let rule = rule.trim_end_matches("!important");
            rule == "display:none"
        }),
        _ => false,
    }
}

/// A reference within the drawing; none where it leads out of it.
fn reference(value: &str) -> Option<String> {
    let value = value.trim();
    value.starts_with('#').then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(inside: &str) -> Result<String, Refusal> {
        let drawing = format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<!-- secret -->\n\
             <svg xmlns=\"{SVG}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
             xmlns:i=\"https://editor.example/\" viewBox=\"0 0 1 1\" i:file=\"/home/secret.svg\" \
             data-from=\"secret\" onload=\"secret()\">{inside}</svg><!-- secret -->\n"
        );
        let made = clean(drawing.as_bytes())?;
        let made = String::from_utf8(made).expect("it is text");
        let start = format!("<svg xmlns=\"{SVG}\" viewBox=\"0 0 1 1\">");
        let inside = made.strip_prefix(&start).expect("the root is kept");
        let inside = inside.strip_suffix("</svg>\n").expect("it is closed");
        Ok(inside.to_owned())
    }

    #[test]
    fn shapes_and_text_stay() {
        for inside in [
            "<title>A plate</title><path d=\"M0 0h1\" style=\"fill:url(#a)\"></path>",
            "<defs><linearGradient id=\"a\"></linearGradient></defs><use href=\"#a\"></use>",
            "<text x=\"1\" class=\"b\">2 &lt; 3 <tspan>more</tspan> of it</text>",
            "<style>.b{fill:red}</style>",
        ] {
            assert_eq!(cleaned(inside).as_deref(), Ok(inside));
        }
        let written = "<text>&#x32;<![CDATA[<]]>&amp;</text><a xlink:href='https://x'><rect/></a>";
        let made = "<text>2&lt;&amp;</text><g><rect></rect></g>";
        assert_eq!(cleaned(written).as_deref(), Ok(made));
    }

    #[test]
    fn what_shows_nothing_is_left_out() {
        for inside in [
            "<!-- secret -->",
            "<?secret?>",
            "secret",
            "<script>secret</script>",
            "<metadata><i:author>secret</i:author></metadata>",
            "<i:layers secret='1'><text>secret</text></i:layers>",
            "<g display='none'><text>secret</text></g>",
            "<g style='x:y; display : none'><text>secret</text></g>",
            "<set attributeName='href' to='javascript:secret'/>",
            "<switch><foreignObject>secret</foreignObject></switch>",
        ] {
            let made = cleaned(inside).expect("it can be cleaned");
            assert!(!made.contains("secret"), "{inside}: {made}");
        }
        let written =
            "<rect width='1' onclick='secret' data-x='secret' i:label='secret'>secret</rect>";
        assert_eq!(cleaned(written).as_deref(), Ok("<rect width=\"1\"></rect>"));
    }

    #[test]
    fn what_cannot_be_published_refuses_the_drawing() {
        for inside in [
            "<image href='data:image/png;base64,AAAA'/>",
            "<foreignObject><p>page</p></foreignObject>",
            "<rect fill='url(https://x.example/)'/>",
            "<rect style='fill:u\\72l(https://x.example/)'/>",
            "<style>@import 'https://x.example/';</style><style>a{b:url(c)}</style>",
            "<text>&secret;</text>",
        ] {
            let refused = cleaned(inside);
            assert!(
                matches!(refused, Err(Refusal::Drawing(_))),
                "{inside}: {refused:?}"
            );
        }
        let outside = "<use href='other.svg#a'/><use xlink:href='#b' href='https://x'/>";
        assert_eq!(
            cleaned(outside).as_deref(),
            Ok("<use></use><use href=\"#b\"></use>")
        );
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        let deep = "<g>".repeat(300);
        for text in [
            "",
            "text",
            "<svg/>",
            "<html xmlns='http://www.w3.org/1999/xhtml'/>",
            "<svg xmlns='http://www.w3.org/2000/svg'>",
            "<svg xmlns='http://www.w3.org/2000/svg'/><svg xmlns='http://www.w3.org/2000/svg'/>",
            &format!("<svg xmlns='{SVG}'>{deep}"),
        ] {
            assert!(clean(text.as_bytes()).is_err(), "{text}");
        }
        assert!(clean(b"\xff\xfe<\0s\0v\0g\0").is_err());
    }
}
