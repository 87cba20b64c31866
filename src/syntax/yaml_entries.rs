//! Reads broken YAML entry by entry: each top-level entry stands for itself, and only the broken
//! ones are lost.

use std::collections::HashMap;
use std::ops::Range;

use super::value::{Map, Node, Value};
use super::yaml::{Reader, duplicate_key};
use super::yaml_error;
use crate::diagnostic::{FileId, Sink, Span, Spanned};

/// Reads each top-level entry on its own and joins what could be read.
pub(super) fn read(
    text: &str,
    whole: Range<usize>,
    depth: usize,
    file: FileId,
    sink: &mut Sink,
) -> Map {
    let (offset, source) = (whole.start, &text[whole]);
    let mut joined = Map::default();
    let mut seen = HashMap::new();
    for range in top_level_entries(source) {
        let place = offset + range.start..offset + range.end;
        let mut reader = Reader::new(text, place, depth, file);
        match reader.read() {
            Ok(map) => {
                sink.join(reader.sink);
                if map.has_gaps() {
                    joined.add_gap();
                }
                for (key, value) in map.into_entries() {
                    if let Some(first) = seen.insert(key.value.clone(), key.span) {
                        sink.report(duplicate_key(&key, first));
                    } else {
                        joined.push(key, value);
                    }
                }
            }
            Err(error) => {
                sink.join(reader.sink);
                match broken_key(&source[range.clone()], offset + range.start, file) {
                    Some((key, value)) if !seen.contains_key(&key.value) => {
                        seen.insert(key.value.clone(), key.span);
                        joined.push(key, value);
                    }
                    Some(_) => {}
                    None => joined.add_gap(),
                }
                sink.report(yaml_error::diagnose(
                    &error,
                    source,
                    range.start,
                    offset,
                    depth,
                    file,
                ));
            }
        }
    }
    joined
}

/// The ranges of `source` that each hold one top-level entry: a line that starts at the margin,
/// and what follows it indented, as a list item or as a closing bracket.
fn top_level_entries(source: &str) -> Vec<Range<usize>> {
    let mut starts = vec![];
    let mut position = 0;
    for line in source.split_inclusive('\n') {
        let first = line.chars().next().unwrap_or('\n');
        let continues = first.is_whitespace() || matches!(first, '#' | '-' | ']' | '}');
        if !continues || starts.is_empty() {
            starts.push(position);
        }
        position += line.len();
    }
    let ends = starts.iter().copied().skip(1).chain([source.len()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect()
}

/// The key of an entry whose value cannot be read, where it has a plain one: it is there, so that
/// nobody reports it as missing.
fn broken_key(entry: &str, offset: usize, file: FileId) -> Option<(Spanned<String>, Value)> {
    let (key, _) = entry.split_once(':')?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if key.is_empty() || !key.chars().all(plain) {
        return None;
    }
    let span = Span::new(file, offset..offset + key.len());
    let node = Node::Rejected;
    Some((Spanned::new(key.to_owned(), span), Value { span, node }))
}
