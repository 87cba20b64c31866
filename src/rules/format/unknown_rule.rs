//! Names of rules that do not exist.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Sink, Spanned};
use crate::rules::{Check, Context, RULES, find, rule};
use crate::syntax::{has_hidden, misspelt, nearest};
use crate::workbook::{INVALID_VALUE, KnownOfRule};

rule! {
    /// ## What it does
    ///
    /// Reports a name under `rules:` in `workbook.yaml` or in `allow:` that no rule has. Under `rules:` it
    /// also holds that a rule whose severity is fixed is not given another one; that is the finding
    /// `invalid-value`. A slip of the hand is mended by `fix`.
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
    let rules = &context.workbook.config.rules;
    let named: HashSet<&str> = rules.iter().map(|(name, _)| &*name.value).collect();
    for (name, level) in rules {
        match find(&name.value) {
            Some(rule) if rule.fixed && level.value != rule.severity.word() => {
                sink.report(fixed(&name.value, level));
            }
            None if !has_hidden(&name.value) => {
                sink.report(unless_there(unknown(name), |name| named.contains(name)));
            }
            _ => {}
        }
    }
    for group in &context.workbook.known {
        let key = |of: &KnownOfRule| (of.path.value.clone(), of.rule.value.clone());
        let listed: HashSet<(String, String)> = group.findings.iter().map(key).collect();
        for KnownOfRule { path, rule, .. } in &group.findings {
            if find(&rule.value).is_none() && !has_hidden(&rule.value) {
                let listed = |name: &str| listed.contains(&(path.value.clone(), name.to_owned()));
                sink.report(unless_there(unknown(rule), listed));
            }
        }
    }
    for document in &context.workbook.documents {
        for name in document.allow.iter().map(|allow| &allow.rule) {
            if find(&name.value).is_none() {
                sink.report(unknown(name));
            }
        }
    }
}

/// Without its mend where the name that it would write is there already: a name stands once in a map.
fn unless_there(mut found: Diagnostic, is_there: impl Fn(&str) -> bool) -> Diagnostic {
    found
        .fix
        .take_if(|fix| fix.edits.iter().any(|edit| is_there(&edit.replacement)));
    found
}

fn unknown(name: &Spanned<String>) -> Diagnostic {
    let message = format!("there is no rule `{}`", name.value);
    let found = Diagnostic::new(RULE.name, name.span, message);
    let names = || RULES.iter().map(|rule| rule.name);
    let Some(near) = nearest(&name.value, names()) else {
        return found.hint("write the name that a finding has in brackets");
    };
    let found = found.hint(format!("did you mean `{near}`?"));
    if misspelt(&name.value, names()) != Some(near) {
        return found;
    }
    found.fix(format!("Change it to `{near}`"), name.span, near)
}

fn fixed(name: &str, level: &Spanned<String>) -> Diagnostic {
    let message = format!("`{name}` is fixed and cannot be changed");
    Diagnostic::new(INVALID_VALUE, level.span, message).hint(format!("remove `{name}` here"))
}
