//! Mending: what holds for every workbook, whatever is wrong with it.

mod case;
mod support;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use loopbook::diagnostic::{Edit, FileId, Span};
use loopbook::mend::{Edits, Mended, Selection, mend};
use loopbook::rules::RULES;
use loopbook::source::{Overlay, World};
use proptest::prelude::*;
use proptest::sample::Index;
use support::{Tree, cases, example, world};

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
    let base = case::base().expect("the base can be read");
    let files = case::all().unwrap_or_else(|error| panic!("{error}"));
    let mut mends = 0;
    let mut mended_rules = BTreeSet::new();
    for case in files.iter().flat_map(|file| &file.cases) {
        let tree = case::tree(&base, case).expect("the case can be built");
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
    let mut tree = support::files_below(&cases.join("base"));
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
        mended(&world(&tree));
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
