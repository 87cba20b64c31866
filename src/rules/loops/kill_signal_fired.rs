//! Kill conditions that hold.

use crate::diagnostic::Sink;
use crate::rules::{Check, Context, firing, rule};
use crate::status::KILL_SIGNAL_FIRED;

rule! {
    /// ## What it does
    ///
    /// Reports a loop whose `kill_when` holds, be it the loop's own or the one that its job gives
    /// it, and that is neither retired nor carries an override. An override counts when a person of
    /// `people` gave it with a reason, up to and including its day.
    ///
    /// ## Why it matters
    ///
    /// The condition was written when nobody had anything to defend yet. Now that it holds, somebody
    /// has to stop the work, or to say in writing why it goes on and for how long.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// kill_when: runs[-1].review > 360   # and the last run took 410 minutes of review
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// status: retired
    /// retired: { on: 2026-05-08, because: Checking the notes took longer than writing them. }
    /// ```
    ///
    /// or, for a while:
    ///
    /// ```yaml
    /// kill_override: { by: mo, because: The new scanner arrives in May, until: 2026-05-31 }
    /// ```
    RULE = KILL_SIGNAL_FIRED, Loops, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    firing::report(RULE.name, context, sink);
}
