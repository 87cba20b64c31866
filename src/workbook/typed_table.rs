//! Finds the tables that a job's steps ask for: by their header cells, in any order and any case,
//! with extra columns allowed (language, section 4), in the step's section and in the file that
//! the loop keeps its table in.

use super::Workbook;
use super::document::Document;
use super::job::{CellType, Column, Step, TableForm};
use super::kind::Status;
use super::table_file::TableTarget;
use crate::diagnostic::Span;
use crate::syntax::{Csv, Heading, Row, Table, Text, is_placeholder, nearest, same_name};

/// How many columns of a form a table must share, exactly or nearly, to pass for an attempt at it.
const LEAST_SHARED: usize = 2;

/// How many header cells are compared with the name of a column that is absent.
const MOST_COMPARED: usize = 50;

/// A step that needs a table, and the table that stands there for it.
#[derive(Debug, Clone)]
pub struct TypedTable<'a> {
    /// The step.
    pub step: &'a Step,
    /// What the step's table must look like.
    pub form: &'a TableForm,
    /// The step's heading in the document.
    pub heading: &'a Heading,
    /// The table of the step's section that has all required columns, or else the one that shares
    /// most of them, at least two; or the table of the file.
    pub table: Option<&'a Table>,
    /// For each column of the form, its position in the table's header.
    pub columns: Vec<Option<usize>>,
    /// The text that the places of its cells refer to.
    pub source: &'a str,
    /// The file that the table stands in, where it does not stand in the document.
    pub csv: Option<&'a Csv>,
}

/// A cell in a column that the form knows.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// The row it stands in.
    pub row: &'a Row,
    /// Its column.
    pub column: &'a Column,
    /// The cell, with its place.
    pub text: &'a Text,
    /// Its words, without markup and surrounding space.
    pub words: &'a str,
}

/// A row of a typed table, by the columns that the form knows.
#[derive(Debug, Clone)]
pub struct TypedRow<'a> {
    row: &'a Row,
    cells: Vec<Cell<'a>>,
}

impl Cell<'_> {
    /// Whether nothing is said in it.
    pub fn is_empty(&self) -> bool {
        is_placeholder(self.words)
    }
}

impl<'a> TypedRow<'a> {
    /// Whether nothing is said in any of its columns.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }

    /// Whether it has as many cells as the header, so that it can be told which is which.
    pub const fn is_whole(&self) -> bool {
        self.row.excess.is_none() && self.row.rest.is_none()
    }

    /// Where it stands.
    pub const fn span(&self) -> Span {
        self.row.span
    }

    /// Its cells.
    pub fn cells(&self) -> impl Iterator<Item = &Cell<'a>> {
        self.cells.iter()
    }

    /// The cell in the column of this name.
    pub fn cell(&self, column: &str) -> Option<&Cell<'a>> {
        let mut cells = self.cells.iter();
        cells.find(|cell| same_name(&cell.column.name, column))
    }

    /// What the cell in this column says, where it says something.
    pub fn words(&self, column: &str) -> Option<&'a str> {
        let cell = self.cell(column).filter(|cell| !cell.is_empty())?;
        Some(cell.words)
    }
}

impl<'a> TypedTable<'a> {
    /// Whether the form has columns of these names.
    pub fn has_columns(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.form.column(name).is_some())
    }

    /// The rows in which it can be told which cell is which, whatever the cells hold.
    pub fn rows(&self) -> impl Iterator<Item = TypedRow<'a>> {
        self.all_rows().filter(TypedRow::is_whole)
    }

    /// The rows, whatever they hold.
    pub fn all_rows(&self) -> impl Iterator<Item = TypedRow<'a>> {
        let source = self.source;
        let columns: Vec<(&'a Column, usize)> = self.present().collect();
        let rows = self.table.map_or(&[][..], |table| &table.rows).iter();
        rows.map(move |row| TypedRow {
            row,
            cells: cells_of_row(row, &columns, source),
        })
    }

    /// The columns of the form that the table has, each with its position in the rows.
    pub fn present(&self) -> impl Iterator<Item = (&'a Column, usize)> {
        self.form
            .columns
            .iter()
            .zip(&self.columns)
            .filter_map(|(column, at)| Some((column, (*at)?)))
    }

    /// The required columns of the form that the table does not have.
    pub fn missing(&self) -> impl Iterator<Item = &'a Column> {
        self.form
            .columns
            .iter()
            .zip(&self.columns)
            .filter(|(column, at)| at.is_none() && !column.optional)
            .map(|(column, _)| column)
    }

    /// Every cell that stands in a column of the form, row by row.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'a>> {
        let source = self.source;
        let columns: Vec<(&'a Column, usize)> = self.present().collect();
        let rows = self.table.map_or(&[][..], |table| &table.rows);
        rows.iter()
            .flat_map(move |row| cells_of_row(row, &columns, source))
    }

    /// Whether `words` can be written into a cell as they are.
    pub fn can_hold(&self, words: &str) -> bool {
        self.csv.is_none() || !words.contains([',', '"', '\n', '\r'])
    }

    /// The cells of the columns of one type, row by row.
    pub fn cells_of(&self, cells: &CellType) -> impl Iterator<Item = Cell<'a>> {
        self.cells().filter(move |cell| cell.column.cells == *cells)
    }
}

fn cells_of_row<'a>(
    row: &'a Row,
    columns: &[(&'a Column, usize)],
    source: &'a str,
) -> Vec<Cell<'a>> {
    let cell = |&(column, at): &(&'a Column, usize)| {
        let text = row.cell(at)?;
        let words = text.words(source).trim();
        Some(Cell {
            row,
            column,
            text,
            words,
        })
    };
    columns.iter().filter_map(cell).collect()
}

/// The steps of `document` that need a table, with the tables that stand there for them: those of
/// the document and those of its files, all of which count. Steps whose heading is absent, and all
/// steps of a retired loop, are left out. A step without any table is there once.
pub fn typed_tables<'a>(document: &'a Document, workbook: &'a Workbook) -> Vec<TypedTable<'a>> {
    let retired = document
        .as_loop()
        .is_some_and(|front| front.status == Status::Retired);
    if retired {
        return Vec::new();
    }
    tables_of_steps(document, workbook)
}

/// The same, for retired loops too: what they measured was measured.
pub fn tables_of_steps<'a>(document: &'a Document, workbook: &'a Workbook) -> Vec<TypedTable<'a>> {
    let job = document.job(&workbook.config);
    let section = document.body.heading(2, "Close the loop");
    let (Some(job), Some(section)) = (job, section) else {
        return Vec::new();
    };
    let source = workbook.text(document);
    let mut found = Vec::new();
    for step in &job.steps {
        let mut headings = document.body.section(section.content()).headings(3);
        let heading = headings.find(|heading| heading.is_named(&step.name));
        let (Some(form), Some(heading)) = (step.table(), heading) else {
            continue;
        };
        let tables = document.body.section(heading.content()).tables();
        let (table, columns) = best(tables, form, source);
        let in_document = TypedTable {
            step,
            form,
            heading,
            table,
            columns,
            source,
            csv: None,
        };
        let in_file = in_file(&in_document, document, workbook);
        if table.is_some() || in_file.is_none() {
            found.push(in_document);
        }
        found.extend(in_file);
    }
    found
}

/// The table that stands in a file for the same step.
fn in_file<'a>(
    step: &TypedTable<'a>,
    document: &Document,
    workbook: &'a Workbook,
) -> Option<TypedTable<'a>> {
    let key = step.form.file.as_ref()?;
    let mut files = document.table_files.iter();
    let named = files.find(|named| named.key == key)?;
    let TableTarget::File(file) = named.target else {
        return None;
    };
    let csv = workbook.tables.get(&file)?;
    let source = workbook.files.get(file).text();
    let table = csv.table.as_ref();
    let columns = table.map_or_else(
        || vec![None; step.form.columns.len()],
        |table| positions(&table.header, step.form, source),
    );
    Some(TypedTable {
        table,
        columns,
        source,
        csv: Some(csv),
        ..step.clone()
    })
}

/// The table that has all required columns of `form`, or else the one that shares most names.
fn best<'a>(
    tables: &'a [Table],
    form: &TableForm,
    source: &str,
) -> (Option<&'a Table>, Vec<Option<usize>>) {
    let mut best: Option<(&Table, Vec<Option<usize>>, usize)> = None;
    for table in tables {
        let columns = positions(&table.header, form, source);
        let has = |(column, at): (&Column, &Option<usize>)| column.optional || at.is_some();
        if form.columns.iter().zip(&columns).all(has) {
            return (Some(table), columns);
        }
        let mut shared = columns.iter().flatten().count();
        if (1..LEAST_SHARED).contains(&shared) {
            shared += nearly_shared(&table.header, form, &columns, source);
        }
        let most = best.as_ref().map_or(LEAST_SHARED - 1, |(_, _, most)| *most);
        if shared > most {
            best = Some((table, columns, shared));
        }
    }
    match best {
        Some((table, columns, _)) => (Some(table), columns),
        None => (None, vec![None; form.columns.len()]),
    }
}

/// How many of the columns that a header lacks it has under nearly their names.
fn nearly_shared(header: &Row, form: &TableForm, columns: &[Option<usize>], source: &str) -> usize {
    let free = |(position, _): &(usize, &Text)| !columns.contains(&Some(*position));
    let missing = form.columns.iter().zip(columns);
    let near = |(column, at): &(&Column, &Option<usize>)| {
        let cells = header.cells.iter().enumerate().take(MOST_COMPARED);
        let names = cells.filter(free).map(|(_, cell)| cell.words(source));
        at.is_none() && !column.optional && nearest(&column.name, names).is_some()
    };
    missing.filter(near).count()
}

/// For each column of `form`, its position in `header`.
fn positions(header: &Row, form: &TableForm, source: &str) -> Vec<Option<usize>> {
    let position = |column: &Column| {
        header
            .cells
            .iter()
            .position(|cell| same_name(cell.words(source), &column.name))
    };
    form.columns.iter().map(position).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::Memory;

    fn workbook(map: &str) -> Workbook {
        let mut world = Memory::new(jiff::civil::date(2026, 11, 23));
        let front = "---\ntitle: Refunds\njob: govern\nowner: mo\n---\n";
        let body = format!("## Close the loop\n### Owner\n{map}\n### Critics\n");
        world.insert("workbook.yaml", "edition: 1\ntitle: Desk\n");
        world.insert("refunds/govern.md", format!("{front}{body}"));
        Workbook::read(&world, &mut Sink::new()).expect("memory can be read")
    }

    fn columns(map: &str) -> (Option<String>, Vec<Option<usize>>) {
        let workbook = workbook(map);
        let document = &workbook.documents[0];
        let tables = typed_tables(document, &workbook);
        let owner = tables
            .iter()
            .find(|table| table.step.name == "Owner")
            .expect("the step is there");
        let header = owner
            .table
            .map(|table| workbook.files.slice(table.header.span).trim().to_owned());
        (header, owner.columns.clone())
    }

    #[test]
    fn the_table_with_all_columns_is_found_in_any_order_and_case() {
        let other = "| Owner | When |\n|---|---|\n";
        let wanted = "| *OWNER* | Note | decision |\n|---|---|---|\n| mo | x | cap |\n";
        let (header, columns) = columns(&format!("{other}\n{wanted}"));
        assert_eq!(header.as_deref(), Some("| *OWNER* | Note | decision |"));
        assert_eq!(columns, [Some(2), Some(0)]);
    }

    #[test]
    fn a_table_that_shares_one_column_is_no_attempt() {
        assert_eq!(
            columns("| Owner | When |\n|---|---|\n"),
            (None, vec![None, None])
        );
    }

    #[test]
    fn cells_carry_their_words_and_columns() {
        let workbook =
            workbook("| Decision | Owner | Note |\n|---|---|---|\n| cap | **mo** | x |\n| sum |\n");
        let tables = typed_tables(&workbook.documents[0], &workbook);
        let cells = tables
            .iter()
            .flat_map(|table| table.cells_of(&CellType::Person))
            .map(|cell| (cell.column.name.as_str(), cell.words));
        let cells: Vec<_> = cells.collect();
        assert_eq!(cells[0], ("Owner", "mo"));
        assert!(cells[1..].iter().all(|(_, words)| words.is_empty()));
    }
}
