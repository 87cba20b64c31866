//! Customers whom public text names without their consent.

use unicode_normalization::UnicodeNormalization;

use super::protected_term::holder;
use crate::audience::Holder;
use crate::diagnostic::{Diagnostic, Sink, Spanned};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Document, Kind, PageFront, Workbook};

rule! {
    /// ## What it does
    ///
    /// Reports a public document that names a customer of the workbook, in any spelling that
    /// `protected-term` would find. A customer is whoever stands under `customer` of some document. A
    /// page may name those of whom it lists evidence under `consent`, in its text and in the files that it
    /// links. A file that two pages link needs the consent on both: each leads readers there. A link to
    /// another page needs none, unless its words say the name. A page's address, title, summary and
    /// tags stand in lists, also beside other pages, by that page's own consent. A public page with a `customer` of
    /// its own needs their consent too, whether or not its text says the name.
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
        let found_before = sink.len();
        let consented = context.guard().consented(at);
        for spotted in context.guard().spotted(at) {
            let customer = spotted.secret.customer();
            if customer.is_none_or(|customer| consented.contains(&customer)) {
                continue;
            }
            let what = match &spotted.holder {
                Holder::Document if spotted.span == document.front_span => {
                    "the path of this public document".to_owned()
                }
                elsewhere => holder(elsewhere),
            };
            let hint = hint(document, &spotted.holder);
            let message = format!("{what} names a customer who has not consented to it");
            let found = Diagnostic::new(RULE.name, spotted.span, message).hint(hint);
            sink.report(found.label(context.guard().place(spotted.secret), "the customer"));
        }
        if sink.len() == found_before {
            of_front_matter(document, context.workbook, sink);
        }
    }
    for spotted in context.guard().spotted_in_config() {
        if spotted.secret.customer().is_some() {
            let message = "this public text names a customer";
            let found = Diagnostic::new(RULE.name, spotted.span, message)
                .hint("leave the name out: it stands on every page");
            sink.report(found.label(context.guard().place(spotted.secret), "the customer"));
        }
    }
}

/// What to do about a name.
const fn hint(document: &Document, holder: &Holder) -> &'static str {
    match (document.as_page().is_some(), holder) {
        (true, Holder::Document) => {
            "list the evidence in which they agree under `consent`, or leave the name out"
        }
        (true, Holder::Path) => {
            "list the evidence in which they agree under `consent`, or call the file something else"
        }
        (true, Holder::File { .. }) => {
            "list the evidence in which they agree under `consent`, take the name out of the file, \
             or do not link it"
        }
        (false, Holder::Document) => "leave the name out; only a page can have a `consent`",
        (false, Holder::Path) => "call the file something else; only a page can have a `consent`",
        (false, Holder::File { .. }) => {
            "take the name out of the file, or do not link it; only a page can have a `consent`"
        }
    }
}

/// Reports a public page whose own front matter names a customer who has not agreed, though its text
/// does not say the name.
fn of_front_matter(document: &Document, workbook: &Workbook, sink: &mut Sink) {
    let page = document.as_page().filter(|_| document.route.is_public());
    let Some((page, customer)) = page.and_then(|page| Some((page, page.customer.as_ref()?))) else {
        return;
    };
    let notes = consents(page, customer, workbook);
    if notes.iter().any(|(_, consent)| *consent == Consent::Given) {
        return;
    }
    let message = "nothing shows that the customer of this page agreed to it";
    let hint = "list the evidence in which they agree under `consent`, or write `route: memory`";
    let found = Diagnostic::new(RULE.name, customer.span, message).hint(hint);
    let labelled = notes.into_iter().fold(found, |found, (id, consent)| {
        found.label(id.span, consent.word())
    });
    sink.report(labelled);
}

/// What a document under `consent` is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Consent {
    Given,
    OfAnother,
    OfNobody,
    NoEvidence,
}

impl Consent {
    const fn word(self) -> &'static str {
        match self {
            Self::Given => "here they agree",
            Self::OfAnother => "this evidence concerns another customer",
            Self::OfNobody => "this evidence names no `customer`",
            Self::NoEvidence => "this is no evidence",
        }
    }
}

/// The documents under `consent` that exist, and what each is worth for `customer`.
fn consents<'a>(
    page: &'a PageFront,
    customer: &Spanned<String>,
    workbook: &Workbook,
) -> Vec<(&'a Spanned<String>, Consent)> {
    let worth = |document: &Document| match &document.kind {
        Kind::Evidence(note) => match &note.customer {
            Some(named) if is_same(&named.value, &customer.value) => Consent::Given,
            Some(_) => Consent::OfAnother,
            None => Consent::OfNobody,
        },
        _ => Consent::NoEvidence,
    };
    let named = page.consent.iter();
    named
        .filter_map(|id| Some((id, worth(workbook.document(&id.value)?))))
        .collect()
}

/// Whether two names are those of one customer, however they are spaced and capitalised.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        let words: Vec<&str> = name.split_whitespace().collect();
        words.join(" ").to_lowercase().nfc().collect()
    };
    plain(one) == plain(other)
}
