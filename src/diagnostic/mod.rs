//! What is wrong with a workbook, and where.
//!
//! A [`Diagnostic`] states one fact at one place and what to do about it. Every stage may report
//! one into a [`Sink`]; none of them stops at the first. This stage knows no rule and no severity:
//! a diagnostic carries the name of its rule, and `rules` decides once, for all of them, how
//! severe that is.

mod span;

pub use span::{FileId, Span, Spanned};

/// The name of a rule as `rules.md` fixes it, such as `broken-link`.
pub type RuleName = &'static str;

/// How much a finding weighs (the column "sev." of the rules).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never changes the exit status.
    Note,
    /// Worth mending; changes the exit status only where warnings are denied.
    Warning,
    /// A false claim, a leak or a broken file: the command fails.
    Error,
}

impl Severity {
    /// The word used in every output format and in `rules:`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A second place that belongs to the same fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there, lower case and without a full stop.
    pub message: String,
}

/// One replacement of a range of a file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// The text that stands there afterwards.
    pub replacement: String,
}

/// A mend that changes nothing but what the diagnostic is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, as an imperative.
    pub title: String,
    /// The edits, in one file, in order and without overlap.
    pub edits: Vec<Edit>,
}

/// One fact about a workbook at one place.
///
/// Messages are lower case, without a full stop, with the user's own text in backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: RuleName,
    /// The place a reader has to look at first.
    pub span: Span,
    /// The fact.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Other places that belong to it.
    pub labels: Vec<Label>,
    /// A mend that a machine can apply safely.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic of `rule` at `span`, without hint, labels or fix.
    pub fn new(rule: RuleName, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            span,
            message: message.into(),
            hint: None,
            labels: Vec::new(),
            fix: None,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds what to do about it, where there is something to say.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            message: message.into(),
        });
        self
    }

    /// Adds a mend that replaces `span` by `replacement`.
    #[must_use]
    pub fn fix(
        mut self,
        title: impl Into<String>,
        span: Span,
        replacement: impl Into<String>,
    ) -> Self {
        self.fix = Some(Fix {
            title: title.into(),
            edits: vec![Edit {
                span,
                replacement: replacement.into(),
            }],
        });
        self
    }

    /// Adds a mend that writes `before` and `after` around `span`, which is not empty.
    #[must_use]
    pub fn fix_around(
        mut self,
        title: impl Into<String>,
        span: Span,
        [before, after]: [&str; 2],
    ) -> Self {
        let insert = |span: Span, text: &str| Edit {
            span,
            replacement: text.to_owned(),
        };
        self.fix = Some(Fix {
            title: title.into(),
            edits: vec![insert(span.before(), before), insert(span.after(), after)],
        });
        self
    }
}

/// Collects diagnostics from one stage or one document.
///
/// Sinks are filled independently, also in parallel, and joined in any order: what is printed is
/// sorted by place afterwards.
#[derive(Debug, Clone, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// An empty sink.
    pub const fn new() -> Self {
        Self {
            diagnostics: Vec::new(),
        }
    }

    /// Takes one diagnostic.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Takes everything that another sink collected.
    pub fn join(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
    }

    /// How many diagnostics were taken so far.
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// What was found so far.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter()
    }

    /// The diagnostics in the order in which they were taken.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}
