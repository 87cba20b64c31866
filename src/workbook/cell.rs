//! What the words of a cell mean: days, numbers and lists of controls (language, sections 4 and 8).
//!
//! Nothing else may stand in such a cell, so there is one reading or none.

use jiff::civil::Date;

use super::job::CellType;
use super::validate;
use crate::diagnostic::Span;
use crate::syntax::{LinkKind, Section, Text};

impl CellType {
    /// Whether `words`, which say something, have the form that such a cell needs; `section` is the
    /// cell's place in its document; a file of its own holds no links. Whether an id stands for somebody is not looked at.
    pub fn accepts(&self, words: &str, section: Option<Section<'_>>) -> bool {
        match self {
            Self::Date => cell_date(words).is_some(),
            Self::Number => cell_number(words).is_some(),
            Self::Words(list) => list.iter().any(|word| word == words),
            Self::Link => section.is_none_or(|section| {
                section
                    .links()
                    .iter()
                    .any(|link| link.kind == LinkKind::Link)
            }),
            Self::NewControl => !words.contains(','),
            Self::Text | Self::Person | Self::Actor | Self::Control => true,
        }
    }
}

/// The day that a cell names; only the form `2026-11-23` counts.
pub fn cell_date(words: &str) -> Option<Date> {
    validate::date(words)
}

/// The day that `words` can only mean: the year first, single digits, slashes or points.
pub fn meant_day(words: &str) -> Option<String> {
    let separator = words.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = words.split(separator).collect();
    let [year, month, day] = parts[..] else {
        return None;
    };
    if !matches!(separator, '-' | '/' | '.') || year.len() != 4 {
        return None;
    }
    let iso = format!("{year}-{month:0>2}-{day:0>2}");
    cell_date(&iso).map(|_| iso)
}

/// The number that a cell holds: digits, a decimal point at most, a sign at most.
pub fn cell_number(words: &str) -> Option<f64> {
    let digits = words.strip_prefix(['+', '-']).unwrap_or(words);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    words.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The control ids that a cell lists, separated by commas, each with its place. `source` is the
/// text of the file.
pub fn cell_controls<'a>(cell: &'a Text, source: &'a str) -> Vec<(&'a str, Span)> {
    let written = source.get(cell.span.range()).unwrap_or("");
    let mut from = 0;
    let ids = cell.words(source).split(',').map(str::trim);
    let place = |id: &'a str| {
        let Some(at) = written[from..].find(id) else {
            return (id, cell.span);
        };
        let start = cell.span.range().start + from + at;
        from += at + id.len();
        (id, Span::new(cell.span.file, start..start + id.len()))
    };
    ids.filter(|id| !id.is_empty()).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits_with_a_point() {
        for (words, number) in [("12", 12.0), ("-0.5", -0.5), ("+3", 3.0), ("007", 7.0)] {
            assert_eq!(cell_number(words), Some(number), "{words}");
        }
        let long = "9".repeat(400);
        for words in [
            "", "-", "1,5", "1 000", "1e3", "5.", ".5", "~5", "5 min", "٣", "1.2.3", "inf", &long,
        ] {
            assert_eq!(cell_number(words), None, "{words}");
        }
    }
}
