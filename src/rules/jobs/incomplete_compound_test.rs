//! Compound tests that do not answer for every layer.

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::status::{Answer, CycleRow, CycleTable, Layer, cycle_table};
use crate::syntax::{is_placeholder, nearest, same_name};
use crate::workbook::{Document, Kind};

rule! {
    /// ## What it does
    ///
    /// Reports a cycle without the table `Layer, Improved, Because`, a layer that is missing from it
    /// or stands in it twice, a layer that there is not, and an answer that is not `yes`, `no` or
    /// `unknown`. `fix` writes a word as it is spelt here, such as `yes` for `Yes`.
    ///
    /// ## Why it matters
    ///
    /// The test asks four questions so that the uncomfortable one is asked too. A layer that is left
    /// out looks like one that went well.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// | Layer | Improved | Because |
    /// |---|---|---|
    /// | Understanding | mostly | we ask better |
    /// | Creation | yes | [fewer minutes](../instrument.md#compare) |
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// | Layer | Improved | Because |
    /// |---|---|---|
    /// | Understanding | unknown | nobody was asked this month |
    /// | Explanation | no | the standard is as long as before |
    /// | Creation | yes | [fewer minutes](../instrument.md#compare) |
    /// | Distribution | no | nothing was written |
    /// ```
    ///
    /// A layer that is at fault counts as unknown.
    RULE = "incomplete-compound-test", Jobs, Error; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let Kind::Cycle(period) = &document.kind else {
        return;
    };
    let Some(table) = cycle_table(context.workbook, document) else {
        let message = "this cycle has no table `Layer, Improved, Because`";
        let found = Diagnostic::new(RULE.name, period.span, message);
        let hint = format!("add one with a row for each of {}", listed(&Layer::ALL));
        sink.report(found.hint(hint));
        return;
    };
    let source = context.workbook.text(document);
    for row in &table.rows {
        check_row(row, source, sink);
    }
    check_layers(&table, sink);
}

/// Reports a word that is no layer, and one that is no answer.
fn check_row(row: &CycleRow<'_>, source: &str, sink: &mut Sink) {
    let (layer, place) = row.layer;
    if Layer::named(layer).is_none() {
        let message = if is_placeholder(layer) {
            "this row names no layer".to_owned()
        } else {
            format!("`{layer}` is no layer")
        };
        let names = Layer::ALL.map(Layer::word);
        sink.report(instead(message, layer, place, &names, source));
    }
    let (improved, place) = row.improved;
    if Answer::read(improved).is_none() {
        let message = if is_placeholder(improved) {
            "this row does not say whether the layer improved".to_owned()
        } else {
            format!("`{improved}` is no answer")
        };
        let words = Answer::ALL.map(Answer::word);
        sink.report(instead(message, improved, place, &words, source));
    }
}

/// A finding whose remedy is one of a few words.
fn instead(
    message: String,
    written: &str,
    place: Span,
    words: &[&'static str],
    source: &str,
) -> Diagnostic {
    let found = Diagnostic::new(RULE.name, place, message);
    if let Some(same) = words.iter().find(|word| same_name(word, written)) {
        let found = found.hint(format!("write it as `{same}`"));
        // What is not written as it reads, such as emphasis, is left to its author.
        let as_written = source.get(place.range()) == Some(written);
        return if as_written {
            found.fix(format!("Change it to `{same}`"), place, *same)
        } else {
            found
        };
    }
    let goes_on = |word: &&&str| {
        let rest = written.to_lowercase();
        let rest = rest.strip_prefix(&word.to_lowercase()).map(str::to_owned);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    if let Some(word) = words.iter().find(goes_on) {
        return found.hint(format!("write `{word}` and nothing else in the cell"));
    }
    if let Some(near) = nearest(written, words.iter().copied()) {
        return found.hint(format!("did you mean `{near}`?"));
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    found.hint(format!("write one of {}", quoted.join(", ")))
}

/// Reports layers that stand there twice or not at all.
fn check_layers(table: &CycleTable<'_>, sink: &mut Sink) {
    let is_misnamed = |row: &CycleRow<'_>| Layer::named(row.layer.0).is_none();
    let mut misnamed = table.rows.iter().filter(|row| is_misnamed(row)).count();
    let mut missing = Vec::new();
    for layer in Layer::ALL {
        let rows = table.rows.iter();
        let mut rows = rows.filter(|row| Layer::named(row.layer.0) == Some(layer));
        let Some(first) = rows.next() else {
            missing.push(layer);
            continue;
        };
        for second in rows {
            let message = format!("`{}` stands here twice", layer.word());
            let found = Diagnostic::new(RULE.name, second.layer.1, message)
                .label(first.layer.1, "the first one")
                .hint("keep the row that holds");
            sink.report(found);
        }
    }
    // A misnamed row was reported, and stands for a layer that would seem to be missing.
    missing.retain(|_| {
        let stands_for = misnamed > 0;
        misnamed = misnamed.saturating_sub(1);
        !stands_for
    });
    if missing.is_empty() {
        return;
    }
    let message = format!("the compound test does not answer for {}", listed(&missing));
    let found = Diagnostic::new(RULE.name, table.header, message);
    sink.report(found.hint("add a row for each, with `unknown` where it cannot be told"));
}

fn listed(layers: &[Layer]) -> String {
    let words: Vec<&str> = layers.iter().map(|layer| layer.word()).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
