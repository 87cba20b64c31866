//! A document and what its front matter says (language, sections 1 and 3).

use std::sync::{Arc, LazyLock};

use jiff::civil::Date;

use super::allow::{self, Allow};
use super::config::Config;
use super::field::{self, Field, Shape};
use super::kind::{
    EvidenceFront, KillOverride, Kind, LoopFront, Next, PageFront, Retired, Route, SafeToShow,
    ShowMetric, Status,
};
use super::output::OutputPath;
use super::privacy::{self, Privacy};
use super::protected::check_customer;
use super::read_by::ReadBy;
use super::table_file::TableFile;
use super::target::Target;
use super::validate::Keys;
use super::{AMBIGUOUS_KIND, job::Job, read};
use crate::diagnostic::{Diagnostic, FileId, Sink, Span, Spanned};
use crate::syntax::{Body, FrontMatter, Link, Map, Value, nearest};

/// A document of the workbook.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its path from the root without `.md`.
    pub id: String,
    /// Its file.
    pub file: FileId,
    /// The opening fence of its front matter: the place for what is missing in it.
    pub front_span: Span,
    /// Every key of the front matter, for rules that look at keys as such.
    pub keys: Arc<Map>,
    /// The title, or the id where there is none.
    pub title: String,
    /// What it is about.
    pub summary: Option<Spanned<String>>,
    /// Where it goes, by its own words.
    pub route: Route,
    /// Whether its front matter is free of faults, and nothing asks for privacy that is not granted.
    /// What is not sound stays private.
    pub sound: bool,
    /// What of its text is private whatever its route: in order, without overlap.
    pub hidden: Vec<Span>,
    /// Who answers for it.
    pub owner: Option<Spanned<String>>,
    /// When somebody last looked at it as a whole.
    pub reviewed: Option<Spanned<Date>>,
    /// Its tags.
    pub tags: Vec<Spanned<String>>,
    /// Findings that it may have for a while.
    pub allow: Vec<Allow>,
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub body: Arc<Body>,
    /// Where each of `body.links` leads.
    pub targets: Vec<Target>,
    /// The files in which it keeps tables of its steps.
    pub table_files: Vec<TableFile>,
    /// The files that `read_by` names.
    pub read_by: Vec<ReadBy>,
    /// Where it stands in the site.
    pub output: OutputPath,
}

impl Document {
    /// Makes a document of what was parsed. What is wrong with its front matter goes to `sink`.
    pub(super) fn new(
        path: &str,
        parsed: crate::syntax::Document,
        config: &Config,
        sink: &mut Sink,
    ) -> Self {
        let id = path.strip_suffix(".md").unwrap_or(path).to_owned();
        let front_span = match &parsed.front {
            FrontMatter::Present { span, .. } => Span {
                end: span.start + 3,
                ..*span
            },
            FrontMatter::Absent => Span::start_of(parsed.file),
        };
        let (kind, keys) = match parsed.front {
            FrontMatter::Present { map, .. } => (classify(&map, front_span, config, sink), map),
            FrontMatter::Absent => (Kind::Unknown, Map::default()),
        };
        check_customer(&keys, sink);
        let route = route(&keys);
        let is_faultless = sink.is_empty();
        let Privacy { hidden, is_clear } =
            privacy::judge(&parsed.body, &kind, route.is_public(), config, sink);
        let mut body = parsed.body;
        if matches!(kind, Kind::Evidence(_) | Kind::Page(_)) {
            // Tables are data in loops and cycles only; elsewhere they are text.
            body.tables = Vec::new();
        }
        Self {
            front_span,
            title: read::text(&keys, "title").map_or_else(|| id.clone(), |title| title.value),
            summary: read::text(&keys, "summary"),
            route,
            sound: is_faultless && is_clear,
            hidden,
            owner: read::text(&keys, "owner"),
            reviewed: read::date(&keys, "reviewed"),
            tags: read::texts(&keys, "tags"),
            allow: allow::read_all(&keys),
            kind,
            body: Arc::new(body),
            targets: Vec::new(),
            table_files: Vec::new(),
            read_by: Vec::new(),
            output: OutputPath::of_document(&id, route),
            file: parsed.file,
            keys: Arc::new(keys),
            id,
        }
    }

    /// What the loop says, where the document is one.
    pub const fn as_loop(&self) -> Option<&LoopFront> {
        if let Kind::Loop(front) = &self.kind {
            Some(front)
        } else {
            None
        }
    }

    /// What the page says, where the document is one.
    pub const fn as_page(&self) -> Option<&PageFront> {
        if let Kind::Page(front) = &self.kind {
            Some(front)
        } else {
            None
        }
    }

    /// The definition of the loop's job, where the document is a loop of a known job.
    pub fn job<'a>(&self, config: &'a Config) -> Option<&'a Job> {
        config.job(&self.as_loop()?.job.value)
    }

    /// The links within a part of the text, each with where it leads.
    pub fn links_in(&self, span: Span) -> impl Iterator<Item = (&Link, &Target)> {
        let links = self.body.section(span).links();
        let before = |link: &Link| link.span.start < span.start;
        let start = self.body.links.partition_point(before);
        links.iter().zip(self.targets.iter().skip(start))
    }

    /// The directory it stands in.
    pub fn directory(&self) -> &str {
        crate::source::parent(&self.id)
    }
}

/// Tells what a document is, validates its keys and reads what its kind has.
fn classify(map: &Map, place: Span, config: &Config, sink: &mut Sink) -> Kind {
    let job = map.key("job");
    let cycle = map.key("cycle");
    let kind = map.get("kind");
    if let (Some(job), Some(cycle)) = (job, cycle) {
        let found = Diagnostic::new(
            AMBIGUOUS_KIND,
            cycle.span,
            "a document has `job` or `cycle`, not both",
        )
        .label(job.span, "`job` makes it a loop")
        .hint("remove the one that is not meant");
        sink.report(found);
        check_keys(map, every_field(), "a document", place, sink);
        return Kind::Unknown;
    }
    if job.is_some() {
        return loop_kind(map, place, config, sink);
    }
    if cycle.is_some() {
        check_keys(map, with(field::CYCLE), "a cycle", place, sink);
        if let Some(next) = read::text(map, "next") {
            config.check_job(&next, sink);
        }
        return read::text(map, "cycle").map_or(Kind::Unknown, Kind::Cycle);
    }
    match kind.and_then(Value::as_text) {
        Some("evidence") => {
            check_keys(map, with(field::EVIDENCE), "an evidence note", place, sink);
            Kind::Evidence(EvidenceFront {
                source: read::text(map, "source"),
                date: read::date(map, "date"),
                outside: map.get("outside").and_then(Value::as_bool).unwrap_or(false),
                customer: read::text(map, "customer"),
            })
        }
        Some("page") => {
            check_keys(map, with(field::PAGE), "a page", place, sink);
            Kind::Page(page(map))
        }
        _ => {
            check_keys(map, every_field(), "a document", place, sink);
            if kind.is_none() && !map.has_gaps() && !has_near_kind(map) {
                sink.report(no_kind(place));
            }
            Kind::Unknown
        }
    }
}

fn no_kind(place: Span) -> Diagnostic {
    let message = "the document does not say what it is";
    Diagnostic::new(AMBIGUOUS_KIND, place, message).hint(
        "add `job: understand` (or another job) for a loop, `cycle: 2026-09` for a cycle, \
         or `kind: evidence` or `kind: page`",
    )
}

/// Whether an unknown key was meant to say what the document is; it is reported as such.
fn has_near_kind(map: &Map) -> bool {
    let says_kind = |name: &str| ["job", "cycle", "kind"].contains(&name);
    let names = every_field().into_iter().map(|field| field.name);
    let free: Vec<&str> = names.filter(|name| map.get(name).is_none()).collect();
    let mut unknown = map.iter().filter(|(key, _)| whose(&key.value).is_none());
    unknown.any(|(key, _)| nearest(&key.value, free.iter().copied()).is_some_and(says_kind))
}

fn with(own: &'static [Field]) -> Vec<&'static Field> {
    field::COMMON.iter().chain(own).collect()
}

/// All keys of all kinds, of which only the title is required: for documents that do not say what
/// they are. What is in a key that several kinds have is not looked at, but for `kind` itself.
static EVERY_FIELD: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let own = [
        field::LOOP,
        field::OF_JOBS,
        field::EVIDENCE,
        field::PAGE,
        field::CYCLE,
    ];
    let mut fields = field::COMMON.to_vec();
    for field in own.into_iter().flatten() {
        match fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) if known.name != "kind" => known.shape = Shape::Other,
            Some(_) => {}
            None => fields.push(Field {
                required: false,
                ..*field
            }),
        }
    }
    fields
});

fn every_field() -> Vec<&'static Field> {
    EVERY_FIELD.iter().collect()
}

fn check_keys(map: &Map, fields: Vec<&Field>, of: &str, place: Span, sink: &mut Sink) {
    Keys {
        fields,
        of,
        place,
        elsewhere: &whose,
    }
    .check(map, sink);
}

/// Whose key this is, where it is a key of anything.
fn whose(key: &str) -> Option<String> {
    let has = |fields: &[Field]| fields.iter().any(|field| field.name == key);
    let owners = [
        (field::LOOP, "loops"),
        (field::PAGE, "pages"),
        (field::EVIDENCE, "evidence notes"),
        (field::CYCLE, "cycles"),
        (field::CONFIG, "workbook.yaml"),
    ];
    if has(field::OF_JOBS) {
        let job = Job::six()
            .iter()
            .find(|job| job.fields.iter().any(|name| name == key));
        return job.map(|job| format!("loops with `job: {}`", job.name));
    }
    let owners = owners.iter().filter(|(fields, _)| has(fields));
    let owners: Vec<&str> = owners.map(|(_, whose)| *whose).collect();
    (!owners.is_empty()).then(|| owners.join(" and "))
}

fn loop_kind(map: &Map, place: Span, config: &Config, sink: &mut Sink) -> Kind {
    let job = read::text(map, "job");
    let known = job.as_ref().and_then(|job| config.job(&job.value));
    let granted =
        |field: &&Field| known.is_none_or(|job| job.fields.iter().any(|name| name == field.name));
    let fields = field::COMMON.iter().chain(field::LOOP);
    let fields = fields
        .chain(field::OF_JOBS.iter().filter(granted))
        .collect();
    let of = known.map_or_else(
        || "a loop".to_owned(),
        |job| format!("a loop with `job: {}`", job.name),
    );
    check_keys(map, fields, &of, place, sink);
    let Some(job) = job else { return Kind::Unknown };
    config.check_job(&job, sink);
    Kind::Loop(LoopFront {
        job,
        status: match map.get("status").and_then(Value::as_text) {
            Some("closed") => Status::Closed,
            Some("retired") => Status::Retired,
            _ => Status::Open,
        },
        status_span: map.get("status").map(|value| value.span),
        automation: read::text(map, "automation"),
        kill_override: read::map(map, "kill_override").map(|map| KillOverride {
            by: read::text(map, "by"),
            because: read::text(map, "because"),
            until: read::date(map, "until"),
        }),
        retired: map.get("retired").map(|value| {
            let map = value.as_map();
            Retired {
                place: value.span,
                on: map.and_then(|map| read::date(map, "on")),
                because: map.and_then(|map| read::text(map, "because")),
            }
        }),
    })
}

fn page(map: &Map) -> PageFront {
    let next = read::map(map, "next").and_then(|map| {
        let url = read::text(map, "url")?;
        Some(Next {
            text: read::text(map, "text")?.value,
            url,
            target: Target::Unresolved,
        })
    });
    PageFront {
        form: read::text(map, "form"),
        proof: read::texts(map, "proof"),
        capabilities: read::texts(map, "capabilities"),
        customer: read::text(map, "customer"),
        consent: read::texts(map, "consent"),
        show_metric: read::map(map, "show_metric").and_then(|map| {
            Some(ShowMetric {
                of_loop: read::text(map, "loop")?,
                until: read::date(map, "until"),
            })
        }),
        next,
        safe_to_show: map.get("safe_to_show").and_then(|value| {
            let map = value.as_map()?;
            Some(SafeToShow {
                place: value.span,
                approved_by: read::text(map, "approved_by"),
                approved_on: read::date(map, "approved_on"),
                digest: read::text(map, "digest"),
            })
        }),
    }
}

fn route(map: &Map) -> Route {
    match map.get("route").and_then(Value::as_text) {
        Some("playbook") => Route::Playbook,
        Some("journeys") => Route::Journeys,
        _ => Route::Memory,
    }
}
