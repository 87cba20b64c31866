//! Which letters of a text are seen: each run of letters that begins at a place of its own is looked
//! at by itself.

use super::geometry::{Area, length, number};
use super::show::Show;
use super::state::{Anchor, State};
use crate::audience::clean::Refusal;

/// Letters that follow each other from one place on.
struct Run {
    /// The texts that they stand in.
    texts: Vec<usize>,
    /// Where letters are put; none where that is not known.
    spots: Option<Area>,
    /// How many they are.
    count: usize,
    /// How things stand where it begins.
    state: State,
}

/// What an attribute says of where letters are put.
#[derive(Debug, PartialEq)]
enum List {
    Absent,
    /// It depends on something.
    Unknown,
    Known(Vec<f64>),
}

impl List {
    /// Whether it is for one letter at most.
    fn is_one(&self) -> bool {
        !matches!(self, Self::Known(list) if list.len() > 1)
    }
}

/// Where the next letter would stand.
#[derive(Clone, Copy)]
struct Pen {
    x: Option<f64>,
    y: Option<f64>,
}

/// Notes what is seen of the `text` at `at`.
pub(super) fn show(
    show: &mut Show<'_>,
    at: usize,
    state: State,
    frame: usize,
) -> Result<(), Refusal> {
    let mut pen = Pen {
        x: Some(0.0),
        y: Some(0.0),
    };
    let mut runs = vec![Run {
        texts: Vec::new(),
        spots: Some(Area::sized(0.0, 0.0, 0.0, 0.0)),
        count: 0,
        state,
    }];
    read(show, at, state, &mut pen, &mut runs)?;
    for run in runs {
        if run.is_seen() {
            for text in run.texts {
                show.mark(text, frame);
            }
        }
    }
    Ok(())
}

fn read(
    show: &mut Show<'_>,
    at: usize,
    state: State,
    pen: &mut Pen,
    runs: &mut Vec<Run>,
) -> Result<(), Refusal> {
    let squeezed = show.tree.nodes[at].attribute("textLength").and_then(length);
    if squeezed.is_some_and(|long| long < state.size.unwrap_or(1.0) * 0.1) && show.has_words(at) {
        return Err(Refusal::Drawing("words that are squeezed together"));
    }
    place(show, at, &state, pen, runs);
    let children: Vec<usize> = show.tree.children(at).collect();
    for child in children {
        let node = &show.tree.nodes[child];
        match node.name {
            None if is_painted(&state) => {
                let is_said = !node.text.trim().is_empty();
                let doubt = Show::doubt_of_words(&state).filter(|_| is_said);
                if let Some(doubt) = doubt {
                    return Err(Refusal::Drawing(doubt));
                }
                if let Some(run) = runs.last_mut() {
                    run.count += node.text.chars().count();
                    let sizes = run.state.size.zip(state.size);
                    run.state.size = sizes.map(|(one, other)| one.max(other));
                    run.texts.push(child);
                }
            }
            Some("tspan" | "textPath" | "a") => {
                let Some(within) = show.enter(child, state)? else {
                    continue;
                };
                if node_is_path(show, child) && !has_path(show, child) {
                    continue;
                }
                show.enter_text(child, within.doubt);
                if node_is_path(show, child) {
                    runs.push(Run {
                        texts: Vec::new(),
                        spots: None,
                        count: 0,
                        state: within,
                    });
                }
                read(show, child, within, pen, runs)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn node_is_path(show: &Show<'_>, at: usize) -> bool {
    show.tree.nodes[at].name == Some("textPath")
}

/// Whether letters have a path to stand on.
fn has_path(show: &Show<'_>, at: usize) -> bool {
    let path = show.tree.nodes[at].reference();
    path.is_some_and(|id| show.ids.contains_key(id))
}

/// Whether letters leave a mark here, or may.
fn is_painted(state: &State) -> bool {
    let is_doubtful = Show::doubt_of_words(state).is_some();
    let is_seen = state.fill.is_seen() || state.is_outlined() || is_doubtful;
    state.is_visible && is_seen && state.is_legible()
}

/// Takes in where an element puts its letters.
fn place(show: &Show<'_>, at: usize, state: &State, pen: &mut Pen, runs: &mut Vec<Run>) {
    let node = &show.tree.nodes[at];
    let list = |name: &str| {
        let Some(value) = node.attribute(name) else {
            return List::Absent;
        };
        let parts = value.split(|c: char| c == ',' || c.is_whitespace());
        let parts = parts.filter(|part| !part.is_empty());
        let found: Option<Vec<f64>> = parts.map(|part| relative(part, state.size)).collect();
        let found = found.filter(|found| !found.is_empty());
        found.map_or(List::Unknown, List::Known)
    };
    let (x, y, dx, dy) = (list("x"), list("y"), list("dx"), list("dy"));
    let is_free = node.attribute("textLength").is_some() || node.attribute("rotate").is_some();
    let lists = [&x, &y, &dx, &dy];
    if lists.iter().all(|list| **list == List::Absent) && !is_free {
        return;
    }
    let all = |own: &List, pen: Option<f64>| match own {
        List::Known(own) => Some(own.clone()),
        List::Unknown => None,
        List::Absent => pen.map(|pen| vec![pen]),
    };
    let (xs, ys) = (all(&x, pen.x), all(&y, pen.y));
    let shift = |by: &List| match by {
        List::Known(by) => Some(by.iter().sum()),
        List::Unknown => None,
        List::Absent => Some(0.0),
    };
    let (right, down): (Option<f64>, Option<f64>) = (shift(&dx), shift(&dy));
    let area = |xs: Vec<f64>, ys: Vec<f64>, right: f64, down: f64| {
        let first = ys.first().copied()?;
        let across = Area::around(xs.iter().map(|&x| (x, first)))?;
        let along = Area::around(ys.iter().map(|&y| (across.left, y)))?;
        let area = across.with(&along);
        let moved = Area {
            left: area.left + right,
            top: area.top + down,
            right: area.right + right,
            bottom: area.bottom + down,
        };
        // A shift may count for all letters or for the first one.
        Some(if dx.is_one() && dy.is_one() {
            moved
        } else {
            area.with(&moved)
        })
    };
    let spots = match (xs, ys, right, down) {
        (Some(xs), Some(ys), Some(right), Some(down)) if !is_free => area(xs, ys, right, down),
        _ => None,
    };
    pen.x = spots.map(|spots| spots.right);
    pen.y = spots.map(|spots| spots.bottom);
    runs.push(Run {
        texts: Vec::new(),
        spots,
        count: 0,
        state: *state,
    });
}

/// A length, which may be so many letters.
fn relative(text: &str, size: Option<f64>) -> Option<f64> {
    let times = |unit: &str, by: f64| Some(number(text.strip_suffix(unit)?)? * by * size?);
    length(text)
        .or_else(|| times("em", 1.0))
        .or_else(|| times("ex", 0.6))
}

impl Run {
    /// Whether any of it may stand where it is seen.
    fn is_seen(&self) -> bool {
        let state = &self.state;
        let known = self.spots.zip(state.size.zip(state.spacing));
        let Some((spots, (size, spacing))) = known.filter(|_| state.is_plain) else {
            return true;
        };
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let long = self.count as f64 * (size * 1.2 + spacing);
        let (left, right) = match state.anchor {
            Anchor::Start => (0.0, long),
            Anchor::Middle => (long / 2.0, long / 2.0),
            Anchor::End => (long, 0.0),
        };
        state.is_within(&Area {
            left: spots.left - left,
            top: spots.top - size * 1.5,
            right: spots.right + right,
            bottom: spots.bottom + size,
        })
    }
}
