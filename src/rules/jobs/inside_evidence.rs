//! Evidence that the team gives itself.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::status::Facts;
use crate::workbook::{Condition, Document, Job, Kind, LoopFront, Status, Step};

rule! {
    /// ## What it does
    ///
    /// Reports a step that needs evidence from outside, and links evidence, none of which says
    /// `outside: true`.
    ///
    /// ## Why it matters
    ///
    /// A team that only quotes itself finds its own opinion again. What a customer does and says is
    /// the one thing that it cannot make up.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// title: What we think about refunds
    /// kind: evidence
    /// source: our meeting on Monday
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// title: A call about a late refund
    /// kind: evidence
    /// source: telephone
    /// outside: true
    /// ```
    ///
    /// Evidence from inside may stand beside it. The step is open until there is enough from
    /// outside.
    RULE = "inside-evidence", Jobs, Warning; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let job = document.job(&context.workbook.config);
    let is_retired = |front: &LoopFront| front.status == Status::Retired;
    if document.as_loop().is_none_or(is_retired) || !job.is_some_and(asks_for_outside) {
        return;
    }
    let Some(facts) = Facts::of(context.workbook, document, context.today) else {
        return;
    };
    for step in facts.job.steps.iter().filter(|step| needs_outside(step)) {
        let (Some(section), Some(heading)) = (facts.section(&step.name), facts.heading(&step.name))
        else {
            continue;
        };
        let linked = facts.linked(section);
        let evidence: Vec<(&str, bool)> = linked
            .iter()
            .filter_map(|linked| match &linked.kind {
                // What cannot be understood of its front matter may say that it does.
                Kind::Evidence(front) => Some((&*linked.id, front.outside || !linked.sound)),
                _ => None,
            })
            .collect();
        if evidence.is_empty() || evidence.iter().any(|(_, outside)| *outside) {
            continue;
        }
        let links = document.links_in(section.span());
        let first = links.map(|(link, _)| link.span).next();
        let message = match evidence[..] {
            [(id, _)] => format!("`{id}` does not come from outside"),
            _ => "none of this evidence comes from outside".to_owned(),
        };
        let found = Diagnostic::new(RULE.name, first.unwrap_or(heading.span), message);
        sink.report(found.hint(
            "link what somebody outside the team said or showed; where this did come from there, \
             say so in its front matter: `outside: true`",
        ));
    }
}

fn asks_for_outside(job: &Job) -> bool {
    job.steps.iter().any(needs_outside)
}

fn needs_outside(step: &Step) -> bool {
    let mut conditions = step.closed_when.iter();
    conditions.any(|condition| matches!(condition, Condition::Links(links) if links.outside))
}
