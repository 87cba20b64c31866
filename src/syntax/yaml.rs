//! YAML text to [`Value`]s: one document of plain maps, lists and scalars (language, section 3).
//!
//! The parser underneath stops at its first syntax error. So that every problem of a file is
//! reported in one run, a text with an error is read again entry by entry; see `yaml_entries.rs`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle};

use super::value::{Map, Node, Value};
use super::{INVALID_YAML, hidden_characters, yaml_entries};
use crate::diagnostic::{Diagnostic, FileId, Sink, Span, Spanned};

/// How deep maps and lists may nest in front matter.
pub(super) const FRONT_MATTER_DEPTH: usize = 8;
/// How deep they may nest in `workbook.yaml`: a table of a team's own job stands nine levels down.
pub(crate) const CONFIG_DEPTH: usize = 12;

/// Reads the YAML map that stands at `range` of `text`, the text of `file`, and nests up to
/// `depth` levels.
///
/// What is wrong goes to `sink` as `invalid-yaml`; the map holds whatever could be read.
pub(crate) fn parse_map(
    text: &str,
    range: Range<usize>,
    depth: usize,
    file: FileId,
    sink: &mut Sink,
) -> Map {
    let mut whole = Reader::new(text, range.clone(), depth, file);
    match whole.read() {
        Ok(map) => {
            sink.join(whole.sink);
            map
        }
        Err(_) => yaml_entries::read(text, range, depth, file, sink),
    }
}

pub(super) fn duplicate_key(key: &Spanned<String>, first: Span) -> Diagnostic {
    Diagnostic::new(
        INVALID_YAML,
        key.span,
        format!("the key `{}` stands here twice", key.value),
    )
    .label(first, "it stands here first")
    .hint("keep one of the two")
}

type Step<'text> = Option<(Event<'text>, Span)>;

/// Builds values from the events of one text.
pub(super) struct Reader<'text> {
    parser: Parser<'text, granit_parser::StrInput<'text>>,
    peeked: Step<'text>,
    /// The text of the whole file.
    text: &'text str,
    /// Where in it the YAML starts.
    offset: usize,
    max_depth: usize,
    file: FileId,
    pub(super) sink: Sink,
}

impl<'text> Reader<'text> {
    /// Reads what stands at `range` of `text`.
    pub(super) fn new(
        text: &'text str,
        range: Range<usize>,
        max_depth: usize,
        file: FileId,
    ) -> Self {
        let options = granit_parser::options! {
            disallow_directives: true,
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
            flow_nesting_limit: max_depth + 1,
            block_nesting_limit: max_depth + 1,
        };
        let parser = Parser::new_from_str_with_options(&text[range.clone()], options);
        Self {
            parser,
            peeked: None,
            text,
            offset: range.start,
            max_depth,
            file,
            sink: Sink::new(),
        }
    }

    fn next(&mut self) -> Result<Step<'text>, granit_parser::ScanError> {
        if let Some(step) = self.peeked.take() {
            return Ok(Some(step));
        }
        let Some(item) = self.parser.next() else {
            return Ok(None);
        };
        let (event, place) = item?;
        let bytes = place.byte_range().unwrap_or(0..0);
        let span = Span::new(
            self.file,
            self.offset + bytes.start..self.offset + bytes.end,
        );
        if let Some(tag) = place.tag_span().and_then(|tag| tag.byte_range()) {
            let at = Span::new(self.file, self.offset + tag.start..self.offset + tag.end);
            self.reject(
                at,
                "a YAML tag",
                "remove the tag; text, numbers and dates need none",
            );
        }
        Ok(Some((event, span)))
    }

    fn reject(&mut self, span: Span, what: &str, hint: &str) {
        let message = format!("{what} is not allowed here");
        self.sink
            .report(Diagnostic::new(INVALID_YAML, span, message).hint(hint));
    }

    /// Reads the one document there is. Nothing at all is an empty map.
    pub(super) fn read(&mut self) -> Result<Map, granit_parser::ScanError> {
        let mut map = Map::default();
        let mut documents = 0;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents == 2 {
                        let hint = "keep one block of keys, without separators";
                        self.reject(span, "a second YAML document", hint);
                    }
                }
                Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
                event => {
                    let value = self.value(event, span, 0)?;
                    if documents == 1 {
                        map = self.expect_map(value);
                    }
                }
            }
        }
        Ok(map)
    }

    fn expect_map(&mut self, value: Value) -> Map {
        match value.node {
            Node::Map(map) => map,
            Node::Null => Map::default(),
            Node::Rejected => Map::lost(),
            _ => {
                let message = format!("expected `key: value` lines, found {}", value.kind());
                let hint = "write one `key: value` to a line";
                self.sink
                    .report(Diagnostic::new(INVALID_YAML, value.span, message).hint(hint));
                Map::lost()
            }
        }
    }

    fn value(
        &mut self,
        event: Event<'text>,
        span: Span,
        depth: usize,
    ) -> Result<Value, granit_parser::ScanError> {
        let node = match event {
            Event::Scalar(text, style, anchor, _) => {
                self.anchor(anchor)?;
                scalar(text, style)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.anchor(anchor)?;
                return self.list(span, depth);
            }
            Event::MappingStart(_, anchor, _) => {
                self.anchor(anchor)?;
                return self.map(span, depth);
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.reject(
                    span,
                    "a YAML alias",
                    "write the value out where it is needed",
                );
                Node::Rejected
            }
            _ => Node::Rejected,
        };
        Ok(Value { span, node })
    }

    /// Takes the event that names an anchor, where the value before it has one.
    fn anchor(&mut self, id: usize) -> Result<(), granit_parser::ScanError> {
        if id == 0 {
            return Ok(());
        }
        match self.next()? {
            Some((Event::Anchor(..), span)) => {
                self.reject(
                    span,
                    "a YAML anchor",
                    "write the value out where it is needed",
                );
            }
            other => self.peeked = other,
        }
        Ok(())
    }

    fn list(&mut self, start: Span, depth: usize) -> Result<Value, granit_parser::ScanError> {
        let mut items = Vec::new();
        let mut end = start;
        while let Some((event, span)) = self.next()? {
            end = span;
            if event == Event::SequenceEnd {
                break;
            }
            items.push(self.value(event, span, depth + 1)?);
        }
        Ok(self.collection(start, end, depth, Node::List(items)))
    }

    fn map(&mut self, start: Span, depth: usize) -> Result<Value, granit_parser::ScanError> {
        let mut map = Map::default();
        let mut seen: HashMap<String, Span> = HashMap::new();
        let mut end = start;
        while let Some((event, span)) = self.next()? {
            end = span;
            if event == Event::MappingEnd {
                break;
            }
            let key = self.key(event, span, depth)?;
            let Some((event, span)) = self.next()? else {
                break;
            };
            let mut value = self.value_of(key.as_ref(), event, span, depth + 1)?;
            let Some(key) = key else {
                map.add_gap();
                continue;
            };
            if value.node == Node::Null {
                value.span = key.span;
            }
            if let Some(&first) = seen.get(&key.value) {
                self.sink.report(duplicate_key(&key, first));
            } else {
                seen.insert(key.value.clone(), key.span);
                map.push(key, value);
            }
        }
        Ok(self.collection(start, end, depth, Node::Map(map)))
    }

    /// The value of `key`. What stands behind a merge key is part of that one mistake.
    fn value_of(
        &mut self,
        key: Option<&Spanned<String>>,
        event: Event<'text>,
        span: Span,
        depth: usize,
    ) -> Result<Value, granit_parser::ScanError> {
        if key.is_some() {
            return self.value(event, span, depth);
        }
        let before = std::mem::take(&mut self.sink);
        let value = self.value(event, span, depth);
        self.sink = before;
        value
    }

    /// A key, or nothing where it was reported.
    fn key(
        &mut self,
        event: Event<'text>,
        span: Span,
        depth: usize,
    ) -> Result<Option<Spanned<String>>, granit_parser::ScanError> {
        let plain = matches!(event, Event::Scalar(_, ScalarStyle::Plain, _, _));
        let text = if let Event::Scalar(text, ..) = &event {
            Some(text.to_string())
        } else {
            None
        };
        let value = self.value(event, span, depth + 1)?;
        match text {
            Some(text) if plain && text == "<<" => {
                self.reject(
                    span,
                    "a YAML merge key",
                    "write the keys out where they are needed",
                );
                Ok(None)
            }
            Some(text) if plain && text == "~" && span.start == span.end => {
                self.reject(span, "an empty key", "write a name before the colon");
                Ok(None)
            }
            Some(text) => {
                let found = hidden_characters("this key", &text, span, self.text);
                if let Some(found) = found {
                    self.sink.report(found);
                }
                Ok(Some(Spanned::new(text, span)))
            }
            None => {
                if value.node != Node::Rejected {
                    self.reject(value.span, "a list or map as a key", "write a plain word");
                }
                Ok(None)
            }
        }
    }

    fn collection(&mut self, start: Span, end: Span, depth: usize, node: Node) -> Value {
        let span = Span {
            end: end.end.max(start.end),
            ..start
        };
        if depth == self.max_depth {
            let what = format!("nesting deeper than {depth} levels");
            self.reject(start, &what, "flatten the value");
            return Value {
                span,
                node: Node::Rejected,
            };
        }
        Value { span, node }
    }
}

/// A scalar by the core schema of YAML 1.2. Quoted and block scalars are text.
fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Node {
    if style != ScalarStyle::Plain {
        return Node::Text(text.into_owned());
    }
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        "true" | "True" | "TRUE" => Node::Bool(true),
        "false" | "False" | "FALSE" => Node::Bool(false),
        plain => number(plain).map_or_else(|| Node::Text(plain.to_owned()), Node::Number),
    }
}

/// A decimal number, whole or not, by the core schema. Hexadecimal, octal, infinite and undefined
/// numbers are no use in a workbook and stay words.
fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let starts_like_a_number = digits.starts_with(|first: char| first.is_ascii_digit())
        || (digits.starts_with('.') && digits[1..].starts_with(|next: char| next.is_ascii_digit()));
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    if !starts_like_a_number || !digits.chars().all(allowed) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Map, Vec<(String, u32)>) {
        let mut sink = Sink::new();
        let map = parse_map(
            text,
            0..text.len(),
            FRONT_MATTER_DEPTH,
            FileId(0),
            &mut sink,
        );
        let found = sink.into_diagnostics().into_iter();
        (
            map,
            found
                .map(|found| (found.message, found.span.start))
                .collect(),
        )
    }

    #[test]
    fn the_core_schema_decides_what_a_plain_word_is() {
        let (map, found) = read("a: yes\nb: 0x1f\nc: -1.5e3\nd: true\ne: 2026-11-23\nf: '7'\ng:\n");
        assert!(found.is_empty(), "{found:?}");
        let node = |key: &str| map.get(key).expect("present").node.clone();
        assert_eq!(node("a"), Node::Text("yes".into()));
        assert_eq!(node("b"), Node::Text("0x1f".into()));
        assert_eq!(node("c"), Node::Number(-1500.0));
        assert_eq!(node("d"), Node::Bool(true));
        assert_eq!(node("e"), Node::Text("2026-11-23".into()));
        assert_eq!(node("f"), Node::Text("7".into()));
        assert_eq!(node("g"), Node::Null);
    }

    #[test]
    fn every_problem_is_reported_and_the_rest_is_read() {
        let text = "title: \"Refunds\nowner: mo\nroute: a: b\ntags: [x, y\nreviewed: 2026-01-01\nowner: ana\n";
        let (map, found) = read(text);
        assert_eq!(map.get("owner").and_then(Value::as_text), Some("mo"));
        assert_eq!(
            map.get("reviewed").and_then(Value::as_text),
            Some("2026-01-01")
        );
        assert_eq!(found.len(), 4, "{found:?}");
    }

    #[test]
    fn tags_anchors_aliases_and_merge_keys_are_all_named() {
        let (map, found) = read("a: !!str 5\nb: &x y\nc: *x\nd: {<<: *x}\ne: ok\n");
        let places: Vec<u32> = found.iter().map(|(_, at)| *at).collect();
        assert_eq!(places, [3, 14, 22, 29], "{found:?}");
        assert_eq!(map.get("e").and_then(Value::as_text), Some("ok"));
    }

    #[test]
    fn deep_nesting_is_a_finding() {
        for text in [
            "a: [[[[[[[[[[1]]]]]]]]]]\n",
            &format!("a: {}1\n", "[".repeat(50_000)),
        ] {
            let (_, found) = read(text);
            assert_eq!(found.len(), 1, "{found:?}");
        }
    }
}
