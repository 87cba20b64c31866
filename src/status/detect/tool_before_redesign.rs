//! Kill signal of `redesign`: the tool came before the map was closed (language, section 5.2).
//!
//! Where the map is open today, today's file says it. Where it is closed, history does: an older
//! version had a tool, and no version up to it a closed map.

use super::{is_closed, key};
use crate::diagnostic::Diagnostic;
use crate::source::{History, Version};
use crate::status::StepStatus;
use crate::status::closing;
use crate::status::facts::Facts;
use crate::status::past::{look, moments, workbook_of};
use crate::status::signal::Signal;
use crate::syntax::Value;

/// The step that must be closed before a tool is chosen.
const MAP: &str = "Map";

fn tools<'w>(facts: &Facts<'w>) -> &'w [Value] {
    let tools = facts.document.keys.get("tools");
    tools.and_then(Value::as_list).unwrap_or_default()
}

/// The loop's own file, once it has tools and a closed map.
pub(super) fn asks(facts: &Facts<'_>) -> Vec<String> {
    let asks = !tools(facts).is_empty() && closing::is_closed(facts, MAP);
    asks.then(|| facts.path().to_owned()).into_iter().collect()
}

pub(super) fn tool_before_redesign(
    facts: &Facts<'_>,
    steps: &[StepStatus],
    history: &History,
) -> Signal {
    const WHAT: &str = "whether the map was closed before the tool came";
    if tools(facts).is_empty() {
        return Signal::clear("no tool is chosen");
    }
    if !is_closed(steps, MAP) {
        return chosen_while_open(facts);
    }
    if let Some(gap) = history.gap() {
        return Signal::untold(WHAT, gap);
    }
    match before_the_map(facts, history) {
        Ok(None) => Signal::clear("the map was closed before the tool came"),
        Ok(Some(early)) => chosen_before(facts, &early),
        Err(Unread) => Signal::untold(WHAT, "an old version of the loop cannot be read"),
    }
}

fn chosen_while_open(facts: &Facts<'_>) -> Signal {
    let message = "tools are chosen while the map is open";
    let found = Diagnostic::new("tool-before-redesign", key(facts, "tools"), message);
    let found = match facts.heading(MAP) {
        Some(heading) => found.label(heading.span, "the map is open"),
        None => found,
    };
    let hint = "draw the map first; keep the tool out of the front matter until it is closed";
    Signal::fired(
        "tools are chosen while the map is open",
        vec![found.hint(hint)],
    )
}

/// A tool that a commit shows beside an open map.
struct Early<'h> {
    version: &'h Version,
    tool: Option<String>,
    /// The first commit that shows the map closed; none where only the working tree does.
    closed: Option<&'h Version>,
}

/// A version could not be read.
struct Unread;

/// The first tool that was committed before the first commit in which the map was closed.
fn before_the_map<'h>(
    facts: &Facts<'_>,
    history: &'h History,
) -> Result<Option<Early<'h>>, Unread> {
    let mut early = None;
    for moment in moments(history, facts.path(), None) {
        let then = workbook_of(&moment, facts, history).ok_or(Unread)?;
        let seen = look(&then, facts.job, facts.today, |then| {
            let tools = tools(then);
            let first = tools.first().map(name);
            (first, closing::is_closed(then, MAP))
        });
        let (tool, is_closed) = seen.unwrap_or((None, false));
        if is_closed {
            return Ok(early.map(|early| Early {
                closed: Some(moment.version),
                ..early
            }));
        }
        if let Some(tool) = tool {
            early.get_or_insert(Early {
                version: moment.version,
                tool,
                closed: None,
            });
        }
    }
    Ok(early)
}

/// What a tool is called.
fn name(tool: &Value) -> Option<String> {
    let named = tool.as_map().and_then(|tool| tool.get("name"));
    let name = named.unwrap_or(tool).as_text()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn chosen_before(facts: &Facts<'_>, early: &Early<'_>) -> Signal {
    let tool = early.tool.as_deref();
    let shown = tool.map_or_else(|| "a tool".to_owned(), |tool| format!("`{tool}`"));
    let on = early.version.on;
    let message = format!(
        "the tool came before the redesign: in the commit of {on}, {shown} is chosen and the map is open"
    );
    let same = tools(facts).iter().find(|today| name(today) == early.tool);
    let place = same.map_or_else(|| key(facts, "tools"), |tool| tool.span);
    let closed = early.closed.map_or_else(
        || "the map is closed in the working tree only".to_owned(),
        |version| format!("the map is closed since the commit of {}", version.on),
    );
    let found = Diagnostic::new("tool-before-redesign", place, &message);
    let found = match facts.heading(MAP) {
        Some(heading) => found.label(heading.span, closed),
        None => found,
    };
    let hint = "retire the loop with `status: retired` and `retired: { on, because }`, or let a \
                person record `kill_override: { by, because, until }`";
    Signal::fired(message, vec![found.hint(hint)])
}
