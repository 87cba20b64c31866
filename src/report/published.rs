//! What a build made public, told to the person who ran it.

use super::{counted, printable};
use crate::audience::LedgerChange;

/// The most lines of one group.
const MOST_LINES: usize = 20;

/// What became public and what ceased to be, in groups; and which files nobody cleaned. A line each.
pub fn published(change: &LedgerChange, as_they_are: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    let (appeared, ceased) = (change.appeared.len(), change.ceased.len());
    if change.is_first {
        let files = counted(appeared, "file");
        let verb = if appeared == 1 { "is" } else { "are" };
        lines.push(format!(
            "No earlier build is on record here: {files} {verb} public."
        ));
    } else {
        let line = |(path, source): &(String, String)| match source.as_str() {
            "" => path.clone(),
            source => format!("{path}, from {source}"),
        };
        let heading = format!("Became public ({appeared}):");
        group(heading, change.appeared.iter().map(line), &mut lines);
        let heading = format!("No longer public ({ceased}):");
        group(heading, change.ceased.iter().cloned(), &mut lines);
        let (changed, kept) = (counted(change.changed, "public file"), change.kept);
        let verb = if change.changed == 1 { "has" } else { "have" };
        lines.push(if appeared + ceased + change.changed == 0 {
            "Nothing public has changed.".to_owned()
        } else {
            format!("{changed} {verb} changed, {kept} as before.")
        });
    }
    let heading = "Not read, or not all of it: copied as they are, or pages that are pictures:";
    group(heading.to_owned(), as_they_are.iter().cloned(), &mut lines);
    lines
}

fn group(heading: String, entries: impl ExactSizeIterator<Item = String>, lines: &mut Vec<String>) {
    let count = entries.len();
    if count == 0 {
        return;
    }
    lines.push(heading);
    let shown = entries.take(MOST_LINES);
    lines.extend(shown.map(|entry| format!("  {}", printable(&entry))));
    if count > MOST_LINES {
        let more = count - MOST_LINES;
        lines.push(format!("  … and {more} more: see `private/ledger.json`"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change() -> LedgerChange {
        LedgerChange {
            is_first: false,
            appeared: Vec::new(),
            ceased: Vec::new(),
            changed: 0,
            kept: 3,
        }
    }

    #[test]
    fn long_lists_are_cut_and_user_text_cannot_act() {
        let page = |n: u32| (format!("playbook/{n}.html"), "a\u{1b}[1m.md".to_owned());
        let change = LedgerChange {
            appeared: (0..25).map(page).collect(),
            ceased: vec!["journeys/x.html".to_owned()],
            changed: 1,
            ..change()
        };
        let told = published(&change, &[]).join("\n");
        let start = "Became public (25):\n  playbook/0.html, from a\\u{1b}[1m.md\n";
        let end = "  … and 5 more: see `private/ledger.json`\nNo longer public (1):\n  \
                   journeys/x.html\n1 public file has changed, 3 as before.";
        assert!(told.starts_with(start) && told.ends_with(end), "{told}");
        assert_eq!(told.lines().count(), 25);
    }

    #[test]
    fn where_there_is_nothing_to_tell_it_says_so() {
        assert_eq!(published(&change(), &[]), ["Nothing public has changed."]);
        let first = LedgerChange {
            is_first: true,
            appeared: vec![("index.html".to_owned(), String::new())],
            ..change()
        };
        let told = published(&first, &["assets/files/a.pdf".to_owned()]);
        assert_eq!(
            told,
            [
                "No earlier build is on record here: 1 file is public.",
                "Not read, or not all of it: copied as they are, or pages that are pictures:",
                "  assets/files/a.pdf"
            ]
        );
    }
}
