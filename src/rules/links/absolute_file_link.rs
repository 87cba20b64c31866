//! Links to files on somebody's machine.

use super::Suggestions;
use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::source::relative;
use crate::workbook::{Document, Paths, Target};

rule! {
    /// ## What it does
    ///
    /// Reports a link, an image or a `next` that names a place on one machine: a path that starts
    /// with `/` or a drive letter, or a `file:` address.
    ///
    /// ## Why it matters
    ///
    /// It works for whoever wrote it and for nobody else, and tells every reader how that person's
    /// machine is set up.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// See [the call](/home/mo/harbor/refunds/evidence/call.md).
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// See [the call](evidence/call.md).
    /// ```
    ///
    /// A path that starts with `/` never means the workbook's root.
    RULE = "absolute-file-link", Links, Warning; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let links = document.body.links.iter().zip(&document.targets);
    let links = links.map(|(link, target)| (&*link.target, link.target_span, target));
    let next = document.as_page().and_then(|page| page.next.as_ref());
    let next = next.map(|next| (&*next.url.value, next.url.span, &next.target));
    let on_machine = links
        .chain(next)
        .filter(|(_, _, target)| **target == Target::Machine);
    let mut suggestions = Suggestions::default();
    for (written, place, _) in on_machine {
        let meant = suggestions.search(|| meant(&context.workbook.paths, written));
        let meant = meant.map(|path| relative(document.directory(), path));
        sink.report(found(written, place, meant));
    }
}

/// How many directories of a path on a machine are passed over to find a file of the workbook.
const MOST_DIRECTORIES: usize = 64;

/// The file of the workbook that a path on a machine ends with: the longest such path.
fn meant<'a>(paths: &Paths, written: &'a str) -> Option<&'a str> {
    let path = written.split(['#', '?']).next().unwrap_or("");
    let slashes = path.match_indices('/').take(MOST_DIRECTORIES);
    let starts = slashes.map(|(at, _)| &path[at + 1..]);
    let mut below = starts.filter(|below| !below.is_empty() && paths.is_file(below));
    below.next()
}

fn found(written: &str, place: Span, meant: Option<String>) -> Diagnostic {
    let message = format!("`{written}` is a place on one machine");
    let found = Diagnostic::new(RULE.name, place, message);
    match meant {
        Some(meant) => found.hint(format!("did you mean `{meant}`?")),
        None => found.hint("copy the file into the workbook and link it from there"),
    }
}
