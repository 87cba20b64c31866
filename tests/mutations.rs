//! Damages the workbook of the text cases in many small ways: whatever comes out is read and judged
//! without a panic, and every place that a finding names lies in its file.

use std::path::Path;

use jiff::civil::date;
use loopbook::diagnostic::{Diagnostic, Span};
use loopbook::source::Memory;

/// How many damaged workbooks are read.
const ROUNDS: u64 = 400;

/// What is put into the text.
const PIECES: &[&str] = &[
    "|",
    "\n",
    "\r",
    "\r\n",
    "# ",
    "### ",
    "---\n",
    "```\n",
    "> ",
    "- ",
    "<!--",
    "-->",
    "ż😀",
    "\u{202e}",
    "\u{a0}",
    "`",
    "**",
    "[x](",
    ")",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "&nbsp;",
    "\t",
    "0",
    "2026-13-01",
    "### Cost\n",
    "## Close the loop\n",
    "| a | b |\n|---|---|\n",
    "\\",
    "\0",
    "'",
    "\"",
];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).expect("small")
    }
}

fn base() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    let files = walkdir::WalkDir::new(&root).sort_by_file_name();
    let read = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(&root).expect("below the root");
        let text = std::fs::read_to_string(entry.path()).expect("text");
        (path.to_string_lossy().replace('\\', "/"), text)
    };
    files
        .into_iter()
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.file_type().is_file())
        .map(read)
        .collect()
}

fn damage(text: &mut String, dice: &mut Dice) {
    let boundary = |text: &str, mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(text, dice.below(text.len() + 1));
    match dice.below(4) {
        0 => {
            let end = boundary(text, (start + dice.below(40)).min(text.len()));
            text.replace_range(start..end.max(start), "");
        }
        1 => {
            let end = boundary(text, (start + dice.below(200)).min(text.len()));
            let copy = text[start..end.max(start)].to_owned();
            text.insert_str(boundary(text, dice.below(text.len() + 1)), &copy);
        }
        2 => text.truncate(start),
        _ => text.insert_str(start, PIECES[dice.below(PIECES.len())]),
    }
}

fn spans(found: &Diagnostic) -> impl Iterator<Item = Span> {
    let labels = found.labels.iter().map(|label| label.span);
    let edits = found.fix.iter().flat_map(|fix| &fix.edits);
    std::iter::once(found.span)
        .chain(labels)
        .chain(edits.map(|edit| edit.span))
}

#[test]
fn damaged_workbooks_are_judged_without_a_panic() {
    let base = base();
    let mut dice = Dice(0x2026_1123);
    for round in 0..ROUNDS {
        let mut files = base.clone();
        for _ in 0..=dice.below(6) {
            let chosen = dice.below(files.len());
            damage(&mut files[chosen].1, &mut dice);
        }
        let mut world = Memory::new(date(2026, 11, 23));
        for (path, text) in files {
            world.insert(path, text);
        }
        let done = loopbook::compile(&world).expect("memory can be read");
        for finding in done.findings.iter() {
            for span in spans(&finding.diagnostic) {
                let text = done.workbook.files.get(span.file).text();
                let found = &finding.diagnostic;
                assert!(text.get(span.range()).is_some(), "round {round}: {found:?}");
            }
        }
    }
}
