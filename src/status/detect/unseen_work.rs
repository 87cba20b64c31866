//! Kill signal of `distribute`: an asset that nobody can find, trust or act on (language,
//! section 5.6).

use crate::diagnostic::Diagnostic;
use crate::status::closing::assets;
use crate::status::facts::Facts;
use crate::status::metric::MetricStatus;
use crate::status::signal::Signal;
use crate::syntax::Link;
use crate::workbook::{Document, Kind, Target};

/// Looks at every page that the Asset step links.
pub(super) fn unseen_work(facts: &Facts<'_>) -> Signal {
    let assets = assets(facts);
    if assets.is_empty() {
        return Signal::unknown("there are no assets yet");
    }
    let mut found = Vec::new();
    for asset in assets.iter().filter(|asset| asset.sound) {
        let lacks = lacking(facts, asset);
        if !lacks.is_empty() {
            found.push(unseen(facts, asset, &lacks));
        }
    }
    // Faults in front matter are findings of their own, and keep a page private until they are
    // mended: what the page would say then is not known.
    let faulty = assets.iter().find(|asset| !asset.sound);
    match (found.first(), faulty) {
        (Some(first), _) => Signal::fired(first.message.clone(), found.clone()),
        (None, Some(faulty)) => {
            Signal::unknown(format!("the front matter of `{}` has faults", faulty.id))
        }
        (None, None) if assets.len() == 1 => {
            Signal::clear("the asset can be found, trusted and acted on")
        }
        (None, None) => Signal::clear(format!(
            "all {} assets can be found, trusted and acted on",
            assets.len()
        )),
    }
}

/// What an asset lacks.
fn lacking(facts: &Facts<'_>, asset: &Document) -> Vec<&'static str> {
    let mut lacks = Vec::new();
    if !asset.route.is_public() {
        lacks.push("find it (it is not public)");
    } else if asset.summary.is_none() {
        lacks.push("find it (it has no summary)");
    }
    let page = asset.as_page();
    let proof = page.map(|page| page.proof.as_slice()).unwrap_or_default();
    if !proof.iter().any(|id| proves(facts, &id.value)) {
        lacks.push("trust it (it has no `proof` that is measured or evidence)");
    }
    if page.is_none_or(|page| page.next.is_none()) {
        lacks.push("act on it (it has no `next`)");
    }
    lacks
}

/// Whether a document is evidence or an instrument loop with a run.
fn proves(facts: &Facts<'_>, id: &str) -> bool {
    let workbook = facts.workbook;
    let Some(position) = workbook.paths.document(id) else {
        return false;
    };
    let document = &workbook.documents[position];
    match &document.kind {
        Kind::Evidence(_) => true,
        Kind::Loop(front) => {
            let directory = if document.directory().is_empty() {
                "."
            } else {
                document.directory()
            };
            let workflow = workbook
                .workflows
                .iter()
                .find(|workflow| workflow.id == directory);
            let job = workbook.config.job(&front.job.value);
            let (Some(workflow), Some(job)) = (workflow, job) else {
                return false;
            };
            Facts::find(workbook, workflow, job, facts.today)
                .and_then(|facts| MetricStatus::of(&facts))
                .is_some_and(|metric| metric.latest().is_some())
        }
        _ => false,
    }
}

fn unseen(facts: &Facts<'_>, asset: &Document, lacks: &[&str]) -> Diagnostic {
    let section = facts.section("Asset");
    let links = section.map_or(&[][..], |section| section.links());
    let to_asset = |link: &&Link| {
        let target = facts.workbook.resolve(&link.target, facts.position);
        matches!(target, Target::Document { document, .. }
            if facts.workbook.documents[document].id == asset.id)
    };
    let place = links
        .iter()
        .find(to_asset)
        .map_or(facts.document.front_span, |link| link.span);
    let message = format!("nobody can {}: `{}`", lacks.join(", nor "), asset.id);
    Diagnostic::new("unseen-work", place, message)
        .label(asset.front_span, "the asset")
        .hint("mend the front matter of the page, or take it off the list of assets")
}
