//! Addresses that run code, or may hold anything.

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Document, Target};

rule! {
    /// ## What it does
    ///
    /// Reports a link, an image or a `next` whose address is of a kind that a page may not lead to:
    /// `javascript:`, `vbscript:`, `data:` other than pictures, and everything else that is not
    /// `http:`, `https:`, `mailto:` or `tel:`; and a web address without `//` and a host, such as
    /// `https:../x`. Also reports public text that links a file which browsers may run, such as a web
    /// page, whatever it is called; a drawing (SVG) that loads something, grows without measure, or
    /// holds words of which nobody can tell whether they are hidden; or a PDF or an office file with
    /// scripts or macros.
    ///
    /// ## Why it matters
    ///
    /// Such an address runs in the reader's browser with the rights of the page. However it is
    /// written, in capitals, with line breaks or as entities, a browser understands it. A web page
    /// among the files of the site runs with the same rights. A web address without a host is none:
    /// browsers take `https:../x` for a path of the page's own site, whatever lies there. Words that a
    /// drawing hides are published with it, and nobody who looks at it sees them.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// [Show the order](javascript:open('/order'))
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// [Show the order](https://harbor.example/order)
    /// ```
    ///
    /// A relative path whose first name holds a colon reads as such an address; write `./a:b.md`.
    RULE = "unsafe-url", Links, Error "fixed"; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    for (link, target) in document.body.links.iter().zip(&document.targets) {
        if let Target::Unsafe(scheme) = target {
            sink.report(found(scheme, link.target_span));
        }
    }
    let next = document.as_page().and_then(|page| page.next.as_ref());
    if let Some(next) = next
        && let Target::Unsafe(scheme) = &next.target
    {
        sink.report(found(scheme, next.url.span));
    }
    for (place, what, refusal) in context.files.refused(document, context.publication) {
        if refusal.is_unsafe() {
            let message = format!("{what} {refusal}");
            sink.report(Diagnostic::new(RULE.name, place, message).hint(refusal.remedy()));
        }
    }
}

fn found(scheme: &str, place: Span) -> Diagnostic {
    let (message, hint) = match scheme {
        "javascript" | "vbscript" => (
            format!("a `{scheme}:` address runs code in the reader's browser"),
            "link a page, or remove the link",
        ),
        "data" => (
            "a `data:` address that is no picture may hold anything".to_owned(),
            "put the content into a file and link that; only PNG, JPEG, GIF and WebP may stay",
        ),
        "http" | "https" => (
            format!(
                "a `{scheme}:` address without `//` and a host may lead back into the page's own site"
            ),
            "write `https://` and the host, such as `https://harbor.example/order`; for a file, its path alone",
        ),
        "mailto" | "tel" => (
            format!("this `{scheme}:` address names nobody"),
            "write whom it is for, such as `mailto:desk@harbor.example` or `tel:+4930123`",
        ),
        _ => (
            format!("no page may link `{scheme}:` addresses"),
            "use `https:`, `http:`, `mailto:` or `tel:`; for a file, start with `./`",
        ),
    };
    Diagnostic::new(RULE.name, place, message).hint(hint)
}
