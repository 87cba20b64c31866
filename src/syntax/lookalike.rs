//! Lines that a person takes for a heading and Markdown does not: in a quote, a list, a table or
//! indented code, behind a backslash, without a space, below a fence that never closes. In a fence
//! that does close they are examples (language, section 6).

use std::ops::Range;

use super::asking::{self, is_unseen};

/// The most bytes of a line's words that are kept.
const LONGEST_NAME: usize = 200;

/// A line that looks like a heading, or that asks for privacy and does nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// From its first `#` to its end.
    pub(super) place: Range<usize>,
    /// How many `#` it has; 6 where it has none and 1 where it has too many, which hides most.
    pub(super) level: u8,
    /// Its words, where they are short enough to be a name.
    pub(super) words: Range<usize>,
    /// What it does besides looking like one.
    pub(super) asks: Asks,
}

/// What a line asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// Nothing.
    Nothing,
    /// It looks like a heading that asks for privacy.
    AsHeading,
    /// It is a request and nothing else.
    Alone,
}

/// The blocks of code between fences that close.
#[derive(Default)]
pub(super) struct Fences {
    closed: Vec<Range<usize>>,
    /// The first of them below the last heading.
    since_heading: usize,
    /// How far the text of the block reaches that is being read.
    text_end: usize,
}

impl Fences {
    /// A heading was read.
    pub(super) const fn heading(&mut self) {
        self.since_heading = self.closed.len();
    }

    /// A piece of text was read that reaches to `end`.
    pub(super) const fn text(&mut self, end: usize) {
        self.text_end = end;
    }

    /// A block between fences was read, at `range` of `body`. Where one never closes, or where
    /// another seems to open within it, those above may have been paired in another way than they
    /// were meant, up to the heading.
    pub(super) fn block(&mut self, body: &str, range: Range<usize>) {
        let block = &body[range.clone()];
        let opening_end = block.find(['\n', '\r']).unwrap_or(block.len());
        let opening = fence_in(&block[..opening_end]);
        let content_end = self.text_end.clamp(range.start + opening_end, range.end);
        let content = &body[range.start + opening_end..content_end];
        let behind = &body[content_end..range.end];
        let closes = opening.is_some_and(|opening| {
            fences(behind).any(|closing| opening.is_closed_by(closing))
                && !fences(content).any(|inner| opening.is_met_by(inner))
        });
        if closes {
            self.closed.push(range);
        } else {
            self.closed.truncate(self.since_heading);
        }
    }

    /// Where examples stand, in order.
    pub(super) fn into_closed(self) -> Vec<Range<usize>> {
        self.closed
    }
}

/// A line of three or more backticks or tildes.
#[derive(Clone, Copy)]
struct Fence {
    sign: char,
    length: usize,
    is_alone: bool,
}

impl Fence {
    fn is_met_by(self, other: Self) -> bool {
        self.sign == other.sign && other.length >= self.length
    }

    fn is_closed_by(self, other: Self) -> bool {
        self.is_met_by(other) && other.is_alone
    }
}

fn fences(text: &str) -> impl Iterator<Item = Fence> {
    text.split(['\n', '\r']).filter_map(fence_in)
}

/// The fence that a line is, within quotes and lists.
fn fence_in(line: &str) -> Option<Fence> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = line.trim_start_matches(sign);
    let length = line.len() - rest.len();
    let is_alone = rest.trim().is_empty();
    (length >= 3).then_some(Fence {
        sign,
        length,
        is_alone,
    })
}

/// The lines of `body` that look like a heading without standing in one of `passed`: examples and
/// what Markdown takes for a heading itself. `passed` is sorted and does not overlap.
pub(super) fn lines(body: &str, passed: &[Range<usize>]) -> Vec<Line> {
    let mut found = Vec::new();
    let mut passed = passed.iter().peekable();
    let mut start = 0;
    for line in body.split(is_line_end) {
        let first = start + (line.len() - line.trim_start().len());
        let seen = looked_at(line, start);
        let at = seen.as_ref().map_or(first, |line| line.place.start);
        start += line.len() + end_length(&body[start + line.len()..]);
        while passed.next_if(|range| range.end <= at).is_some() {}
        if !passed.peek().is_some_and(|range| range.contains(&at)) {
            found.extend(seen);
        }
    }
    found
}

/// Whether people see a new line behind a character; Markdown knows the first two.
const fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn end_length(rest: &str) -> usize {
    rest.chars().next().map_or(0, char::len_utf8)
}

/// What `line`, which starts at `start`, looks like.
fn looked_at(line: &str, start: usize) -> Option<Line> {
    let whole = start..start + line.trim_end().len();
    let Some(at) = behind_marks(line) else {
        let first = start + (line.len() - line.trim_start().len());
        return asking::is_bare(line).then_some(Line {
            place: first..whole.end,
            level: 6,
            words: 0..0,
            asks: Asks::Alone,
        });
    };
    let heading = &line[at..];
    let is_sign = |c: char| is_hash(c) || is_unseen(c);
    let words = heading.trim_start_matches(is_sign);
    let marks = heading[..heading.len() - words.len()].chars();
    let level = match marks.filter(|c| is_hash(*c)).count() {
        level @ 1..=6 => u8::try_from(level).unwrap_or(1),
        _ => 1,
    };
    let asks = if asking::asked(heading).is_some() {
        Asks::AsHeading
    } else {
        Asks::Nothing
    };
    let words_start = start + line.len() - words.len();
    let is_short = words.len() <= LONGEST_NAME;
    Some(Line {
        place: start + at..whole.end,
        level,
        words: words_start..if is_short {
            whole.end.max(words_start)
        } else {
            words_start
        },
        asks,
    })
}

/// What looks like a `#`.
const fn is_hash(c: char) -> bool {
    matches!(c, '#' | '＃' | '﹟' | '♯')
}

/// Where the first `#` stands in a line or in a cell of it, with nothing before it but space and
/// the marks of quotes, lists and emphasis.
fn behind_marks(line: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += marks(&line[at..]);
        if line[at..].chars().next().is_some_and(is_hash) {
            return Some(at);
        }
        at += line[at..].find('|')? + 1;
    }
}

/// The length of the marks at the start of `text`.
fn marks(text: &str) -> usize {
    let mut at = 0;
    while let Some(length) = mark(&text[at..]) {
        at += length;
    }
    at
}

/// The length of the mark at the start of `text`: of a quote, a list, a task, a footnote, a cell, a
/// tag.
fn mark(text: &str) -> Option<usize> {
    let c = text.chars().next()?;
    let is_mark = c.is_whitespace()
        || is_unseen(c)
        || matches!(
            c,
            '>' | '＞'
                | '|'
                | '\\'
                | '-'
                | '–'
                | '—'
                | '−'
                | '*'
                | '+'
                | '_'
                | '~'
                | ':'
                | '"'
                | '\''
                | '“'
                | '”'
                | '„'
                | '‘'
                | '’'
                | '«'
                | '»'
                | '‹'
                | '›'
                | '•'
                | '◦'
                | '‣'
                | '·'
                | '▪'
                | '●'
                | '○'
                | '\u{2800}'
        );
    if is_mark {
        return Some(c.len_utf8());
    }
    match c {
        '<' => text
            .starts_with("<!--")
            .then_some(4)
            .or_else(|| asking::tag(text)),
        '[' => boxed(text),
        _ => numbered(text),
    }
}

/// The length of `[ ]`, `[x]` or `[^1]:`.
fn boxed(text: &str) -> Option<usize> {
    const LONGEST: usize = 64;
    let bytes = text.as_bytes();
    if matches!(bytes, [b'[', b' ' | b'x' | b'X', b']', ..]) {
        return Some(3);
    }
    let label = text.strip_prefix("[^")?.as_bytes();
    let end = label.iter().take(LONGEST).position(|byte| *byte == b']')?;
    (label.get(end + 1) == Some(&b':')).then_some(end + 4)
}

/// The length of `1.`, `12)` or `a)`.
fn numbered(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = bytes
        .iter()
        .take(10)
        .take_while(|byte| byte.is_ascii_digit());
    let length = match digits.count() {
        0 => usize::from(bytes.first()?.is_ascii_alphabetic()),
        digits => digits,
    };
    (length > 0 && matches!(bytes.get(length), Some(b'.' | b')'))).then_some(length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Vec<(&str, u8, Asks)> {
        let lines = lines(body, &[]).into_iter();
        lines
            .map(|line| (&body[line.place], line.level, line.asks))
            .collect()
    }

    #[test]
    fn marks_before_a_heading_are_passed_over() {
        for before in [
            "", "    ", "\t", ">", "> - ", "1. ", "12) ", "a) ", "- [ ] ", "- [x] ", "* > + ",
            "\\", "| ", "| a | ", "[^1]: ", "<div>", "<!-- ", "**", "\u{feff}", "\u{a0}", "• ",
            "\"",
        ] {
            let text = format!("{before}## A route=memory");
            assert_eq!(
                found(&text),
                [("## A route=memory", 2, Asks::AsHeading)],
                "{before}"
            );
        }
    }

    #[test]
    fn other_lines_look_like_no_heading() {
        for text in [
            "the route=memory",
            "a # route=memory",
            "`# route=memory`",
            "see [#1](b) for route=memory",
            "2026 # route=memory",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn every_end_of_a_line_starts_another() {
        for end in ["\n", "\r\n", "\r", "\u{2028}", "\u{85}", "\u{b}"] {
            let text = format!("a{end}####### b{end}＃c{end}(route=memory)");
            let wanted = [
                ("####### b", 1, Asks::Nothing),
                ("＃c", 1, Asks::Nothing),
                ("(route=memory)", 6, Asks::Alone),
            ];
            assert_eq!(found(&text), wanted, "{end:?}");
        }
    }

    #[test]
    fn what_is_passed_is_not_looked_at() {
        let text = "# a\n# b\n# c\n# d";
        let lines = lines(text, &[0..3, 8..11]).into_iter();
        let starts: Vec<usize> = lines.map(|line| line.place.start).collect();
        assert_eq!(starts, [4, 12]);
    }
}
