//! Names that must not be public, `protected_terms` and customers: how many and how long they may be
//! (language, section *Limits*).
//!
//! Every public text is searched for all of them, and what is beyond a limit would be searched for
//! by nobody: each limit is a finding in whose presence nothing is public that could hold the name.

use super::{INVALID_VALUE, read};
use crate::diagnostic::{Diagnostic, Sink, Span, Spanned};
use crate::syntax::Map;

/// The longest name, in characters. What is longer is searched for by as many of its first ones.
pub const LONGEST_NAME: usize = 200;

/// The most entries of `protected_terms`.
const MOST_TERMS: usize = 5000;

/// The most bytes of all of them.
const MOST_BYTES: usize = 256 * 1024;

/// The entries of `protected_terms`.
pub(super) fn protected_terms(map: &Map, sink: &mut Sink) -> Vec<Spanned<String>> {
    let mut terms = read::texts(map, "protected_terms");
    for term in terms.iter().filter(|term| is_too_long(&term.value)) {
        sink.report(too_long("this entry of `protected_terms`", term.span));
    }
    let mut bytes = 0_usize;
    let fits = |(at, term): &(usize, &Spanned<String>)| {
        bytes = bytes.saturating_add(term.value.len());
        *at < MOST_TERMS && bytes <= MOST_BYTES
    };
    let fitting = terms.iter().enumerate().take_while(fits).count();
    if let Some(first) = terms.get(fitting) {
        let message = if fitting == MOST_TERMS {
            format!("`protected_terms` has more than {MOST_TERMS} entries")
        } else {
            format!(
                "`protected_terms` holds more than {} KiB",
                MOST_BYTES / 1024
            )
        };
        let hint = "list the words that tell who is meant, without addresses and descriptions";
        sink.report(Diagnostic::new(INVALID_VALUE, first.span, message).hint(hint));
    }
    terms.truncate(fitting);
    terms
}

/// Reports a customer whose name is too long to be searched for as a whole.
pub(super) fn check_customer(map: &Map, sink: &mut Sink) {
    let customer = read::text(map, "customer");
    if let Some(name) = customer.filter(|name| is_too_long(&name.value)) {
        sink.report(too_long("the customer's name", name.span));
    }
}

fn is_too_long(name: &str) -> bool {
    name.chars().nth(LONGEST_NAME).is_some()
}

fn too_long(what: &str, span: Span) -> Diagnostic {
    let message = format!("{what} is longer than {LONGEST_NAME} characters");
    let hint = "write the name alone, as others would write it";
    Diagnostic::new(INVALID_VALUE, span, message).hint(hint)
}
