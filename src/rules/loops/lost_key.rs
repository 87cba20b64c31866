//! Keys that were written and could not be read.

use crate::rules::Context;
use crate::workbook::Document;

/// How many letters a misspelt key may differ in. No two keys of the language are that close.
const MOST_SLIPS: usize = 2;

/// Whether the front matter was meant to have `key`, which it seems not to have: its line is
/// broken, or its name is misspelt. Either was reported, so a rule that asks for the key has
/// nothing to add.
pub(super) fn was_lost(context: &Context<'_>, document: &Document, key: &str) -> bool {
    let text = context.workbook.text(document);
    let end = document.body.span.range().start;
    let front = text.get(..end).unwrap_or("");
    front.lines().any(|line| {
        let name = line.split_once(':').map_or("", |(name, _)| name);
        let name = name.trim_matches(['"', '\'', ' ']).to_lowercase();
        let is_key = !line.starts_with([' ', '\t', '-', '#']) && !name.starts_with("x-");
        is_key && is_near(&name, key)
    })
}

/// Whether `name` is `key` with a slip or two.
pub(super) fn is_near(name: &str, key: &str) -> bool {
    name.len().abs_diff(key.len()) <= MOST_SLIPS
        && strsim::damerau_levenshtein(name, key) <= MOST_SLIPS.min(key.len() - 1)
}
