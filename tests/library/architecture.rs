//! Imports go one way: each stage imports only from those before it. This reads the sources and
//! fails on an arrow that runs back.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The stages in their order. Stages of one line never import each other, except as [`WITHIN`]
/// says.
const ORDER: &[&[&str]] = &[
    &["diagnostic"],
    &["source"],
    &["syntax"],
    &["workbook"],
    &["status"],
    &["audience"],
    &["rules", "site", "emit"],
    &["mend", "adopt"],
    &["review"],
    &["report"],
    &["serve"],
    &["cli", "lsp", "mcp"],
];

/// Which stages of one line may import which.
const WITHIN: &[(&str, &[&str])] = &[("emit", &["site"])];

/// Files that may name `std::fs`, with what they do with it.
const DISK: &[(&str, &str)] = &[
    ("source/disk/", "the only files that read the sources"),
    ("emit/", "the only writer of the site"),
    ("cli/", "the commands that write sources when asked to"),
];

/// Files that may be longer than [`MOST_LINES`], each with the reason.
const LONG: &[(&str, &str)] = &[(
    "syntax/markdown.rs",
    "one pass over the parser's events; its state cannot be torn apart",
)];

/// The most lines of a file.
const MOST_LINES: usize = 450;

/// A source file.
struct Source {
    /// Path below `src`.
    path: String,
    /// Its text without comments, and without texts in quotes.
    code: String,
    lines: usize,
}

impl Source {
    /// The stage that the file belongs to; none for `main.rs` and `lib.rs`.
    fn stage(&self) -> Option<&str> {
        let stage = self.path.split(['/', '.']).next()?;
        rank(stage).map(|_| stage)
    }

    /// How many modules it lies below the crate's root.
    fn depth(&self) -> usize {
        let parts = self.path.split('/').count();
        let own_folder = self.path.ends_with("mod.rs");
        parts - usize::from(own_folder)
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .flatten();
    let rust: Vec<PathBuf> = files
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|suffix| suffix == "rs"))
        .collect();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("sources can be read");
        // A module's own tests may do what they like.
        let text = text.split("#[cfg(test)]").next().unwrap_or("").to_owned();
        let below = path.strip_prefix(&root).expect("it lies below the root");
        Source {
            path: below.to_string_lossy().replace('\\', "/"),
            lines: text.lines().count(),
            code: code(&text),
        }
    };
    rust.iter().map(read).collect()
}

#[test]
fn imports_run_from_later_stages_to_earlier_ones() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(stage) = source.stage() else {
            continue;
        };
        for path in crate_paths(&source.code, source.depth()) {
            let target = path.split("::").next().unwrap_or("").to_owned();
            if rank(&target).is_some() && !allowed(stage, &target) {
                wrong.push(format!("{}: crate::{path}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_folder_and_file_of_src_is_a_stage() {
    for source in sources() {
        let known = source.stage().is_some() || ["main.rs", "lib.rs"].contains(&&*source.path);
        assert!(known, "{} belongs to no stage", source.path);
    }
}

#[test]
fn only_a_few_files_touch_the_disk() {
    for source in sources() {
        let listed = DISK.iter().any(|(path, _)| source.path.starts_with(path));
        let touches = paths(&source.code, "std::")
            .iter()
            .any(|path| path == "fs" || path.starts_with("fs::"));
        assert!(listed || !touches, "{} names std::fs", source.path);
    }
}

#[test]
fn only_the_human_report_names_miette() {
    for source in sources() {
        let named = words(&source.code).any(|word| word == "miette");
        assert!(
            !named || source.path == "report/human.rs",
            "{} names miette",
            source.path
        );
    }
}

#[test]
fn only_one_folder_names_git2() {
    for source in sources() {
        let named = words(&source.code).any(|word| word == "git2");
        assert!(
            !named || source.path.starts_with("source/git/"),
            "{} names git2",
            source.path
        );
    }
}

#[test]
fn files_are_small_or_listed_with_a_reason() {
    let sources = sources();
    for source in &sources {
        let listed = LONG.iter().any(|(path, _)| *path == source.path);
        assert!(
            source.lines <= MOST_LINES || listed,
            "{} has {} lines",
            source.path,
            source.lines
        );
    }
    for (path, reason) in LONG {
        let long = |source: &&Source| source.path == *path && source.lines > MOST_LINES;
        assert!(!reason.is_empty());
        assert!(
            sources.iter().any(|source| long(&source)),
            "{path} is no longer long: take it off the list"
        );
    }
}

fn rank(stage: &str) -> Option<usize> {
    ORDER.iter().position(|line| line.contains(&stage))
}

/// Whether `from` may import `target`.
fn allowed(from: &str, target: &str) -> bool {
    let within = || {
        WITHIN
            .iter()
            .any(|(stage, may)| *stage == from && may.contains(&target))
    };
    from == target || rank(target) < rank(from) || within()
}

/// Every path that starts at the crate's root in `code`, without that; lists in braces are taken
/// apart. `depth` times `super` is the root too.
fn crate_paths(code: &str, depth: usize) -> Vec<String> {
    let climbs = "super::".repeat(depth);
    paths(&spaceless(code).replace(&climbs, "crate::"), "crate::")
}

/// Every path behind `start` in `code`.
fn paths(code: &str, start: &str) -> Vec<String> {
    let mut found = Vec::new();
    // `use std::{fs, io}` is the same as `use std::fs; use std::io`, however it is spaced.
    let code = spaceless(code);
    let mut rest = code.as_str();
    while let Some(at) = rest.find(start) {
        let before = rest[..at].chars().next_back();
        rest = &rest[at + start.len()..];
        if before.is_none_or(|c| !c.is_alphanumeric() && c != '_') {
            let mut list = Vec::new();
            tree(rest, "", &mut list);
            found.extend(list);
        }
    }
    found
}

/// Takes the use tree at the start of `text` apart; gives how many bytes it has.
fn tree(text: &str, prefix: &str, found: &mut Vec<String>) -> usize {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':' && c != '*')
        .unwrap_or(text.len());
    let path = format!("{prefix}{}", &text[..end]);
    if !text[end..].starts_with('{') {
        found.push(path);
        return end;
    }
    let mut at = end + 1;
    while at < text.len() && !text[at..].starts_with('}') {
        at += tree(&text[at..], &path, found);
        // Past ` as name`, and past the comma.
        at += text[at..].find([',', '}']).unwrap_or(text.len() - at);
        at += usize::from(text[at..].starts_with(','));
    }
    (at + 1).min(text.len())
}

/// `code` with no space around `::`, braces and commas.
fn spaceless(code: &str) -> String {
    let mut text = String::with_capacity(code.len());
    let tight = |c: char| matches!(c, ':' | '{' | '}' | ',' | ';');
    for word in code.split_whitespace() {
        let glued = text.ends_with(tight) || word.starts_with(tight);
        if !text.is_empty() && !glued {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// `text` without comments and without what stands in quotes.
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").map_or(rest.len(), |end| end + 5)
        } else if c == '"' {
            quoted(rest)
        } else if c == '\'' {
            character(rest)
        } else {
            code.push(c);
            c.len_utf8()
        };
        rest = &rest[skipped..];
    }
    code
}

/// How long the text in quotes at the start of `rest` is.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// How long the character literal at the start of `rest` is; a lifetime's quote is 1.
fn character(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    match (letters.next(), letters.next()) {
        (Some((_, '\\')), _) => rest[3..].find('\'').map_or(1, |end| end + 4),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[test]
fn use_trees_are_taken_apart() {
    let code = code(
        "use crate::{\n    rules::{self, judge::{Finding, Findings as All}},\n    source::World,\n};\n\
         // crate::site::x\n let a = crate::emit::write(\"crate::cli\", '\"', 'x');\n\
         use std::{fs::{self, File}, io};\n macro!($crate::report::X) pub(in crate::syntax) fn a(b: crate::cli::C);\n\
         use super::super::super::lsp; use super::super::x;",
    );
    assert_eq!(
        crate_paths(&code, 3),
        [
            "rules::self",
            "rules::judge::Finding",
            "rules::judge::Findings",
            "source::World",
            "emit::write",
            "report::X",
            "syntax",
            "cli::C",
            "lsp"
        ]
    );
    assert_eq!(paths(&code, "std::"), ["fs::self", "fs::File", "io"]);
}

#[test]
fn arrows_that_run_back_are_told_from_others() {
    assert!(allowed("rules", "workbook") && allowed("emit", "site") && allowed("cli", "report"));
    assert!(!allowed("rules", "site") && !allowed("site", "rules") && !allowed("site", "emit"));
    assert!(!allowed("syntax", "workbook") && !allowed("lsp", "cli"));
}
