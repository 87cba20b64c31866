//! Non-interference: the public side is a function of public input only. A word is planted in every
//! private position, and private text is changed, added and deleted; the public side shows none of
//! it and stays as it is, byte by byte.

mod planted;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use loopbook::site::Side;
use planted::{CLOSING, Plan, Private, TOKEN};
use proptest::prelude::*;
use support::{Tree, compile, side, world};

/// The public side of the workbook that these files are.
fn public(tree: &Tree) -> BTreeMap<String, String> {
    let world = world(tree);
    side(&compile(&world), &world, Side::Public)
}

/// Where the planted word stands on the public side, whatever way it is written.
fn leaks(tree: &Tree) -> Vec<String> {
    let shows = |text: &str| planted::decoded(text).contains(TOKEN);
    let files = public(tree).into_iter();
    files
        .filter(|(path, text)| shows(path) || shows(text))
        .map(|(path, text)| format!("{path}\n{text}"))
        .collect()
}

/// What of one public side is not the same in another.
fn differences(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> Vec<String> {
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differing = paths
        .into_iter()
        .filter(|path| one.get(*path) != other.get(*path));
    differing
        .map(|path| format!("{path}\n{:?}\n{:?}", one.get(path), other.get(path)))
        .collect()
}

/// The files of `plan` with the given private text.
fn tree(plan: &Plan, private: &Private) -> Tree {
    let files = plan.files(private).into_iter();
    files
        .map(|(path, text)| (path, text.into_bytes()))
        .collect()
}

proptest! {
    #![proptest_config(support::cases(64))]

    #[test]
    fn nothing_private_is_public(plan in Plan::any()) {
        let found = leaks(&tree(&plan, &Private::Planted));
        prop_assert!(found.is_empty(), "{}", found.join("\n"));
    }

    #[test]
    fn private_text_changes_nothing_public(plan in Plan::any(), other in planted::any_text()) {
        let before = public(&tree(&plan, &Private::Planted));
        prop_assert!(before.contains_key("playbook/page.html") && before.contains_key("playbook/desk/understand.html"));
        let changed = public(&tree(&plan, &Private::Text(other)));
        let without = public(&tree(&plan, &Private::Absent));
        for after in [changed, without] {
            let found = differences(&before, &after);
            prop_assert!(found.is_empty(), "{}", found.join("\n"));
        }
    }
}

#[test]
fn what_asks_for_privacy_in_an_odd_way_keeps_the_document_private() {
    let mut wrong = Vec::new();
    for (front, body) in CLOSING {
        let text = format!("---\n{front}\n---\n{body}\n");
        let mut files = tree(&Plan::empty(), &Private::Planted);
        files.insert("odd.md".to_owned(), text.into_bytes());
        let found = leaks(&files);
        if !found.is_empty() {
            wrong.push(format!("{front:?} {body:?}\n{}", found.join("\n")));
        }
        let done = compile(&world(&files));
        let errors = done.findings.iter().map(|found| found.diagnostic.span.file);
        let file = |id| done.workbook.files.get(id).path();
        if !errors.map(file).any(|path| path == "odd.md") {
            wrong.push(format!("{front:?} {body:?}\nwithout a finding"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The same page without its odd request is public, so the test above can fail.
#[test]
fn the_page_of_the_odd_requests_is_public_otherwise() {
    let mut files = tree(&Plan::empty(), &Private::Planted);
    let text = format!("---\n{}\n---\n{TOKEN}\n", planted::FRONT);
    files.insert("odd.md".to_owned(), text.into_bytes());
    assert!(!leaks(&files).is_empty());
}

#[test]
fn words_are_found_however_they_are_written() {
    let spelt = TOKEN
        .bytes()
        .map(|byte| format!("&#{byte};"))
        .collect::<Vec<_>>()
        .concat();
    let escaped = TOKEN
        .bytes()
        .map(|byte| format!("%{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    for text in [spelt, escaped, TOKEN.to_uppercase()] {
        assert!(planted::decoded(&text).contains(TOKEN), "{text}");
    }
}
