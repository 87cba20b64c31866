//! Which values show nothing.

use std::collections::HashSet;

use super::css;
use super::geometry::{self, Transform};

/// What is fainter than this is not seen.
pub(super) const FAINTEST: f64 = 0.02;

/// The longest paint that is looked at.
const LONGEST: usize = 500;

/// What becomes of a paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shade {
    /// It shows.
    Seen,
    /// It shows nothing.
    Unseen,
    /// Nobody can tell.
    Doubtful,
    /// It is that of the current colour.
    Current,
    /// It is that of the element around.
    Around,
}

/// Whether `value` hides something as the value of a property, or nobody can tell whether it does.
pub(super) fn hides(name: &str, value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    let is_settled = ["inherit", "initial", "unset", "revert"].contains(&value.as_str());
    match name {
        _ if is_settled => false,
        "display" => value == "none" || value.contains('('),
        "visibility" => matches!(value.as_str(), "hidden" | "collapse") || value.contains('('),
        "opacity" | "fill-opacity" | "stroke-opacity" => {
            share(&value).is_none_or(|share| share <= FAINTEST)
        }
        "fill" | "stroke" | "color" => {
            let named = HashSet::new();
            matches!(paint(&value, &named, &|_| true), Shade::Unseen)
        }
        "font-size" => is_no_size(&value) || value.contains('('),
        "clip-path" | "mask" | "filter" => value != "none",
        "transform" => Transform::read(&value).is_none_or(|found| found != Transform::NONE),
        _ => false,
    }
}

/// A number from 0 to 1, or so many percent.
pub(super) fn share(value: &str) -> Option<f64> {
    match value.trim().strip_suffix('%') {
        Some(percent) => geometry::number(percent).map(|percent| percent / 100.0),
        None => geometry::number(value),
    }
}

/// Whether letters of this size are none.
pub(super) fn is_no_size(value: &str) -> bool {
    let digits = value
        .trim()
        .trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    geometry::number(digits).is_some_and(|size| size <= 0.001)
}

/// What becomes of a paint. `pale` are the named values of which one shows nothing; `serves` tells
/// whether a part of the drawing can be painted with.
pub(super) fn paint(value: &str, pale: &HashSet<String>, serves: &dyn Fn(&str) -> bool) -> Shade {
    let written = value.trim();
    if written.len() > LONGEST {
        return Shade::Doubtful;
    }
    let value = written.to_ascii_lowercase();
    if value.starts_with("url(") {
        return if css::references(written).any(serves) {
            Shade::Seen
        } else {
            match value.split_once(')') {
                Some((_, other)) if !other.trim().is_empty() => paint(other, pale, serves),
                _ => Shade::Unseen,
            }
        };
    }
    let inside = value.split_once('(').map_or("", |(_, inside)| inside);
    let inside = inside.trim_end_matches(')');
    let function = value.split('(').next().unwrap_or("");
    match function {
        "none" | "transparent" => Shade::Unseen,
        "currentcolor" => Shade::Current,
        "inherit" | "unset" | "" => Shade::Around,
        "light-dark" => paint(css::split(inside, ',')[0], pale, serves),
        "var" => {
            let (name, other) = inside.split_once(',').unwrap_or((inside, ""));
            let is_pale = pale.contains(name.trim());
            match (is_pale, paint(other, pale, serves)) {
                (true, _) | (_, Shade::Unseen | Shade::Doubtful) => Shade::Doubtful,
                _ => Shade::Seen,
            }
        }
        "rgb" | "rgba" | "hsl" | "hsla" | "color" | "lab" | "lch" | "oklab" | "oklch" | "hwb" => {
            let faint = match inside.rsplit_once('/') {
                Some((_, alpha)) => share(alpha),
                None => inside.split(',').nth(3).and_then(share),
            };
            seen(faint.is_none_or(|alpha| alpha > FAINTEST))
        }
        name if name.starts_with('#') => {
            let alpha = match name.len() {
                5 => name.get(4..).map(|digit| digit.repeat(2)),
                9 => name.get(7..).map(str::to_owned),
                _ => None,
            };
            let alpha = alpha.and_then(|digits| u8::from_str_radix(&digits, 16).ok());
            seen(alpha.is_none_or(|alpha| alpha > 5))
        }
        _ => Shade::Seen,
    }
}

const fn seen(is: bool) -> Shade {
    if is { Shade::Seen } else { Shade::Unseen }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paints_that_show_nothing_are_known() {
        let pale = HashSet::from(["--none".to_owned()]);
        let paint = |value: &str| paint(value, &pale, &|id| id == "a");
        for value in [
            "none",
            "transparent",
            "#fff0",
            "#00000000",
            "rgba(1,2,3,0)",
            "rgb(1 2 3 / 0%)",
            "hsla(1, 2%, 3%, 0.0)",
            "url(#b)",
            "url(#b) none",
            "light-dark(transparent, red)",
        ] {
            assert_eq!(paint(value), Shade::Unseen, "{value}");
        }
        for value in [
            "red",
            "#fff",
            "#ffffff80",
            "rgba(1,2,3,.5)",
            "url(#a) none",
            "url(#b) red",
            "var(--x, #000)",
            "light-dark(#fff, var(--none))",
        ] {
            assert_eq!(paint(value), Shade::Seen, "{value}");
        }
        assert_eq!(paint("var(--none)"), Shade::Doubtful);
        assert_eq!(paint("var(--x, transparent)"), Shade::Doubtful);
        assert!(is_no_size("0") && is_no_size("0px") && is_no_size(" 0.0em") && !is_no_size("1px"));
        assert!(hides("opacity", "calc(1 - 1)") && !hides("opacity", ".5"));
    }
}
