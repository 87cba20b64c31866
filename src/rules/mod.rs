//! The findings: one file per rule, a folder per family, one table that lists them
//! (`rules.md`, and the page that `loopbook explain RULE` prints).
//!
//! A rule's file holds its page as the doc comment of its [`Rule`], and the function that finds
//! it. To add one: write the file, add its line to [`RULES`], add a text case under `tests/cases`.
//! Rules that concern the form of files are found while reading; their files hold the page only.

mod allowing;
mod firing;
mod format;
mod identity;
mod jobs;
mod judge;
mod links;
mod loops;
mod publishing;
mod told;

pub use allowing::known::{Known, known_by};
pub use identity::identity;
pub use judge::{Finding, Findings, judge, judge_some};

use std::sync::OnceLock;

use jiff::civil::Date;

use crate::audience::{
    Approvals, Guard, PrivateFiles, PublicFiles, PublicView, Publication, Withheld,
};
use crate::diagnostic::{RuleName, Severity, Sink};
use crate::source::History;
use crate::status::Status;
use crate::workbook::{Document, Workbook};

/// What rules look at.
pub struct Context<'w> {
    /// The workbook.
    pub workbook: &'w Workbook,
    /// What history knows of the files that `status::history` asks for.
    pub history: &'w History,
    /// What it shows, whatever it says.
    pub status: &'w Status,
    /// What of each document is public, with its places.
    pub publication: &'w Publication<'w>,
    /// Which pages a person has approved as they are.
    pub approvals: &'w Approvals,
    /// What the world would see.
    pub public: &'w PublicView,
    /// The files that public text takes along, and which of them may not be published.
    pub files: &'w PublicFiles,
    /// What must not be said where anybody may read it.
    pub withheld: &'w Withheld,
    /// Where the files that documents link stand on the private side.
    pub private_files: &'w PrivateFiles,
    /// The date that counts as today.
    pub today: Date,
    /// What [`Context::guard`] gave to whoever asked first.
    pub asked_guard: &'w OnceLock<Guard>,
}

impl Context<'_> {
    /// What must not be public, and how to find it. All text is read for that, on every thread, so only
    /// once, only where a rule asks, and never while documents are judged side by side.
    pub fn guard(&self) -> &Guard {
        let of = || Guard::of(self.publication, self.files);
        self.asked_guard.get_or_init(of)
    }
}

/// Groups of rules, as in `rules.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// What the files must be.
    Format,
    /// Where links lead and who is meant.
    Links,
    /// What a loop must have.
    Loops,
    /// What the six jobs promise.
    Jobs,
    /// What the world may see.
    Publishing,
    /// Findings that a document is allowed to have.
    Allowing,
}

impl Family {
    /// The name of the family, which is the name of its folder.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Links => "links",
            Self::Loops => "loops",
            Self::Jobs => "jobs",
            Self::Publishing => "publishing",
            Self::Allowing => "allowing",
        }
    }

    /// Whether a document may be allowed a finding of this family (language, section 7).
    const fn may_be_allowed(self) -> bool {
        match self {
            Self::Format | Self::Links | Self::Loops | Self::Jobs => true,
            Self::Publishing | Self::Allowing => false,
        }
    }
}

/// How a rule finds what it reports.
#[derive(Clone, Copy)]
pub enum Check {
    /// An earlier stage finds it while it reads.
    WhileReading,
    /// Looks at one document at a time; documents are looked at in parallel.
    Document(fn(&Context<'_>, &Document, &mut Sink)),
    /// Looks at the workbook as a whole.
    Workbook(fn(&Context<'_>, &mut Sink)),
    /// Seen while findings are held against what documents are allowed, after all other rules.
    WhileAllowing,
}

/// A rule: its name never changes once released.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The name, which states the fault.
    pub name: RuleName,
    /// The group.
    pub family: Family,
    /// How severe it is unless `rules:` says otherwise.
    pub severity: Severity,
    /// Whether `rules:` may not change that.
    pub fixed: bool,
    /// How it is found.
    pub check: Check,
    /// Its page in Markdown.
    pub page: &'static str,
}

impl Rule {
    /// Its page, without the space that stands behind each `///`.
    pub fn text(&self) -> String {
        let lines = self.page.lines();
        let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.fold(String::new(), |text, line| text + line + "\n")
    }
}

/// Declares a rule as the constant `RULE` of its file. The doc comment is the rule's page.
macro_rules! rule {
    ($(#[doc = $line:literal])+ RULE = $name:expr, $family:ident, $severity:ident $($fixed:literal)?; $check:expr) => {
        $(#[doc = $line])+
        pub(in crate::rules) const RULE: $crate::rules::Rule = $crate::rules::Rule {
            name: $name,
            family: $crate::rules::Family::$family,
            severity: $crate::diagnostic::Severity::$severity,
            fixed: $crate::rules::is_fixed(&[$($fixed)?]),
            check: $check,
            page: concat!($($line, "\n"),+),
        };
    };
}
pub(in crate::rules) use rule;

/// Whether a declaration carries the word that makes a severity fixed.
const fn is_fixed(words: &[&str]) -> bool {
    !words.is_empty()
}

/// Every rule, by family and name.
pub const RULES: &[Rule] = &[
    format::ambiguous_kind::RULE,
    format::colliding_paths::RULE,
    format::hidden_characters::RULE,
    format::invalid_value::RULE,
    format::invalid_yaml::RULE,
    format::missing_front_matter::RULE,
    format::missing_key::RULE,
    format::outside_workbook::RULE,
    format::unclosed_front_matter::RULE,
    format::unknown_key::RULE,
    format::unknown_rule::RULE,
    format::unreadable_file::RULE,
    links::absolute_file_link::RULE,
    links::broken_anchor::RULE,
    links::broken_link::RULE,
    links::unknown_actor::RULE,
    links::unknown_person::RULE,
    links::unsafe_url::RULE,
    loops::automated_too_early::RULE,
    loops::date_order::RULE,
    loops::duplicate_job::RULE,
    loops::duplicate_step::RULE,
    loops::expired_override::RULE,
    loops::false_close::RULE,
    loops::future_date::RULE,
    loops::invalid_cell::RULE,
    loops::invalid_kill_when::RULE,
    loops::kill_signal_fired::RULE,
    loops::misnamed_step::RULE,
    loops::missing_close_loop::RULE,
    loops::missing_column::RULE,
    loops::missing_job_statement::RULE,
    loops::missing_kill_signal::RULE,
    loops::missing_step::RULE,
    loops::ownerless_loop::RULE,
    loops::stale_loop::RULE,
    loops::unexplained_retirement::RULE,
    loops::unknown_control::RULE,
    jobs::adoption_as_success::RULE,
    jobs::agent_at_human_gate::RULE,
    jobs::claim_against_measure::RULE,
    jobs::dream_as_reality::RULE,
    jobs::feature_without_workaround::RULE,
    jobs::incomplete_compound_test::RULE,
    jobs::inside_evidence::RULE,
    jobs::moved_baseline::RULE,
    jobs::ownerless_irreversible::RULE,
    jobs::policy_nobody_reads::RULE,
    jobs::repeated_mistake::RULE,
    jobs::routed_evidence::RULE,
    jobs::tool_before_redesign::RULE,
    jobs::ungoverned_action::RULE,
    jobs::unlinked_improvement::RULE,
    jobs::unproven_capability::RULE,
    jobs::unread_control::RULE,
    jobs::unseen_work::RULE,
    publishing::agent_approval::RULE,
    publishing::echoes_memory::RULE,
    publishing::missing_alt_text::RULE,
    publishing::missing_consent::RULE,
    publishing::private_link::RULE,
    publishing::protected_term::RULE,
    publishing::self_approval::RULE,
    publishing::stale_approval::RULE,
    publishing::thin_summary::RULE,
    publishing::unapproved_journey::RULE,
    publishing::unreachable_page::RULE,
    publishing::useless_attachment::RULE,
    allowing::bare_allow::RULE,
    allowing::expired_allow::RULE,
    allowing::forbidden_allow::RULE,
    allowing::useless_allow::RULE,
];

/// The rule with this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}
