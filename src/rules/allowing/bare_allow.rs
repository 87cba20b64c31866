//! Allowances without a reason or without an end.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::loops::lost_key::was_lost;
use crate::rules::{Check, rule};
use crate::syntax::is_placeholder;
use crate::workbook::Allow;

rule! {
    /// ## What it does
    ///
    /// Reports an entry of `allow:` that does not say why or until when. It silences nothing.
    ///
    /// ## Why it matters
    ///
    /// Whoever reads the document next cannot tell whether the reason still holds, and nothing makes
    /// anybody ask again.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// allow:
    ///   - { rule: stale-loop }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// allow:
    ///   - { rule: stale-loop, because: the counter is closed in winter, until: 2027-03-01 }
    /// ```
    ///
    /// `TODO` is no reason. The entries of `known-findings.yaml` are held to the same. A date that is none is the finding `invalid-value`, and is not reported
    /// here a second time.
    RULE = "bare-allow", Allowing, Error; Check::WhileAllowing
}

/// Whether the entry lacks its reason or its date, which is reported unless it was already.
pub(super) fn check(allow: &Allow, sink: &mut Sink) -> bool {
    let reason = allow.because.as_ref();
    let bare = reason.is_none_or(|why| is_placeholder(&why.value));
    let endless = allow.until.is_none();
    if !bare && !endless {
        return false;
    }
    // What was written and could not be read was reported as such.
    let unread = |key: &str, read: bool| match allow.keys.get(key) {
        Some(_) => !read,
        None => was_lost(&allow.keys, key),
    };
    let bare = bare && !unread("because", reason.is_some());
    let endless = endless && !unread("until", false);
    let missing = match (bare, endless) {
        (true, true) => "why or until when",
        (true, false) => "why",
        (false, true) => "until when",
        (false, false) => return true,
    };
    let message = format!(
        "this does not say {missing} `{}` is allowed",
        allow.rule.value
    );
    let hint = "write a reason behind `because:`, and the last day behind `until:`";
    sink.report(Diagnostic::new(RULE.name, allow.place, message).hint(hint));
    true
}
