//! The words of the files that go along with a page, for whoever is about to approve it.

use std::io::{self, Write};

use super::lines;
use crate::audience::{Care, Cleaned};
use crate::report::counted;

/// How many lines of one file are shown, unless all are asked for.
const MOST_LINES: usize = 200;

/// How many characters of one line are shown, unless all are asked for.
const MOST_CHARACTERS: usize = 1000;

/// A file that goes along, with what it would show.
pub struct FilePreview<'a> {
    /// Its path in the workbook.
    pub path: &'a str,
    /// It as it would be published.
    pub cleaned: &'a Cleaned,
    /// Whether all of it is shown, however long it is.
    pub whole: bool,
    /// How wide lines may be, in columns.
    pub width: usize,
}

impl FilePreview<'_> {
    /// Writes what can be read in the file, line by line.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let found = self.cleaned.lines();
        let title = match (self.cleaned.care, found.len()) {
            (Care::Cleaned, 0) => return Ok(()),
            (Care::AsItIs, 0) => "its words cannot be read here: open it before you approve it",
            (Care::Text, 0) => "it is empty",
            _ => "",
        };
        let title = match title {
            "" => counted(found.len(), "line"),
            title => title.to_owned(),
        };
        writeln!(out)?;
        for line in lines(&format!("{} ({title})", self.path), self.width) {
            writeln!(out, "{line}")?;
        }
        let most = if self.whole { usize::MAX } else { MOST_LINES };
        let mut is_cut = false;
        for line in found.iter().take(most) {
            let end = line.char_indices().nth(MOST_CHARACTERS);
            let end = end.filter(|_| !self.whole).map(|(at, _)| at);
            is_cut |= end.is_some();
            for part in lines(
                &line[..end.unwrap_or(line.len())],
                self.width.saturating_sub(INDENT),
            ) {
                writeln!(out, "{:INDENT$}{part}", "")?;
            }
        }
        let more = found.len().saturating_sub(most);
        let rest = match (more, is_cut) {
            (0, false) => return Ok(()),
            (0, true) => "and more of the longest lines".to_owned(),
            (more, _) => format!("and {} more", counted(more, "line")),
        };
        writeln!(out, "{:INDENT$}… {rest}: --whole shows everything", "")
    }
}

/// How far the lines of a file stand from the edge.
const INDENT: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, whole: bool) -> String {
        let cleaned = Cleaned {
            bytes: text.as_bytes().to_vec(),
            care: Care::Text,
            words: String::new(),
        };
        let mut out = Vec::new();
        let preview = FilePreview {
            path: "a/list.csv",
            cleaned: &cleaned,
            whole,
            width: 80,
        };
        preview.write(&mut out).expect("memory can be written");
        String::from_utf8(out).expect("it is text")
    }

    #[test]
    fn long_files_are_cut_unless_all_of_them_is_wanted() {
        let text: String = (0..203).fold(String::new(), |text, at| {
            text + "line " + &at.to_string() + "\n"
        });
        let cut = shown(&text, false);
        assert!(cut.starts_with("\na/list.csv (203 lines)\n  line 0\n"));
        assert!(cut.ends_with("line 199\n  … and 3 lines more: --whole shows everything\n"));
        assert!(shown(&text, true).ends_with("line 202\n"));
        let long = format!("{}end", "word ".repeat(300));
        let cut = shown(&long, false);
        assert!(!cut.contains("end") && cut.contains("more of the longest lines"));
        assert!(shown(&long, true).ends_with("end\n"));
    }

    #[test]
    fn nothing_in_a_file_acts_on_the_terminal() {
        let text = shown("\u{1b}[2J ##[error] \u{202e}a", true);
        assert!(
            !text.contains(['\u{1b}', '\u{202e}']) && !text.contains("##["),
            "{text}"
        );
    }
}
