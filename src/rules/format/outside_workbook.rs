//! Paths that leave the workbook.

use percent_encoding::percent_decode_str;

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::source::resolve;
use crate::workbook::{Document, OUTSIDE_WORKBOOK, ReadByFile, TableTarget, Target};

rule! {
    /// ## What it does
    ///
    /// Reports a document that is a symbolic link out of the workbook, a relative link that climbs out of
    /// it or goes through such a symbolic link, and a `runs` file that lies outside or is such a
    /// symbolic link. What git ignores, directories whose name starts with a dot, and built sites are no
    /// part of the workbook. A `read_by` file may lie outside, but not outside of the git repository.
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
    ///
    /// A symbolic link that stays within the workbook is as good as the file that it leads to: what is
    /// decided about that file holds for the link.
    RULE = OUTSIDE_WORKBOOK, Format, Error "fixed"; Check::Document(check)
}

const HINT: &str = "copy the file into the workbook, or link a web address";

const LINK_HINT: &str = "a symbolic link on this path does: put the file itself in its place; what git \
                         ignores, a built site and directories whose name starts with a dot are no \
                         part of the workbook";

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let links = document.body.links.iter().zip(&document.targets);
    let leaving = links.filter(|(_, target)| **target == Target::Outside);
    for (link, _) in leaving {
        if !is_reported(&link.target, document, context) {
            sink.report(found(&link.target, document, link.target_span));
        }
    }
    let next = document.as_page().and_then(|page| page.next.as_ref());
    if let Some(next) = next.filter(|next| next.target == Target::Outside) {
        sink.report(found(&next.url.value, document, next.url.span));
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
            let found = found(&named.path.value, document, named.path.span);
            sink.report(found.hint(hint));
        }
    }
}

/// Whether a link to `target` leads to a symbolic link that has the name of a document and was
/// reported where it stands.
fn is_reported(target: &str, from: &Document, context: &Context<'_>) -> bool {
    let Some(path) = place(target, from) else {
        return false;
    };
    let entries = &context.workbook.entries;
    let known = entries.binary_search_by(|entry| entry.path.as_str().cmp(&path));
    known.is_ok() && path.strip_suffix(".md").is_some() && !context.workbook.config.ignores(&path)
}

/// The path of the workbook that a link to `target` names; none where it climbs out.
fn place(target: &str, from: &Document) -> Option<String> {
    let path = target.split(['#', '?']).next().unwrap_or("");
    let path = percent_decode_str(path).decode_utf8_lossy();
    resolve(from.directory(), &path).ok()
}

fn found(path: &str, from: &Document, span: Span) -> Diagnostic {
    let message = format!("`{path}` leads out of the workbook");
    // What climbs nowhere leaves by a symbolic link.
    let hint = if place(path, from).is_some() {
        LINK_HINT
    } else {
        HINT
    };
    Diagnostic::new(RULE.name, span, message).hint(hint)
}
