//! Links from public text to what is private.

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Document, Kind, Route, Target};

rule! {
    /// ## What it does
    ///
    /// Reports a link, an image or a `next` in what is public of a document that leads to a private
    /// document, to a private section, or to a file that is never published.
    ///
    /// ## Why it matters
    ///
    /// On the public side such a link loses its target and keeps its words: nobody can follow it, and
    /// its words were written for people who can. Often the sentence around it was meant for the
    /// team as well.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// Two likely gears were one too many, as [the letter](evidence/letter.md) says.
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// Two likely gears were one too many, as a customer told us.
    ///
    /// ## Where this came from {route=memory}
    ///
    /// [The letter](evidence/letter.md)
    /// ```
    ///
    /// A file that public text links is published by that link, so an image is never private. Markdown
    /// files that are no documents, `workbook.yaml`, `templates/` and hidden files are not published.
    /// A document that is only kept back by a fault of its own is reported there.
    RULE = "private-link", Publishing, Error "fixed"; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let Some(position) = context.workbook.paths.document(&document.id) else {
        return;
    };
    for link in context.publication.links(position) {
        if !link.is_public {
            sink.join(found(
                context,
                position,
                &link.target,
                link.link.target_span,
            ));
        }
    }
    let next = document.as_page().and_then(|page| page.next.as_ref());
    if let Some(next) = next.filter(|_| context.publication.is_public(position))
        && !context.publication.leads_to_public(&next.target)
    {
        sink.join(found(context, position, &next.target, next.url.span));
    }
}

/// The finding for a link to `target`, which is private, at `place` of the document at `from`.
fn found(context: &Context<'_>, from: usize, target: &Target, place: Span) -> Sink {
    let mut sink = Sink::new();
    let documents = &context.workbook.documents;
    let (message, hint) = match target {
        Target::Document { document, heading } if context.publication.is_public(*document) => {
            let id = &documents[*document].id;
            let heading = heading.map(|at| &documents[*document].body.headings[at]);
            let is_shown = |span| context.publication.shows(*document, span);
            match heading.filter(|heading| is_shown(heading.span)) {
                Some(heading) => (
                    format!(
                        "`#{}` has another address on the public side",
                        heading.anchor
                    ),
                    "a private heading of the same name stands before it; give this one an anchor \
                     of its own, such as `{#name}`",
                ),
                None if *document == from => (
                    "this public text links a private section of its own document".to_owned(),
                    "remove the link, or move it into a section with `{route=memory}`",
                ),
                None => (
                    format!("this public text links a private section of `{id}`"),
                    "link the page as a whole, remove the link, or move it into a section with \
                     `{route=memory}`",
                ),
            }
        }
        Target::Document { document, .. } | Target::NoHeading { document, .. } => {
            let document = &documents[*document];
            if is_kept_back(document) {
                return sink;
            }
            (
                format!("this public text links `{}`, which is private", document.id),
                "remove the link, or move it into a section with `{route=memory}`",
            )
        }
        Target::File(path) => (
            format!("this public text links `{path}`, which is never published"),
            "remove the link, or move it into a section with `{route=memory}`",
        ),
        _ => return sink,
    };
    sink.report(Diagnostic::new(RULE.name, place, message).hint(hint));
    sink
}

/// Whether a document may be meant to be public and is kept back by a fault that is reported in it.
fn is_kept_back(document: &Document) -> bool {
    let is_meant = match document.keys.get("route") {
        Some(route) => route.as_text() != Some(Route::Memory.word()),
        None => document.keys.has_gaps() || matches!(document.kind, Kind::Unknown),
    };
    is_meant && !matches!(document.kind, Kind::Evidence(_))
}
