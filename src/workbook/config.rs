//! `workbook.yaml`: who is who, and how this workbook wants to be checked (language, section 2).

use std::collections::HashMap;

use globset::GlobSet;

use super::ignored::ignored;
use super::job::Job;
use super::job_reader;
use super::misfit::or_nearest;
use super::protected::protected_terms;
use super::validate::Keys;
use super::{INVALID_VALUE, field, read};
use crate::diagnostic::{Diagnostic, FileId, Sink, Span, Spanned};
use crate::syntax::{CONFIG_DEPTH, Map, Node, Value, nearest, parse_map};

/// The edition of the language that this compiler reads.
const EDITION: f64 = 1.0;

/// A person: the only kind of actor that owns, approves or is accountable.
#[derive(Debug, Clone)]
pub struct Person {
    /// What documents call them.
    pub id: Spanned<String>,
    /// Their name, which is private.
    pub name: String,
    /// The address under which they commit, which is private.
    pub email: Option<String>,
    /// The name under which they stand on public pages.
    pub public_name: Option<Spanned<String>>,
}

/// Software that acts.
#[derive(Debug, Clone)]
pub struct Agent {
    /// What documents call it.
    pub id: Spanned<String>,
    /// Its name.
    pub name: String,
    /// The person who answers for it.
    pub owner: Option<Spanned<String>>,
}

/// A system that stores or computes.
#[derive(Debug, Clone)]
pub struct System {
    /// What documents call it.
    pub id: Spanned<String>,
    /// Its name.
    pub name: String,
}

/// Who stands behind an id.
#[derive(Debug, Clone, Copy)]
pub enum Actor<'a> {
    /// A person.
    Person(&'a Person),
    /// An agent.
    Agent(&'a Agent),
    /// A system.
    System(&'a System),
}

/// The list in which an id stands.
#[derive(Debug, Clone, Copy)]
enum ActorKind {
    Person,
    Agent,
    System,
}

/// Files that are published although nobody can search them.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Which files.
    pub of: AttachmentOf,
    /// Where the entry names them.
    pub span: Span,
    /// Why that is right.
    pub because: String,
}

/// Which files an entry of `attachments` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentOf {
    /// Those with this ending, in lower case and without its dot.
    Format(String),
    /// The one at this path of the workbook.
    Path(String),
}

/// What `workbook.yaml` says.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file itself.
    pub file: FileId,
    /// The workbook's title.
    pub title: String,
    /// Where it stands.
    pub title_span: Span,
    /// Where the public site will stand.
    pub base_url: Option<String>,
    /// The people.
    pub people: Vec<Person>,
    /// The agents.
    pub agents: Vec<Agent>,
    /// The systems.
    pub systems: Vec<System>,
    /// Words that must never appear in public output.
    pub protected_terms: Vec<Spanned<String>>,
    /// Days without `reviewed` before a loop counts as stale.
    pub stale_after: u32,
    /// Outside evidence that the first job needs.
    pub evidence_minimum: u32,
    /// The jobs in their order: the six, and the team's own.
    pub jobs: Vec<Job>,
    /// Severities by rule name, as written.
    pub rules: Vec<(Spanned<String>, Spanned<String>)>,
    /// Files that are published although nobody can search them.
    pub attachments: Vec<Attachment>,
    /// Whether all of it could be read. Where not, an id that nobody has may be among what was
    /// lost, and is not a fault of whoever uses it.
    pub complete: bool,
    /// Whether nothing is wrong with what it says of what is hidden. Where something is, what was lost
    /// may have hidden something, and nothing is public.
    pub sound: bool,
    ids: HashMap<String, (ActorKind, usize)>,
    ignored: GlobSet,
}

impl Config {
    /// Reads `text`, the text of `workbook.yaml`. Whatever is wrong goes to `sink` and is replaced
    /// by its default.
    pub fn read(text: &str, file: FileId, sink: &mut Sink) -> Self {
        let mut found = Sink::new();
        let map = parse_map(text, 0..text.len(), CONFIG_DEPTH, file, &mut found);
        let config = Self::of(&map, file, &mut found);
        let sound = found.iter().all(|fault| hides_nothing(&map, fault.span));
        sink.join(found);
        Self { sound, ..config }
    }

    fn of(map: &Map, file: FileId, sink: &mut Sink) -> Self {
        let fields = field::CONFIG.iter().collect();
        let place = Span::start_of(file);
        Keys {
            fields,
            of: "workbook.yaml",
            place,
            elsewhere: &|_| None,
        }
        .check(map, sink);
        check_edition(map, sink);
        Self::new(map, file, sink)
    }

    /// What is known where `workbook.yaml` cannot be read at all; that was reported.
    pub fn unread(file: FileId) -> Self {
        Self {
            complete: false,
            ..Self::new(&Map::default(), file, &mut Sink::new())
        }
    }

    fn new(map: &Map, file: FileId, sink: &mut Sink) -> Self {
        let mut config = Self {
            file,
            title_span: map
                .get("title")
                .map_or(Span::start_of(file), |title| title.span),
            title: read::text(map, "title").map_or("Workbook".to_owned(), |title| title.value),
            base_url: read::text(map, "base_url").map(|url| url.value),
            people: each(map, "people", person),
            agents: each(map, "agents", agent),
            systems: each(map, "systems", |id, map| System {
                name: name(&id, map),
                id,
            }),
            protected_terms: protected_terms(map, sink),
            stale_after: read::whole(map, "stale_after").unwrap_or(90),
            evidence_minimum: read::whole(map, "evidence_minimum").unwrap_or(1),
            jobs: job_reader::read_jobs(map.get("jobs"), sink),
            rules: rules(map),
            attachments: attachments(map, sink),
            complete: is_complete(map),
            sound: false,
            ids: HashMap::new(),
            ignored: ignored(map, sink),
        };
        config.check_ids(sink);
        config.index_ids();
        config
    }

    /// The person with this id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        match self.actor(id) {
            Some(Actor::Person(person)) => Some(person),
            _ => None,
        }
    }

    /// Whoever has this id.
    pub fn actor(&self, id: &str) -> Option<Actor<'_>> {
        let (kind, at) = *self.ids.get(id)?;
        Some(match kind {
            ActorKind::Person => Actor::Person(&self.people[at]),
            ActorKind::Agent => Actor::Agent(&self.agents[at]),
            ActorKind::System => Actor::System(&self.systems[at]),
        })
    }

    /// All ids: people, agents, systems.
    pub fn actors(&self) -> impl Iterator<Item = &Spanned<String>> {
        let people = self.people.iter().map(|person| &person.id);
        let agents = self.agents.iter().map(|agent| &agent.id);
        people
            .chain(agents)
            .chain(self.systems.iter().map(|system| &system.id))
    }

    /// The job with this name.
    pub fn job(&self, name: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.name == name)
    }

    /// Reports a name that is no job of the workbook.
    pub(super) fn check_job(&self, job: &Spanned<String>, sink: &mut Sink) {
        if self.job(&job.value).is_some() || !self.complete {
            return;
        }
        let names: Vec<&str> = self.jobs.iter().map(|job| job.name.as_str()).collect();
        let message = format!("`{}` is no job", job.value);
        let found = Diagnostic::new(INVALID_VALUE, job.span, message);
        sink.report(or_nearest(found, &job.value, &names));
    }

    /// Whether `ignore:` lists this path.
    pub fn ignores(&self, path: &str) -> bool {
        self.ignored.is_match(path)
    }

    /// Where an id is taken twice, which is reported, people come before agents and systems.
    fn index_ids(&mut self) {
        let people = self.people.iter().map(|person| &person.id.value);
        let agents = self.agents.iter().map(|agent| &agent.id.value);
        let systems = self.systems.iter().map(|system| &system.id.value);
        let people = people
            .enumerate()
            .map(|(at, id)| (id, ActorKind::Person, at));
        let agents = agents
            .enumerate()
            .map(|(at, id)| (id, ActorKind::Agent, at));
        let systems = systems
            .enumerate()
            .map(|(at, id)| (id, ActorKind::System, at));
        for (id, kind, at) in people.chain(agents).chain(systems) {
            self.ids.entry(id.clone()).or_insert((kind, at));
        }
    }

    /// An id that stands for a person and an agent at once would let the one pass for the other.
    fn check_ids(&self, sink: &mut Sink) {
        let mut seen = HashMap::new();
        for id in self.actors() {
            if let Some(first) = seen.insert(id.value.as_str(), id.span) {
                let message = format!("`{}` is the id of two actors", id.value);
                let found = Diagnostic::new(INVALID_VALUE, id.span, message)
                    .label(first, "it is taken here")
                    .hint("give each person, agent and system an id of its own");
                sink.report(found);
            }
        }
    }
}

/// The keys that hide nothing, whatever is wrong with what they hold.
const SHOWN: [&str; 8] = [
    "title",
    "base_url",
    "people",
    "agents",
    "systems",
    "stale_after",
    "evidence_minimum",
    "rules",
];

/// Whether a fault lies in what a key holds that hides nothing.
fn hides_nothing(map: &Map, fault: Span) -> bool {
    let mut shown = SHOWN.iter().filter_map(|key| map.get(key));
    shown.any(|value| value.span.start <= fault.start && fault.end <= value.span.end)
}

/// The keys whose entries others name by their ids.
const NAMING: [&str; 4] = ["people", "agents", "systems", "jobs"];

/// Whether nothing was lost that gives ids to people, agents, systems and jobs.
fn is_complete(map: &Map) -> bool {
    let read = |key: &&str| {
        map.get(key)
            .is_none_or(|value| matches!(value.node, Node::Map(_) | Node::Null))
    };
    let misspelt = |key: &str| {
        let known = field::CONFIG.iter().any(|field| field.name == key);
        !known && nearest(key, NAMING).is_some()
    };
    !map.has_gaps() && NAMING.iter().all(read) && !map.iter().any(|(key, _)| misspelt(&key.value))
}

fn check_edition(map: &Map, sink: &mut Sink) {
    let Some(value) = map.get("edition") else {
        return;
    };
    if value
        .as_number()
        .is_some_and(|number| number >= 1.0 && number != EDITION)
    {
        let message = "this edition of the language is not known here";
        let found = Diagnostic::new(INVALID_VALUE, value.span, message);
        sink.report(found.hint("write `edition: 1`, or use a newer loopbook"));
    }
}

/// Reads each entry of a map of maps.
fn each<T>(map: &Map, key: &str, entry: impl Fn(Spanned<String>, &Map) -> T) -> Vec<T> {
    let empty = Map::default();
    let Some(entries) = read::map(map, key) else {
        return Vec::new();
    };
    let read = |(id, value): (&Spanned<String>, &Value)| {
        entry(id.clone(), value.as_map().unwrap_or(&empty))
    };
    entries.iter().map(read).collect()
}

fn name(id: &Spanned<String>, map: &Map) -> String {
    read::text(map, "name").map_or_else(|| id.value.clone(), |name| name.value)
}

fn person(id: Spanned<String>, map: &Map) -> Person {
    let public_name = read::text(map, "public_name");
    Person {
        name: name(&id, map),
        email: read::text(map, "email").map(|email| email.value),
        public_name,
        id,
    }
}

fn agent(id: Spanned<String>, map: &Map) -> Agent {
    Agent {
        name: name(&id, map),
        owner: read::text(map, "owner"),
        id,
    }
}

fn rules(map: &Map) -> Vec<(Spanned<String>, Spanned<String>)> {
    let Some(rules) = read::map(map, "rules") else {
        return Vec::new();
    };
    let read = |(name, value): (&Spanned<String>, &Value)| {
        read::text_of(value).map(|level| (name.clone(), level))
    };
    rules.iter().filter_map(read).collect()
}

/// The entries of `attachments` that name something and say why.
fn attachments(map: &Map, sink: &mut Sink) -> Vec<Attachment> {
    let entries = map.get("attachments").and_then(Value::as_list);
    let read = |value: &Value| {
        let entry = value.as_map()?;
        let (span, of) = match (read::text(entry, "format"), read::text(entry, "path")) {
            (Some(format), None) => {
                let ending = format.value.trim_start_matches('.').to_ascii_lowercase();
                (format.span, AttachmentOf::Format(ending))
            }
            (None, Some(path)) => {
                let path_of = path.value.strip_prefix("./").unwrap_or(&path.value);
                (path.span, AttachmentOf::Path(path_of.to_owned()))
            }
            _ => {
                let message = "an entry of `attachments` names either a format or a path";
                let hint = "write `{ format: zip, because: … }` or `{ path: a/b.pdf, because: … }`";
                sink.report(Diagnostic::new(INVALID_VALUE, value.span, message).hint(hint));
                return None;
            }
        };
        let because = read::text(entry, "because")?.value;
        Some(Attachment { of, span, because })
    };
    entries
        .unwrap_or_default()
        .iter()
        .filter_map(read)
        .collect()
}
