//! Reads the conditions of a step that concern other steps: what the rows of a table must hold, and
//! those that need code. Their names are held against the job's own steps and columns, so they are
//! read when all of these are known (language, section 8).

use super::field;
use super::job::{ActorKind, CellHolds, CellType, Condition, Held, Named, Rows, Step, TableForm};
use super::job_reader::{Reader, suggest};
use super::key_path::is_day;
use super::read;
use crate::diagnostic::{Span, Spanned};
use crate::syntax::{Map, Node, Value, same_name};

/// A condition that is read when all steps are known.
pub(super) enum Late<'v> {
    /// What the rows of a table must hold.
    Rows(&'v Map, Span),
    /// One that needs code.
    Named(Named, Span),
}

/// How the cells of a column that holds no listed words may be described.
const HELD: &str = "write `link`, `person`, `agent`, `system`, or `{ STEP: COLUMN }` for what \
                    stands in another table";

impl Reader<'_> {
    /// The condition, where it can be read; `own` is the position of its step.
    pub(super) fn late(
        &mut self,
        late: &Late<'_>,
        steps: &[Step],
        own: usize,
    ) -> Option<Condition> {
        match late {
            Late::Rows(map, place) => self.rows(map, *place, steps, own).map(Condition::Rows),
            Late::Named(named, place) => {
                self.check_needs(*named, *place, steps, own);
                Some(Condition::Named(*named))
            }
        }
    }

    fn rows(&mut self, map: &Map, place: Span, steps: &[Step], own: usize) -> Option<Rows> {
        let of = read::text(map, "of");
        let own_name = Spanned::new(steps[own].name.clone(), place);
        let (step, form) = self.table_of(of.as_ref().unwrap_or(&own_name), steps)?;
        let only = self.cells(map, "where", form, steps);
        let each = self.cells(map, "each", form, steps);
        let mut filled = Vec::new();
        for name in read::texts(map, "filled") {
            filled.extend(self.column_of(&name, form));
        }
        Some(Rows {
            of: step,
            called: read::text(map, "called").map_or_else(|| "row".to_owned(), |name| name.value),
            since: self.since(map, form),
            minimum: self.minimum(map),
            only,
            filled,
            each,
        })
    }

    /// The step of this name, and the form of its table.
    fn table_of<'s>(
        &mut self,
        name: &Spanned<String>,
        steps: &'s [Step],
    ) -> Option<(String, &'s TableForm)> {
        let step = steps.iter().find(|step| same_name(&step.name, &name.value));
        if let Some((step, form)) = step.and_then(|step| Some((step, step.table()?))) {
            return Some((step.name.clone(), form));
        }
        let with_tables = steps.iter().filter(|step| step.table().is_some());
        let names: Vec<&str> = with_tables.map(|step| step.name.as_str()).collect();
        let message = if step.is_some() {
            format!("the step `{}` has no table", name.value)
        } else {
            format!("`{}` is no step of this job", name.value)
        };
        let hint = if names.is_empty() {
            "give a step a condition `{ table: … }`".to_owned()
        } else {
            suggest(&name.value, &names)
        };
        self.invalid(name.span, message, hint);
        None
    }

    fn column_of(&mut self, name: &Spanned<String>, form: &TableForm) -> Option<String> {
        if let Some(column) = form.column(&name.value) {
            return Some(column.name.clone());
        }
        let names: Vec<&str> = form.columns.iter().map(|c| c.name.as_str()).collect();
        let message = format!("`{}` is no column of this table", name.value);
        self.invalid(name.span, message, suggest(&name.value, &names));
        None
    }

    /// The day from which on rows count, and the first column that has a day.
    fn since(&mut self, map: &Map, form: &TableForm) -> Option<(String, String)> {
        let path = self.day(&read::text(map, "since")?)?;
        let key = map.key("since")?;
        let column = form.columns.iter().find(|c| c.cells == CellType::Date);
        let Some(column) = column else {
            let hint = "give it a column of the type `date`, or leave `since` out".to_owned();
            self.invalid(
                key.span,
                "this table has no column with a day".to_owned(),
                hint,
            );
            return None;
        };
        Some((path, column.name.clone()))
    }

    /// The path of a day in the front matter.
    pub(super) fn day(&mut self, path: &Spanned<String>) -> Option<String> {
        let known = self.key(path)?;
        if is_day(&known) {
            return Some(known);
        }
        let message = format!("`{}` is no day", path.value);
        let hint = "name a key that holds one, such as `metric.intervened_on`".to_owned();
        self.invalid(path.span, message, hint);
        None
    }

    fn minimum(&mut self, map: &Map) -> u32 {
        let Some(value) = map.get("minimum") else {
            return 1;
        };
        if value.as_number() == Some(0.0) {
            return 0;
        }
        let minimum = read::whole(map, "minimum");
        if minimum.is_none() && value.node != Node::Rejected {
            let hint = "write a whole number, `0` where there may be none".to_owned();
            self.invalid(value.span, "`minimum` is no whole number".to_owned(), hint);
        }
        minimum.unwrap_or(1)
    }

    /// What cells must be, by column.
    fn cells(&mut self, map: &Map, key: &str, form: &TableForm, steps: &[Step]) -> Vec<CellHolds> {
        let Some(value) = map.get(key).filter(|value| value.node != Node::Rejected) else {
            return Vec::new();
        };
        let Some(columns) = value.as_map().filter(|columns| !columns.is_empty()) else {
            let message = format!("`{key}` is no map of columns");
            let hint = "write the name of a column and what its cells must be".to_owned();
            self.invalid(value.span, message, hint);
            return Vec::new();
        };
        let mut cells = Vec::new();
        for (name, value) in columns.iter() {
            let Some(column) = self.column_of(name, form) else {
                continue;
            };
            let items = value.as_list().unwrap_or(std::slice::from_ref(value));
            let held = items.iter().filter(|item| item.node != Node::Rejected);
            let any: Vec<Held> = held
                .filter_map(|item| self.held(item, &column, form, steps))
                .collect();
            if !any.is_empty() {
                cells.push(CellHolds { column, any });
            }
        }
        cells
    }

    fn held(
        &mut self,
        value: &Value,
        column: &str,
        form: &TableForm,
        steps: &[Step],
    ) -> Option<Held> {
        let cells = form.column(column).map(|column| &column.cells)?;
        if let Some(map) = value.as_map().filter(|map| map.len() == 1) {
            let (step, value) = map.iter().next()?;
            let (step, form) = self.table_of(step, steps)?;
            let column = self.column_of(&read::text_of(value)?, form)?;
            return Some(Held::In { step, column });
        }
        let word = value.as_text().unwrap_or_default();
        if let CellType::Words(words) = cells {
            if words.iter().any(|known| known == word) {
                return Some(Held::Word(word.to_owned()));
            }
            let message = format!("`{word}` is none of the words of `{column}`");
            let names: Vec<&str> = words.iter().map(String::as_str).collect();
            self.invalid(value.span, message, suggest(word, &names));
            return None;
        }
        let actor = ActorKind::ALL.into_iter().find(|kind| kind.word() == word);
        match (actor, cells) {
            (Some(kind), CellType::Actor | CellType::Person) => Some(Held::Actor(kind)),
            (Some(_), _) => {
                let message = format!("`{column}` names nobody who acts");
                let hint = "name a column of the type `actor` or `person`".to_owned();
                self.invalid(value.span, message, hint);
                None
            }
            (None, _) if word == "link" => Some(Held::Link),
            (None, _) => {
                let message = format!("nothing is known of a cell that is {}", value.kind());
                let message = if word.is_empty() {
                    message
                } else {
                    format!("`{word}` is nothing that a cell can be asked to be")
                };
                self.invalid(value.span, message, HELD.to_owned());
                None
            }
        }
    }

    /// The path of a key that the job's loops may have.
    pub(super) fn key(&mut self, path: &Spanned<String>) -> Option<String> {
        let first = path.value.split('.').next().unwrap_or("");
        let is_of_jobs = field::OF_JOBS.iter().any(|known| known.name == first);
        if is_of_jobs && !self.grants(first) {
            let message = format!("loops of this job have no key `{first}`");
            let hint = format!("add it to the job: `fields: [{first}]`");
            self.invalid(path.span, message, hint);
            return None;
        }
        if super::key_path::field(&path.value).is_some() {
            return Some(path.value.clone());
        }
        let message = format!("`{}` is no key of a loop", path.value);
        let hint = "write the path of a key, such as `metric.baseline.on`".to_owned();
        self.invalid(path.span, message, hint);
        None
    }

    /// Reports what a condition that needs code does not find in its job.
    fn check_needs(&mut self, named: Named, place: Span, steps: &[Step], own: usize) {
        let needs_table = named == Named::CapabilitiesAreProven;
        let has = if needs_table {
            let columns = ["Capability", "State", "Evidence", "Used by"];
            let has_all = |form: &TableForm| {
                let mut columns = columns.iter();
                columns.all(|column| form.column(column).is_some())
            };
            steps[own].table().is_some_and(has_all)
        } else {
            steps.iter().any(Step::links_assets)
        };
        if has {
            return;
        }
        let (message, hint) = if needs_table {
            (
                "this step has no table of capabilities",
                "give it a table with the columns `Capability`, `State`, `Evidence` and `Used by`",
            )
        } else {
            (
                "no step of this job links assets",
                "give one the condition `{ links: { kind: page, form: true } }`",
            )
        };
        self.invalid(
            place,
            format!("`{}`: {message}", named.word()),
            hint.to_owned(),
        );
    }
}
