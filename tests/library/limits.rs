//! Limits fail closed: what is beyond one is a finding at its place, nothing becomes public by it,
//! and whatever a stranger writes ends, and ends soon.

use crate::repository::Place;
use crate::support::Tree;
use jiff::civil::date;
use loopbook::Compilation;
use loopbook::site::{Side, Site};
use loopbook::source::Memory;

const CONFIG: &str = "edition: 1\ntitle: Desk\npeople: { mo: { name: Mo } }\n";
const PAGE: &str = "---\ntitle: Draft\nkind: page\nroute: playbook\nsummary: S\n---\nNot yet.\n";
const LOOP: &str = "---\ntitle: Calls\njob: instrument\nowner: mo\nkill_when: KILL\n---\n";

/// A workbook with this configuration, a draft and a page.
fn world(config: &str) -> Memory {
    let mut world = Memory::new(date(2026, 11, 23));
    world.insert("workbook.yaml", config);
    world.insert("drafts/a.md", PAGE);
    world.insert("b.md", PAGE);
    world
}

fn compiled(world: &Memory) -> Compilation {
    loopbook::compile(world).expect("memory can be read")
}

/// The lines of `workbook.yaml` at which something is found, each with what it is.
fn found_in_config(done: &Compilation) -> Vec<(u32, String)> {
    let config = done.workbook.config.file;
    let findings = done.findings.iter();
    let there = findings.filter(|finding| finding.diagnostic.span.file == config);
    there
        .map(|finding| {
            let file = done.workbook.files.get(config);
            let line = file.position(finding.diagnostic.span.start).line;
            (line, finding.diagnostic.message.clone())
        })
        .collect()
}

fn public_paths(done: &Compilation) -> Vec<&str> {
    let pages = done.public.pages.iter();
    pages.map(|page| page.output.as_str()).collect()
}

#[test]
fn a_list_of_globs_hides_what_it_names() {
    for list in [
        "[drafts/]",
        "[drafts/**]",
        "[other.md, \"draft?/*.md\", \"{drafts,x}/**\"]",
    ] {
        let done = compiled(&world(&format!("{CONFIG}ignore: {list}\n")));
        assert_eq!(found_in_config(&done), [], "{list}");
        assert_eq!(public_paths(&done), ["playbook/b.html"], "{list}");
    }
}

#[test]
fn nothing_is_public_while_a_list_cannot_be_used_as_it_stands() {
    let many = "x, ".repeat(250);
    let long = "x".repeat(251);
    let lists = [
        ("ignore: [drafts/, \"[\"]".to_owned(), "`[` is not a glob"),
        ("ignore: [drafts/, \"{a\"]".to_owned(), "`{a` is not a glob"),
        (
            format!("ignore: [drafts/, {long}]"),
            "this glob is longer than 250 bytes",
        ),
        (
            format!("ignore: [{many} drafts/]"),
            "`ignore` lists more than 250 globs",
        ),
        (
            "ignore: { drafts: true }".to_owned(),
            "`ignore` is a map, expected a list",
        ),
        (
            "ignor: [drafts/]".to_owned(),
            "`ignor` is not a key of workbook.yaml",
        ),
        (
            "ignore: [drafts/, 7]".to_owned(),
            "an item of `ignore` is a number, expected text",
        ),
        ("ignore: [drafts/\n".to_owned(), ""),
    ];
    for (line, message) in lists {
        let done = compiled(&world(&format!("{CONFIG}{line}\n")));
        let found = found_in_config(&done);
        assert!(
            found
                .iter()
                .any(|(at, said)| *at >= 4 && said.contains(message)),
            "{line:.60}: {found:?}"
        );
        assert_eq!(public_paths(&done), [""; 0], "{line:.60}");
    }
}

#[test]
fn nothing_is_public_while_a_term_cannot_be_searched_for() {
    let long = "x".repeat(201);
    let many = "ab, ".repeat(5000);
    let large = format!("{}, ", "x".repeat(190)).repeat(1400);
    for (list, message) in [
        (
            format!("[Acme, {long}]"),
            "this entry of `protected_terms` is longer than 200 characters",
        ),
        (
            format!("[{many} Acme]"),
            "`protected_terms` has more than 5000 entries",
        ),
        (
            format!("[{large} Acme]"),
            "`protected_terms` holds more than 256 KiB",
        ),
    ] {
        let done = compiled(&world(&format!("{CONFIG}protected_terms: {list}\n")));
        assert_eq!(found_in_config(&done), [(4, message.to_owned())]);
        assert_eq!(public_paths(&done), [""; 0]);
    }
    // A term without letters is reported by its own rule; no public file passes the last look.
    let done = compiled(&world(&format!("{CONFIG}protected_terms: [\"++\"]\n")));
    let leak = done
        .guard
        .scan("b.html", b"<p>Not yet.</p>")
        .expect("refused");
    assert_eq!(
        leak.to_string(),
        "`b.html` cannot be searched for entry 1 of `protected_terms`"
    );
}

#[test]
fn a_customer_of_any_length_is_searched_for() {
    let name = "Kanarek Nord ".repeat(20);
    let mut world = world(CONFIG);
    let evidence = format!("---\ntitle: Call\nkind: evidence\ncustomer: {name}\n---\nThey said.\n");
    world.insert("call.md", evidence);
    world.insert("b.md", format!("{PAGE}\nAs {name} says.\n"));
    let done = compiled(&world);
    let messages = done
        .findings
        .iter()
        .map(|finding| finding.diagnostic.message.as_str());
    let messages: Vec<&str> = messages.collect();
    assert!(
        messages.contains(&"the customer's name is longer than 200 characters"),
        "{messages:?}"
    );
    assert!(
        done.guard
            .scan("b.html", format!("<p>{name}</p>").as_bytes())
            .is_some()
    );
}

#[test]
fn terms_that_are_written_apart_are_found_apart() {
    let config = format!("{CONFIG}protected_terms: [Kanarek, Ka Narek, \"Kana rek\"]\n");
    let done = compiled(&world(&config));
    for (text, is_found) in [
        ("kanarek", true),
        ("ka narek", true),
        ("kana rek", true),
        ("kan arek", false),
        ("kanareks", false),
    ] {
        assert_eq!(!done.guard.find(text).is_empty(), is_found, "{text}");
    }
    let long = "Very long name with many words in it ".repeat(4);
    let done = compiled(&world(&format!("{CONFIG}protected_terms: [{long}]\n")));
    let apart = long.replace(" many ", " m any ");
    for (shift, text) in (0..130).map(|at| (at, "a ".repeat(at))) {
        assert_eq!(
            done.guard.find(&format!("{text}{long}")).len(),
            1,
            "{shift}"
        );
        assert!(
            done.guard.find(&format!("{text}{apart}")).is_empty(),
            "{shift}"
        );
    }
}

/// What no expression may be, with what is said of it.
fn sieges() -> Vec<(String, &'static str)> {
    let of = |part: &str| part.repeat(30_000);
    let long = "`kill_when` is longer than 1000 characters";
    let deep = "`kill_when` is more than 20 levels deep";
    let list = "`kill_when` uses a list as if it were one value";
    vec![
        (format!("{}runs", of("not ")), long),
        (format!("1{} > 2", of(" + 1")), long),
        (format!("9{} > 2", of("*9")), long),
        (format!("{}1{} > 2", of("("), of(")")), long),
        (format!("{}1 > 2", of("-")), long),
        (format!("{}1", of("1 if 2 else ")), long),
        (format!("runs{} > 1", of("[0]")), long),
        (format!("runs{} > 1", of("|first")), long),
        (format!("{}(1) > 2", "not ".repeat(200)), deep),
        (format!("{}1{} > 2", "(".repeat(400), ")".repeat(400)), deep),
        (format!("1{}", " if 2 else 1".repeat(60)), deep),
        ("runs * 99999999 ~ 'a' == 'b'".to_owned(), list),
    ]
}

#[test]
fn no_expression_ends_the_compiler() {
    for (expression, message) in sieges() {
        let mut own = world(CONFIG);
        own.insert(
            "desk/instrument.md",
            LOOP.replace("KILL", &format!("\"{expression}\"")),
        );
        let job = format!(
            "{CONFIG}jobs:\n  calls:\n    title: Calls\n    steps: [{{ name: Runs, closed_when: \
             {{ table: {{ columns: {{ Date: date }} }} }} }}]\n    kill_when: \"{expression}\"\n"
        );
        let mut team = world(&job);
        let front = LOOP
            .replace("kill_when: KILL\n", "")
            .replace("instrument", "calls");
        team.insert("desk/calls.md", front);
        for (world, path) in [(own, "desk/instrument.md"), (team, "workbook.yaml")] {
            let done = compiled(&world);
            let mut findings = done.findings.iter();
            let found = findings.find(|finding| finding.diagnostic.rule == "invalid-kill-when");
            // Front matter has a limit of its own.
            if expression.len() > 60_000 && path.starts_with("desk") {
                continue;
            }
            let found = &found
                .unwrap_or_else(|| panic!("{path}: {expression:.60}"))
                .diagnostic;
            assert_eq!(found.message, message, "{path}: {expression:.60}");
            assert_eq!(done.workbook.files.get(found.span.file).path(), path);
        }
    }
}

#[test]
fn the_command_survives_an_expression() {
    let files = [
        ("workbook.yaml".to_owned(), CONFIG.into()),
        (
            "desk/instrument.md".to_owned(),
            LOOP.replace("KILL", &format!("\"{}runs\"", "not ".repeat(10_000)))
                .into(),
        ),
    ];
    let place = Place::new(&Tree::from(files));
    let told = place.loopbook(&["check", "--format", "concise"]);
    assert_eq!(told.code, 1, "{}", told.err);
    assert!(
        told.out
            .contains("desk/instrument.md:5:12: error[invalid-kill-when]"),
        "{}",
        told.out
    );
    assert_eq!(told.out.lines().find(|line| line.len() > 1000), None);
}

#[test]
fn what_git_ignores_is_not_read_for_want_of_room() {
    let page = PAGE.replace("summary: S", "summary: S\nowner: mo");
    let files = [
        ("workbook.yaml".to_owned(), CONFIG.into()),
        ("own/a.md".to_owned(), page.into()),
    ];
    let place = Place::new(&Tree::from(files)).init();
    place.write(".gitignore", "own/\n[\n**/[x\n");
    let told = place.loopbook(&["check"]);
    assert_eq!(
        (told.code, told.out.as_str()),
        (0, "no findings in 0 documents\n")
    );
    let wide = |at: usize| format!("{at}{}\n", "?".repeat(200));
    let patterns: String = (0..800).map(wide).collect();
    place.write(".gitignore", &format!("own/\n{patterns}"));
    for command in ["check", "build", "status"] {
        let told = place.loopbook(&[command]);
        assert_eq!(told.code, 2, "{command}: {}", told.out);
        assert!(told.err.contains("too large together"), "{}", told.err);
    }
}

#[test]
fn a_glob_that_is_no_path_from_the_root_is_told_and_publishes_nothing() {
    for glob in [
        "/drafts",
        "./drafts",
        "drafts/../drafts",
        "drafts//x",
        "!drafts",
        "~/drafts",
        "drafts\\\\**",
        "dra\\u200bfts",
        "",
    ] {
        let world = world(&format!("{CONFIG}ignore: [\"{glob}\"]\n"));
        let done = compiled(&world);
        let told = done
            .findings
            .iter()
            .any(|it| it.diagnostic.rule == "invalid-value");
        assert!(told, "{glob}");
        assert!(done.public.pages.is_empty(), "{glob}");
    }
    for glob in [
        "drafts",
        "drafts/",
        "drafts/*.md",
        "**/x.md",
        "{a,b}/c",
        "a~b$c",
    ] {
        let world = world(&format!("{CONFIG}ignore: [\"{glob}\"]\n"));
        let done = compiled(&world);
        assert!(
            !done
                .findings
                .iter()
                .any(|it| it.diagnostic.rule == "invalid-value"),
            "{glob}"
        );
    }
}

/// What comes of rendering every page with this front page of the workbook's own.
fn rendered(template: &str) -> Result<usize, String> {
    let mut world = world(CONFIG);
    world.insert("templates/public/home.html", template);
    let done = compiled(&world);
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
    let home = pages
        .iter()
        .find(|page| page.side == Side::Public && page.output.as_str() == "index.html");
    let home = home.expect("there is a front page");
    let page = site.render(home).map_err(|error| error.to_string())?;
    Ok(page.len())
}

#[test]
fn templates_of_a_workbook_that_are_too_much_are_told() {
    let of = |part: &str| part.repeat(30_000);
    let nest = "{% macro f(x) %}{{ f([x]) }}{% endmacro %}{{ f(1) }}";
    for (template, says) in [
        (
            format!("\n{{{{ {}1 }}}}", of("-")),
            "a tag is longer than 2000 bytes in line 2",
        ),
        (
            format!("{{{{ 9{} }}}}", of("*9")),
            "a tag is longer than 2000 bytes in line 1",
        ),
        (
            format!("{{% if {}1 %}}{{% endif %}}", of("not  ")),
            "larger than 128 KiB",
        ),
        (
            format!("{{% if {}1 %}}{{% endif %}}", "not ".repeat(600)),
            "a tag is longer than",
        ),
        (
            format!("{{{{ {}1{} }}}}", "(".repeat(900), ")".repeat(900)),
            "maximum recursion",
        ),
        (
            format!("{}x", "{%if 1%}".repeat(9_000)),
            "maximum recursion",
        ),
        (
            "{{ doc + doc }}".to_owned(),
            "a `+` has no number beside it",
        ),
        (
            "{% set x = [1] %}\n{% set x = x+x %}".to_owned(),
            "in line 2; add numbers with `[a, b] | sum`",
        ),
        ("{% set n = namespace(x=1) %}".to_owned(), "namespace"),
        ("{{ [1] | chain([1]) }}".to_owned(), "chain"),
        (
            "{{ [1, 2] * 9999999 }}".to_owned(),
            "lists and maps are not printed",
        ),
        (
            "{{ site.sections }}".to_owned(),
            "lists and maps are not printed",
        ),
        ("{{ 'x' * 99999999 }}".to_owned(), "fuel"),
        ("{% include 'public/home.html' %}".to_owned(), "error in"),
        (nest.to_owned(), "recursion limit"),
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}{{ b }}{% endfor %}{% endfor %}"
                .to_owned(),
            "fuel",
        ),
    ] {
        let said = rendered(&template).expect_err(&template[..template.len().min(60)]);
        assert!(
            said.contains("public/home.html") && said.contains(says),
            "{template:.60}: {said}"
        );
    }
}

#[test]
fn templates_of_a_workbook_may_do_what_is_honest() {
    let elif =
        "{% if not site %}".to_owned() + &"{% elif not site %}a".repeat(5_000) + "{% endif %}b";
    for (template, length) in [
        (elif, 1),
        (
            "{% for x in range(3) %}{{ loop.index + 1 }}{{ 1.5 * x }}{% endfor %}".to_owned(),
            12,
        ),
        (
            "{{ [1, 2, 3] | sum }}{{ [1, 0.5] | sum }}{{ [\"a\", \"b\"] | join('-') }}".to_owned(),
            7,
        ),
        (
            "{% raw %}{{ a + a }}{% endraw %}{# {{ a + a }} #}".to_owned(),
            11,
        ),
        (
            "{% set x = 1 %}".repeat(4_000) + &"{%set y=[x]%}".repeat(4_000),
            0,
        ),
    ] {
        assert_eq!(rendered(&template), Ok(length), "{template:.80}");
    }
}
