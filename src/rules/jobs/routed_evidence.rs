//! Evidence on its way to the public.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Document, Kind};

rule! {
    /// ## What it does
    ///
    /// Reports an evidence document whose `route` is not `memory`, which `fix` writes.
    ///
    /// ## Why it matters
    ///
    /// Evidence holds what people said to us and not to the world: names, prices, a complaint about
    /// somebody. It stays private whatever its route says; the route says what somebody expects.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// kind: evidence
    /// route: journeys
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// kind: evidence
    /// route: memory
    /// ```
    ///
    /// What others may read is written as a page, which names the evidence under `proof` and shows
    /// nothing of it.
    RULE = "routed-evidence", Jobs, Error "fixed"; Check::Document(check)
}

fn check(_: &Context<'_>, document: &Document, sink: &mut Sink) {
    if !matches!(document.kind, Kind::Evidence(_)) || !document.route.is_public() {
        return;
    }
    let Some(route) = document.keys.get("route") else {
        return;
    };
    let message = format!("evidence cannot be routed to `{}`", document.route.word());
    let found = Diagnostic::new(RULE.name, route.span, message)
        .hint("keep it in `memory`, and write a page that names it under `proof`")
        .fix("Route it to `memory`", route.span, "memory");
    sink.report(found);
}
