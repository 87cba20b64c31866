//! Near misses of `## Title {route=memory}`, made from the right form by changing any of its parts
//! and what stands around it; and what may stand in a private section without ending it.

use proptest::prelude::*;
use proptest::sample::select;

/// What stands above.
const ABOVE: &[&str] = &[
    "Words.\n```\nwords\n\n",
    "~~~~ words\n~~~\n\n",
    "<div>\n",
    "<details><summary>\n",
    "<!-- words -->words\n<table>\n",
    "```\n\n```words\nwords\n\n",
    "Words\n    ",
];

/// What stands before it in its line.
const BEFORE: &[&str] = &[
    "    ", "\t", "> ", ">> ", ">", "- ", "* ", "+ ", "1. ", "12) ", "- [ ] ", "> - 1. ", "\\",
    "| ", "| a | ", "\u{a0}", "\u{200b}", "\u{feff}", "\u{2003}", "\u{2028}", "**", "_", "• ",
    "– ", "\"", "[^1]: ",
];

/// Marks of a heading that are none.
const MARKS: &[&str] = &[
    "#######",
    "########",
    "＃",
    "＃＃",
    "#＃",
    "#\u{200b}#",
    "##\u{a0}",
    "##\u{200b}",
    "﹟",
    "##\u{feff} ",
];

/// What stands before `route`.
const OPEN: &[&str] = &[
    "｛",
    "(",
    "（",
    "[",
    "［",
    "<",
    "＜",
    "«",
    "⟨",
    "【",
    "❴",
    "{{",
    "{: ",
    "{.",
    "{#",
    "\\{",
    "&#123;",
    "\"",
    "",
    "{\u{200b}",
    "{x ",
];

/// What stands behind `memory`.
const CLOSE: &[&str] = &[
    "｝",
    ")",
    "）",
    "]",
    "］",
    ">",
    "»",
    "⟩",
    "】",
    "❵",
    "}}",
    "\\}",
    "\"",
    "}`",
    "",
    "} #",
    "} ##",
    "} words",
    "}.",
    "\u{200b}}",
    " x}",
    "}**",
    "}\u{ad}",
    "};",
    ",}",
];

/// What stands between the two.
const BETWEEN: &[&str] = &[
    ":",
    ": ",
    "＝",
    "==",
    "=\"",
    "=“",
    "='",
    " ",
    " - ",
    "-",
    "/",
    " → ",
    "\u{a0}",
    "=\u{200b}",
    "\u{2060}=",
    "_",
    "=>",
    ":=",
    "﹦",
    ". ",
    "&#61;",
    "*=*",
];

/// What can be done to a word.
#[derive(Debug, Clone, Copy)]
enum Spelling {
    Right,
    Upper,
    Title,
    Wide,
    Bold,
    Seamed,
    Hyphened,
    Cyrillic,
    Accented,
    Emphasized,
}

impl Spelling {
    const ALL: [Self; 9] = [
        Self::Upper,
        Self::Title,
        Self::Wide,
        Self::Bold,
        Self::Seamed,
        Self::Hyphened,
        Self::Cyrillic,
        Self::Accented,
        Self::Emphasized,
    ];

    fn of(self, word: &str) -> String {
        let shifted = |by: u32| {
            let letters = word
                .bytes()
                .map(|byte| u32::from(byte) - u32::from(b'a') + by);
            letters.filter_map(char::from_u32).collect()
        };
        let (first, rest) = word.split_at(1);
        match self {
            Self::Right => word.to_owned(),
            Self::Upper => word.to_uppercase(),
            Self::Title => first.to_uppercase() + rest,
            Self::Wide => shifted(0xff41),
            Self::Bold => shifted(0x1d41a),
            Self::Seamed => format!("{first}\u{200b}{rest}"),
            Self::Hyphened => format!("{first}\u{ad}{rest}\u{2060}"),
            Self::Cyrillic => word.replace('o', "о").replace('e', "е"),
            Self::Accented => word.replace('o', "ö").replace('e', "e\u{301}"),
            Self::Emphasized => format!("{first}**{rest}**"),
        }
    }
}

/// The text of a page that asks for privacy in a form that is nearly right, above the word `secret`.
pub(crate) fn near_miss(secret: &'static str) -> impl Strategy<Value = String> {
    let part = |other: &'static [&'static str]| prop::option::weighted(0.3, select(other));
    let spelling = || prop::option::weighted(0.2, select(Spelling::ALL.to_vec()));
    let parts = (
        part(ABOVE),
        part(BEFORE),
        part(MARKS),
        part(OPEN),
        spelling(),
        part(BETWEEN),
        spelling(),
        part(CLOSE),
    );
    let is_near = |parts: &Parts| {
        let (above, before, marks, open, key, between, value, close) = parts;
        let words = [above, before, marks, open, between, close];
        words.iter().any(|part| part.is_some()) || key.is_some() || value.is_some()
    };
    let parts = parts.prop_filter("something is changed", is_near);
    let free = (
        1..=6usize,
        select(vec!["Words ", "", "Größe ", "返金 "]),
        any::<bool>(),
        select(vec!["\n", "\r\n", "\r"]),
        select(vec![
            "",
            "\n## Public\n\nSeen.\n",
            "\n```\nwords\n```\n",
            "\n---\n\n# Public\n",
        ]),
    );
    (parts, free).prop_map(move |(parts, (level, title, is_apart, end, below))| {
        let (above, before, marks, open, key, between, value, close) = parts;
        let marks = marks.map_or_else(|| "#".repeat(level) + " ", str::to_owned);
        let line = [
            before.unwrap_or(""),
            &marks,
            title,
            open.unwrap_or("{"),
            &key.unwrap_or(Spelling::Right).of("route"),
            between.unwrap_or("="),
            &value.unwrap_or(Spelling::Right).of("memory"),
            close.unwrap_or("}"),
        ]
        .concat();
        let gap = if is_apart { "\n\n" } else { "\n" };
        let text = [above.unwrap_or(""), &line, gap, secret, "\n", below].concat();
        text.replace('\n', end)
    })
}

/// The parts of a near miss that are not as they should be.
type Parts = (
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
    Option<Spelling>,
    Option<&'static str>,
    Option<Spelling>,
    Option<&'static str>,
);

/// What may stand in a section, of which none ends it, with what it is.
const WITHIN: &[(&str, Within)] = &[
    ("TOKEN\n---", Within::Underlined),
    ("TOKEN\n===", Within::Underlined),
    ("TOKEN\nTOKEN\n   -----------", Within::Underlined),
    ("TOKEN\n-", Within::Underlined),
    ("#TOKEN\n---", Within::Underlined),
    ("\\# TOKEN\n===", Within::Underlined),
    ("**TOKEN**\n=", Within::Underlined),
    ("[TOKEN](page.md)\n---  ", Within::Underlined),
    ("TOKEN {#public}\n---", Within::Underlined),
    ("TOKEN\n\n---", Within::Quiet),
    ("***\nTOKEN", Within::Quiet),
    ("TOKEN | a\n---|---\nTOKEN | b", Within::Quiet),
    ("| TOKEN |\n| --- |", Within::Quiet),
    ("> TOKEN\n> ---\n> TOKEN", Within::Quiet),
    ("> # TOKEN", Within::Quiet),
    ("> TOKEN\n---\nTOKEN", Within::Quiet),
    ("- TOKEN\n  ===", Within::Quiet),
    ("- TOKEN\n---\nTOKEN", Within::Quiet),
    ("- TOKEN\nTOKEN\n---", Within::Quiet),
    ("1. # TOKEN\n\n   TOKEN\n   ---", Within::Quiet),
    ("    # TOKEN", Within::Quiet),
    ("\\# TOKEN", Within::Quiet),
    ("#TOKEN", Within::Quiet),
    ("####### TOKEN", Within::Quiet),
    ("```\n# TOKEN\n```", Within::Quiet),
    ("~~~\nTOKEN\n---\n# TOKEN\n~~~", Within::Quiet),
    ("<div>\n# TOKEN\n---\n</div>", Within::Quiet),
    ("<!--\n# TOKEN\n---\n-->", Within::Quiet),
    ("<pre>\n\n# TOKEN\n\n</pre>", Within::Quiet),
    ("TOKEN[^n]\n\n[^n]: TOKEN\n\n    # TOKEN", Within::Quiet),
    ("&#35; TOKEN", Within::Quiet),
    ("＃ TOKEN", Within::Quiet),
    ("###### TOKEN (route=memory)", Within::Odd),
    ("> ###### TOKEN {route=memory}", Within::Odd),
    ("TOKEN {route=memory}", Within::Odd),
];

/// What a piece of a private section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    /// Nothing to report.
    Quiet,
    /// A heading with a line below it.
    Underlined,
    /// It asks for privacy, but oddly.
    Odd,
}

/// Pieces of a private section, the word `secret` in each, and whether there is something to report.
/// That cannot be told where lines end with a carriage return alone: Markdown takes some of them for
/// the end of a line and others not.
pub(crate) fn within(secret: &'static str) -> impl Strategy<Value = (String, Option<bool>)> {
    let pieces = prop::collection::vec(select(WITHIN), 1..5);
    (pieces, select(vec!["\n", "\r\n", "\r"])).prop_map(move |(pieces, end)| {
        let is_odd = pieces.iter().any(|(_, what)| *what != Within::Quiet);
        let texts: Vec<&str> = pieces.iter().map(|(text, _)| *text).collect();
        let text = texts.join("\n\nTOKEN\n\n") + "\n\nTOKEN\n\n";
        let is_odd = (end != "\r").then_some(is_odd);
        (text.replace("TOKEN", secret).replace('\n', end), is_odd)
    })
}
