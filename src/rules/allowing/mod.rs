//! Findings that a document is allowed to have, and what is wrong with allowing them (language,
//! section 7).
//!
//! This runs when all other rules are done, over what they found. It decides nothing about
//! severities: what a workbook turned off is found and silenced here like anything else, so that
//! turning a rule off and on again does not make an `allow` useless in between.

pub(super) mod bare_allow;
pub(super) mod expired_allow;
pub(super) mod forbidden_allow;
pub(super) mod known;
pub(super) mod useless_allow;

use std::collections::HashMap;

use super::{Context, find};
use crate::diagnostic::{Diagnostic, FileId, RuleName, Sink};
use crate::workbook::{Allow, Document};

/// The rule that says that an `allow` silences nothing.
pub(super) const USELESS_ALLOW: RuleName = useless_allow::RULE.name;

/// An `allow` that holds today, and whether it silenced anything.
struct Valid<'w> {
    allow: &'w Allow,
    used: bool,
}

/// What is left without what documents are allowed, and with what is wrong with allowing it.
///
/// `whole` was found while reading and by rules that look at the workbook as a whole; it belongs to
/// the document that it points into. What rules found in each document is its own, also where it
/// points into a file in which the document keeps a table.
pub(super) fn without_allowed<'w>(
    context: &Context<'w>,
    whole: Sink,
    by_document: impl Iterator<Item = (&'w Document, Sink)>,
) -> Vec<Diagnostic> {
    let mut sink = Sink::new();
    let mut valid: HashMap<FileId, Vec<Valid<'_>>> = HashMap::new();
    for document in &context.workbook.documents {
        let allowed = valid_ones(context, document, &mut sink);
        if !allowed.is_empty() {
            valid.insert(document.file, allowed);
        }
    }
    let mut left = whole.into_diagnostics();
    left.retain(|finding| !silences(&mut valid, finding.span.file, finding));
    for (document, found) in by_document {
        let mut found = found.into_diagnostics();
        found.retain(|finding| {
            let place = finding.span.file;
            let file = if is_document(context, place) {
                place
            } else {
                document.file
            };
            !silences(&mut valid, file, finding)
        });
        left.extend(found);
    }
    for (position, document) in context.workbook.documents.iter().enumerate() {
        if let Some(allowed) = valid.get(&document.file)
            && is_whole(context, document)
        {
            report_useless(context, position, allowed, &mut sink);
        }
    }
    left.extend(sink.into_diagnostics());
    left
}

/// Whether `file` holds a document.
fn is_document(context: &Context<'_>, file: FileId) -> bool {
    let workbook = context.workbook;
    let id = workbook.files.get(file).path().strip_suffix(".md");
    let document = id.and_then(|id| workbook.document(id));
    document.is_some_and(|document| document.file == file)
}

/// Whether every rule had all it needs to judge `document`. Where not, a finding may come back as
/// soon as what is broken is mended, and an `allow` for it is not useless.
const fn is_whole(context: &Context<'_>, document: &Document) -> bool {
    document.sound && context.workbook.config.complete
}

fn report_useless(context: &Context<'_>, position: usize, allowed: &[Valid<'_>], sink: &mut Sink) {
    for (at, unused) in allowed.iter().enumerate().filter(|(_, one)| !one.used) {
        if is_untold(context, position, &unused.allow.rule.value) {
            continue;
        }
        let earlier = allowed[..at].iter().map(|valid| valid.allow);
        useless_allow::check(unused.allow, earlier, sink);
    }
}

/// Whether only history could tell that a rule finds something in a loop, and cannot here. What is
/// useless in a shallow clone may be needed in a whole one.
fn is_untold(context: &Context<'_>, position: usize, rule: &str) -> bool {
    let Some((_, status)) = context.status.of_loop(position) else {
        return false;
    };
    match rule {
        "moved-baseline" => status.moved_baseline.lacks_history,
        "tool-before-redesign" | "repeated-mistake" => status.signal.lacks_history,
        _ => false,
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

/// Whether the document in `file` is allowed to have `finding`.
fn silences(
    valid: &mut HashMap<FileId, Vec<Valid<'_>>>,
    file: FileId,
    finding: &Diagnostic,
) -> bool {
    let mut allowed = valid.get_mut(&file).into_iter().flatten();
    match allowed.find(|valid| valid.allow.rule.value == finding.rule) {
        Some(first) => {
            first.used = true;
            true
        }
        None => false,
    }
}
