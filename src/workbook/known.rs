//! Findings that the workbook may have for a while (language, section 7): `known-findings.yaml`, which
//! `check --write-baseline` writes when a workbook that is not clean yet is taken over.
//!
//! The file only lists; whether a finding is one of those is decided where `allow:` is.

use std::sync::Arc;

use jiff::civil::Date;

use super::field::KNOWN;
use super::load::read_text;
use super::read;
use super::validate::Keys;
use crate::diagnostic::{FileId, Sink, Span, Spanned};
use crate::source::{Entry, KNOWN_FILE, SourceFile, World};
use crate::syntax::{Map, Value, parse_map};

/// How deep the file nests: the list, an entry, its findings, a path, a rule, a list.
const DEPTH: usize = 7;

/// Findings that stay for one reason, until one day.
#[derive(Debug, Clone)]
pub struct KnownGroup {
    /// The entry's place.
    pub place: Span,
    /// Why they may stay.
    pub because: Option<Spanned<String>>,
    /// The last day on which they may.
    pub until: Option<Spanned<Date>>,
    /// The findings of a rule in a file: what each is known by.
    pub findings: Vec<KnownOfRule>,
    /// Every key of the entry, for rules that look at keys as such.
    pub keys: Map,
}

/// The findings of a rule in a file.
#[derive(Debug, Clone)]
pub struct KnownOfRule {
    /// The path of the file, from the workbook's root.
    pub path: Spanned<String>,
    /// The rule, known or not.
    pub rule: Spanned<String>,
    /// What each is known by; one that is there twice stands for two.
    pub ids: Vec<Spanned<String>>,
}

/// Reads the file where there is one.
pub(super) fn read_known(
    world: &dyn World,
    entries: &[Entry],
    number: impl FnOnce(&str) -> FileId,
    sink: &mut Sink,
) -> (Vec<KnownGroup>, Option<(FileId, Arc<SourceFile>)>) {
    let at = entries.binary_search_by(|entry| entry.path.as_str().cmp(KNOWN_FILE));
    let Ok(at) = at else {
        return (Vec::new(), None);
    };
    let file = number(KNOWN_FILE);
    let mut found = Sink::new();
    let text = read_text(world, Some(&entries[at]), file, &mut found);
    let is_read = found.is_empty();
    sink.join(found);
    let text = text.unwrap_or_default();
    let groups = if is_read {
        groups(&text, file, sink)
    } else {
        Vec::new()
    };
    let source = SourceFile::new(KNOWN_FILE.to_owned(), text);
    (groups, Some((file, Arc::new(source))))
}

fn groups(text: &str, file: FileId, sink: &mut Sink) -> Vec<KnownGroup> {
    let map = parse_map(text, 0..text.len(), DEPTH, file, sink);
    Keys {
        fields: KNOWN.iter().collect(),
        of: KNOWN_FILE,
        place: Span::start_of(file),
        elsewhere: &|_| None,
    }
    .check(&map, sink);
    let groups = map.get("known").and_then(Value::as_list);
    groups
        .unwrap_or_default()
        .iter()
        .filter_map(group)
        .collect()
}

fn group(value: &Value) -> Option<KnownGroup> {
    let keys = value.as_map()?;
    Some(KnownGroup {
        place: value.span,
        because: read::text(keys, "because"),
        until: read::date(keys, "until"),
        findings: read::map(keys, "findings")
            .map(findings)
            .unwrap_or_default(),
        keys: keys.clone(),
    })
}

fn findings(of: &Map) -> Vec<KnownOfRule> {
    let by_path = of
        .iter()
        .filter_map(|(path, rules)| Some((path, rules.as_map()?)));
    let by_rule =
        by_path.flat_map(|(path, rules)| rules.iter().map(move |(rule, ids)| (path, rule, ids)));
    by_rule
        .map(|(path, rule, ids)| KnownOfRule {
            path: path.clone(),
            rule: rule.clone(),
            ids: ids
                .as_list()
                .unwrap_or_default()
                .iter()
                .filter_map(read::text_of)
                .collect(),
        })
        .collect()
}
