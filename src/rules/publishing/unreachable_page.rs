//! Public pages that nothing leads to.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::Target;

/// The job whose loops bring pages to people.
const DISTRIBUTE: &str = "distribute";

rule! {
    /// ## What it does
    ///
    /// Reports a public document that no other public document links, in its public text or as its
    /// `next`, and no distribute loop either.
    ///
    /// ## Why it matters
    ///
    /// A list of everything is not a way to a page. Whoever comes from another page or was sent by
    /// somebody has a reason to read; a page that nobody points to is read by nobody.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// ### Asset
    /// - [What every answer contains](../playbook/answer-standard.md)
    /// ```
    ///
    /// while nothing links `playbook/pack-a-machine.md`.
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ### Asset
    /// - [What every answer contains](../playbook/answer-standard.md)
    /// - [How to pack a machine](../playbook/pack-a-machine.md)
    /// ```
    RULE = "unreachable-page", Publishing, Warning; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let documents = &context.workbook.documents;
    let mut is_reached = vec![false; documents.len()];
    for (from, document) in documents.iter().enumerate() {
        let mut reach = |target: &Target| {
            if let Target::Document { document: to, .. } | Target::NoHeading { document: to, .. } =
                target
            {
                is_reached[*to] |= *to != from;
            }
        };
        if document
            .as_loop()
            .is_some_and(|front| front.job.value == DISTRIBUTE)
        {
            document.targets.iter().for_each(&mut reach);
        }
        if context.publication.is_public(from) {
            for link in context.publication.links(from) {
                reach(&link.target);
            }
            if let Some(next) = document.as_page().and_then(|page| page.next.as_ref()) {
                reach(&next.target);
            }
        }
    }
    let unreached = documents.iter().enumerate().zip(is_reached);
    for ((at, document), is_reached) in unreached {
        if !is_reached && context.publication.is_public(at) {
            let message = "no public page and no distribute loop links this page";
            let hint =
                "link it where a reader would look for it, or under Asset of a distribute loop";
            sink.report(Diagnostic::new(RULE.name, document.front_span, message).hint(hint));
        }
    }
}
