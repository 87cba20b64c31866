//! Loops that do not say what they are for.

use std::ops::Range;

use super::close_loop::is_running;
use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::workbook::Document;

rule! {
    /// ## What it does
    ///
    /// Reports a loop whose first paragraph is no job statement: there is none above the first
    /// `##`, or one of its three parts is missing: *When* (the struggle), *wants* (the progress),
    /// *so* (the outcome). `want`, `wanted` and `so that` count, in any case.
    ///
    /// ## Why it matters
    ///
    /// The statement is what every step is held against. Where it names no struggle there is
    /// nothing to solve, where it names no outcome there is nothing to measure.
    ///
    /// ## Bad
    ///
    /// ```markdown
    /// A support agent wants the order and the policy side by side.
    /// ```
    ///
    /// ## Good
    ///
    /// ```markdown
    /// When a customer asks for a refund, a support agent wants the order and the policy side by
    /// side, so that the customer is answered once.
    /// ```
    RULE = "missing-job-statement", Loops, Error; Check::Document(check)
}

const HINT: &str = "say it in one paragraph above the first `##`: When (the struggle), \
                    somebody wants (the progress), so that (the outcome)";

/// The parts in their order: what they are called, and the words that open them.
const PARTS: [(&str, &[&str]); 3] = [
    ("When", &["when"]),
    ("wants", &["want", "wants", "wanted"]),
    ("so", &["so"]),
];

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    if !is_running(document) {
        return;
    }
    let Some(lead) = &document.body.lead else {
        let start = document.body.span.start as usize;
        let place = Span::new(document.file, start..start);
        let finding = Diagnostic::new(RULE.name, place, "the job statement is missing");
        sink.report(finding.hint(HINT));
        return;
    };
    let Some(message) = fault(&lead.text) else {
        return;
    };
    let source = context.workbook.files.slice(lead.span);
    let start = lead.span.range().start;
    let place = Span::new(document.file, start..start + source.trim_end().len());
    sink.report(Diagnostic::new(RULE.name, place, message).hint(HINT));
}

/// What is wrong with a job statement.
fn fault(statement: &str) -> Option<String> {
    let apart = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '’');
    let words: Vec<String> = statement
        .split(apart)
        .filter(|word| word.contains(char::is_alphanumeric))
        .map(str::to_lowercase)
        .collect();
    let opens = |forms: &[&str], word: &String| forms.contains(&word.as_str());
    let has = |(_, forms): &&(&str, &[&str])| words.iter().any(|word| opens(forms, word));
    let lacking: Vec<String> = PARTS
        .iter()
        .filter(|part| !has(part))
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    if let Some((last, others)) = lacking.split_last() {
        let others = if others.is_empty() {
            String::new()
        } else {
            format!("{} and ", others.join(", "))
        };
        return Some(format!("the job statement lacks {others}{last}"));
    }
    let mut said = [0..0, 0..0, 0..words.len()];
    let mut from = 0;
    for (at, (_, forms)) in PARTS.iter().enumerate() {
        let Some(found) = words[from..].iter().position(|word| opens(forms, word)) else {
            return Some("the job statement is not in the order When, wants, so".to_owned());
        };
        if at > 0 {
            said[at - 1].end = from + found;
        }
        from += found + 1;
        said[at].start = from;
    }
    if words.get(from).is_some_and(|word| word == "that") {
        said[2].start += 1;
    }
    let silent = said.iter().position(Range::is_empty)?;
    let part = PARTS[silent].0;
    Some(format!("the job statement says nothing behind `{part}`"))
}
