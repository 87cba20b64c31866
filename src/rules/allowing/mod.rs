//! Findings that a document is allowed to have, and what is wrong with allowing them (language,
//! section 7).
//!
//! This runs when all other rules are done, over what they found. It decides nothing about
//! severities: what a workbook turned off is found and silenced here like anything else, so that
//! turning a rule off and on again does not make an `allow` useless in between.

pub(super) mod bare_allow;
pub(super) mod expired_allow;
pub(super) mod forbidden_allow;
pub(super) mod useless_allow;

use std::collections::HashMap;

use super::{Context, find};
use crate::diagnostic::{Diagnostic, FileId, Sink};
use crate::workbook::{Allow, Document};

/// An `allow` that holds today, and whether it silenced anything.
struct Valid<'w> {
    allow: &'w Allow,
    used: bool,
}

/// What is left of `found` without what documents are allowed, and with what is wrong with
/// allowing it. A finding belongs to the document that it points into, also where a rule looked at
/// the workbook as a whole.
pub(super) fn without_allowed(context: &Context<'_>, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut sink = Sink::new();
    let mut valid: HashMap<FileId, Vec<Valid<'_>>> = HashMap::new();
    for document in &context.workbook.documents {
        let allowed = valid_ones(context, document, &mut sink);
        if !allowed.is_empty() {
            valid.insert(document.file, allowed);
        }
    }
    let mut left = found;
    if !valid.is_empty() {
        left.retain(|finding| !silences(&mut valid, finding));
    }
    for document in &context.workbook.documents {
        if let Some(allowed) = valid.get(&document.file)
            && is_whole(context, document)
        {
            report_useless(allowed, &mut sink);
        }
    }
    left.extend(sink.into_diagnostics());
    left
}

/// Whether every rule had all it needs to judge `document`. Where not, a finding may come back as
/// soon as what is broken is mended, and an `allow` for it is not useless.
const fn is_whole(context: &Context<'_>, document: &Document) -> bool {
    document.sound && context.workbook.config.complete
}

fn report_useless(allowed: &[Valid<'_>], sink: &mut Sink) {
    for (at, unused) in allowed.iter().enumerate().filter(|(_, one)| !one.used) {
        let earlier = allowed[..at].iter().map(|valid| valid.allow);
        useless_allow::check(unused.allow, earlier, sink);
    }
}

/// The entries of `document` that may silence something. What is wrong with the others goes to
/// `sink`, except for names that no rule has: they are reported as such.
fn valid_ones<'w>(
    context: &Context<'_>,
    document: &'w Document,
    sink: &mut Sink,
) -> Vec<Valid<'w>> {
    let mut valid = Vec::new();
    for allow in &document.allow {
        if forbidden_allow::check(allow, sink) {
            continue;
        }
        let bare = bare_allow::check(allow, sink);
        let expired = expired_allow::check(allow, context.today, sink);
        if !bare && !expired && find(&allow.rule.value).is_some() {
            valid.push(Valid { allow, used: false });
        }
    }
    valid
}

/// Whether the document that `finding` points into is allowed to have it.
fn silences(valid: &mut HashMap<FileId, Vec<Valid<'_>>>, finding: &Diagnostic) -> bool {
    let allowed = valid.get_mut(&finding.span.file).into_iter().flatten();
    let mut allowed = allowed.filter(|valid| valid.allow.rule.value == finding.rule);
    match allowed.next() {
        Some(first) => {
            first.used = true;
            true
        }
        None => false,
    }
}
