//! Customers whom public text names without their consent.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};

rule! {
    /// ## What it does
    ///
    /// Reports a public document that names a customer of the workbook, in any spelling that
    /// `protected-term` would find. A customer is whoever stands under `customer` of some document. A
    /// page may name those of whom it lists evidence under `consent`.
    ///
    /// ## Why it matters
    ///
    /// Somebody talked to us, and not to the world. A name on a public page needs their word, kept
    /// where it can be found again.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// Jo Bakery sends back half of what it orders.
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// consent: refunds/evidence/2026-10-jo-bakery
    /// ```
    ///
    /// The message never says the name: logs are read by others too.
    RULE = "missing-consent", Publishing, Error "fixed"; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for (at, document) in context.workbook.documents.iter().enumerate() {
        let consented = context.guard.consented(at);
        for spotted in context.guard.spotted(at) {
            let customer = spotted.secret.customer();
            if customer.is_none_or(|customer| consented.contains(&customer)) {
                continue;
            }
            let what = if spotted.span == document.front_span {
                "the path of this public document"
            } else {
                "this public text"
            };
            let hint = if document.as_page().is_some() {
                "list the evidence in which they agree under `consent`, or leave the name out"
            } else {
                "leave the name out; only a page can have a `consent`"
            };
            let message = format!("{what} names a customer who has not consented to it");
            let found = Diagnostic::new(RULE.name, spotted.span, message).hint(hint);
            sink.report(found.label(context.guard.place(spotted.secret), "the customer"));
        }
    }
    for spotted in context.guard.spotted_in_config() {
        if spotted.secret.customer().is_some() {
            let message = "this public text names a customer";
            let found = Diagnostic::new(RULE.name, spotted.span, message)
                .hint("leave the name out: it stands on every page");
            sink.report(found.label(context.guard.place(spotted.secret), "the customer"));
        }
    }
}
