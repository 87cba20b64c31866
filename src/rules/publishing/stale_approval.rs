//! Approvals of what a page no longer shows.

use crate::audience::Approval;
use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::{Check, Context, rule};
use crate::workbook::{Document, PageFront, Route, SafeToShow};

rule! {
    /// ## What it does
    ///
    /// Reports a page that no longer shows what was approved: the digest in its `safe_to_show` is not
    /// that of what a reader would see now.
    ///
    /// What counts is the page's address with `base_url`, route, title, summary, form and tags, the public
    /// name of its owner, the workbook's title, `next`, the public text with its tables, where its links
    /// lead, the paths and bytes of its pictures and files, the metric that it shows, whether it has
    /// proof, and the titles of the pages of the playbook that it links, which stand under "Related
    /// pages". What does not count is what no reader sees: private sections, comments, the look of the
    /// site, how the lines are wrapped. The date of review does not count either: a page that was read
    /// again and left as it is needs no new approval. Nor do the navigation beside the text and the
    /// neighbours in it, which say what else is public.
    ///
    /// ## Why it matters
    ///
    /// Somebody has put their name to a text. A sentence that was added afterwards would be published
    /// under it. The page stays private until it is approved again.
    ///
    /// ## Bad
    ///
    /// A word is changed in an approved page, and `digest` stays as it is.
    ///
    /// ```yaml
    /// safe_to_show: { approved_by: halina, approved_on: 2026-10-28, digest: sha256:9f2c… }
    /// ```
    ///
    /// ## Good
    ///
    /// ```sh
    /// loopbook approve journeys/bridal-atelier --as halina
    /// ```
    ///
    /// A page of the playbook needs no approval. Where it carries one, that has to be true as well.
    RULE = "stale-approval", Publishing, Error "fixed"; Check::Document(check)
}

fn check(context: &Context<'_>, document: &Document, sink: &mut Sink) {
    let workbook = context.workbook;
    // Where workbook.yaml was not read in full, the owner's public name may be among what was lost.
    if !workbook.config.complete {
        return;
    }
    let position = workbook.paths.document(&document.id);
    let stale = |&at: &usize| {
        context.publication.is_public(at) && context.approvals.get(at) == Approval::Stale
    };
    let page = document
        .as_page()
        .filter(|_| position.as_ref().is_some_and(stale));
    let Some(record) = page.and_then(|page| page.safe_to_show.as_ref()) else {
        return;
    };
    if shows_part_of_a_metric(page, context) {
        return;
    }
    let place = record
        .digest
        .as_ref()
        .map_or(record.place, |digest| digest.span);
    let hint = format!(
        "read it again, then run `loopbook approve {} --as PERSON`",
        document.id
    );
    let hint = match document.route {
        Route::Playbook => hint + ", or remove `safe_to_show`: a playbook page needs none",
        _ => hint,
    };
    sink.report(Diagnostic::new(RULE.name, place, message(record)).hint(hint));
}

/// Whether a run of the metric that the page shows cannot be read. That is reported where it stands,
/// and once it is mended the page may well show what was approved.
fn shows_part_of_a_metric(page: Option<&PageFront>, context: &Context<'_>) -> bool {
    let shown = page.and_then(|page| page.show_metric.as_ref());
    let position = shown.and_then(|shown| context.workbook.paths.document(&shown.of_loop.value));
    let found = position.and_then(|at| context.status.of_loop(at));
    let metric = found.and_then(|(_, found)| found.metric.as_ref());
    metric.is_some_and(|metric| metric.is_partial)
}

fn message(record: &SafeToShow) -> String {
    let is_digest = record.digest.as_ref().is_some_and(|digest| {
        let hex = digest.value.strip_prefix("sha256:").unwrap_or("");
        hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    if !is_digest {
        return "this is no digest of an approved page".to_owned();
    }
    let by = record
        .approved_by
        .as_ref()
        .map_or("somebody", |by| &by.value);
    let on = record.approved_on.as_ref();
    let on = on.map_or(String::new(), |on| format!(" on {}", on.value));
    format!("the page does not show any more what `{by}` approved{on}")
}
