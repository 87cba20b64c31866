//! Reads the definitions of jobs, the six and a team's own, and reports what is wrong with them
//! (language, section 8). The forms of their tables are read in `form_reader`.

use std::collections::HashSet;

use super::INVALID_VALUE;
use super::field::{self, Field, OF_JOBS};
use super::job::{Condition, Job, Links, Named, Step};
use super::read;
use super::rows_reader::Late;
use super::validate::{Keys, listed};
use crate::diagnostic::{Diagnostic, Sink, Span, Spanned};
use crate::syntax::{Map, Node, Value, canonical_name, nearest};

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
        let mut reader = Reader::new(sink);
        let job = reader.job(name, definition);
        let place = reader.place(definition, &jobs);
        jobs.insert(place, job);
    }
    jobs
}

/// Reads one definition. What is wrong with it goes to `sink`.
pub(super) fn read_job(name: &Spanned<String>, map: &Map, sink: &mut Sink) -> Job {
    Reader::new(sink).job(name, map)
}

/// The job statement of a job that words none.
const STATEMENT: &str = "When this work comes up, somebody wants it settled in one go, so that nobody has to come back to it.";

/// How a condition is written.
const FORMS: &str = "write `text`, or a map with `links`, `table`, `rows`, `keys` or `order`";

/// A condition that is known at once, or when all steps are.
enum Read<'v> {
    Now(Condition),
    Late(Late<'v>),
}

/// Reads the definition of a job and reports what is wrong with it.
pub(super) struct Reader<'s> {
    sink: &'s mut Sink,
    /// The keys that the job grants to its loops.
    fields: Vec<String>,
}

impl<'s> Reader<'s> {
    const fn new(sink: &'s mut Sink) -> Self {
        Self {
            sink,
            fields: Vec::new(),
        }
    }

    fn job(&mut self, name: &Spanned<String>, map: &Map) -> Job {
        self.check_keys(map, field::JOB, "a job", name.span);
        let text = |key: &str| read::text(map, key).map(|text| text.value);
        self.fields = self.fields(map);
        let steps = self.steps(map);
        Job {
            title: text("title").unwrap_or_else(|| name.value.clone()),
            question: text("question").unwrap_or_else(|| format!("Is {} done?", name.value)),
            statement: text("statement").unwrap_or_else(|| STATEMENT.to_owned()),
            steps,
            kill_signal: text("kill_signal").unwrap_or_else(|| "…".to_owned()),
            detector: text("detector"),
            kill_when: read::text(map, "kill_when"),
            fields: std::mem::take(&mut self.fields),
            name: name.value.clone(),
        }
    }

    /// The keys that the job grants.
    fn fields(&mut self, map: &Map) -> Vec<String> {
        let fields = read::texts(map, "fields");
        for field in &fields {
            if OF_JOBS.iter().all(|known| known.name != field.value) {
                let message = format!("`{}` is no key that a job can have", field.value);
                let names: Vec<&str> = OF_JOBS.iter().map(|known| known.name).collect();
                let hint = format!("write one of {}", listed(&names));
                self.invalid(field.span, message, hint);
            }
        }
        fields.into_iter().map(|field| field.value).collect()
    }

    /// Whether the job grants this key to its loops.
    pub(super) fn grants(&self, key: &str) -> bool {
        self.fields.iter().any(|field| field == key)
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
        let mut late = Vec::new();
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
            let conditions = self.conditions(map.get("closed_when"));
            steps.push(Step {
                name: name.value,
                guidance: read::text(map, "guidance").map_or(String::new(), |text| text.value),
                private: truth(map, "private"),
                closed_when: Vec::new(),
            });
            for read in conditions {
                match read {
                    Read::Now(condition) => {
                        let own = steps.len() - 1;
                        steps[own].closed_when.push(condition);
                    }
                    Read::Late(condition) => late.push((steps.len() - 1, condition)),
                }
            }
        }
        // What a condition says of another step is read when all of them are known.
        for (own, condition) in late {
            let condition = self.late(&condition, &steps, own);
            steps[own].closed_when.extend(condition);
        }
        steps
    }

    fn conditions<'v>(&mut self, value: Option<&'v Value>) -> Vec<Read<'v>> {
        let Some(value) = value else {
            return vec![Read::Now(Condition::Text)];
        };
        let Some(items) = value.as_list() else {
            return self.condition(value).into_iter().collect();
        };
        if items.is_empty() {
            let message = "nothing closes this step".to_owned();
            self.invalid(value.span, message, FORMS.to_owned());
        }
        let conditions = items.iter().filter_map(|item| self.condition(item));
        conditions.collect()
    }

    fn condition<'v>(&mut self, value: &'v Value) -> Option<Read<'v>> {
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
                return Some(Read::Now(Condition::Text));
            }
            if let Some(named) = Named::ALL.into_iter().find(|named| named.word() == name) {
                return Some(Read::Late(Late::Named(named, value.span)));
            }
            self.invalid(
                value.span,
                format!("`{name}` closes no step"),
                FORMS.to_owned(),
            );
            return None;
        }
        if let Some(map) = value.as_map().filter(|map| !map.is_empty()) {
            return self.data_condition(map, value.span);
        }
        let message = format!("{} closes no step", value.kind());
        self.invalid(value.span, message, FORMS.to_owned());
        None
    }

    /// A condition over links, a table or keys.
    fn data_condition<'v>(&mut self, map: &'v Map, place: Span) -> Option<Read<'v>> {
        let elsewhere = |key: &str| {
            let parts = [
                ("links", field::LINKS),
                ("table", field::TABLE),
                ("rows", field::ROWS),
            ];
            let mut parts = parts.into_iter();
            let whose = parts.find(|(_, fields)| fields.iter().any(|field| field.name == key));
            whose.map(|(name, _)| format!("`{name}`"))
        };
        let keys = Keys {
            fields: field::CONDITION.iter().collect(),
            of: "a condition",
            place,
            elsewhere: &elsewhere,
        };
        keys.check(map, self.sink);
        if let (Some(_), Some(value)) = (map.key("table"), map.get("rows"))
            && value.as_number().is_some()
        {
            let message = "how many rows a table needs is a key of `table`".to_owned();
            let hint = "write it within: `table: { columns: …, rows: … }`".to_owned();
            self.invalid(value.span, message, hint);
        } else {
            self.check_alone(map);
        }
        if let Some(links) = read::map(map, "links") {
            return Some(Read::Now(Condition::Links(self.links(links))));
        }
        if let Some(table) = read::map(map, "table") {
            return Some(Read::Now(Condition::Table(self.table(table))));
        }
        if let Some(value) = map.get("rows") {
            let rows = self.rows_map(value)?;
            return Some(Read::Late(Late::Rows(rows, place)));
        }
        if map.key("keys").is_some() {
            let paths = read::texts(map, "keys");
            let paths: Vec<String> = paths.iter().filter_map(|path| self.key(path)).collect();
            return (!paths.is_empty()).then_some(Read::Now(Condition::Keys(paths)));
        }
        let order = map.get("order")?;
        let paths = read::texts(map, "order");
        let days: Vec<String> = paths.iter().filter_map(|path| self.day(path)).collect();
        if paths.len() < 2 && order.as_list().is_some() {
            let hint = "name the keys of two days, the earlier one first".to_owned();
            self.invalid(order.span, "`order` compares two days".to_owned(), hint);
        }
        (days.len() > 1).then_some(Read::Now(Condition::Order(days)))
    }

    /// The keys of `rows`.
    fn rows_map<'v>(&mut self, value: &'v Value) -> Option<&'v Map> {
        let Some(rows) = value.as_map() else {
            if value.node != Node::Rejected {
                let hint = "write what rows must hold: `rows: { of: …, each: … }`".to_owned();
                self.invalid(value.span, "`rows` is no map".to_owned(), hint);
            }
            return None;
        };
        self.check_keys(rows, field::ROWS, "`rows`", value.span);
        Some(rows)
    }

    /// Reports a condition that is several.
    fn check_alone(&mut self, map: &Map) {
        let mut known = map.iter().map(|(key, _)| key);
        let mut known = known.by_ref().filter(|key| {
            let mut fields = field::CONDITION.iter();
            fields.any(|field| field.name == key.value)
        });
        if let (Some(first), Some(second)) = (known.next(), known.next()) {
            let (first, name) = (&first.value, &second.value);
            let message = format!("`{first}` and `{name}` stand in one condition");
            let hint = format!("write a list of two conditions: `- {first}: …` and `- {name}: …`");
            self.invalid(second.span, message, hint);
        }
    }

    fn links(&mut self, map: &Map) -> Links {
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

    /// Whether no step or column has this name yet; else it is reported.
    pub(super) fn is_new(&mut self, name: &Spanned<String>, names: &mut HashSet<String>) -> bool {
        let is_new = names.insert(canonical_name(&name.value));
        if !is_new {
            let message = format!("`{}` stands here twice", name.value);
            self.invalid(name.span, message, "keep one of the two".to_owned());
        }
        is_new
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

    pub(super) fn invalid(&mut self, span: Span, message: String, hint: String) {
        self.sink
            .report(Diagnostic::new(INVALID_VALUE, span, message).hint(hint));
    }
}

fn truth(map: &Map, key: &str) -> bool {
    map.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// What to write instead of a name that is none of `names`.
pub(super) fn suggest(name: &str, names: &[&str]) -> String {
    match (nearest(name, names.iter().copied()), names) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, [only]) => format!("write `{only}`"),
        (None, _) => format!("write one of {}", listed(names)),
    }
}
