//! Reads the definitions of jobs, the six and a team's own, and reports what is wrong with them
//! (language, section 8).

use std::collections::HashSet;

use super::INVALID_VALUE;
use super::field::{self, Field, OF_JOBS};
use super::job::{CellType, Column, Condition, Job, Links, Step, TableForm};
use super::read;
use super::validate::{Keys, listed};
use crate::diagnostic::{Diagnostic, Sink, Span, Spanned};
use crate::syntax::{Map, Node, Value, canonical_name, nearest, same_name};

/// The jobs of a workbook: the six, and those that `jobs:` adds, each at its place.
pub(super) fn read_jobs(value: Option<&Value>, sink: &mut Sink) -> Vec<Job> {
    let mut jobs = Job::six().to_vec();
    let Some(value) = value else { return jobs };
    if value.node == Node::Rejected {
        return jobs;
    }
    let Some(map) = value.as_map() else {
        let found = Diagnostic::new(INVALID_VALUE, value.span, "`jobs` is not a map of jobs");
        sink.report(found.hint("write a name and below it `title`, `question` and `steps`"));
        return jobs;
    };
    for (name, value) in map.iter() {
        if jobs.iter().any(|job| job.name == name.value) {
            let message = format!("there is a job `{}` already", name.value);
            let found = Diagnostic::new(INVALID_VALUE, name.span, message);
            sink.report(found.hint("the six jobs are fixed; give yours another name"));
            continue;
        }
        let Some(definition) = value.as_map() else {
            let found = Diagnostic::new(INVALID_VALUE, value.span, "a job is a map");
            sink.report(found.hint("write `title`, `question` and `steps` below it"));
            continue;
        };
        let mut reader = Reader { sink };
        let job = reader.job(name, definition);
        let place = reader.place(definition, &jobs);
        jobs.insert(place, job);
    }
    jobs
}

/// Reads one definition. What is wrong with it goes to `sink`.
pub(super) fn read_job(name: &Spanned<String>, map: &Map, sink: &mut Sink) -> Job {
    Reader { sink }.job(name, map)
}

const TYPES: &[&str] = &[
    "text", "date", "number", "person", "actor", "link", "control",
];

/// The job statement of a job that words none.
const STATEMENT: &str = "When this work comes up, somebody wants it settled in one go, so that nobody has to come back to it.";

/// Reads the definition of a job and reports what is wrong with it.
struct Reader<'s> {
    sink: &'s mut Sink,
}

impl Reader<'_> {
    fn job(&mut self, name: &Spanned<String>, map: &Map) -> Job {
        self.check_keys(map, field::JOB, "a job", name.span);
        let text = |key: &str| read::text(map, key).map(|text| text.value);
        let steps = self.steps(map);
        let fields = read::texts(map, "fields");
        for field in &fields {
            if OF_JOBS.iter().all(|known| known.name != field.value) {
                let message = format!("`{}` is no key that a job can have", field.value);
                let names: Vec<&str> = OF_JOBS.iter().map(|known| known.name).collect();
                let hint = format!("write one of {}", listed(&names));
                self.invalid(field.span, message, hint);
            }
        }
        Job {
            title: text("title").unwrap_or_else(|| name.value.clone()),
            question: text("question").unwrap_or_else(|| format!("Is {} done?", name.value)),
            statement: text("statement").unwrap_or_else(|| STATEMENT.to_owned()),
            steps,
            kill_signal: text("kill_signal").unwrap_or_else(|| "…".to_owned()),
            detector: text("detector"),
            kill_when: read::text(map, "kill_when"),
            fields: fields.into_iter().map(|field| field.value).collect(),
            name: name.value.clone(),
        }
    }

    /// The position of a new job among `jobs`: behind the one that `after` names, or last.
    fn place(&mut self, map: &Map, jobs: &[Job]) -> usize {
        let Some(after) = read::text(map, "after") else {
            return jobs.len();
        };
        if let Some(position) = jobs.iter().position(|job| job.name == after.value) {
            return position + 1;
        }
        let message = format!("`after` names no job: `{}`", after.value);
        let names: Vec<&str> = jobs.iter().map(|job| job.name.as_str()).collect();
        self.invalid(after.span, message, suggest(&after.value, &names));
        jobs.len()
    }

    fn steps(&mut self, map: &Map) -> Vec<Step> {
        let Some(value) = map.get("steps") else {
            return Vec::new();
        };
        let items = value.as_list().unwrap_or_default();
        if items.is_empty() && value.node != Node::Rejected {
            let hint = "write `- name: …` with `guidance` and `closed_when`";
            self.invalid(
                value.span,
                "a job needs a list of steps".to_owned(),
                hint.to_owned(),
            );
        }
        let mut steps: Vec<Step> = Vec::new();
        let mut names = HashSet::new();
        for item in items {
            let Some(map) = item.as_map() else {
                if item.node == Node::Rejected {
                    continue;
                }
                let hint = "write `- name: …` with `guidance` and `closed_when`";
                self.invalid(item.span, "a step is a map".to_owned(), hint.to_owned());
                continue;
            };
            self.check_keys(map, field::STEP, "a step", item.span);
            let Some(name) = read::text(map, "name") else {
                continue;
            };
            if !self.is_new(&name, &mut names) {
                continue;
            }
            steps.push(Step {
                name: name.value,
                guidance: read::text(map, "guidance").map_or(String::new(), |text| text.value),
                private: truth(map, "private"),
                closed_when: self.conditions(map.get("closed_when")),
            });
        }
        steps
    }

    fn conditions(&mut self, value: Option<&Value>) -> Vec<Condition> {
        let Some(value) = value else {
            return vec![Condition::Text];
        };
        match value.as_list() {
            Some(items) => items
                .iter()
                .filter_map(|item| self.condition(item))
                .collect(),
            None => self.condition(value).into_iter().collect(),
        }
    }

    fn condition(&mut self, value: &Value) -> Option<Condition> {
        const FORMS: &str = "write `text`, `{ links: … }` or `{ table: … }`";
        match value.node {
            Node::Rejected => return None,
            Node::Null => {
                let message = "`closed_when` has no value".to_owned();
                self.invalid(value.span, message, FORMS.to_owned());
                return None;
            }
            _ => {}
        }
        if let Some(name) = value.as_text() {
            if name == "text" {
                return Some(Condition::Text);
            }
            if BUILT_IN_CONDITIONS.contains(&name) {
                return Some(Condition::Named(name.to_owned()));
            }
            self.invalid(
                value.span,
                format!("`{name}` closes no step"),
                FORMS.to_owned(),
            );
            return None;
        }
        let map = value.as_map();
        if let Some(links) = map.and_then(|map| read::map(map, "links")) {
            return Some(Condition::Links(self.links(links, value.span)));
        }
        if let Some(table) = map.and_then(|map| read::map(map, "table")) {
            return Some(Condition::Table(self.table(table, value.span)));
        }
        let message = format!("{} closes no step", value.kind());
        self.invalid(value.span, message, FORMS.to_owned());
        None
    }

    fn links(&mut self, map: &Map, place: Span) -> Links {
        self.check_keys(map, field::LINKS, "`links`", place);
        let by_workbook = map.get("minimum").and_then(Value::as_text) == Some("evidence_minimum");
        let minimum = read::whole(map, "minimum");
        if let Some(value) = map
            .get("minimum")
            .filter(|_| minimum.is_none() && !by_workbook)
        {
            let hint = "write a whole number from 1 on".to_owned();
            self.invalid(value.span, "`minimum` is no whole number".to_owned(), hint);
        }
        Links {
            kind: read::text(map, "kind").map(|kind| kind.value),
            outside: truth(map, "outside"),
            form: truth(map, "form"),
            minimum: if by_workbook {
                None
            } else {
                Some(minimum.unwrap_or(1))
            },
        }
    }

    fn table(&mut self, map: &Map, place: Span) -> TableForm {
        self.check_keys(map, field::TABLE, "`table`", place);
        let mut columns = self.columns(map, "columns", false);
        columns.extend(self.columns(map, "optional", true));
        let mut names = HashSet::new();
        columns.retain(|(name, _)| self.is_new(name, &mut names));
        let columns: Vec<Column> = columns.into_iter().map(|(_, column)| column).collect();
        let each = read::text(map, "each");
        if let Some(each) = each.as_ref().filter(|_| !columns.is_empty()) {
            let is_listed = |column: &Column| {
                same_name(&column.name, &each.value) && matches!(column.cells, CellType::Words(_))
            };
            if !columns.iter().any(is_listed) {
                let message = format!("`{}` is no column with a list of words", each.value);
                let hint = "name a column whose type is a list".to_owned();
                self.invalid(each.span, message, hint);
            }
        }
        TableForm {
            columns,
            rows: read::whole(map, "rows").unwrap_or(1),
            each: each.map(|each| each.value),
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

    /// Whether no step or column has this name yet; else it is reported.
    fn is_new(&mut self, name: &Spanned<String>, names: &mut HashSet<String>) -> bool {
        let is_new = names.insert(canonical_name(&name.value));
        if !is_new {
            let message = format!("`{}` stands here twice", name.value);
            self.invalid(name.span, message, "keep one of the two".to_owned());
        }
        is_new
    }

    fn cell_type(&mut self, value: &Value) -> Option<(CellType, bool)> {
        if let Some(items) = value.as_list() {
            return Some((CellType::Words(self.words(items, value.span)), false));
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
        let mut words = Vec::new();
        for item in items {
            if let Some(word) = read::text_of(item) {
                words.push(word.value);
                continue;
            }
            let message = format!("a word of the list is {}", item.kind());
            self.invalid(item.span, message, "put it in quotes".to_owned());
        }
        words
    }

    fn check_keys(&mut self, map: &Map, fields: &[Field], of: &str, place: Span) {
        let keys = Keys {
            fields: fields.iter().collect(),
            of,
            place,
            elsewhere: &|_| None,
        };
        keys.check(map, self.sink);
    }

    fn invalid(&mut self, span: Span, message: String, hint: String) {
        self.sink
            .report(Diagnostic::new(INVALID_VALUE, span, message).hint(hint));
    }
}

/// Conditions that need code. Only the six jobs use them.
const BUILT_IN_CONDITIONS: &[&str] = &[
    "map-gives-agents-their-kinds",
    "map-holds-gates-by-people",
    "metric-is-defined",
    "baseline-was-taken-before",
    "runs-count-exceptions-and-review",
    "a-run-follows-the-intervention",
    "irreversible-controls-have-an-owner",
    "assets-are-routed",
    "a-journey-is-safe-to-show",
];

fn truth(map: &Map, key: &str) -> bool {
    map.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn suggest(name: &str, names: &[&str]) -> String {
    nearest(name, names.iter().copied()).map_or_else(
        || format!("write one of {}", listed(names)),
        |near| format!("did you mean `{near}`?"),
    )
}
