//! Files that are no text, and pictures that are none.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Document, UNREADABLE_FILE};

rule! {
    /// ## What it does
    ///
    /// Reports a document, `workbook.yaml` or a `runs` file that cannot be read as text: it is not UTF-8,
    /// holds a NUL byte, is larger than 2 MiB, nests deeper than 100 levels, has a table of more than
    /// 100,000 rows, or is no plain file at all. Where one byte is at fault, the finding stands at that
    /// byte. `workbook.yaml` and `known-findings.yaml` may be no symbolic links. One with the name of a
    /// document leads to a document, and is a second name of it.
    ///
    /// Also reports a picture that public text links, or holds, and that cannot be read to its end, is of a format
    /// that cannot be cleaned, or is larger than 256 MiB; and a linked file that cannot be searched for
    /// what must not be public (an archive, a film, a PDF whose text cannot be told), or is a document that holds
    /// what a reader is not meant to see, such as comments, tracked changes or hidden sheets.
    ///
    /// ## Why it matters
    ///
    /// A file that is read only in part would be judged, and published, by that part. A picture that
    /// cannot be read cannot be cleaned either: where it was taken and by whom would be published with it.
    ///
    /// ## Bad
    ///
    /// ```text
    /// refunds/evidence/call.md    saved as UTF-16 by a telephone's note app
    /// ```
    ///
    /// ## Good
    ///
    /// ```text
    /// refunds/evidence/call.md    saved as UTF-8
    /// ```
    ///
    /// A linked file that cannot be searched is published where `attachments:` in `workbook.yaml` names
    /// its format or its path, with a reason.
    ///
    /// A file that is not meant to be a document can be named under `ignore:` in `workbook.yaml`.
    RULE = UNREADABLE_FILE, Format, Error "fixed"; Check::Document(check)
}

/// What documents are is found while they are read; this looks at the files that public text links.
fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    for (place, what, refusal) in context.files.refused(document, context.publication) {
        if !refusal.is_unsafe() {
            let message = format!("{what} {refusal}");
            sink.report(Diagnostic::new(RULE.name, place, message).hint(refusal.remedy()));
        }
    }
}
