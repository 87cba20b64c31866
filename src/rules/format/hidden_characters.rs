//! Names that look like other names.

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::syntax::{
    HIDDEN_CHARACTERS, Value, control_characters, describe_hidden, hidden_characters,
};
use crate::workbook::{CellType, Document, typed_tables};

rule! {
    /// ## What it does
    ///
    /// Reports controls of the text direction, characters without width and blank letters in what names
    /// something: the path of a document, a key, the id of a person, agent, system or control, the target
    /// of a link. Except in paths, `fix` removes them. Also reports control characters in a title, a
    /// summary, a form, a tag and the text of `next`.
    ///
    /// ## Why it matters
    ///
    /// Two names that look the same may be two names, and a name may be another than the one that a
    /// reviewer sees. Such characters come in by copying from web pages, and by those who mean harm. A
    /// control character in a title makes the feed one that no reader takes; the site shows a `�`
    /// in its place.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// See [the call](evidence/ca<U+200B>ll.md).
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// See [the call](evidence/call.md).
    /// ```
    ///
    /// The finding names the character by its code point and stands where it stands. The text of a
    /// document may hold such characters; some scripts need them.
    RULE = HIDDEN_CHARACTERS, Format, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    look_at_names(context, document, sink);
    let source = context.workbook.text(document);
    let keys = &document.keys;
    let next = keys.get("next").and_then(Value::as_map);
    let values = ["title", "summary", "form"].map(|key| (key, keys.get(key)));
    let values = values
        .into_iter()
        .chain([("next", next.and_then(|next| next.get("text")))]);
    let values = values.filter_map(|(key, value)| {
        let value = value?;
        Some((format!("`{key}`"), value.as_text()?, value.span))
    });
    let tags = document.tags.iter();
    let tags = tags.map(|tag| ("this tag".to_owned(), tag.value.as_str(), tag.span));
    for (what, words, span) in values.chain(tags) {
        if let Some(found) = control_characters(&what, words, span, source) {
            sink.report(found);
        }
    }
}

fn look_at_names(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    if let Some(message) = describe_hidden("the path of this file", &document.id) {
        let place = Span::start_of(document.file);
        sink.report(Diagnostic::new(RULE.name, place, message).hint("rename the file"));
    }
    let source = context.workbook.text(document);
    let mut look = |what: &str, words: &str, span: Span, source: &str| {
        if let Some(found) = hidden_characters(what, words, span, source) {
            sink.report(found);
        }
    };
    for link in &document.body.links {
        look("this link", &link.target, link.target_span, source);
    }
    if let Some(next) = document.as_page().and_then(|page| page.next.as_ref()) {
        look("this link", &next.url.value, next.url.span, source);
    }
    for table in typed_tables(document, context.workbook) {
        for cell in table.cells_of(&CellType::NewControl) {
            look("this id", cell.words, cell.text.span, table.source);
        }
    }
}
