//! Where a customer may be named who has agreed to some page: on that page, in the files that it leads
//! readers to, and in the lists that show what it is called. Nowhere else, whoever links what.

use std::path::Path;

use crate::support::{Tree, compile, files_below, world, write_below};
use assert_cmd::Command;
use loopbook::Compilation;
use tempfile::TempDir;

const NAME: &str = "Jo Bakery";

/// The clean workbook of the cases, with a customer who has agreed to the page `agreed`, and a page
/// `other` to which nobody has.
fn workbook(agreed: &str, other: &str) -> Tree {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    let mut tree = files_below(&base);
    let call = String::from_utf8(tree["refunds/evidence/call.md"].clone()).expect("it is text");
    let call = call.replacen(
        "outside: true",
        &format!("outside: true\ncustomer: {NAME}"),
        1,
    );
    tree.insert("refunds/evidence/call.md".to_owned(), call.into_bytes());
    let front = "kind: page\nroute: playbook\nowner: mo\nform: guide\n";
    for (name, text) in [("agreed", agreed), ("other", other)] {
        let link = "[One answer](one-answer.md)";
        let text = format!("---\n{front}{text}\n{link}\n");
        tree.insert(format!("playbook/{name}.md"), text.into_bytes());
    }
    let answer = tree.get_mut("playbook/one-answer.md").expect("there");
    answer.extend(b"\n[Agreed](agreed.md) [Other](other.md)\n");
    tree.insert(
        "files/said.txt".to_owned(),
        format!("So says {NAME}.").into_bytes(),
    );
    tree
}

const AGREED: &str = "title: What we heard\nsummary: What somebody told us.\n\
                      consent: refunds/evidence/call\n---\nSo says Jo Bakery.";
const OTHER: &str = "title: Another page\nsummary: What it says.\n---\nNothing.";

/// Which of these files of the public side may name the customer, in the last look before they are
/// written.
fn may_name(done: &Compilation, paths: &[&str]) -> Vec<bool> {
    let text = format!("<p>{NAME}</p>");
    let scan = |path: &&str| done.guard.scan(path, text.as_bytes()).is_none();
    paths.iter().map(scan).collect()
}

const LISTS: [&str; 6] = [
    "index.html",
    "playbook/index.html",
    "journeys/index.html",
    "feed.xml",
    "llms.txt",
    "sitemap.xml",
];

#[test]
fn a_list_names_only_whom_it_shows() {
    let done = compile(&world(&workbook(AGREED, OTHER)));
    assert_eq!(may_name(&done, &LISTS), [false; 6], "only the text says it");
    let own = ["playbook/agreed.html", "playbook/agreed.md"];
    assert_eq!(may_name(&done, &own), [true; 2]);
    let others = [
        "playbook/other.html",
        "playbook/other.md",
        "assets/loopbook.css",
        "n.html",
    ];
    assert_eq!(may_name(&done, &others), [false; 4]);
    for (old, new) in [
        ("What we heard", "What Jo Bakery said"),
        ("What somebody told us", "What Jo Bakery told us"),
        ("consent:", "tags: [jo-bakery]\nconsent:"),
    ] {
        let done = compile(&world(&workbook(&AGREED.replacen(old, new, 1), OTHER)));
        assert_eq!(may_name(&done, &LISTS), [true; 6], "{new}");
        // Lists stand beside the text of a page, and not in its other form.
        assert_eq!(
            may_name(&done, &others),
            [true, false, false, false],
            "{new}"
        );
    }
}

#[test]
fn a_file_names_only_who_agreed_to_all_that_leads_there() {
    let link = " [All of it](../files/said.txt)";
    let file = ["assets/files/files/said.txt"];
    let agreed = &format!("{AGREED}{link}");
    let other = &format!("{OTHER}{link}");
    let hidden = &format!("{OTHER}\n\n## Why {{route=memory}}\n\n{link}");
    let next = &OTHER.replacen(
        "---",
        "next: { text: More, url: ../files/said.txt }\n---",
        1,
    );
    for (one, two, may) in [
        (agreed.as_str(), OTHER, true),
        (agreed, hidden, true),
        (agreed, other, false),
        (agreed, next, false),
        (AGREED, other, false),
    ] {
        let done = compile(&world(&workbook(one, two)));
        assert_eq!(may_name(&done, &file), [may], "{one} and {two}");
        let found = done.findings.iter().map(|found| &found.diagnostic);
        let found = found.filter(|found| found.rule == "missing-consent");
        let paths: Vec<&str> = found
            .map(|found| done.workbook.files.get(found.span.file).path())
            .collect();
        let expected: &[&str] = if may { &[] } else { &["playbook/other.md"] };
        assert_eq!(paths, expected, "{one} and {two}");
    }
}

/// What `loopbook` with these arguments says of a workbook, with the exit status.
fn told(tree: &Tree, arguments: &[&str]) -> (i32, String) {
    let place = TempDir::new().expect("a directory");
    write_below(place.path(), tree);
    let mut command = Command::cargo_bin("loopbook").expect("the binary is built");
    command.current_dir(place.path()).args(arguments);
    let output = command
        .args(["--as-of", "2026-11-23", "--no-history"])
        .output()
        .expect("it runs");
    let streams = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&streams).into_owned();
    (output.status.code().expect("it ended"), text)
}

#[test]
fn who_agreed_is_published_and_who_did_not_is_not_said() {
    let link = " [All of it](../files/said.txt)";
    let named = AGREED.replacen("What we heard", "What Jo Bakery said", 1) + link;
    let fine = workbook(&named, OTHER);
    let (code, text) = told(&fine, &["build"]);
    assert_eq!(code, 0, "{text}");
    let leak = workbook(&named, &format!("{OTHER}{link}"));
    let (code, text) = told(&leak, &["check"]);
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("missing-consent") && text.contains("files/said.txt"),
        "{text}"
    );
    let (code, text) = told(&leak, &["check", "--format", "concise"]);
    assert_eq!(code, 1, "{text}");
    assert!(!text.contains(NAME), "{text}");
    let (code, _) = told(&leak, &["build"]);
    assert_eq!(code, 1);
}
