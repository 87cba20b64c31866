//! Drawings that grow when they are drawn.

use super::*;

/// Groups of ten uses of the one before, so deep.
fn nested(depth: usize, start: &str, part: &dyn Fn(usize) -> String) -> String {
    let levels = (1..depth).map(|at| {
        let uses = part(at - 1).repeat(10);
        format!("<g id='a{at}'>{uses}</g>")
    });
    let levels: String = levels.collect();
    format!(
        "<defs><g id='a0'>{start}</g>{levels}</defs>{}",
        part(depth - 1)
    )
}

#[test]
fn a_drawing_may_not_grow_without_measure() {
    let shape = "<rect width='1' height='1'/>";
    let uses = |at: usize| format!("<use href='#a{at}'/>");
    let patterns: Vec<String> = (1..40)
        .map(|at| {
            let rect = format!("<rect width='1' height='1' fill='url(#p{})'/>", at - 1);
            format!("<pattern id='p{at}'>{}</pattern>", rect.repeat(10))
        })
        .collect();
    let masks: Vec<String> = (1..40)
        .map(|at| {
            format!(
                "<mask id='m{at}'>{}</mask>",
                format!("<g mask='url(#m{})'/>", at - 1).repeat(10)
            )
        })
        .collect();
    let (patterns, masks) = (patterns.concat(), masks.concat());
    let arrows = format!(
        "<marker id='k'>{}</marker><path d='M0 0{}' stroke='red' marker-mid='url(#k)'/>",
        shape.repeat(1000),
        "h1 0".repeat(4000),
    );
    for inside in [
        nested(9, shape, &uses),
        nested(60, shape, &uses),
        format!("{patterns}<rect width='1' height='1' fill='url(#p39)'/>"),
        format!("{masks}<g mask='url(#m39)'>{shape}</g>"),
        arrows,
        "<g id='a'><use href='#a'/></g>".to_owned(),
        "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>".to_owned(),
        "<pattern id='p'><rect fill='url(#p)' width='1' height='1'/></pattern><rect fill='url(#p)' width='1' height='1'/>".to_owned(),
        "<linearGradient id='a' href='#b'/><linearGradient id='b' href='#a'/><rect fill='url(#a)'/>".to_owned(),
        "<style>g{mask:url(#m)}</style><mask id='m'><g/></mask><g/>".to_owned(),
    ] {
        let refused = cleaned(&inside);
        assert!(matches!(refused, Err(Refusal::Drawing(_))), "{inside:.200}");
    }
    for inside in [
        nested(4, shape, &uses),
        // Colours are worked out once.
        format!(
            "<linearGradient id='g'>{}</linearGradient>{}",
            "<stop/>".repeat(2000),
            "<rect width='1' height='1' fill='url(#g)'/>".repeat(600)
        ),
        // Nobody uses it.
        format!("<defs>{}</defs>{shape}", nested(4, shape, &uses)),
        format!("<defs>{patterns}</defs>{shape}"),
    ] {
        assert!(
            cleaned(&inside).is_ok(),
            "{inside:.200}: {:?}",
            cleaned(&inside)
        );
    }
}

#[test]
fn sizes_that_no_screen_has_are_refused() {
    for inside in [
        "<filter id='f' width='9e9'/>",
        "<filter id='f' x='-1e7%'/>",
        "<filter><feGaussianBlur stdDeviation='1e6'/></filter>",
        "<filter><feTurbulence numOctaves='1000000'/></filter>",
        "<filter><feMorphology radius='1e9'/></filter>",
        "<filter><feConvolveMatrix order='500'/></filter>",
    ] {
        assert!(
            matches!(cleaned(inside), Err(Refusal::Drawing(_))),
            "{inside}"
        );
    }
    let vast = format!("<svg xmlns='{SVG}' width='1e9' height='9'/>");
    assert!(clean(vast.as_bytes()).is_err());
    let map = "<path d='M5000000 9000000h1' stroke='red'/><filter width='300%'/>";
    assert!(cleaned(map).is_ok());
}

#[test]
fn styles_that_cannot_be_followed_are_refused() {
    let groups = "<g>".repeat(150) + &"<g/>".repeat(6_000) + &"</g>".repeat(150);
    let rules = "x g g g g g g g g g g{fill:red}".repeat(2_000);
    let refused = cleaned(&format!("<style>{rules}</style>{groups}"));
    assert!(matches!(refused, Err(Refusal::Drawing(_))));
    let long = format!("<style>*{{{}}}</style>{groups}", "fill:red;".repeat(1_000));
    assert!(matches!(cleaned(&long), Err(Refusal::Drawing(_))));
    let nested = "@media (x){".repeat(50) + &"}".repeat(50);
    assert!(matches!(
        cleaned(&format!("<style>{nested}</style>")),
        Err(Refusal::Drawing(_))
    ));
}

#[test]
fn lists_have_an_end() {
    let attributes: Vec<String> = (0..1000).map(|at| format!("a{at}='1'")).collect();
    let attributes = attributes.join(" ");
    let classes = "a ".repeat(10_000);
    for inside in [
        format!("<g {attributes}/>"),
        format!("<g class='{classes}'/>"),
    ] {
        let refused = cleaned(&inside);
        assert!(matches!(refused, Err(Refusal::Drawing(_))), "{inside:.100}");
    }
}
