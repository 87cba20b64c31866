//! Pages that promise what is still wished for.

use crate::diagnostic::{Diagnostic, Sink, Spanned};
use crate::rules::{Check, Context, rule};
use crate::status::Capability;
use crate::workbook::Document;

rule! {
    /// ## What it does
    ///
    /// Reports a public page whose `capabilities` or `proof` names a capability that the table of an
    /// improve loop calls a DREAM.
    ///
    /// ## Why it matters
    ///
    /// A reader takes what a page shows for what there is. A wish that is published as proof is the
    /// one lie that costs every other page its word.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// route: playbook
    /// capabilities: [drafts a whole reply]
    /// ```
    ///
    /// while `refunds/improve.md` says
    ///
    /// ```markdown
    /// | Capability | State | Evidence | Used by |
    /// |---|---|---|---|
    /// | drafts a whole reply | DREAM | | |
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// route: playbook
    /// capabilities: [looks up an order]
    /// ```
    ///
    /// Names match without regard to case and punctuation. Where several workflows have a capability
    /// of that name, those count to which the page or its `proof` belongs, and else all of them: as
    /// long as one calls it a DREAM, it cannot be told that the page means another.
    RULE = "dream-as-reality", Jobs, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let Some(page) = document.as_page().filter(|_| document.route.is_public()) else {
        return;
    };
    let is_name = |id: &&Spanned<String>| context.workbook.document(&id.value).is_none();
    let names = page
        .capabilities
        .iter()
        .chain(page.proof.iter().filter(is_name));
    for name in names {
        let capabilities = &context.status.capabilities;
        let meant = capabilities.meant(&name.value, document, context.workbook);
        if let Some(dream) = meant.iter().find(|found| found.is_dream) {
            sink.report(found(
                name,
                dream,
                meant.iter().any(|found| !found.is_dream),
            ));
        }
    }
}

fn found(name: &Spanned<String>, dream: &Capability, is_ambiguous: bool) -> Diagnostic {
    let message = format!("`{}` is a dream, and this page is public", name.value);
    let found =
        Diagnostic::new(RULE.name, name.span, message).label(dream.state, "so it says here");
    if is_ambiguous {
        return found.hint(
            "another table says that it is proven: name under `proof` what belongs to the workflow \
             that is meant",
        );
    }
    found.hint("leave it out, keep the page in `memory`, or prove it first and say so in the table")
}
