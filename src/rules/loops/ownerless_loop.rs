//! Loops that no person answers for.

use super::lost_key::was_lost;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Actor, Document};

rule! {
    /// ## What it does
    ///
    /// Reports a loop without `owner`, and a loop whose owner is an agent or a system.
    ///
    /// ## Why it matters
    ///
    /// Somebody has to notice that a loop is open, and to answer for it when it goes wrong.
    /// Software can do neither.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// job: understand
    /// owner: refund-agent
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// job: understand
    /// owner: mo
    /// ```
    ///
    /// An owner who is nobody in `workbook.yaml` is an `unknown-person`. Retired loops keep their
    /// owner.
    RULE = "ownerless-loop", Loops, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    if document.as_loop().is_none() {
        return;
    }
    let config = &context.workbook.config;
    let Some(owner) = &document.owner else {
        if !was_lost(&document.keys, "owner") {
            let finding = Diagnostic::new(RULE.name, document.front_span, "the loop has no owner");
            let person = config.people.first();
            let person = person.map_or("…", |person| person.id.value.as_str());
            sink.report(finding.hint(format!(
                "add `owner: {person}`, or whoever of `people` answers for it"
            )));
        }
        return;
    };
    let (what, hint) = match config.actor(&owner.value) {
        Some(Actor::Agent(agent)) => {
            let person = agent.owner.as_ref().map(|owner| owner.value.as_str());
            let person = person.filter(|person| config.person(person).is_some());
            let hint = person.map(|person| format!(", such as `{person}`, who owns the agent"));
            ("an agent", hint)
        }
        Some(Actor::System(_)) => ("a system", None),
        Some(Actor::Person(_)) | None => return,
    };
    let message = format!("the loop's owner `{}` is {what}", owner.value);
    let hint = format!("name a person{}", hint.unwrap_or_default());
    sink.report(Diagnostic::new(RULE.name, owner.span, message).hint(hint));
}
