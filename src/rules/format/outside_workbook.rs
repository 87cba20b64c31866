//! Paths that leave the workbook.

use percent_encoding::percent_decode_str;

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::source::resolve;
use crate::workbook::{Config, Document, OUTSIDE_WORKBOOK, ReadByFile, TableTarget, Target};

rule! {
    /// ## What it does
    ///
    /// Reports a document that is a symbolic link to a file outside the workbook, a relative link that
    /// climbs out of it or leads to such a file, and a `runs` file that lies outside or is a
    /// symbolic link to such a file. A `read_by` file may lie outside, but not outside of the git
    /// repository.
    ///
    /// ## Why it matters
    ///
    /// What lies outside is not reviewed with the workbook and is different on every machine. A link that
    /// leaves could also bring a stranger's choice of file into the site.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// See [the ledger](../../accounts/ledger.md).
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// See [the ledger](evidence/ledger.md), copied here on 2026-11-02.
    /// ```
    RULE = OUTSIDE_WORKBOOK, Format, Error "fixed"; Check::Document(check)
}

const HINT: &str = "copy the file into the workbook, or link a web address";

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let links = document.body.links.iter().zip(&document.targets);
    let leaving = links.filter(|(_, target)| **target == Target::Outside);
    for (link, _) in leaving {
        if !is_document(&link.target, document, &context.workbook.config) {
            sink.report(found(&link.target, link.target_span));
        }
    }
    let next = document.as_page().and_then(|page| page.next.as_ref());
    if let Some(next) = next.filter(|next| next.target == Target::Outside) {
        sink.report(found(&next.url.value, next.url.span));
    }
    for named in &document.read_by {
        if named.found == ReadByFile::Outside {
            let message = format!("`{}` leads out of the repository", named.path.value);
            let hint = "name a file of the workbook or of its repository, such as an agent's brief";
            let found = Diagnostic::new(RULE.name, named.path.span, message);
            sink.report(found.hint(hint));
        }
    }
    for named in &document.table_files {
        if named.target == TableTarget::Outside {
            let hint = "copy the file into the workbook";
            sink.report(found(&named.path.value, named.path.span).hint(hint));
        }
    }
}

/// Whether a link to `target` leads to a document of the workbook: a symbolic link, then, that
/// was reported where it stands.
fn is_document(target: &str, from: &Document, config: &Config) -> bool {
    let path = target.split(['#', '?']).next().unwrap_or("");
    let path = percent_decode_str(path).decode_utf8_lossy();
    resolve(from.directory(), &path)
        .is_ok_and(|path| path.strip_suffix(".md").is_some() && !config.ignores(&path))
}

fn found(path: &str, span: Span) -> Diagnostic {
    let message = format!("`{path}` leads out of the workbook");
    Diagnostic::new(RULE.name, span, message).hint(HINT)
}
