//! Kill signal of `understand`: there is a feature, and no workaround (language, section 5.1).

use super::{is_closed, key};
use crate::diagnostic::Diagnostic;
use crate::status::StepStatus;
use crate::status::facts::Facts;
use crate::status::signal::Signal;
use crate::syntax::Value;

pub(super) fn feature_without_workaround(facts: &Facts<'_>, steps: &[StepStatus]) -> Signal {
    let feature = facts.document.keys.get("feature").and_then(Value::as_text);
    if feature.is_none_or(|text| text.trim().is_empty()) {
        return Signal::clear("there is no feature to defend");
    }
    if is_closed(steps, "Workaround") {
        return Signal::clear("the workaround of today is known");
    }
    let found = Diagnostic::new(
        "feature-without-workaround",
        key(facts, "feature"),
        "there is a feature, and nobody says what people do today without it",
    );
    let found = match facts.heading("Workaround") {
        Some(heading) => found.label(heading.span, "this step is open"),
        None => found,
    };
    let hint = "describe the workaround, or remove `feature` until it is known";
    Signal::fired("a feature without a workaround", vec![found.hint(hint)])
}
