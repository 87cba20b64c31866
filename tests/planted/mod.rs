//! A workbook with private text in every position: what is public of it is fixed by a plan, what is
//! private is filled in afterwards.

mod pieces;

use proptest::prelude::*;
use proptest::sample::subsequence;
use std::fmt::Write as _;

use pieces::{BLOCKS, CONFIG, DOCUMENTS, FIELDS, LOOP_FIELDS, SECTIONS, STEPS};
pub(crate) use pieces::{CLOSING, FRONT};

/// The word that is planted. No public text holds it.
pub(crate) const TOKEN: &str = "kestrelqz";

/// What stands in private positions.
#[derive(Debug, Clone)]
pub(crate) enum Private {
    /// The planted word.
    Planted,
    /// Something else.
    Text(String),
    /// Nothing: whatever can go is gone.
    Absent,
}

/// Words that a private text is made of; none of them ends the section or block it stands in.
const WORDS: &[&str] = &[
    "word",
    "Größe",
    "返金",
    "*",
    "_",
    "**",
    "](",
    "[a]",
    "[used]",
    "[^used]",
    "!",
    "&amp;",
    "<b>",
    "\\",
    "2026-11-23",
    "`code`",
    "{x}",
    "https://a.example",
    "'",
    "%41",
    "~~",
];

/// A line of private text.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(0..WORDS.len(), 1..6).prop_map(|picked| {
        let words: Vec<&str> = picked.iter().map(|at| WORDS[*at]).collect();
        format!("x{}", words.join(" "))
    })
}

/// A piece of a text. What cannot be deleted without changing the text around it stays, with other
/// words in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    text: &'static str,
    stays: bool,
}

/// Which private pieces stand where.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Between the public sections of a page: blocks within one, or sections of their own.
    page: Vec<&'static Piece>,
    steps: Vec<&'static str>,
    fields: Vec<&'static str>,
    loop_fields: Vec<&'static str>,
    documents: Vec<&'static (&'static str, &'static str)>,
    config: Vec<&'static str>,
}

impl Plan {
    /// Any plan.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        let page: Vec<&'static Piece> = BLOCKS.iter().chain(SECTIONS).collect();
        let all = |items: &'static [&'static str]| subsequence(items.to_vec(), 0..=items.len());
        let page = prop::collection::vec(prop::sample::select(page), 0..8);
        let documents: Vec<_> = DOCUMENTS.iter().collect();
        let documents = subsequence(documents, 0..=DOCUMENTS.len());
        (
            page,
            all(STEPS),
            all(FIELDS),
            all(LOOP_FIELDS),
            documents,
            all(CONFIG),
        )
            .prop_map(
                |(page, steps, fields, loop_fields, documents, config)| Self {
                    page,
                    steps,
                    fields,
                    loop_fields,
                    documents,
                    config,
                },
            )
    }

    /// The plan without anything private.
    pub(crate) const fn empty() -> Self {
        Self {
            page: Vec::new(),
            steps: Vec::new(),
            fields: Vec::new(),
            loop_fields: Vec::new(),
            documents: Vec::new(),
            config: Vec::new(),
        }
    }

    /// The files of the workbook.
    pub(crate) fn files(&self, private: &Private) -> Vec<(String, String)> {
        let mut files = vec![
            ("workbook.yaml".to_owned(), self.config(private)),
            ("page.md".to_owned(), self.page(private)),
            ("desk/understand.md".to_owned(), self.a_loop(private)),
            ("images/shown.png".to_owned(), "picture".to_owned()),
        ];
        if matches!(private, Private::Absent) {
            return files;
        }
        for (path, text) in &self.documents {
            let name = match private {
                Private::Text(_) => "elsewhere",
                _ => TOKEN,
            };
            files.push((path.replace("TOKEN", name), filled(text, private)));
        }
        files
    }

    fn config(&self, private: &Private) -> String {
        let mut text = String::from("edition: 1\ntitle: Desk\npeople:\n");
        text += &filled(
            "  mo: { name: 'TOKEN', public_name: The desk, email: TOKEN@a.example }\n",
            &harmless(private),
        );
        text + &lines(&self.config, private)
    }

    fn page(&self, private: &Private) -> String {
        let mut text = format!("---\n{FRONT}\n{}---\n", lines(&self.fields, private));
        text +=
            "Lead [^note] [shown](desk/understand.md#proof), [one](#public-1), [two](#public-2).\n";
        for (number, piece) in self.page.iter().enumerate() {
            let _ = write!(
                text,
                "\n{}\n",
                piece.filled(private).replace("NUMBER", &number.to_string())
            );
            let _ = write!(
                text,
                "\n## Public {number}\n\nText [used] [^used] ![shown](images/shown.png)\n"
            );
        }
        text + "\n[^note]: A note that is used.\n"
    }

    fn a_loop(&self, private: &Private) -> String {
        let mut text = String::from(
            "---\ntitle: A loop\njob: understand\nowner: mo\nroute: playbook\nreviewed: 2026-11-01\n",
        );
        text += &lines(&self.loop_fields, private);
        text += "---\nWhen a, b wants c, so d.\n\n## Close the loop\n\n### Workaround\n\nPublic.\n";
        if !matches!(private, Private::Absent) {
            for step in &self.steps {
                let _ = write!(text, "\n{}\n", filled(step, private));
            }
        }
        text + "\n### Proof\n\nPublic too.\n\n## Kill signal\n\nNobody asks.\n"
    }
}

impl Piece {
    /// A piece that can be deleted.
    pub(crate) const fn cut(text: &'static str) -> Self {
        Self { text, stays: false }
    }

    /// A piece that can only be changed.
    pub(crate) const fn kept(text: &'static str) -> Self {
        Self { text, stays: true }
    }

    fn filled(self, private: &Private) -> String {
        match private {
            Private::Absent if !self.stays => String::new(),
            _ => filled(self.text, private),
        }
    }
}

/// `text` with `TOKEN` replaced by what is private. Where that is nothing, a word stays that the
/// reader never sees either.
fn filled(text: &str, private: &Private) -> String {
    let word = match private {
        Private::Planted => TOKEN,
        Private::Text(other) => other,
        Private::Absent => "gone",
    };
    text.replace("TOKEN", word)
}

/// Lines of front matter or configuration, which hold plain words only.
fn lines(fields: &[&str], private: &Private) -> String {
    match private {
        Private::Absent => String::new(),
        _ => fields
            .iter()
            .map(|field| filled(field, &harmless(private)) + "\n")
            .collect(),
    }
}

/// Private text that is fit for YAML.
fn harmless(private: &Private) -> Private {
    match private {
        Private::Text(other) => {
            let letters = other.chars().filter(char::is_ascii_alphanumeric).collect();
            Private::Text(letters)
        }
        same => same.clone(),
    }
}

/// `text` in lower case without URL escapes and numeric entities.
pub(crate) fn decoded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '%']) {
        plain.push_str(&rest[..at]);
        let sign = char::from(rest.as_bytes()[at]);
        let (c, length) = escape(&rest[at..]).unwrap_or((sign, 1));
        plain.push(c);
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    plain.to_lowercase()
}

/// The character that an escape at the start of `text` stands for, and how long the escape is.
fn escape(text: &str) -> Option<(char, usize)> {
    if let Some(hex) = text.strip_prefix('%') {
        let code = u8::from_str_radix(hex.get(..2)?, 16).ok()?;
        return Some((char::from(code), 3));
    }
    let end = text.find(';').filter(|end| *end < 12)?;
    let number = text[1..end].strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    Some((char::from_u32(code)?, end + 1))
}
