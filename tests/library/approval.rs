//! What an approval covers: everything that a reader of the page sees, and nothing else. Each item
//! is changed by itself.

use std::path::Path;
use std::sync::LazyLock;

use crate::support::{Tree, cases, compile, example, files_below, side, world};
use loopbook::audience::{Approval, Publication, approval_digest};
use loopbook::site::Side;
use proptest::prelude::*;
use proptest::sample::Index;

const PAGE: &str = "journeys/one.md";

const TEXT: &str = "\
---
title: One refund, one answer
kind: page
summary: What one customer heard from us.
form: case
route: journeys
owner: mo
reviewed: 2026-11-01
tags: [refunds, answers]
proof: refunds/instrument
show_metric: { loop: refunds/instrument, until: 2026-10-31 }
consent: refunds/evidence/call
next: { text: Write to us, url: \"mailto:desk@harbor.example\" }
---
The answer came the same day, as [the page says](../playbook/one-answer.md#the-answer).

## Numbers

| Day | Answers |
|---|--:|
| one | 7 |

![A counter](../images/counter.png) [A list](../files/list.csv) [The web](https://harbor.example/)

```text
one  two
```

- [x] kept[^n]

[^n]: With a note.

## From the call {route=memory}

Said on the telephone.
";

/// A page that shares its tags and is its neighbour nowhere.
const OTHER: &str = "\
---
title: Two answers
kind: page
summary: What to do where two people answered.
form: guide
route: playbook
owner: mo
tags: [refunds]
---
Keep the first, as [one answer](one-answer.md) says.
";

fn workbook() -> Tree {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    let mut tree = files_below(&base);
    tree.insert(PAGE.to_owned(), TEXT.as_bytes().to_vec());
    tree.insert("images/counter.png".to_owned(), picture("worn-part"));
    tree.insert("files/list.csv".to_owned(), b"a,b\n".to_vec());
    tree.insert("files/copy.csv".to_owned(), b"a,b\n".to_vec());
    tree.insert("playbook/two.md".to_owned(), OTHER.as_bytes().to_vec());
    tree
}

fn picture(name: &str) -> Vec<u8> {
    let mut files = example();
    let path = format!("images/{name}.png");
    files.remove(&path).expect("the example has it")
}

/// The picture with words in it that are not shown.
fn with_a_comment(png: &[u8]) -> Vec<u8> {
    // Behind the signature and the header come the other chunks: length, name, bytes, checksum.
    let header = 8 + 4 + 4 + 13 + 4;
    let chunk = b"tEXtComment\0taken in Harbor Street";
    let length = u32::try_from(chunk.len() - 4).expect("short").to_be_bytes();
    let sum = checksum(chunk).to_be_bytes();
    [&png[..header], &length, chunk, &sum, &png[header..]].concat()
}

/// The checksum of a chunk of a PNG.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1));
    let of = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), step);
    !bytes.iter().fold(u32::MAX, of)
}

/// The digest of the page, and what an approval in it is worth.
fn judged(tree: &Tree) -> (String, Approval) {
    judged_at(tree, PAGE)
}

fn judged_at(tree: &Tree, page: &str) -> (String, Approval) {
    let done = compile(&world(tree));
    let position = done
        .workbook
        .paths
        .document(page)
        .expect("the page is there");
    let publication = Publication::of(&done.workbook, &done.status);
    let digest = approval_digest(&publication, &done.files, position);
    (
        digest.expect("the page can be public"),
        done.approvals.get(position),
    )
}

fn digest(tree: &Tree) -> String {
    judged(tree).0
}

fn edited(path: &str, old: &str, new: &str) -> Tree {
    let mut tree = workbook();
    let text = String::from_utf8(tree[path].clone()).expect("it is text");
    assert_eq!(text.matches(old).count(), 1, "`{old}` in {path}");
    tree.insert(path.to_owned(), text.replacen(old, new, 1).into_bytes());
    tree
}

/// What is changed, where, and how: a reader sees it.
const COUNTS: &[(&str, &str, &str, &str)] = &[
    ("title", PAGE, "title: One", "title: A"),
    ("summary", PAGE, "What one customer", "What a customer"),
    (
        "no summary",
        PAGE,
        "summary: What one customer heard from us.\n",
        "",
    ),
    ("form", PAGE, "form: case", "form: story"),
    ("route", PAGE, "route: journeys", "route: playbook"),
    ("tags", PAGE, "[refunds, answers]", "[refunds]"),
    (
        "where tags end",
        PAGE,
        "[refunds, answers]",
        "[refundsanswers]",
    ),
    ("owner", PAGE, "owner: mo", "owner: ana"),
    (
        "public name",
        "workbook.yaml",
        "The refund desk }",
        "The desk }",
    ),
    ("words of next", PAGE, "Write to us", "Write"),
    ("target of next", PAGE, "mailto:desk@", "mailto:us@"),
    ("proof", PAGE, "proof: refunds/instrument\n", ""),
    (
        "kind of proof",
        PAGE,
        "proof: refunds/instrument",
        "proof: refunds/evidence/call",
    ),
    (
        "no metric",
        PAGE,
        "show_metric: { loop: refunds/instrument, until: 2026-10-31 }\n",
        "",
    ),
    (
        "metric until later",
        PAGE,
        "until: 2026-10-31",
        "until: 2026-11-06",
    ),
    (
        "name of the metric",
        "refunds/instrument.md",
        "name: minutes per",
        "name: hours per",
    ),
    (
        "unit",
        "refunds/instrument.md",
        "unit: minutes",
        "unit: hours",
    ),
    (
        "baseline",
        "refunds/instrument.md",
        "value: 11",
        "value: 11.001",
    ),
    (
        "standard",
        "refunds/instrument.md",
        "standard: 5",
        "standard: 6",
    ),
    (
        "value",
        "refunds/instrument.md",
        "2026-10-16 | 8 ",
        "2026-10-16 | 9 ",
    ),
    (
        "day of a value",
        "refunds/instrument.md",
        "2026-10-16 | 8 ",
        "2026-10-17 | 8 ",
    ),
    ("a word", PAGE, "the same day", "the next day"),
    ("a heading", PAGE, "## Numbers", "## Figures"),
    ("level of a heading", PAGE, "## Numbers", "### Numbers"),
    ("an anchor", PAGE, "## Numbers", "## Numbers {#figures}"),
    ("a cell", PAGE, "| one | 7 |", "| one | 8 |"),
    ("alignment", PAGE, "|---|--:|", "|---|---|"),
    ("alternative text", PAGE, "![A counter]", "![The counter]"),
    ("a link to a page", PAGE, "#the-answer", ""),
    (
        "a link to the web",
        PAGE,
        "https://harbor.example/)",
        "https://harbor.example/x)",
    ),
    (
        "a heading that is linked",
        "playbook/one-answer.md",
        "## The answer",
        "## An answer",
    ),
    ("spaces in code", PAGE, "one  two", "one two"),
    ("a task", PAGE, "- [x]", "- [ ]"),
    ("a note", PAGE, "With a note", "With another note"),
    ("bytes of a file", "files/list.csv", "a,b", "a,c"),
    (
        "the workbook's title",
        "workbook.yaml",
        "title: Harbor Refund Desk",
        "title: Harbor Returns",
    ),
    (
        "where the site stands",
        "workbook.yaml",
        "https://harbor.example/",
        "https://refunds.example/",
    ),
    (
        "the title of a page that it names as related",
        "playbook/one-answer.md",
        "title: One answer for",
        "title: An answer for",
    ),
    (
        "one related page more",
        PAGE,
        "The answer came",
        "The [other](../playbook/two.md) answer came",
    ),
    (
        "name of a file",
        PAGE,
        "../files/list.csv",
        "../files/copy.csv",
    ),
    ("emphasis", PAGE, "same day", "*same* day"),
    ("what was private", PAGE, " {route=memory}", ""),
];

#[test]
fn whatever_a_reader_sees_counts() {
    let before = digest(&workbook());
    for (what, path, old, new) in COUNTS {
        assert_ne!(digest(&edited(path, old, new)), before, "{what}");
    }
    let mut tree = workbook();
    tree.insert("images/counter.png".to_owned(), picture("stopwatch-sheet"));
    assert_ne!(digest(&tree), before, "the picture");
}

/// What is changed, where, and how: no reader sees it.
const DOES_NOT_COUNT: &[(&str, &str, &str, &str)] = &[
    (
        "a private section",
        PAGE,
        "Said on the telephone.",
        "Said by mail, [here](x.md).",
    ),
    (
        "a private heading",
        PAGE,
        "## From the call {route=memory}\n\nSaid on the telephone.\n",
        "",
    ),
    (
        "the date of review",
        PAGE,
        "reviewed: 2026-11-01",
        "reviewed: 2026-11-20",
    ),
    ("who consents", PAGE, "consent: refunds/evidence/call\n", ""),
    (
        "which proof",
        PAGE,
        "proof: refunds/instrument",
        "proof: [refunds/instrument, refunds/govern]",
    ),
    (
        "a key of our own",
        PAGE,
        "owner: mo",
        "owner: mo\nx-note: ask Ana",
    ),
    (
        "a comment",
        PAGE,
        "## Numbers\n",
        "<!-- ask Ana -->\n\n## Numbers\n",
    ),
    (
        "a comment in a line",
        PAGE,
        "same day, as",
        "same day, <!-- which? --> as",
    ),
    (
        "a comment at the end",
        PAGE,
        "With a note.",
        "With a note. <!-- whose? -->",
    ),
    (
        "an unused note",
        PAGE,
        "[^n]: With",
        "[^m]: Unused.\n\n[^n]: With",
    ),
    ("wrapping", PAGE, "The answer came", "The\nanswer came"),
    (
        "the order of keys",
        PAGE,
        "form: case\nroute: journeys",
        "route: journeys\nform: case",
    ),
    ("quotes in YAML", PAGE, "form: case", "form: 'case'"),
    (
        "a later run",
        "refunds/instrument.md",
        "2026-11-06 | 6 ",
        "2026-11-06 | 4 ",
    ),
    (
        "exceptions and review",
        "refunds/instrument.md",
        "| 4          | 35     |",
        "| 5 | 36 |",
    ),
    (
        "where the baseline is from",
        "refunds/instrument.md",
        "stopwatch over",
        "a clock over",
    ),
    (
        "the name of a person",
        "workbook.yaml",
        "name: M. Okafor",
        "name: Mo Okafor",
    ),
    (
        "the summary of a related page",
        "playbook/one-answer.md",
        "summary: ",
        "summary: So, ",
    ),
    (
        "the title of a page that shares a tag",
        "playbook/two.md",
        "title: Two",
        "title: Three",
    ),
    (
        "a page that links this one",
        "playbook/two.md",
        "Keep the first",
        "Keep [the first](../journeys/one.md)",
    ),
    (
        "a slash behind the place of the site",
        "workbook.yaml",
        "https://harbor.example/",
        "https://harbor.example",
    ),
    (
        "text of a linked page",
        "playbook/one-answer.md",
        "Mostly that is nothing.",
        "",
    ),
];

#[test]
fn what_no_reader_sees_does_not_count() {
    let before = digest(&workbook());
    for (what, path, old, new) in DOES_NOT_COUNT {
        assert_eq!(digest(&edited(path, old, new)), before, "{what}");
    }
    let mut tree = workbook();
    let commented = with_a_comment(&picture("worn-part"));
    tree.insert("images/counter.png".to_owned(), commented);
    assert_eq!(
        digest(&tree),
        before,
        "what a picture holds besides the picture"
    );
    let mut tree = workbook();
    let template = "<p>{{ doc.title }}</p>{{ doc.body | safe }}";
    tree.insert("templates/public/document.html".to_owned(), template.into());
    assert_eq!(digest(&tree), before, "the template");
}

/// The page with an approval of what it shows.
fn approved() -> Tree {
    let record = format!(
        "owner: mo\nsafe_to_show: {{ approved_by: ana, approved_on: 2026-11-10, digest: \"{}\" }}",
        digest(&workbook())
    );
    edited(PAGE, "owner: mo", &record)
}

fn is_public(tree: &Tree) -> bool {
    let world = world(tree);
    side(&compile(&world), &world, Side::Public).contains_key("journeys/one.html")
}

#[test]
fn a_journey_is_let_out_while_its_approval_holds() {
    assert!(!is_public(&workbook()), "nobody has approved it");
    let tree = approved();
    assert_eq!(judged(&tree).1, Approval::Valid);
    assert!(is_public(&tree));
    for (old, new) in [
        ("same day", "next day"),
        ("approved_by: ana", "approved_by: refund-agent"),
        ("approved_by: ana", "approved_by: nobody"),
    ] {
        let mut tree = tree.clone();
        let text = String::from_utf8(tree[PAGE].clone()).expect("it is text");
        tree.insert(PAGE.to_owned(), text.replacen(old, new, 1).into_bytes());
        assert!(!is_public(&tree), "{new}");
    }
}

#[test]
fn nothing_public_links_a_journey_that_is_not_let_out() {
    let link = "\n\n[One refund](../journeys/one.md)\n";
    let html = |tree: &Tree| {
        let world = world(tree);
        let mut files = side(&compile(&world), &world, Side::Public);
        files
            .remove("playbook/one-answer.html")
            .expect("it is public")
    };
    let linked = |mut tree: Tree| {
        let page = tree.get_mut("playbook/one-answer.md").expect("there");
        page.extend(link.as_bytes());
        tree
    };
    assert!(html(&linked(approved())).contains("journeys/one.html"));
    let waiting = html(&linked(workbook()));
    assert!(!waiting.contains("journeys/one") && waiting.contains("One refund"));
}

#[test]
fn journeys_that_link_each_other_can_be_approved_one_after_the_other() {
    let mut tree = workbook();
    let pages = [(PAGE, "two.md"), ("journeys/two.md", "one.md")];
    for (path, other) in pages {
        let text = TEXT.replace("../playbook/one-answer.md#the-answer", other);
        tree.insert(path.to_owned(), text.into_bytes());
    }
    for (path, _) in pages {
        let digest = judged_at(&tree, path).0;
        let record = format!(
            "owner: mo\nsafe_to_show: {{ approved_by: ana, approved_on: 2026-11-10, digest: \"{digest}\" }}"
        );
        let text = String::from_utf8(tree[path].clone()).expect("it is text");
        tree.insert(
            path.to_owned(),
            text.replacen("owner: mo", &record, 1).into_bytes(),
        );
    }
    for (path, _) in pages {
        assert_eq!(judged_at(&tree, path).1, Approval::Valid, "{path}");
    }
}

/// The page as it is published, without what an approval does not cover: lists of other pages, the
/// date of review, and that there is a feed.
fn covered(tree: &Tree) -> Option<String> {
    let world = world(tree);
    let mut html = side(&compile(&world), &world, Side::Public).remove("journeys/one.html")?;
    for (start, end) in [
        ("<nav class=\"contents", "</nav>"),
        ("<nav class=\"pager", "</nav>"),
        ("<time ", "</time>"),
        ("\"dateModified\":\"", "\","),
        ("'sha256-", "'"),
    ] {
        while let Some(at) = html.find(start) {
            let behind = html[at + start.len()..].find(end).expect("it ends");
            html.replace_range(at..at + start.len() + behind + end.len(), "");
        }
    }
    let lines = html.lines().filter(|line| !line.contains("feed.xml"));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// The page as it is published with the approval of what it shows, and without what is not covered.
static COVERED: LazyLock<String> = LazyLock::new(|| covered(&approved()).expect("it is approved"));

proptest! {
    #![proptest_config(cases(192))]

    /// One letter is another one, anywhere: in the page, in what it links, in private text, in
    /// `workbook.yaml`. Where the page is still let out, it shows what was approved; where it shows
    /// something else, it is not.
    #[test]
    fn what_is_let_out_is_what_was_approved(
        file in any::<Index>(),
        at in any::<Index>(),
        letter in prop::char::range('a', 'z'),
    ) {
        let mut tree = approved();
        let is_text = |path: &&String| path.strip_suffix(".png").is_none();
        let texts: Vec<String> = tree.keys().filter(is_text).cloned().collect();
        let path = file.get(&texts);
        let text = String::from_utf8(tree[path].clone()).expect("it is text");
        let letters: Vec<usize> = text
            .char_indices()
            .filter(|(_, c)| c.is_ascii_alphanumeric())
            .map(|(at, _)| at)
            .collect();
        let at = *at.get(&letters);
        let changed = [&text[..at], letter.encode_utf8(&mut [0; 4]), &text[at + 1..]].concat();
        tree.insert(path.clone(), changed.into_bytes());
        if let Some(shown) = covered(&tree) {
            prop_assert_eq!(&shown, &*COVERED, "{} at {}", path, at);
        }
    }

    /// Whatever stands where no reader looks, the approval holds.
    #[test]
    fn private_text_is_free_to_change(words in "[a-zA-Z ,.#|*_-]{0,60}", place in 0_usize..4) {
        let mut tree = approved();
        let (path, behind) = [
            (PAGE, "Said on the telephone."),
            ("refunds/evidence/call.md", ""),
            ("refunds/understand.md", ""),
            ("workbook.yaml", ""),
        ][place];
        let text = String::from_utf8(tree[path].clone()).expect("it is text");
        let added = if path == "workbook.yaml" { "# " } else { "" };
        let changed = if behind.is_empty() {
            format!("{text}\n{added}{words}\n")
        } else {
            text.replacen(behind, &format!("{behind} {words}"), 1)
        };
        tree.insert(path.to_owned(), changed.into_bytes());
        prop_assert_eq!(judged(&tree).1, Approval::Valid);
    }
}
