//! Policies that nothing reads.

use crate::diagnostic::Sink;
use crate::rules::{Check, Context, firing, rule};

rule! {
    /// ## What it does
    ///
    /// Reports a govern loop none of whose controls is named in the Control column of the workflow's map
    /// or in a file of `read_by`: the kill signal of the job. It stays an error until the loop is retired
    /// or a person records a `kill_override`. One unread control among others is `unread-control`.
    ///
    /// ## Why it matters
    ///
    /// A limit holds where the work runs, or not at all.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Step    | Kind   | Who          | … | Control |
    /// |---------|--------|--------------|---|---------|
    /// | Pay out | action | refund-agent | … |         |
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Step    | Kind   | Who          | … | Control    |
    /// |---------|--------|--------------|---|------------|
    /// | Pay out | action | refund-agent | … | refund-cap |
    /// ```
    RULE = "policy-nobody-reads", Jobs, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    firing::report(RULE.name, context, sink);
}
