//! Findings that were there when a workbook was taken over, and may stay for a while: those of
//! `known-findings.yaml` (language, section 7).
//!
//! A finding is known by what it says and by the text at its place, not by its line; one more of the
//! same kind is news. What is wrong with the list itself are the findings of `allow:`.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::{bare_allow, expired_allow, forbidden_allow, is_untold, is_whole, useless_allow};
use crate::diagnostic::{Diagnostic, Sink, Span, Spanned};
use crate::rules::loops::lost_key::was_lost;
use crate::rules::{Context, Family, Finding, Rule, find, identity};
use crate::source::{CONFIG_FILE, Files, KNOWN_FILE};
use crate::syntax::{Map, is_placeholder};
use crate::workbook::{KnownGroup, KnownOfRule};

/// How many digits of an identity a finding is known by: one among those of a rule in a file.
const DIGITS: usize = 12;

/// Rules of the family *format* whose findings nobody may get used to: two documents would be written to
/// one place.
const NEVER: &str = "colliding-paths";

/// What of the list holds today: the findings of a reason and a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Why they may stay.
    pub because: String,
    /// The last day on which they may.
    pub until: Date,
    /// What they are known by, by path and rule.
    pub findings: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// A finding of the list.
struct Entry<'w> {
    group: usize,
    of: &'w KnownOfRule,
    id: &'w Spanned<String>,
}

/// Findings of the list that are the same, the first of which are there.
#[derive(Default)]
struct Same<'w> {
    entries: Vec<Entry<'w>>,
    found: usize,
}

/// What came of the list.
#[derive(Debug, Default)]
pub(in crate::rules) struct Taken {
    /// The findings that are known and stay.
    pub(in crate::rules) known: Vec<Finding>,
    /// What of the list holds.
    pub(in crate::rules) listed: Vec<Known>,
    /// What is wrong with it.
    pub(in crate::rules) faults: Vec<Diagnostic>,
}

/// Takes out of what was `found` what is in the list. `is_off` says of a rule whether the workbook
/// turned it off.
pub(in crate::rules) fn take(
    context: &Context<'_>,
    found: &mut Vec<Finding>,
    is_off: impl Fn(&str) -> bool,
) -> Taken {
    if context.workbook.known.is_empty() {
        return Taken::default();
    }
    let mut sink = Sink::new();
    let mut listed = Vec::new();
    let mut entries: HashMap<(&str, &str), HashMap<&str, Same<'_>>> = HashMap::new();
    for group in &context.workbook.known {
        let Some(holds) = valid(context, group, &mut sink) else {
            continue;
        };
        for of in &group.findings {
            if may_be_listed(of, &mut sink) {
                let key = (of.path.value.as_str(), of.rule.value.as_str());
                let same = entries.entry(key).or_default();
                for id in &of.ids {
                    let group = listed.len();
                    let same = same.entry(&id.value).or_default();
                    same.entries.push(Entry { group, of, id });
                }
            }
        }
        listed.push(holds);
    }
    let files = &context.workbook.files;
    let is_known = |found: &mut Finding| {
        let key = (
            files.get(found.diagnostic.span.file).path(),
            found.diagnostic.rule,
        );
        let Some(entries) = entries.get_mut(&key).filter(|_| found.may_be_known) else {
            return false;
        };
        let same = entries.get_mut(&*known_by(found.whole(), files));
        let free = same.filter(|same| same.found < same.entries.len());
        free.map(|same| same.found += 1).is_some()
    };
    let known = found.extract_if(.., is_known).collect();
    let mut gone = Vec::new();
    for same in entries.values().flat_map(HashMap::values) {
        for (at, entry) in same.entries.iter().enumerate() {
            let KnownOfRule { path, rule, .. } = entry.of;
            if at >= same.found && !is_off(&rule.value) && can_be_told(context, entry.of) {
                gone.push(entry);
                continue;
            }
            let rules = listed[entry.group].findings.entry(path.value.clone());
            let ids = rules.or_default().entry(rule.value.clone()).or_default();
            ids.push(entry.id.value.clone());
        }
    }
    report_gone(gone, &mut sink);
    Taken {
        known,
        listed: in_order(listed),
        faults: sink.into_diagnostics(),
    }
}

/// Without reasons that nothing is left of, and the same whatever the order in which it was gathered.
fn in_order(mut listed: Vec<Known>) -> Vec<Known> {
    listed.retain(|known| !known.findings.is_empty());
    let rules = listed
        .iter_mut()
        .flat_map(|known| known.findings.values_mut());
    rules
        .flat_map(BTreeMap::values_mut)
        .for_each(|ids| ids.sort());
    listed
}

/// What a finding is known by in the list, beside its path and rule. It starts with a letter, so that
/// YAML takes it for no number.
pub fn known_by(found: &Diagnostic, files: &Files) -> String {
    // A file that was moved keeps what is known of it where somebody writes its new path.
    let place = |span: Span| {
        let is_own = span.file == found.span.file;
        let path = if is_own {
            ""
        } else {
            files.get(span.file).path()
        };
        path.to_owned()
    };
    let digits = identity(found, files, place);
    format!("f{}", &digits[..DIGITS])
}

/// Whether a finding may be in the list. What is about the public never may; what makes a document
/// unreadable may while the document stays private for it.
pub(in crate::rules) fn may_be_known(context: &Context<'_>, found: &Diagnostic) -> bool {
    let Some(rule) = find(found.rule).filter(|rule| may_be_of(rule)) else {
        return false;
    };
    let path = context.workbook.files.get(found.span.file).path();
    if [CONFIG_FILE, KNOWN_FILE].contains(&path) {
        return false;
    }
    if !rule.fixed {
        return true;
    }
    let Some(id) = path.strip_suffix(".md") else {
        return false;
    };
    let position = context.workbook.paths.document(id);
    position.is_none_or(|position| !context.publication.is_public(position))
}

/// Whether findings of a rule may be in the list at all.
fn may_be_of(rule: &Rule) -> bool {
    let is_fixed = rule.fixed && (rule.family != Family::Format || rule.name == NEVER);
    rule.family.may_be_allowed() && !is_fixed
}

/// What holds of an entry; what is wrong with one that does not is reported.
fn valid(context: &Context<'_>, group: &KnownGroup, sink: &mut Sink) -> Option<Known> {
    let because = group
        .because
        .as_ref()
        .filter(|why| !is_placeholder(&why.value));
    let missing = match (because, &group.until) {
        (Some(because), Some(until)) if until.value >= context.today => {
            return Some(Known {
                because: because.value.clone(),
                until: until.value,
                findings: BTreeMap::new(),
            });
        }
        (Some(_), Some(until)) => {
            let message = format!("these findings could stay until {}", until.value);
            let hint =
                "mend them, or say again why and until when: `loopbook check --write-baseline`";
            let rule = expired_allow::RULE.name;
            sink.report(Diagnostic::new(rule, until.span, message).hint(hint));
            return None;
        }
        // What was written and could not be read was reported as such.
        (_, None) if was_written(&group.keys, "until") => return None,
        (None, _) if group.because.is_none() && was_written(&group.keys, "because") => return None,
        (None, None) => "why or until when",
        (None, Some(_)) => "why",
        (Some(_), None) => "until when",
    };
    let message = format!("this does not say {missing} these findings may stay");
    let hint = "write a reason behind `because:`, and the last day behind `until:`";
    sink.report(Diagnostic::new(bare_allow::RULE.name, group.place, message).hint(hint));
    None
}

/// Whether there is something in the place of a key that has no value.
fn was_written(keys: &Map, key: &str) -> bool {
    keys.get(key).is_some() || was_lost(keys, key)
}

/// Whether the rule may be in the list, which is reported where not. A name that no rule has is
/// reported as such.
fn may_be_listed(of: &KnownOfRule, sink: &mut Sink) -> bool {
    let Some(rule) = find(&of.rule.value) else {
        return false;
    };
    let may = may_be_of(rule);
    if !may {
        let message = format!("`{}` cannot be known and stay", of.rule.value);
        let hint = "mend what it reports, and remove this";
        let rule = forbidden_allow::RULE.name;
        sink.report(Diagnostic::new(rule, of.rule.span, message).hint(hint));
    }
    may
}

/// Whether it could be seen here that a finding is gone.
fn can_be_told(context: &Context<'_>, of: &KnownOfRule) -> bool {
    let workbook = context.workbook;
    let id = of.path.value.strip_suffix(".md");
    let position = id.and_then(|id| workbook.paths.document(id));
    workbook.config.complete
        && position.is_none_or(|position| {
            is_whole(context, &workbook.documents[position])
                && !is_untold(context, position, &of.rule.value)
        })
}

/// Reports what is in the list and not in the workbook any more, once for a rule in a file.
fn report_gone(mut entries: Vec<&Entry<'_>>, sink: &mut Sink) {
    entries.sort_by_key(|entry| entry.id.span);
    entries.dedup_by_key(|entry| entry.of.rule.span);
    for entry in entries {
        let (path, rule) = (&entry.of.path.value, &entry.of.rule.value);
        let message = format!("`{path}` has no such `{rule}` any more");
        let hint = format!(
            "remove `{}`, or let `loopbook check --write-baseline` take out all that is gone",
            entry.id.value
        );
        let gone = useless_allow::RULE.name;
        sink.report(Diagnostic::new(gone, entry.id.span, message).hint(hint));
    }
}
