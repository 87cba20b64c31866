//! Kill conditions that cannot be read.

use crate::diagnostic::Sink;
use crate::rules::{Check, Context, firing, rule};
use crate::status::INVALID_KILL_WHEN;

rule! {
    /// ## What it does
    ///
    /// Reports a `kill_when` that is no expression, that names data which the loop does not have, that
    /// cannot be evaluated, or that is longer than 1,000 characters or has more than 20 brackets, `not`s,
    /// signs and `else`s within each other. The place is the word in the expression. Loops that are retired are
    /// passed over.
    ///
    /// ## Why it matters
    ///
    /// A condition that cannot be read never fires. A misspelt name would let the work go on for
    /// ever.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// kill_when: runs[-1].reviews > 360
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// kill_when: runs[-1].review > 360
    /// ```
    ///
    /// Data that a loop can have but does not have yet, such as a first run, is no fault: the signal
    /// is unknown until it is there.
    RULE = INVALID_KILL_WHEN, Loops, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for (document, _, status) in firing::loops(context) {
        if let Some(fault) = &status.signal.fault {
            sink.report(firing::with_claim(fault.clone(), document));
        }
    }
}
