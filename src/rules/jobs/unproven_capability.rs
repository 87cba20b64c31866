//! Capabilities that are said to be real, and nothing that shows it.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::status::{Capability, Lack, Lacking};
use crate::syntax::nearest;
use crate::workbook::Workbook;

rule! {
    /// ## What it does
    ///
    /// Reports a capability whose State is REALITY or CONSUMED and whose Evidence links no evidence
    /// document, and one that is CONSUMED while its Used by names no workflow and no page.
    ///
    /// ## Why it matters
    ///
    /// The table keeps apart what is wanted and what is so. Without a link, a reader cannot tell
    /// one from the other, and the next page is built on it.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Capability | State | Evidence | Used by |
    /// |---|---|---|---|
    /// | drafts a whole reply | CONSUMED | | everybody |
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Capability | State | Evidence | Used by |
    /// |---|---|---|---|
    /// | drafts a whole reply | CONSUMED | [forty replies](evidence/replies.md) | refunds |
    /// ```
    ///
    /// Used by holds the id of a workflow or of a page (`playbook/one-answer`), several with
    /// commas between them, or links. What is neither proven nor in use is a DREAM, which is no
    /// fault.
    RULE = "unproven-capability", Jobs, Error; Check::Workbook(check)
}

/// With how many workflows the name of an unknown one is compared.
const MOST_CANDIDATES: usize = 200;

fn check(context: &Context<'_>, sink: &mut Sink) {
    for capability in context.status.capabilities.iter() {
        for lack in &capability.lacks {
            if let Some(found) = found(capability, lack, context.workbook) {
                let found = found.label(capability.state, "this is what it claims");
                sink.report(found);
            }
        }
    }
}

fn found(capability: &Capability, lack: &Lack, workbook: &Workbook) -> Option<Diagnostic> {
    let name = &capability.name;
    let (message, hint) = match &lack.what {
        // The link or the cell is reported where it stands.
        Lacking::NoLink => return None,
        Lacking::NoEvidence => (
            format!("nothing proves `{name}`"),
            "link an evidence note, or call it a DREAM".to_owned(),
        ),
        Lacking::NotEvidence => (
            format!("`{name}` links no evidence note"),
            "link a document with `kind: evidence`, or call it a DREAM".to_owned(),
        ),
        Lacking::NoUser => (
            format!("nothing is named that uses `{name}`"),
            "name the workflow or the page that uses it, or call it REALITY".to_owned(),
        ),
        Lacking::UnknownUser(user) => (
            format!("`{user}` is no workflow and no page"),
            suggest(user, workbook),
        ),
    };
    Some(Diagnostic::new(RULE.name, lack.place, message).hint(hint))
}

fn suggest(user: &str, workbook: &Workbook) -> String {
    let workflows = workbook.workflows.iter().take(MOST_CANDIDATES);
    let near = nearest(user, workflows.map(|workflow| workflow.id.as_str()));
    let path = || workbook.paths.near(&format!("{user}.md"));
    let page = || path().map(|path| path.trim_end_matches(".md").to_owned());
    match near.map(str::to_owned).or_else(page) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the id of a workflow or of a page, such as `refunds` or \
                 `playbook/one-answer`"
            .to_owned(),
    }
}
