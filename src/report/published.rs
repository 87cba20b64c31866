//! What a build made public, told to the person who ran it.

use super::{counted, printable};
use crate::audience::{LedgerChange, Withheld};

/// The most lines of one group.
const MOST_LINES: usize = 20;

/// What became public and what ceased to be, in groups; and which files nobody cleaned. A line each.
pub fn published(
    change: &LedgerChange,
    as_they_are: &[String],
    withheld: &Withheld,
) -> Vec<String> {
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
        // What ceased to be public may hold a term that is protected since.
        let told = |entry: &String| withheld.text(entry).into_owned();
        let heading = format!("Became public ({appeared}):");
        let entries = change.appeared.iter().map(line);
        group(heading, entries.map(|entry| told(&entry)), &mut lines);
        let heading = format!("No longer public ({ceased}):");
        group(heading, change.ceased.iter().map(told), &mut lines);
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

/// What others had put into the site: the public files of theirs that the new one holds too, and what may
/// stand in none. A line each.
pub fn of_others(foreign: &[String], dropped: &[String], withheld: &Withheld) -> Vec<String> {
    let told = |path: &String| withheld.text(path).into_owned();
    let mut lines = Vec::new();
    let heading = format!(
        "Also public, put there by somebody else and searched ({}):",
        foreign.len()
    );
    group(heading, foreign.iter().map(told), &mut lines);
    if !dropped.is_empty() {
        lines.push(format!(
            "Not carried over, since only files of their own may stand there ({}); put copies there where \
             you need them:",
            dropped.len()
        ));
        let shown = dropped.iter().take(MOST_LINES);
        lines.extend(shown.map(|path| format!("  {}", printable(&told(path)))));
        if dropped.len() > MOST_LINES {
            lines.push(format!("  … and {} more", dropped.len() - MOST_LINES));
        }
    }
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

    fn nothing() -> Withheld {
        Withheld::nothing()
    }

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
        let told = published(&change, &[], &nothing()).join("\n");
        let start = "Became public (25):\n  playbook/0.html, from a\\u{1b}[1m.md\n";
        let end = "  … and 5 more: see `private/ledger.json`\nNo longer public (1):\n  \
                   journeys/x.html\n1 public file has changed, 3 as before.";
        assert!(told.starts_with(start) && told.ends_with(end), "{told}");
        assert_eq!(told.lines().count(), 25);
    }

    #[test]
    fn what_others_put_there_is_told_and_cannot_act() {
        assert!(of_others(&[], &[], &nothing()).is_empty());
        let dropped: Vec<String> = (0..25).map(|n| format!("`public/{n}\u{1b}`")).collect();
        let told = of_others(&["CNAME".to_owned()], &dropped, &nothing());
        let start =
            "Also public, put there by somebody else and searched (1):\n  CNAME\nNot carried over";
        let told = told.join("\n");
        assert!(told.starts_with(start), "{told}");
        assert!(told.contains("  `public/0\\u{1b}`\n"), "{told}");
        assert!(told.ends_with("  … and 5 more"), "{told}");
    }

    #[test]
    fn where_there_is_nothing_to_tell_it_says_so() {
        assert_eq!(
            published(&change(), &[], &nothing()),
            ["Nothing public has changed."]
        );
        let first = LedgerChange {
            is_first: true,
            appeared: vec![("index.html".to_owned(), String::new())],
            ..change()
        };
        let told = published(&first, &["assets/files/a.pdf".to_owned()], &nothing());
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
