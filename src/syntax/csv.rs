//! A CSV file to a [`Table`] in which every cell has its place (language, section 5.3).
//!
//! Why not the csv crate: it hands out the fields of a record without their places in the file,
//! and every finding stands at its cell. The form is that of RFC 4180, with any line ending and
//! with space around cells; every fault is kept, and reading goes on behind it. Whether the
//! columns are the right ones is not asked here.

use std::ops::Range;

use super::body::{Row, Table, Text};
use super::markdown::MAX_ROWS;
use crate::diagnostic::{FileId, Span};

/// Characters that other tools put where a comma belongs.
const OTHER_SEPARATORS: [char; 3] = [';', '\t', '|'];

/// What a CSV file holds.
#[derive(Debug, Clone, Default)]
pub struct Csv {
    /// Its table; none where the file is empty or its cells are not separated by commas.
    pub table: Option<Table>,
    /// What is wrong with its form, in the order of the text.
    pub faults: Vec<CsvFault>,
}

/// A fault of a CSV file's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvFault {
    /// Which one.
    pub kind: CsvFaultKind,
    /// Where.
    pub span: Span,
}

/// What can be wrong with the form of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvFaultKind {
    /// A quote at the start of a cell that nothing closes; the cell is read as if it had none.
    UnclosedQuote,
    /// Text between the closing quote and the next comma.
    TextBehindQuote,
    /// The cells of the header are separated by this character.
    OtherSeparator(char),
    /// A row beyond the last one that is read.
    TooManyRows,
}

/// Takes `text`, the text of `file`, apart. Lines in which nothing stands are passed over.
pub fn parse_csv(text: &str, file: FileId) -> Csv {
    let mut reader = Reader {
        text,
        file,
        at: 0,
        faults: Vec::new(),
    };
    let table = reader.table();
    Csv {
        table,
        faults: reader.faults,
    }
}

struct Reader<'a> {
    text: &'a str,
    file: FileId,
    at: usize,
    faults: Vec<CsvFault>,
}

impl Reader<'_> {
    fn table(&mut self) -> Option<Table> {
        let header = self.row(usize::MAX)?;
        if let Some(separator) = other_separator(&self.text[header.span.range()]) {
            self.faults.clear();
            self.fault(CsvFaultKind::OtherSeparator(separator), header.span.range());
            return None;
        }
        let mut rows: Vec<Row> = Vec::new();
        while let Some(row) = self.row(header.cells.len()) {
            if rows.len() == MAX_ROWS {
                self.fault(CsvFaultKind::TooManyRows, row.span.range());
                break;
            }
            rows.push(row);
        }
        let last = rows.last().unwrap_or(&header);
        Some(Table {
            span: Span {
                end: last.span.end,
                ..header.span
            },
            header,
            rows,
        })
    }

    /// The next row in which something stands, and at most `most` of its cells.
    fn row(&mut self, most: usize) -> Option<Row> {
        while self.at < self.text.len() {
            let row = self.line(most);
            if !self.text[row.span.range()].trim().is_empty() {
                return Some(row);
            }
        }
        None
    }

    /// The row that starts here, and its line ending.
    fn line(&mut self, most: usize) -> Row {
        let start = self.at;
        let mut cells: Vec<Text> = Vec::new();
        let mut excess: Option<Span> = None;
        let mut is_blank = true;
        loop {
            let cell = self.cell();
            is_blank &= cell.words(self.text).trim().is_empty();
            if cells.len() < most {
                cells.push(cell);
            } else {
                let first = excess.unwrap_or(cell.span);
                excess = Some(Span {
                    end: cell.span.end,
                    ..first
                });
            }
            if !self.text[self.at..].starts_with(',') {
                break;
            }
            self.at += 1;
        }
        let end = self.at;
        let ending = &self.text[end..];
        self.at += if ending.starts_with("\r\n") { 2 } else { 1 };
        let lacks = most != usize::MAX && cells.len() < most;
        Row {
            span: self.span(start..end),
            rest: lacks.then(|| Text {
                span: self.span(end..end),
                words: None,
            }),
            excess: excess.filter(|_| !is_blank),
            cells,
        }
    }

    /// The cell that starts here, up to the comma or the end of the line behind it.
    fn cell(&mut self) -> Text {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if !self.text[self.at..].starts_with('"') {
            return self.bare();
        }
        let open = self.at;
        let Some(close) = self.closing_quote(open + 1) else {
            self.fault(CsvFaultKind::UnclosedQuote, open..open + 1);
            self.at = open + 1;
            return self.bare();
        };
        self.at = close + 1;
        let behind = self.bare();
        if !behind.words(self.text).is_empty() {
            self.fault(CsvFaultKind::TextBehindQuote, behind.span.range());
        }
        let inside = &self.text[open + 1..close];
        Text {
            span: self.span(open + 1..close),
            words: inside
                .contains('"')
                .then(|| inside.replace("\"\"", "\"").into()),
        }
    }

    /// What stands here without quotes, and without space around it.
    fn bare(&mut self) -> Text {
        let rest = &self.text[self.at..];
        let rest = &rest[..rest.find([',', '\n', '\r']).unwrap_or(rest.len())];
        let start = self.at + (rest.len() - rest.trim_start().len());
        self.at += rest.len();
        Text {
            span: self.span(start..start + rest.trim().len()),
            words: None,
        }
    }

    /// Where the quoted text that starts at `from` ends; a doubled quote is part of it.
    fn closing_quote(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            at += self.text[at..].find('"')?;
            if !self.text[at + 1..].starts_with('"') {
                return Some(at);
            }
            at += 2;
        }
    }

    fn fault(&mut self, kind: CsvFaultKind, range: Range<usize>) {
        let span = self.span(range);
        self.faults.push(CsvFault { kind, span });
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }
}

/// What separates the cells of a header that has no comma outside of quotes.
fn other_separator(header: &str) -> Option<char> {
    let outside = header.split('"').step_by(2);
    let mut found = None;
    for part in outside {
        if part.contains(',') {
            return None;
        }
        found = found.or_else(|| part.chars().find(|c| OTHER_SEPARATORS.contains(c)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> (Vec<Vec<String>>, Vec<(CsvFaultKind, &str)>) {
        let csv = parse_csv(text, FileId(0));
        let row = |row: &Row| {
            let cells = row.cells.iter();
            cells.map(|cell| cell.words(text).to_owned()).collect()
        };
        let table = csv.table.iter();
        let rows = table.flat_map(|table| [&table.header].into_iter().chain(&table.rows));
        let faults = csv.faults.iter();
        let faults = faults.map(|fault| (fault.kind, &text[fault.span.range()]));
        (rows.map(row).collect(), faults.collect())
    }

    #[test]
    fn quotes_line_endings_and_space() {
        let text = "Date,\"Value, in min\" , \"a \"\"b\"\"\"\r\n1,\"two\nlines\",3\n\n \r4 , ,\n";
        let (rows, faults) = cells(text);
        let wanted = [
            ["Date", "Value, in min", "a \"b\""],
            ["1", "two\nlines", "3"],
            ["4", "", ""],
        ];
        assert_eq!(rows, wanted);
        assert_eq!(faults, []);
    }

    #[test]
    fn every_fault_is_found_and_the_rest_is_read() {
        let (rows, faults) = cells("a,b\n\"1\" x,2\n\"3,4\n5\" ,6\n\"7,8");
        assert_eq!(
            faults,
            [
                (CsvFaultKind::TextBehindQuote, "x"),
                (CsvFaultKind::UnclosedQuote, "\""),
            ]
        );
        assert_eq!(rows[1..], [["1", "2"], ["3,4\n5", "6"], ["7", "8"]]);
    }

    #[test]
    fn rows_keep_what_they_lack_and_what_they_have_too_much() {
        let text = "a,b\n1\n1,2, 3,4 \n,,,\n1,2,\n";
        let table = parse_csv(text, FileId(0)).table.expect("there is a table");
        let rest = |row: &Row| row.rest.as_ref().map(|rest| rest.span.range());
        let rests: Vec<_> = table.rows.iter().map(rest).collect();
        assert_eq!(rests, [Some(5..5), None, None, None]);
        let excess = |row: &Row| row.excess.map(|excess| &text[excess.range()]);
        let excesses: Vec<_> = table.rows.iter().map(excess).collect();
        assert_eq!(excesses, [None, Some("3,4"), None, Some("")]);
    }

    #[test]
    fn other_separators_are_told_from_commas() {
        for (header, separator) in [
            ("Date;Value", Some(';')),
            ("Date\tValue\n1,5\t2", Some('\t')),
            ("| Date | Value |", Some('|')),
            ("\"a,b\";c", Some(';')),
            ("a;b,c", None),
            ("\"a;b\"", None),
            ("a", None),
            ("", None),
        ] {
            let kinds = cells(header).1.into_iter().map(|(kind, _)| kind);
            let wanted = separator.map(CsvFaultKind::OtherSeparator);
            assert_eq!(
                kinds.collect::<Vec<_>>(),
                Vec::from_iter(wanted),
                "{header}"
            );
        }
    }

    #[test]
    fn any_text_has_places_that_exist() {
        for text in [
            "\"",
            "\"\"\"",
            "\u{feff}",
            ",",
            "\r",
            "ß,\"ß",
            "a\n\"ß\"ß,",
            "\"\r\n\"",
        ] {
            let csv = parse_csv(text, FileId(0));
            assert!(
                csv.faults
                    .iter()
                    .all(|fault| text.get(fault.span.range()).is_some())
            );
        }
    }
}
