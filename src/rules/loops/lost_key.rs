//! Keys that were written and could not be read.

use crate::syntax::Map;

/// How many letters a misspelt key may differ in. No two keys of the language are that close.
const MOST_SLIPS: usize = 2;

/// Whether `keys` were meant to hold `key`, which they seem not to have: its line is broken, or its
/// name is misspelt. Either was reported, so a rule that asks for the key has nothing to add.
pub(in crate::rules) fn was_lost(keys: &Map, key: &str) -> bool {
    keys.has_gaps() || keys.iter().any(|(name, _)| is_near(&name.value, key))
}

/// Whether `name` is `key` with a slip or two.
fn is_near(name: &str, key: &str) -> bool {
    !name.starts_with("x-")
        && name.len().abs_diff(key.len()) <= MOST_SLIPS
        && strsim::damerau_levenshtein(name, key) <= MOST_SLIPS.min(key.len() - 1)
}
