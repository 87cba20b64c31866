//! A workbook that is read again gives what it gives when it is read for the first time, whatever
//! changed in between.

use loopbook::Compilation;
use loopbook::compile_again;
use loopbook::diagnostic::Span;
use loopbook::site::Side;
use loopbook::workbook::Parses;

use crate::support::{Tree, compile, example, side, world};

/// What is found, each at its place.
fn findings(compiled: &Compilation) -> Vec<String> {
    let files = &compiled.workbook.files;
    let place = |span: Span| {
        let (start, end) = files.positions(span);
        format!("{}:{start:?}-{end:?}", files.get(span.file).path())
    };
    let one = |found: &loopbook::rules::Finding| {
        let found = &found.diagnostic;
        let labels = found.labels.iter().map(|label| place(label.span));
        let labels: Vec<String> = labels.collect();
        let (rule, message) = (found.rule, &found.message);
        format!("{} {rule} {message} {labels:?}", place(found.span))
    };
    compiled.findings.iter().map(one).collect()
}

fn edit(tree: &mut Tree, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(tree[path].clone()).expect("it is text");
    assert!(text.contains(from), "`{from}` stands in {path}");
    tree.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
}

#[test]
fn reading_again_is_reading() {
    let mut parses = Parses::new();
    let mut tree = example();
    let steps: [fn(&mut Tree); 8] = [
        |_| {},
        |_| {},
        |tree| {
            edit(
                tree,
                "playbook/answer-standard.md",
                "\n---\n",
                "\n---\nSaid anew.\n\n",
            );
        },
        // Before all others, so that every position moves.
        |tree| {
            let note = "---\ntitle: Seen\nkind: evidence\nsource: desk\ndate: 2026-11-02\n---\n[x](nowhere.md)\n";
            tree.insert("a/seen.md".to_owned(), note.into());
        },
        |tree| edit(tree, "part-matching/understand.md", "title:", "titel:"),
        |tree| {
            tree.remove("playbook/pack-a-machine.md");
        },
        |tree| edit(tree, "phone-notes/runs.csv", "\n", "\nyesterday,x,1,2\n"),
        |tree| {
            edit(
                tree,
                "workbook.yaml",
                "stale_after:",
                "evidence_minimum: 9\nstale_after:",
            );
        },
    ];
    let mut before = Vec::new();
    for (number, step) in steps.into_iter().enumerate() {
        step(&mut tree);
        let world = world(&tree);
        let again = compile_again(&world, &mut parses).expect("memory can be read");
        let fresh = compile(&world);
        assert_eq!(findings(&again), findings(&fresh), "step {number}");
        for on in [Side::Public, Side::Private] {
            let same = side(&again, &world, on) == side(&fresh, &world, on);
            assert!(same, "step {number}: the {} side differs", on.word());
        }
        before.push(findings(&again).len());
    }
    assert!(before[7] > before[2], "the steps are seen: {before:?}");
}
