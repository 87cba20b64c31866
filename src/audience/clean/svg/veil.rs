//! What is laid over a part of a drawing: what cuts it, masks and filters.

use super::css;
use super::geometry::{Area, Transform, shape};
use super::shade::{self, Shade};
use super::show::Show;

/// What is left of what something is laid over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Veil {
    /// It hides nothing that is known of.
    Nothing,
    /// It hides everything.
    Everything,
    /// It hides everything outside of this area.
    Outside(Area),
    /// Nobody can tell.
    Doubtful,
}

/// What the `clipPath` at `at` leaves.
pub(super) fn clip(show: &Show<'_>, at: usize) -> Veil {
    if show.tree.nodes[at].name != Some("clipPath") {
        return Veil::Nothing;
    }
    let units = show.tree.nodes[at].attribute("clipPathUnits");
    match holes(show, at, &|_| Some(true)) {
        Veil::Outside(_) if units == Some("objectBoundingBox") => Veil::Nothing,
        // What the usual programs cut with is not always followed here.
        Veil::Doubtful => Veil::Nothing,
        found => found,
    }
}

/// What the `mask` at `at` leaves.
pub(super) fn mask(show: &Show<'_>, at: usize) -> Veil {
    let node = &show.tree.nodes[at];
    if node.name != Some("mask") {
        return Veil::Nothing;
    }
    let style = node.attribute("style").unwrap_or("");
    let mut kind = css::declarations(style).into_iter();
    let kind = kind.rfind(|said| said.name == "mask-type");
    let kind = kind.map_or(
        node.attribute("mask-type").unwrap_or("").to_owned(),
        |said| said.value,
    );
    let is_alpha = kind == "alpha";
    let lets_through = |at: usize| {
        let own = show.style(at, "fill");
        let fill = own.or_else(|| show.style(show.tree.nodes[at].parent, "fill"));
        let fill = fill.unwrap_or("black").trim().to_ascii_lowercase();
        let is_faint = ["opacity", "fill-opacity"].iter().any(|name| {
            show.style(at, name)
                .is_some_and(|value| shade::share(value) != Some(1.0))
        });
        let is_outlined = show
            .style(at, "stroke")
            .is_some_and(|value| value != "none");
        if fill.starts_with("url(") || fill.contains("var(") || is_faint || is_outlined {
            return None;
        }
        let is_seen = shade::paint(&fill, &show.cascade.pale, &|_| true) == Shade::Seen;
        let is_dark = matches!(fill.as_str(), "black" | "#000" | "#000000" | "rgb(0,0,0)");
        if is_seen && is_dark && !is_alpha {
            // It takes away again what others let through.
            return None;
        }
        Some(is_seen)
    };
    let units = node.attribute("maskContentUnits");
    match holes(show, at, &lets_through) {
        Veil::Outside(_) if units == Some("objectBoundingBox") => Veil::Doubtful,
        found => found,
    }
}

/// What the shapes in the element at `at` leave that let something through: all within the area around
/// them.
fn holes(show: &Show<'_>, at: usize, lets_through: &dyn Fn(usize) -> Option<bool>) -> Veil {
    match area_of_holes(show, at, lets_through) {
        None => Veil::Doubtful,
        Some(areas) => match areas.into_iter().reduce(|one, other| one.with(&other)) {
            Some(area) => Veil::Outside(area),
            None => Veil::Everything,
        },
    }
}

/// The areas of shapes that let something through; none where that cannot be told.
fn area_of_holes(
    show: &Show<'_>,
    at: usize,
    lets_through: &dyn Fn(usize) -> Option<bool>,
) -> Option<Vec<Area>> {
    let transform = |at: usize| match show.style(at, "transform") {
        Some(value) => Transform::read(value),
        None => Some(Transform::NONE),
    };
    let whole = transform(at)?;
    let mut left = Vec::new();
    for child in show.tree.children(at) {
        let node = &show.tree.nodes[child];
        let is_off = show
            .style(child, "display")
            .is_some_and(|value| value == "none")
            || show
                .style(child, "visibility")
                .is_some_and(|value| value == "hidden");
        if is_off || node.name.is_none() || node.is_any(&["title", "desc"]) {
            continue;
        }
        if node.is_any(&["path"]) && node.attribute("d").unwrap_or("").trim().is_empty() {
            continue;
        }
        if !lets_through(child)? {
            continue;
        }
        let area = whole.after(&transform(child)?).area(&shape(node)?);
        if !area.is_flat() {
            left.push(area);
        }
    }
    Some(left)
}

/// Whether the filter at `at` shows what it is laid over, as it is, on top of what it makes of it.
pub(super) fn filter_shows(show: &Show<'_>, at: usize) -> bool {
    if show.tree.nodes[at].name != Some("filter") {
        return true;
    }
    let mut steps = show.tree.children(at).peekable();
    let is_source = |at: usize| show.tree.nodes[at].attribute("in") == Some("SourceGraphic");
    steps.any(|at| {
        let node = &show.tree.nodes[at];
        let over = node.attribute("operator").unwrap_or("over");
        match node.name {
            Some("feBlend") => is_source(at),
            Some("feComposite") => is_source(at) && matches!(over, "over" | "atop"),
            Some("feDropShadow") => node.attribute("in").is_none() || is_source(at),
            Some("feMerge") => show.tree.children(at).last().is_some_and(is_source),
            _ => false,
        }
    })
}
