//! Protected terms in public text.

use crate::audience::{Holder, Secret, Spotted};
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};

/// What holds a term, mostly.
const TEXT: &str = "this public text";

rule! {
    /// ## What it does
    ///
    /// Reports an entry of `protected_terms` in anything of a document that is public: its text, across
    /// markup and line breaks, code, texts of images, addresses and titles of links, its title,
    /// summary, tags and `next`, its path. Files that it links go along, so they are read as well: text,
    /// drawings, attachments, their paths; what is in them is reported at the link, on every page that
    /// has one. The workbook's title and public names are looked at too.
    /// `loopbook build` searches the bytes of every public file once more, and writes nothing where
    /// it finds one.
    ///
    /// Spelling does not hide a term: case, accents, entities, dashes and characters that cannot be
    /// seen do not count. A term is found as words of its own only: `Acme` in `Acme's` and `AcmeLogo`,
    /// not in `acmeology`. List an inflected form as a term of its own.
    ///
    /// ## Why it matters
    ///
    /// What is on this list was promised to somebody. The message says where it stands and which entry
    /// it is, and never the term: logs are read by others too.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// The casting comes from Acme GmbH.
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// The casting comes from a foundry in the south.
    /// ```
    RULE = "protected-term", Publishing, Error "fixed"; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for place in context.guard().unsearchable() {
        let message = "this term has too few letters to be searched for";
        let hint = "write at least two letters or digits";
        sink.report(Diagnostic::new(RULE.name, place, message).hint(hint));
    }
    for (at, document) in context.workbook.documents.iter().enumerate() {
        for spotted in context.guard().spotted(at) {
            if spotted.holder != Holder::Document {
                let what = holder(&spotted.holder);
                let hint = match spotted.holder {
                    Holder::Path => RENAME,
                    _ => "take it out of the file, or do not link it",
                };
                report(context, spotted, &what, hint, sink);
                continue;
            }
            let (what, hint) = if spotted.span == document.front_span {
                (
                    "the path of this public document",
                    "call the file something else, or route it to `memory`",
                )
            } else if spotted.span.start < document.body.span.start {
                (
                    TEXT,
                    "say it in another way, or route the document to `memory`",
                )
            } else {
                (
                    TEXT,
                    "say it in another way, or make the text private with `{route=memory}`",
                )
            };
            report(context, spotted, what, hint, sink);
        }
    }
    for spotted in context.guard().spotted_in_config() {
        let hint = "say it in another way: everybody may see it";
        report(context, spotted, TEXT, hint, sink);
    }
}

/// What to do about a secret in the path of a file that is linked.
pub(super) const RENAME: &str = "call the file something else: its readers see where it stands";

/// What holds a secret that does not stand in the document itself.
pub(super) fn holder(holder: &Holder) -> String {
    match holder {
        Holder::Document => TEXT.to_owned(),
        Holder::Path => "the path of a file that this public text links".to_owned(),
        Holder::File { path, line } => {
            let file = match path {
                Some(path) => format!("`{path}`, which this public text links,"),
                None => "a file that this public text links".to_owned(),
            };
            line.map_or_else(|| file.clone(), |line| format!("line {line} of {file}"))
        }
    }
}

fn report(context: &Context<'_>, spotted: &Spotted, what: &str, hint: &str, sink: &mut Sink) {
    if let Secret::Term(_) = spotted.secret {
        let entry = context.guard().place(spotted.secret);
        let message = format!("{what} holds a protected term");
        let found = Diagnostic::new(RULE.name, spotted.span, message).hint(hint);
        sink.report(found.label(entry, "this entry of `protected_terms`"));
    }
}
