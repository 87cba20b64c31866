//! One loop as evidence: the records of its tables, its links and its keys.

use jiff::civil::Date;

use crate::diagnostic::Span;
use crate::syntax::{Heading, Map, Section, Value, same_name};
use crate::workbook::{
    Cell, CellType, Column, Document, Job, Target, TypedTable, Workbook, Workflow, cell_date,
    cell_number, tables_of_steps,
};

/// A loop and everything that can be read off it.
pub struct Facts<'w> {
    /// The workbook.
    pub workbook: &'w Workbook,
    /// The loop's job.
    pub job: &'w Job,
    /// The loop.
    pub document: &'w Document,
    /// Its position in the workbook's documents.
    pub position: usize,
    /// The date that counts as today.
    pub today: Date,
    tables: Vec<TypedTable<'w>>,
}

/// What the tables of a step hold. Rows in which nothing is said, and those that record what lies
/// in the future, are not there.
#[derive(Debug, Default)]
pub(super) struct StepRows<'w> {
    /// The rows that hold what they should.
    pub(super) records: Vec<Record<'w>>,
    /// How many do not.
    pub(super) faulty: usize,
}

/// A row of a typed table in which every cell holds what its column is for.
#[derive(Debug, Clone)]
pub struct Record<'w> {
    /// The row's place.
    pub span: Span,
    cells: Vec<Field<'w>>,
}

#[derive(Debug, Clone, Copy)]
struct Field<'w> {
    column: &'w Column,
    words: &'w str,
    span: Span,
}

impl<'w> Facts<'w> {
    /// The loop of `workflow` that does `job`; the first one where there are two.
    pub(super) fn find(
        workbook: &'w Workbook,
        workflow: &'w Workflow,
        job: &'w Job,
        today: Date,
    ) -> Option<Self> {
        let does = |&&at: &&usize| {
            workbook.documents[at]
                .as_loop()
                .is_some_and(|front| front.job.value == job.name)
        };
        let position = *workflow.loops.iter().find(does)?;
        let document = &workbook.documents[position];
        let tables = tables_of_steps(document, workbook);
        Some(Self {
            workbook,
            job,
            document,
            position,
            today,
            tables,
        })
    }

    /// The path of the loop's file, from the workbook's root.
    pub(super) fn path(&self) -> &'w str {
        self.workbook.files.get(self.document.file).path()
    }

    /// What stands in a loop of a known job; none for other documents.
    pub fn of(workbook: &'w Workbook, document: &'w Document, today: Date) -> Option<Self> {
        Some(Self {
            workbook,
            job: document.job(&workbook.config)?,
            document,
            position: workbook.paths.document(&document.id)?,
            today,
            tables: tables_of_steps(document, workbook),
        })
    }

    /// The heading of a step.
    pub fn heading(&self, step: &str) -> Option<&'w Heading> {
        let section = self.document.body.heading(2, "Close the loop")?;
        let mut headings = self.document.body.section(section.content()).headings(3);
        headings.find(|heading| heading.is_named(step))
    }

    /// What stands below the heading of a step.
    pub fn section(&self, step: &str) -> Option<Section<'w>> {
        self.heading(step)
            .map(|heading| self.document.body.section(heading.content()))
    }

    /// The records of a step's tables, in the order of the text.
    pub fn records(&self, step: &str) -> Vec<Record<'w>> {
        self.read_step(step).records
    }

    /// The tables that stand for a step.
    pub(super) fn tables(&self, step: &str) -> impl Iterator<Item = &TypedTable<'w>> {
        let tables = self.tables.iter();
        tables.filter(move |table| same_name(&table.step.name, step))
    }

    /// What the tables of a step hold.
    pub(super) fn read_step(&self, step: &str) -> StepRows<'w> {
        let mut read = StepRows::default();
        for table in self.tables(step) {
            read.faulty += table.csv.map_or(0, |csv| csv.faults.len());
            self.read(table, &mut read);
        }
        read
    }

    fn read(&self, table: &TypedTable<'w>, read: &mut StepRows<'w>) {
        let lacks_columns = table.missing().next().is_some();
        for row in table.all_rows().filter(|row| !row.is_empty()) {
            if lacks_columns || !row.is_whole() {
                read.faulty += 1;
                continue;
            }
            let fields: Vec<Field<'w>> = row.cells().map(Field::of).collect();
            let is_sound = |field: &Field<'w>| self.is_sound(field, table.csv.is_some());
            if !fields.iter().all(is_sound) {
                read.faulty += 1;
                continue;
            }
            let is_ahead = |field: &Field<'w>| {
                let day = cell_date(field.words).filter(|_| field.column.cells == CellType::Date);
                day.is_some_and(|day| day > self.today)
            };
            if !fields.iter().any(is_ahead) {
                read.records.push(Record {
                    span: row.span(),
                    cells: fields,
                });
            }
        }
    }

    /// Whether a cell holds what its column is for.
    fn is_sound(&self, field: &Field<'_>, in_file: bool) -> bool {
        if field.words.is_empty() {
            return field.column.may_be_empty;
        }
        let section = || self.document.body.section(field.span);
        let section = (!in_file).then(section);
        let cells = &field.column.cells;
        cells.accepts(field.words, section) && self.knows(cells, field.words)
    }

    /// Whether an id stands for somebody.
    fn knows(&self, cells: &CellType, words: &str) -> bool {
        match cells {
            CellType::Person => self.workbook.config.person(words).is_some(),
            CellType::Actor => self.workbook.config.actor(words).is_some(),
            _ => true,
        }
    }

    /// The documents that a part of the loop links, each once.
    pub fn linked(&self, section: Section<'w>) -> Vec<&'w Document> {
        let span = section.span();
        let within = self.document.links_in(span);
        let mut found: Vec<usize> = within
            .filter_map(|(_, target)| match target {
                Target::Document { document, .. } => Some(*document),
                _ => None,
            })
            .filter(|&document| document != self.position)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .map(|at| &self.workbook.documents[at])
            .collect()
    }

    /// A map of the front matter.
    pub fn map(&self, key: &str) -> Option<&'w Map> {
        self.document.keys.get(key).and_then(Value::as_map)
    }
}

impl<'w> Field<'w> {
    fn of(cell: &Cell<'w>) -> Self {
        Self {
            column: cell.column,
            words: if cell.is_empty() { "" } else { cell.words },
            span: cell.text.span,
        }
    }
}

impl<'w> Record<'w> {
    /// The words in a column; none where the cell or the column is empty.
    pub fn words(&self, column: &str) -> Option<&'w str> {
        self.field(column).map(|field| field.words)
    }

    /// The place of a filled cell.
    pub fn place(&self, column: &str) -> Option<Span> {
        self.field(column).map(|field| field.span)
    }

    /// The number in a column.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.words(column).and_then(cell_number)
    }

    /// The day in a column.
    pub fn date(&self, column: &str) -> Option<Date> {
        self.words(column).and_then(cell_date)
    }

    /// The filled cells: column name, type and words.
    pub fn filled(&self) -> impl Iterator<Item = (&'w str, &'w CellType, &'w str)> {
        let filled = self.cells.iter().filter(|field| !field.words.is_empty());
        filled.map(|field| (field.column.name.as_str(), &field.column.cells, field.words))
    }

    fn field(&self, column: &str) -> Option<&Field<'w>> {
        let mut fields = self.cells.iter();
        fields.find(|field| same_name(&field.column.name, column) && !field.words.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::Memory;

    /// How many runs count, and how many do not, where the file holds `rows`.
    fn runs(rows: &str) -> (usize, usize) {
        let today = jiff::civil::date(2026, 11, 23);
        let mut world = Memory::new(today);
        let loops = "---\ntitle: Minutes\njob: instrument\nowner: mo\nruns: runs.csv\n---\n\
                     ## Close the loop\n### Compare\n\n| Date | Value | Exceptions | Review |\n\
                     |---|---|---|---|\n| 2026-10-02 | 8 | | |\n";
        world.insert("workbook.yaml", "edition: 1\ntitle: Desk\n");
        world.insert("refunds/instrument.md", loops);
        let csv = format!("Date,Value,Exceptions,Review\n{rows}");
        world.insert("refunds/runs.csv", csv);
        let workbook = Workbook::read(&world, &mut Sink::new()).expect("memory can be read");
        let job = &Job::six()[2];
        let facts = Facts::find(&workbook, &workbook.workflows[0], job, today);
        let facts = facts.expect("the loop is there");
        let read = facts.read_step("Compare");
        (read.records.len(), read.faulty)
    }

    #[test]
    fn runs_of_the_document_and_of_its_file_count() {
        assert_eq!(runs(""), (1, 0));
        assert_eq!(runs("2026-10-16,8,4,35\n\n2026-10-23,7.5,,\n"), (3, 0));
    }

    #[test]
    fn rows_whose_cells_may_have_shifted_do_not_count() {
        assert_eq!(runs("2026-10-16,7,9,4,35\n"), (1, 1), "a decimal comma");
        assert_eq!(runs("2026-10-16,8\n"), (1, 1), "fewer cells");
        assert_eq!(runs("2026-10-16,8,4,\"35\n"), (2, 1), "an unclosed quote");
    }
}
