//! Metrics that count who uses it.

use crate::diagnostic::Sink;
use crate::rules::{Check, Context, firing, rule};

rule! {
    /// ## What it does
    ///
    /// Reports an instrument loop whose metric counts users, seats, log-ins, prompts, sessions, messages
    /// or "usage": the kill signal of the job. `kind: outcome` in the metric states that here they are
    /// what comes of the work; it is shown as a claim. Otherwise it stays an error until the loop is
    /// retired or a person records a `kill_override`.
    ///
    /// ## Why it matters
    ///
    /// Everybody can be made to use a thing. That they do says nothing about what they get.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// metric: { name: Weekly active users, unit: users, better: higher, standard: 50 }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// metric: { name: Minutes per enquiry, unit: minutes, better: lower, standard: 6 }
    /// ```
    RULE = "adoption-as-success", Jobs, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    firing::report(RULE.name, context, sink);
}
