//! Reads the definitions of jobs, the six and a team's own, and reports what is wrong with them
//! (language, section 8).

use std::collections::HashSet;

use super::field::{KINDS, OF_JOBS};
use super::job::{CellType, Column, Condition, Job, Links, Step, TableForm};
use super::read;
use super::validate::listed;
use super::{INVALID_VALUE, MISSING_KEY, UNKNOWN_KEY};
use crate::diagnostic::{Diagnostic, Sink, Span, Spanned};
use crate::syntax::{Map, Value, canonical_name, nearest, same_name};

/// The jobs of a workbook: the six, and those that `jobs:` adds, each at its place.
pub(super) fn read_jobs(value: Option<&Value>, sink: &mut Sink) -> Vec<Job> {
    let mut jobs = Job::six().to_vec();
    let Some(value) = value else { return jobs };
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

const JOB_KEYS: &[&str] = &[
    "title",
    "question",
    "statement",
    "after",
    "fields",
    "steps",
    "kill_signal",
    "detector",
    "kill_when",
];
const STEP_KEYS: &[&str] = &["name", "guidance", "private", "closed_when"];
const LINK_KEYS: &[&str] = &["kind", "outside", "form", "minimum"];
const TABLE_KEYS: &[&str] = &["columns", "optional", "rows", "each"];
const TYPES: &[&str] = &[
    "text", "date", "number", "person", "actor", "link", "control",
];

/// Reads the definition of a job and reports what is wrong with it.
struct Reader<'s> {
    sink: &'s mut Sink,
}

impl Reader<'_> {
    fn job(&mut self, name: &Spanned<String>, map: &Map) -> Job {
        self.known(map, JOB_KEYS, "a job");
        let text = |key: &str| read::text(map, key).map(|text| text.value);
        let statement = read::map(map, "statement");
        let part = |key: &str| {
            statement
                .and_then(|map| read::text(map, key))
                .map_or("…".to_owned(), |text| text.value)
        };
        if map.get("title").is_none() {
            self.missing(name.span, "title", "what people call the job");
        }
        let steps = self.steps(name, map);
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
            statement: [part("when"), part("wants"), part("so")],
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

    fn steps(&mut self, name: &Spanned<String>, map: &Map) -> Vec<Step> {
        let Some(value) = map.get("steps") else {
            self.missing(name.span, "steps", "a list of steps, each with a `name`");
            return Vec::new();
        };
        let items = value.as_list().unwrap_or_default();
        if items.is_empty() {
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
                let hint = "write `- name: …` with `guidance` and `closed_when`";
                self.invalid(item.span, "a step is a map".to_owned(), hint.to_owned());
                continue;
            };
            self.known(map, STEP_KEYS, "a step");
            let Some(name) = read::text(map, "name") else {
                self.missing(item.span, "name", "the step's heading");
                continue;
            };
            if !names.insert(canonical_name(&name.value)) {
                let message = format!("the step `{}` stands here twice", name.value);
                self.invalid(name.span, message, "keep one of the two".to_owned());
                continue;
            }
            steps.push(Step {
                name: name.value,
                guidance: read::text(map, "guidance").map_or(String::new(), |text| text.value),
                private: self.truth(map, "private"),
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
            return Some(Condition::Links(self.links(links)));
        }
        if let Some(table) = map.and_then(|map| read::map(map, "table")) {
            return Some(Condition::Table(self.table(table, value.span)));
        }
        let message = format!("{} closes no step", value.kind());
        self.invalid(value.span, message, FORMS.to_owned());
        None
    }

    fn links(&mut self, map: &Map) -> Links {
        self.known(map, LINK_KEYS, "`links`");
        let kind = read::text(map, "kind");
        if let Some(kind) = kind.as_ref().filter(|kind| !KINDS.contains(&&*kind.value)) {
            let hint = format!("write one of {}", listed(KINDS));
            self.invalid(kind.span, format!("`{}` is no kind", kind.value), hint);
        }
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
            kind: kind.map(|kind| kind.value),
            outside: self.truth(map, "outside"),
            form: self.truth(map, "form"),
            minimum: if by_workbook {
                None
            } else {
                Some(minimum.unwrap_or(1))
            },
        }
    }

    fn table(&mut self, map: &Map, place: Span) -> TableForm {
        self.known(map, TABLE_KEYS, "`table`");
        let mut columns = self.columns(map, "columns", false);
        if columns.is_empty() {
            self.missing(place, "columns", "a map of column names and types");
        }
        columns.extend(self.columns(map, "optional", true));
        let each = read::text(map, "each");
        if let Some(each) = &each {
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

    fn columns(&mut self, map: &Map, key: &str, optional: bool) -> Vec<Column> {
        let Some(columns) = read::map(map, key) else {
            return Vec::new();
        };
        let mut read = Vec::new();
        for (name, value) in columns.iter() {
            let Some((cells, may_be_empty)) = self.cell_type(value) else {
                continue;
            };
            read.push(Column {
                name: name.value.clone(),
                cells,
                may_be_empty,
                optional,
            });
        }
        read
    }

    fn cell_type(&mut self, value: &Value) -> Option<(CellType, bool)> {
        if let Some(items) = value.as_list() {
            let words: Vec<String> = items
                .iter()
                .filter_map(read::text_of)
                .map(|word| word.value)
                .collect();
            return Some((CellType::Words(words), false));
        }
        let text = value.as_text().unwrap_or("");
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

    fn truth(&mut self, map: &Map, key: &str) -> bool {
        let Some(value) = map.get(key) else {
            return false;
        };
        value.as_bool().unwrap_or_else(|| {
            let hint = "write `true` or `false`".to_owned();
            self.invalid(value.span, format!("`{key}` is {}", value.kind()), hint);
            false
        })
    }

    fn known(&mut self, map: &Map, keys: &[&str], of: &str) {
        for (key, _) in map.iter().filter(|(key, _)| !keys.contains(&&*key.value)) {
            let message = format!("`{}` is not a key of {of}", key.value);
            let hint = suggest(&key.value, keys);
            self.sink
                .report(Diagnostic::new(UNKNOWN_KEY, key.span, message).hint(hint));
        }
    }

    fn missing(&mut self, span: Span, key: &str, what: &str) {
        let message = format!("`{key}` is missing");
        let hint = format!("add `{key}:` with {what}");
        self.sink
            .report(Diagnostic::new(MISSING_KEY, span, message).hint(hint));
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

fn suggest(name: &str, names: &[&str]) -> String {
    nearest(name, names.iter().copied()).map_or_else(
        || format!("write one of {}", listed(names)),
        |near| format!("did you mean `{near}`?"),
    )
}
