//! Mending: what holds for every workbook, whatever is wrong with it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::support::{Tree, cases, example, world};
use loopbook::diagnostic::{Edit, FileId, Span};
use loopbook::mend::{Edits, Mended, Selection, mend};
use loopbook::rules::RULES;
use loopbook::source::{Overlay, World};
use proptest::prelude::*;
use proptest::sample::Index;

const MARK: &[u8] = "\u{feff}".as_bytes();

fn all(world: &dyn World) -> Mended {
    mend(world, &Selection::default()).expect("memory can be read")
}

/// Mends a world and holds what comes out against what every mend promises; what was mended.
fn mended(world: &dyn World) -> Mended {
    let mended = all(world);
    let mut after = Overlay::new(world);
    for file in &mended.files {
        let path = &file.path;
        let changed = file.before != file.after;
        assert!(changed, "{path} did not change: {:?}", mended.mends);
        assert_eq!(
            file.before.starts_with(MARK),
            file.after.starts_with(MARK),
            "the byte-order mark of {path}"
        );
        let lone = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).replace("\r\n", "");
            text.contains('\n')
        };
        assert!(
            lone(&file.before) || !lone(&file.after) || !file.before.contains(&b'\n'),
            "the line endings of {path}"
        );
        after.replace(&**path, file.after.clone());
    }
    let findings = || {
        mended
            .compilation
            .findings
            .iter()
            .map(|found| &found.diagnostic)
    };
    // Of a key that stands twice one is found; renaming it finds the other, and is not kept.
    let broken = |file: FileId| {
        let mut faults = findings().filter(|found| found.rule == "invalid-yaml");
        faults.any(|found| found.span.file == file)
    };
    let left = findings().filter(|found| found.fix.is_some() && !broken(found.span.file));
    let left: Vec<_> = left
        .map(|found| (found.rule, &found.message, &found.fix))
        .collect();
    assert!(left.is_empty(), "not mended: {left:?}");
    let again = all(&after);
    assert!(again.files.is_empty(), "mended twice: {:?}", again.mends);
    mended
}

/// Every text under `tests/cases` that has a fix is mended until none is left.
#[test]
fn every_case_is_mended_in_one_go() {
    let base = crate::case::base().expect("the base can be read");
    let files = crate::case::all().unwrap_or_else(|error| panic!("{error}"));
    let mut mends = 0;
    let mut mended_rules = BTreeSet::new();
    for case in files.iter().flat_map(|file| &file.cases) {
        let tree = crate::case::tree(&base, case).expect("the case can be built");
        let done = mended(&tree.world());
        mends += done.mends.len();
        mended_rules.extend(done.mends.iter().map(|mend| mend.rule));
    }
    for rule in RULES {
        let says_so = rule.page.contains("`fix`");
        let is_mended = mended_rules.contains(rule.name);
        assert_eq!(
            says_so, is_mended,
            "the page of {}, against the cases",
            rule.name
        );
    }
    assert!(mends > 100, "only {mends} fixes in all cases");
}

const FRONT: &str = "---\ntitle: Refunds\njob: understand\nowner: mo\nreviewed: 2026-11-20\n---\n\
                     When it breaks, one wants it mended, so that it works.\n\n";

/// The clean workbook of the cases with `text` as its job-1 loop.
fn with_loop(text: &str) -> Tree {
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut tree = crate::support::files_below(&cases.join("base"));
    tree.insert("refunds/understand.md".to_owned(), text.into());
    tree
}

fn after(mended: &Mended) -> String {
    assert_eq!(mended.files.len(), 1, "{:?}", mended.mends);
    String::from_utf8(mended.files[0].after.clone()).expect("it is text")
}

fn headings(text: &str) -> Vec<&str> {
    let lines = text.lines();
    lines.filter(|line| line.starts_with('#')).collect()
}

const KILL_SIGNAL: &str = "## Kill signal\nWe cannot say what people do today.\n";

#[test]
fn missing_steps_are_inserted_in_the_order_of_the_job() {
    let whole = [
        "## Close the loop",
        "### Workaround",
        "### Cost",
        "### Evidence",
        "### Proof",
        "## Kill signal",
    ];
    for steps in [
        "",
        "### Cost\n",
        "### Proof\n",
        "### Costs\n",
        "### Evidense\n\n### Workaround\n",
    ] {
        let text = format!("{FRONT}## Close the loop\n{steps}{KILL_SIGNAL}");
        let done = mended(&world(&with_loop(&text)));
        let mut found: Vec<String> = headings(&after(&done))
            .into_iter()
            .map(str::to_owned)
            .collect();
        if steps.starts_with("### Evidense") {
            // Steps that stand in another order keep it; what is missing follows its predecessor.
            assert_eq!(found[1..3], ["### Evidence", "### Proof"]);
            found.sort();
            let mut whole = whole.map(str::to_owned);
            whole.sort();
            assert_eq!(found, whole);
        } else {
            assert_eq!(found, whole, "{steps}");
        }
    }
}

#[test]
fn two_keys_that_could_be_one_are_not_both_renamed() {
    let text = format!("{FRONT}## Close the loop\n{KILL_SIGNAL}").replacen(
        "title: Refunds",
        "titel: Refunds\ntitlee: Money back",
        1,
    );
    let done = mended(&world(&with_loop(&text)));
    let text = after(&done);
    assert!(
        text.contains("\ntitle: Refunds\ntitlee: Money back\n"),
        "{text}"
    );
}

#[test]
fn no_fix_makes_a_document_public() {
    for line in ["route: playbok", "route: Journeys", "rout: playbook"] {
        let text = FRONT.replacen("owner", &format!("{line}\nowner"), 1);
        let done = mended(&world(&with_loop(&format!(
            "{text}## Close the loop\n{KILL_SIGNAL}"
        ))));
        assert!(after(&done).contains(line));
    }
    // What cannot be seen in a key is not removed either, where that would show something.
    let text = FRONT.replacen("owner", "ro\u{200b}ute: playbook\nowner", 1);
    let tree = with_loop(&format!("{text}## Close the loop\n{KILL_SIGNAL}"));
    assert!(all(&world(&tree)).files.is_empty());
    let text = FRONT.replacen("owner", "rout: memory\nowner", 1);
    let done = mended(&world(&with_loop(&format!(
        "{text}## Close the loop\n{KILL_SIGNAL}"
    ))));
    assert!(after(&done).contains("\nroute: memory\n"));
}

/// The front matter of a page that says that it is public.
const PAGE: &str = "---\ntitle: A page\nkind: page\nroute: playbook\nowner: mo\nsummary: What it says.\n\
                    form: guide\ntags: [refunds]\n---\n";

/// The clean workbook of the cases with some files more.
fn with_files(files: &[(&str, &str)]) -> Tree {
    let base = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    let mut tree = crate::support::files_below(&base);
    for (path, text) in files {
        tree.insert((*path).to_owned(), (*text).into());
    }
    tree
}

/// The findings with a fix in the file at `path`, and those that say that a person has to write it.
fn offers(tree: &Tree, path: &str) -> (usize, usize) {
    let done = crate::support::compile(&world(tree));
    let found = done.findings.iter().map(|found| &found.diagnostic);
    let found = found.filter(|found| done.workbook.files.get(found.span.file).path() == path);
    let is_left = |found: &&&loopbook::diagnostic::Diagnostic| {
        let hint = found.hint.as_deref().unwrap_or("");
        found.fix.is_none() && hint.contains("`fix` never makes anything public")
    };
    let found: Vec<_> = found.collect();
    let offered = found.iter().filter(|found| found.fix.is_some()).count();
    (offered, found.iter().filter(is_left).count())
}

#[test]
fn what_only_a_fault_keeps_private_stays_private() {
    for (old, new) in [
        ("kind: page", "kind: pge"),
        ("form: guide", "form: giude"),
        ("summary: What", "sumary: What"),
        ("owner: mo", "ownr: mo"),
        ("tags: [refunds]", "tags: refunds"),
        ("title: A page", "titel: A page"),
        ("owner: mo", "owner: mo\nreviewd: 2026-11-20"),
        ("route: playbook", "\"route\u{200b}\": playbook"),
        ("form: guide", "form: giude\nreviewd: 2026-11-20"),
    ] {
        let text = PAGE.replacen(old, new, 1) + "Nobody was to see this.\n";
        let tree = with_files(&[("playbook/page.md", &text)]);
        let done = mended(&world(&tree));
        assert!(done.files.is_empty(), "{new}: {:?}", done.mends);
        let (offered, left) = offers(&tree, "playbook/page.md");
        assert!(
            offered == 0 && left > 0,
            "{new}: {offered} offered, {left} left"
        );
        // Where it is private anyway, the same is mended.
        let text = text.replacen(": playbook", ": memory", 1);
        let tree = with_files(&[("playbook/page.md", &text)]);
        assert_eq!(offers(&tree, "playbook/page.md").1, 0, "{new}");
        assert_eq!(all(&world(&tree)).files.len(), 1, "{new}");
    }
}

#[test]
fn loops_that_only_a_fault_keeps_private_stay_private() {
    let front = FRONT.replacen("owner", "route: playbook\nowner", 1);
    let steps = "## Close the loop\n### Workaround\n### Cost\n### Evidence\n### Proof\n";
    for (old, new) in [
        ("job: understand", "job: understnd"),
        ("owner: mo", "owner: mo\nstaus: open"),
        ("owner: mo", "owner: mo\nstatus: opne"),
    ] {
        let text = format!("{}{steps}{KILL_SIGNAL}", front.replacen(old, new, 1));
        let tree = with_loop(&text);
        let done = mended(&world(&tree));
        assert!(done.files.is_empty(), "{new}: {:?}", done.mends);
        assert!(offers(&tree, "refunds/understand.md").1 > 0, "{new}");
    }
    // A step by another name is private, and so it stays. What is missing altogether is inserted.
    let misnamed = steps.replacen("Workaround", "Workaruond", 1);
    let tree = with_loop(&format!("{front}{misnamed}{KILL_SIGNAL}"));
    assert!(mended(&world(&tree)).files.is_empty());
    let missing = steps.replacen("### Proof\n", "", 1);
    let tree = with_loop(&format!("{front}{missing}{KILL_SIGNAL}"));
    assert_eq!(mended(&world(&tree)).files.len(), 1);
}

#[test]
fn a_fix_that_would_publish_without_the_others_is_not_offered_either() {
    // Both keys are made one key, which stands twice then; either alone would be all that is missing.
    for extra in ["sumary: One\n", "sumary: One\nsummry: Two\n"] {
        let text = PAGE.replacen("summary: What it says.\n", extra, 1) + "Text.\n";
        let tree = with_files(&[("playbook/page.md", &text)]);
        let done = crate::support::compile(&world(&tree));
        for found in done.findings.iter().map(|found| &found.diagnostic) {
            let Some(fix) = &found.fix else { continue };
            let mut edits = Edits::new();
            edits.take(&fix.edits, &text);
            let tree = with_files(&[("playbook/page.md", &edits.applied(&text))]);
            let then = crate::support::compile(&world(&tree));
            let is_out = |page: &loopbook::audience::PublicPage| page.title == "A page";
            assert!(!then.public.pages.iter().any(is_out), "{}", found.message);
        }
    }
}

#[test]
fn the_metric_of_a_loop_is_not_shown_by_a_fix() {
    let page = PAGE.replacen(
        "owner",
        "show_metric: { loop: refunds/instrument, until: 2026-10-31 }\nowner",
        1,
    );
    let tree = with_files(&[("playbook/page.md", &page)]);
    let loop_path = "refunds/instrument.md";
    let text = String::from_utf8(tree[loop_path].clone()).expect("it is text");
    for (old, new) in [
        ("  unit:", "  unti:"),
        ("2026-10-16 |", "2026-10-6 |"),
        ("| Date ", "| Dat "),
    ] {
        assert!(text.contains(old), "{old}");
        let mut tree = tree.clone();
        tree.insert(
            loop_path.to_owned(),
            text.replacen(old, new, 1).into_bytes(),
        );
        let before = offers(&tree, loop_path);
        assert_eq!(before.0, 0, "{new}: {before:?}");
        assert!(mended(&world(&tree)).files.is_empty(), "{new}");
        // Nobody shows it: then it is mended.
        tree.remove("playbook/page.md");
        assert_eq!(offers(&tree, loop_path), (1, 0), "{new}");
        assert_eq!(mended(&world(&tree)).files.len(), 1, "{new}");
    }
}

#[test]
fn one_file_that_would_become_public_leaves_the_others_their_fixes() {
    let public = PAGE.replacen("kind: page", "kind: pge", 1);
    let private = public.replacen("playbook", "memory", 1);
    let tree = with_files(&[("a.md", &public), ("b.md", &private), ("c.md", &public)]);
    let done = mended(&world(&tree));
    let paths: Vec<&str> = done.files.iter().map(|file| &*file.path).collect();
    assert_eq!(paths, ["b.md"]);
}

#[test]
fn a_selection_leaves_everything_else_alone() {
    let text = format!("{FRONT}## Close the loop\n### Costs\n{KILL_SIGNAL}");
    let tree = with_loop(&text.replacen("title", "titel", 1));
    let selection = Selection {
        rules: ["misnamed-step"].into(),
        file: None,
    };
    let done = mend(&world(&tree), &selection).expect("memory can be read");
    assert_eq!(
        after(&done),
        text.replacen("title", "titel", 1)
            .replacen("Costs", "Cost", 1)
    );
    let selection = Selection {
        rules: [].into(),
        file: Some(&|path| path.starts_with("playbook/")),
    };
    let done = mend(&world(&tree), &selection).expect("memory can be read");
    assert!(done.files.is_empty() && done.mends.is_empty());
}

static EXAMPLE: LazyLock<Tree> = LazyLock::new(example);

/// What a hurried hand does to a text.
#[derive(Debug, Clone)]
enum Slip {
    Swap(Index),
    Drop(Index),
    Twice(Index),
    DropLine(Index),
    TwiceLine(Index),
}

impl Slip {
    fn any() -> impl Strategy<Value = Self> {
        let at = any::<Index>;
        prop_oneof![
            3 => at().prop_map(Self::Swap),
            3 => at().prop_map(Self::Drop),
            3 => at().prop_map(Self::Twice),
            2 => at().prop_map(Self::DropLine),
            1 => at().prop_map(Self::TwiceLine),
        ]
    }

    fn make(&self, text: &mut String) {
        // Most of what can be mended stands in front matter, headings and headers of tables.
        let telling = |line: &str| line.starts_with(['#', '|']) || line.contains(": ");
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        let telling: Vec<usize> = (0..lines.len()).filter(|&at| telling(&lines[at])).collect();
        let (Self::Swap(at)
        | Self::Drop(at)
        | Self::Twice(at)
        | Self::DropLine(at)
        | Self::TwiceLine(at)) = self;
        if telling.is_empty() {
            return;
        }
        let number = telling[at.index(telling.len())];
        let mut letters: Vec<char> = lines[number].chars().collect();
        let words: Vec<usize> = (0..letters.len())
            .filter(|&at| letters[at].is_alphabetic())
            .collect();
        match self {
            Self::DropLine(_) => {
                lines.remove(number);
            }
            Self::TwiceLine(_) => lines.insert(number, lines[number].clone()),
            _ if words.len() < 2 => {}
            Self::Swap(_) => letters.swap(
                words[at.index(words.len() - 1)],
                words[at.index(words.len() - 1) + 1],
            ),
            Self::Drop(_) => {
                letters.remove(words[at.index(words.len())]);
            }
            Self::Twice(_) => {
                let at = words[at.index(words.len())];
                letters.insert(at, letters[at]);
            }
        }
        if matches!(self, Self::Swap(_) | Self::Drop(_) | Self::Twice(_)) {
            lines[number] = letters.into_iter().collect();
        }
        *text = lines.concat();
    }
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn slips_are_mended_once_and_for_all(
        slips in prop::collection::vec((any::<Index>(), Slip::any()), 1..12),
        windows in any::<bool>(),
        marked in any::<bool>(),
    ) {
        let mut tree = EXAMPLE.clone();
        let is_text = |path: &&String| path.rsplit('.').next().is_some_and(|end| ["md", "yaml", "csv"].contains(&end));
        let texts: Vec<String> = tree.keys().filter(is_text).cloned().collect();
        for (file, slip) in &slips {
            let bytes = tree.get_mut(file.get(&texts)).expect("it is there");
            let mut text = String::from_utf8(bytes.clone()).expect("the example is text");
            slip.make(&mut text);
            *bytes = text.into_bytes();
        }
        for path in &texts {
            let bytes = tree.get_mut(path).expect("it is there");
            if windows {
                *bytes = String::from_utf8_lossy(bytes).replace('\n', "\r\n").into_bytes();
            }
            if marked {
                *bytes = [MARK, bytes].concat();
            }
        }
        let done = mended(&world(&tree));
        // Nothing is public that was not, whatever was mended.
        let before = crate::support::compile(&world(&tree));
        let outputs = |compiled: &loopbook::Compilation| -> BTreeSet<String> {
            let pages = compiled.public.pages.iter().map(|page| page.output.as_str().to_owned());
            pages.chain(compiled.public.files.values().cloned()).collect()
        };
        let (was, is) = (outputs(&before), outputs(&done.compilation));
        prop_assert!(is.is_subset(&was), "{:?}", is.difference(&was));
    }

    #[test]
    fn edits_leave_every_other_byte_alone(
        text in "[a-cß返\r\n]{0,40}",
        wanted in prop::collection::vec((any::<Index>(), 0_usize..6, "[xyß\n]{0,3}"), 0..12),
    ) {
        let mut edits = Edits::new();
        let mut taken: Vec<Edit> = Vec::new();
        for (at, length, replacement) in wanted {
            let start = at.index(text.len() + 1);
            let edit = Edit { span: Span::new(FileId(0), start..start + length), replacement };
            if edits.take(std::slice::from_ref(&edit), &text) {
                taken.push(edit);
            }
        }
        taken.sort_by_key(|edit| edit.span);
        let after = edits.applied(&text);
        // What stands between the edits is there, in its order, with the replacements between.
        let mut rest = after.as_str();
        let mut from = 0;
        for edit in &taken {
            for part in [&text[from..edit.span.range().start], &edit.replacement] {
                rest = rest.strip_prefix(part).expect("it is kept");
            }
            from = edit.span.range().end;
        }
        prop_assert_eq!(rest, &text[from..]);
    }
}
