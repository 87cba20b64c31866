//! Controls that nothing reads.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::syntax::has_hidden;

rule! {
    /// ## What it does
    ///
    /// Reports a control that no step of the workflow's map and no file in `read_by` names, while
    /// others are named.
    ///
    /// ## Why it matters
    ///
    /// A limit holds where the work runs, or not at all. What only stands on a page is known to
    /// whoever wrote it.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Control | Action | Limit | Approver | Reversible |
    /// |---|---|---|---|---|
    /// | refund-cap | pay out | 80 euro | mo | no |
    /// | mail-cap | write to a customer | 1 mail a day | ana | no |
    /// ```
    ///
    /// where no step of the map and no file says `mail-cap`.
    ///
    /// ## Good
    ///
    /// ```yaml
    /// read_by: refunds/agent-brief.txt
    /// ```
    ///
    /// where the brief says "mail-cap: one mail a day". Where nothing names any of the controls, the
    /// kill signal `policy-nobody-reads` fires instead.
    RULE = "unread-control", Jobs, Warning; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let workflows = context.status.workflows.iter();
    for status in workflows.flat_map(|workflow| &workflow.loops) {
        // Nothing can name an id with characters that cannot be seen, which is reported as that.
        let controls = status.unread_controls.iter();
        for control in controls.filter(|control| !has_hidden(&control.value)) {
            let message = format!(
                "no step of the map and no file in `read_by` names `{}`",
                control.value
            );
            let found = Diagnostic::new(RULE.name, control.span, message);
            sink.report(found.hint(
                "name it in the Control column of the map, or list under `read_by` a file that does",
            ));
        }
    }
}
