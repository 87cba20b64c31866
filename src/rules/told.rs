//! What of a finding may be told: a finding may stand in the log of a public repository, whatever it is
//! about. Every finding of every rule passes here, on its way to whatever prints it.

use super::{Context, Finding};
use crate::audience::shortened;
use crate::diagnostic::Diagnostic;
use crate::workbook::Workbook;

/// Leaves of a finding what may be told, and keeps all of it where that is less.
pub(super) fn as_told(context: &Context<'_>, finding: &mut Finding) {
    let withheld = context.withheld;
    let whole = finding.diagnostic.clone();
    let Diagnostic {
        message,
        hint,
        labels,
        fix,
        ..
    } = &mut finding.diagnostic;
    let is_name = |words: &str| names_file(context.workbook, words);
    let quoted = |text: &str| shortened(&withheld.message(text), &is_name).into_owned();
    *message = quoted(message);
    for label in labels {
        label.message = quoted(&label.message);
    }
    // What is to be written has to be there as a whole.
    if let Some(hint) = hint {
        *hint = withheld.message(hint).into_owned();
    }
    if let Some(fix) = fix {
        fix.title = withheld.message(&fix.title).into_owned();
        let mut edits = fix.edits.iter();
        finding.has_private_edits = edits.any(|edit| withheld.covers(&edit.replacement));
    }
    if whole != finding.diagnostic {
        finding.whole = Some(Box::new(whole));
    }
}

/// Whether `words` are the path or the id of a file of the workbook: these are no prose, and what they
/// name cannot be found by half of them.
fn names_file(workbook: &Workbook, words: &str) -> bool {
    let path = words.split('#').next().unwrap_or(words);
    workbook.paths.is_file(path) || workbook.paths.document(path).is_some()
}
