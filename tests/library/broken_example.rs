//! The example, broken by hand in many ways, one at a time: each gives the finding that names the
//! fault, at its place, with a hint that says what to do.

use std::fs;
use std::path::Path;

use jiff::civil::date;
use loopbook::source::Memory;
use walkdir::WalkDir;

/// A way to break the example.
struct Break {
    file: &'static str,
    old: &'static str,
    new: &'static str,
    /// The findings, `line:column rule`. There is more than one where a slip breaks more than one
    /// promise: the loops of part matching say that they are closed, and that lets its automation
    /// be full, so a step that is open for any reason makes both of these claims false.
    finding: &'static str,
}

const fn broken(
    file: &'static str,
    old: &'static str,
    new: &'static str,
    finding: &'static str,
) -> Break {
    Break {
        file,
        old,
        new,
        finding,
    }
}

const BREAKS: &[Break] = &[
    broken(
        "part-matching/understand.md",
        "### 2. Cost",
        "### 2. Costs",
        "part-matching/redesign.md:6:13 automated-too-early, 5:9 false-close, 30:1 misnamed-step",
    ),
    broken(
        "part-matching/understand.md",
        "## Kill signal",
        "## Kil signal",
        "4:6 missing-kill-signal",
    ),
    broken(
        "part-matching/understand.md",
        "owner: ewa\n",
        "owner: match-agent\n",
        "7:8 ownerless-loop",
    ),
    broken(
        "part-matching/understand.md",
        "reviewed: 2026-11-20",
        "reviewed: 2026-11-31",
        "8:11 invalid-value",
    ),
    broken(
        "part-matching/understand.md",
        "status: closed",
        "status: finished",
        "5:9 invalid-value",
    ),
    broken(
        "part-matching/understand.md",
        "job: understand",
        "job: understnad",
        "4:6 invalid-value",
    ),
    broken(
        "part-matching/understand.md",
        "summary: How",
        "sumary: How",
        "3:1 unknown-key",
    ),
    broken(
        "part-matching/redesign.md",
        "| Choose the part | decision | match-agent |",
        "| Choose the part | decision | mach-agent |",
        "5:9 false-close, 6:13 automated-too-early, 24:32 unknown-actor",
    ),
    broken(
        "part-matching/redesign.md",
        "| PM-RESERVE |\n",
        "| PM-RESERV |\n",
        "25:168 unknown-control",
    ),
    broken(
        "part-matching/instrument.md",
        "| 0 | 2026-04-24 | 108 |",
        "| 0 | 24.04.2026 | 108 |",
        "4:9 false-close, 54:7 invalid-cell, part-matching/redesign.md:6:13 automated-too-early",
    ),
    broken(
        "part-matching/instrument.md",
        "| 70 | 2026-11-20 | 129 |",
        "| 70 | 2026-12-20 | 129 |",
        "68:8 future-date",
    ),
    broken(
        "part-matching/instrument.md",
        "| 312 | 2026-05-22 | 111 | 1265 | 11.4 |",
        "| 312 | 2026-05-22 | 111 | 1265 | 11.4 min |",
        "4:9 false-close, 55:35 invalid-cell, part-matching/redesign.md:6:13 automated-too-early",
    ),
    broken(
        "part-matching/instrument.md",
        "    on: 2026-03-20",
        "    on: 2026-05-20",
        "4:9 false-close, 16:9 date-order, 54:7 date-order, part-matching/redesign.md:6:13 automated-too-early",
    ),
    broken(
        "part-matching/govern.md",
        "| PM-ASK | ewa |",
        "| PM-ASK | eva |",
        "4:9 false-close, 50:12 unknown-person, part-matching/redesign.md:6:13 automated-too-early",
    ),
    broken(
        "part-matching/govern.md",
        "| Data | Direction | Class | Handling |",
        "| Data | Direction | Classs | Handling |",
        "4:9 false-close, 17:1 missing-column, part-matching/redesign.md:6:13 automated-too-early",
    ),
    broken(
        "playbook/pack-a-machine.md",
        "kind: page\n",
        "kind: pgae\n",
        "4:7 invalid-value",
    ),
    broken(
        "playbook/pack-a-machine.md",
        "route: playbook",
        "route: public",
        "6:8 invalid-value",
    ),
    broken(
        "playbook/pack-a-machine.md",
        "route: playbook",
        "route:",
        "6:1 invalid-value",
    ),
    broken(
        "playbook/pack-a-machine.md",
        "proof: [repair-estimates/evidence/2026-08-four-calls]",
        "proof: [repair-estimates/evidence/2026-08-for-calls]",
        "10:9 broken-link, repair-estimates/distribute.md:16:3 unseen-work",
    ),
    broken(
        "playbook/pack-a-machine.md",
        "owner: ania",
        "owner: ania\nowner: ewa",
        "8:1 invalid-yaml",
    ),
    broken(
        "part-matching/evidence/2026-02-mueller-letter.md",
        "tags: [letter, german]",
        "tags: [letter, german",
        "9:7 invalid-yaml",
    ),
    broken(
        "part-matching/evidence/2026-02-mueller-letter.md",
        "kind: evidence\n",
        "",
        "1:1 ambiguous-kind",
    ),
    broken(
        "part-matching/evidence/2026-02-mueller-letter.md",
        "tags: [letter, german]\n---\n",
        "tags: [letter, german]\n",
        "1:1 unclosed-front-matter",
    ),
    broken(
        "part-matching/evidence/2026-02-mueller-letter.md",
        "title: A letter from Leipzig",
        "title: &a A letter from Leipzig",
        "2:8 invalid-yaml",
    ),
    broken(
        "workbook.yaml",
        "owner: tomek }",
        "owner: tomk }",
        "33:44 unknown-person",
    ),
    broken(
        "workbook.yaml",
        "thin-summary: error",
        "thin-sumary: error",
        "47:10 unknown-rule",
    ),
    broken(
        "part-matching/distribute.md",
        "| 2026-10-30 | [How to photograph a worn part](../playbook/photograph-a-worn-part.md)",
        "| 2026-10-30 | [How to photograph a worn part](../playbook/photograph-worn-part.md)",
        "44:48 broken-link",
    ),
    broken(
        "part-matching/improve.md",
        "(govern.md#thresholds)",
        "(govern.md#threshold)",
        "24:78 broken-anchor",
    ),
    broken(
        "phone-notes/redesign.md",
        "  because:",
        "  becuase:",
        "12:3 unknown-key",
    ),
    // Suggestion 3 of the example's README: one row in the wrong hands, and what was built on it.
    broken(
        "part-matching/redesign.md",
        "| Judge the doubtful part | judgment | ewa |",
        "| Judge the doubtful part | judgment | match-agent |",
        "5:9 false-close, 6:13 automated-too-early, 28:40 agent-at-human-gate",
    ),
    // Suggestion 4: the step Remove is empty. Tools stand in this loop, and a world without history
    // cannot tell whether they came after the map.
    broken(
        "repair-estimates/redesign.md",
        "status: open",
        "status: closed",
        "4:9 false-close",
    ),
    broken(
        "part-matching/instrument.md",
        "runs[-1].review > 360",
        "runs[-1].reviews > 360",
        "18:22 invalid-kill-when, part-matching/redesign.md:6:13 automated-too-early",
    ),
    broken(
        "part-matching/instrument.md",
        "runs[-1].review > 360",
        "runs[-1].review > 60",
        "18:12 kill-signal-fired, part-matching/redesign.md:6:13 automated-too-early",
    ),
    broken(
        "part-matching/redesign.md",
        "automation: full",
        "automation: fully",
        "6:13 invalid-value",
    ),
    broken(
        "phone-notes/redesign.md",
        "status: retired",
        "status: open\nautomation: assisted",
        "5:13 automated-too-early, 11:1 unexplained-retirement, 27:157 unknown-control",
    ),
    broken(
        "part-matching/instrument.md",
        "  unit: minutes",
        "  unit: seats",
        "journeys/bridal-atelier.md:17:11 stale-approval, 10:9 adoption-as-success, part-matching/redesign.md:6:13 automated-too-early",
    ),
    broken(
        "part-matching/improve.md",
        "| 2026-07-01 | standard | Stock",
        "| 2026-06-01 | standard | Stock",
        "23:102 repeated-mistake",
    ),
    broken(
        "playbook/pack-a-machine.md",
        "route: playbook\n",
        "",
        "playbook/photograph-a-worn-part.md:51:84 private-link, repair-estimates/distribute.md:16:3 unseen-work",
    ),
];

fn example() -> Memory {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-workbook");
    let mut world = Memory::new(date(2026, 11, 23));
    let files = WalkDir::new(&root).into_iter().flatten();
    for file in files.filter(|entry| entry.file_type().is_file()) {
        let path = file
            .path()
            .strip_prefix(&root)
            .expect("it lies below")
            .to_string_lossy();
        if !path.starts_with("site/") {
            world.insert(path.into_owned(), fs::read(file.path()).expect("readable"));
        }
    }
    world
}

/// The example with one text replaced by another; the old one must stand there once.
fn with(change: &Break) -> Memory {
    let mut world = example();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-workbook");
    let text = fs::read_to_string(root.join(change.file)).expect("readable");
    let count = text.matches(change.old).count();
    assert_eq!(
        count, 1,
        "{}: `{}` stands there {count} times",
        change.file, change.old
    );
    world.insert(change.file, text.replace(change.old, change.new));
    world
}

#[test]
fn the_example_is_whole() {
    let compiled = loopbook::compile(&example()).expect("the memory can be read");
    assert!(compiled.findings.is_empty(), "{:?}", compiled.findings);
}

#[test]
fn each_break_is_found_where_it_is() {
    let mut wrong = Vec::new();
    for change in BREAKS {
        let compiled = loopbook::compile(&with(change)).expect("the memory can be read");
        let files = &compiled.workbook.files;
        let shown: Vec<String> = compiled
            .findings
            .iter()
            .map(|finding| {
                let found = &finding.diagnostic;
                let (start, _) = files.positions(found.span);
                let path = files.get(found.span.file).path();
                let place = if path == change.file {
                    String::new()
                } else {
                    format!("{path}:")
                };
                let hint = if found.hint.is_some() {
                    ""
                } else {
                    " without a hint"
                };
                format!(
                    "{place}{}:{} {}{hint}",
                    start.line, start.column, found.rule
                )
            })
            .collect();
        if shown.join(", ") != change.finding {
            wrong.push(format!(
                "{}: `{}`\n  gives {shown:?}",
                change.file, change.new
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(BREAKS.len() >= 20);
}
