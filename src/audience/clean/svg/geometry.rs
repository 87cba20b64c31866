//! Where things stand in a drawing, as far as that can be told without drawing it.

use super::tree::Node;

/// What is smaller than this is not there.
const NOTHING: f64 = 1e-9;

/// The pixels of a unit of length.
const UNITS: [(&str, f64); 7] = [
    ("px", 1.0),
    ("pt", 4.0 / 3.0),
    ("pc", 16.0),
    ("mm", 96.0 / 25.4),
    ("cm", 96.0 / 2.54),
    ("in", 96.0),
    ("q", 96.0 / 101.6),
];

/// A part of the plane, with sides along its axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// The area of this size at a place.
    pub(super) fn sized(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            left: x,
            top: y,
            right: x + width,
            bottom: y + height,
        }
    }

    /// The smallest area that holds all points.
    pub(super) fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let mut points = points.into_iter();
        let (x, y) = points.next()?;
        let mut area = Self::sized(x, y, 0.0, 0.0);
        for (x, y) in points {
            area = area.with(&Self::sized(x, y, 0.0, 0.0));
        }
        Some(area)
    }

    /// The smallest area that holds both.
    pub(super) fn with(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// What both hold.
    pub(super) fn within(&self, other: &Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// Whether nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.right - self.left < -NOTHING || self.bottom - self.top < -NOTHING
    }

    /// Whether it is a line or a point at most.
    pub(super) fn is_flat(&self) -> bool {
        self.right - self.left < NOTHING || self.bottom - self.top < NOTHING
    }

    /// It with this much more on every side.
    pub(super) fn grown(&self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }
}

/// Moves, turns and stretches the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Transform([f64; 6]);

impl Transform {
    /// Leaves everything where it is.
    pub(super) const NONE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Moves everything.
    pub(super) const fn moving(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// Stretches everything.
    pub(super) const fn scaling(x: f64, y: f64) -> Self {
        Self([x, 0.0, 0.0, y, 0.0, 0.0])
    }

    /// `inner`, and then this.
    pub(super) fn after(&self, inner: &Self) -> Self {
        let (one, other) = (&self.0, &inner.0);
        let turned =
            |row: usize, column: usize| one[row] * other[column] + one[row + 2] * other[column + 1];
        Self([
            turned(0, 0),
            turned(1, 0),
            turned(0, 2),
            turned(1, 2),
            turned(0, 4) + one[4],
            turned(1, 4) + one[5],
        ])
    }

    /// Whether it makes nothing of everything.
    pub(super) fn is_flat(&self) -> bool {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs() < 1e-12
    }

    /// Where an area comes to stand.
    pub(super) fn area(&self, area: &Area) -> Area {
        let by = &self.0;
        let at = |x: f64, y: f64| {
            let right = by[0] * x + by[2] * y + by[4];
            (right, by[1] * x + by[3] * y + by[5])
        };
        let corners = [
            at(area.left, area.top),
            at(area.right, area.top),
            at(area.left, area.bottom),
            at(area.right, area.bottom),
        ];
        Area::around(corners).unwrap_or(*area)
    }

    /// Reads the value of a `transform`; none where it is not understood.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut whole = Self::NONE;
        let mut rest = text.trim_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.eq_ignore_ascii_case("none") {
            return Some(whole);
        }
        while !rest.is_empty() {
            let (name, behind) = rest.split_once('(')?;
            let (inside, behind) = behind.split_once(')')?;
            rest = behind.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            whole = whole.after(&Self::one(name.trim(), inside)?);
        }
        Some(whole)
    }

    fn one(name: &str, inside: &str) -> Option<Self> {
        let parts = inside.split(|c: char| c.is_whitespace() || c == ',');
        let parts = parts.filter(|part| !part.is_empty());
        let numbers: Option<Vec<f64>> = parts.map(angle_or_length).collect();
        let numbers = numbers?;
        let turned = |degrees: f64| {
            let (sin, cos) = degrees.to_radians().sin_cos();
            Self([cos, sin, -sin, cos, 0.0, 0.0])
        };
        match (name.to_ascii_lowercase().as_str(), numbers.as_slice()) {
            ("matrix", six) => six.try_into().ok().map(Self),
            ("translate" | "translatex", &[x]) => Some(Self::moving(x, 0.0)),
            ("translatey", &[y]) => Some(Self::moving(0.0, y)),
            ("translate", &[x, y]) => Some(Self::moving(x, y)),
            ("scale", &[by]) => Some(Self::scaling(by, by)),
            ("scale", &[x, y]) => Some(Self::scaling(x, y)),
            ("scalex", &[x]) => Some(Self::scaling(x, 1.0)),
            ("scaley", &[y]) => Some(Self::scaling(1.0, y)),
            ("rotate", &[by]) => Some(turned(by)),
            ("rotate", &[by, x, y]) => {
                let back = turned(by).after(&Self::moving(-x, -y));
                Some(Self::moving(x, y).after(&back))
            }
            ("skewx", &[by]) => Some(Self([1.0, 0.0, by.to_radians().tan(), 1.0, 0.0, 0.0])),
            ("skewy", &[by]) => Some(Self([1.0, by.to_radians().tan(), 0.0, 1.0, 0.0, 0.0])),
            _ => None,
        }
    }
}

/// A number of degrees or of pixels.
fn angle_or_length(text: &str) -> Option<f64> {
    match text.strip_suffix("deg") {
        Some(degrees) => number(degrees),
        None => length(text),
    }
}

/// A finite number.
pub(super) fn number(text: &str) -> Option<f64> {
    let number = text.trim().parse::<f64>().ok()?;
    number.is_finite().then_some(number)
}

/// A length in pixels; none where it depends on something.
pub(super) fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some(number) = number(text) {
        return Some(number);
    }
    let lower = text.to_ascii_lowercase();
    let known = UNITS.iter();
    let mut found = known.filter_map(|(unit, pixels)| {
        let number = number(lower.strip_suffix(unit)?)?;
        Some(number * pixels)
    });
    found.next()
}

/// The length in an attribute; `absent` where there is none.
pub(super) fn length_of(node: &Node, name: &str, absent: Option<f64>) -> Option<f64> {
    match node.attribute(name) {
        Some(value) => length(value),
        None => absent,
    }
}

/// All numbers in a text, as paths and points write them.
pub(super) fn numbers(text: &str) -> Option<Vec<f64>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if matches!(bytes[at], b',') || bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let (mut dots, mut exponent) = (0, false);
        while let Some(&byte) = bytes.get(at) {
            let is_start = at == start || matches!(bytes[at - 1], b'e' | b'E');
            match byte {
                b'0'..=b'9' => {}
                b'+' | b'-' if is_start => {}
                b'.' if dots == 0 && !exponent => dots = 1,
                b'e' | b'E' if !exponent && at > start => exponent = true,
                _ => break,
            }
            at += 1;
        }
        found.push(number(text.get(start..at)?)?);
    }
    Some(found)
}

/// The area that a shape takes at most, before it is transformed, without its outline; none where
/// that cannot be told.
pub(super) fn shape(node: &Node) -> Option<Area> {
    let get = |name: &str| length_of(node, name, Some(0.0));
    match node.name? {
        "rect" => Some(Area::sized(
            get("x")?,
            get("y")?,
            get("width")?,
            get("height")?,
        )),
        "circle" => {
            let radius = get("r")?;
            Some(Area::sized(get("cx")?, get("cy")?, 0.0, 0.0).grown(radius))
        }
        "ellipse" => {
            let (x, y) = (get("cx")?, get("cy")?);
            let (across, down) = (length_of(node, "rx", None)?, length_of(node, "ry", None)?);
            Some(Area {
                left: x - across,
                top: y - down,
                right: x + across,
                bottom: y + down,
            })
        }
        "line" => Area::around([(get("x1")?, get("y1")?), (get("x2")?, get("y2")?)]),
        "polygon" | "polyline" => {
            let points = numbers(node.attribute("points").unwrap_or(""))?;
            Area::around(points.chunks_exact(2).map(|pair| (pair[0], pair[1])))
        }
        "path" => path(node.attribute("d").unwrap_or("")),
        _ => None,
    }
}

/// The area that a path takes at most; none where it has arcs, or nothing.
fn path(text: &str) -> Option<Area> {
    let mut points = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    let mut start = (0.0, 0.0);
    let mut rest = text.trim();
    while let Some(command) = rest.chars().next() {
        if !command.is_ascii_alphabetic() {
            return None;
        }
        let behind = &rest[1..];
        let is_next = |c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E');
        let end = behind.find(is_next).unwrap_or(behind.len());
        let found = numbers(&behind[..end])?;
        rest = &behind[end..];
        let is_relative = command.is_ascii_lowercase();
        let base = |x: f64, y: f64| if is_relative { (x, y) } else { (0.0, 0.0) };
        let taken = match command.to_ascii_uppercase() {
            'M' | 'L' | 'T' => 2,
            'H' | 'V' => 1,
            'S' | 'Q' => 4,
            'C' => 6,
            'Z' => {
                (x, y) = start;
                continue;
            }
            _ => return None,
        };
        for (turn, step) in found.chunks_exact(taken).enumerate() {
            let (left, top) = base(x, y);
            match command.to_ascii_uppercase() {
                'H' => x = left + step[0],
                'V' => y = top + step[0],
                _ => {
                    let pairs = step
                        .chunks_exact(2)
                        .map(|pair| (left + pair[0], top + pair[1]));
                    points.extend(pairs);
                    (x, y) = *points.last()?;
                }
            }
            points.push((x, y));
            if turn == 0 && command.eq_ignore_ascii_case(&'M') {
                start = (x, y);
            }
        }
    }
    Area::around(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transforms_are_read() {
        let turned = Transform::read("translate(10,20) scale(2) rotate(90deg)").expect("known");
        let area = turned.area(&Area::sized(0.0, 0.0, 1.0, 3.0));
        assert!(
            (area.left - 4.0).abs() < 1e-6 && (area.bottom - 22.0).abs() < 1e-6,
            "{area:?}"
        );
        assert!(Transform::read("scale(0)").expect("known").is_flat());
        assert!(
            Transform::read("matrix(1 0 0 0 5 5)")
                .expect("known")
                .is_flat()
        );
        assert_eq!(Transform::read("rotateX(90deg)"), None);
    }

    #[test]
    fn paths_take_an_area() {
        let area = path("M1-2l3,4 H.5v1z m10 0 c1 1 2 2 3 3");
        assert_eq!(
            area,
            Some(Area {
                left: 0.5,
                top: -2.0,
                right: 14.0,
                bottom: 3.0
            })
        );
        assert_eq!(path("M0 0a1 1 0 0 1 1 1"), None);
        assert_eq!(path(""), None);
        assert_eq!(length("72pt"), Some(96.0));
        assert_eq!(length("50%"), None);
    }
}
