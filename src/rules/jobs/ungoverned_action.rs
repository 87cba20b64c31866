//! Actions of agents without a limit.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Actor, Document, cell_controls, typed_tables};

rule! {
    /// ## What it does
    ///
    /// Reports a step of a map whose kind is action, which an agent holds, and whose Control is
    /// empty. It looks at every table with the columns Kind, Who and Control.
    ///
    /// ## Why it matters
    ///
    /// An action changes something outside. Without a control there is no limit to it, and nobody
    /// who approves what lies beyond.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Step | Kind | Who | Control |
    /// |---|---|---|---|
    /// | Pay out | action | refund-agent | |
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Step | Kind | Who | Control |
    /// |---|---|---|---|
    /// | Pay out | action | refund-agent | refund-cap |
    /// ```
    ///
    /// where `refund-cap` is a row under `### Thresholds` of the workflow's govern loop. A control
    /// that is not there is the finding `unknown-control`.
    RULE = "ungoverned-action", Jobs, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let config = &context.workbook.config;
    for table in typed_tables(document, context.workbook) {
        if !table.has_columns(&["Kind", "Who", "Control"]) {
            continue;
        }
        for row in table.rows() {
            let (Some(who), Some(control)) = (row.cell("Who"), row.cell("Control")) else {
                continue;
            };
            let is_agent = matches!(config.actor(who.words), Some(Actor::Agent(_)));
            let acts = row.words("Kind") == Some("action");
            let names =
                !control.is_empty() && !cell_controls(control.text, table.source).is_empty();
            if is_agent && acts && !names {
                let message = format!("this action of `{}` has no control", who.words);
                let found = Diagnostic::new(RULE.name, control.text.span, message)
                    .label(who.text.span, "an agent acts here")
                    .hint("name a control of the govern loop, or give the step to a person");
                sink.report(found);
            }
        }
    }
}
