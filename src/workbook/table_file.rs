//! Files that keep a step's table: which keys name one, where they lead and what stands there
//! (language, section 5.3).
//!
//! A file that several loops name is read once. What is wrong with the file as such is reported
//! here; its cells are judged by the rules that judge all tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::document::Document;
use super::field::{OF_JOBS, Shape};
use super::load::{is_document, read_text};
use super::target::{Paths, Place};
use super::{Config, INVALID_VALUE, UNREADABLE_FILE, read};
use crate::diagnostic::{Diagnostic, FileId, Sink, Spanned};
use crate::source::{CONFIG_FILE, Entry, KNOWN_FILE, SourceFile, World};
use crate::syntax::{Csv, CsvFaultKind, parse_csv};

/// How many loops may keep their table in one file. Each of them judges the whole of it.
const MOST_LOOPS: usize = 16;

/// A file that a loop's front matter names for a step's table.
#[derive(Debug, Clone)]
pub struct TableFile {
    /// The key that names it.
    pub key: &'static str,
    /// Its path as written.
    pub path: Spanned<String>,
    /// Where that leads.
    pub target: TableTarget,
}

/// Where the path of a table's file leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableTarget {
    /// A file of the workbook, whether or not it could be read.
    File(FileId),
    /// Nothing that exists; the path that was meant.
    Missing(String),
    /// A path or a symbolic link that leaves the workbook, or leads to what is no part of it.
    Outside,
    /// What is no file for a table; this was reported.
    Unfit,
}

/// The keys that may name the file of a table.
pub(super) fn table_keys() -> impl Iterator<Item = &'static str> {
    let fields = OF_JOBS.iter();
    let paths = fields.filter(|field| matches!(field.shape, Shape::Path));
    paths.map(|field| field.name)
}

/// Notes in each document which files it names, and gives the positions in `entries` of those
/// that are to be read, with the numbers that `number` gives their paths.
pub(super) fn name_table_files(
    documents: &mut [Document],
    entries: &[Entry],
    paths: &Paths,
    config: &Config,
    mut number: impl FnMut(&str) -> FileId,
    sink: &mut Sink,
) -> Vec<(usize, FileId)> {
    let mut naming: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (position, document) in documents.iter_mut().enumerate() {
        for (key, path) in paths_of_tables(document, config) {
            let place = paths.locate(document.directory(), &path.value);
            let target = match place {
                Place::Missing(path) => TableTarget::Missing(path),
                Place::Outside => TableTarget::Outside,
                Place::Directory => {
                    let message = format!("`{}` is a directory, not a CSV file", path.value);
                    let found = Diagnostic::new(UNREADABLE_FILE, path.span, message);
                    sink.report(found.hint("name a file in it"));
                    TableTarget::Unfit
                }
                Place::Entry(at) if holds_no_table(&entries[at], config) => {
                    let message = format!("`{}` is no CSV file", path.value);
                    let found = Diagnostic::new(INVALID_VALUE, path.span, message);
                    let hint = format!("keep the table in a file of its own, such as `{key}.csv`");
                    sink.report(found.hint(hint));
                    TableTarget::Unfit
                }
                Place::Entry(at) => {
                    let named = (position, document.table_files.len());
                    naming.entry(at).or_default().push(named);
                    TableTarget::Unfit
                }
            };
            document.table_files.push(TableFile { key, path, target });
        }
    }
    let mut named = Vec::with_capacity(naming.len());
    for (at, loops) in naming {
        let id = number(&entries[at].path);
        named.push((at, id));
        let target = TableTarget::File(id);
        let (kept, others) = loops.split_at(loops.len().min(MOST_LOOPS));
        for &(position, at) in kept {
            documents[position].table_files[at].target = target.clone();
        }
        for &(position, at) in others {
            let path = &documents[position].table_files[at].path;
            let message = format!("{MOST_LOOPS} loops keep their table in this file already");
            let found = Diagnostic::new(INVALID_VALUE, path.span, message);
            sink.report(found.hint("give this loop a file of its own"));
        }
    }
    named
}

/// The keys of a loop that name files of tables, with the paths.
fn paths_of_tables(document: &Document, config: &Config) -> Vec<(&'static str, Spanned<String>)> {
    let Some(job) = document.job(config) else {
        return Vec::new();
    };
    let keys = table_keys().filter(|key| job.fields.iter().any(|field| field == key));
    keys.filter_map(|key| Some((key, read::text(&document.keys, key)?)))
        .collect()
}

/// Whether an entry is something else than a file for a table.
fn holds_no_table(entry: &Entry, config: &Config) -> bool {
    [CONFIG_FILE, KNOWN_FILE].contains(&&*entry.path) || is_document(entry, config)
}

/// A file with its number.
type Numbered = (FileId, Arc<SourceFile>);

/// Reads the files at the positions in `entries` that `named` lists, each with its number.
pub(super) fn read_table_files(
    world: &dyn World,
    entries: &[Entry],
    named: &[(usize, FileId)],
    sink: &mut Sink,
) -> (Vec<Numbered>, BTreeMap<FileId, Csv>) {
    let read: Vec<(SourceFile, Option<Csv>, Sink)> = named
        .par_iter()
        .map(|&(position, id)| load(world, &entries[position], id))
        .collect();
    let mut files = Vec::with_capacity(read.len());
    let mut tables = BTreeMap::new();
    for ((file, table, found), &(_, id)) in read.into_iter().zip(named) {
        files.push((id, Arc::new(file)));
        tables.extend(table.map(|table| (id, table)));
        sink.join(found);
    }
    (files, tables)
}

fn load(world: &dyn World, entry: &Entry, id: FileId) -> (SourceFile, Option<Csv>, Sink) {
    let mut sink = Sink::new();
    let text = read_text(world, Some(entry), id, &mut sink);
    let table = text.as_deref().filter(|_| sink.is_empty());
    let table = table.map(|text| parse_csv(text, id));
    let faults = table.iter().flat_map(|table| &table.faults);
    for fault in faults.filter(|fault| fault.kind == CsvFaultKind::TooManyRows) {
        let message = "the file has more than 100000 rows";
        let found = Diagnostic::new(UNREADABLE_FILE, fault.span, message);
        sink.report(found.hint("keep the oldest rows elsewhere"));
    }
    let file = SourceFile::new(entry.path.clone(), text.unwrap_or_default());
    (file, table, sink)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use jiff::civil::Date;

    use super::*;
    use crate::source::{Memory, SourceError};
    use crate::workbook::{TypedTable, Workbook, typed_tables};

    /// A world that counts how often a CSV file is read.
    struct Counting {
        memory: Memory,
        reads: AtomicUsize,
    }

    impl World for Counting {
        fn entries(&self) -> Result<Vec<Entry>, SourceError> {
            self.memory.entries()
        }

        fn read(&self, path: &str, limit: u64) -> std::io::Result<Vec<u8>> {
            let is_table = usize::from(path == "runs.csv");
            self.reads.fetch_add(is_table, Ordering::Relaxed);
            self.memory.read(path, limit)
        }

        fn today(&self) -> Date {
            self.memory.today()
        }
    }

    /// `loops` loops that all name one file, which holds `csv`.
    fn read(loops: usize, csv: &str) -> (Workbook, Sink, usize) {
        let mut memory = Memory::new(jiff::civil::date(2026, 11, 23));
        memory.insert("workbook.yaml", "edition: 1\ntitle: Desk\n");
        memory.insert("runs.csv", csv);
        for number in 0..loops {
            let front = "---\ntitle: Minutes\njob: instrument\nruns: ../runs.csv\n---\n";
            let body = "## Close the loop\n### Compare\n";
            let path = format!("w{number:02}/instrument.md");
            memory.insert(path, format!("{front}{body}"));
        }
        let world = Counting {
            memory,
            reads: AtomicUsize::new(0),
        };
        let mut sink = Sink::new();
        let workbook = Workbook::read(&world, &mut sink).expect("memory can be read");
        (workbook, sink, world.reads.into_inner())
    }

    fn first_cells(workbook: &Workbook, document: usize) -> Vec<&str> {
        let tables = typed_tables(&workbook.documents[document], workbook);
        let cells = tables.iter().flat_map(TypedTable::cells);
        let dates = cells.filter(|cell| cell.column.name == "Date");
        dates.map(|cell| cell.words).collect()
    }

    const CSV: &str = "Date,Value,Exceptions,Review\n2026-10-16,8\n";

    #[test]
    fn a_file_of_two_loops_is_read_once_and_stands_behind_the_documents() {
        let (workbook, sink, reads) = read(2, CSV);
        assert_eq!((sink.len(), reads), (0, 1));
        assert_eq!(workbook.files.get(FileId(3)).path(), "runs.csv");
        assert_eq!(workbook.files.len(), 4);
        for document in 0..2 {
            assert_eq!(first_cells(&workbook, document), ["2026-10-16"]);
        }
    }

    #[test]
    fn cells_that_a_row_lacks_are_empty() {
        let (workbook, ..) = read(1, CSV);
        let tables = typed_tables(&workbook.documents[0], &workbook);
        let words: Vec<&str> = tables[0].cells().map(|cell| cell.words).collect();
        assert_eq!(words, ["2026-10-16", "8", "", ""]);
    }

    #[test]
    fn more_loops_than_the_limit_do_without() {
        let (workbook, sink, reads) = read(MOST_LOOPS + 1, CSV);
        let found = sink.into_diagnostics();
        assert_eq!((found.len(), reads), (1, 1));
        assert_eq!(found[0].rule, INVALID_VALUE);
        let place = workbook.files.get(found[0].span.file).path();
        assert_eq!(place, "w16/instrument.md");
        assert_eq!(first_cells(&workbook, MOST_LOOPS), [""; 0]);
    }

    #[test]
    fn rows_beyond_the_limit_are_a_finding_and_not_read() {
        let rows = "2026-10-16,8,4,35\n".repeat(crate::syntax::MAX_ROWS);
        let header = "Date,Value,Exceptions,Review\n";
        let (workbook, sink, _) = read(1, &format!("{header}{rows}"));
        assert_eq!((sink.len(), first_cells(&workbook, 0).len()), (0, 100_000));
        let (workbook, sink, _) = read(1, &format!("{header}{rows}soon"));
        let found = sink.into_diagnostics();
        assert_eq!((found.len(), found[0].rule), (1, UNREADABLE_FILE));
        let (start, _) = workbook.files.positions(found[0].span);
        assert_eq!((start.line, start.column), (100_002, 1));
        assert_eq!(first_cells(&workbook, 0).len(), 100_000);
    }
}
