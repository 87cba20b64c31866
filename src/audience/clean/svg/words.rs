//! The words of a drawing as people read them, a line each: what is put together from pieces, down to
//! single letters, is one line.

use super::geometry::{Transform, length, numbers};
use super::names;
use super::show::Show;

/// Texts of so few letters are pieces of a longer one.
const PIECE: usize = 2;

/// Letters that stand at a place of their own.
struct Piece {
    text: String,
    x: Option<f64>,
    y: Option<f64>,
    size: f64,
}

/// The words that remain of a drawing.
pub(super) fn of(show: &Show<'_>) -> String {
    let mut lines = Lines::default();
    let mut at = 0;
    while at < show.tree.nodes.len() {
        let node = &show.tree.nodes[at];
        if !show.kept[at] {
            at += 1;
            continue;
        }
        if show.is_entered(at) {
            for (_, value) in node
                .attributes
                .iter()
                .filter(|(name, _)| names::is_words(name))
            {
                lines.add(value);
            }
        }
        match node.name {
            Some("title" | "desc") => {
                let texts = show.tree.nodes[at..node.end].iter();
                lines.add(&texts.map(|node| node.text.as_str()).collect::<String>());
                at = node.end;
            }
            Some("text") => {
                lines.take(pieces(show, at));
                lines.titles(show, at);
                at = node.end;
            }
            _ => at += 1,
        }
    }
    lines.flush();
    lines.text
}

/// What a text is put together from.
fn pieces(show: &Show<'_>, at: usize) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut starts = true;
    let end = show.tree.nodes[at].end;
    let mut node = at;
    let mut place = (Some(0.0), Some(0.0));
    let mut size = size_of(show, at).unwrap_or(16.0);
    while node < end {
        let here = &show.tree.nodes[node];
        if here.is_any(&["title", "desc"]) {
            node = here.end;
            continue;
        }
        if here.name.is_some() {
            size = size_of(show, node).unwrap_or(size);
            let given = |name: &str| here.attribute(name).map(first);
            let is_placed = ["x", "y", "dx", "dy", "transform"];
            starts |= is_placed.iter().any(|name| here.attribute(name).is_some());
            place = (given("x").unwrap_or(place.0), given("y").unwrap_or(place.1));
            if let Some(moved) = here.attribute("transform").and_then(Transform::read) {
                let spot = moved.area(&super::geometry::Area::sized(
                    place.0.unwrap_or(0.0),
                    place.1.unwrap_or(0.0),
                    size,
                    size,
                ));
                place = (Some(spot.left), Some(spot.top));
                size = spot.right - spot.left;
            }
        } else if show.kept[node] {
            match found.last_mut().filter(|_| !starts) {
                Some(piece) => piece.text.push_str(&here.text),
                None => found.push(Piece {
                    text: here.text.clone(),
                    x: place.0,
                    y: place.1,
                    size,
                }),
            }
            starts = false;
        }
        node += 1;
    }
    found
}

fn size_of(show: &Show<'_>, at: usize) -> Option<f64> {
    length(show.style(at, "font-size")?)
}

/// The first one of some lengths.
fn first(value: &str) -> Option<f64> {
    let part = value.split([',', ' ']).find(|part| !part.is_empty())?;
    length(part).or_else(|| numbers(part)?.first().copied())
}

/// Lines of words.
#[derive(Default)]
struct Lines {
    text: String,
    /// Pieces of a line that may go on.
    open: Vec<Piece>,
}

impl Lines {
    fn add(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if !words.is_empty() {
            self.text.push_str(&words.join(" "));
            self.text.push('\n');
        }
    }

    /// Adds the titles within a text.
    fn titles(&mut self, show: &Show<'_>, at: usize) {
        for inner in at + 1..show.tree.nodes[at].end {
            let node = &show.tree.nodes[inner];
            if show.kept[inner] && node.is_any(&["title", "desc"]) {
                let texts = show.tree.nodes[inner..node.end].iter();
                self.add(&texts.map(|node| node.text.as_str()).collect::<String>());
            }
        }
    }

    /// Adds a text; one of few letters goes on with the next one of the same line.
    fn take(&mut self, pieces: Vec<Piece>) {
        let letters: usize = pieces
            .iter()
            .map(|piece| piece.text.trim().chars().count())
            .sum();
        if letters > PIECE {
            self.flush();
            self.line(&pieces);
            return;
        }
        for piece in pieces {
            if self
                .open
                .last()
                .is_some_and(|last| is_other_line(last, &piece))
            {
                self.flush();
            }
            self.open.push(piece);
        }
    }

    fn flush(&mut self) {
        let open = std::mem::take(&mut self.open);
        self.line(&open);
    }

    /// Adds a line, and, where spaces in it are a guess, once more without them.
    fn line(&mut self, pieces: &[Piece]) {
        let mut parted = String::new();
        let mut before: Option<&Piece> = None;
        for piece in pieces {
            if before.is_some_and(|before| is_parted(before, piece)) {
                parted.push(' ');
            }
            parted.push_str(&piece.text);
            before = Some(piece);
        }
        self.add(&parted);
        let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        if pieces.len() > 1 && !whole.split_whitespace().eq(parted.split_whitespace()) {
            self.add(&whole);
        }
    }
}

fn is_other_line(one: &Piece, next: &Piece) -> bool {
    let apart = one.y.zip(next.y).map(|(one, other)| (one - other).abs());
    apart.is_some_and(|apart| apart > one.size.abs() * 0.6)
}

/// Whether a reader sees a space between two pieces.
fn is_parted(one: &Piece, next: &Piece) -> bool {
    let few = |piece: &Piece| piece.text.trim().chars().count() <= PIECE;
    if !few(one) || !few(next) || is_other_line(one, next) {
        return true;
    }
    let Some((from, to)) = one.x.zip(next.x) else {
        return false;
    };
    let width: f64 = one.text.chars().map(width).sum();
    to - from > (width + 0.18) * one.size.abs()
}

/// About how wide a letter is, as a share of its size.
fn width(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ';' | ':' | '!' | '|' | '\'' => 0.28,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | ' ' => 0.35,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
        'A'..='Z' => 0.7,
        c if c.is_ascii() => 0.56,
        _ => 0.75,
    }
}
