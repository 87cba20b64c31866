//! What is fuzzed: a function for each target, which takes any bytes and fails where the compiler
//! breaks one of its promises. `tests/fuzz_targets.rs` runs the same functions over the corpus.
//!
//! The promises: nothing panics; every finding and every edit has a place that is there, at the
//! start of a character; the same input gives the same findings and the same pages; every report
//! can be written; both sides render, to pages of which nothing acts; what `fix` mends stays
//! mended.

#[path = "../../tests/support/page.rs"]
mod page;
mod trees;

use jiff::civil::date;
use loopbook::Compilation;
use loopbook::diagnostic::{Severity, Span};
use loopbook::mend::{Selection, mend};
use loopbook::report::{Format, Report, StatusFormat, StatusReport, Style};
use loopbook::site::Site;
use loopbook::source::Memory;
use loopbook::workbook::Workbook;

const CONFIG: &str = "edition: 1
title: Desk
people:
  mo: { name: Mo, public_name: The desk }
agents: { bot: { name: Bot, owner: mo } }
systems: { erp: { name: ERP } }
protected_terms: [Acme]
jobs:
  onboard:
    title: Onboard
    steps:
      - { name: Calls, private: true, closed_when: { links: { kind: evidence, minimum: 2 } } }
      - name: Hand over
        closed_when: { table: { columns: { Date: date, Who: person, Minutes: number, State: [open, done] } } }
    kill_when: minutes > 60
";

/// Front matter of documents whose text is fuzzed.
const FRONTS: &[&str] = &[
    "title: T\nkind: page\nform: guide\nroute: playbook\nsummary: S\nproof: [call]",
    "title: T\nkind: page\nroute: journeys\nowner: mo\nsafe_to_show: { approved_by: mo, approved_on: 2026-11-01, digest: d }",
    "title: T\njob: understand\nowner: mo\nroute: playbook",
    "title: T\njob: distribute\nowner: mo\nstatus: closed",
    "title: T\ncycle: 2026-09",
    "title: T\nkind: evidence\noutside: true\ncustomer: Acme",
];

/// Front matter of loops whose tables are fuzzed, and a step with a table.
const TABLES: &[(&str, &str)] = &[
    ("job: understand", "Cost"),
    (
        "job: redesign\ntools: [{ name: x, since: 2026-01-01 }]",
        "Map",
    ),
    (METRIC, "Compare"),
    ("job: govern", "Thresholds"),
    ("job: govern", "Classify"),
    ("job: improve", "Separate"),
    ("job: improve", "Capture"),
    ("job: distribute", "Track"),
    ("job: onboard", "Hand over"),
    ("cycle: 2026-09", "Layers"),
];

const METRIC: &str = "job: instrument\nmetric: { name: minutes, unit: min, better: lower, standard: 5, intervened_on: 2026-10-05, baseline: { value: 11, on: 2026-09-30, source: watch } }";

const RUNS: &str = "| Date | Value | Exceptions | Review |\n|---|---|---|---|\n| 2026-10-16 | 8 | 4 | 35 |\n| 2026-11-06 | 6 | 3 | 20 |\n";

/// A document's front matter.
pub fn front_matter(bytes: &[u8]) {
    let mut document = b"---\n".to_vec();
    document.extend(bytes);
    document.extend(b"\n---\nWhen a, b wants c, so d.\n\n## Close the loop\n\n### Cost\n\nx\n");
    check(&[("desk/any.md", document)]);
}

/// A document's text; its first byte chooses the kind of document.
pub fn body(bytes: &[u8]) {
    let Some((kind, text)) = bytes.split_first() else {
        return;
    };
    let front = FRONTS[usize::from(*kind) % FRONTS.len()];
    let mut document = format!("---\n{front}\n---\n").into_bytes();
    document.extend(text);
    check(&[("desk/any.md", document)]);
}

/// A step's table and the file with more of its rows, with a form feed between them; the first byte
/// chooses the step.
pub fn table(bytes: &[u8]) {
    let Some((kind, text)) = bytes.split_first() else {
        return;
    };
    let (front, step) = TABLES[usize::from(*kind) % TABLES.len()];
    let mut halves = text.splitn(2, |byte| *byte == b'\x0c');
    let rows = halves.next().unwrap_or_default();
    let file = halves.next();
    let runs = file.map_or("", |_| "runs: ../runs.csv\n");
    let start = format!(
        "---\ntitle: T\nowner: mo\n{front}\n{runs}---\n## Close the loop\n\n### {step}\n\n"
    );
    let mut files = vec![("desk/any.md", [start.as_bytes(), rows].concat())];
    files.extend(file.map(|rows| ("runs.csv", rows.to_vec())));
    check(&files);
}

/// A loop's kill condition.
pub fn kill_when(bytes: &[u8]) {
    let expression = serde_json::Value::from(String::from_utf8_lossy(bytes));
    let text = format!(
        "---\ntitle: T\nowner: mo\n{METRIC}\nkill_when: {expression}\n---\n## Close the loop\n\n### Compare\n\n{RUNS}"
    );
    check(&[("desk/instrument.md", text.into_bytes())]);
}

/// The workbook's configuration.
pub fn config(bytes: &[u8]) {
    let page = "---\ntitle: T\nkind: page\nroute: playbook\nowner: mo\n---\nText\n";
    let own = "---\ntitle: T\njob: onboard\nowner: mo\n---\n## Close the loop\n\n### Calls\n\nx\n";
    check(&[
        ("workbook.yaml", bytes.to_vec()),
        ("page.md", page.into()),
        ("desk/onboard.md", own.into()),
    ]);
}

/// A glob of `ignore`, as it is written in JSON and as it is written plain, behind one that hides a draft:
/// whatever it is, the draft stays hidden.
pub fn globs(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let page = "---\ntitle: T\nkind: page\nroute: playbook\nowner: mo\n---\nText\n";
    for list in [
        format!("[drafts/, {}]", serde_json::Value::from(&*text)),
        format!("[drafts/, {text}]"),
    ] {
        let files = [
            ("workbook.yaml", format!("{CONFIG}ignore: {list}\n").into()),
            ("drafts/a.md", page.into()),
            ("desk/b.md", page.into()),
        ];
        let done = loopbook::compile(&world(&files)).expect("memory can be read");
        let mut pages = done.public.pages.iter();
        assert!(
            pages.all(|page| !page.output.as_str().contains("drafts")),
            "a draft is public"
        );
        check(&files);
    }
}

/// A template of the workbook's own: it gives a page, or says why not, and always the same.
pub fn template(bytes: &[u8]) {
    let world = world(&[("templates/public/home.html", bytes.to_vec())]);
    let done = loopbook::compile(&world).expect("memory can be read");
    let rendered = || {
        let public = Some(&done.public);
        let site = Site::new(
            &done.workbook,
            &done.status,
            &done.approvals,
            &done.private_files,
            &world,
            public,
        );
        let site = site.map_err(|error| error.to_string())?;
        let pages = site.pages();
        let pages = pages.iter().map(|page| site.render(page));
        let pages: Result<Vec<String>, _> = pages.collect();
        pages.map_err(|error| error.to_string())
    };
    assert_eq!(rendered(), rendered(), "another run gives something else");
}

/// Directories in a git repository, over which the workbook lies.
pub fn git_trees(bytes: &[u8]) {
    let instrument = format!(
        "---\ntitle: T\nowner: mo\n{METRIC}\n---\n## Close the loop\n\n### Compare\n\n{RUNS}"
    );
    let files = [
        ("workbook.yaml", CONFIG.to_owned()),
        ("desk/instrument.md", instrument),
    ];
    trees::judge(bytes, &files);
}

/// Holds a workbook with these files to the promises.
fn check(files: &[(&str, Vec<u8>)]) {
    let world = world(files);
    let first = written(&world);
    assert_eq!(first, written(&world), "another run says something else");
    check_mends(&world);
}

fn world(files: &[(&str, Vec<u8>)]) -> Memory {
    let mut world = Memory::new(date(2026, 11, 23));
    world.insert("workbook.yaml", CONFIG);
    let call = "---\ntitle: A call\nkind: evidence\noutside: true\n---\nHeard.\n";
    world.insert("call.md", call);
    world.insert("image.png", "picture");
    for (path, bytes) in files {
        world.insert(*path, bytes.clone());
    }
    world
}

/// Everything that is said and shown of a workbook, one after the other.
fn written(world: &Memory) -> Vec<String> {
    let done = loopbook::compile(world).expect("memory can be read");
    check_places(&done);
    let mut written = reports(&done);
    let site = Site::new(
        &done.workbook,
        &done.status,
        &done.approvals,
        &done.private_files,
        world,
        Some(&done.public),
    );
    let site = site.expect("the templates work");
    for page in site.pages() {
        let html = site.render(&page).expect("the page renders");
        let faults = if page.is_html() {
            page::faults(&html)
        } else {
            Vec::new()
        };
        assert!(
            faults.is_empty(),
            "{}:\n{}",
            page.output.as_str(),
            faults.join("\n")
        );
        written.push(html);
    }
    written
}

fn check_places(done: &Compilation) {
    for finding in done.findings.iter() {
        let found = &finding.diagnostic;
        let labels = found.labels.iter().map(|label| label.span);
        let edits = found.fix.iter().flat_map(|fix| &fix.edits);
        let edits = edits.map(|edit| edit.span);
        for span in labels.chain(edits).chain([found.span]) {
            assert!(
                is_place(&done.workbook, span),
                "{}: {}",
                found.rule,
                found.message
            );
        }
        assert!(!found.message.is_empty(), "{} says nothing", found.rule);
    }
}

/// Whether a span starts and ends between characters of its file.
fn is_place(workbook: &Workbook, span: Span) -> bool {
    let file = workbook.files.get(span.file);
    let (start, end) = workbook.files.positions(span);
    file.text().get(span.range()).is_some() && start <= end && file.line(end.line).is_some()
}

fn reports(done: &Compilation) -> Vec<String> {
    let mut reports = Vec::new();
    for (format, source) in [
        (Format::Human, true),
        (Format::Human, false),
        (Format::Concise, false),
        (Format::Json, false),
        (Format::Sarif, false),
        (Format::Gitlab, false),
        (Format::Junit, false),
    ] {
        let report = Report {
            findings: &done.findings,
            files: &done.workbook.files,
            documents: done.workbook.documents.len(),
            title: &done.workbook.config.title,
            withheld: &done.withheld,
            as_of: date(2026, 11, 23),
            prefix: "",
            fails_from: Severity::Error,
            style: style(source),
            since: None,
        };
        let mut text = Vec::new();
        report
            .write(format, &mut text)
            .expect("memory can be written");
        reports.push(printable(text, format == Format::Json));
    }
    for format in [
        StatusFormat::Human,
        StatusFormat::Json,
        StatusFormat::Markdown,
    ] {
        let report = StatusReport {
            status: &done.status,
            workbook: &done.workbook,
            withheld: &done.withheld,
            as_of: date(2026, 11, 23),
            style: style(false),
        };
        let mut text = Vec::new();
        report
            .write(format, &mut text)
            .expect("memory can be written");
        reports.push(printable(text, format == StatusFormat::Json));
    }
    reports
}

const fn style(source: bool) -> Style {
    Style {
        color: false,
        source,
        width: 80,
    }
}

/// A report, which is text without anything in it that acts on a terminal or a runner.
fn printable(text: Vec<u8>, json: bool) -> String {
    let text = String::from_utf8(text).expect("reports are text");
    if json {
        serde_json::from_str::<serde_json::Value>(&text).expect("the report is JSON");
    }
    let acts = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || ('\u{202a}'..='\u{202e}').contains(&c)
    };
    assert!(!text.contains(acts), "{text:?}");
    let commands = text.lines().any(|line| line.trim_start().starts_with("::"));
    let lower = text.to_lowercase();
    let signs = [
        "##[",
        "##vso[",
        "##teamcity[",
        "section_start:",
        "section_end:",
        "travis_fold:",
    ];
    assert!(
        !commands && !signs.iter().any(|sign| lower.contains(sign)),
        "{text}"
    );
    text
}

/// What was mended is mended: a second run finds nothing more to do, and no file that was text is
/// none any more.
fn check_mends(world: &Memory) {
    let all = Selection::default();
    let mended = mend(world, &all).expect("memory can be read");
    if mended.files.is_empty() {
        return;
    }
    let mut after = world.clone();
    for file in mended.files {
        assert_ne!(file.before, file.after, "{} is listed unchanged", file.path);
        after.insert(file.path, file.after);
    }
    check_places(&loopbook::compile(&after).expect("memory can be read"));
}
