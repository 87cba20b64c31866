//! What CI runners take for commands to themselves when they read it in a log, and how it is broken.
//!
//! | Runner | What it takes for a command |
//! |---|---|
//! | GitHub, Gitea, Forgejo | `::name::` at the start of a line, `##[name]` anywhere |
//! | Azure Pipelines | `##vso[…]` and `##[…]`, anywhere |
//! | TeamCity | `##teamcity[…]` |
//! | GitLab | `section_start:…` and `section_end:…` |
//! | Travis | `travis_fold:…` and `travis_time:…` |
//! | Buildkite | `--- `, `+++ `, `~~~ ` and `^^^ ` at the start of a line |

use std::borrow::Cow;
use std::ops::Range;

/// Words that a colon makes a command of.
const WITH_COLON: [&str; 4] = ["section_start", "section_end", "travis_fold", "travis_time"];

/// What opens a section where it stands at the start of a line, before a space.
const OPENERS: [&str; 4] = ["---", "+++", "~~~", "^^^"];

/// `text` with no command in it, wherever in a line it is printed: a character of each is written as
/// its number, which shows what was done to it.
pub(super) fn disarmed(text: &str) -> Cow<'_, str> {
    let mut places = deciding(text);
    if opens_section(text) {
        places.insert(0, 0..1);
    }
    replaced(text, places, numbered)
}

/// `text`, which something is printed before, with no command in it.
pub(super) fn disarmed_within(text: &str) -> Cow<'_, str> {
    replaced(text, deciding(text), numbered)
}

fn numbered(c: char) -> String {
    format!("\\u{{{:x}}}", u32::from(c))
}

/// The lines `text`, none of which is printed at the start of a line, with no command in them and as
/// many bytes.
pub(super) fn overwritten(text: &str) -> Cow<'_, str> {
    let is_anywhere = |place: &Range<usize>| !text[..place.end].ends_with("::");
    let places = deciding(text).into_iter().filter(is_anywhere).collect();
    replaced(text, places, |_| "?".to_owned())
}

/// The text of a JSON object with no command in it: strings read the same to whoever parses them, and
/// nothing but strings can hold one.
pub(super) fn disarmed_json(text: &str) -> Cow<'_, str> {
    replaced(text, deciding(text), |c| format!("\\u{:04x}", u32::from(c)))
}

/// Whether a line that starts with `text` opens a section of a log.
pub(super) fn opens_section(text: &str) -> bool {
    let behind = OPENERS.iter().find_map(|opener| text.strip_prefix(opener));
    behind.is_some_and(|behind| behind.starts_with([' ', '\t']) && !behind.trim().is_empty())
}

fn replaced(
    text: &str,
    places: Vec<Range<usize>>,
    written: impl Fn(char) -> String,
) -> Cow<'_, str> {
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + places.len() * 8);
    let mut from = 0;
    for place in places {
        safe.push_str(&text[from..place.start]);
        safe.extend(text[place.clone()].chars().map(&written));
        from = place.end;
    }
    safe.push_str(&text[from..]);
    Cow::Owned(safe)
}

/// Where the characters stand without which nothing of `text` is a command, in order. All of them are
/// ASCII.
fn deciding(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut places: Vec<Range<usize>> = Vec::new();
    for at in signs(bytes) {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let is_last_of = match bytes[at] {
            b':' => before == Some(b':') || follows_word(&text[..at]),
            _ => before == Some(b'#') && starts_command(&bytes[at + 1..]),
        };
        if is_last_of {
            places.push(at..at + 1);
        }
    }
    places
}

/// Where colons and number signs stand.
fn signs(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let found = bytes.iter().enumerate();
    found.filter_map(|(at, byte)| matches!(byte, b':' | b'#').then_some(at))
}

/// Whether one of the words that a colon makes a command of stands at the end of `text`.
fn follows_word(text: &str) -> bool {
    WITH_COLON.iter().any(|word| {
        let start = text.len().checked_sub(word.len());
        let end = start.and_then(|start| text.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(word))
    })
}

/// Whether what stands behind `##` is the name of a runner, or none, and a bracket.
fn starts_command(behind: &[u8]) -> bool {
    let mut behind = behind.iter();
    let end =
        behind.find(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')));
    end == Some(&b'[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_broken_and_nothing_else_is() {
        for text in [
            "::error::x",
            "x ##[error]y",
            "##vso[task.setvariable variable=a]b",
            "##VsO[x]",
            "##teamcity[x]",
            "###vso[x]",
            "##other-runner_2[x]",
            "section_start:1:a",
            "SECTION_END:1:a",
            "travis_fold:start:a",
            "--- a",
            "+++\ta",
            "~~~ a",
            ":::",
        ] {
            let safe = disarmed(text);
            assert_ne!(safe, text);
            assert!(
                deciding(&safe).is_empty() && !opens_section(&safe),
                "{safe}"
            );
            let overwritten = overwritten(text);
            assert_eq!(overwritten.len(), text.len());
            let left = deciding(&overwritten);
            assert!(
                left.iter()
                    .all(|place| overwritten[..place.end].ends_with("::")),
                "{text}"
            );
        }
        for text in [
            "## A heading [x]",
            "a: b",
            "#[x]",
            "--x",
            "---a",
            "a --- b",
            "---",
            "section: 1",
            "#1 and #2[x]",
        ] {
            assert_eq!(disarmed(text), text);
        }
    }

    #[test]
    fn json_reads_the_same() {
        let value = serde_json::json!({"a ##vso[x]": "::b ##[c] section_start:1:d", "e": "##"});
        let text = serde_json::to_string_pretty(&value).expect("it is JSON");
        let safe = disarmed_json(&text);
        assert!(deciding(&safe).is_empty(), "{safe}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).ok(),
            Some(value)
        );
    }
}
