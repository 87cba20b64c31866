//! What of a drawing is seen: goes through it as a browser does that draws it, parts that are used
//! several times included, and notes what leaves a mark.
//!
//! What is certainly not seen is left out. Where nobody can tell and words are concerned, the drawing
//! is refused.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::cascade::Cascade;
use super::geometry::{Transform, length_of, shape};
use super::shade;
use super::state::State;
use super::tree::Tree;
use super::veil::Veil;
use super::{names, text};
use crate::audience::clean::Refusal;

/// Elements that are never drawn by themselves.
pub(super) const APART: [&str; 8] = [
    "clipPath",
    "defs",
    "filter",
    "linearGradient",
    "marker",
    "mask",
    "pattern",
    "radialGradient",
];

/// Whether an element is drawn only where another one uses it.
pub(super) fn stands_apart(name: &str) -> bool {
    APART.contains(&name) || name == "symbol"
}

/// Something that is still to be looked at.
#[derive(Clone, Copy)]
struct Visit {
    at: usize,
    state: State,
    /// The position in `Show::frames` of the `use` that brought us here.
    frame: usize,
    is_used: bool,
}

/// Whether an element is drawn as part of the picture, and what is doubtful about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entered {
    Not,
    With(Option<&'static str>),
}

/// A `use` that is being followed, the one around it, and whether it is known to show something.
struct Frame {
    at: usize,
    around: usize,
    is_shown: bool,
}

/// What is seen.
pub(super) struct Show<'t> {
    pub(super) tree: &'t Tree,
    pub(super) cascade: &'t Cascade,
    /// The elements by their names.
    pub(super) ids: HashMap<&'t str, usize>,
    /// What can be painted with.
    pub(super) serving: HashSet<&'t str>,
    /// How many words stand before each node.
    words: Vec<usize>,
    /// What leaves a mark.
    pub(super) kept: Vec<bool>,
    /// What is drawn as part of the picture.
    entered: Vec<Entered>,
    /// What is known of what is laid over elements, by what it is used for.
    pub(super) veils: RefCell<HashMap<(&'static str, usize), Veil>>,
    frames: Vec<Frame>,
    open: Vec<Visit>,
}

impl<'t> Show<'t> {
    /// Goes through a drawing.
    ///
    /// # Errors
    /// Where something is shown that cannot be published, or may be hidden.
    pub(super) fn of(
        tree: &'t Tree,
        cascade: &'t Cascade,
        ids: HashMap<&'t str, usize>,
    ) -> Result<Self, Refusal> {
        let count = tree.nodes.len();
        let mut words = vec![0; count + 1];
        for (at, node) in tree.nodes.iter().enumerate() {
            let is_said = !node.text.trim().is_empty()
                || node
                    .attributes
                    .iter()
                    .any(|(name, _)| names::is_words(name));
            words[at + 1] = words[at] + usize::from(is_said);
        }
        let mut show = Self {
            serving: HashSet::new(),
            words,
            kept: vec![false; count],
            entered: vec![Entered::Not; count],
            frames: vec![Frame {
                at: 0,
                around: 0,
                is_shown: true,
            }],
            open: Vec::new(),
            veils: RefCell::default(),
            tree,
            cascade,
            ids,
        };
        show.serving = show
            .ids
            .iter()
            .filter(|(_, at)| show.serves(**at))
            .map(|(id, _)| *id)
            .collect();
        show.open.push(Visit {
            at: 0,
            state: State::at_start(),
            frame: 0,
            is_used: false,
        });
        while let Some(visit) = show.open.pop() {
            show.visit(visit)?;
        }
        show.finish()?;
        Ok(show)
    }

    /// Notes that a part of a text is drawn.
    pub(super) fn enter_text(&mut self, at: usize, doubt: Option<&'static str>) {
        self.entered[at] = Entered::With(doubt);
    }

    /// Whether an element is drawn as part of the picture, and so its words are read out.
    pub(super) fn is_entered(&self, at: usize) -> bool {
        self.entered[at] != Entered::Not
    }

    /// Whether there are words in an element.
    pub(super) fn has_words(&self, at: usize) -> bool {
        self.words[self.tree.nodes[at].end] > self.words[at]
    }

    /// What a style says of an element.
    pub(super) fn style(&self, at: usize, name: &str) -> Option<&'t str> {
        self.cascade.styles[at].get(name)
    }

    fn is(&self, at: usize, name: &str) -> bool {
        self.tree.nodes[at].name == Some(name)
    }

    /// Whether something shows that is painted with this element.
    fn serves(&self, at: usize) -> bool {
        let node = &self.tree.nodes[at];
        if node.name == Some("pattern") {
            return node.reference().is_some() || self.tree.children(at).next().is_some();
        }
        if !node.is_any(&["linearGradient", "radialGradient"]) {
            return false;
        }
        let mut stops = self.tree.children(at).filter(|&stop| self.is(stop, "stop"));
        let is_seen = |stop: usize| {
            let hides = |name: &str, as_if: &str| {
                self.style(stop, name)
                    .is_some_and(|value| shade::hides(as_if, value))
            };
            !hides("stop-opacity", "opacity") && !hides("stop-color", "fill")
        };
        match stops.next() {
            Some(first) => is_seen(first) || stops.any(is_seen),
            // Its stops may stand in another one.
            None => node.reference().is_some(),
        }
    }

    fn visit(&mut self, visit: Visit) -> Result<(), Refusal> {
        let Visit {
            at,
            state,
            frame,
            is_used,
        } = visit;
        let Some(name) = self.tree.nodes[at].name else {
            return Ok(());
        };
        let is_apart = APART.contains(&name) || (name == "symbol" && !is_used);
        let is_silent = names::moves(name) || name == "style";
        if is_apart || is_silent || matches!(name, "title" | "desc" | "tspan" | "textPath" | "stop")
        {
            return Ok(());
        }
        let Some(mut state) = self.enter(at, state)? else {
            return Ok(());
        };
        self.entered[at] = Entered::With(state.doubt);
        match name {
            "foreignObject" => return Err(Refusal::Drawing("a piece of a web page")),
            "image" => return Err(Refusal::Drawing("a picture inside it")),
            "text" => return text::show(self, at, state, frame),
            "use" => {
                self.follow(at, state, frame);
                return Ok(());
            }
            "svg" => {
                let node = &self.tree.nodes[at];
                let size = ["width", "height"].map(|name| length_of(node, name, None));
                let is_shown = if at == 0 && !is_used {
                    state.open_canvas(node, size[0], size[1])
                } else {
                    state.open_viewport(node, size[0], size[1])
                };
                if !is_shown {
                    return Ok(());
                }
            }
            "switch" => {
                if let Some(at) = self.branch(at) {
                    self.open.push(Visit {
                        at,
                        state,
                        frame,
                        is_used: false,
                    });
                }
                return Ok(());
            }
            "g" | "a" | "symbol" => {}
            _ => {
                if self.leaves_mark(at, &state) {
                    self.mark(at, frame);
                }
                return Ok(());
            }
        }
        for at in self.tree.children(at) {
            self.open.push(Visit {
                at,
                state,
                frame,
                is_used: false,
            });
        }
        Ok(())
    }

    /// Goes on with what a `use` shows.
    fn follow(&mut self, at: usize, mut state: State, frame: usize) {
        let node = &self.tree.nodes[at];
        let target = node.reference().and_then(|id| self.ids.get(id).copied());
        let Some(target) = target else {
            return;
        };
        let place = |name: &str| length_of(node, name, Some(0.0));
        let moved = place("x").zip(place("y"));
        state.place = moved.and_then(|(x, y)| Some(state.place?.after(&Transform::moving(x, y))));
        let used = &self.tree.nodes[target];
        if used.name == Some("symbol") {
            let size = |name: &str| length_of(node, name, None);
            if !state.open_viewport(used, size("width"), size("height")) {
                return;
            }
        }
        self.frames.push(Frame {
            at,
            around: frame,
            is_shown: false,
        });
        self.open.push(Visit {
            at: target,
            state,
            frame: self.frames.len() - 1,
            is_used: true,
        });
    }

    /// Whether a shape can be seen.
    fn leaves_mark(&self, at: usize, state: &State) -> bool {
        let node = &self.tree.nodes[at];
        let area = shape(node);
        let has_markers = self.cascade.styles[at].uses.iter().any(|id| {
            let used = self.ids.get(id.as_str());
            used.is_some_and(|&used| self.is(used, "marker"))
        });
        let is_painted = state.fill.is_seen() || state.is_outlined() || has_markers;
        if !state.is_visible || !is_painted {
            return false;
        }
        let is_solid = node.is_any(&["rect", "circle", "ellipse"]);
        if is_solid && area.is_some_and(|area| area.is_flat()) {
            return false;
        }
        let margin = if state.is_outlined() {
            state.outline.map(|width| width * 4.0)
        } else {
            Some(0.0)
        };
        match (area, margin) {
            (Some(area), Some(margin)) if !has_markers && !state.is_blurred => {
                state.is_within(&area.grown(margin))
            }
            _ => true,
        }
    }

    /// Notes that something leaves a mark.
    pub(super) fn mark(&mut self, at: usize, frame: usize) {
        self.kept[at] = true;
        let mut frame = frame;
        while !self.frames[frame].is_shown {
            self.frames[frame].is_shown = true;
            self.kept[self.frames[frame].at] = true;
            frame = self.frames[frame].around;
        }
    }

    /// Keeps what holds, names and serves what is seen.
    fn finish(&mut self) -> Result<(), Refusal> {
        self.kept[0] = true;
        for at in (1..self.kept.len()).rev() {
            if self.kept[at] {
                self.kept[self.tree.nodes[at].parent] = true;
            }
        }
        for at in 0..self.kept.len() {
            let node = &self.tree.nodes[at];
            if node.is_any(&["title", "desc"]) && self.kept[node.parent] {
                let Entered::With(doubt) = self.entered[node.parent] else {
                    continue;
                };
                match doubt.filter(|_| self.has_words(at)) {
                    Some(doubt) => return Err(Refusal::Drawing(doubt)),
                    None => self.kept[at..node.end].fill(true),
                }
            }
        }
        self.keep_served()
    }

    /// Keeps what is painted, cut and marked with.
    fn keep_served(&mut self) -> Result<(), Refusal> {
        let mut done = vec![false; self.kept.len()];
        let is_followed = |show: &Self, at: usize| show.is(at, "use") && show.is_entered(at);
        let of = |show: &Self, at: usize| -> Vec<usize> {
            let uses = show.cascade.styles[at].uses.iter();
            uses.filter_map(|id| show.ids.get(id.as_str()).copied())
                .collect()
        };
        let mut open: Vec<usize> = Vec::new();
        for at in 0..self.kept.len() {
            if self.kept[at] && !is_followed(self, at) {
                open.extend(of(self, at));
            }
        }
        while let Some(served) = open.pop() {
            if std::mem::replace(&mut done[served], true) {
                continue;
            }
            let mut at = served;
            while at < self.tree.nodes[served].end {
                let node = &self.tree.nodes[at];
                let is_off = at != served
                    && self
                        .style(at, "display")
                        .is_some_and(|value| value == "none");
                let is_silent =
                    node.is_any(&["title", "desc"]) || node.name.is_some_and(names::moves);
                if is_off || is_silent {
                    at = node.end;
                    continue;
                }
                if node.is_any(&["image", "feImage"]) {
                    return Err(Refusal::Drawing("a picture inside it"));
                }
                if node.name == Some("foreignObject") {
                    return Err(Refusal::Drawing("a piece of a web page"));
                }
                let doubt = self.cascade.styles[at].doubt.filter(|_| self.has_words(at));
                if let Some(doubt) = doubt {
                    return Err(Refusal::Drawing(doubt));
                }
                self.kept[at] = true;
                open.extend(of(self, at));
                at += 1;
            }
            let mut above = self.tree.nodes[served].parent;
            while !std::mem::replace(&mut self.kept[above], true) {
                above = self.tree.nodes[above].parent;
            }
        }
        Ok(())
    }
}
