//! Links to headings that a document does not have.

use super::{MOST_CANDIDATES, Suggestions};
use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::syntax::{has_hidden, misspelt};
use crate::workbook::{Document, Target};

rule! {
    /// ## What it does
    ///
    /// Reports a link with a `#` whose document has no heading of that name. Where the name has a slip
    /// in it, `fix` mends it.
    ///
    /// ## Why it matters
    ///
    /// The reader lands at the top of the page and has to guess what was meant. Where the heading
    /// was renamed, what it said may have changed too.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// ## The answer
    ///
    /// See [above](#the-anwser).
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// ## The answer
    ///
    /// See [above](#the-answer).
    /// ```
    ///
    /// A heading's name in a link is its text in lower case, with hyphens for spaces and without
    /// punctuation, or what it sets itself as `{#name}`. Headings in quotes and lists have none.
    RULE = "broken-anchor", Links, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let links = document.body.links.iter().zip(&document.targets);
    let links = links.map(|(link, target)| (&*link.target, link.target_span, target));
    let next = document.as_page().and_then(|page| page.next.as_ref());
    let next = next.map(|next| (&*next.url.value, next.url.span, &next.target));
    let mut suggestions = Suggestions::default();
    for (written, place, target) in links.chain(next) {
        let Target::NoHeading {
            document: target,
            anchor,
        } = target
        else {
            continue;
        };
        if has_hidden(written) {
            continue;
        }
        let target = &context.workbook.documents[*target];
        let anchors = || target.body.headings.iter().map(|heading| &*heading.anchor);
        let near = suggestions.nearest(anchor, anchors());
        let near = near.map(|near| {
            let anchors = anchors().take(MOST_CANDIDATES);
            (near, misspelt(anchor, anchors) == Some(near))
        });
        let own = target.id == document.id;
        let message = if own {
            format!("there is no heading `#{anchor}` in this document")
        } else {
            format!("there is no heading `#{anchor}` in `{}`", target.id)
        };
        let found = Diagnostic::new(RULE.name, place, message);
        let written = context.workbook.files.slice(place);
        sink.report(with_remedy(found, near, written, place));
    }
}

/// `found` with what to do; `near` is what was meant and whether that is certain, `written` what
/// stands at `place`.
fn with_remedy(
    found: Diagnostic,
    near: Option<(&str, bool)>,
    written: &str,
    place: Span,
) -> Diagnostic {
    let Some((near, certain)) = near else {
        return found.hint("link a heading that is there, or leave the `#` out");
    };
    let found = found.hint(format!("did you mean `#{near}`?"));
    // A reference link's target stands elsewhere, and one in quotes ends before the quote.
    let stands_elsewhere = written.starts_with(['[', '!']);
    let (Some(hash), false, true) = (written.find('#'), stands_elsewhere, certain) else {
        return found;
    };
    let end = written.trim_end_matches(['"', '\'']).len();
    let start = place.range().start;
    let anchor = Span::new(place.file, start + hash + 1..start + end.max(hash + 1));
    found.fix(format!("Change it to `#{near}`"), anchor, near)
}
