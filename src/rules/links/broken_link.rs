//! Links to nothing.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Document, Target};

rule! {
    /// ## What it does
    ///
    /// Reports a relative link, an image, a `next` or an id in `proof`, `consent` or `show_metric`
    /// whose target does not exist.
    ///
    /// ## Why it matters
    ///
    /// A step that is closed by what it links is not closed by a link to nothing, and a reader who
    /// follows it loses the trail.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// See [the call with the bakery](evidence/bakry.md).
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// See [the call with the bakery](evidence/bakery.md).
    /// ```
    ///
    /// Links are relative to the document they stand in and end in `.md`, as they do on the web
    /// view of a repository.
    RULE = "broken-link", Links, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let workbook = context.workbook;
    for (link, target) in document.body.links.iter().zip(&document.targets) {
        let Target::Missing(path) = target else {
            continue;
        };
        let found = Diagnostic::new(
            RULE.name,
            link.target_span,
            format!("there is no file `{path}`"),
        );
        sink.report(match workbook.paths.near(path) {
            Some(near) => found.hint(format!("did you mean `{near}`?")),
            None => found.hint("create the file, or mend the link"),
        });
    }
}
