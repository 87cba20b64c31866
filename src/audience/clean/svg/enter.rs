//! What styles, transforms and what is laid over an element make of it.

use super::css;
use super::geometry::Transform;
use super::shade::{self, FAINTEST, Shade};
use super::show::{APART, Show};
use super::state::{Paint, State};
use super::veil::{Veil, clip, filter_shows, mask};
use crate::audience::clean::Refusal;

const PAINTED: &str = "words in a colour that may be none";
const WORKED_OUT: &str = "words with a style that is worked out and may hide them";
const MOVED: &str = "words that are moved in a way that cannot be followed";
const CLIPPED: &str = "words that are cut off in a way that cannot be followed";
const MASKED: &str = "words under a mask that may hide them";
const FILTERED: &str = "words under a filter that may hide them";

impl Show<'_> {
    /// The first child of a `switch` that is for readers of English, and no piece of a web page: a
    /// browser that cannot show the page takes the next one.
    pub(super) fn branch(&self, at: usize) -> Option<usize> {
        let mut children = self.tree.children(at);
        children.find(|&child| {
            let node = &self.tree.nodes[child];
            let is_drawn = node.name.is_some_and(|name| !APART.contains(&name));
            is_drawn
                && !node.is_any(&["foreignObject", "title", "desc", "symbol"])
                && self.is_for_everybody(child)
        })
    }

    /// Whether an element is for readers of every language, English at least.
    pub(super) fn is_for_everybody(&self, at: usize) -> bool {
        let Some(languages) = self.tree.nodes[at].attribute("systemLanguage") else {
            return true;
        };
        let mut languages = languages.split(',').map(str::trim);
        languages.any(|language| {
            let main = language.split('-').next().unwrap_or("");
            main.eq_ignore_ascii_case("en")
        })
    }

    /// How things stand within an element; none where nothing of it is seen.
    pub(super) fn enter(&self, at: usize, around: State) -> Result<Option<State>, Refusal> {
        let mut state = around;
        let own = self.cascade.styles[at].doubt;
        state.doubt = own.or(state.doubt);
        let is_seen = self.see(at, &mut state);
        match own.filter(|_| !is_seen && self.has_words(at)) {
            Some(doubt) => Err(Refusal::Drawing(doubt)),
            None => Ok(is_seen.then_some(state)),
        }
    }

    /// Takes in what styles say of an element; tells whether anything in it can be seen.
    fn see(&self, at: usize, state: &mut State) -> bool {
        let get = |name: &str| self.style(at, name).map(str::trim);
        if get("display").is_some_and(|value| value.eq_ignore_ascii_case("none"))
            || !self.is_for_everybody(at)
        {
            return false;
        }
        if let Some(opacity) = get("opacity") {
            match shade::share(opacity) {
                Some(share) => state.opacity *= share,
                None if shade::hides("opacity", opacity) => state.doubt = Some(WORKED_OUT),
                None => {}
            }
        }
        let worked_out = [
            "display",
            "visibility",
            "font-size",
            "fill-opacity",
            "stroke-opacity",
        ];
        if worked_out
            .iter()
            .any(|name| get(name).is_some_and(|value| value.contains('(')))
        {
            state.doubt = Some(WORKED_OUT);
        }
        state.take_letters(&get);
        self.paint(at, state);
        if state.opacity <= FAINTEST || !self.move_by(at, state) {
            return false;
        }
        self.is_unveiled(at, state)
    }

    fn paint(&self, at: usize, state: &mut State) {
        let shade =
            |value: &str| shade::paint(value, &self.cascade.pale, &|id| self.serving.contains(id));
        let current = match self.style(at, "color").map(shade) {
            Some(Shade::Seen) => Shade::Seen,
            Some(Shade::Unseen) => Shade::Unseen,
            Some(Shade::Doubtful) => Shade::Doubtful,
            _ => state.color,
        };
        state.color = current;
        for (name, opacity) in [("fill", "fill-opacity"), ("stroke", "stroke-opacity")] {
            let before = if name == "fill" {
                state.fill
            } else {
                state.stroke
            };
            let mut paint = before;
            match self.style(at, name).map(shade) {
                Some(Shade::Current) => paint.shade = current,
                Some(Shade::Around) | None => {}
                Some(shade) => paint.shade = shade,
            }
            if let Some(value) = self.style(at, opacity) {
                paint.share = shade::share(value).unwrap_or(paint.share);
            }
            if name == "fill" {
                state.fill = paint;
            } else {
                state.stroke = paint;
            }
        }
    }

    /// Takes in a transform; tells whether it leaves anything.
    fn move_by(&self, at: usize, state: &mut State) -> bool {
        let Some(transform) = self.style(at, "transform") else {
            return true;
        };
        let Some(found) = Transform::read(transform) else {
            state.place = None;
            state.doubt = Some(MOVED);
            return true;
        };
        let turns = ["transform-origin", "transform-box"];
        let is_turned = turns.iter().any(|name| self.style(at, name).is_some());
        state.place = state.place.filter(|_| !is_turned);
        state.place = state.place.map(|place| place.after(&found));
        !found.is_flat()
    }

    /// What the element at `of` hides of whatever it is laid over; looked at once.
    fn laid(&self, name: &'static str, of: usize) -> Veil {
        if let Some(known) = self.veils.borrow().get(&(name, of)) {
            return *known;
        }
        let veil = match name {
            "clip-path" => clip(self, of),
            "mask" => mask(self, of),
            _ if filter_shows(self, of) => Veil::Nothing,
            _ => Veil::Doubtful,
        };
        self.veils.borrow_mut().insert((name, of), veil);
        veil
    }

    /// Takes in what is laid over an element; tells whether anything is left of it.
    fn is_unveiled(&self, at: usize, state: &mut State) -> bool {
        let veil = |name: &'static str, doubt: &'static str| {
            let value = self.style(at, name).filter(|value| *value != "none")?;
            let mut used = css::references(value);
            let id = used
                .next()
                .filter(|_| value.to_ascii_lowercase().starts_with("url("));
            // What leads nowhere hides nothing.
            Some(match id {
                Some(id) => match self.ids.get(id) {
                    Some(&of) => self.laid(name, of),
                    None => Veil::Nothing,
                },
                None if name == "filter" && is_shadow(value) => Veil::Nothing,
                None => Veil::Doubtful,
            })
            .map(|veil| (veil, doubt))
        };
        state.is_blurred |= self.style(at, "filter").is_some();
        let veils = [
            veil("clip-path", CLIPPED),
            veil("mask", MASKED),
            veil("filter", FILTERED),
        ];
        for (veil, doubt) in veils.into_iter().flatten() {
            match veil {
                Veil::Nothing => {}
                Veil::Everything => return false,
                Veil::Doubtful => state.doubt = Some(doubt),
                Veil::Outside(area) => {
                    if !state.cut(&area) {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// What keeps words from being shown here, if anything.
    pub(super) fn doubt_of_words(state: &State) -> Option<&'static str> {
        let is_doubtful = |paint: &Paint| paint.shade == Shade::Doubtful;
        let is_seen = state.fill.is_seen() || state.is_outlined();
        let pale = (!is_seen && (is_doubtful(&state.fill) || is_doubtful(&state.stroke)))
            .then_some(PAINTED);
        state.doubt.or(pale)
    }
}

/// Whether a filter of CSS leaves what it is laid over as it is.
fn is_shadow(value: &str) -> bool {
    let parts = css::split(value.trim(), ' ').into_iter();
    let mut parts = parts.filter(|part| !part.is_empty());
    parts.all(|part| part.to_ascii_lowercase().starts_with("drop-shadow("))
}
