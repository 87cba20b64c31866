//! The ways to hide words in a drawing: none of them is published.

use super::*;

/// What is certainly not seen.
const HIDDEN: &[&str] = &[
    // What is switched off.
    "<g display='none'><text y='9'>secret</text></g>",
    "<g style='x:y; display : none'><text y='9'>secret</text></g>",
    "<g style='display:none!important;display:inline'><text y='9'>secret</text></g>",
    "<style>.a{display:none}</style><g class='b a'><text y='9'>secret</text></g>",
    "<style>#a{display:none}</style><text id='a' y='9'>secret</text>",
    "<style>text{display:none}</style><text y='9'>secret</text>",
    "<style>g > text{display:none}</style><g><text y='9'>secret</text></g>",
    "<style>.a .b text{display:none}</style><g class='a'><g class='b'><g><text y='9'>secret</text></g></g></g>",
    "<style>[visibility=visible]{display:none}</style><text visibility='visible' y='9'>secret</text>",
    "<style>*{opacity:0}</style><text y='9'>secret</text>",
    "<style>svg text{display:none} text{display:inline}</style><text y='9'>secret</text>",
    "<style>@media screen{text{display:none}}</style><text y='9'>secret</text>",
    "<style media='screen'>text{display:none}</style><text y='9'>secret</text>",
    "<style>@media print{.a{display:inline}} .a{display:none}</style><text class='a' y='9'>secret</text>",
    "<style><![CDATA[.a{display:none}]]></style><text class='a' y='9'>secret</text>",
    "<style>.a{display:none}</style><style>.a{fill:red}</style><text class='a' y='9'>secret</text>",
    "<text y='9'>a<tspan display='none'>secret</tspan></text>",
    "<style>.a{fill:red}.a:hover{display:inline}.a{display:none}</style><text class='a' y='9'>secret</text>",
    // What cannot be seen through.
    "<text visibility='hidden' y='9'>secret</text>",
    "<g visibility='collapse'><text y='9'>secret</text></g>",
    "<g opacity='0'><text y='9'>secret</text></g>",
    "<g opacity='.1'><g opacity='.1'><text y='9'>secret</text></g></g>",
    "<g style='opacity:0%'><text opacity='1' y='9'>secret</text></g>",
    "<text fill='none' y='9'>secret</text>",
    "<g fill='transparent'><text y='9'>secret</text></g>",
    "<text fill='rgba(1,2,3,0)' y='9'>secret</text>",
    "<text fill='#0000' y='9'>secret</text>",
    "<text fill='currentColor' color='transparent' y='9'>secret</text>",
    "<text fill-opacity='0' y='9'>secret</text>",
    "<text fill-opacity='0' stroke='red' stroke-opacity='0' y='9'>secret</text>",
    "<text fill='none' stroke='red' stroke-width='0' y='9'>secret</text>",
    "<text fill='url(#nothing)' y='9'>secret</text>",
    "<linearGradient id='g'><stop stop-opacity='0'/></linearGradient><text fill='url(#g)' y='9'>secret</text>",
    "<text y='9'>a<textPath href='#nothing'>secret</textPath></text>",
    // What has no size.
    "<text font-size='0' y='9'>secret</text>",
    "<g style='font:0px serif'><text y='9'>secret</text></g>",
    "<g style='font-size:10px'><text style='font-size:0em' y='9'>secret</text></g>",
    "<text font-size='0.01' y='9'>secret</text>",
    "<g transform='scale(0)'><text y='9'>secret</text></g>",
    "<g transform='scale(0.0001)'><text y='9'>secret</text></g>",
    "<g style='transform: matrix(0,0,0,0,5,5)'><text y='9'>secret</text></g>",
    "<svg width='0' height='9'><text y='9'>secret</text></svg>",
    "<svg viewBox='0 0 0 0'><text y='9'>secret</text></svg>",
    "<rect width='0' height='3'><title>secret</title></rect>",
    "<circle r='0'><title>secret</title></circle>",
    // What stands elsewhere.
    "<text x='200' y='9'>secret</text>",
    "<text x='-300' y='9'>secret</text>",
    "<text y='-30'>secret</text>",
    "<text text-anchor='end' x='-1' y='9'>secret</text>",
    "<g transform='translate(0 500)'><text y='9'>secret</text></g>",
    "<text y='9'>a<tspan x='1' dy='500'>secret</tspan></text>",
    "<text y='9'>a<tspan x='1' dy='50em'>secret</tspan></text>",
    "<text x='1000 1001 1002' y='9'>secret</text>",
    "<svg x='200' y='0' width='9' height='9'><text y='9'>secret</text></svg>",
    "<svg width='50' height='50' viewBox='0 0 10 10'><text x='90' y='9'>secret</text></svg>",
    "<defs><text id='t' y='9'>secret</text></defs><use href='#t' x='900'/>",
    "<rect x='300' width='3' height='3'><title>secret</title></rect>",
    // What is cut off.
    "<clipPath id='c'/><g clip-path='url(#c)'><text y='9'>secret</text></g>",
    "<clipPath id='c'><rect width='0' height='0'/></clipPath><text clip-path='url(#c)' y='9'>secret</text>",
    "<clipPath id='c'><rect width='9' height='9'/></clipPath><g clip-path='url(#c)'><text y='90'>secret</text></g>",
    "<clipPath id='c'><path d='M0 0H9V9H0Z'/></clipPath><g style='clip-path:url(#c)'><text y='90'>secret</text></g>",
    "<style>.c{clip-path:url(#c)}</style><clipPath id='c'/><text class='c' y='9'>secret</text>",
    "<mask id='m'/><text mask='url(#m)' y='9'>secret</text>",
    "<mask id='m'><rect width='9' height='9' fill='white'/></mask><text mask='url(#m)' y='90'>secret</text>",
    // What is for nobody, or for few.
    "<switch><text y='9'>all</text><text y='9'>secret</text></switch>",
    "<switch><text systemLanguage='zz' y='9'>secret</text><text y='9'>all</text></switch>",
    "<text systemLanguage='x-secret' y='9'>secret</text>",
    "<switch><g requiredFeatures='x'/><text y='9'>secret</text></switch>",
    // What nothing uses.
    "<defs><text y='9'>secret</text></defs>",
    "<symbol id='s'><text y='9'>secret</text></symbol>",
    "<symbol id='s'><text y='9'>secret</text></symbol><g display='none'><use href='#s'/></g>",
    "<symbol id='s'><text y='9'>secret</text></symbol><defs><use href='#s'/></defs>",
    "<pattern id='p'><text y='9'>secret</text></pattern><rect display='none' fill='url(#p)' width='9' height='9'/>",
    "<mask id='m'><text y='9'>secret</text></mask><style>.a{mask:url(#m)}</style>",
    "<marker id='k'><text y='9'>secret</text></marker>",
    "<clipPath id='c'><title>secret</title><rect width='9' height='9'/></clipPath><rect clip-path='url(#c)' width='9' height='9'/>",
    "<symbol id='s'><text y='9'>secret</text></symbol><use href='#s' opacity='0'/>",
    "<g id='secret-layer' display='none' aria-label='secret'><linearGradient id='g'><stop/></linearGradient></g>",
];

#[test]
fn what_is_certainly_not_seen_is_left_out() {
    for inside in HIDDEN {
        let seen = format!("{inside}<text x='1' y='50'>shown</text>");
        let made = cleaned(&seen).unwrap_or_else(|refusal| panic!("{inside}: {refusal:?}"));
        assert!(!made.contains("secret"), "{inside}: {made}");
        let is_off =
            made.contains("shown") || inside.contains("text{display") || inside.contains("*{");
        assert!(is_off, "{inside}: {made}");
        assert!(!words(&seen).contains("secret"), "{inside}");
    }
}

/// Where nobody can tell.
const DOUBTFUL: &[&str] = &[
    "<style>text:nth-child(2n){display:none}</style><g><text y='9'>secret</text></g>",
    "<style>@media (min-width: 1px){.a{display:none}}</style><text class='a' y='9'>secret</text>",
    "<style>@supports (fill: red){text{opacity:0}}</style><text y='9'>secret</text>",
    "<style>@layer a{text{visibility:hidden}}</style><text y='9'>secret</text>",
    "<style>g{text{display:none}}</style><g><text y='9'>secret</text></g>",
    "<style>.a{display:none} [data-x]{display:inline}</style><text class='a' data-x='1' y='9'>secret</text>",
    "<style>rect + text{display:none}</style><rect/><text y='9'>secret</text>",
    "<style>text:not(.b){font-size:0}</style><text y='9'>secret</text>",
    "<style>:root{--a:none}</style><text style='display:var(--a)' y='9'>secret</text>",
    "<style>:root{--a:transparent}</style><text style='fill:var(--a)' y='9'>secret</text>",
    "<text style='fill:var(--b, none)' y='9'>secret</text>",
    "<text style='opacity:calc(1 - 1)' y='9'>secret</text>",
    "<text style='clip-path:inset(100%)' y='9'>secret</text>",
    "<g style='transform:rotateX(90deg)'><text y='9'>secret</text></g>",
    "<text style='scale:0' y='9'>secret</text>",
    "<text y='9'>secret<set attributeName='opacity' to='0'/></text>",
    "<g><animate attributeName='visibility' to='hidden'/><text y='9'>secret</text></g>",
    "<text id='t' y='9'>secret</text><animateTransform href='#t' attributeName='transform' type='scale' to='0'/>",
    "<text y='9' textLength='0.1' lengthAdjust='spacingAndGlyphs'>secret</text>",
    "<text style='translate:-900px' y='9'>secret</text>",
    "<text style='-webkit-text-fill-color:transparent' y='9'>secret</text>",
    "<text style='content-visibility:hidden' y='9'>secret</text>",
    "<svg style='width:0'><text y='9'>secret</text></svg>",
    "<style>@keyframes x{from,to{opacity:0}} text{animation:x 1s infinite}</style><text y='9'>secret</text>",
    "<filter id='f'><feFlood flood-color='red'/></filter><text filter='url(#f)' y='9'>secret</text>",
    "<filter id='f'><feGaussianBlur stdDeviation='30'/></filter><g filter='url(#f)'><text y='9'>secret</text></g>",
    "<text style='filter:opacity(0)' y='9'>secret</text>",
    "<mask id='m'><rect width='99' height='99' fill='white'/><rect width='99' height='20' fill='#000'/></mask>\
     <text mask='url(#m)' y='9'>secret</text>",
    "<mask id='m'><g><rect width='99' height='99'/></g></mask><text mask='url(#m)' y='9'>secret</text>",
    "<switch><foreignObject><style xmlns='http://www.w3.org/1999/xhtml'>text:nth-of-type(1){display:none}</style>\
     </foreignObject></switch><text y='9'>secret</text>",
];

#[test]
fn what_may_be_hidden_refuses_a_drawing_with_words() {
    for inside in DOUBTFUL {
        let refused = cleaned(inside);
        assert!(
            matches!(refused, Err(Refusal::Drawing(_))),
            "{inside}: {refused:?}"
        );
        let without = inside.replace("secret", "");
        assert!(
            cleaned(&without).is_ok(),
            "{without}: {:?}",
            cleaned(&without)
        );
    }
}

#[test]
fn what_is_seen_stays() {
    for inside in [
        "<style>.a{display:none}</style><text y='9'>shown</text>",
        "<style>.a{display:none} #b{display:inline}</style><text class='a' id='b' y='9'>shown</text>",
        "<style>@media print{text{display:none}}</style><text y='9'>shown</text>",
        "<style>text:hover{opacity:0}</style><text y='9'>shown</text>",
        "<style>@media (prefers-color-scheme: dark){text{fill:white}}</style><text y='9'>shown</text>",
        "<style>@media (max-width: 9px){rect{display:none}}</style><rect width='1' height='1'/><text y='9'>shown</text>",
        "<g visibility='hidden'><text visibility='visible' y='9'>shown</text></g>",
        "<text fill='none' stroke='red' y='9'>shown</text>",
        "<g fill='none'><text fill='#123' y='9'>shown</text></g>",
        "<text style='fill:var(--c, #000)' y='9'>shown</text>",
        "<text style='fill:light-dark(#000, transparent)' y='9'>shown</text>",
        "<text x='-5' y='9'>shown</text>",
        "<text text-anchor='end' x='110' y='9'>shown</text>",
        "<text x='50%' y='50%' text-anchor='middle'>shown</text>",
        "<text transform='rotate(-90)' x='-50' y='20'>shown</text>",
        "<svg x='10' y='10' width='50' height='50' viewBox='0 0 900 900'><text x='800' y='300'>shown</text></svg>",
        "<symbol id='s' viewBox='0 0 900 900'><text x='800' y='300'>shown</text></symbol><use href='#s'/>",
        "<defs><g id='t'><text y='-200'>shown</text></g></defs><use href='#t' y='250'/>",
        "<g display='none'><text id='t' y='9'>shown</text></g><use href='#t'/>",
        "<clipPath id='c'><rect width='99' height='99'/></clipPath><g clip-path='url(#c)'><text y='50'>shown</text></g>",
        "<clipPath id='c'><circle cx='50' cy='50' r='40'/></clipPath><text clip-path='url(#c)' x='40' y='50'>shown</text>",
        "<g clip-path='url(#gone)'><text y='9'>shown</text></g>",
        "<mask id='m'><rect width='99' height='99' fill='white'/></mask><text mask='url(#m)' y='50'>shown</text>",
        "<pattern id='p' width='9' height='9'><text y='9'>shown</text></pattern><rect fill='url(#p)' width='9' height='9'/>",
        "<marker id='k'><text>shown</text></marker><path d='M0 0h9' stroke='red' marker-end='url(#k)'/>",
        "<switch><text systemLanguage='de' y='9'>x</text><text systemLanguage='en-GB, fr' y='9'>shown</text></switch>",
        "<path id='p' d='M0 9h90' fill='none'/><text><textPath href='#p'>shown</textPath></text>",
        "<rect fill='red' width='9' height='9'><title>shown</title></rect>",
        "<text y='9'>shown<animate attributeName='fill-rule' to='nonzero'/></text>",
        "<rect width='9' height='9'><animate attributeName='opacity' to='0'/></rect><text y='9'>shown</text>",
        "<style>@keyframes d{to{stroke-dashoffset:0}} path{animation:d 1s}</style><text y='9'>shown</text>",
    ] {
        let made = cleaned(inside).unwrap_or_else(|refusal| panic!("{inside}: {refusal:?}"));
        assert!(
            made.contains("shown") && words(inside).contains("shown"),
            "{inside}: {made}"
        );
        assert!(
            !made.contains("systemLanguage") && !made.contains("keyframes"),
            "{made}"
        );
    }
}

#[test]
fn a_canvas_shows_what_stands_beside_its_view() {
    let wide = |inside: &str| {
        let text = format!(
            "<svg xmlns='{SVG}' width='300' height='100' viewBox='0 0 100 100'>{inside}</svg>"
        );
        clean(text.as_bytes()).expect("it can be cleaned").1
    };
    assert_eq!(
        wide("<text x='150' y='50'>shown</text><text x='900' y='50'>secret</text>"),
        "shown\n"
    );
    let flat = format!("<svg xmlns='{SVG}' width='0' height='9'><text y='9'>secret</text></svg>");
    assert_eq!(
        clean(flat.as_bytes()).map(|(_, words)| words),
        Ok(String::new())
    );
}

#[test]
fn cleaning_twice_changes_nothing() {
    let all: String = HIDDEN
        .iter()
        .filter(|one| !one.contains("<style"))
        .copied()
        .collect();
    let once = cleaned(&all).expect("it can be cleaned");
    assert_eq!(cleaned(&once), Ok(once.clone()));
}
