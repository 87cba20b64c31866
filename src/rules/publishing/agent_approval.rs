//! Approvals that no person gave.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Actor, Document};

rule! {
    /// ## What it does
    ///
    /// Reports an approval whose `approved_by` is an agent.
    ///
    /// ## Why it matters
    ///
    /// Somebody has to answer for what the world sees. Software can prepare a page and check it; it
    /// cannot be asked later why it was shown. The page stays private.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// safe_to_show: { approved_by: match-agent, approved_on: 2026-10-28, digest: sha256:9f2c… }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// safe_to_show: { approved_by: halina, approved_on: 2026-10-28, digest: sha256:9f2c… }
    /// ```
    ///
    /// `loopbook approve PAGE --as halina` writes the record once Halina has read the page.
    RULE = "agent-approval", Publishing, Error "fixed"; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let record = document
        .as_page()
        .and_then(|page| page.safe_to_show.as_ref());
    let Some(approver) = record.and_then(|record| record.approved_by.as_ref()) else {
        return;
    };
    let config = &context.workbook.config;
    let Some(Actor::Agent(agent)) = config.actor(&approver.value) else {
        return;
    };
    let message = format!(
        "`{}` is an agent, and only a person can approve",
        approver.value
    );
    let owner = agent.owner.as_ref().map(|owner| owner.value.as_str());
    let person = owner.filter(|owner| config.person(owner).is_some());
    let hint = format!(
        "let a person read the page and run `loopbook approve {} --as {}`",
        document.id,
        person.unwrap_or("PERSON")
    );
    sink.report(Diagnostic::new(RULE.name, approver.span, message).hint(hint));
}
