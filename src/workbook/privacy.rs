//! What of a document is private whatever its route: narrowed sections, and steps that are private by
//! nature (language, section 6). And what asks for privacy without being understood: a finding, for
//! which the whole document stays private, unless what it asks for is private already.

use super::config::Config;
use super::job::Job;
use super::{INVALID_VALUE, Kind};
use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::syntax::{Body, Heading, Narrowing, Unclear, nearest, same_name};

/// The section of a loop that holds its steps.
const CLOSE_LOOP: &str = "Close the loop";

/// The private parts of a text.
pub(super) struct Privacy {
    /// Where they stand: in order, without overlap.
    pub(super) hidden: Vec<Span>,
    /// Whether that is all that was asked for.
    pub(super) is_clear: bool,
}

/// The steps by which a loop that can be public is judged.
struct Steps<'c> {
    config: &'c Config,
    /// The loop's own job, where it is known.
    own: Option<&'c Job>,
}

/// Works out what of `body` is private, and reports what cannot be understood. Steps are looked for
/// where the document `can_be_public`; elsewhere they are as private as the rest.
pub(super) fn judge(
    body: &Body,
    kind: &Kind,
    can_be_public: bool,
    config: &Config,
    sink: &mut Sink,
) -> Privacy {
    let steps = match kind {
        Kind::Loop(front) if can_be_public => {
            let own = config.job(&front.job.value);
            Some(Steps { config, own })
        }
        _ => None,
    };
    let mut judged = Privacy {
        hidden: hidden(body, steps.as_ref()),
        is_clear: true,
    };
    judged.headings(body, sink);
    judged.requests(body, sink);
    if let Some(steps) = steps {
        judged.step_lookalikes(body, &steps, sink);
    }
    judged
}

/// The narrowed sections and private steps of `body`, sorted, without overlap.
fn hidden(body: &Body, steps: Option<&Steps<'_>>) -> Vec<Span> {
    let mut hidden: Vec<Span> = Vec::new();
    let mut steps_end = 0;
    for heading in &body.headings {
        let at = heading.span.start;
        if steps.is_some() && heading.level == 2 && heading.is_named(CLOSE_LOOP) {
            steps_end = heading.hides_to;
        }
        // Within a private section, a paragraph above a rule is no step, whatever it says.
        let is_ruled = heading.underlined && hidden.last().is_some_and(|last| last.contains(at));
        let is_step = || {
            let named = steps.map(|steps| steps.is_private(heading, at < steps_end));
            !is_ruled && named == Some(true)
        };
        if heading.narrowing != Narrowing::Memory && !is_step() {
            continue;
        }
        let span = heading.hidden();
        match hidden.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => hidden.push(span),
        }
    }
    hidden
}

impl Steps<'_> {
    /// The private step, of whatever job, that `name` means. A name that is merely near one counts
    /// too: a slip of the pen must not publish.
    fn private(&self, name: &str) -> Option<&str> {
        let steps = self.config.jobs.iter().flat_map(|job| &job.steps);
        let meant = nearest(name, steps.clone().map(|step| step.name.as_str()));
        let mut private = steps.filter(|step| step.private);
        private
            .find(|step| same_name(&step.name, name) || meant == Some(&*step.name))
            .map(|step| step.name.as_str())
    }

    /// Whether a heading names a private step, or, among the steps, none of the loop's job at all.
    fn is_private(&self, heading: &Heading, among_steps: bool) -> bool {
        if self.private(&heading.text).is_some() {
            return true;
        }
        let known = || {
            self.own.is_some_and(|own| {
                let mut own = own.steps.iter();
                own.any(|step| same_name(&step.name, &heading.text))
            })
        };
        among_steps && heading.level == 3 && !known()
    }
}

impl Privacy {
    /// The private part that holds the place `at`.
    fn around(&self, at: u32) -> Option<&Span> {
        let before = self.hidden.partition_point(|span| span.start <= at);
        let span = self.hidden.get(before.checked_sub(1)?)?;
        span.contains(at).then_some(span)
    }

    /// Reports a request at `span` that reaches to `reach`. What is private already is so whatever
    /// the request means, and changes nothing outside.
    fn report(&mut self, span: Span, reach: u32, message: String, how: &str, sink: &mut Sink) {
        let is_private = self
            .around(span.start)
            .is_some_and(|around| reach <= around.end);
        self.is_clear &= is_private;
        let hint = if is_private {
            format!("it stands in a private section, which stays private: {how}")
        } else {
            format!("the document is private until this is mended: {how}")
        };
        sink.report(Diagnostic::new(INVALID_VALUE, span, message).hint(hint));
    }

    /// Reports headings that narrow because they cannot be understood, and those that seem to end a
    /// private section and do not.
    fn headings(&mut self, body: &Body, sink: &mut Sink) {
        for heading in &body.headings {
            if let Narrowing::Unclear { span, asked } = &heading.narrowing {
                let (message, how) = unclear_heading(asked.as_deref());
                self.report(*span, heading.hidden().end, message, how, sink);
            } else if heading.underlined
                && let Some(around) = self.around(heading.span.start)
                && around.start < heading.span.start
            {
                let message = "an underlined heading does not end a private section";
                let hint = if heading.level == 1 {
                    "what follows stays private up to the next heading with `#`: write `# ` before \
                     this one instead of the line below it"
                } else {
                    "what follows stays private up to the next heading with `#`: write `## ` before \
                     this one instead of the line below it, or put an empty line above that line if \
                     it is a rule"
                };
                let found = Diagnostic::new(INVALID_VALUE, heading.span, message);
                sink.report(found.hint(hint));
            }
        }
    }

    /// Reports what asks for privacy where Markdown knows none.
    fn requests(&mut self, body: &Body, sink: &mut Sink) {
        for request in &body.unclear {
            let (message, how) = unclear(request.what);
            self.report(request.span, request.reach, message.to_owned(), how, sink);
        }
    }

    /// Reports lines that look like the heading of a private step, where they are not private anyway.
    fn step_lookalikes(&mut self, body: &Body, steps: &Steps<'_>, sink: &mut Sink) {
        for line in &body.lookalikes {
            let is_private = self.around(line.span.start).is_some();
            let Some(step) = steps.private(&line.words).filter(|_| !is_private) else {
                continue;
            };
            let message = if step.chars().count() <= LONGEST_QUOTED {
                format!(
                    "this line looks like the heading of the private step `{step}`, and is none"
                )
            } else {
                "this line looks like the heading of a private step, and is none".to_owned()
            };
            let how = "write the heading at the start of a line, with a space behind `#`, outside \
                       of quotes, lists, code and HTML; set an example between two fences";
            self.report(line.span, line.span.end, message, how, sink);
        }
    }
}

/// The longest name that a message quotes, in characters.
const LONGEST_QUOTED: usize = 40;

/// What is said of a heading that asks for `asked`, and how it is mended.
fn unclear_heading(asked: Option<&str>) -> (String, &'static str) {
    let keep = "write `{route=memory}` to keep the section so, or remove the braces";
    match asked {
        Some("playbook" | "journeys") => {
            let message = "a heading cannot route its section; it can only make it private";
            (message.to_owned(), keep)
        }
        Some("memory") => (
            "`route` and `memory` stand in this heading, but not as `{route=memory}` at its end"
                .to_owned(),
            "end the heading with `{route=memory}`, and nothing else of the kind in it, to keep the \
             section private, or reword it",
        ),
        Some(other) => (format!("`{other}` is no route for a section"), keep),
        None => (
            "this heading's attribute cannot be understood".to_owned(),
            "write `{route=memory}` to keep the section so, or reword the heading",
        ),
    }
}

/// What is said of a request outside of headings, and how it is mended.
const fn unclear(what: Unclear) -> (&'static str, &'static str) {
    match what {
        Unclear::Route => (
            "a route can be asked for at the end of a heading only",
            "write `{route=memory}` behind a heading of its own, or set the text as code",
        ),
        Unclear::Nested => (
            "a heading in a quote, a list or a footnote has no section that it could make private",
            "write the heading at the start of a line, with `{route=memory}` at its end; or reword it",
        ),
        Unclear::Line => (
            "this line looks like a heading that makes its section private, and is none",
            "write it like `## Title {route=memory}` at the start of a line, outside of quotes, \
             lists, code and HTML, and see that every fence is closed; set an example between two \
             fences",
        ),
        Unclear::Comment => (
            "this comment does not end where Markdown ends it, so readers would see it",
            "start the comment on a line of its own, below an empty one, and close it with `-->`",
        ),
        Unclear::Element => (
            "Markdown takes what follows this tag for text, so readers would see it",
            "set a tag that you write about as code; let an element start on a line of its own and \
             close it before an empty line",
        ),
    }
}
