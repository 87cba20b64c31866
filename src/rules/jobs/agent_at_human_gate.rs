//! Agents where a person must stand.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Actor, Agent, Config, Document, HUMAN_GATES, typed_tables};

rule! {
    /// ## What it does
    ///
    /// Reports a step of a map that is a human gate (judgment, taste, relationship, exception,
    /// approval, liability) and that an agent holds. It looks at every table with the columns Kind
    /// and Who.
    ///
    /// ## Why it matters
    ///
    /// A gate is where somebody answers for what happens next. Software cannot be asked why, and
    /// cannot be sorry.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Step | Kind | Who |
    /// |---|---|---|
    /// | Approve the refund | approval | refund-agent |
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Step | Kind | Who |
    /// |---|---|---|
    /// | Put the order beside the policy | perception | refund-agent |
    /// | Approve the refund | approval | ana |
    /// ```
    ///
    /// An agent may prepare a gate in a step of its own. A gate that a system holds leaves the step
    /// Humans open.
    RULE = "agent-at-human-gate", Jobs, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let config = &context.workbook.config;
    for table in typed_tables(document, context.workbook) {
        if !table.has_columns(&["Kind", "Who"]) {
            continue;
        }
        for row in table.rows() {
            let (Some(kind), Some(who)) = (row.cell("Kind"), row.cell("Who")) else {
                continue;
            };
            if let Some(Actor::Agent(agent)) = config.actor(who.words)
                && HUMAN_GATES.contains(&kind.words)
            {
                let message = format!("the agent `{}` holds a human gate", who.words);
                let found = Diagnostic::new(RULE.name, who.text.span, message)
                    .label(kind.text.span, format!("{} stays with people", kind.words))
                    .hint(hint(agent, config));
                sink.report(found);
            }
        }
    }
}

fn hint(agent: &Agent, config: &Config) -> String {
    let owner = agent.owner.as_ref().map(|owner| owner.value.as_str());
    let such = match owner.filter(|owner| config.person(owner).is_some()) {
        Some(owner) => format!(", such as `{owner}`, who owns the agent"),
        None => String::new(),
    };
    format!("give the step to a person{such}; what the agent prepares is a step of its own")
}
