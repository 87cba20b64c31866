//! Pages whose only author approved them.

use crate::audience::only_author;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::Document;

rule! {
    /// ## What it does
    ///
    /// Reports an approval by the only author of a page: every commit that changed the page since the
    /// approval before is by the e-mail address that `people` gives for whoever approved it. A commit
    /// that only records an approval counts for nobody.
    ///
    /// Where history cannot tell, nothing is reported: outside of git, in a shallow clone that does not
    /// reach back far enough, for a person without an `email`, and while the page holds changes that
    /// are not committed.
    ///
    /// ## Why it matters
    ///
    /// Nobody sees what is missing in their own text, nor what it gives away. Approval is a second pair
    /// of eyes.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// # Every commit of this page is by ewa@nawrot.example.
    /// safe_to_show: { approved_by: ewa, approved_on: 2026-10-28, digest: sha256:9f2c… }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// safe_to_show: { approved_by: halina, approved_on: 2026-10-28, digest: sha256:9f2c… }
    /// ```
    RULE = "self-approval", Publishing, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let workbook = context.workbook;
    let page = document.as_page().filter(|_| document.route.is_public());
    let Some(record) = page.and_then(|page| page.safe_to_show.as_ref()) else {
        return;
    };
    let Some(approver) = &record.approved_by else {
        return;
    };
    let person = workbook.config.person(&approver.value);
    let Some(email) = person.and_then(|person| person.email.as_ref()) else {
        return;
    };
    let digest = record.digest.as_ref().map(|digest| &*digest.value);
    let author = only_author(document, workbook, context.history, digest);
    if author.is_none_or(|author| author != email.to_lowercase()) {
        return;
    }
    let message = format!(
        "`{}` approved a page that nobody else has written",
        approver.value
    );
    let hint = format!(
        "let another person read it and run `loopbook approve {} --as PERSON`",
        document.id
    );
    sink.report(Diagnostic::new(RULE.name, approver.span, message).hint(hint));
}
