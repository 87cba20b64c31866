//! Entries of `attachments` that nothing needs.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::AttachmentOf;

rule! {
    /// ## What it does
    ///
    /// Reports an entry of `attachments:` in `workbook.yaml` without which nothing less would be
    /// published: no public text links such a file, the file can be read, a browser or a reader's program would run it, or
    /// an entry above names it already.
    ///
    /// ## Why it matters
    ///
    /// It would let the next file of this kind pass, which nobody has looked at.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// attachments:
    ///   - { format: html, because: it is a copy of our own page }
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// attachments:
    ///   - { format: zip, because: they hold drawings for the laser cutter and nothing else }
    ///   - { path: playbook/plan.pdf, because: a scan; mo has read it }
    /// ```
    ///
    /// PDF and office files are read, so a `format` never names them: name a file of them that cannot
    /// be read by its `path`.
    RULE = "useless-attachment", Publishing, Error "fixed"; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let config = &context.workbook.config;
    let needed = context.files.needed_attachments(config);
    for (at, attachment) in config.attachments.iter().enumerate() {
        if needed.contains(&at) {
            continue;
        }
        let what = match &attachment.of {
            AttachmentOf::Format(_) => "files of this format",
            AttachmentOf::Path(_) => "this file",
        };
        let message = format!("nothing is published that needs {what} to be named");
        let hint = "remove it; a PDF or an office file that cannot be read is named by its `path`";
        sink.report(Diagnostic::new(RULE.name, attachment.span, message).hint(hint));
    }
}
