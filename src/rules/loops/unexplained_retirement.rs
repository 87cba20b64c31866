//! Retired loops that do not say since when and why.

use super::lost_key::was_lost;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::syntax::is_placeholder;
use crate::workbook::{Document, LoopFront, Retired, Status};

rule! {
    /// ## What it does
    ///
    /// Reports `status: retired` without `retired: {on, because}`, and `retired` on a loop whose
    /// status says otherwise.
    ///
    /// ## Why it matters
    ///
    /// A loop that ended is the cheapest lesson a team can have, as long as it says what ended it.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// status: retired
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// status: retired
    /// retired: { on: 2026-05-08, because: Checking the notes took longer than writing them. }
    /// ```
    RULE = "unexplained-retirement", Loops, Error; Check::Document(check)
}

/// What `status:` may say; anything else was reported.
const STATES: &[&str] = &["open", "closed", "retired"];

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let Some(front) = document.as_loop() else {
        return;
    };
    match (&front.retired, front.status) {
        (None, Status::Retired) => {
            if !was_lost(&document.keys, "retired") {
                let place = front.status_span.unwrap_or(document.front_span);
                let message = "the loop is retired, but not since when and why";
                sink.report(Diagnostic::new(RULE.name, place, message).hint(hint(context)));
            }
        }
        (Some(retired), Status::Retired) => incomplete(context, document, retired, sink),
        (Some(retired), _) => contradicted(document, front, retired, sink),
        (None, _) => {}
    }
}

fn hint(context: &Context<'_>) -> String {
    format!("write `retired: {{ on: {}, because: … }}`", context.today)
}

/// Reports what is missing in `retired`. Values that do not fit were reported.
fn incomplete(context: &Context<'_>, document: &Document, retired: &Retired, sink: &mut Sink) {
    let Some(value) = document.keys.get("retired") else {
        return;
    };
    let Some(map) = value.as_map() else { return };
    let absent = |key: &str| map.get(key).is_none() && !was_lost(map, key);
    let because = retired.because.as_ref();
    let silent = because.is_some_and(|because| is_placeholder(&because.value));
    let message = match (absent("on"), absent("because") || silent) {
        (true, true) => "the retirement says neither since when nor why",
        (true, false) => "the retirement does not say since when",
        (false, true) => "the retirement does not say why",
        (false, false) => return,
    };
    let place = document
        .keys
        .key("retired")
        .map_or(value.span, |key| key.span);
    sink.report(Diagnostic::new(RULE.name, place, message).hint(hint(context)));
}

/// `retired` is there, but the loop does not claim to be retired.
fn contradicted(document: &Document, front: &LoopFront, retired: &Retired, sink: &mut Sink) {
    let written = document.keys.get("status");
    if written.is_some_and(|status| !status.as_text().is_some_and(|word| STATES.contains(&word))) {
        return;
    }
    let key = document.keys.key("retired");
    let place = key.map_or(retired.place, |key| key.span);
    let message = format!("`retired` is set, but the loop is {}", front.status.word());
    let finding = Diagnostic::new(RULE.name, place, message)
        .hint("write `status: retired`, or remove `retired`");
    sink.report(match front.status_span {
        Some(status) => finding.label(status, "its status"),
        None => finding,
    });
}
