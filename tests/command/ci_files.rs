//! What `init --ci` writes: valid by the schema of whoever runs it, and its commands run here in the same
//! order, with the same variables, on a real change.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use crate::repository::Place;
use serde_json::Value;

const PAGE: &str = "---\ntitle: How we answer\nkind: page\nform: guide\nroute: playbook\nsummary: Who answers, and when.\n---\nWithin a day.\n";
const BROKEN: &str = "---\ntitle: Note\nkind: evidence\n---\n[gone](gone.md)\n";

/// A `cargo` that installs the loopbook of this test, where it is asked for this version.
const CARGO: &str = r#"#!/usr/bin/env bash
set -eu
[[ "$1 $2 $3 $5" == "install --locked --root loopbook@$EXPECTED_VERSION" ]]
mkdir -p "$4/bin"
cp "$BINARY" "$4/bin/loopbook"
"#;

/// A repository with a workbook in `books`, an error that is older than the change, and the CI's file;
/// what is on `main` is known as `origin/main` too, and `change` is checked out.
fn started(ci: &str, error: bool) -> Place {
    let place = Place::new(&BTreeMap::new());
    fs::create_dir_all(&place.root).expect("made");
    let place = place.init();
    let mut init = loopbook();
    init.args(["init", "books", "--ci", ci]);
    assert!(
        init.current_dir(&place.root)
            .status()
            .expect("it runs")
            .success()
    );
    if error {
        place.write("books/older.md", BROKEN);
    }
    place.commit("2026-11-01", "mo@harbor.example");
    let origin = place.top().join("origin.git").display().to_string();
    place.git(&["clone", "--quiet", "--bare", ".", &origin]);
    place.git(&["remote", "add", "origin", &origin]);
    place.git(&["fetch", "--quiet", "origin"]);
    place.git(&["checkout", "--quiet", "-b", "change"]);
    place
}

fn loopbook() -> Command {
    Command::new(env!("CARGO_BIN_EXE_loopbook"))
}

fn yaml(place: &Place, path: &str) -> Value {
    serde_saphyr::from_str(&place.text(path)).expect("it is YAML")
}

#[track_caller]
fn assert_valid(schema: &str, instance: &Value) {
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is one");
    let faults = schema.iter_errors(instance);
    let faults: Vec<String> = faults
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A machine that runs what a file of CI says.
struct Machine<'p> {
    place: &'p Place,
    path: Vec<PathBuf>,
    variables: BTreeMap<String, String>,
}

impl<'p> Machine<'p> {
    fn new(place: &'p Place, variables: &Value) -> Self {
        let tools = place.top().join("tools");
        fs::create_dir_all(&tools).expect("made");
        let cargo = tools.join("cargo");
        fs::write(&cargo, CARGO).expect("written");
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("allowed");
        let given = variables.as_object().expect("there are variables").iter();
        let text = |value: &Value| value.as_str().expect("each is a text").to_owned();
        Self {
            place,
            path: vec![tools],
            variables: given
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    fn directory(&self, name: &str) -> PathBuf {
        let directory = self.place.top().join(name);
        fs::create_dir_all(&directory).expect("made");
        directory
    }

    fn run(&self, script: &str) -> Output {
        let mut path = self.path.clone();
        path.extend(env::split_paths(
            &env::var_os("PATH").expect("there is one"),
        ));
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
        command.current_dir(&self.place.root).envs(&self.variables);
        command.env("PATH", env::join_paths(path).expect("a path"));
        command.env("HOME", self.directory("home"));
        command.env("BINARY", env!("CARGO_BIN_EXE_loopbook"));
        command.env("EXPECTED_VERSION", env!("CARGO_PKG_VERSION"));
        command.output().expect("bash is there")
    }
}

#[track_caller]
fn succeeds(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    out
}

/// What GitHub Actions did.
struct Actions {
    /// What the steps with a command wrote, by their names, up to the first that failed.
    done: Vec<(String, String)>,
    /// Whether all of them succeeded.
    passed: bool,
    /// The summary of the run.
    summary: String,
    /// What was handed to another action: its name and its input.
    handed: Vec<(String, Value)>,
}

/// Runs a job of the workflow as GitHub does on an event.
fn actions(place: &Place, job: &str, event: &str) -> Actions {
    let workflow = yaml(place, ".github/workflows/workbook.yml");
    let mut machine = Machine::new(place, &workflow["env"]);
    let temporary = machine.directory("runner").display().to_string();
    let summary = machine.directory("files").join("summary");
    let path = machine.directory("files").join("path");
    fs::write(&path, "").expect("written");
    fs::write(&summary, "").expect("written");
    machine.set("RUNNER_TEMP", &temporary);
    machine.set("GITHUB_STEP_SUMMARY", &summary.display().to_string());
    machine.set("GITHUB_PATH", &path.display().to_string());
    let base = if event == "pull_request" { "main" } else { "" };
    machine.set("GITHUB_BASE_REF", base);
    let mut did = Actions {
        done: Vec::new(),
        passed: true,
        summary: String::new(),
        handed: Vec::new(),
    };
    for step in workflow["jobs"][job]["steps"].as_array().expect("steps") {
        let applies = match step["if"].as_str() {
            None => true,
            Some("github.event_name == 'pull_request'") => event == "pull_request",
            // This is no fork.
            Some(text) if text.starts_with("github.event_name == 'push' || ") => true,
            Some(other) => panic!("a condition that this test does not know: {other}"),
        };
        if !applies {
            continue;
        }
        if let Some(used) = step["uses"].as_str() {
            let (name, revision) = used.split_once('@').expect("it is pinned");
            let is_commit =
                revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_commit, "{used} is pinned to a commit");
            let input = step["with"]
                .to_string()
                .replace("${{ runner.temp }}", &temporary);
            let input = serde_json::from_str(&input).expect("it is JSON still");
            did.handed.push((name.to_owned(), input));
            continue;
        }
        let script = step["run"].as_str().expect("a command or an action");
        let output = machine.run(script);
        let name = step["name"].as_str().expect("a name").to_owned();
        did.done
            .push((name, String::from_utf8_lossy(&output.stdout).into_owned()));
        did.passed = output.status.success();
        if !did.passed {
            break;
        }
        let more = fs::read_to_string(&path).expect("it can be read");
        let mut more: Vec<PathBuf> = more.lines().map(PathBuf::from).collect();
        more.append(&mut machine.path);
        machine.path = more;
        fs::write(&path, "").expect("written");
    }
    did.summary = fs::read_to_string(&summary).expect("it can be read");
    did
}

#[test]
fn github_checks_reviews_and_alerts_on_a_pull_request() {
    let place = started("github", true);
    let workflow = yaml(&place, ".github/workflows/workbook.yml");
    assert_valid(include_str!("../schemas/github-workflow.json"), &workflow);
    place.write("books/playbook/how-we-answer.md", PAGE);
    place.commit("2026-11-02", "mo@harbor.example");

    let did = actions(&place, "check", "pull_request");
    assert!(
        did.passed,
        "an older error is not the change's: {:?}",
        did.done
    );
    let names: Vec<&str> = did.done.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Install loopbook",
            "Say what the change means",
            "Write alerts",
            "Check"
        ]
    );
    assert!(did.summary.contains("How we answer"), "{}", did.summary);
    let upload = did
        .handed
        .iter()
        .find(|(name, _)| name.ends_with("upload-sarif"));
    let (_, input) = upload.expect("alerts are uploaded");
    let alerts =
        fs::read_to_string(input["sarif_file"].as_str().expect("a file")).expect("it is there");
    let alerts: Value = serde_json::from_str(&alerts).expect("it is JSON");
    let result = &alerts["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "broken-link");
    let place_of = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(
        place_of, "books/older.md",
        "counted from the top of the repository"
    );

    place.write("books/newer.md", BROKEN);
    place.commit("2026-11-03", "mo@harbor.example");
    let did = actions(&place, "check", "pull_request");
    assert!(!did.passed);
    let (name, said) = did.done.last().expect("it did something");
    assert_eq!(name, "Check");
    assert!(
        said.contains("::error ") && said.contains("books/newer.md"),
        "{said}"
    );
    assert!(!said.contains("file=books/older.md"), "{said}");
}

#[test]
fn github_publishes_the_public_side_and_nothing_else_from_main() {
    let place = started("github", false);
    place.git(&["checkout", "--quiet", "main"]);
    assert!(actions(&place, "check", "push").passed);
    let did = actions(&place, "publish", "push");
    assert!(did.passed, "{:?}", did.done);
    assert_eq!(
        did.handed.last().expect("actions").0,
        "actions/deploy-pages"
    );
    let upload = did
        .handed
        .iter()
        .find(|(name, _)| name.ends_with("upload-pages-artifact"));
    let site = upload.expect("the site is uploaded").1["path"]
        .as_str()
        .expect("a path")
        .to_owned();
    let site = Path::new(&site);
    assert!(site.join("playbook/how-we-work.html").is_file());
    for private in ["ledger.json", "memory", "private"] {
        assert!(!site.join(private).exists(), "{private}");
    }
    let workflow = yaml(&place, ".github/workflows/workbook.yml");
    let publish = &workflow["jobs"]["publish"];
    assert_eq!(publish["if"], "github.event_name == 'push'");
    assert_eq!(publish["needs"], "check");
    assert_eq!(
        workflow["true"]
            .as_object()
            .or(workflow["on"].as_object())
            .expect("events")["push"]["branches"][0],
        "main"
    );

    place.write("books/newer.md", BROKEN);
    assert!(
        !actions(&place, "check", "push").passed,
        "on main every error counts"
    );
}

/// Puts into the checkout what a stranger can put there: a site that was never built, with links to all
/// the private side, under each name that a file of CI could build to; a link instead of `public`.
fn plant(place: &Place) {
    let link = |to: &str, path: &str| {
        let path = place.root.join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        std::os::unix::fs::symlink(to, path).expect("made");
    };
    for site in ["site", ".site", "books/site", "books/.site"] {
        place.write(&format!("{site}/.loopbook-site"), "");
        place.write(&format!("{site}/public/planted.txt"), "planted\n");
        link("../private", &format!("{site}/public/all"));
    }
    place.write("elsewhere/kept.txt", "of the repository\n");
    link("elsewhere", "public");
    place.commit("2026-11-02", "eve@a.example");
}

/// What must not be in what is published: links, and what was planted.
#[track_caller]
fn assert_untouched(published: &Path) {
    let is_link = fs::symlink_metadata(published).expect("it is there");
    assert!(!is_link.is_symlink());
    for entry in walkdir::WalkDir::new(published) {
        let entry = entry.expect("it can be read");
        let kind = entry.file_type();
        assert!(
            kind.is_file() || kind.is_dir(),
            "{}",
            entry.path().display()
        );
    }
    for path in ["planted.txt", "all", "kept.txt"] {
        assert!(!published.join(path).exists(), "{path}");
    }
}

#[test]
fn github_publishes_nothing_that_stands_in_the_checkout() {
    let place = started("github", false);
    plant(&place);
    // What an earlier run of a machine that is kept has left.
    let left = place.top().join("runner/site/public");
    fs::create_dir_all(&left).expect("made");
    fs::write(left.join("planted.txt"), "left").expect("written");
    let did = actions(&place, "publish", "push");
    assert!(did.passed, "{:?}", did.done);
    assert_untouched(&left);
    assert!(left.join("index.html").is_file());
}

#[test]
fn gitlab_publishes_nothing_that_stands_in_the_checkout() {
    let place = started("gitlab", false);
    plant(&place);
    succeeds(&job(&place, "pages", None));
    let published = place.root.join("public");
    assert_untouched(&published);
    assert!(published.join("index.html").is_file());
    assert!(place.root.join("elsewhere/kept.txt").is_file());
}

/// Runs a job of GitLab's file.
fn job(place: &Place, name: &str, base: Option<&str>) -> Output {
    let file = yaml(place, ".gitlab-ci.yml");
    let mut machine = Machine::new(place, &file["variables"]);
    machine.set("CI_PROJECT_DIR", &place.root.display().to_string());
    if let Some(base) = base {
        machine.set("CI_MERGE_REQUEST_DIFF_BASE_SHA", base);
    }
    let lines = [&file["default"]["before_script"], &file[name]["script"]];
    let lines = lines
        .iter()
        .flat_map(|lines| lines.as_array().expect("lines"));
    let lines: Vec<&str> = lines.map(|line| line.as_str().expect("a line")).collect();
    machine.run(&lines.join("\n"))
}

#[test]
fn gitlab_checks_reviews_and_publishes() {
    let place = started("gitlab", true);
    let file = yaml(&place, ".gitlab-ci.yml");
    assert_valid(include_str!("../schemas/gitlab-ci.json"), &file);
    place.write("books/playbook/how-we-answer.md", PAGE);
    place.commit("2026-11-02", "mo@harbor.example");
    let base = place.git(&["rev-parse", "main"]);
    let base = Some(base.trim());

    let told = succeeds(&job(&place, "check", base));
    assert!(told.contains("1 error"), "it says what is older: {told}");
    let report = place.text("gl-code-quality-report.json");
    let report: Value = serde_json::from_str(&report).expect("it is JSON");
    assert_eq!(report[0]["location"]["path"], "books/older.md");
    let review = succeeds(&job(&place, "review", base));
    assert!(review.contains("How we answer"), "{review}");
    let exposed = file["review"]["artifacts"]["paths"][0]
        .as_str()
        .expect("a path");
    assert!(review.ends_with(&place.text(exposed)));

    place.write("books/newer.md", BROKEN);
    assert!(!job(&place, "check", base).status.success());
    assert!(
        !job(&place, "pages", None).status.success(),
        "errors are not published"
    );
    fs::remove_file(place.root.join("books/newer.md")).expect("removed");
    fs::remove_file(place.root.join("books/older.md")).expect("removed");
    place.write(
        "public/of-the-repository.txt",
        "what stood there is not published",
    );
    succeeds(&job(&place, "pages", None));
    assert!(
        place
            .root
            .join("public/playbook/how-we-answer.html")
            .is_file()
    );
    for private in ["ledger.json", "private", "of-the-repository.txt"] {
        assert!(
            !place.root.join("public").join(private).exists(),
            "{private}"
        );
    }
}

#[test]
fn it_is_added_to_a_workbook_and_overwrites_nothing() {
    let place = started("github", false);
    let before = place.text(".github/workflows/workbook.yml");
    let run = |arguments: &[&str], directory: &Path| {
        let output = loopbook().args(arguments).current_dir(directory).output();
        output.expect("it runs")
    };
    let again = run(&["init", "books", "--ci", "github"], &place.root);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already; nothing was written"));
    // From a directory of the workbook, whose place is found.
    let added = run(
        &["init", "--ci", "gitlab"],
        &place.root.join("books/playbook"),
    );
    succeeds(&added);
    assert!(place.text(".gitlab-ci.yml").contains("WORKBOOK: books\n"));
    assert_eq!(place.text(".github/workflows/workbook.yml"), before);
}

#[test]
fn a_place_that_means_something_else_there_is_refused() {
    let place = Place::new(&BTreeMap::new());
    fs::create_dir_all(&place.root).expect("made");
    let place = place.init();
    for name in ["${{ github.token }}", "$HOME", "a\nb"] {
        let mut command = loopbook();
        command
            .args(["init", name, "--ci", "github"])
            .current_dir(&place.root);
        let output = command.output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(
            !place.root.join(name).exists() && !place.root.join(".github").exists(),
            "{name}"
        );
    }
    let mut command = loopbook();
    command
        .args(["init", "our: \"books\"", "--ci", "github"])
        .current_dir(&place.root);
    assert!(command.status().expect("it runs").success());
    let workflow = yaml(&place, ".github/workflows/workbook.yml");
    assert_eq!(workflow["env"]["WORKBOOK"], "our: \"books\"");
}

#[test]
fn a_workbook_can_be_all_of_its_repository() {
    let place = Place::new(&BTreeMap::new());
    fs::create_dir_all(&place.root).expect("made");
    let place = place.init();
    let mut command = loopbook();
    command
        .args(["init", "--ci", "github"])
        .current_dir(&place.root);
    let said = succeeds(&command.output().expect("it runs"));
    assert!(said.starts_with("workbook.yaml\n"), "{said}");
    let workflow = yaml(&place, ".github/workflows/workbook.yml");
    assert_eq!(workflow["env"]["WORKBOOK"], ".");
    place.commit("2026-11-01", "mo@harbor.example");
    assert!(actions(&place, "check", "push").passed);
}

#[test]
fn what_comes_without_a_repository_stands_in_the_workbook() {
    let place = Place::new(&BTreeMap::new());
    fs::create_dir_all(&place.root).expect("made");
    let mut command = loopbook();
    command
        .args(["init", "books", "--ci", "gitlab"])
        .current_dir(&place.root);
    assert!(command.status().expect("it runs").success());
    assert!(
        place
            .text("books/.gitlab-ci.yml")
            .contains("WORKBOOK: \".\"\n")
    );
}
