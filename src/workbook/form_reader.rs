//! Reads the form of a step's table: its columns, and what its rows must hold (language,
//! section 8). The names in it are held against the columns, so that nothing behind this file
//! looks for a column that the form does not have.

use std::collections::HashSet;

use super::job::{CellType, Column, HasWord, TableForm};
use super::job_reader::{Reader, suggest};
use super::read;
use super::table_file::table_keys;
use super::validate::listed;
use crate::diagnostic::{Span, Spanned};
use crate::syntax::{Map, Node, Value, same_name};

/// The types of columns that a message names.
const TYPES: &[&str] = &[
    "text", "date", "number", "person", "actor", "link", "control",
];

/// The columns of a form.
struct Columns {
    list: Vec<Column>,
    /// Whether all of them could be read. Where not, a name that none has may be among what was
    /// lost.
    complete: bool,
}

impl Reader<'_> {
    /// The form of a table, whose keys were checked.
    pub(super) fn table(&mut self, map: &Map) -> TableForm {
        let mut read = self.columns(map, "columns", false);
        read.extend(self.columns(map, "optional", true));
        let mut names = HashSet::new();
        read.retain(|(name, _)| self.is_new(name, &mut names));
        let file = self.file(map, &read);
        let written = ["columns", "optional"].map(|key| read::map(map, key).map_or(0, Map::len));
        let columns = Columns {
            complete: written.into_iter().sum::<usize>() == read.len() && !read.is_empty(),
            list: read.into_iter().map(|(_, column)| column).collect(),
        };
        let each = read::text(map, "each");
        let each = each.and_then(|name| self.listed_column(&name, &columns));
        let mut filled = Vec::new();
        for name in read::texts(map, "filled") {
            filled.extend(self.column(&name, &columns).map(name_of));
        }
        TableForm {
            rows: read::whole(map, "rows").unwrap_or(1),
            each: each.map(|(column, _)| name_of(column)),
            has: self.has(map, &columns),
            filled,
            file,
            columns: columns.list,
        }
    }

    fn columns(&mut self, map: &Map, key: &str, optional: bool) -> Vec<(Spanned<String>, Column)> {
        let value = map.get(key).filter(|value| value.node != Node::Rejected);
        let Some(value) = value else {
            return Vec::new();
        };
        let Some(columns) = value.as_map().filter(|columns| !columns.is_empty()) else {
            let message = format!("`{key}` is no map of columns");
            let hint = "write the name of a column and its type, such as `Date: date`".to_owned();
            self.invalid(value.span, message, hint);
            return Vec::new();
        };
        let mut read = Vec::new();
        for (name, value) in columns.iter() {
            let Some((cells, may_be_empty)) = self.cell_type(value) else {
                continue;
            };
            let column = Column {
                name: name.value.clone(),
                cells,
                may_be_empty,
                optional,
            };
            read.push((name.clone(), column));
        }
        read
    }

    fn cell_type(&mut self, value: &Value) -> Option<(CellType, bool)> {
        if let Some(items) = value.as_list() {
            let words = self.words(items, value.span);
            return (!words.is_empty()).then_some((CellType::Words(words), false));
        }
        if value.node == Node::Rejected {
            return None;
        }
        let text = value.as_text().unwrap_or(value.kind());
        let (name, may_be_empty) = text
            .strip_suffix('?')
            .map_or((text, false), |name| (name, true));
        let cells = match name {
            "text" => CellType::Text,
            "date" => CellType::Date,
            "number" => CellType::Number,
            "person" => CellType::Person,
            "actor" => CellType::Actor,
            "link" => CellType::Link,
            "control" => CellType::Control,
            "new control" => CellType::NewControl,
            _ => {
                let message = format!("`{text}` is no type of column");
                let hint = format!("write one of {}, or a list of words", listed(TYPES));
                self.invalid(value.span, message, hint);
                return None;
            }
        };
        Some((cells, may_be_empty))
    }

    /// The words of a list, each of which has to be text.
    fn words(&mut self, items: &[Value], place: Span) -> Vec<String> {
        if items.is_empty() {
            let hint = "name the words that a cell may hold".to_owned();
            self.invalid(place, "the list of words is empty".to_owned(), hint);
        }
        let mut words: Vec<String> = Vec::new();
        for item in items.iter().filter(|item| item.node != Node::Rejected) {
            let Some(word) = read::text_of(item) else {
                let (kind, hint) = match item.node {
                    Node::Number(_) | Node::Bool(_) => (item.kind(), "put it in quotes"),
                    Node::Text(_) => ("empty", "write a word, or remove the item"),
                    _ => (item.kind(), "write a word, or remove the item"),
                };
                let message = format!("a word of the list is {kind}");
                self.invalid(item.span, message, hint.to_owned());
                continue;
            };
            if words.contains(&word.value) {
                let message = format!("`{}` stands here twice", word.value);
                self.invalid(word.span, message, "keep one of the two".to_owned());
                continue;
            }
            words.push(word.value);
        }
        words
    }

    /// The column of this name; else it is reported that there is none.
    fn column<'c>(&mut self, name: &Spanned<String>, columns: &'c Columns) -> Option<&'c Column> {
        let mut list = columns.list.iter();
        let found = list.find(|column| same_name(&column.name, &name.value));
        if found.is_none() && columns.complete {
            let names: Vec<&str> = columns.list.iter().map(|c| c.name.as_str()).collect();
            let message = format!("`{}` is no column of this table", name.value);
            self.invalid(name.span, message, suggest(&name.value, &names));
        }
        found
    }

    /// The column of this name, and the words that its cells may hold.
    fn listed_column<'c>(
        &mut self,
        name: &Spanned<String>,
        columns: &'c Columns,
    ) -> Option<(&'c Column, &'c [String])> {
        let column = self.column(name, columns)?;
        if let CellType::Words(words) = &column.cells {
            return Some((column, words));
        }
        let message = format!("`{}` is no column with a list of words", name.value);
        let hint = "name a column whose type is a list".to_owned();
        self.invalid(name.span, message, hint);
        None
    }

    /// The words of which the table must have one.
    fn has(&mut self, map: &Map, columns: &Columns) -> Vec<HasWord> {
        let mut has = Vec::new();
        let Some(wanted) = read::map(map, "has") else {
            return has;
        };
        for (name, value) in wanted.iter() {
            let Some((column, listed_words)) = self.listed_column(name, columns) else {
                continue;
            };
            let words = read::texts(wanted, &name.value);
            if words.is_empty() && value.as_list().is_some_and(<[Value]>::is_empty) {
                let message = format!("`{}` names no word", name.value);
                let hint = "name the words of which one must occur".to_owned();
                self.invalid(value.span, message, hint);
            }
            let (known, unknown): (Vec<_>, Vec<_>) = words
                .into_iter()
                .partition(|word| listed_words.contains(&word.value));
            for word in unknown {
                let message = format!("`{}` is none of the words of `{}`", word.value, column.name);
                let names: Vec<&str> = listed_words.iter().map(String::as_str).collect();
                self.invalid(word.span, message, suggest(&word.value, &names));
            }
            let words: Vec<String> = known.into_iter().map(|word| word.value).collect();
            if !words.is_empty() {
                let column = name_of(column);
                has.push(HasWord { column, words });
            }
        }
        has
    }

    /// The key that names the table's file: one that holds a path and that the job grants.
    fn file(&mut self, map: &Map, columns: &[(Spanned<String>, Column)]) -> Option<String> {
        let key = read::text(map, "file")?;
        let names: Vec<&str> = table_keys().collect();
        if !names.contains(&key.value.as_str()) {
            let message = format!("`{}` is no key that names a file", key.value);
            self.invalid(key.span, message, suggest(&key.value, &names));
            return None;
        }
        if !self.grants(&key.value) {
            let message = format!("loops of this job have no key `{}`", key.value);
            let hint = format!("add it to the job: `fields: [{}]`", key.value);
            self.invalid(key.span, message, hint);
            return None;
        }
        let links = |(_, column): &&(Spanned<String>, Column)| column.cells == CellType::Link;
        if let Some((name, _)) = columns.iter().find(links) {
            let message = format!("`{}` holds links, which a CSV file cannot", name.value);
            let hint = "make the column `text`, or leave `file` out".to_owned();
            self.invalid(name.span, message, hint);
            return None;
        }
        Some(key.value)
    }
}

fn name_of(column: &Column) -> String {
    column.name.clone()
}
