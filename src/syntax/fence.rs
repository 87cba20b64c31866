//! The front matter between two lines `---` at the top of a file.
//!
//! The Markdown parser could delimit it too, but it takes an unclosed fence for a rule between
//! paragraphs and passes it over in silence; here that is a finding.

use std::ops::Range;

use super::value::Map;
use super::{INVALID_YAML, MISSING_FRONT_MATTER, UNCLOSED_FRONT_MATTER, yaml};
use crate::diagnostic::{Diagnostic, FileId, Sink, Span};

/// The most bytes a document's front matter may have.
const MAX_FRONT_MATTER: usize = 64 * 1024;

/// The keys at the top of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum FrontMatter {
    /// Both fences are there; the map holds what could be read.
    Present {
        /// The keys.
        map: Map,
        /// From the opening to the closing fence.
        span: Span,
    },
    /// There is none, or it cannot be told where it ends. This was reported.
    Absent,
}

impl FrontMatter {
    /// The keys, where there are any.
    pub const fn map(&self) -> Option<&Map> {
        match self {
            Self::Present { map, .. } => Some(map),
            Self::Absent => None,
        }
    }

    /// Where the Markdown starts.
    pub(super) fn body_start(&self, text: &str) -> usize {
        match self {
            Self::Present { span, .. } => {
                let end = span.end as usize;
                text[end..]
                    .find('\n')
                    .map_or(text.len(), |line_end| end + line_end + 1)
            }
            Self::Absent => 0,
        }
    }
}

/// Reads the front matter of `text`.
pub(super) fn read(text: &str, file: FileId, sink: &mut Sink) -> FrontMatter {
    let mut lines = lines(text);
    let opening = lines.next().unwrap_or(0..0);
    if !is_fence(&text[opening.clone()]) {
        sink.report(missing(text, file));
        return FrontMatter::Absent;
    }
    let start = lines.next().map_or(text.len(), |line| line.start);
    let Some(closing) = self::lines(text)
        .skip(1)
        .find(|line| is_fence(&text[line.clone()]))
    else {
        sink.report(unclosed(text, opening, file));
        return FrontMatter::Absent;
    };
    let span = Span::new(file, opening.start..closing.start + 3);
    if closing.start - start > MAX_FRONT_MATTER {
        let message = format!("front matter larger than {} KiB", MAX_FRONT_MATTER / 1024);
        let hint = "keep keys short; long text belongs below the front matter";
        sink.report(Diagnostic::new(INVALID_YAML, Span::new(file, opening), message).hint(hint));
        return FrontMatter::Present {
            map: Map::lost(),
            span,
        };
    }
    FrontMatter::Present {
        map: yaml::parse_map(
            text,
            start..closing.start,
            yaml::FRONT_MATTER_DEPTH,
            file,
            sink,
        ),
        span,
    }
}

fn is_fence(line: &str) -> bool {
    line.strip_prefix("---")
        .is_some_and(|rest| rest.trim().is_empty())
}

/// The lines of `text` as ranges, endings included.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut position = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = position;
        position += line.len();
        start..position
    })
}

fn missing(text: &str, file: FileId) -> Diagnostic {
    let hint = if starts_late(text) {
        "front matter starts on the first line: move what stands above the first `---` below it"
    } else {
        "start the file with a line `---`, then `title:` and `kind:` or `job:`, then `---`; \
         or name the file under `ignore:` in workbook.yaml"
    };
    Diagnostic::new(
        MISSING_FRONT_MATTER,
        Span::start_of(file),
        "the file has no front matter",
    )
    .hint(hint)
}

/// Whether what looks like front matter stands further down.
fn starts_late(text: &str) -> bool {
    const FIRST_KEYS: [&str; 5] = ["title:", "kind:", "job:", "cycle:", "route:"];
    let mut below_fence = false;
    text.lines().any(|line| {
        let first = below_fence && FIRST_KEYS.iter().any(|key| line.starts_with(key));
        below_fence = is_fence(line);
        first
    })
}

fn unclosed(text: &str, opening: Range<usize>, file: FileId) -> Diagnostic {
    let key_like = |line: &str| {
        line.starts_with([' ', '\t', '-', '#'])
            || line
                .split_once(':')
                .is_some_and(|(key, _)| !key.trim().contains(' '))
    };
    let fence = Span::new(file, opening.start..opening.start + 3);
    let found = Diagnostic::new(
        UNCLOSED_FRONT_MATTER,
        fence,
        "the front matter that starts here is never closed",
    )
    .hint("add a line `---` after the last key");
    match lines(text)
        .skip(1)
        .find(|line| !key_like(text[line.clone()].trim_end()))
    {
        Some(line) => {
            let at = Span::new(file, line.start..line.start);
            found.label(at, "the keys seem to end before this line")
        }
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_of_more_than_64_kib_is_one_finding_and_not_read() {
        for (size, findings) in [(MAX_FRONT_MATTER, 0), (MAX_FRONT_MATTER + 1, 1)] {
            let key = "title: ";
            let text = format!("---\n{key}{}\n---\n", "x".repeat(size - key.len() - 1));
            let mut sink = Sink::new();
            let front = read(&text, FileId(0), &mut sink);
            assert_eq!(sink.len(), findings);
            assert_eq!(front.map().map(Map::has_gaps), Some(findings == 1));
        }
    }
}
