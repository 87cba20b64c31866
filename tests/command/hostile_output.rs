//! Text from a stranger's pull request on its way to a terminal or a log: whatever stands in a
//! workbook's files, their names and the arguments, nothing that a command prints acts on a
//! terminal or is a command to a CI runner (threats, "Safe output").

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const DAY: &str = "2026-11-23";

/// Characters and commands that act, as they can stand in YAML in double quotes.
const QUOTED: &str = r"\e[31m ::error::x ##[error]y \x9b1m \u202ez \u200b \x7f \n::warning::z\n##vso[task.complete]a\r##VsO[b]c \e[0m##teamcity[d]e section_start:1:f\r\e[0K travis_fold:start:g\n--- h #\u200b#vso[i]j \u2028##[k]l";

/// The same as they can stand in Markdown and in a name of a file.
const RAW: &str = "\u{1b}[31m ::error::x ##[error]y \u{9b}1m \u{202e}z \u{200b} \u{7f} ##vso[task.complete]a \u{1b}[0m##TeamCity[d]e section_end:1:f travis_time:end:g +++ h #\u{200b}#vso[i]j";

/// The same as far as a name of a file has room for it.
const NAME: &str = "\u{1b}[31m ::error::x ##[error]y \u{9b}1m \u{202e}z \u{200b} \u{7f} ##vso[a]b \u{1b}[0m##TeamCity[c]d section_end:1:e";

fn workbook() -> TempDir {
    let place = TempDir::new().expect("a directory");
    for (path, text) in crate::hostile::files(QUOTED, RAW, NAME) {
        write(place.path(), &path, &text);
    }
    place
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it has one")).expect("made");
    fs::write(path, text).expect("written");
}

/// Both streams of a command.
fn printed(place: &Path, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("loopbook").expect("the binary is built");
    let output = command
        .current_dir(place)
        .args(arguments)
        .output()
        .expect("it runs");
    let streams = [output.stdout, output.stderr];
    let text = streams.map(|bytes| String::from_utf8(bytes).expect("it prints text"));
    assert!(!text.concat().contains("panicked"), "{}", text.concat());
    text.join("\n")
}

/// Whether a line is a command that `--format github` writes, and holds no second one.
fn is_our_command(line: &str) -> bool {
    let ours = [
        "::error file=",
        "::warning file=",
        "::notice file=",
        "::notice title=loopbook::",
    ];
    ours.iter().any(|start| line.starts_with(start)) && line.matches("::").count() == 2
}

/// What of a text would act.
fn acting(text: &str) -> Vec<&str> {
    let acts = |c: char| {
        (c.is_control() && c != '\t')
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let lines = text.split('\n');
    lines
        .filter(|line| {
            (line.trim_start().starts_with("::") && !is_our_command(line))
                || is_command_of_another_runner(line)
                || line.contains(acts)
        })
        .collect()
}

/// What the runners of CI services look for, but for those of `GitHub`.
fn is_command_of_another_runner(line: &str) -> bool {
    let line = line.to_lowercase();
    let signs = [
        "##[",
        "##vso[",
        "##teamcity[",
        "section_start:",
        "section_end:",
        "travis_fold:",
        "travis_time:",
    ];
    // A difference starts with the names of its files.
    let is_ours = line.starts_with("--- a/") || line.starts_with("+++ b/");
    let openers = ["--- ", "+++ ", "~~~ ", "^^^ "];
    let opens = openers.iter().any(|opener| line.starts_with(opener));
    signs.iter().any(|sign| line.contains(sign)) || (opens && !is_ours)
}

fn assert_harmless(place: &Path, arguments: &[&str]) -> String {
    let text = printed(place, arguments);
    let found = acting(&text);
    assert!(found.is_empty(), "{arguments:?}\n{found:#?}");
    text
}

#[test]
fn findings_print_nothing_that_acts() {
    let place = workbook();
    for format in [
        "human", "concise", "json", "sarif", "github", "gitlab", "junit",
    ] {
        for more in [&[][..], &["--show-source"]] {
            let arguments = [
                "check", "--as-of", DAY, "--color", "never", "--format", format,
            ];
            let text = assert_harmless(place.path(), &[&arguments[..], more].concat());
            for sign in [
                "hidden-characters",
                "broken-link",
                "invalid-cell",
                "invalid-yaml",
                "unknown-rule",
            ] {
                assert!(text.contains(sign), "{format} says nothing of {sign}");
            }
        }
    }
}

#[test]
fn the_status_prints_nothing_that_acts() {
    let place = workbook();
    for format in ["human", "json", "markdown"] {
        let arguments = [
            "status", "--as-of", DAY, "--color", "never", "--format", format,
        ];
        let text = assert_harmless(place.path(), &arguments);
        assert!(
            text.contains("error"),
            "{format} does not show the hostile names:\n{text}"
        );
    }
}

#[test]
fn building_and_mending_print_nothing_that_acts() {
    let place = workbook();
    for arguments in [
        &["build", "--as-of", DAY, "--color", "never"][..],
        &["build", "--as-of", DAY, "--color", "never", "--drafts"],
        &["build", "--as-of", DAY, "--drafts", "--out", RAW],
        &["fix", "--as-of", DAY, "--color", "never", "--diff"],
        &["fix", "--as-of", DAY, "--color", "never"],
        &["new", "workflow", "--as-of", DAY, "--owner", "mo", "later"],
    ] {
        assert_harmless(place.path(), arguments);
    }
}

#[test]
fn adopting_and_recording_print_nothing_that_acts() {
    let notes = workbook();
    let note = "---\n\"QUOTED\": \"QUOTED\"\ntitle: \"QUOTED\"\n---\n[[RAW]] ![[RAW.png]] {{< RAW >}} {% link RAW %} [x](/RAW)\n";
    let note = note.replace("QUOTED", QUOTED).replace("RAW", RAW);
    write(
        notes.path(),
        "RAW/RAW.md".replace("RAW", RAW).as_str(),
        &note,
    );
    for format in ["human", "json"] {
        let place = TempDir::new().expect("a directory");
        assert_harmless(place.path(), &["init", "--as-of", DAY]);
        let notes = notes.path().display().to_string();
        let adopt = [
            "adopt", &notes, "--into", "old", "--as-of", DAY, "--format", format,
        ];
        let text = assert_harmless(place.path(), &adopt);
        assert!(text.contains("names nothing here"), "{text}");
        let record = [
            "check",
            "--write-baseline",
            "--as-of",
            DAY,
            "--color",
            "never",
            "--because",
            RAW,
        ];
        let text = assert_harmless(
            place.path(),
            &[&record[..], &["--until", "2027-01-01"]].concat(),
        );
        assert!(text.contains("Recorded"), "{text}");
        assert_harmless(
            place.path(),
            &["check", "--as-of", "2027-02-01", "--color", "never"],
        );
    }
}

#[test]
fn templates_that_fail_print_nothing_that_acts() {
    let place = workbook();
    write(
        place.path(),
        "templates/private/home.html",
        &format!("{{{{ {RAW}"),
    );
    let text = assert_harmless(place.path(), &["build", "--as-of", DAY, "--drafts"]);
    assert!(text.contains("does not work"), "{text}");
}

#[test]
fn arguments_that_are_refused_print_nothing_that_acts() {
    let place = workbook();
    for arguments in [
        &[RAW][..],
        &["check", RAW],
        &["check", "--as-of", RAW],
        &["check", "--format", RAW],
        &["check", &format!("--{RAW}")],
        &["check", "--base", RAW],
        &["review", "--base", RAW],
        &["status", "--format", RAW],
        &["approve", RAW, "--as", RAW],
        &["explain", RAW],
        &["new", "workflow", RAW],
        &["new", "workflow", "--owner", RAW, "x"],
        &["build", "--drafts", "--as-of", DAY, "--out", "."],
        &[
            "build",
            "--drafts",
            "--as-of",
            DAY,
            "--out",
            &format!("workbook.yaml/{RAW}"),
        ],
        &[
            "build",
            "--drafts",
            "--as-of",
            DAY,
            "--out",
            &format!("{RAW}/.."),
        ],
        &["fix", "--rule", RAW],
        &["fix", "--path", RAW],
        &["init", RAW],
        &["init", "--ci", RAW],
        &["init", &format!("$ {RAW}"), "--ci", "gitlab"],
        &["adopt", RAW],
        &["adopt", ".", "--into", RAW],
        &["check", "--write-baseline", "--until", RAW],
    ] {
        let text = assert_harmless(place.path(), arguments);
        assert!(!text.trim().is_empty(), "{arguments:?} says nothing");
    }
}

/// The checker sees what acts, so the tests above can fail.
#[test]
fn what_acts_is_seen() {
    for text in [
        "\u{1b}[31m",
        "a\n  ::error::x",
        "::error::x",
        "::error file=a::x ::debug::y",
        "x ##[error]",
        "x ##VSO[a]",
        "##teamcity[a]",
        "--- x",
        "section_start:1:x",
        "\u{9b}",
        "\u{202e}",
        "\r",
    ] {
        assert_eq!(acting(text).len(), 1, "{text:?}");
    }
    assert!(acting("a :: b\n\t#[x]").is_empty());
}
