//! Features that nobody knows the need for.

use crate::diagnostic::Sink;
use crate::rules::{Check, Context, firing, rule};

rule! {
    /// ## What it does
    ///
    /// Reports an understand loop with a `feature` whose Workaround says nothing: the kill signal of
    /// the job. It stays an error until the loop is retired or a person records a `kill_override`.
    ///
    /// ## Why it matters
    ///
    /// A team that can describe the software, but not what people do today without it, builds for nobody.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// feature: Name the part from two photographs
    /// ---
    /// ### Workaround
    ///
    /// TODO
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ### Workaround
    ///
    /// People order three parts and keep one.
    /// ```
    RULE = "feature-without-workaround", Jobs, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    firing::report(RULE.name, context, sink);
}
