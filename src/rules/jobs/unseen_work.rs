//! Assets that nobody can find, trust or act on.

use crate::diagnostic::Sink;
use crate::rules::{Check, Context, firing, rule};

rule! {
    /// ## What it does
    ///
    /// Reports a page that a distribute loop lists under Asset and that nobody can find (it is not public,
    /// or has no `summary`), trust (no `proof` that is measured or is evidence) or act on (no `next`): the
    /// kill signal of the job. The message says which of the three. It stays an error until the loop is
    /// retired or a person records a `kill_override`.
    ///
    /// ## Why it matters
    ///
    /// Good work in a drawer is worth as much as none.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// kind: page
    /// form: guide
    /// route: playbook
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// kind: page
    /// form: guide
    /// route: playbook
    /// summary: How to photograph a worn part so that we can name it.
    /// proof: part-matching/instrument
    /// next: { text: Send us two photographs, url: "mailto:parts@nawrot.example" }
    /// ```
    RULE = "unseen-work", Jobs, Error; Check::Workbook(check)
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    firing::report(RULE.name, context, sink);
}
