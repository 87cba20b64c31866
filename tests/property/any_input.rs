//! Any bytes end in findings: whatever a file holds, nothing panics, every finding stands at a place
//! that exists, every report can be written, and both sides of the site can be rendered.

use std::sync::LazyLock;

use crate::support::{Tree, cases, compile, side, today, world};
use loopbook::Compilation;
use loopbook::diagnostic::{Severity, Span};
use loopbook::report::{Format, Report, Style};
use loopbook::rules::Finding;
use loopbook::site::Side;
use loopbook::source::World;
use proptest::prelude::*;
use proptest::sample::Index;

/// Pieces that parsers trip over.
const PIECES: &[&str] = &[
    "---",
    "\n---\n",
    "----\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    ": ",
    ":",
    "- ",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "<",
    ">",
    "|",
    "\n| a | b |\n|---|---|\n| ",
    "`",
    "```",
    "\n\n",
    "#",
    "\n## ",
    "\n### ",
    "{route=memory}",
    "{#id}",
    "*",
    "&a",
    "*a",
    "!!str ",
    "<<: *a",
    "\"",
    "'",
    "\\",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\u{0}",
    "ß",
    "返",
    "👍🏽",
    "e\u{301}",
    "](",
    "[x](",
    "![x](y)",
    "[^1]",
    "\n[^1]: ",
    "[a]: b\n",
    "javascript:",
    "file:///",
    "C:\\",
    "//",
    "..",
    "../../..",
    "%",
    "%ff",
    "%00",
    "#",
    "?",
    "&#x202e;",
    "<!--",
    "-->",
    "<div>",
    "    ",
    "> ",
    "1. ",
    "2026-11-23",
    "1e999",
    "null",
    "~",
    "owner: ",
    "route: playbook\n",
    "job: ",
    "cycle: ",
    "kind: ",
    "allow: [",
    "x-a: ",
    "### Map\n",
    "## Close the loop\n",
    "next: { text: a, url: ",
    "$",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
];

/// Takes a workbook through every stage.
fn check(tree: &Tree) {
    let world = world(tree);
    let done = compile(&world);
    for finding in done.findings.iter() {
        check_places(&done, finding);
    }
    check_reports(&done);
    check_site(&done, &world);
}

/// Holds every place and every edit of a finding against the text it stands in.
fn check_places(done: &Compilation, finding: &Finding) {
    let found = &finding.diagnostic;
    let labels = found.labels.iter().map(|label| label.span);
    let edits = found.fix.iter().flat_map(|fix| &fix.edits);
    let places = labels.chain(edits.map(|edit| edit.span));
    for span in places.chain([found.span]) {
        assert!(exists(done, span), "{}: {}", found.rule, found.message);
    }
}

/// Whether a span lies within its file, and starts and ends in lines that are there.
fn exists(done: &Compilation, span: Span) -> bool {
    let file = done.workbook.files.get(span.file);
    let (start, end) = done.workbook.files.positions(span);
    let is_there = |at: loopbook::source::Position| {
        let line = file.line(at.line);
        // Behind the last character of a line stands its ending, of at most two.
        line.is_some_and(|line| at.column >= 1 && at.column as usize <= line.chars().count() + 2)
    };
    file.text().get(span.range()).is_some() && start <= end && is_there(start) && is_there(end)
}

fn check_reports(done: &Compilation) {
    let written = |format, color| {
        let mut text = Vec::new();
        let style = Style {
            color,
            source: color,
            width: 80,
        };
        let report = Report {
            findings: &done.findings,
            files: &done.workbook.files,
            documents: done.workbook.documents.len(),
            title: &done.workbook.config.title,
            withheld: &done.withheld,
            as_of: today(),
            prefix: "books/",
            fails_from: Severity::Error,
            style,
            since: None,
        };
        report
            .write(format, &mut text)
            .expect("memory can be written");
        String::from_utf8(text).expect("reports are text")
    };
    let json = written(Format::Json, false);
    let json: serde_json::Value = serde_json::from_str(&json).expect("the report is JSON");
    let count = done.findings.iter().count();
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(count));
    assert_eq!(written(Format::Concise, false).lines().count(), count);
    for format in [Format::Sarif, Format::Gitlab] {
        let text = written(format, false);
        serde_json::from_str::<serde_json::Value>(&text).expect("the report is JSON");
    }
    let tests = quick_junit::Report::deserialize_from_str(&written(Format::Junit, false));
    assert_eq!(tests.expect("a reader takes it").tests, count.max(1));
    assert_eq!(written(Format::Github, false).lines().count(), count + 1);
    written(Format::Human, false);
    written(Format::Human, true);
}

/// Renders both sides; a page that is there at all is whole.
fn check_site(done: &Compilation, world: &dyn World) {
    for one in [Side::Public, Side::Private] {
        for (path, text) in side(done, world, one) {
            let is_page = path.strip_suffix(".html").is_some();
            assert!(!is_page || text.trim_end().ends_with("</html>"), "{path}");
        }
    }
}

/// A small workbook that is clean.
static BASE: LazyLock<Tree> = LazyLock::new(|| {
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    crate::support::files_below(&cases.join("base"))
});

static EXAMPLE: LazyLock<Tree> = LazyLock::new(crate::support::example);

/// The base with `bytes` as the file at `path`.
fn with(path: &str, bytes: impl Into<Vec<u8>>) -> Tree {
    let mut tree = BASE.clone();
    tree.insert(path.to_owned(), bytes.into());
    tree
}

/// The base with runs in a file that holds `bytes`.
fn with_runs(bytes: Vec<u8>) -> Tree {
    let path = "refunds/instrument.md";
    let instrument = String::from_utf8(BASE[path].clone()).expect("it is text");
    let named = instrument.replacen("metric:", "runs: runs.csv\nmetric:", 1);
    let mut tree = with(path, named);
    tree.insert("refunds/runs.csv".to_owned(), bytes);
    tree
}

/// One file of the example workbook, with what it needs to be read.
fn alone(path: &str, bytes: Vec<u8>) -> Tree {
    let mut tree = Tree::new();
    let near = ["workbook.yaml", "playbook/pack-a-machine.md"];
    for other in near {
        tree.insert(other.to_owned(), EXAMPLE[other].clone());
    }
    tree.insert(path.to_owned(), bytes);
    tree
}

/// `text` with pieces put in at some places.
fn spoiled(text: &[u8], pieces: &[(Index, usize, usize)]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for (at, piece, removed) in pieces {
        let start = at.index(bytes.len() + 1);
        let end = (start + removed).min(bytes.len());
        bytes.splice(start..end, PIECES[*piece].bytes());
    }
    bytes
}

/// A way to damage a file.
#[derive(Debug, Clone)]
enum Damage {
    Delete(Index, Index),
    Duplicate(Index, Index),
    Swap(Index, Index),
    Insert(Index, usize),
    Truncate(Index),
    Flip(Index, u8),
}

impl Damage {
    fn any() -> impl Strategy<Value = Self> {
        let at = any::<Index>;
        prop_oneof![
            (at(), at()).prop_map(|(a, b)| Self::Delete(a, b)),
            (at(), at()).prop_map(|(a, b)| Self::Duplicate(a, b)),
            (at(), at()).prop_map(|(a, b)| Self::Swap(a, b)),
            (at(), 0..PIECES.len()).prop_map(|(a, piece)| Self::Insert(a, piece)),
            at().prop_map(Self::Truncate),
            (at(), 1_u8..).prop_map(|(a, bits)| Self::Flip(a, bits)),
        ]
    }

    /// Damages lines rather than bytes where it moves text, so that what comes out still looks like
    /// a document.
    fn apply(&self, bytes: &mut Vec<u8>) {
        let mut lines: Vec<Vec<u8>> = bytes
            .split_inclusive(|b| *b == b'\n')
            .map(<[u8]>::to_vec)
            .collect();
        if lines.is_empty() {
            return;
        }
        match self {
            Self::Delete(a, b) => {
                let (from, to) = ordered(a.index(bytes.len()), b.index(bytes.len()));
                bytes.drain(from..to.min(from + 200));
            }
            Self::Duplicate(a, b) => {
                let line = lines[a.index(lines.len())].clone();
                lines.insert(b.index(lines.len()), line);
                *bytes = lines.concat();
            }
            Self::Swap(a, b) => {
                let (a, b) = (a.index(lines.len()), b.index(lines.len()));
                lines.swap(a, b);
                *bytes = lines.concat();
            }
            Self::Insert(a, piece) => {
                let at = a.index(bytes.len() + 1);
                bytes.splice(at..at, PIECES[*piece].bytes());
            }
            Self::Truncate(a) => bytes.truncate(a.index(bytes.len())),
            Self::Flip(a, bits) => {
                let at = a.index(bytes.len());
                bytes[at] ^= bits;
            }
        }
    }
}

fn ordered(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn spoiled_files_end_in_findings(
        file in any::<Index>(),
        pieces in prop::collection::vec((any::<Index>(), 0..PIECES.len(), 0_usize..6), 1..12),
    ) {
        let paths: Vec<&String> = BASE.keys().collect();
        let path = file.get(&paths);
        check(&with(path, spoiled(&BASE[*path], &pieces)));
    }

    #[test]
    fn damaged_documents_end_in_findings(
        file in any::<Index>(),
        damage in prop::collection::vec(Damage::any(), 1..8),
    ) {
        let texts: Vec<&String> = EXAMPLE.keys().filter(|path| path.strip_suffix(".md").is_some() || path.strip_suffix(".yaml").is_some()).collect();
        let path = file.get(&texts);
        let mut bytes = EXAMPLE[*path].clone();
        for one in damage {
            one.apply(&mut bytes);
        }
        check(&alone(path, bytes));
    }

    #[test]
    fn any_bytes_end_in_findings(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&with("refunds/any.md", bytes.clone()));
        check(&with("workbook.yaml", bytes.clone()));
        check(&with("known-findings.yaml", bytes.clone()));
        check(&with_runs(bytes));
    }

    #[test]
    fn spoiled_runs_end_in_findings(
        pieces in prop::collection::vec((any::<Index>(), 0..PIECES.len(), 0_usize..6), 1..12),
    ) {
        let runs = "Date,\"Value\",Exceptions,Review\r\n2026-10-16,8,4,\"3,5\"\n2026-10-23,\"a \"\"b\"\"\",,\n";
        check(&with_runs(spoiled(runs.as_bytes(), &pieces)));
    }

    #[test]
    fn any_text_of_pieces_ends_in_findings(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        check(&with("refunds/any.md", text.clone()));
        check(&with("workbook.yaml", text.clone()));
        check(&with("known-findings.yaml", format!("known:\n  - {text}")));
        // Public and sound as far as that can be, so that the text reaches the public side.
        let page = "title: T\nkind: page\nroute: playbook\nsummary: S";
        check(&with("refunds/any.md", format!("---\n{page}\n---\n{text}")));
        check(&with("refunds/any.md", format!("---\n{text}\n---\n{text}")));
    }
}
