//! Improvements that nothing shows.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::status::{Answer, cycle_table};
use crate::syntax::LinkKind;
use crate::workbook::{Document, Kind};

rule! {
    /// ## What it does
    ///
    /// Reports a layer of a compound test whose Improved is `yes` and whose Because links nothing.
    ///
    /// ## Why it matters
    ///
    /// Everybody feels that things got better. A link is the difference between a feeling and
    /// something that another person can look at.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Layer | Improved | Because |
    /// |---|---|---|
    /// | Creation | yes | it clearly goes faster |
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Layer | Improved | Because |
    /// |---|---|---|
    /// | Creation | yes | 6 minutes, after 8: [the comparison](../instrument.md#compare) |
    /// ```
    ///
    /// A link to nothing is the finding `broken-link`. `no` and `unknown` need no link.
    RULE = "unlinked-improvement", Jobs, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    if !matches!(document.kind, Kind::Cycle(_)) {
        return;
    }
    let Some(table) = cycle_table(context.workbook, document) else {
        return;
    };
    for row in &table.rows {
        let mut links = document.links_in(row.because);
        let is_linked = links.any(|(link, _)| link.kind == LinkKind::Link);
        if Answer::read(row.improved.0) != Some(Answer::Yes) || is_linked {
            continue;
        }
        let message = format!("nothing shows that `{}` improved", row.layer.0);
        let found = Diagnostic::new(RULE.name, row.because, message)
            .label(row.improved.1, "this is what it claims");
        sink.report(found.hint("link what shows it, or write `unknown`"));
    }
}
