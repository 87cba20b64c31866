//! Kill signal of `redesign`: the tool came before the map was closed (language, section 5.2).

use super::{is_closed, key};
use crate::diagnostic::Diagnostic;
use crate::status::StepStatus;
use crate::status::facts::Facts;
use crate::status::signal::Signal;
use crate::syntax::Value;

/// The part that needs no history: tools are chosen while the map is open.
pub(super) fn tool_before_redesign(facts: &Facts<'_>, steps: &[StepStatus]) -> Signal {
    let tools = facts
        .document
        .keys
        .get("tools")
        .and_then(Value::as_list)
        .unwrap_or_default();
    if tools.is_empty() {
        return Signal::clear("no tool is chosen");
    }
    if is_closed(steps, "Map") {
        return Signal::unknown(
            "whether the map was closed before the tool came is not known without history",
        );
    }
    let message = "tools are chosen while the map is open";
    let found = Diagnostic::new("tool-before-redesign", key(facts, "tools"), message);
    let found = match facts.heading("Map") {
        Some(heading) => found.label(heading.span, "the map is open"),
        None => found,
    };
    let hint = "draw the map first; keep the tool out of the front matter until it is closed";
    Signal::fired(
        "tools are chosen while the map is open",
        vec![found.hint(hint)],
    )
}
