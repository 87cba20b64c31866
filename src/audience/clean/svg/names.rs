//! The elements and attributes of a drawing that are kept.

/// Elements that show shapes and text, and what shapes are painted with.
const ELEMENTS: &[&str] = &[
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];

/// Elements whose text is shown or read out.
const TEXTS: &[&str] = &["a", "desc", "text", "textPath", "title", "tspan"];

/// Attributes that hold words.
const WORDS: &[&str] = &[
    "aria-label",
    "aria-roledescription",
    "role",
    "lang",
    "xml:lang",
];

/// Attributes that say where things stand and how they look.
const ATTRIBUTES: &[&str] = &[
    "alignment-baseline",
    "amplitude",
    "aria-describedby",
    "aria-hidden",
    "aria-labelledby",
    "azimuth",
    "baseFrequency",
    "baseline-shift",
    "bias",
    "class",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "color-interpolation",
    "color-interpolation-filters",
    "cx",
    "cy",
    "d",
    "diffuseConstant",
    "direction",
    "display",
    "divisor",
    "dominant-baseline",
    "dx",
    "dy",
    "edgeMode",
    "elevation",
    "exponent",
    "fill",
    "fill-opacity",
    "fill-rule",
    "filter",
    "filterUnits",
    "flood-color",
    "flood-opacity",
    "focusable",
    "font",
    "font-family",
    "font-feature-settings",
    "font-size",
    "font-size-adjust",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-weight",
    "fr",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "href",
    "id",
    "image-rendering",
    "in",
    "in2",
    "intercept",
    "isolation",
    "k1",
    "k2",
    "k3",
    "k4",
    "kernelMatrix",
    "kernelUnitLength",
    "lengthAdjust",
    "letter-spacing",
    "lighting-color",
    "limitingConeAngle",
    "marker-end",
    "marker-mid",
    "marker-start",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "mask",
    "mask-type",
    "maskContentUnits",
    "maskUnits",
    "method",
    "mix-blend-mode",
    "mode",
    "numOctaves",
    "offset",
    "opacity",
    "operator",
    "order",
    "orient",
    "overflow",
    "paint-order",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "pointer-events",
    "points",
    "pointsAtX",
    "pointsAtY",
    "pointsAtZ",
    "preserveAlpha",
    "preserveAspectRatio",
    "primitiveUnits",
    "r",
    "radius",
    "refX",
    "refY",
    "result",
    "rotate",
    "rx",
    "ry",
    "scale",
    "seed",
    "shape-rendering",
    "side",
    "slope",
    "spacing",
    "specularConstant",
    "specularExponent",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "stitchTiles",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "style",
    "surfaceScale",
    "systemLanguage",
    "tableValues",
    "targetX",
    "targetY",
    "text-anchor",
    "text-decoration",
    "text-rendering",
    "textLength",
    "transform",
    "transform-origin",
    "type",
    "unicode-bidi",
    "values",
    "vector-effect",
    "version",
    "viewBox",
    "visibility",
    "width",
    "word-spacing",
    "writing-mode",
    "x",
    "x1",
    "x2",
    "xChannelSelector",
    "xlink:href",
    "xml:space",
    "y",
    "y1",
    "y2",
    "yChannelSelector",
    "z",
];

/// Elements that are not kept, but that decide what becomes of the drawing: links, and what can be in
/// no drawing that is published.
const DECIDING: &[&str] = &["a", "feImage", "foreignObject", "image"];

/// Elements that move or change the one around them.
const MOVING: &[&str] = &["animate", "animateMotion", "animateTransform", "set"];

/// Properties of styles that are kept besides the attributes of the same name.
const STYLES: &[&str] = &[
    "background",
    "background-color",
    "color-scheme",
    "font-kerning",
    "font-variant-caps",
    "font-variant-east-asian",
    "font-variant-ligatures",
    "font-variant-numeric",
    "font-variant-position",
    "line-height",
    "marker",
    "text-decoration-color",
    "text-decoration-line",
    "text-decoration-style",
    "text-transform",
    "transform-box",
    "white-space",
];

/// Attributes that are no properties here: where something stands and how large it is.
const PLACES: &[&str] = &[
    "cx", "cy", "d", "dx", "dy", "height", "offset", "r", "rotate", "rx", "ry", "scale", "width",
    "x", "y",
];

/// The element `name`, where it is read.
pub(super) fn read(name: &str) -> Option<&'static str> {
    let mut known = ELEMENTS.iter().chain(DECIDING).chain(MOVING);
    known.find(|known| **known == name).copied()
}

/// Whether the element `name` moves or changes another one. It is not kept.
pub(super) fn moves(name: &str) -> bool {
    MOVING.contains(&name)
}

/// Whether the property `name` is kept in styles.
pub(super) fn style(name: &str) -> bool {
    let is_attribute = ATTRIBUTES.binary_search(&name).is_ok() && !PLACES.contains(&name);
    is_attribute || STYLES.contains(&name) || name.starts_with("--")
}

/// Whether the attribute `name` holds words of a person.
pub(super) fn is_words(name: &str) -> bool {
    matches!(name, "aria-label" | "aria-roledescription")
}

/// Whether the attribute `name` is kept.
pub(super) fn attribute(name: &str) -> bool {
    ATTRIBUTES.binary_search(&name).is_ok() || is_text(name)
}

/// Whether the attribute `name` holds words, or the name of a language.
pub(super) fn is_text(name: &str) -> bool {
    WORDS.contains(&name)
}

/// Whether the text of the element `name` is shown or read out.
pub(super) fn shows_text(name: &str) -> bool {
    TEXTS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order() {
        assert!(ATTRIBUTES.is_sorted());
        assert!(ELEMENTS.is_sorted());
        assert!(STYLES.is_sorted());
    }
}
