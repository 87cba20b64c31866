//! Kill signals: is the condition fulfilled under which the work stops? (language, section 5.9)
//!
//! It fires by the job's own detector or by the loop's own `kill_when`. A signal is *fired*, *clear*, or *unknown* where there is nothing to judge yet.

use jiff::civil::Date;

use super::StepStatus;
use super::detect::{detect, key};
use super::facts::Facts;
use super::kill_when::{KillWhen, KillWhenFault};
use super::metric::MetricStatus;
use crate::diagnostic::{Diagnostic, Label, RuleName, Span};
use crate::source::History;
use crate::syntax::is_placeholder;
use crate::workbook::{Document, Job, KillOverride};

/// The rule that reports a loop's own kill condition.
pub const KILL_SIGNAL_FIRED: RuleName = "kill-signal-fired";
/// The rule that reports a kill condition that cannot be read.
pub const INVALID_KILL_WHEN: RuleName = "invalid-kill-when";

/// Whether a kill signal holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignalState {
    /// It holds: the work should stop.
    Fired,
    /// It does not hold.
    Clear,
    /// There is nothing to judge yet.
    Unknown,
}

impl SignalState {
    /// The word for it in every output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Clear => "clear",
            Self::Unknown => "unknown",
        }
    }
}

/// A loop's kill signal.
#[derive(Debug, Clone)]
pub struct Signal {
    /// Whether it holds.
    pub state: SignalState,
    /// Why.
    pub why: String,
    /// What fired, each to be reported under its rule.
    pub firings: Vec<Firing>,
    /// Whether it is unknown for no other reason than that history cannot tell.
    pub lacks_history: bool,
    /// Whether a person has decided to go on, and until when.
    pub overridden: Option<Override>,
    /// What is wrong with the loop's `kill_when`.
    pub fault: Option<Diagnostic>,
}

/// One detector that fired.
#[derive(Debug, Clone)]
pub struct Firing {
    /// What to report: the rule, the place and what to do.
    pub diagnostic: Diagnostic,
}

/// A person's decision to go on although the signal fired.
#[derive(Debug, Clone)]
pub struct Override {
    /// The person's id.
    pub by: String,
    /// The last day it holds.
    pub until: Date,
}

impl Signal {
    /// A signal that cannot be judged.
    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self::of(SignalState::Unknown, why)
    }

    /// A signal of which only history could tell whether `what`, and that cannot: `gap`.
    pub(super) fn untold(what: &str, gap: &str) -> Self {
        Self {
            lacks_history: true,
            ..Self::unknown(format!("{what} is not known: {gap}"))
        }
    }

    fn of(state: SignalState, why: impl Into<String>) -> Self {
        Self {
            state,
            why: why.into(),
            firings: Vec::new(),
            lacks_history: false,
            overridden: None,
            fault: None,
        }
    }

    pub(super) fn clear(why: impl Into<String>) -> Self {
        Self::of(SignalState::Clear, why)
    }

    pub(super) fn fired(why: impl Into<String>, firings: Vec<Diagnostic>) -> Self {
        let firings = firings
            .into_iter()
            .map(|diagnostic| Firing { diagnostic })
            .collect();
        Self {
            firings,
            ..Self::of(SignalState::Fired, why)
        }
    }

    /// Shows beside what fired a decision to go on that does not count.
    fn show_void(&mut self, place: Span, why: &str) {
        for firing in &mut self.firings {
            let label = Label {
                span: place,
                message: format!("this decision to go on does not count: {why}"),
            };
            firing.diagnostic.labels.push(label);
        }
    }

    /// Whether the signal fired and nobody decided to go on.
    pub fn is_open(&self) -> bool {
        self.state == SignalState::Fired && self.overridden.is_none()
    }
}

/// The kill signal of a loop that is not retired.
pub(super) fn evaluate<'w>(
    facts: &Facts<'w>,
    steps: &[StepStatus],
    metric: Option<&MetricStatus>,
    all: &[(&'w Job, Option<Facts<'w>>)],
    history: &History,
) -> Signal {
    let detected = detect(facts, steps, metric, all, history);
    let mut signal = match KillWhen::of(facts, metric) {
        None => detected,
        Some(Ok(own)) => join(detected, own_signal(&own, facts)),
        Some(Err(fault)) => Signal {
            fault: Some(invalid(fault)),
            ..join(detected, Signal::unknown("`kill_when` cannot be read"))
        },
    };
    match facts
        .document
        .as_loop()
        .and_then(|front| front.kill_override.as_ref())
    {
        None => {}
        Some(decided) => match decision(decided, facts) {
            Ok(decision) => signal.overridden = Some(decision),
            Err(why) => signal.show_void(key(facts, "kill_override"), &why),
        },
    }
    signal
}

/// A decision to go on; or why it is none that counts. Each reason is a finding of its own.
fn decision(decided: &KillOverride, facts: &Facts<'_>) -> Result<Override, String> {
    let by = decided.by.as_ref().ok_or("nobody gave it")?;
    if facts.workbook.config.person(&by.value).is_none() {
        return Err(format!("`{}` is no person of this workbook", by.value));
    }
    let reason = decided.because.as_ref();
    if reason.is_none_or(|reason| is_placeholder(&reason.value)) {
        return Err("it gives no reason".to_owned());
    }
    let until = decided.until.as_ref().ok_or("it has no end")?.value;
    if until < facts.today {
        return Err(format!("it ended on {until}"));
    }
    Ok(Override {
        by: by.value.clone(),
        until,
    })
}

/// Fired beats unknown, and unknown beats clear.
fn join(detected: Signal, own: Signal) -> Signal {
    use SignalState::{Clear, Fired, Unknown};
    let firings = detected
        .firings
        .iter()
        .chain(&own.firings)
        .cloned()
        .collect();
    let (state, why) = match (detected.state, own.state) {
        (Fired, Fired) => (Fired, format!("{}; {}", detected.why, own.why)),
        (Fired, _) | (Unknown, Clear | Unknown) => (detected.state, detected.why),
        (_, Fired) | (Clear, Unknown) => (own.state, own.why),
        (Clear, Clear) => (Clear, detected.why),
    };
    Signal {
        firings,
        lacks_history: state == Unknown && detected.lacks_history && own.state != Unknown,
        ..Signal::of(state, why)
    }
}

fn own_signal(own: &KillWhen, facts: &Facts<'_>) -> Signal {
    match own.holds {
        Some(true) => {
            let message = format!("the kill condition holds: `{}`", own.expression);
            let hint = "retire the loop with `status: retired` and `retired: { on, because }`, or \
                        let a person record `kill_override: { by, because, until }`";
            Signal::fired(
                format!("`{}` holds", own.expression),
                vec![held(own, facts.document, message).hint(hint)],
            )
        }
        Some(false) => Signal::clear(format!("`{}` does not hold", own.expression)),
        None => Signal::unknown("`kill_when` has nothing to judge yet"),
    }
}

/// The finding stands in the loop, also where the condition is its job's.
fn held(own: &KillWhen, document: &Document, message: String) -> Diagnostic {
    let heading = kill_signal_heading(document);
    if own.span.file == document.file {
        let found = Diagnostic::new(KILL_SIGNAL_FIRED, own.span, message);
        return match heading {
            Some(heading) => found.label(heading, "the kill signal in words"),
            None => found,
        };
    }
    let place = heading.unwrap_or(document.front_span);
    Diagnostic::new(KILL_SIGNAL_FIRED, place, message).label(own.span, "the condition of its job")
}

fn kill_signal_heading(document: &Document) -> Option<Span> {
    document
        .body
        .heading(2, "Kill signal")
        .map(|heading| heading.span)
}

fn invalid(fault: KillWhenFault) -> Diagnostic {
    Diagnostic::new(INVALID_KILL_WHEN, fault.span, fault.message).hint(fault.hint)
}
