//! Public images that say nothing to whoever does not see them.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::syntax::LinkKind;
use crate::workbook::{Document, Target};

rule! {
    /// ## What it does
    ///
    /// Reports an image in public text that has no text alternative.
    ///
    /// ## Why it matters
    ///
    /// People who listen to a page, search engines and agents read the words between the brackets in
    /// place of the image. A remote image is not shown at all: it becomes a link with these words.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// ![](../images/worn-part.png)
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ![A worn gear beside a coin, two of its teeth broken](../images/worn-part.png)
    /// ```
    RULE = "missing-alt-text", Publishing, Warning; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let Some(position) = context.workbook.paths.document(&document.id) else {
        return;
    };
    for link in context.publication.links(position) {
        let is_mute = link.link.kind == LinkKind::Image { alt: false };
        // What does not reach the page is reported for that.
        let is_there = match &link.target {
            Target::File(_) => link.is_public,
            Target::InlineImage | Target::Address => true,
            _ => false,
        };
        if is_mute && is_there {
            let message = "this image has no text alternative";
            let hint = "say between the brackets what it shows: `![a worn gear](worn-part.png)`";
            sink.report(Diagnostic::new(RULE.name, link.link.span, message).hint(hint));
        }
    }
}
