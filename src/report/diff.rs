//! What changes in a file, as a unified diff.
//!
//! It is made for reading: text that could act on a terminal or a runner is written out, as in
//! every report, and Windows line endings, which no mend changes, are left out.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::{Style, escape, runner};

/// A file with what it holds and what it is to hold.
pub struct Change<'a> {
    /// The path from the workbook's root.
    pub path: &'a str,
    /// The text now.
    pub before: &'a str,
    /// The text afterwards.
    pub after: &'a str,
}

/// What stands in place of a line that is withheld.
const NOT_SHOWN: &str = "[holds what must not be public; not shown]";

/// How many lines are shown around a change.
const CONTEXT: usize = 3;

/// Writes what `change` does to its file; of lines that `is_withheld` only that they are there.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write_diff(
    change: &Change<'_>,
    style: Style,
    is_withheld: &dyn Fn(&str) -> bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let path = escape::line(change.path);
    let [bold, place, old, new, plain] = painted(style, ["1", "36", "31", "32", "0"]);
    writeln!(out, "{bold}--- a/{path}{plain}\n{bold}+++ b/{path}{plain}")?;
    let difference = TextDiff::from_lines(change.before, change.after);
    for hunk in difference
        .unified_diff()
        .context_radius(CONTEXT)
        .iter_hunks()
    {
        writeln!(out, "{place}{}{plain}", hunk.header())?;
        for line in hunk.iter_changes() {
            let text = line.value().trim_end_matches(['\n', '\r']);
            let text = if is_withheld(text) { NOT_SHOWN } else { text };
            let text = escape::source_line(text);
            let (before, sign, after) = match line.tag() {
                ChangeTag::Equal => ("", ' ', ""),
                ChangeTag::Delete => (&*old, '-', &*plain),
                ChangeTag::Insert => (&*new, '+', &*plain),
            };
            // With its sign a line may read as one that opens a section of a log.
            let line_of_log = format!("{sign}{text}");
            let shown = if runner::opens_section(&line_of_log) {
                format!("{sign}\\u{{{:x}}}{}", u32::from(sign), &text[1..])
            } else {
                line_of_log
            };
            writeln!(out, "{before}{shown}{after}")?;
            if line.missing_newline() {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}

/// Codes that switch to these colours of a terminal; nothing where no colour is wanted.
fn painted<const N: usize>(style: Style, colors: [&str; N]) -> [String; N] {
    colors.map(|color| {
        if style.color {
            format!("\u{1b}[{color}m")
        } else {
            String::new()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(before: &str, after: &str, color: bool) -> String {
        let change = Change {
            path: "a\u{1b}.md",
            before,
            after,
        };
        let style = Style {
            color,
            source: true,
            width: 80,
        };
        let mut out = Vec::new();
        let is_withheld = |line: &str| line.contains("secret");
        write_diff(&change, style, &is_withheld, &mut out).expect("memory can be written");
        String::from_utf8(out).expect("it is text")
    }

    #[test]
    fn lines_are_shown_with_what_stands_around_them() {
        let before = "1\r\n2\r\n3\r\n4\r\n5\tx\r\n6";
        let after = "1\r\n2\r\n3\r\n4\r\nfive\r\n6";
        assert_eq!(
            written(before, after, false),
            "--- a/a\\u{1b}.md\n+++ b/a\\u{1b}.md\n@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\tx\n+five\n 6\n\
             \\ No newline at end of file\n"
        );
    }

    #[test]
    fn nothing_in_a_line_acts() {
        let text = written("a\n", "::error::\u{1b}[31m\u{202e} ##[x]\n", false);
        assert!(
            text.ends_with("+:\\u{3a}error:\\u{3a}\\u{1b}[31m\\u{202e} #\\u{23}[x]\n"),
            "{text}"
        );
        let text = written("-- a\n", "++ ##vso[x]\n", false);
        assert!(
            text.ends_with("-\\u{2d}- a\n+\\u{2b}+ #\\u{23}vso[x]\n"),
            "{text}"
        );
        let text = written("a secret\n", "b\n", false);
        assert!(
            text.ends_with("-[holds what must not be public; not shown]\n+b\n"),
            "{text}"
        );
        let text = written("a\n", "b\n", true);
        assert!(
            text.contains("\u{1b}[31m-a\u{1b}[0m\n\u{1b}[32m+b\u{1b}[0m\n"),
            "{text}"
        );
    }
}
