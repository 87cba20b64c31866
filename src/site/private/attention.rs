//! What cannot wait: kill signals that fire, approvals that lapsed, loops that nobody has looked at.

use super::{kill_signal_of, place_in};
use crate::audience::{Approval, PrivateView};
use crate::site::Page;
use crate::site::data::Attention;
use crate::status::{Freshness, LoopStatus};
use crate::workbook::{Document, Route};

/// The most lines of each kind.
const MOST_LINES: usize = 30;

/// Everything of the workbook that cannot wait, the most urgent first.
pub(super) fn attention(view: &PrivateView<'_>, page: &Page) -> Vec<Attention> {
    let mut lines: Vec<Attention> = Vec::new();
    let kinds: [fn(&PrivateView<'_>, &Page) -> Vec<Attention>; 3] = [signals, lapsed, stale];
    for kind in kinds {
        lines.extend(kind(view, page).into_iter().take(MOST_LINES));
    }
    lines
}

/// Kill signals that fired; those that nobody answered come first.
fn signals(view: &PrivateView<'_>, page: &Page) -> Vec<Attention> {
    let workflows = view.workbook.workflows.iter().zip(&view.status.workflows);
    let line = |workflow: &str, found: &LoopStatus| {
        let document = &view.workbook.documents[found.document?];
        let kind = kill_signal_of(found)?;
        let (label, why) = match &found.signal.overridden {
            None => ("kill signal fired", found.signal.why.clone()),
            Some(decision) => (
                "goes on despite its kill signal",
                format!(
                    "{}; by `{}`, until {}",
                    found.signal.why, decision.by, decision.until
                ),
            ),
        };
        Some(Attention {
            kind,
            label,
            title: format!("{workflow}: {}", document.title),
            href: place_in(document, page, None),
            why,
        })
    };
    let mut lines: Vec<Attention> = workflows
        .flat_map(|(workflow, status)| {
            let title = workflow.title();
            let loops = status.loops.iter();
            loops
                .filter_map(|found| line(&title, found))
                .collect::<Vec<_>>()
        })
        .collect();
    lines.sort_by_key(|line| line.kind != "fired");
    lines
}

/// Pages that were approved as they no longer are, and journeys that wait for an approval.
fn lapsed(view: &PrivateView<'_>, page: &Page) -> Vec<Attention> {
    let line = |(position, document): (usize, &Document)| {
        let is_journey = document.route == Route::Journeys && document.as_page().is_some();
        let (label, why) = match view.approvals.get(position) {
            Approval::Stale => (
                "approval lapsed",
                "what it would show is not what was approved; it is private until a person approves it again",
            ),
            Approval::ByNobody => (
                "approval lapsed",
                "whoever approved it is no person of this workbook",
            ),
            Approval::Missing if is_journey => (
                "waits for an approval",
                "a journey is private until a person has approved it",
            ),
            Approval::Missing | Approval::Valid => return None,
        };
        Some(Attention {
            kind: "lapsed",
            label,
            title: document.title.clone(),
            href: page.output.link_to(&document.output),
            why: why.to_owned(),
        })
    };
    view.workbook
        .documents
        .iter()
        .enumerate()
        .filter_map(line)
        .collect()
}

/// Loops that nobody has looked at for longer than `stale_after`, the longest first.
fn stale(view: &PrivateView<'_>, page: &Page) -> Vec<Attention> {
    let config = &view.workbook.config;
    let line = |document: &Document| {
        let (days, why) = match Freshness::of(document, config, view.status.today) {
            Freshness::Fresh => return None,
            Freshness::Never => (i32::MAX, "never reviewed".to_owned()),
            Freshness::Stale { days } => {
                let limit = config.stale_after;
                (
                    days,
                    format!("last reviewed {days} days ago; {limit} are allowed"),
                )
            }
        };
        Some((
            days,
            Attention {
                kind: "stale",
                label: "stale",
                title: document.title.clone(),
                href: page.output.link_to(&document.output),
                why,
            },
        ))
    };
    let mut lines: Vec<(i32, Attention)> =
        view.workbook.documents.iter().filter_map(line).collect();
    lines.sort_by_key(|(days, _)| std::cmp::Reverse(*days));
    lines.into_iter().map(|(_, line)| line).collect()
}
