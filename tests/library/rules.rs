//! Holds the table of rules against what every rule must have: a name, a page, a case file.

use std::collections::{BTreeMap, BTreeSet};

use loopbook::rules::{RULES, Rule, find};

/// The sections of a rule's page, in order.
const SECTIONS: [&str; 4] = ["What it does", "Why it matters", "Bad", "Good"];

#[test]
fn every_page_has_its_four_sections_in_order() {
    for rule in RULES {
        let sections = sections(rule);
        let names: Vec<&str> = sections.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, SECTIONS, "{}", rule.name);
        for (name, text) in &sections {
            assert!(!text.trim().is_empty(), "{}: `{name}` is empty", rule.name);
        }
        for (name, text) in &sections[2..] {
            assert!(
                text.contains("```"),
                "{}: `{name}` shows no example",
                rule.name
            );
        }
    }
}

/// The `##` sections of a rule's page.
fn sections(rule: &Rule) -> Vec<(String, String)> {
    let mut sections: Vec<(String, String)> = Vec::new();
    let mut fenced = false;
    for line in rule.page.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        fenced ^= line.starts_with("```");
        match line.strip_prefix("## ").filter(|_| !fenced) {
            Some(name) => sections.push((name.to_owned(), String::new())),
            None => {
                if let Some((_, text)) = sections.last_mut() {
                    *text += line;
                    *text += "\n";
                }
            }
        }
    }
    sections
}

#[test]
fn names_are_unique_words_with_hyphens() {
    let mut seen = BTreeSet::new();
    for rule in RULES {
        let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
        assert!(rule.name.split('-').all(word), "{}", rule.name);
        assert!(seen.insert(rule.name), "{} stands twice", rule.name);
        assert!(find(rule.name).is_some_and(|found| found.name == rule.name));
    }
}

#[test]
fn the_table_is_grouped_by_family_and_sorted_by_name() {
    let families: Vec<&str> = RULES.iter().map(|rule| rule.family.word()).collect();
    let mut groups = families.clone();
    groups.dedup();
    let distinct: BTreeSet<&str> = families.into_iter().collect();
    assert_eq!(groups.len(), distinct.len(), "a family stands apart");
    for pair in RULES.windows(2) {
        let same_family = pair[0].family == pair[1].family;
        assert!(
            !same_family || pair[0].name < pair[1].name,
            "{} stands before {}",
            pair[0].name,
            pair[1].name
        );
    }
}

#[test]
fn every_rule_has_a_case_file_in_the_folder_of_its_family() {
    for rule in RULES {
        let path = format!("{}/{}.md", rule.family.word(), rule.name);
        assert!(
            crate::case::directory().join(&path).is_file(),
            "tests/cases/{path} is missing"
        );
    }
}

#[test]
fn every_case_file_belongs_to_a_rule() {
    for file in crate::case::all().expect("the cases can be read") {
        let place = file.path.display();
        let rule = find(&file.rule).unwrap_or_else(|| panic!("{place}: there is no such rule"));
        assert_eq!(file.family, rule.family.word(), "{place}");
        assert_eq!(file.heading, file.rule, "{place}: the heading differs");
        assert!(!file.cases.is_empty(), "{place}: there is no case");
        let mut titles = BTreeMap::new();
        for case in &file.cases {
            let first = titles.insert(&case.title, case.line);
            assert_eq!(
                first, None,
                "{place}:{}: a second `{}`",
                case.line, case.title
            );
        }
    }
}

#[test]
fn every_rule_that_finds_something_stands_in_the_table() {
    let base = crate::case::base().expect("the base can be read");
    for file in crate::case::all().expect("the cases can be read") {
        for case in &file.cases {
            let run = crate::case::run(&base, case).unwrap_or_else(|error| panic!("{error}"));
            for rule in run.reported {
                assert!(
                    find(rule).is_some(),
                    "{}:{}: `{rule}` is not in the table",
                    file.path.display(),
                    case.line
                );
            }
        }
    }
}
