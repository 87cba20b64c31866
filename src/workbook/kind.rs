//! The kinds of documents and what the front matter of each may say (language, sections 3 and 5).

use jiff::civil::Date;

use super::target::Target;
use crate::diagnostic::{Span, Spanned};

/// Where a document goes (language, section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Route {
    /// Private.
    #[default]
    Memory,
    /// Public know-how.
    Playbook,
    /// Public proof.
    Journeys,
}

impl Route {
    /// The word in `route:`, which is also the name of the directory in the site.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Playbook => "playbook",
            Self::Journeys => "journeys",
        }
    }

    /// Whether the route leads to the public side.
    pub const fn is_public(self) -> bool {
        !matches!(self, Self::Memory)
    }
}

/// What a loop says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Not closed yet; a normal state.
    #[default]
    Open,
    /// Claims to be closed.
    Closed,
    /// Stopped for good.
    Retired,
}

impl Status {
    /// The word in `status:`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Retired => "retired",
        }
    }
}

/// A person's decision to go on although the kill signal fired.
#[derive(Debug, Clone)]
pub struct KillOverride {
    /// Who decided.
    pub by: Option<Spanned<String>>,
    /// Why.
    pub because: Option<Spanned<String>>,
    /// The last day it holds.
    pub until: Option<Spanned<Date>>,
}

/// When and why a loop was retired.
#[derive(Debug, Clone)]
pub struct Retired {
    /// The key's place.
    pub place: Span,
    /// Since when.
    pub on: Option<Spanned<Date>>,
    /// Why.
    pub because: Option<Spanned<String>>,
}

/// What only loops have.
#[derive(Debug, Clone)]
pub struct LoopFront {
    /// The name of the job, known or not.
    pub job: Spanned<String>,
    /// What it claims.
    pub status: Status,
    /// Where `status:` stands.
    pub status_span: Option<Span>,
    /// `automation:`, as written.
    pub automation: Option<Spanned<String>>,
    /// A recorded decision to go on.
    pub kill_override: Option<KillOverride>,
    /// A retirement.
    pub retired: Option<Retired>,
}

/// What only evidence notes have.
#[derive(Debug, Clone)]
pub struct EvidenceFront {
    /// Where it was seen or heard.
    pub source: Option<Spanned<String>>,
    /// When.
    pub date: Option<Spanned<Date>>,
    /// Whether it comes from outside the team.
    pub outside: bool,
    /// The customer it concerns.
    pub customer: Option<Spanned<String>>,
}

/// The one thing a reader should do after a page.
#[derive(Debug, Clone)]
pub struct Next {
    /// What it says.
    pub text: String,
    /// Where it leads, as written.
    pub url: Spanned<String>,
    /// Where it leads.
    pub target: Target,
}

/// A person's word that a page may be shown.
#[derive(Debug, Clone)]
pub struct SafeToShow {
    /// The place of what stands behind the key.
    pub place: Span,
    /// Who said so.
    pub approved_by: Option<Spanned<String>>,
    /// When.
    pub approved_on: Option<Spanned<Date>>,
    /// The digest of what they saw.
    pub digest: Option<Spanned<String>>,
}

/// Whose metric a page shows.
#[derive(Debug, Clone)]
pub struct ShowMetric {
    /// The id of the instrument loop.
    pub of_loop: Spanned<String>,
    /// The last day whose run is shown.
    pub until: Option<Spanned<Date>>,
}

/// What only pages have.
#[derive(Debug, Clone)]
pub struct PageFront {
    /// `case`, `diagram`, `story`, `benchmark`, `standard` or `guide`.
    pub form: Option<Spanned<String>>,
    /// Ids of instrument loops or evidence.
    pub proof: Vec<Spanned<String>>,
    /// Names of capabilities from the tables of improve loops.
    pub capabilities: Vec<Spanned<String>>,
    /// The customer whom the page concerns.
    pub customer: Option<Spanned<String>>,
    /// Ids of evidence in which customers consent.
    pub consent: Vec<Spanned<String>>,
    /// The metric that is shown.
    pub show_metric: Option<ShowMetric>,
    /// What to do next.
    pub next: Option<Next>,
    /// The approval.
    pub safe_to_show: Option<SafeToShow>,
}

/// What a document is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Does one job for one workflow.
    Loop(LoopFront),
    /// Holds the compound test of one period.
    Cycle(Spanned<String>),
    /// Records something seen or said.
    Evidence(EvidenceFront),
    /// Is written to be read by others.
    Page(PageFront),
    /// Cannot be told; this was reported.
    Unknown,
}

impl Kind {
    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Loop(_) => "loop",
            Self::Cycle(_) => "cycle",
            Self::Evidence(_) => "evidence",
            Self::Page(_) => "page",
            Self::Unknown => "unknown",
        }
    }
}
