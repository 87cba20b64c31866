//! What machines are given of public pages: whatever stands in titles, summaries, tags and texts, feeds
//! and site maps stay well-formed, lists and mirrors gain no structure, and mirrors lose no word.

use std::collections::BTreeMap;

use crate::support::{Tree, compile, side, world};
use atom_syndication::Feed;
use loopbook::Compilation;
use loopbook::site::Side;
use loopbook::syntax::extensions;
use proptest::prelude::*;
use proptest::sample::select;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};
use quick_xml::Reader;

/// Pieces of a title: each could end something, start something, or is forbidden somewhere.
const PIECES: &[&str] = &[
    "word", "\u{1}", "\u{b}", "\u{7f}", "\u{9b}", "\u{fffe}", "\u{ffff}", "\n# x", "\n\n", "](",
    "[a]", "]]>", "<!--", "</title>", "<script>", "&amp;", "&", "\"", "'", "1. ", "- ", "> ", "`",
    "```\n", "*", "**", "_", "~~", "{#a}", "|", "\\", "\u{2028}", "\u{202e}", "\u{feff}", "😀",
    "返金", "\t", "\r", "![", "#", "=", "::",
];

/// Pieces of a text whose emphasis runs into each other.
const MARKDOWN: &[&str] = &[
    "~~a~~\\\n",
    "~~a~~  \n",
    "*b*",
    "**c**",
    "_d_",
    "__e__",
    "`f`",
    "`` ` ``",
    "[g](https://g.example/(x))",
    " ",
    "\n",
    "\n\n",
    "- h\n",
    "1. i\n",
    "> j\n",
    "## k\n",
    "***l***m",
    "**n*o*p**q",
    "~~r**s**~~",
    "\\*",
    "x",
    "\n\n---\n\n",
    "\n\n| t | u |\n|---|---|\n| v | ~~w~~ |\n\n",
    "\n\n```text\ny `z\n```\n\n",
    "é",
    ".",
    "(",
    "!",
    "[^1]",
    "\n\n[^1]: note\n\n",
    "<kbd>k</kbd>",
    "<br>",
    "&lt;b&gt;",
    "- [x] done\n",
    "https://l.example",
    "    indented\n",
    "#",
    "+",
    "~",
    "|",
];

fn quoted(text: &str) -> String {
    let written = |c: char| {
        let is_plain =
            !c.is_control() && c < '\u{fffe}' && !matches!(c, '"' | '\\' | '\u{2028}' | '\u{feff}');
        if is_plain {
            c.to_string()
        } else {
            format!("\\U{:08x}", u32::from(c))
        }
    };
    format!("\"{}\"", text.chars().map(written).collect::<String>())
}

fn book(title: &str, summary: &str, tag: &str, name: &str, body: &str) -> Tree {
    let config = format!(
        "edition: 1\ntitle: {}\nbase_url: https://nawrot.example/\npeople:\n  mo: {{ name: Mo, public_name: {} }}\n",
        quoted(&format!("T{title}")),
        quoted(&format!("N{name}")),
    );
    let page = format!(
        "---\ntitle: {}\nkind: page\nroute: playbook\nsummary: {}\nowner: mo\nreviewed: 2026-11-01\ntags: [{}]\nnext: {{ text: {}, url: \"https://n.example/a) [b](c\" }}\n---\n{body}\n",
        quoted(&format!("P{title}")),
        quoted(&format!("S{summary}")),
        quoted(&format!("G{tag}")),
        quoted(&format!("X{summary}")),
    );
    Tree::from([
        ("workbook.yaml".to_owned(), config.into_bytes()),
        ("playbook/page.md".to_owned(), page.into_bytes()),
    ])
}

fn public(tree: &Tree) -> (Compilation, BTreeMap<String, String>) {
    let world = world(tree);
    let done = compile(&world);
    assert_eq!(done.public.pages.len(), 1, "the page is public");
    let files = side(&done, &world, Side::Public);
    (done, files)
}

/// What is left of a text wherever it is shown: on one line or on several, with a sign for a character
/// that is none.
fn shown(text: &str) -> String {
    let is_gone = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{fffd}' | '\u{fffe}' | '\u{ffff}')
    };
    text.chars().filter(|c| !is_gone(*c)).collect()
}

/// The words of events, however lines are broken.
fn words<'e>(events: impl Iterator<Item = Event<'e>>) -> String {
    let mut words = String::new();
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::InlineHtml(_) => {}
            Event::End(_) if words.ends_with(|c: char| !c.is_whitespace()) => {}
            _ => words.push(' '),
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parsed(text: &str) -> Vec<Event<'_>> {
    Parser::new_ext(text, extensions()).collect()
}

fn is_text(path: &str) -> bool {
    [".html", ".md", ".xml", ".txt"]
        .iter()
        .any(|end| path.ends_with(end))
}

fn assert_well_formed(xml: &str) -> Result<(), TestCaseError> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(TestCaseError::fail(format!("{error}: {xml}"))),
        }
    }
}

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES), 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(crate::support::cases(80))]

    #[test]
    fn titles_add_nothing_and_break_nothing(
        title in pieces(),
        summary in pieces(),
        tag in pieces(),
        name in pieces(),
    ) {
        let (_, site) = public(&book(&title, &summary, &tag, &name, "Body."));
        for (path, text) in site.iter().filter(|(path, _)| is_text(path)) {
            let odd = |c: char| {
                (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}'))
                    || matches!(c, '\u{fffe}' | '\u{ffff}')
            };
            prop_assert!(!text.contains(odd), "{path}: {text:?}");
        }
        assert_well_formed(&site["feed.xml"])?;
        assert_well_formed(&site["sitemap.xml"])?;
        let feed = Feed::read_from(site["feed.xml"].as_bytes()).expect("it is Atom");
        prop_assert_eq!(feed.entries().len(), 1);
        prop_assert_eq!(shown(feed.entries()[0].title()), shown(&format!("P{title}")));

        let list = parsed(&site["llms.txt"]);
        let links = list.iter().filter(|event| matches!(event, Event::Start(Tag::Link { .. })));
        prop_assert_eq!(links.count(), 1, "{}", site["llms.txt"]);
        let headings = list.iter().filter(|event| matches!(event, Event::Start(Tag::Heading { .. })));
        prop_assert_eq!(headings.count(), 2, "{}", site["llms.txt"]);

        let text = &site["playbook/page.md"];
        let mirror = parsed(text);
        let level_one = |event: &&Event<'_>| {
            matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }))
        };
        prop_assert_eq!(mirror.iter().filter(level_one).count(), 1, "{}", text);
        let tags = mirror.iter().filter(|event| matches!(event, Event::Start(_)));
        // A heading, a quote with its paragraph, three paragraphs, and a link.
        prop_assert_eq!(tags.count(), 7, "{}", text);
        let heading = mirror.iter().skip(1).take_while(|event| !matches!(event, Event::End(_)));
        prop_assert_eq!(shown(&words(heading.cloned())), shown(&format!("P{title}")), "{}", text);
    }

    #[test]
    fn a_mirror_says_what_its_page_says(
        body in prop::collection::vec(select(MARKDOWN), 1..12).prop_map(|pieces| pieces.concat()),
    ) {
        let (done, site) = public(&book("", "", "", "", &format!("Start.\n\n{body}\n\nEnd.")));
        let page = words(done.public.pages[0].text.events.iter().cloned());
        let text = &site["playbook/page.md"];
        let mirror = words(parsed(text).into_iter());
        prop_assert!(mirror.contains(&page), "{}\n---\n{}\n---\n{:?}\n{:?}", body, text, page, mirror);
    }
}

#[test]
fn the_text_that_emptied_a_mirror_stands_in_it() {
    let (_, site) = public(&book("", "", "", "", "One ~~two~~\\\nthree *four*."));
    let mirror = &site["playbook/page.md"];
    for word in ["One", "two", "three", "four"] {
        assert!(mirror.contains(word), "{mirror}");
    }
}
