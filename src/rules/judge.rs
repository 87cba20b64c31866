//! Runs the rules and decides, in this one place, how severe each finding is.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::allowing::known::{self, Taken};
use super::allowing::{self, USELESS_ALLOW};
use super::{Check, Context, Known, RULES, Rule, told};
use crate::diagnostic::{Diagnostic, FileId, RuleName, Severity, Sink, Span};
use crate::source::Files;

/// Why a fix is not offered.
const WITHHELD: &str = "`fix` never makes anything public, and this could";

/// A diagnostic with its severity.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How severe it is in this workbook.
    pub severity: Severity,
    /// What was found, as it may be told to anybody.
    pub diagnostic: Diagnostic,
    /// Whether `known-findings.yaml` may list it.
    pub may_be_known: bool,
    /// Whether its edits write what must not be told to anybody.
    pub has_private_edits: bool,
    /// What was found, where not all of it may be told.
    pub(super) whole: Option<Box<Diagnostic>>,
}

impl Finding {
    /// What was found, with what nobody may be told: only to compare it with other findings.
    pub fn whole(&self) -> &Diagnostic {
        self.whole.as_deref().unwrap_or(&self.diagnostic)
    }
}

/// All findings of a workbook, sorted by path, line, column and rule.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    list: Vec<Finding>,
    /// Those that the workbook may have for a while, which are in no count.
    known: Vec<Finding>,
    /// What of `known-findings.yaml` holds.
    listed: Vec<Known>,
}

impl Findings {
    /// The findings in order.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.list.iter()
    }

    /// Those findings that `keep` keeps.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&Finding) -> bool) -> Self {
        let kept = self.list.iter().filter(|finding| keep(finding));
        Self {
            list: kept.cloned().collect(),
            ..Self::default()
        }
    }

    /// Those findings that are `of_first`, by their position, and the others.
    #[must_use]
    pub fn split(&self, of_first: impl Fn(usize) -> bool) -> (Self, Self) {
        let (mut first, mut others) = (Self::default(), Self::default());
        for (at, finding) in self.list.iter().enumerate() {
            let side = if of_first(at) {
                &mut first
            } else {
                &mut others
            };
            side.list.push(finding.clone());
        }
        (first, others)
    }

    /// Takes the fixes away from the findings in these files, and says so: made, they would show
    /// something to the public that it does not see now.
    pub fn withhold_fixes(&mut self, files: &BTreeSet<FileId>) {
        let found = self.list.iter_mut().map(|finding| &mut finding.diagnostic);
        let touches = |found: &Diagnostic| {
            let fix = found.fix.iter();
            fix.flat_map(|fix| &fix.edits)
                .any(|edit| files.contains(&edit.span.file))
        };
        for found in found.filter(|found| touches(found)) {
            if found.fix.take().is_some() {
                found.hint = Some(match found.hint.take() {
                    None => format!("write it by hand: {WITHHELD}"),
                    Some(hint) if hint.ends_with(['?', '.']) => {
                        format!("{hint} Write it by hand: {WITHHELD}")
                    }
                    Some(hint) => format!("{hint}; write it by hand: {WITHHELD}"),
                });
            }
        }
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// The findings that the workbook may have for a while (language, section 7). They are not reported and
    /// not counted.
    pub fn known(&self) -> &[Finding] {
        &self.known
    }

    /// What of `known-findings.yaml` holds today, reason by reason.
    pub fn listed(&self) -> &[Known] {
        &self.listed
    }

    /// Whether there is nothing to report.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Runs every rule over the workbook, and adds what `read` collected while it was read.
pub fn judge(context: &Context<'_>, read: Sink) -> Findings {
    run(context, read, &|_| true)
}

/// What the rules of these names find, as [`judge`] finds it.
pub fn judge_some(context: &Context<'_>, read: Sink, wanted: &BTreeSet<RuleName>) -> Findings {
    // Whether an `allow` silences nothing can be told only by all rules.
    let needs_all = wanted.contains(USELESS_ALLOW);
    let mut found = run(context, read, &|rule| needs_all || wanted.contains(rule));
    found
        .list
        .retain(|finding| wanted.contains(finding.diagnostic.rule));
    found
}

fn run(context: &Context<'_>, read: Sink, runs: &(dyn Fn(RuleName) -> bool + Sync)) -> Findings {
    let mut sink = read;
    let run: Vec<&Rule> = RULES.iter().filter(|rule| runs(rule.name)).collect();
    for rule in &run {
        if let Check::Workbook(check) = rule.check {
            check(context, &mut sink);
        }
    }
    let by_document = |document| {
        let mut sink = Sink::new();
        for rule in &run {
            if let Check::Document(check) = rule.check {
                check(context, document, &mut sink);
            }
        }
        sink
    };
    let documents = &context.workbook.documents;
    let sinks: Vec<Sink> = documents.par_iter().map(by_document).collect();
    let reported = allowing::without_allowed(context, sink, documents.iter().zip(sinks));
    let severities = severities(context);
    let weigh = |diagnostic: Diagnostic| {
        let severity = severities.get(diagnostic.rule).copied().flatten()?;
        Some(Finding {
            severity,
            may_be_known: known::may_be_known(context, &diagnostic),
            diagnostic,
            has_private_edits: false,
            whole: None,
        })
    };
    let files = &context.workbook.files;
    let mut list: Vec<Finding> = reported.into_iter().filter_map(weigh).collect();
    sort(&mut list, files);
    // Two loops that keep their table in one file find the same in it.
    list.dedup_by(|a, b| a.diagnostic == b.diagnostic);
    let is_off = |rule: &str| severities.get(rule).is_some_and(Option::is_none);
    let Taken {
        mut known,
        listed,
        faults,
    } = known::take(context, &mut list, is_off);
    if !faults.is_empty() {
        list.extend(faults.into_iter().filter_map(weigh));
        sort(&mut list, files);
    }
    for finding in list.iter_mut().chain(&mut known) {
        told::as_told(context, finding);
    }
    Findings {
        list,
        known,
        listed,
    }
}

/// The severity of every rule in this workbook; `None` where it is off.
fn severities(context: &Context<'_>) -> HashMap<RuleName, Option<Severity>> {
    let mut severities: HashMap<RuleName, Option<Severity>> = RULES
        .iter()
        .map(|rule| (rule.name, Some(rule.severity)))
        .collect();
    for (name, level) in &context.workbook.config.rules {
        let Some(rule) = super::find(&name.value) else {
            continue;
        };
        let level = match level.value.as_str() {
            "off" => None,
            "note" => Some(Severity::Note),
            "warning" => Some(Severity::Warning),
            "error" => Some(Severity::Error),
            _ => continue,
        };
        if !rule.fixed {
            severities.insert(rule.name, level);
        }
    }
    severities
}

fn sort(list: &mut [Finding], files: &Files) {
    list.sort_by(|a, b| {
        let (a, b) = (&a.diagnostic, &b.diagnostic);
        let path = |diagnostic: &Diagnostic| files.get(diagnostic.span.file).path();
        path(a)
            .cmp(path(b))
            .then_with(|| a.span.cmp(&b.span))
            .then_with(|| a.rule.cmp(b.rule))
            .then_with(|| a.message.cmp(&b.message))
            .then_with(|| label_places(a).cmp(label_places(b)))
    });
}

fn label_places(diagnostic: &Diagnostic) -> impl Iterator<Item = Span> {
    diagnostic.labels.iter().map(|label| label.span)
}
