//! Non-interference: the public side is a function of public input only. A word is planted in every
//! private position, and private text is changed, added and deleted, history too; the public side
//! shows none of it and stays as it is, byte by byte.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::planted::{CLOSING, LINKS, Plan, Planted, Private, TOKEN};
use crate::support::{Tree, compile, world};
use jiff::civil::date;
use loopbook::audience::{Publication, approval_digest};
use loopbook::site::{AssetContent, Side, Site};
use loopbook::source::{Memory, MemoryCommit, World};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestCaseResult, TestError, TestRng, TestRunner};

/// How many workbooks are made, unless `PROPTEST_CASES` says otherwise.
const WORKBOOKS: u32 = 1000;

/// The files of the public side.
type Public = BTreeMap<String, Vec<u8>>;

/// The public side of the workbook in `world`.
fn public(world: &Memory) -> Public {
    let done = compile(world);
    let site = Site::new(
        &done.workbook,
        &done.status,
        &done.approvals,
        &done.private_files,
        world,
        Some(&done.public),
    );
    let site = site.expect("the templates work");
    let pages = site.pages().into_iter();
    let mut files: Public = pages
        .filter(|page| page.side == Side::Public)
        .map(|page| {
            let html = site.render(&page).expect("the page renders");
            (page.output.as_str().to_owned(), html.into_bytes())
        })
        .collect();
    let assets = site.assets();
    for asset in assets.iter().filter(|asset| asset.side == Side::Public) {
        let bytes = match asset.content {
            AssetContent::Text(text) => text.as_bytes().to_vec(),
            AssetContent::File(path) => world.read(path, u64::MAX).expect("it is there"),
        };
        files.insert(asset.output.as_str().to_owned(), bytes);
    }
    files
}

/// What the journeys of a workbook show, as approvals record it, by their paths.
type Digests = BTreeMap<String, String>;

/// The digests of the journeys of `plan`. They hold for whatever private text there is: an approval
/// covers what is public and nothing else.
fn digests(plan: &Plan) -> Digests {
    let (tree, _) = plan.files(&Private::Planted);
    let journeys = tree.keys().filter(|path| path.starts_with("journeys/"));
    let journeys: Vec<&String> = journeys.collect();
    if journeys.is_empty() {
        return Digests::new();
    }
    let done = compile(&world(&tree));
    let publication = Publication::of(&done.workbook, &done.status);
    let digest = |path: &&String| {
        let position = done.workbook.paths.document(path)?;
        let digest = approval_digest(&publication, &done.files, position)?;
        Some(((*path).clone(), digest))
    };
    journeys.iter().filter_map(digest).collect()
}

/// Puts these digests into the approvals of the journeys.
fn approve(tree: &mut Tree, digests: &Digests) {
    for (path, digest) in digests {
        let bytes = tree.get_mut(path).expect("every workbook has its journeys");
        let text = String::from_utf8_lossy(bytes).into_owned();
        let start = text.find("digest: ").expect("it has an approval");
        let end = start + text[start..].find(" }").expect("which ends");
        let record = format!("digest: \"{digest}\"");
        *bytes = [&text[..start], &record, &text[end..]]
            .concat()
            .into_bytes();
    }
}

/// The workbook of `plan` with the given private text, and what was planted in it. Its history is
/// private too: other files, on other days, by other authors.
fn book(plan: &Plan, private: &Private, digests: &Digests) -> (Memory, Planted) {
    let (mut tree, planted) = plan.files(private);
    approve(&mut tree, digests);
    let mut world = world(&tree);
    for (path, target) in LINKS {
        world.link(*path, *target);
    }
    let (author, commits) = match private {
        Private::Planted => (format!("{TOKEN}@a.example"), 2),
        Private::Text(_) => ("mo@a.example".to_owned(), 1),
        Private::Absent => (String::new(), 0),
    };
    let mut earlier = tree.clone();
    for text in earlier.values_mut() {
        *text = String::from_utf8_lossy(text)
            .replace("Seen", "kestrelqz")
            .into_bytes();
    }
    let states = [earlier, tree].into_iter().rev().take(commits).enumerate();
    let states: Vec<_> = states.collect();
    for (age, files) in states.into_iter().rev() {
        let on = date(2026, 11, if age == 0 { 20 } else { 2 });
        let author = author.clone();
        world.commit(MemoryCommit { on, author, files });
    }
    (world, planted)
}

/// Where something planted shows on the public side: the file, and the position it comes from.
fn leaks(public: &Public, planted: &Planted) -> Vec<String> {
    let shown = public.iter().flat_map(|(path, bytes)| {
        let found = planted.leaks(path.as_bytes()).into_iter();
        let found = found.chain(planted.leaks(bytes));
        found.map(move |position| format!("{path} shows {position}"))
    });
    let shown: BTreeSet<String> = shown.collect();
    shown.into_iter().take(20).collect()
}

/// What of one public side is not the same in another.
fn differences(one: &Public, other: &Public) -> Vec<String> {
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differing = paths
        .into_iter()
        .filter(|path| one.get(*path) != other.get(*path));
    differing
        .map(|path| {
            let (one, other) = (shown(one.get(path)), shown(other.get(path)));
            let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
            let from = same.count().saturating_sub(80);
            let near = |text: &str| text.chars().skip(from).take(240).collect::<String>();
            format!("{path}\n{}\n{}", near(&one), near(&other))
        })
        .collect()
}

fn shown(bytes: Option<&Vec<u8>>) -> String {
    bytes.map_or_else(String::new, |bytes| {
        String::from_utf8_lossy(bytes).into_owned()
    })
}

/// Holds one workbook to the property; gives how many positions had something planted.
fn hold(plan: &Plan, other: &str) -> Result<usize, TestCaseError> {
    let digests = digests(plan);
    let (world, planted) = book(plan, &Private::Planted, &digests);
    let before = public(&world);
    for page in plan.public_pages() {
        prop_assert!(before.contains_key(&page), "{page} is not public");
    }
    let found = leaks(&before, &planted);
    prop_assert!(found.is_empty(), "{}", found.join("\n"));
    for private in [Private::Text(other.to_owned()), Private::Absent] {
        let after = public(&book(plan, &private, &digests).0);
        let found = differences(&before, &after);
        prop_assert!(found.is_empty(), "{private:?}\n{}", found.join("\n"));
    }
    Ok(planted.count())
}

/// Runs on two threads, with a line about how much was tried.
#[test]
fn the_public_side_is_a_function_of_public_input() {
    let start = Instant::now();
    let cases = crate::support::cases(WORKBOOKS);
    let (workbooks, positions) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let half = |seed: u8, cases: u32| {
        let config = ProptestConfig {
            cases,
            ..crate::support::cases(WORKBOOKS)
        };
        let algorithm = config.rng_algorithm;
        let rng = TestRng::from_seed(algorithm, &[seed; 32]);
        let mut runner = TestRunner::new_with_rng(config, rng);
        let input = (Plan::any(), crate::planted::any_text());
        let failed = runner.run(&input, |(plan, other)| -> TestCaseResult {
            let planted = hold(&plan, &other)?;
            workbooks.fetch_add(1, Ordering::Relaxed);
            positions.fetch_add(planted, Ordering::Relaxed);
            Ok(())
        });
        failed.err().map(|failed| match failed {
            TestError::Fail(why, (plan, _)) => format!("{why}\n{plan:?}"),
            TestError::Abort(why) => why.to_string(),
        })
    };
    let rest = cases.cases - cases.cases / 2;
    let failed = std::thread::scope(|scope| {
        let first = scope.spawn(|| half(1, cases.cases / 2));
        let second = half(2, rest);
        first.join().expect("the other half ends").or(second)
    });
    assert!(failed.is_none(), "{}", failed.unwrap_or_default());
    // Written past the test's own capture, so that every run says how much it tried.
    let _ = writeln!(
        std::io::stderr(),
        "{} workbooks with {} private positions, each built three times, in {:.0} s",
        workbooks.into_inner(),
        positions.into_inner(),
        start.elapsed().as_secs_f64()
    );
}

#[test]
fn a_workbook_with_every_private_position_shows_none() {
    let planted = hold(&Plan::whole(), "other").unwrap_or_else(|why| panic!("{why}"));
    assert!(planted > 800, "only {planted} positions");
}

/// A template that writes out everything it is given shows no more than the page does: whoever
/// changes templates cannot publish what is private.
#[test]
fn templates_are_given_nothing_private() {
    let plan = Plan::whole();
    let (tree, planted) = plan.files(&Private::Planted);
    let mut world = world(&tree);
    let all =
        "{{ site }} {{ page }} {{ nav }} {{ doc }} {{ list }} {{ home }} {{ self }} {{ debug() }}";
    let tolerant = all
        .replace("{{ ", "{% if true %}{{ ")
        .replace(" }}", " | default('') | string }}{% endif %}");
    for name in ["document", "list", "home"] {
        world.insert(format!("templates/public/{name}.html"), tolerant.clone());
    }
    let shown = public(&world);
    let page = String::from_utf8_lossy(&shown["playbook/page.html"]).into_owned();
    assert!(
        page.contains("Said once.") && page.contains("The desk"),
        "{page}"
    );
    let found = leaks(&shown, &planted);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The checker sees a leak in any file of the site and in any spelling, and names where it is from.
#[test]
fn a_leak_is_seen_in_every_output_and_spelling() {
    let plan = Plan::whole();
    let (world, planted) = book(&plan, &Private::Planted, &digests(&plan));
    let clean = public(&world);
    let secret = format!("{TOKEN}0042z");
    let expected = planted.leaks(secret.as_bytes());
    assert!(
        expected.len() == 1 && expected[0].contains(".md: `"),
        "{expected:?}"
    );
    for (path, bytes) in &clean {
        for spelt in spellings(&secret) {
            let mut leaky = bytes.clone();
            if spelt.starts_with(&[0x1f, 0x8b]) {
                leaky = spelt;
            } else {
                leaky.splice(bytes.len() / 2..bytes.len() / 2, spelt);
            }
            let before = Public::from([(path.clone(), bytes.clone())]);
            let after = Public::from([(path.clone(), leaky)]);
            assert_eq!(differences(&before, &after).len(), 1);
            let found = leaks(&after, &planted);
            assert_eq!(found, [format!("{path} shows {}", expected[0])]);
        }
    }
    let mut named = clean.clone();
    named.insert(format!("assets/files/{secret}.png"), Vec::new());
    assert_eq!(leaks(&named, &planted).len(), 1);
}

/// The ways to write a word that a file of a site could hold.
fn spellings(word: &str) -> Vec<Vec<u8>> {
    let each = |write: fn(u8) -> String| word.bytes().map(write).collect::<String>();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed
        .write_all(word.as_bytes())
        .expect("memory can be written");
    vec![
        format!(" {word} ").into_bytes(),
        word.to_uppercase().into_bytes(),
        each(|byte| format!("&#{byte};")).into_bytes(),
        each(|byte| format!("&#x{byte:X};")).into_bytes(),
        each(|byte| format!("%{byte:02x}")).into_bytes(),
        each(|byte| format!("%25{byte:02x}")).into_bytes(),
        each(|byte| format!("\\u{byte:04x}")).into_bytes(),
        packed.finish().expect("memory can be written"),
    ]
}

#[test]
fn what_asks_for_privacy_in_an_odd_way_keeps_the_document_private() {
    let (tree, planted) = Plan::default().files(&Private::Planted);
    let mut wrong = Vec::new();
    for (front, body) in CLOSING {
        let text = format!("---\n{front}\n---\n{body}\n");
        let found = leaks(&public(&world(&with_odd(&tree, &text))), &planted);
        if !found.is_empty() {
            wrong.push(format!("{front:?} {body:?}\n{}", found.join("\n")));
        }
        let done = compile(&world(&with_odd(&tree, &text)));
        let errors = done.findings.iter().map(|found| found.diagnostic.span.file);
        let file = |id| done.workbook.files.get(id).path();
        if !errors.map(file).any(|path| path == "odd.md") {
            wrong.push(format!("{front:?} {body:?}\nwithout a finding"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn with_odd(tree: &Tree, text: &str) -> Tree {
    let mut tree = tree.clone();
    tree.insert("odd.md".to_owned(), text.as_bytes().to_vec());
    tree
}

/// The same page without its odd request is public, so the test above can fail.
#[test]
fn the_page_of_the_odd_requests_is_public_otherwise() {
    let (tree, planted) = Plan::default().files(&Private::Planted);
    let text = format!("---\n{}\n---\n{TOKEN}\n", crate::planted::FRONT);
    let shown = public(&world(&with_odd(&tree, &text)));
    assert!(!leaks(&shown, &planted).is_empty());
}

/// How many near misses, and how many private sections, are made unless `PROPTEST_CASES` says
/// otherwise.
const SECTIONS: u32 = 300;

/// The public side of a workbook with nothing but the document `text`, and whether something is found
/// in the form of that document.
fn with_document(text: &str) -> (Public, bool) {
    let mut world = Memory::new(date(2026, 11, 23));
    world.insert(
        "workbook.yaml",
        "edition: 1\ntitle: T\npeople: { mo: { name: M } }\n",
    );
    world.insert("odd.md", text);
    let done = compile(&world);
    let mut rules = done.findings.iter().map(|found| found.diagnostic.rule);
    let found = rules.any(|rule| rule == "invalid-value");
    (public(&world), found)
}

fn shows(public: &Public, word: &str) -> bool {
    let mut files = public.iter();
    files.any(|(path, bytes)| path.contains(word) || crate::planted::decoded(bytes).contains(word))
}

/// A token below each near miss of a narrowing heading: it is never public, and always a finding.
#[test]
fn what_looks_like_hiding_hides() {
    let mut runner = TestRunner::new(crate::support::cases(SECTIONS));
    let tried = runner.run(&crate::planted::near_miss(TOKEN), |body| {
        let (public, is_found) =
            with_document(&format!("---\n{}\n---\n{body}", crate::planted::FRONT));
        prop_assert!(!shows(&public, TOKEN), "public:\n{body}");
        prop_assert!(is_found, "without a finding:\n{body}");
        Ok(())
    });
    if let Err(why) = tried {
        panic!("{why}");
    }
}

/// Nothing that stands in a private section, narrowed or a step that is private by nature, ends it,
/// and nothing in it has an effect on what is public.
#[test]
fn nothing_ends_a_private_section_but_a_heading() {
    let page = format!("---\n{}\n---\nLead.\n\n", crate::planted::FRONT);
    let steps = "---\ntitle: A loop\njob: understand\nowner: mo\nroute: playbook\n---\n\
                 When a, b wants c, so d.\n\n## Close the loop\n\n";
    let openings = [
        (page.clone(), "# Hidden {route=memory}", "# Public"),
        (page.clone(), "## Hidden {route=memory}", "## Public"),
        (page.clone(), "#### Hidden {route=memory}", "### Public"),
        (page.clone(), "Hidden {route=memory}\n---", "# Public"),
        (page, "Hidden {route=memory}\n===", "# Public"),
        (steps.to_owned(), "### Cost", "### Workaround"),
        (steps.to_owned(), "### Evidense", "### Workaround"),
        (steps.to_owned(), "### No step", "## Kill signal"),
    ];
    let mut runner = TestRunner::new(crate::support::cases(SECTIONS));
    let input = (
        prop::sample::select(openings.to_vec()),
        crate::planted::within(TOKEN),
    );
    let tried = runner.run(&input, |((front, opening, next), (within, is_odd))| {
        let text = |within: &str| format!("{front}{opening}\n\n{within}\n\n{next}\n\nHeron.\n");
        let (public, is_found) = with_document(&text(&within));
        prop_assert!(!shows(&public, TOKEN), "public:\n{}", text(&within));
        let Some(is_odd) = is_odd else {
            return Ok(());
        };
        prop_assert!(shows(&public, "heron."), "not public:\n{}", text(&within));
        prop_assert_eq!(is_found, is_odd, "findings:\n{}", text(&within));
        let (other, _) = with_document(&text("words"));
        let changed = differences(&public, &other);
        prop_assert!(changed.is_empty(), "{within}\n{}", changed.join("\n"));
        Ok(())
    });
    if let Err(why) = tried {
        panic!("{why}");
    }
}

#[test]
fn words_are_found_however_they_are_written() {
    for spelt in spellings(TOKEN) {
        let text = crate::planted::decoded(&spelt);
        assert!(text.contains(TOKEN), "{text}");
    }
}
