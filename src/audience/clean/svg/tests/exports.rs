//! What the usual programs write comes through with all its words and shapes.

use super::*;

/// Cleans a whole file; it must have these words, and these shapes.
fn comes_through(program: &str, text: &str, words: &[&str], parts: &[&str]) {
    let (made, found) =
        clean(text.as_bytes()).unwrap_or_else(|refusal| panic!("{program}: {refusal:?}"));
    let made = String::from_utf8(made).expect("text");
    assert_eq!(
        found.lines().collect::<Vec<_>>(),
        words,
        "{program}: {made}"
    );
    for part in parts {
        assert!(made.contains(part), "{program}: no {part} in {made}");
    }
    let again = clean(made.as_bytes()).map(|(again, _)| String::from_utf8(again).expect("text"));
    assert_eq!(again, Ok(made), "{program}");
}

#[test]
fn inkscape() {
    let text = r##"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="210mm" height="297mm" viewBox="0 0 210 297" version="1.1" id="svg5" inkscape:version="1.2"
   sodipodi:docname="secret.svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns="http://www.w3.org/2000/svg">
  <sodipodi:namedview id="namedview7" pagecolor="#ffffff"/>
  <defs id="defs2"><linearGradient id="lg1"><stop style="stop-color:#000000;stop-opacity:1;" offset="0"/>
    <stop style="stop-color:#000000;stop-opacity:0;" offset="1"/></linearGradient>
    <linearGradient xlink:href="#lg1" id="lg2" xmlns:xlink="http://www.w3.org/1999/xlink"/>
    <clipPath clipPathUnits="userSpaceOnUse" id="clipPath1"><rect style="fill:#000" x="10" y="10" width="150" height="80"/></clipPath></defs>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1">
    <rect style="fill:url(#lg2);stroke-width:0.264583" width="90" height="40" x="20" y="30"/>
    <g clip-path="url(#clipPath1)"><text xml:space="preserve" style="font-style:normal;font-size:10.5833px;line-height:1.25;-inkscape-font-specification:Sans;fill:#000000;stroke-width:0.264583" x="30" y="50"><tspan
       sodipodi:role="line" id="tspan1" style="stroke-width:0.264583" x="30" y="50">Type plate</tspan><tspan
       sodipodi:role="line" x="30" y="63">second line</tspan></text></g>
  </g>
  <g inkscape:label="secret" inkscape:groupmode="layer" id="layer2" style="display:none"><text x="30" y="50">secret</text></g>
</svg>"##;
    comes_through(
        "Inkscape",
        text,
        &["Type plate second line", "Type platesecond line"],
        &["url(#lg2)", "id=\"lg1\"", "clipPath1"],
    );
}

#[test]
fn illustrator() {
    let text = r##"<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 25.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px"
	 viewBox="0 0 400 200" style="enable-background:new 0 0 400 200;" xml:space="preserve">
<style type="text/css">
	.st0{clip-path:url(#SVGID_2_);}
	.st1{fill:none;stroke:#000000;stroke-miterlimit:10;}
	.st2{font-family:'MyriadPro-Regular';}
	.st3{font-size:12px;}
	.st4{display:none;}
</style>
<g><defs><rect id="SVGID_1_" x="0" y="0" width="400" height="200"/></defs>
	<clipPath id="SVGID_2_"><use xlink:href="#SVGID_1_"  style="overflow:visible;"/></clipPath>
	<g class="st0"><path class="st1" d="M10,10c20,0,30,20,50,20"/><text transform="matrix(1 0 0 1 50 100)" class="st2 st3">Conveyor</text></g></g>
<g id="secret" class="st4"><text transform="matrix(1 0 0 1 50 100)" class="st2 st3">secret</text></g>
</svg>"##;
    comes_through(
        "Illustrator",
        text,
        &["Conveyor"],
        &[".st1{fill:none", "SVGID_1_", "M10,10"],
    );
}

#[test]
fn figma() {
    let text = r##"<svg width="320" height="200" viewBox="0 0 320 200" fill="none" xmlns="http://www.w3.org/2000/svg">
<g clip-path="url(#clip0_1_2)"><rect width="320" height="200" fill="white"/>
<g filter="url(#filter0_d_1_2)"><rect x="20" y="20" width="120" height="60" rx="8" fill="#F5F5F5"/>
<text fill="#1E1E1E" xml:space="preserve" style="white-space: pre" font-family="Inter" font-size="16" letter-spacing="0em"><tspan x="32" y="55.8182">Order form</tspan></text></g>
<mask id="mask0_1_2" style="mask-type:alpha" maskUnits="userSpaceOnUse" x="160" y="20" width="100" height="100"><rect x="160" y="20" width="100" height="100" fill="#D9D9D9"/></mask>
<g mask="url(#mask0_1_2)"><text fill="black" font-size="12"><tspan x="170" y="60.3">Masked</tspan></text></g>
<mask id="path-1-inside-1" fill="white"><path d="M1 1H9V9H1V1Z"/></mask><path d="M1 1H9V9H1V1Z" fill="#aaa" mask="url(#path-1-inside-1)"/></g>
<defs><filter id="filter0_d_1_2" x="16" y="20" width="128" height="68" filterUnits="userSpaceOnUse" color-interpolation-filters="sRGB">
<feFlood flood-opacity="0" result="BackgroundImageFix"/><feColorMatrix in="SourceAlpha" type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0" result="hardAlpha"/>
<feOffset dy="4"/><feGaussianBlur stdDeviation="2"/><feBlend mode="normal" in2="BackgroundImageFix" result="effect1"/><feBlend mode="normal" in="SourceGraphic" in2="effect1" result="shape"/></filter>
<clipPath id="clip0_1_2"><rect width="320" height="200" fill="white"/></clipPath></defs></svg>"##;
    comes_through(
        "Figma",
        text,
        &["Order form", "Masked"],
        &["filter0_d_1_2", "clip0_1_2", "path-1-inside-1"],
    );
}

#[test]
fn draw_io() {
    let text = r##"<svg xmlns="http://www.w3.org/2000/svg" style="background: #ffffff; background-color: light-dark(#ffffff, var(--ge-dark-color, #121212)); color-scheme: light dark;" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" width="162px" height="82px" viewBox="-0.5 -0.5 162 82" content="&lt;mxfile&gt;secret&lt;/mxfile&gt;">
<defs><style type="text/css">@media (prefers-color-scheme: dark) {:root {--light-color: #c9d1d9; --dark-color: #0d1117; }}</style></defs>
<rect fill="#ffffff" width="100%" height="100%" x="0" y="0" style="fill: light-dark(#ffffff, var(--ge-dark-color, #121212));"/>
<g><g data-cell-id="0"><g data-cell-id="2"><g><rect x="0" y="0" width="120" height="60" fill="#ffffff" stroke="#000000" pointer-events="all" style="fill: light-dark(#ffffff, var(--ge-dark-color, #121212)); stroke: light-dark(rgb(0, 0, 0), rgb(255, 255, 255));"/></g>
<g><g transform="translate(-0.5 -0.5)"><switch><foreignObject style="overflow: visible; text-align: left;" pointer-events="none" width="100%" height="100%" requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"><div xmlns="http://www.w3.org/1999/xhtml">Check the order</div></foreignObject>
<text x="60" y="34" fill="light-dark(#000000, #ffffff)" font-family="&quot;Helvetica&quot;" font-size="12px" text-anchor="middle">Check the order</text></switch></g></g></g></g></g>
<switch><g requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"/><a transform="translate(0,-5)" xlink:href="https://www.drawio.com/doc/faq/svg-export-text-problems" target="_blank"><text text-anchor="middle" font-size="10px" x="50%" y="100%">Text is not SVG - cannot display</text></a></switch></svg>"##;
    comes_through(
        "draw.io",
        text,
        &["Check the order"],
        &["light-dark(#ffffff", "120"],
    );
}

#[test]
fn excalidraw() {
    let text = r##"<svg version="1.1" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 120" width="300" height="120"><!-- svg-source:excalidraw --><metadata><!-- payload-start -->secret<!-- payload-end --></metadata>
<defs><style class="style-fonts">@font-face { font-family: Excalifont; src: url(data:font/woff2;base64,d09GMg); }</style></defs>
<rect x="0" y="0" width="300" height="120" fill="#ffffff"></rect>
<g stroke-linecap="round" transform="translate(10 10) rotate(0 50 25)"><path d="M12.5 0 C40 0.6, 60 0.3, 87.5 0" stroke="#1e1e1e" stroke-width="2" fill="none"></path></g>
<g transform="translate(28 22) rotate(0 32 12.5)"><text x="32" y="17.619" font-family="Excalifont, Xiaolai, sans-serif" font-size="20px" fill="#1e1e1e" text-anchor="middle" style="white-space: pre;" direction="ltr" dominant-baseline="alphabetic">Receive</text></g>
<g mask="url(#mask-a1)" stroke-linecap="round"><g transform="translate(120 40) rotate(0 40 0)"><path d="M0 0 L80 0" stroke="#1e1e1e" fill="none"></path></g></g>
<mask id="mask-a1"><rect x="0" y="0" fill="#fff" width="300" height="120"></rect><rect x="140" y="30" fill="#000" width="30" height="20" opacity="1"></rect></mask></svg>"##;
    comes_through(
        "Excalidraw",
        text,
        &["Receive"],
        &["mask-a1", "M0 0 L80 0", "fill=\"#000\""],
    );
}

#[test]
fn graphviz() {
    let text = r#"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg width="89pt" height="116pt" viewBox="0.00 0.00 89.00 116.00" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<g id="graph0" class="graph" transform="scale(1 1) rotate(0) translate(4 112)"><title>G</title>
<polygon fill="white" stroke="none" points="-4,4 -4,-112 85,-112 85,4 -4,4"/>
<g id="node1" class="node"><title>a</title><g id="a_node1"><a xlink:href="https://x" xlink:title="secret tip"><ellipse fill="none" stroke="black" cx="40" cy="-90" rx="27" ry="18"/>
<text text-anchor="middle" x="40" y="-86.3" font-family="Times,serif" font-size="14.00">Read it</text></a></g></g>
<g id="edge1" class="edge"><title>a&#45;&gt;b</title><path fill="none" stroke="black" d="M40,-71.7C40,-63.98 40,-54.71 40,-46.11"/></g></g></svg>"#;
    comes_through(
        "Graphviz",
        text,
        &["G", "a", "Read it", "a->b"],
        &["<ellipse", "-63.98"],
    );
}

#[test]
fn matplotlib() {
    let text = r##"<?xml version="1.0" encoding="utf-8" standalone="no"?>
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="460.8pt" height="345.6pt" viewBox="0 0 460.8 345.6" xmlns="http://www.w3.org/2000/svg" version="1.1">
 <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">secret</rdf:RDF></metadata>
 <defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>
 <g id="figure_1"><g id="patch_1"><path d="M 0 345.6 L 460.8 345.6 L 460.8 0 L 0 0 z" style="fill: #ffffff"/></g>
 <g id="xtick_1"><defs><path id="m1" d="M 0 0 L 0 3.5" style="stroke: #000000; stroke-width: 0.8"/></defs><g><use xlink:href="#m1" x="73.8" y="307.5" style="stroke: #000000; stroke-width: 0.8"/></g>
 <g id="text_1"><!-- 0.0 --><g transform="translate(65.8 322.1) scale(0.1 -0.1)"><defs><path id="DejaVuSans-30" d="M 2034 4250 Q 1547 4250 1301 3770" transform="scale(0.015625)"/></defs><use xlink:href="#DejaVuSans-30"/><use xlink:href="#DejaVuSans-30" transform="translate(63.6 0)"/></g></g></g>
 <g id="line2d"><path d="M 73.8 295.4 L 414.7 52.8" clip-path="url(#p1)" style="fill: none; stroke: #1f77b4; stroke-width: 1.5"/></g>
 <g id="text_2"><text style="font: 12px 'DejaVu Sans', sans-serif; text-anchor: middle" x="236.1" y="16.3" transform="rotate(-0 236.1 16.3)">Minutes per order</text></g></g>
 <defs><clipPath id="p1"><rect x="57.6" y="41.4" width="357.1" height="266.1"/></clipPath></defs></svg>"##;
    comes_through(
        "matplotlib",
        text,
        &["Minutes per order"],
        &[
            "DejaVuSans-30",
            "clip-path=\"url(#p1)\"",
            "stroke-linejoin",
            "id=\"p1\"",
        ],
    );
}

#[test]
fn mermaid() {
    let text = r##"<svg id="my-svg" width="100%" xmlns="http://www.w3.org/2000/svg" class="flowchart" style="max-width: 200px;" viewBox="0 0 200 100" role="graphics-document document" aria-roledescription="sequence">
<style>#my-svg{font-family:"trebuchet ms",verdana;font-size:16px;fill:#333;}@keyframes edge-animation-frame{from{stroke-dashoffset:0;}}@keyframes dash{to{stroke-dashoffset:0;}}#my-svg .edge-animation-slow{stroke-dasharray:9,5!important;animation:dash 50s linear infinite;}
#my-svg .error-icon{fill:#552222;}#my-svg p{margin:0;}#my-svg .actor{stroke:hsl(259.6, 59.7%, 87.9%);fill:#ECECFF;}#my-svg text.actor&gt;tspan{fill:black;stroke:none;}#my-svg .actor-line{stroke:grey;}
#my-svg .messageText{fill:#333;stroke:none;}#my-svg .labelText,#my-svg .labelText&gt;tspan{fill:black;}#my-svg .node .katex path{fill:#000;stroke:#000;stroke-width:1px;}#my-svg .flowchart-link{stroke:#333;fill:none;}
#my-svg .icon-shape p,#my-svg .image-shape p{background-color:rgba(232,232,232, 0.8);padding:2px;}#my-svg [data-look="neo"].node path{stroke:#9370DB;filter:drop-shadow(1px 2px 2px rgba(0,0,0,1));}#my-svg :root{--mermaid-font-family:"trebuchet ms";}</style>
<g><rect x="10" y="10" fill="#eaeaea" stroke="#666" width="80" height="30" rx="3" class="actor actor-top"/><text x="50" y="25" dominant-baseline="central" class="actor actor-box" style="text-anchor: middle; font-size: 16px;"><tspan x="50" dy="0">Desk</tspan></text></g>
<defs><symbol id="computer" width="24" height="24"><path transform="scale(.5)" d="M2 2v13h20v-13h-20z"/></symbol><marker id="arrowhead" refX="7.9" refY="5" markerUnits="userSpaceOnUse" markerWidth="12" markerHeight="12" orient="auto-start-reverse"><path d="M -1 0 L 10 5 L 0 10 z"/></marker></defs>
<text x="100" y="60" text-anchor="middle" class="messageText" dy="1em" style="font-size: 16px;">Ask once</text>
<line x1="20" y1="80" x2="180" y2="80" class="messageLine0" stroke-width="2" stroke="none" marker-end="url(#arrowhead)" style="fill: none;"/></svg>"##;
    comes_through(
        "Mermaid",
        text,
        &["sequence", "Desk", "Ask once"],
        &["arrowhead", "#my-svg .actor{"],
    );
}

#[test]
fn plant_uml() {
    let text = r##"<?xml version="1.0" encoding="us-ascii" standalone="no"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" contentStyleType="text/css" height="120px" preserveAspectRatio="none" style="width:113px;height:120px;background:#FFFFFF;" version="1.1" viewBox="0 0 113 120" width="113px" zoomAndPan="magnify"><?plantuml 1.2023?>
<defs><filter height="300%" id="f1" width="300%" x="-1" y="-1"><feGaussianBlur result="blurOut" stdDeviation="2.0"/><feColorMatrix in="blurOut" result="blurOut2" type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 .4 0"/><feOffset dx="4.0" dy="4.0" in="blurOut2" result="blurOut3"/><feBlend in="SourceGraphic" in2="blurOut3" mode="normal"/></filter>
<filter height="1" id="b1" width="1" x="0" y="0"><feFlood flood-color="#FFFF00" result="flood"/><feComposite in="SourceGraphic" in2="flood" operator="over"/></filter></defs>
<g><line style="stroke:#181818;stroke-width:0.5;stroke-dasharray:5.0,5.0;" x1="26" x2="26" y1="36" y2="85"/><rect fill="#E2E2F0" filter="url(#f1)" height="30" rx="2.5" style="stroke:#181818;stroke-width:0.5;" width="43" x="5" y="5"/>
<text fill="#000000" font-family="sans-serif" font-size="14" lengthAdjust="spacing" textLength="29" x="12" y="25">Alice</text><text fill="#000000" filter="url(#b1)" font-size="13" x="33" y="62">hello</text></g></svg>"##;
    comes_through(
        "PlantUML",
        text,
        &["Alice", "hello"],
        &["id=\"f1\"", "id=\"b1\"", "textLength"],
    );
}

#[test]
fn a_page_of_a_pdf() {
    let glyph = |letter: char, x: usize| {
        format!("<text font-size='1' transform='matrix(10,0,0,10,{x},50)'>{letter}</text>")
    };
    let letters: String = "Kanarek"
        .chars()
        .zip((10..).step_by(6))
        .map(|(letter, x)| glyph(letter, x))
        .collect();
    let text = format!(
        "<svg xmlns='{SVG}' width='595pt' height='842pt' viewBox='0 0 595 842'><g fill='#000'>{letters}</g></svg>"
    );
    let (_, words) = clean(text.as_bytes()).expect("it can be cleaned");
    assert!(words.lines().any(|line| line == "Kanarek"), "{words}");
}
