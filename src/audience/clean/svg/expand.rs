//! How large a drawing becomes when it is drawn: parts that are used again count each time. Counted
//! without drawing it, so that a few lines cannot keep a browser, or this program, busy for years.

use std::collections::HashMap;

use super::cascade::Cascade;
use super::geometry::numbers;
use super::show::stands_apart;
use super::tree::Tree;
use crate::audience::clean::Refusal;

/// How many elements a drawing may have when every use of a part counts.
const MOST_ELEMENTS: u64 = 1_000_000;

/// What is known of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    Unknown,
    Open,
    Known(u64),
}

/// Refuses a drawing that grows without measure.
///
/// # Errors
/// Where it does.
pub(super) fn check(
    tree: &Tree,
    cascade: &Cascade,
    ids: &HashMap<&str, usize>,
) -> Result<(), Refusal> {
    let mut counts = vec![Count::Unknown; tree.nodes.len()];
    let mut open = vec![0];
    while let Some(&at) = open.last() {
        if let Count::Known(_) = counts[at] {
            open.pop();
            continue;
        }
        let is_new = counts[at] == Count::Unknown;
        counts[at] = Count::Open;
        let mut sum = 1_u64;
        for (part, times) in parts(tree, cascade, ids, at) {
            match counts[part] {
                Count::Known(count) => sum = sum.saturating_add(count.saturating_mul(times)),
                Count::Unknown if is_new => open.push(part),
                // Its parts were all looked at: one that is still open is around it.
                _ => return Err(Refusal::Drawing("a part that holds itself")),
            }
        }
        if open.last() == Some(&at) {
            counts[at] = Count::Known(sum);
            open.pop();
        }
        if sum > MOST_ELEMENTS {
            let what = "more than 1,000,000 elements when every use of a part counts";
            return Err(Refusal::Drawing(what));
        }
    }
    Ok(())
}

/// What is drawn with the element at `at`, and how often.
fn parts<'t>(
    tree: &'t Tree,
    cascade: &'t Cascade,
    ids: &'t HashMap<&str, usize>,
    at: usize,
) -> impl Iterator<Item = (usize, u64)> + 't {
    let children = tree.children(at).filter(|&child| {
        let name = tree.nodes[child].name;
        name.is_some_and(|name| !stands_apart(name))
    });
    let used = cascade.styles[at].uses.iter();
    let used: Vec<usize> = used
        .filter_map(|id| ids.get(id.as_str()).copied())
        .collect();
    let is_marker = |used: &usize| tree.nodes[*used].name == Some("marker");
    // Colours are worked out once.
    let is_colour = |used: usize| tree.nodes[used].is_any(&["linearGradient", "radialGradient"]);
    let marks = if used.iter().any(is_marker) {
        vertices(tree, at)
    } else {
        1
    };
    let used = used.into_iter().map(move |used| {
        let times = match used {
            used if is_colour(used) => 0,
            used if is_marker(&used) => marks,
            _ => 1,
        };
        (used, times as u64)
    });
    children.map(|child| (child, 1)).chain(used)
}

/// The vertices of a path or a polygon, roughly: each may carry a mark.
fn vertices(tree: &Tree, at: usize) -> usize {
    let node = &tree.nodes[at];
    let path = node.attribute("points").or_else(|| node.attribute("d"));
    path.map_or(1, |path| {
        let count = numbers(path).map_or_else(|| path.len() / 2, |found| found.len());
        1 + count / 2
    })
}
