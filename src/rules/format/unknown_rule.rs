//! Names of rules that do not exist.

use crate::diagnostic::{Diagnostic, Sink, Spanned};
use crate::rules::{Check, Context, RULES, find, is_awaited, rule};
use crate::syntax::{has_hidden, nearest};
use crate::workbook::INVALID_VALUE;

rule! {
    /// ## What it does
    ///
    /// Reports a name under `rules:` in `workbook.yaml` or in `allow:` that no rule has. Under `rules:` it
    /// also holds that a rule whose severity is fixed is not given another one; that is the finding
    /// `invalid-value`.
    ///
    /// ## Why it matters
    ///
    /// A misspelt rule stays as severe as it was, and what it should have silenced is not silenced.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// rules: { broken-lnk: warning }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// rules: { broken-link: warning }
    /// ```
    RULE = "unknown-rule", Format, Error "fixed"; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for (name, level) in &context.workbook.config.rules {
        match find(&name.value) {
            Some(rule) if rule.fixed && level.value != rule.severity.word() => {
                sink.report(fixed(&name.value, level));
            }
            None if !is_awaited(&name.value) && !has_hidden(&name.value) => {
                sink.report(unknown(name));
            }
            _ => {}
        }
    }
    for document in &context.workbook.documents {
        for name in document.allow.iter().map(|allow| &allow.rule) {
            if find(&name.value).is_none() && !is_awaited(&name.value) {
                sink.report(unknown(name));
            }
        }
    }
}

fn unknown(name: &Spanned<String>) -> Diagnostic {
    let message = format!("there is no rule `{}`", name.value);
    let found = Diagnostic::new(RULE.name, name.span, message);
    match nearest(&name.value, RULES.iter().map(|rule| rule.name)) {
        Some(near) => found.hint(format!("did you mean `{near}`?")).fix(
            format!("Change it to `{near}`"),
            name.span,
            near,
        ),
        None => found.hint("write the name that a finding has in brackets"),
    }
}

fn fixed(name: &str, level: &Spanned<String>) -> Diagnostic {
    let message = format!("`{name}` is fixed and cannot be changed");
    Diagnostic::new(INVALID_VALUE, level.span, message).hint(format!("remove `{name}` here"))
}
