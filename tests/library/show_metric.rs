//! `show_metric` and `proof`: what leads out of an instrument loop, and that nothing else does.

use std::path::Path;

use crate::support::{Tree, compile, files_below, side, world};
use loopbook::audience::PublicPage;
use loopbook::site::Side;

const PAGE: &str = "playbook/one-answer.html";

/// The workbook of the text cases, whose page shows the metric up to a day between its two runs.
fn workbook() -> Tree {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    let mut tree = files_below(&base);
    let shows = "form: guide\nshow_metric: { loop: refunds/instrument, until: 2026-10-31 }\n";
    edit(&mut tree, "playbook/one-answer.md", "form: guide\n", shows);
    tree
}

fn edit(tree: &mut Tree, path: &str, old: &str, new: &str) {
    let bytes = tree.get(path).expect("the file is there").clone();
    let text = String::from_utf8(bytes).expect("it is text");
    assert_eq!(text.matches(old).count(), 1, "`{old}` in {path}");
    let text = text.replacen(old, new, 1);
    tree.insert(path.to_owned(), text.into_bytes());
}

fn page(tree: &Tree) -> PublicPage {
    let done = compile(&world(tree));
    let mut pages = done.public.pages.into_iter();
    pages
        .find(|page| page.output.as_str() == PAGE)
        .expect("the page is public")
}

fn html(tree: &Tree) -> String {
    let world = world(tree);
    side(&compile(&world), &world, Side::Public)
        .remove(PAGE)
        .expect("the page is public")
}

/// The cells of the table of the metric, without their tags.
fn cells(tree: &Tree) -> Vec<String> {
    let html = html(tree);
    let start = html.find("<tbody>").expect("there is a table");
    let row = html[start..].split("</tbody>").next().unwrap_or("");
    let cells = row.split("<td>").skip(1);
    let bare = |cell: &str| {
        let words = cell.split('<').map(|part| match part.split_once('>') {
            Some((_, words)) => words,
            None => part,
        });
        words.collect::<String>()
    };
    cells.map(bare).collect()
}

#[test]
fn the_page_shows_before_latest_change_and_standard() {
    assert_eq!(
        cells(&workbook()),
        [
            "11 minutes",
            "8 minutes",
            "\u{2212}27.3\u{a0}%",
            "5 minutes"
        ]
    );
    let html = html(&workbook());
    assert!(html.contains("minutes per refund"), "its name");
    assert!(html.contains("2026-10-16"), "the day of the latest run");
}

#[test]
fn what_was_not_measured_is_said_to_be_so() {
    let mut tree = workbook();
    let baseline =
        "  baseline: { value: 11, on: 2026-09-30, source: stopwatch over forty refunds }\n";
    edit(&mut tree, "refunds/instrument.md", baseline, "");
    edit(&mut tree, "refunds/instrument.md", "  standard: 5\n", "");
    edit(
        &mut tree,
        "playbook/one-answer.md",
        "until: 2026-10-31",
        "until: 2026-10-15",
    );
    assert_eq!(cells(&tree), ["not measured"; 4]);
}

#[test]
fn a_baseline_of_nothing_has_no_change() {
    let mut tree = workbook();
    edit(
        &mut tree,
        "refunds/instrument.md",
        "value: 11,",
        "value: 0,",
    );
    assert_eq!(cells(&tree)[0], "0 minutes");
    assert_eq!(cells(&tree)[2], "not measured");
}

#[test]
fn later_runs_change_no_byte() {
    let before = html(&workbook());
    let mut tree = workbook();
    edit(
        &mut tree,
        "refunds/instrument.md",
        "| 2026-11-06 | 6     | 3          | 20     |",
        "| 2026-11-06 | 2.5 | 90 | 999 |\n| 2026-11-20 | 1 | 0 | 0 |",
    );
    assert_eq!(html(&tree), before);
    edit(
        &mut tree,
        "refunds/instrument.md",
        "| 2026-10-16 | 8 ",
        "| 2026-10-16 | 9 ",
    );
    assert_ne!(html(&tree), before, "the run that is shown does");
}

#[test]
fn nothing_else_of_the_loop_gets_out() {
    let before = html(&workbook());
    let mut tree = workbook();
    let loop_path = "refunds/instrument.md";
    edit(
        &mut tree,
        loop_path,
        "| 8     | 4          | 35     |",
        "| 8     | 71          | 72     |",
    );
    edit(
        &mut tree,
        loop_path,
        "source: stopwatch over forty refunds",
        "source: somebody's guess",
    );
    edit(&mut tree, loop_path, "on: 2026-09-30", "on: 2026-09-29");
    edit(
        &mut tree,
        loop_path,
        "title: Minutes per refund",
        "title: Another title",
    );
    edit(
        &mut tree,
        loop_path,
        "owner: ana",
        "owner: mo\nkill_when: 'runs[-1].review > 300'",
    );
    edit(&mut tree, loop_path, "timed with a stopwatch", "guessed");
    assert_eq!(html(&tree), before);
}

#[test]
fn proof_says_that_there_is_proof_and_not_which() {
    let tree = workbook();
    let proof = page(&tree).proof.expect("the loop has runs");
    assert!(proof.measured && !proof.evidenced);
    let mut both = tree.clone();
    let named = "proof: [refunds/instrument, refunds/evidence/call]";
    edit(
        &mut both,
        "playbook/one-answer.md",
        "proof: refunds/instrument",
        named,
    );
    let shown = html(&both);
    assert!(shown.contains("measured and evidenced"), "{shown}");
    assert!(!shown.contains("evidence/call"), "{shown}");
    let mut unmeasured = tree;
    edit(
        &mut unmeasured,
        "playbook/one-answer.md",
        "proof: refunds/instrument",
        "proof: refunds/govern",
    );
    assert_eq!(page(&unmeasured).proof, None);
    assert!(!html(&unmeasured).contains("<dt>Proof</dt>"));
}
