//! What is kept, what is left out, and what refuses a drawing, whatever is seen of it.

use super::*;

#[test]
fn shapes_and_text_stay() {
    for inside in [
        "<title>A plate</title><path d=\"M0 0h1\" style=\"stroke:#123;fill:none\"></path>",
        "<defs><linearGradient id=\"a\"><stop stop-color=\"red\"></stop></linearGradient></defs>\
         <path d=\"M0 0h1v1z\" style=\"fill:url(#a)\"></path>",
        "<text x=\"1\" y=\"20\">2 &lt; 3 <tspan>more</tspan> of it</text>",
        "<style>.b{fill:red}</style><text class=\"b\" y=\"9\">2</text>",
        "<defs><g id=\"b\"><rect width=\"1\" height=\"1\"></rect></g></defs><use href=\"#b\"></use>",
        "<g aria-label=\"Parts\"><circle r=\"2\"></circle></g>",
    ] {
        assert_eq!(cleaned(inside).as_deref(), Ok(inside));
    }
    let written = "<text y='9'>&#x32;<![CDATA[<]]>&amp;</text><a xlink:href='https://x'>\
                   <rect width='1' height='1'/></a><text y='9'><a href='https://x'>more</a></text>";
    let made = "<text y=\"9\">2&lt;&amp;</text><g><rect width=\"1\" height=\"1\"></rect></g>\
                <text y=\"9\"><tspan>more</tspan></text>";
    assert_eq!(cleaned(written).as_deref(), Ok(made));
}

#[test]
fn what_shows_nothing_is_left_out() {
    for inside in [
        "<!-- secret -->",
        "<?secret?>",
        "secret",
        "<script>secret</script>",
        "<metadata><i:author>secret</i:author></metadata>",
        "<i:layers secret='1'><text>secret</text></i:layers>",
        "<set attributeName='href' to='javascript:secret'/>",
        "<switch><foreignObject>secret</foreignObject></switch>",
        "<g id='secret' class='secret'><rect width='1' height='1'/></g>",
        "<style>.secret{fill:red} /* secret */</style><rect width='1' height='1'/>",
        "<text y='9'>a<rect><title>secret</title></rect></text>",
    ] {
        let made = cleaned(inside).expect("it can be cleaned");
        assert!(!made.contains("secret"), "{inside}: {made}");
    }
    let written = "<rect width='1' height='1' onclick='secret' data-x='secret' i:label='secret' \
                   style='-inkscape-x:secret;fill:red'>secret</rect>";
    let made = "<rect width=\"1\" height=\"1\" style=\"fill:red\"></rect>";
    assert_eq!(cleaned(written).as_deref(), Ok(made));
}

#[test]
fn what_cannot_be_published_refuses_the_drawing() {
    for inside in [
        "<image href='data:image/png;base64,AAAA'/>",
        "<foreignObject><p>page</p></foreignObject>",
        "<rect width='1' height='1' fill='url(https://x.example/)'/>",
        "<rect style='fill:u\\72l(https://x.example/)'/>",
        "<style>@import 'https://x.example/';</style><style>a{b:url(c)}</style>",
        "<text>&secret;</text>",
        "<pattern id='p'><image href='#'/></pattern><rect width='1' height='1' fill='url(#p)'/>",
    ] {
        let refused = cleaned(inside);
        assert!(
            matches!(refused, Err(Refusal::Drawing(_))),
            "{inside}: {refused:?}"
        );
    }
    let outside = "<rect id='b' width='1' height='1'/><use href='other.svg#a'/><use xlink:href='#b' href='https://x'/>";
    assert!(cleaned(outside).is_ok_and(|made| !made.contains("other") && !made.contains("https")));
}

#[test]
fn what_is_no_drawing_is_refused() {
    let deep = "<g>".repeat(300);
    for text in [
        "",
        "text",
        "<svg/>",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'>",
        "<svg xmlns='http://www.w3.org/2000/svg'/><svg xmlns='http://www.w3.org/2000/svg'/>",
        &format!("<svg xmlns='{SVG}'>{deep}"),
    ] {
        assert!(clean(text.as_bytes()).is_err(), "{text}");
    }
    assert!(clean(b"\xff\xfe<\0s\0v\0g\0").is_err());
}

#[test]
fn words_are_read_as_people_read_them() {
    for (inside, expected) in [
        (
            "<title>A  plate</title><desc>All of it</desc>",
            "A plate\nAll of it\n",
        ),
        (
            "<text y='9'>Dear <tspan font-weight='bold'>Kan</tspan>arek</text>",
            "Dear Kanarek\n",
        ),
        ("<text y='9' x='1 6 11'>Kan</text>", "Kan\n"),
        (
            "<text y='9' font-size='10'><tspan x='1'>K</tspan><tspan x='8'>a</tspan><tspan x='14'>n</tspan></text>",
            "Kan\n",
        ),
        (
            "<g font-size='10'><text x='1' y='9'>K</text><text x='8' y='9'>a</text>\
             <text x='14' y='9'>n</text><text x='1' y='30'>x</text></g>",
            "Kan\nx\n",
        ),
        (
            "<text font-size='10' transform='translate(1 9)'>K</text>\
             <text font-size='10' transform='translate(8 9)'>a</text>\
             <text font-size='10' transform='translate(30 9)'>n</text>",
            "Ka n\nKan\n",
        ),
        (
            "<text><tspan x='1' y='9'>one</tspan><tspan x='1' y='20'>two</tspan></text>",
            "one two\nonetwo\n",
        ),
        (
            "<g aria-label='Parts'><rect width='1' height='1'/></g>",
            "Parts\n",
        ),
        (
            "<g aria-label='Parts'></g><text display='none'>x</text>",
            "",
        ),
    ] {
        assert_eq!(words(inside), expected, "{inside}");
    }
}
