//! A review as Markdown.
//!
//! Text of the workbook stands in code only, inline or in a fence, where it is no markup: no mention,
//! no HTML, no link. What could end the code or act on a runner is written out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::ReviewReport;
use crate::report::escape;
use crate::review::{Change, Group, Line, Part, Topic};
use crate::source::parent;

/// The most changes of a topic that are told one by one.
const MOST_CHANGES: usize = 10;

/// The most directories that are told where changes are told by directory.
const MOST_DIRECTORIES: usize = 8;

/// The most lines that are quoted of one change, and of all of them.
const MOST_LINES: usize = 12;
const MOST_LINES_OF_ALL: usize = 120;

/// The most characters of a text that are told, and of a line that is quoted.
const LONGEST: usize = 160;

/// Writes the report.
pub(super) fn write(report: &ReviewReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let short: String = report.commit.chars().take(10).collect();
    writeln!(out, "## What this change means\n")?;
    writeln!(
        out,
        "Compared with {} at `{short}`, as of {}.",
        code(report.revision),
        report.as_of
    )?;
    if report.review.changes.is_empty() {
        return writeln!(
            out,
            "\nNo page, approval, loop, number, control or record is another."
        );
    }
    let mut quotes = MOST_LINES_OF_ALL;
    let mut heading = None;
    for topic in Topic::ALL {
        let told = report.told(*topic);
        if told.is_empty() {
            continue;
        }
        if heading != Some(topic.group()) {
            heading = Some(topic.group());
            writeln!(out, "\n### {}\n", topic.group().title())?;
        }
        of_topic(*topic, &told, &mut quotes, out)?;
    }
    untold(report, out)
}

fn of_topic(
    topic: Topic,
    told: &[&Change],
    quotes: &mut usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    if told.len() == 1 {
        return one(topic.one(), told[0], quotes, out);
    }
    if told.len() <= MOST_CHANGES {
        for change in told {
            one(topic.one(), change, quotes, out)?;
        }
        return Ok(());
    }
    writeln!(out, "- **{}**", topic.counted(told.len()))?;
    let mut by_directory: BTreeMap<&str, usize> = BTreeMap::new();
    for change in told {
        *by_directory.entry(parent(&change.subject)).or_default() += 1;
    }
    let mut directories: Vec<(&str, usize)> = by_directory.into_iter().collect();
    directories.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (directory, count) in directories.iter().take(MOST_DIRECTORIES) {
        let place = if directory.is_empty() {
            "at the root".to_owned()
        } else {
            format!("in {}", code(&format!("{directory}/")))
        };
        writeln!(out, "  - {count} {place}")?;
    }
    let rest = directories.iter().skip(MOST_DIRECTORIES);
    let (more, of_them) = rest.fold((0, 0), |(more, sum), (_, count)| (more + 1, sum + count));
    if more > 0 {
        writeln!(out, "  - … and {of_them} in {more} more directories")?;
    }
    writeln!(
        out,
        "  - _told by directory, since there are more than {MOST_CHANGES}; `--format json` lists all_"
    )
}

fn one(what: &str, change: &Change, quotes: &mut usize, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!("- **{what}**");
    if !change.subject.is_empty() {
        let _ = write!(text, ": {}", code(&change.subject));
    }
    for (at, part) in change.parts.iter().enumerate() {
        if at == 0 && !matches!(part, Part::Words(words) if words.starts_with([',', ':', ';'])) {
            text += if change.subject.is_empty() {
                ": "
            } else {
                ", "
            };
        }
        match part {
            Part::Words(words) => text += words,
            Part::Text(words) => text += &code(words),
        }
    }
    if change.is_held_back {
        text += "; _holds what must not be public, and is not quoted_";
    }
    writeln!(out, "{}", text.trim_end_matches([' ', ':', ',']))?;
    quote(&change.lines, quotes, out)
}

/// The lines of a change, as a difference; or how many there are.
fn quote(lines: &[Line], left: &mut usize, out: &mut dyn Write) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let shown = lines.len().min(MOST_LINES).min(*left);
    *left -= shown;
    if shown > 0 {
        writeln!(out, "\n  ```diff")?;
        for (at, line) in lines[..shown].iter().enumerate() {
            let sign = if line.is_new { '+' } else { '-' };
            writeln!(out, "  {sign} {}", cut(&from_difference(lines, at)))?;
        }
        writeln!(out, "  ```\n")?;
    }
    let rest = &lines[shown..];
    if !rest.is_empty() {
        let added = rest.iter().filter(|line| line.is_new).count();
        let removed = rest.len() - added;
        let more = if shown > 0 { "more " } else { "" };
        writeln!(
            out,
            "  _{more}lines not quoted here: {added} that appear, {removed} that go_\n"
        )?;
    }
    Ok(())
}

/// The line at a position, from shortly before it differs from the one that it replaces or is replaced
/// by: where a paragraph is one line, its start says nothing.
fn from_difference(lines: &[Line], at: usize) -> Cow<'_, str> {
    let line = &lines[at];
    let before = at.checked_sub(1).map(|at| &lines[at]);
    let other = if line.is_new {
        before
    } else {
        lines.get(at + 1)
    };
    let other = other.filter(|other| other.is_new != line.is_new);
    let pairs = other.map(|other| line.text.chars().zip(other.text.chars()));
    let same = pairs.map_or(0, |pairs| pairs.take_while(|(a, b)| a == b).count());
    if same <= LONGEST / 2 || line.text.chars().count() <= LONGEST {
        return Cow::Borrowed(&line.text);
    }
    let rest: String = line.text.chars().skip(same - LONGEST / 4).collect();
    Cow::Owned(format!("…{rest}"))
}

/// What is private, as counts.
fn untold(report: &ReviewReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut sum = 0;
    let mut by_group: BTreeMap<Group, Vec<String>> = BTreeMap::new();
    for topic in Topic::ALL {
        let count = report.untold(*topic);
        if count > 0 {
            sum += count;
            let counted = topic.counted(count);
            by_group.entry(topic.group()).or_default().push(counted);
        }
    }
    if sum == 0 {
        return Ok(());
    }
    writeln!(out, "\n### For the team\n")?;
    for counts in by_group.values() {
        writeln!(out, "- {}", counts.join(", "))?;
    }
    let facts = if sum == 1 {
        "1 private fact is".to_owned()
    } else {
        format!("{sum} private facts are")
    };
    writeln!(
        out,
        "\n_{facts} counted and not named, since this may be read by anybody; `loopbook review \
         --private` names them._"
    )
}

/// Text of the workbook as inline code.
fn code(text: &str) -> String {
    let text = cut(text);
    let text = text.replace('`', "ˋ");
    let text = text.trim();
    if text.is_empty() {
        return "(nothing)".to_owned();
    }
    format!("`{text}`")
}

/// Text that acts on nothing, on one line, cut where it is long.
fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    escape::line(&short).into_owned()
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn text_stays_within_its_code() {
        assert_eq!(code("a `b` @c <i>"), "`a ˋbˋ @c <i>`");
        assert_eq!(
            code("::error::x\n##[y]"),
            "`:\\u{3a}error:\\u{3a}x\\n#\\u{23}[y]`"
        );
        assert_eq!(code("  "), "(nothing)");
        assert!(code(&"x".repeat(1000)).chars().count() < 200);
    }
}
