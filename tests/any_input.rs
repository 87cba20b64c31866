//! Any bytes end in findings: whatever a file holds, nothing panics, and every finding stands at a
//! place that exists.

mod case;

use std::sync::LazyLock;

use case::Tree;
use loopbook::Compilation;
use loopbook::diagnostic::Span;
use proptest::prelude::*;

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
    ",",
    ";",
    "\"\"",
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

fn base() -> &'static Tree {
    static BASE: LazyLock<Tree> = LazyLock::new(|| case::base().expect("the base can be read"));
    &BASE
}

fn compile(path: &str, text: &[u8]) -> Compilation {
    let mut tree = base().clone();
    tree.insert(path, text);
    tree.compile().expect("memory can be read")
}

/// The base with runs in a file that holds `text`.
fn compile_runs(text: &[u8]) -> Compilation {
    let mut tree = base().clone();
    let path = "refunds/instrument.md";
    let instrument = tree.text(path).expect("it is text");
    let named = instrument.replacen("metric:", "runs: runs.csv\nmetric:", 1);
    tree.insert(path, named.as_bytes());
    tree.insert("refunds/runs.csv", text);
    tree.compile().expect("memory can be read")
}

/// Holds every place and every edit of the findings against the text they stand in.
fn check_places(done: &Compilation) {
    for finding in done.findings.iter() {
        let found = &finding.diagnostic;
        let labels = found.labels.iter().map(|label| label.span);
        let edits = found.fix.iter().flat_map(|fix| &fix.edits);
        let places = labels.chain(edits.map(|edit| edit.span));
        for span in places.chain([found.span]) {
            assert!(exists(done, span), "{}: {}", found.rule, found.message);
        }
    }
}

fn exists(done: &Compilation, span: Span) -> bool {
    let text = done.workbook.files.get(span.file).text();
    text.get(span.range()).is_some()
}

/// The text of a base file with pieces put in at some places.
fn spoiled(text: &str, pieces: &[(prop::sample::Index, usize, usize)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, piece, removed) in pieces {
        let start = at.index(bytes.len() + 1);
        let end = (start + removed).min(bytes.len());
        bytes.splice(start..end, PIECES[*piece].bytes());
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoiled_files_end_in_findings(
        file in any::<prop::sample::Index>(),
        pieces in prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len(), 0_usize..6), 1..12),
    ) {
        let tree = base();
        let paths: Vec<String> = tree.paths().map(str::to_owned).collect();
        let path = file.get(&paths);
        let text = tree.text(path).expect("it is text");
        check_places(&compile(path, &spoiled(&text, &pieces)));
    }

    #[test]
    fn any_bytes_end_in_findings(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check_places(&compile("refunds/any.md", &bytes));
        check_places(&compile("workbook.yaml", &bytes));
        check_places(&compile_runs(&bytes));
    }

    #[test]
    fn spoiled_runs_end_in_findings(
        pieces in prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len(), 0_usize..6), 1..12),
    ) {
        let runs = "Date,\"Value\",Exceptions,Review\r\n2026-10-16,8,4,\"3,5\"\n2026-10-23,\"a \"\"b\"\"\",,\n";
        check_places(&compile_runs(&spoiled(runs, &pieces)));
    }

    #[test]
    fn any_text_of_pieces_ends_in_findings(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        check_places(&compile("refunds/any.md", text.as_bytes()));
        check_places(&compile("refunds/any.md", format!("---\n{text}\n---\n{text}").as_bytes()));
        check_places(&compile("workbook.yaml", text.as_bytes()));
    }
}
