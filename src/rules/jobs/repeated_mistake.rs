//! Mistakes that come back.

use crate::diagnostic::Sink;
use crate::rules::{Check, Context, firing, rule};

rule! {
    /// ## What it does
    ///
    /// Reports a mistake that is corrected twice in Capture with no row of Update between the two days
    /// whose Because is that mistake: the kill signal of improve. Where that row links files of the
    /// repository, history must show that one of them changed between the two days. It stays an error
    /// until the loop is retired or a person records a `kill_override`.
    ///
    /// ## Why it matters
    ///
    /// A correction mends one case. When the same one is needed again, nothing was learned.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Date       | Kind       | What                       | Mistake     | Link |
    /// |------------|------------|----------------------------|-------------|------|
    /// | 2026-10-13 | correction | the order number was asked | asked-twice |      |
    /// | 2026-10-27 | correction | it was asked again         | asked-twice |      |
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Date       | Changed | What                           | Because     |
    /// |------------|---------|--------------------------------|-------------|
    /// | 2026-10-14 | prompt  | the order number is read first | asked-twice |
    /// ```
    RULE = "repeated-mistake", Jobs, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    firing::report(RULE.name, context, sink);
}
