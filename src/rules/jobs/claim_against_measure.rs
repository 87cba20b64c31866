//! Improvements that the measurements contradict.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::status::{Answer, Compound, Contradiction, Layer, WorkflowStatus, cycle_table, number};

rule! {
    /// ## What it does
    ///
    /// Reports a cycle that says Creation improved, while the metric of the workflow's instrument
    /// loop got worse since the cycle before. It compares the last runs up to the ends of the two
    /// periods.
    ///
    /// ## Why it matters
    ///
    /// One of the two is wrong. Either the work went worse and nobody wants to say so, or the metric
    /// does not measure what the work is for.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Layer | Improved | Because |
    /// |---|---|---|
    /// | Creation | yes | [the comparison](../instrument.md#compare) |
    /// ```
    ///
    /// where the comparison says 6 minutes in September and 8 in October.
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Layer | Improved | Because |
    /// |---|---|---|
    /// | Creation | no | 8 minutes, after 6: [the comparison](../instrument.md#compare) |
    /// ```
    ///
    /// The first cycle of a workflow is compared with nothing.
    RULE = "claim-against-measure", Jobs, Warning; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for test in context
        .status
        .workflows
        .iter()
        .flat_map(WorkflowStatus::cycles)
    {
        if let Some(against) = &test.contradicted {
            sink.report(found(context, test, against));
        }
    }
}

fn found(context: &Context<'_>, test: &Compound, against: &Contradiction) -> Diagnostic {
    let document = &context.workbook.documents[test.document];
    let table = cycle_table(context.workbook, document);
    let rows = table.map_or(Vec::new(), |table| table.rows);
    let mut rows = rows.iter();
    let claim = rows.find(|row| {
        row.layer.0 == Layer::Creation.word() && Answer::read(row.improved.0) == Some(Answer::Yes)
    });
    let place = claim.map_or(document.front_span, |row| row.improved.1);
    let ((then, before), (day, now)) = (against.before, against.now);
    let message = format!(
        "`{}` got worse: {} on {day}, after {} on {then}",
        against.metric,
        number(now),
        number(before)
    );
    Diagnostic::new(RULE.name, place, message)
        .label(against.place, "it is measured here")
        .hint("answer `no`, or say in the loop why the metric misses what improved")
}
