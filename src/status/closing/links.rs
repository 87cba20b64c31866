//! Steps that are closed by what they link.

use super::Verdict;
use crate::status::facts::Facts;
use crate::workbook::{Document, Kind, Links, Step};

pub(super) fn linked(step: &Step, links: &Links, facts: &Facts<'_>) -> Verdict {
    let found = facts
        .section(&step.name)
        .map_or(Vec::new(), |section| facts.linked(section));
    let needed = links
        .minimum
        .unwrap_or(facts.workbook.config.evidence_minimum) as usize;
    let count = found.iter().filter(|found| fits(links, found)).count();
    let what = wanted(links, count);
    if count >= needed {
        Ok(format!("links {count} {what}"))
    } else if count == 0 {
        Err(format!("links no {}; {needed} needed", wanted(links, 1)))
    } else {
        Err(format!("links {count} {what}; {needed} needed"))
    }
}

fn fits(links: &Links, document: &Document) -> bool {
    let is_kind = |word: &str| links.kind.as_deref().is_none_or(|kind| kind == word);
    match &document.kind {
        Kind::Evidence(front) => {
            is_kind("evidence") && (!links.outside || front.outside) && !links.form
        }
        Kind::Page(front) => {
            is_kind("page") && (!links.form || front.form.is_some()) && !links.outside
        }
        _ => links.kind.is_none() && !links.outside && !links.form,
    }
}

fn wanted(links: &Links, count: usize) -> String {
    let (one, many) = match links.kind.as_deref() {
        Some("evidence") => ("evidence note", "evidence notes"),
        Some("page") => ("page", "pages"),
        _ => ("document", "documents"),
    };
    let kind = if count == 1 { one } else { many };
    let form = if links.form { " with a form" } else { "" };
    let outside = if links.outside { " from outside" } else { "" };
    format!("{kind}{form}{outside}")
}
