//! Which keys there are, what they hold and where they may stand (language, sections 2, 3 and 5).
//!
//! These tables are the only place that lists a key: the reader validates against them and hints
//! are drawn from them.

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// Text that is not empty.
    Text,
    /// Text that may span lines.
    Prose,
    /// One of a list of words.
    Word(&'static [&'static str]),
    /// A day, `2026-11-23`.
    Date,
    /// A period: `2026`, `2026-09`, `2026-Q3` or a day.
    Period,
    /// `true` or `false`.
    Bool,
    /// Any number.
    Number,
    /// A whole number that is at least so much.
    Whole(u32),
    /// An `http` or `https` address.
    Web,
    /// What a link may lead to: an address, a mail address, a file of the workbook.
    Target,
    /// `name@host`.
    Email,
    /// A path of a file.
    Path,
    /// A list, each item of one shape.
    List(&'static Shape),
    /// One item, or a list of them.
    OneOrMore(&'static Shape),
    /// A map with fixed keys.
    Map(&'static [Field]),
    /// A map whose keys the user chooses.
    MapOf(&'static Shape),
    /// Looked at by code of its own.
    Other,
}

/// A key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    /// Its name.
    pub(super) name: &'static str,
    /// What it holds.
    pub(super) shape: Shape,
    /// Whether it must be there.
    pub(super) required: bool,
}

const fn field(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        required: false,
    }
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        required: true,
    }
}

/// The key that makes a document public. No fix writes it, except with [`PRIVATE_ROUTE`]: that
/// something is shown is for a person to write.
pub(super) const ROUTE: &str = "route";
/// The route that shows nothing.
pub(super) const PRIVATE_ROUTE: &str = "memory";
/// Where a document may go (language, section 6).
pub const ROUTES: &[&str] = &["memory", "playbook", "journeys"];
/// What a page may be (language, section 3).
pub const FORMS: &[&str] = &["case", "diagram", "story", "benchmark", "standard", "guide"];
/// The severities that `rules:` may give a rule.
pub(super) const LEVELS: &[&str] = &["off", "note", "warning", "error"];

const TEXTS: Shape = Shape::List(&Shape::Text);

/// The keys of `workbook.yaml`.
pub(super) const CONFIG: &[Field] = &[
    required("edition", Shape::Whole(1)),
    required("title", Shape::Text),
    field("base_url", Shape::Web),
    field(
        "people",
        Shape::MapOf(&Shape::Map(&[
            required("name", Shape::Text),
            field("email", Shape::Email),
            field("public_name", Shape::Text),
        ])),
    ),
    field(
        "agents",
        Shape::MapOf(&Shape::Map(&[
            required("name", Shape::Text),
            required("owner", Shape::Text),
        ])),
    ),
    field(
        "systems",
        Shape::MapOf(&Shape::Map(&[required("name", Shape::Text)])),
    ),
    field("protected_terms", TEXTS),
    field("stale_after", Shape::Whole(1)),
    field("evidence_minimum", Shape::Whole(1)),
    field("ignore", TEXTS),
    field(
        "attachments",
        Shape::List(&Shape::Map(&[
            field("format", Shape::Text),
            field("path", Shape::Path),
            required("because", Shape::Prose),
        ])),
    ),
    field("jobs", Shape::Other),
    field("rules", Shape::MapOf(&Shape::Word(LEVELS))),
];

/// The keys that every document may have.
pub(super) const COMMON: &[Field] = &[
    required("title", Shape::Text),
    field("summary", Shape::Prose),
    field("route", Shape::Word(ROUTES)),
    field("owner", Shape::Text),
    field("reviewed", Shape::Date),
    field("tags", TEXTS),
    field(
        "allow",
        Shape::List(&Shape::Map(&[
            required("rule", Shape::Text),
            field("because", Shape::Prose),
            field("until", Shape::Date),
        ])),
    ),
];

/// The keys of `known-findings.yaml`.
pub(super) const KNOWN: &[Field] = &[required(
    "known",
    Shape::List(&Shape::Map(&[
        field("because", Shape::Prose),
        field("until", Shape::Date),
        required(
            "findings",
            Shape::MapOf(&Shape::MapOf(&Shape::List(&Shape::Text))),
        ),
    ])),
)];

/// The keys of a loop of any job.
pub(super) const LOOP: &[Field] = &[
    required("job", Shape::Text),
    field("status", Shape::Word(&["open", "closed", "retired"])),
    field("kill_when", Shape::Text),
    field(
        "kill_override",
        Shape::Map(&[
            required("by", Shape::Text),
            required("because", Shape::Prose),
            required("until", Shape::Date),
        ]),
    ),
    // What is missing in it is the rule `unexplained-retirement`.
    field(
        "retired",
        Shape::Map(&[field("on", Shape::Date), field("because", Shape::Prose)]),
    ),
];

/// The keys that a job's file may grant to its loops with `fields:`.
pub(super) const OF_JOBS: &[Field] = &[
    field("automation", Shape::Word(&["none", "assisted", "full"])),
    field("feature", Shape::Prose),
    field(
        "tools",
        Shape::List(&Shape::Map(&[
            required("name", Shape::Text),
            field("since", Shape::Date),
        ])),
    ),
    field(
        "metric",
        Shape::Map(&[
            field("name", Shape::Text),
            field("unit", Shape::Text),
            field("better", Shape::Word(&["lower", "higher"])),
            field("standard", Shape::Number),
            field("kind", Shape::Word(&["outcome"])),
            field("intervened_on", Shape::Date),
            field(
                "baseline",
                Shape::Map(&[
                    field("value", Shape::Number),
                    field("on", Shape::Date),
                    field("source", Shape::Text),
                ]),
            ),
        ]),
    ),
    field("runs", Shape::Path),
    field("read_by", Shape::OneOrMore(&Shape::Path)),
];

/// The keys of an evidence note.
pub(super) const EVIDENCE: &[Field] = &[
    required("kind", Shape::Word(KINDS)),
    field("source", Shape::Text),
    field("date", Shape::Date),
    field("outside", Shape::Bool),
    field("customer", Shape::Text),
];

/// The keys of a page.
pub(super) const PAGE: &[Field] = &[
    required("kind", Shape::Word(KINDS)),
    field("form", Shape::Word(FORMS)),
    field("proof", Shape::OneOrMore(&Shape::Text)),
    field("capabilities", Shape::OneOrMore(&Shape::Text)),
    field("consent", Shape::OneOrMore(&Shape::Text)),
    field("customer", Shape::Text),
    field(
        "show_metric",
        Shape::Map(&[
            required("loop", Shape::Text),
            required("until", Shape::Date),
        ]),
    ),
    field(
        "next",
        Shape::Map(&[
            required("text", Shape::Text),
            required("url", Shape::Target),
        ]),
    ),
    field(
        "safe_to_show",
        Shape::Map(&[
            required("approved_by", Shape::Text),
            required("approved_on", Shape::Date),
            required("digest", Shape::Text),
        ]),
    ),
];

/// The keys of a cycle.
pub(super) const CYCLE: &[Field] = &[required("cycle", Shape::Period), field("next", Shape::Text)];

/// What `kind:` may say.
pub(super) const KINDS: &[&str] = &["evidence", "page"];

/// The keys of a job under `jobs:` in `workbook.yaml`, and in the files of the six.
pub(super) const JOB: &[Field] = &[
    required("title", Shape::Text),
    field("question", Shape::Text),
    field("statement", Shape::Prose),
    field("after", Shape::Text),
    field("fields", TEXTS),
    required("steps", Shape::Other),
    field("kill_signal", Shape::Prose),
    field("detector", Shape::Word(DETECTORS)),
    field("kill_when", Shape::Text),
];

/// The rules that evaluate a kill signal.
const DETECTORS: &[&str] = &[
    "feature-without-workaround",
    "tool-before-redesign",
    "adoption-as-success",
    "policy-nobody-reads",
    "repeated-mistake",
    "unseen-work",
];

/// The keys of a step of a job.
pub(super) const STEP: &[Field] = &[
    required("name", Shape::Text),
    field("guidance", Shape::Prose),
    field("private", Shape::Bool),
    field("closed_when", Shape::Other),
];

/// The keys of a step's condition.
pub(super) const CONDITION: &[Field] = &[
    field("links", Shape::Map(LINKS)),
    field("table", Shape::Map(TABLE)),
    field("rows", Shape::Other),
    field("keys", Shape::OneOrMore(&Shape::Text)),
    field("order", TEXTS),
];

/// The keys of `links` in a step's condition.
pub(super) const LINKS: &[Field] = &[
    field("kind", Shape::Word(KINDS)),
    field("outside", Shape::Bool),
    field("form", Shape::Bool),
    field("minimum", Shape::Other),
];

/// The keys of `table` in a step's condition.
pub(super) const TABLE: &[Field] = &[
    required("columns", Shape::Other),
    field("optional", Shape::Other),
    field("rows", Shape::Whole(1)),
    field("each", Shape::Text),
    field("has", Shape::MapOf(&Shape::OneOrMore(&Shape::Text))),
    field("filled", Shape::OneOrMore(&Shape::Text)),
    field("file", Shape::Text),
];

/// The keys of `rows` in a step's condition.
pub(super) const ROWS: &[Field] = &[
    field("of", Shape::Text),
    field("called", Shape::Text),
    field("where", Shape::Other),
    field("since", Shape::Text),
    field("minimum", Shape::Other),
    field("filled", Shape::OneOrMore(&Shape::Text)),
    field("each", Shape::Other),
];

/// The key at the end of a path such as `metric.baseline.on`, where it starts with one of `fields`.
pub(super) fn at_path<'f>(fields: &'f [Field], path: &str) -> Option<&'f Field> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let found = fields.iter().find(|field| field.name == first)?;
    match (&found.shape, rest) {
        (_, "") => Some(found),
        (Shape::Map(fields), rest) => at_path(fields, rest),
        _ => None,
    }
}
