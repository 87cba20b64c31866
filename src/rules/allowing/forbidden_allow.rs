//! Findings that nobody can allow.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, find, rule};
use crate::workbook::Allow;

rule! {
    /// ## What it does
    ///
    /// Reports an entry of `allow:` for a rule that cannot be allowed: one whose severity is fixed, one
    /// of the family *publishing*, or one about `allow:` itself. It silences nothing.
    ///
    /// ## Why it matters
    ///
    /// A leak stays a leak and a missing approval is missing, whatever the reason. Front matter that
    /// cannot be understood keeps a document private; allowed, it would only hide why.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// allow:
    ///   - { rule: unsafe-url, because: the old shop needs it, until: 2027-03-01 }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// allow:
    ///   - { rule: broken-link, because: the scan comes with the next delivery, until: 2027-03-01 }
    /// ```
    ///
    /// In `known-findings.yaml` front matter may stay broken for a while, since its document is private
    /// for as long.
    RULE = "forbidden-allow", Allowing, Error; Check::WhileAllowing
}

/// Whether the entry allows what cannot be allowed, which is reported.
pub(super) fn check(allow: &Allow, sink: &mut Sink) -> bool {
    let name = allow.rule.value.as_str();
    let forbidden = find(name).is_some_and(|rule| rule.fixed || !rule.family.may_be_allowed());
    if forbidden {
        let message = format!("`{name}` cannot be allowed");
        let hint = "mend what it reports, and remove the entry";
        sink.report(Diagnostic::new(RULE.name, allow.rule.span, message).hint(hint));
    }
    forbidden
}
