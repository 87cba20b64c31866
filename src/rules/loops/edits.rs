//! Edits of headings and sections that change nothing else: not the level, the number or the
//! line endings around them.

use crate::diagnostic::{FileId, Span};
use crate::syntax::Heading;
use crate::workbook::Step;

/// A replacement of a place by a text.
pub(super) type Change = (Span, String);

/// Renames the heading and keeps its leading number. Nothing where its words hold markup.
pub(super) fn rename(heading: &Heading, name: &str, text: &str) -> Option<Change> {
    let source = text.get(heading.span.range())?;
    let start = source.find(heading.text.as_str())?;
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '#' | '*' | '_' | '~' | '`');
    if heading.text.is_empty() || !source[..start].chars().all(is_mark) {
        return None;
    }
    let number = leading_number(&heading.text);
    let from = heading.span.range().start + start;
    let place = from + number..from + heading.text.len();
    Some((Span::new(heading.span.file, place), name.to_owned()))
}

/// How many bytes of a heading's words are a number in front of its name: `2. `, `3) `.
fn leading_number(words: &str) -> usize {
    let is_number =
        |token: &str| token.contains(char::is_numeric) && !token.contains(char::is_alphabetic);
    let mut kept = 0;
    for token in words.split_inclusive(char::is_whitespace) {
        if !is_number(token) {
            return kept;
        }
        kept += token.len();
    }
    0
}

/// Gives the heading another level. Nothing where it is underlined instead of marked with `#`.
pub(super) fn relevel(heading: &Heading, level: usize, text: &str) -> Option<Change> {
    let source = text.get(heading.span.range())?;
    let marks = source.len() - source.trim_start_matches('#').len();
    let start = heading.span.range().start;
    let span = Span::new(heading.span.file, start..start + marks);
    (marks == usize::from(heading.level)).then(|| (span, "#".repeat(level)))
}

/// Inserts `lines` as a block of its own before the line that holds byte `at` of `text`.
pub(super) fn insert_lines(lines: &[String], at: u32, text: &str, file: FileId) -> Change {
    let ending = line_ending(text);
    let at = line_start(text, at as usize);
    let before = &text[..at];
    let mut new = String::new();
    if !before.is_empty() && !before.ends_with('\n') {
        new.push_str(ending);
    }
    let last = before.lines().next_back().unwrap_or("");
    if !last.trim().is_empty() {
        new.push_str(ending);
    }
    new.push_str(&lines.join(ending));
    new.push_str(ending);
    if at < text.len() {
        new.push_str(ending);
    }
    (Span::new(file, at..at), new)
}

/// The lines of a section that nobody has filled in yet.
pub(super) fn empty_section(marks: &str, name: &str, guidance: &str) -> Vec<String> {
    let words: Vec<&str> = guidance.split_whitespace().collect();
    let heading = format!("{marks} {name}");
    if words.is_empty() {
        return vec![heading];
    }
    // A comment ends at its first `-->`, wherever that stands.
    let comment = words.join(" ").replace("--", "–");
    vec![heading, String::new(), format!("<!-- {comment} -->")]
}

/// The lines of a step that nobody has filled in yet.
pub(super) fn empty_step(step: &Step) -> Vec<String> {
    empty_section("###", &step.name, &step.guidance)
}

fn line_ending(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// The start of the line around `at`, where only space stands between them.
fn line_start(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    let Some(before) = text.get(..at) else {
        return text.len();
    };
    let bare = before.trim_end_matches([' ', '\t']);
    if at < text.len() && (bare.is_empty() || bare.ends_with('\n')) {
        bare.len()
    } else {
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::syntax::{Document, parse};

    fn read(text: &str) -> Document {
        parse(text, FileId(0), &mut Sink::new())
    }

    fn applied(text: &str, change: Option<Change>) -> String {
        let (span, new) = change.expect("there is a change");
        let mut text = text.to_owned();
        text.replace_range(span.range(), &new);
        text
    }

    #[test]
    fn renaming_keeps_the_number_the_attributes_and_the_level() {
        for (heading, renamed) in [
            ("### Costs", "### Cost"),
            ("### 2. Costs:", "### 2. Cost"),
            ("###  (2) 3)\tCosts ###", "###  (2) 3)\tCost ###"),
            ("### 2. Costs {route=memory}", "### 2. Cost {route=memory}"),
            ("żółć\n\nCosts\n---", "żółć\n\nCost\n---"),
            ("### 3rd cost", "### Cost"),
            ("### 12", "### Cost"),
            ("### **Costs**", "### **Cost**"),
        ] {
            let document = read(heading);
            let change = rename(&document.body.headings[0], "Cost", heading);
            assert_eq!(applied(heading, change), renamed);
        }
        for heading in [
            "### *Our* costs",
            "### <b>b</b>",
            "### Co\\_sts",
            "Two\nlines\n---",
            "###",
        ] {
            let document = read(heading);
            assert_eq!(rename(&document.body.headings[0], "Cost", heading), None);
        }
    }

    #[test]
    fn levels_change_where_there_are_marks() {
        let text = "  #### Cost\n";
        let change = relevel(&read(text).body.headings[0], 3, text);
        assert_eq!(applied(text, change), "  ### Cost\n");
        let text = "Cost\n---\n";
        assert_eq!(relevel(&read(text).body.headings[0], 3, text), None);
    }

    #[test]
    fn blocks_are_inserted_with_empty_lines_around_them() {
        let lines = empty_section("###", "B", "say  it\n-- now");
        let insert = |text: &str, at: usize| {
            let at = u32::try_from(at).expect("small");
            applied(text, Some(insert_lines(&lines, at, text, FileId(0))))
        };
        let new = "### B\n\n<!-- say it – now -->\n";
        assert_eq!(insert("a\n### C\n", 2), format!("a\n\n{new}\n### C\n"));
        assert_eq!(
            insert("a\n\n  ### C\n", 5),
            format!("a\n\n{new}\n  ### C\n")
        );
        assert_eq!(insert("a", 1), format!("a\n\n{new}"));
        assert_eq!(insert("a\n", 2), format!("a\n\n{new}"));
        assert_eq!(insert("a\n\n", 3), format!("a\n\n{new}"));
        assert_eq!(insert("", 0), new);
        let windows = new.replace('\n', "\r\n");
        assert_eq!(
            insert("a\r\n### C\r\n", 3),
            format!("a\r\n\r\n{windows}\r\n### C\r\n")
        );
        assert_eq!(insert("a\r\nb", 4), format!("a\r\nb\r\n\r\n{windows}"));
    }
}
