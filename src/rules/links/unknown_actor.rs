//! Hands that nobody knows.

use super::{MOST_CANDIDATES, Suggestions, hidden_id};
use crate::diagnostic::{Diagnostic, Sink, Spanned};
use crate::rules::{Check, Context, rule};
use crate::syntax::{is_placeholder, misspelt};
use crate::workbook::{CellType, Config, Document, typed_tables};

rule! {
    /// ## What it does
    ///
    /// Reports a cell of a map's `Who`, or of another column that names who acts, whose id is not
    /// in `people`, `agents` or `systems`. Where it is an id with a slip in it, `fix` mends it.
    ///
    /// ## Why it matters
    ///
    /// Whether a step is held by a person or by an agent decides what it needs. Who is unknown can
    /// be held to nothing.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Step    | Kind   | Who          |
    /// | ------- | ------ | ------------ |
    /// | Pay out | action | refund-agnet |
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Step    | Kind   | Who          |
    /// | ------- | ------ | ------------ |
    /// | Pay out | action | refund-agent |
    /// ```
    ///
    /// One id stands in a cell. A step that two hold is two steps.
    RULE = "unknown-actor", Links, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let config = &context.workbook.config;
    if !config.complete {
        return;
    }
    let mut suggestions = Suggestions::default();
    for table in typed_tables(document, context.workbook) {
        for cell in table.cells_of(&CellType::Actor) {
            if is_placeholder(cell.words) || config.actor(cell.words).is_some() {
                continue;
            }
            let id = Spanned::new(cell.words.to_owned(), cell.text.span);
            let hidden = hidden_id(&id, table.source);
            let mut found = hidden.unwrap_or_else(|| found(&id, config, &mut suggestions));
            found.fix.take_if(|fix| {
                !fix.edits
                    .iter()
                    .all(|edit| table.can_hold(&edit.replacement))
            });
            sink.report(found);
        }
    }
}

fn found(id: &Spanned<String>, config: &Config, suggestions: &mut Suggestions) -> Diagnostic {
    let message = format!(
        "`{}` is no person, agent or system of this workbook",
        id.value
    );
    let found = Diagnostic::new(RULE.name, id.span, message);
    let parts = id.value.split([',', '/', '+', '&']);
    if parts
        .filter(|part| config.actor(part.trim()).is_some())
        .count()
        > 1
    {
        return found.hint("write one id, and give the other a row of its own");
    }
    let ids = || config.actors().map(|id| id.value.as_str());
    let Some(near) = suggestions.nearest(&id.value, ids()) else {
        return found.hint(
            "write an id from `people:`, `agents:` or `systems:` in workbook.yaml, \
             or add it there",
        );
    };
    let found = found.hint(format!("did you mean `{near}`?"));
    if misspelt(&id.value, ids().take(MOST_CANDIDATES)) != Some(near) {
        return found;
    }
    found.fix(format!("Change it to `{near}`"), id.span, near)
}
