//! The commands as a user meets them: exit status, streams, formats, and what is written.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const DAY: &str = "2026-11-23";

fn loopbook(directory: &Path) -> Command {
    let mut command = Command::cargo_bin("loopbook").expect("the binary is built");
    command.current_dir(directory).env_remove("NO_COLOR");
    command
}

/// A new workbook, clean.
fn workbook() -> TempDir {
    let place = TempDir::new().expect("a directory");
    loopbook(place.path())
        .args(["init", "--as-of", DAY])
        .assert()
        .success();
    place
}

fn write(place: &TempDir, path: &str, text: &str) {
    let path = place.path().join(path);
    fs::create_dir_all(path.parent().expect("it has one")).expect("made");
    fs::write(path, text).expect("written");
}

const BROKEN: &str = "---\ntitle: Größe\nkind: evidence\n---\nä [x](nowhere.md)\n";

/// Runs a command that must end with `code`; its two streams.
fn run(place: &TempDir, arguments: &[&str], code: i32) -> (String, String) {
    let assert = loopbook(place.path()).args(arguments).assert().code(code);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        text(&assert.get_output().stdout),
        text(&assert.get_output().stderr),
    )
}

#[test]
fn a_new_workbook_checks_clean_and_is_not_written_twice() {
    let place = workbook();
    let (out, _) = run(&place, &["check", "--deny", "warnings", "--as-of", DAY], 0);
    assert_eq!(out, "no findings in 8 documents\n");
    let before = fs::read_to_string(place.path().join("workbook.yaml")).expect("there");
    let (_, error) = run(&place, &["init"], 2);
    assert!(error.contains("`workbook.yaml` exists already"), "{error}");
    assert_eq!(
        fs::read_to_string(place.path().join("workbook.yaml")).expect("there"),
        before
    );
}

#[test]
fn a_new_workflow_is_clean_and_overwrites_nothing() {
    let place = workbook();
    run(
        &place,
        &["new", "workflow", "sales/refunds", "--as-of", DAY],
        0,
    );
    let (out, _) = run(&place, &["check", "--deny", "warnings", "--as-of", DAY], 0);
    assert_eq!(out, "no findings in 14 documents\n");
    fs::remove_file(place.path().join("sales/refunds/understand.md")).expect("removed");
    let (_, error) = run(&place, &["new", "workflow", "sales/refunds"], 2);
    assert!(
        error.contains("redesign.md` exists already (and 4 more)"),
        "{error}"
    );
    assert!(
        !place.path().join("sales/refunds/understand.md").exists(),
        "all or nothing"
    );
    for name in ["../x", "/x", ".x", "a/../..", "", "a\u{202e}b", "x\ny"] {
        let (_, error) = run(&place, &["new", "workflow", name], 2);
        assert!(error.contains("cannot be a workflow"), "{name}: {error}");
    }
    let (_, error) = run(&place, &["new", "workflow", "x", "--owner", "nobody"], 2);
    assert!(error.contains("there is no person `nobody`"), "{error}");
}

#[test]
fn the_exit_status_says_what_happened() {
    let place = workbook();
    run(&place, &["check", "--as-of", DAY], 0);
    run(&place, &["check", "--as-of", "2028-01-01"], 0);
    run(
        &place,
        &["check", "--as-of", "2028-01-01", "--deny", "warnings"],
        1,
    );
    run(&place, &["check", "--no-such-flag"], 2);
    run(&place, &["check", "nowhere"], 2);
    run(&place, &["check", "--as-of", "yesterday"], 2);
    run(&place, &["explain", "no-such-rule"], 2);
    write(&place, "broken.md", BROKEN);
    run(&place, &["check", "--as-of", DAY], 1);
    let empty = TempDir::new().expect("a directory");
    let (_, error) = run(&empty, &["check"], 2);
    assert!(error.contains("there is no workbook at"), "{error}");
}

#[test]
fn a_finding_reads_the_same_in_every_format() {
    let place = workbook();
    write(&place, "broken.md", BROKEN);
    let (concise, _) = run(&place, &["check", "--format", "concise", "--as-of", DAY], 1);
    assert_eq!(
        concise,
        "broken.md:5:7: error[broken-link] there is no file `nowhere.md`\n"
    );
    let (human, _) = run(&place, &["check", "--as-of", DAY], 1);
    assert!(
        human.contains("error[broken-link]: there is no file `nowhere.md`\n  --> broken.md:5:7")
    );
    assert!(
        human.contains("1 error in 9 documents\nRun `loopbook explain broken-link`"),
        "{human}"
    );
    assert!(
        !human.contains('\u{1b}') && !human.contains("ä ["),
        "no colour, no source: {human}"
    );
    let (shown, _) = run(
        &place,
        &[
            "check",
            "--show-source",
            "--color",
            "always",
            "--as-of",
            DAY,
        ],
        1,
    );
    assert!(
        shown.contains("ä [x](nowhere.md)") && shown.contains('\u{1b}'),
        "{shown}"
    );
    let (json, _) = run(&place, &["check", "--format", "json", "--as-of", DAY], 1);
    let report: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(report["version"], 1);
    assert_eq!(report["as_of"], DAY);
    let summary = serde_json::json!({"errors": 1, "warnings": 0, "notes": 0, "documents": 9});
    assert_eq!(report["summary"], summary);
    let finding = &report["findings"][0];
    let place = [
        &finding["line"],
        &finding["column"],
        &finding["end_line"],
        &finding["end_column"],
    ];
    assert_eq!(place, [5, 7, 5, 17]);
    let keys: Vec<&String> = finding.as_object().expect("an object").keys().collect();
    let expected = [
        "column",
        "end_column",
        "end_line",
        "fix",
        "hint",
        "labels",
        "line",
        "message",
        "path",
        "rule",
        "severity",
    ];
    assert_eq!(keys, expected);
}

/// `read_by` reaches every file of the repository that holds the workbook, and none beyond it.
#[cfg(unix)]
#[test]
fn read_by_stays_within_the_repository() {
    let place = TempDir::new().expect("a directory");
    write(&place, "brief.txt", "beyond the repository");
    fs::create_dir_all(place.path().join("repository/.git")).expect("made");
    write(&place, "repository/prompts/brief.txt", "refund-cap");
    write(
        &place,
        "repository/.git/config",
        "what git keeps for itself",
    );
    write(&place, "repository/desk/.agents/brief.txt", "refund-cap");
    std::os::unix::fs::symlink(
        place.path().join("brief.txt"),
        place.path().join("repository/prompts/link.txt"),
    )
    .expect("linked");
    run(&place, &["init", "repository/desk", "--as-of", DAY], 0);
    let govern = "repository/desk/first-workflow/govern.md";
    let path = place.path().join(govern);
    let text = fs::read_to_string(&path).expect("it was written");
    let check = |read_by: &str, code| {
        let with = text.replace("owner: me\n", &format!("owner: me\nread_by: {read_by}\n"));
        fs::write(&path, with).expect("written");
        let options = [
            "check",
            "repository/desk",
            "--format",
            "concise",
            "--as-of",
            DAY,
        ];
        run(&place, &options, code).0
    };
    assert_eq!(check("[../prompts/brief.txt, .agents/brief.txt]", 0), "");
    let beyond = "[../../brief.txt, ../prompts/link.txt, ../.git/config, ../../nowhere.txt]";
    let found = check(beyond, 1);
    assert_eq!(found.matches("[outside-workbook]").count(), 4, "{found}");
    let found = check("[../prompts/breif.txt, ../prompts]", 1);
    assert!(
        found.contains("[broken-link] there is no file `../prompts/breif.txt`")
            && found.contains("[unreadable-file] `../prompts` cannot be read as a text"),
        "{found}"
    );
}

#[test]
fn every_rule_can_be_explained() {
    let place = TempDir::new().expect("a directory");
    let (list, _) = run(&place, &["explain"], 0);
    let (rules, jobs) = list.split_once("\n\n").expect("rules, then jobs");
    assert!(jobs.contains("Map, Remove, Agents, Humans"), "{jobs}");
    let names: Vec<&str> = rules
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(
        names.len() > 30 && names.contains(&"broken-link"),
        "{names:?}"
    );
    for name in names {
        let (page, _) = run(&place, &["explain", name], 0);
        assert!(page.starts_with(&format!("# {name}\n")) && page.contains("## Why it matters"));
    }
    let (_, error) = run(&place, &["explain", "brokn-link"], 2);
    assert!(error.contains("did you mean `broken-link`?"), "{error}");
}

#[test]
fn jobs_and_steps_can_be_explained_a_teams_own_too() {
    let place = workbook();
    let (job, _) = run(&place, &["explain", "redesign"], 0);
    assert!(
        job.contains("- **Humans**: `Map` has at least 1 human gate, and every human gate has"),
        "{job}"
    );
    let (step, _) = run(&place, &["explain", "cost"], 0);
    assert!(
        step.contains("| Cost | `time`, `money`, `risk` or `attention` |")
            && step.contains("private by nature"),
        "{step}"
    );
    let own = "\njobs:\n  onboard:\n    title: Onboard the customer\n    steps:\n      - name: Hand over\n        \
               closed_when: { links: { kind: evidence, outside: true, minimum: 2 } }\n";
    let config = place.path().join("workbook.yaml");
    let text = fs::read_to_string(&config).expect("it is there");
    fs::write(&config, text + own).expect("it can be written");
    let (step, _) = run(&place, &["explain", "hand over"], 0);
    assert!(
        step.contains("closed when it links at least 2 evidence notes from outside the team."),
        "{step}"
    );
    let (_, error) = run(&place, &["explain", "redesing"], 2);
    assert!(error.contains("did you mean `redesign`?"), "{error}");
}

#[test]
fn a_build_that_fails_leaves_the_old_site_whole() {
    let place = workbook();
    run(&place, &["build", "--as-of", DAY], 0);
    let page = place.path().join("site/private/playbook/how-we-work.html");
    let before = fs::read(&page).expect("it was written");
    write(&place, "broken.md", BROKEN);
    let (_, error) = run(&place, &["build", "--as-of", DAY], 1);
    assert!(error.contains("The site was not written"), "{error}");
    assert_eq!(fs::read(&page).expect("still there"), before);
    assert!(
        !place
            .path()
            .join("site/private/memory/broken.html")
            .exists()
    );
    run(&place, &["build", "--drafts", "--as-of", DAY], 0);
    assert!(
        place
            .path()
            .join("site/private/memory/broken.html")
            .exists()
    );
    assert!(
        !place.path().join("site/public").exists(),
        "drafts are private"
    );
}

#[test]
fn a_build_replaces_its_own_files_and_no_others() {
    let place = workbook();
    write(
        &place,
        "gone.md",
        "---\ntitle: Gone\nkind: evidence\n---\nx\n",
    );
    run(&place, &["build", "--as-of", DAY], 0);
    write(&place, "site/public/CNAME", "harbor.example\n");
    fs::remove_file(place.path().join("gone.md")).expect("removed");
    run(&place, &["build", "--as-of", DAY], 0);
    assert!(
        !place.path().join("site/private/memory/gone.html").exists(),
        "a stale page"
    );
    assert!(
        place.path().join("site/public/CNAME").exists(),
        "somebody else's file"
    );
    run(&place, &["build", "--as-of", DAY], 0);
    assert!(place.path().join("site/public/CNAME").exists(), "and again");
    write(&place, "mine/notes.txt", "mine");
    let (_, error) = run(&place, &["build", "--out", "mine", "--as-of", DAY], 2);
    assert!(
        error.contains("is not a site that loopbook wrote"),
        "{error}"
    );
    assert_eq!(
        fs::read_to_string(place.path().join("mine/notes.txt")).expect("there"),
        "mine"
    );
    let (_, error) = run(&place, &["build", "--out", ".", "--as-of", DAY], 2);
    assert!(error.contains("holds the workbook itself"), "{error}");
    let left: Vec<_> = fs::read_dir(place.path())
        .expect("readable")
        .flatten()
        .collect();
    let is_hidden = |name: &str| name.starts_with('.') && name != ".gitignore";
    assert!(
        !left
            .iter()
            .any(|entry| is_hidden(&entry.file_name().to_string_lossy()))
    );
}

#[test]
fn a_site_inside_the_workbook_is_no_source() {
    let place = workbook();
    run(&place, &["build", "--out", "published", "--as-of", DAY], 0);
    write(&place, "published/public/notes.md", "no front matter");
    let (out, _) = run(&place, &["check", "--as-of", DAY], 0);
    assert_eq!(out, "no findings in 8 documents\n");
}

#[test]
fn templates_of_the_workbook_take_the_place_of_ours() {
    let place = workbook();
    write(
        &place,
        "templates/public/home.html",
        "<title>{{ home.title }}</title>\n",
    );
    run(&place, &["build", "--as-of", DAY], 0);
    let home = fs::read_to_string(place.path().join("site/public/index.html")).expect("there");
    assert_eq!(home, "<title>Our workbook</title>");
    write(&place, "templates/public/home.html", "\n{% if %}\n");
    let (_, error) = run(&place, &["build", "--as-of", DAY], 2);
    assert!(
        error.contains("the template `public/home.html` does not work"),
        "{error}"
    );
    assert!(error.contains("in line 2"), "{error}");
    write(
        &place,
        "templates/public/home.html",
        "{% for x in range(100000) %}{% for y in range(100000) %}{% endfor %}{% endfor %}",
    );
    let (_, error) = run(&place, &["build", "--as-of", DAY], 2);
    assert!(error.contains("does not work"), "{error}");
}

#[test]
fn user_text_cannot_act_on_a_terminal_or_a_runner() {
    let place = workbook();
    let text = "---\ntitle: x\nkind: evidence\n---\n[x](<::error::a\u{1b}[31m##[group]>)\n";
    write(&place, "odd.md", text);
    for format in ["human", "concise", "json"] {
        let (out, _) = run(&place, &["check", "--format", format, "--as-of", DAY], 1);
        assert!(
            !out.contains('\u{1b}') && !out.contains("##["),
            "{format}: {out}"
        );
        assert!(
            !out.lines().any(|line| line.trim_start().starts_with("::")),
            "{format}: {out}"
        );
    }
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let place = TempDir::new().expect("a directory");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (out, _) = run(&place, &["completions", shell], 0);
        for word in ["check", "fix", "evidence", "diff"] {
            assert!(out.contains(word), "{shell}: {word}");
        }
    }
    let (out, _) = run(&place, &["completions", "man"], 0);
    assert!(
        out.contains(".TH loopbook 1") && out.contains("loopbook\\-fix(1)"),
        "{out}"
    );
    let (out, _) = run(&place, &["completions", "man", "new", "page"], 0);
    assert!(
        out.contains(".TH loopbook-new-page 1") && out.contains("\\-\\-route"),
        "{out}"
    );
    let (_, error) = run(&place, &["completions", "man", "nothing"], 2);
    assert!(error.contains("there is no command `nothing`"), "{error}");
    run(&place, &["completions", "fish", "check"], 2);
}
