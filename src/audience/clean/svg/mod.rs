//! SVG, down to the shapes and texts that are seen.
//!
//! A drawing is a program: it can hold scripts, pages, pictures and addresses that a browser
//! fetches. It also holds what its editor keeps for itself, and layers that are switched off, in as
//! many ways as there are to hide something. The drawing is read as a tree (`tree.rs`), styles are
//! weighed as a browser weighs them (`cascade.rs`), and it is gone through as a browser does that draws
//! it (`show.rs`, `enter.rs`). It is written anew (`write.rs`) from what was seen, with the elements and attributes
//! in `names.rs`. What shows nothing is left out; what shows something and cannot be published, and
//! words of which nobody can tell whether they show, refuse the drawing, so that nobody publishes
//! another picture than the one they looked at.
//!
//! (svg-hush keeps `data-` attributes, comments in style sheets, references to other files and
//! whatever is hidden. usvg, which would draw it, turns all words into shapes, and fails open.)

mod cascade;
mod css;
mod enter;
mod expand;
mod geometry;
mod names;
mod selector;
mod shade;
mod sheet;
mod show;
mod state;
mod text;
mod tree;
mod veil;
mod words;
mod write;

use std::collections::HashMap;

use self::cascade::Cascade;
use self::geometry::numbers;
use self::show::Show;
use self::tree::{Node, Tree};
use super::Refusal;

/// The largest drawing.
const MAX_SIZE: usize = 32 * 1024 * 1024;

/// The largest number that says how large a drawing is, or how far a filter reaches.
const LARGEST: f64 = 100_000.0;

/// The most layers of noise that a filter makes.
const MOST_LAYERS: f64 = 16.0;

/// The most numbers that a filter weighs for each point.
const MOST_WEIGHTS: usize = 1024;

const BROKEN: Refusal = Refusal::Damaged("SVG");

/// The drawing as it may be published, and the words in it, a line each.
///
/// # Errors
/// Where it may not.
pub(super) fn clean(bytes: &[u8]) -> Result<(Vec<u8>, String), Refusal> {
    if bytes.len() > MAX_SIZE {
        return Err(Refusal::Drawing("more than 32 MiB"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| BROKEN)?;
    let tree = Tree::read(text)?;
    for (at, node) in tree.nodes.iter().enumerate() {
        measured(node, at == 0)?;
    }
    let mut ids = HashMap::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        if let Some(id) = node.attribute("id") {
            ids.entry(id).or_insert(at);
        }
    }
    let cascade = Cascade::of(&tree, &ids)?;
    expand::check(&tree, &cascade, &ids)?;
    let show = Show::of(&tree, &cascade, ids)?;
    write::write(&show)
}

/// Refuses sizes that no screen has: some browsers compute every point of them.
fn measured(node: &Node, is_root: bool) -> Result<(), Refusal> {
    let is_filter = node
        .name
        .is_some_and(|name| name == "filter" || name.starts_with("fe"));
    if !is_root && !is_filter {
        return Ok(());
    }
    for (name, value) in &node.attributes {
        let (most, longest) = match name.as_str() {
            "numOctaves" | "order" => (MOST_LAYERS, 2),
            "kernelMatrix" | "tableValues" | "values" => (f64::MAX, MOST_WEIGHTS),
            "width" | "height" | "x" | "y" | "stdDeviation" | "radius" | "dx" | "dy" | "scale"
            | "filterRes" => (LARGEST, 4),
            _ => continue,
        };
        let units = |c: char| c.is_ascii_alphabetic() || c == '%';
        let found = numbers(value.trim().trim_end_matches(units)).unwrap_or_default();
        if found.len() > longest || found.iter().any(|number| number.abs() > most) {
            return Err(Refusal::Drawing("a size that no screen has"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
