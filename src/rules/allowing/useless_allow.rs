//! Allowances that nothing needs.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, rule};
use crate::workbook::Allow;

rule! {
    /// ## What it does
    ///
    /// Reports an entry of `allow:` that silences nothing, because the document has no such finding, or
    /// because an entry above silences it already.
    ///
    /// ## Why it matters
    ///
    /// It would silence the next finding of this kind, which nobody has looked at.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// reviewed: 2026-11-20
    /// allow:
    ///   - { rule: stale-loop, because: the counter is closed in winter, until: 2027-03-01 }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// reviewed: 2026-11-20
    /// ```
    ///
    /// A finding in `known-findings.yaml` that is mended is useless there too;
    /// `loopbook check --write-baseline` takes out all of them.
    ///
    /// An entry is of use also while `rules:` turns its rule off. One that is reported as bare,
    /// expired or forbidden is not reported as useless too.
    RULE = "useless-allow", Allowing, Error; Check::WhileAllowing
}

/// Reports an entry that silenced nothing; `earlier` are the valid ones above it.
pub(super) fn check<'w>(
    allow: &Allow,
    mut earlier: impl Iterator<Item = &'w Allow>,
    sink: &mut Sink,
) {
    let name = &allow.rule.value;
    let same = earlier.find(|other| other.rule.value == *name);
    let found = |message| Diagnostic::new(RULE.name, allow.rule.span, message).hint("remove it");
    sink.report(match same {
        Some(first) => found(format!("`{name}` is allowed twice"))
            .label(first.rule.span, "it is allowed here already"),
        None => found(format!("there is no `{name}` here to allow")),
    });
}
