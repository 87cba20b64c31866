//! Journeys that nobody has approved.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Document, Kind, Route};

rule! {
    /// ## What it does
    ///
    /// Reports a page that is routed to journeys and has no `safe_to_show`, and a loop or a cycle that
    /// is routed there, which nobody can approve.
    ///
    /// ## Why it matters
    ///
    /// Journeys are proof, and proof is about somebody: a customer, a colleague, a number of the
    /// business. A person other than the author says that it may be shown, and until then it stays
    /// private.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// route: journeys
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// route: journeys
    /// safe_to_show:
    ///   approved_by: halina
    ///   approved_on: 2026-10-28
    ///   digest: sha256:9f2c…
    /// ```
    ///
    /// `loopbook approve PAGE --as PERSON` shows what would be public, asks, and writes these lines.
    RULE = "unapproved-journey", Publishing, Error "fixed"; Check::Document(check)
}

fn check(_: &Context<'_>, document: &Document, sink: &mut Sink) {
    let route = document.keys.get("route");
    let Some(route) = route.filter(|_| document.route == Route::Journeys) else {
        return;
    };
    let found = match &document.kind {
        Kind::Page(_) if is_approved_somehow(document) => return,
        Kind::Page(_) => {
            let hint = format!(
                "read it, then run `loopbook approve {} --as PERSON`; until then write `route: memory`",
                document.id
            );
            Diagnostic::new(RULE.name, route.span, "nobody has approved this journey").hint(hint)
        }
        Kind::Loop(_) | Kind::Cycle(_) => {
            let message = format!("a {} cannot be a journey", document.kind.word());
            let hint = "write `route: playbook` or `route: memory`; a page of its own can tell the journey";
            Diagnostic::new(RULE.name, route.span, message).hint(hint)
        }
        // Evidence may not be routed at all, and what is no document yet is no journey either.
        Kind::Evidence(_) | Kind::Unknown => return,
    };
    sink.report(found);
}

/// Whether there is a record of an approval, or could be among what was lost; what is wrong with it
/// is another finding.
fn is_approved_somehow(document: &Document) -> bool {
    document.keys.get("safe_to_show").is_some() || document.keys.has_gaps()
}
