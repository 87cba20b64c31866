//! Allowances that have run out.

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, rule};
use crate::workbook::Allow;

rule! {
    /// ## What it does
    ///
    /// Reports an entry of `allow:` whose `until` has passed. The day itself still counts. From the day
    /// after, it silences nothing.
    ///
    /// ## Why it matters
    ///
    /// A finding is allowed for a while, not for good. When the while is over, somebody mends it or
    /// says again why it stays.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// allow:
    ///   - { rule: stale-loop, because: the counter is closed in winter, until: 2026-03-01 }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// allow:
    ///   - { rule: stale-loop, because: the counter is closed in winter, until: 2027-03-01 }
    /// ```
    ///
    /// So it is with the entries of `known-findings.yaml`: from the day after, what they list is reported
    /// again.
    RULE = "expired-allow", Allowing, Error; Check::WhileAllowing
}

/// Whether the entry has run out, which is reported.
pub(super) fn check(allow: &Allow, today: Date, sink: &mut Sink) -> bool {
    let Some(until) = allow.until.as_ref().filter(|until| until.value < today) else {
        return false;
    };
    let message = format!("`{}` was allowed until {}", allow.rule.value, until.value);
    let hint = "mend what it silenced and remove it, or say again why and until when";
    sink.report(Diagnostic::new(RULE.name, until.span, message).hint(hint));
    true
}
