//! How things stand at a place of a drawing: what of the elements around counts there.

use super::geometry::{Area, Transform, length, length_of, number, numbers};
use super::shade::{self, FAINTEST, Shade};
use super::tree::Node;

/// How much smaller than the canvas letters may be.
const SMALLEST_SHARE: f64 = 1.0 / 4000.0;

/// What something is painted with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    pub(super) shade: Shade,
    pub(super) share: f64,
}

impl Paint {
    /// Whether it shows.
    pub(super) fn is_seen(&self) -> bool {
        self.shade == Shade::Seen && self.share > FAINTEST
    }
}

/// How things stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) opacity: f64,
    pub(super) is_visible: bool,
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    /// How wide outlines are; none where that is not known.
    pub(super) outline: Option<f64>,
    pub(super) color: Shade,
    /// How large letters are; none where that is not known.
    pub(super) size: Option<f64>,
    /// How far letters stand apart besides; none where that is not known.
    pub(super) spacing: Option<f64>,
    /// On which side of its place a text stands.
    pub(super) anchor: Anchor,
    /// Whether texts run from left to right.
    pub(super) is_plain: bool,
    /// From here to the canvas; none where that is not known.
    pub(super) place: Option<Transform>,
    /// What of the canvas can be seen; none where that is not known.
    pub(super) seen: Option<Area>,
    /// How high the canvas is.
    height: Option<f64>,
    /// Whether a filter is laid over it.
    pub(super) is_blurred: bool,
    /// What keeps it from being certain whether anything is seen.
    pub(super) doubt: Option<&'static str>,
}

/// On which side of its place a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl State {
    /// Before anything was said.
    pub(super) const fn at_start() -> Self {
        Self {
            opacity: 1.0,
            is_visible: true,
            fill: Paint {
                shade: Shade::Seen,
                share: 1.0,
            },
            stroke: Paint {
                shade: Shade::Unseen,
                share: 1.0,
            },
            outline: Some(1.0),
            color: Shade::Seen,
            size: Some(16.0),
            spacing: Some(0.0),
            anchor: Anchor::Start,
            is_plain: true,
            place: Some(Transform::NONE),
            seen: None,
            height: None,
            is_blurred: false,
            doubt: None,
        }
    }

    /// Whether outlines show.
    pub(super) fn is_outlined(&self) -> bool {
        self.stroke.is_seen() && self.outline.is_none_or(|width| width > 0.0)
    }

    /// Takes in what is said of letters and outlines.
    pub(super) fn take_letters<'s>(&mut self, get: &dyn Fn(&str) -> Option<&'s str>) {
        if let Some(visibility) = get("visibility") {
            self.is_visible = match visibility.to_ascii_lowercase().as_str() {
                "hidden" | "collapse" => false,
                "visible" | "initial" => true,
                _ => self.is_visible,
            };
        }
        if let Some(width) = get("stroke-width") {
            self.outline = length(width);
        }
        if let Some(size) = get("font-size") {
            self.size = sized(size, self.size);
        }
        for name in ["letter-spacing", "word-spacing"] {
            match get(name) {
                None | Some("normal" | "0") => {}
                Some(spacing) => {
                    let more = sized(spacing, self.size);
                    self.spacing = self.spacing.zip(more).map(|(one, other)| one + other.abs());
                }
            }
        }
        match get("text-anchor") {
            Some("middle") => self.anchor = Anchor::Middle,
            Some("end") => self.anchor = Anchor::End,
            Some("start" | "initial") => self.anchor = Anchor::Start,
            _ => {}
        }
        let turns =
            |name: &str, plain: [&str; 4]| get(name).is_some_and(|value| !plain.contains(&value));
        self.is_plain &= !turns("direction", ["ltr", "inherit", "initial", "unset"])
            && !turns("writing-mode", ["lr-tb", "lr", "horizontal-tb", "inherit"]);
    }

    /// Whether letters of this size can be made out.
    pub(super) fn is_legible(&self) -> bool {
        let Some(size) = self.size else {
            return true;
        };
        if size <= 0.001 {
            return false;
        }
        let Some((place, height)) = self.place.zip(self.height) else {
            return true;
        };
        let area = place.area(&Area::sized(0.0, 0.0, size, size));
        let tall = (area.bottom - area.top).max(area.right - area.left);
        tall > height * SMALLEST_SHARE
    }

    /// Whether something that takes this area at most may be seen.
    pub(super) fn is_within(&self, area: &Area) -> bool {
        match self.place.zip(self.seen) {
            Some((place, seen)) => !place.area(area).within(&seen).is_empty(),
            None => true,
        }
    }

    /// Leaves of what is seen only this area; tells whether there is anything left.
    pub(super) fn cut(&mut self, area: &Area) -> bool {
        let Some(place) = self.place else {
            return true;
        };
        let area = place.area(area);
        let left = self.seen.map_or(area, |seen| seen.within(&area));
        self.seen = Some(left);
        !left.is_empty()
    }

    /// Begins the drawing; tells whether it shows anything.
    pub(super) fn open_canvas(
        &mut self,
        node: &Node,
        width: Option<f64>,
        height: Option<f64>,
    ) -> bool {
        let Some(canvas) = canvas(node, width, height) else {
            return true;
        };
        self.seen = Some(canvas);
        self.height = Some(canvas.bottom - canvas.top);
        !canvas.is_flat()
    }

    /// Begins a drawing within the drawing; tells whether it shows anything.
    pub(super) fn open_viewport(
        &mut self,
        node: &Node,
        width: Option<f64>,
        height: Option<f64>,
    ) -> bool {
        let is_none = |size: Option<f64>| size.is_some_and(|size| size <= 0.0);
        let shows_nothing = canvas(node, None, None).is_some_and(|view| view.is_flat());
        if is_none(width) || is_none(height) || shows_nothing {
            return false;
        }
        let place = |name: &str| length_of(node, name, Some(0.0));
        let corner = place("x").zip(place("y"));
        let size = width.zip(height);
        let frame = corner
            .zip(size)
            .map(|((x, y), (width, height))| Area::sized(x, y, width, height));
        if frame.is_some_and(|frame| !self.is_within(&frame)) {
            return false;
        }
        let shows_more = node
            .attribute("overflow")
            .is_some_and(|value| value != "hidden")
            || node
                .attribute("style")
                .is_some_and(|style| style.contains("overflow"));
        if node.attribute("viewBox").is_some() {
            let inner = canvas(node, width, height).filter(|_| size.is_some() && !shows_more);
            (self.place, self.seen) = match inner {
                Some(inner) => (Some(Transform::NONE), Some(inner)),
                None => (None, None),
            };
            self.height = inner.map(|inner| inner.bottom - inner.top);
            return inner.is_none_or(|inner| !inner.is_flat());
        }
        if let Some(frame) = frame.filter(|_| !shows_more) {
            self.cut(&frame);
        }
        self.place = self
            .place
            .zip(corner)
            .map(|(place, (x, y))| place.after(&Transform::moving(x, y)));
        true
    }
}

/// A size, which may be so many times another one.
fn sized(text: &str, around: Option<f64>) -> Option<f64> {
    let text = text.trim().to_ascii_lowercase();
    let times = |unit: &str, by: f64| {
        let count = number(text.strip_suffix(unit)?)?;
        Some(count * by * around?)
    };
    match text.as_str() {
        "inherit" | "unset" => around,
        "medium" | "initial" => Some(16.0),
        _ if shade::is_no_size(&text) => Some(0.0),
        _ => length(&text)
            .or_else(|| {
                text.strip_suffix("rem")
                    .and_then(number)
                    .map(|count| count * 16.0)
            })
            .or_else(|| times("em", 1.0))
            .or_else(|| times("%", 0.01))
            .or_else(|| times("ex", 0.6)),
    }
}

/// What a drawing of this size shows, in its own units: with what stands beside its `viewBox` where
/// that has another shape.
fn canvas(node: &Node, width: Option<f64>, height: Option<f64>) -> Option<Area> {
    let size = width.zip(height);
    let Some(view) = node.attribute("viewBox") else {
        return size.map(|(width, height)| Area::sized(0.0, 0.0, width, height));
    };
    let view = numbers(view)?;
    let &[x, y, wide, high] = view.as_slice() else {
        return None;
    };
    let inner = Area::sized(x, y, wide, high);
    let fit = node.attribute("preserveAspectRatio").unwrap_or("");
    let Some((width, height)) = size.filter(|_| !fit.contains("none") && wide > 0.0 && high > 0.0)
    else {
        return Some(inner);
    };
    let scale = (width / wide).min(height / high);
    if scale <= 0.0 {
        return Some(Area::sized(x, y, 0.0, 0.0));
    }
    let (more, higher) = (width / scale - wide, height / scale - high);
    Some(Area {
        left: inner.left - more,
        top: inner.top - higher,
        right: inner.right + more,
        bottom: inner.bottom + higher,
    })
}
