//! Symbolic links within a workbook: whatever is decided about a path is decided about the file that
//! it leads to, through any chain (threats, "Second siege").

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::repository::Place;
use crate::support::files_below;
use assert_cmd::Command;
use jiff::civil::Date;
use loopbook::site::{Side, Site};
use loopbook::source::{Beside, Disk, Entry, SourceError, World};
use tempfile::TempDir;

const DAY: &str = "2026-11-23";
const SECRET: &str = "kestrelqz";

const CONFIG: &str = "edition: 1\ntitle: kestrelqz-title\n";

/// A workbook of a public page whose text is `text`, and of much that is private.
fn workbook(text: &str) -> TempDir {
    let place = TempDir::new().expect("a directory");
    let page = format!(
        "---\ntitle: Page\nkind: page\nroute: playbook\nsummary: Seen.\n---\nWords.\n\n{text}\n"
    );
    let shown =
        "---\ntitle: Other\nkind: page\nroute: playbook\nsummary: Seen.\n---\n[a](page.md)\n";
    for (path, text) in [
        (
            "workbook.yaml",
            "edition: 1\ntitle: Desk\nignore: [drafts/**]\n",
        ),
        ("playbook/page.md", page.as_str()),
        ("playbook/other.md", shown),
        (
            "memory/m.md",
            "---\ntitle: M\nkind: evidence\n---\nkestrelqz of a document.\n",
        ),
        ("memory/table.csv", "A,B\nseen-in-a-table,2\n"),
        ("drafts/d.md", "kestrelqz of a draft\n"),
        (".env", "KEY=kestrelqz\n"),
        (".git/config", "[remote]\nurl = kestrelqz\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".gitignore", "ignored/\n*.key\n"),
        ("ignored/i.txt", "kestrelqz that git ignores\n"),
        ("my.key", "kestrelqz of a key\n"),
        ("old/.loopbook-site", ""),
        ("old/private.txt", "kestrelqz of a site\n"),
        (".hidden/h.txt", "kestrelqz below a dot\n"),
        ("templates/note.txt", "kestrelqz of templates\n"),
        ("known-findings.yaml", "known: [] # kestrelqz\n"),
    ] {
        let path = place.path().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        fs::write(path, text).expect("written");
    }
    place
}

/// What a command prints, which must end in good time.
fn printed(place: &Path, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("loopbook").expect("the binary is built");
    command.current_dir(place).args(arguments);
    let output = command.timeout(Duration::from_secs(120)).output();
    let output = output.expect("it ends");
    assert!(output.status.code().is_some(), "{arguments:?} was killed");
    let streams = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&streams).into_owned()
}

fn check(place: &Path) -> String {
    printed(place, &["check", "--as-of", DAY, "--format", "concise"])
}

/// What the public side would hold, errors or not, all of it.
fn public(place: &Path) -> String {
    let world = Disk::open(place, DAY.parse().expect("a day")).expect("it is there");
    let done = loopbook::compile(&world).expect("it is listed");
    let (book, status) = (&done.workbook, &done.status);
    let site = Site::new(
        book,
        status,
        &done.approvals,
        &done.private_files,
        &world,
        Some(&done.public),
    );
    let site = site.expect("the templates work");
    let pages = site.pages().into_iter();
    let pages = pages.filter(|page| page.side == Side::Public);
    let mut shown: String = pages
        .map(|page| site.render(&page).expect("it renders"))
        .collect();
    let assets = site.assets().into_iter();
    for asset in assets.filter(|asset| asset.side == Side::Public) {
        let bytes = loopbook::emit::content(&asset, &done.files, &world).expect("it is read");
        shown += asset.output.as_str();
        shown += &String::from_utf8_lossy(&bytes);
    }
    shown
}

/// What a build writes of the public side, all of it.
#[track_caller]
fn built(place: &Path) -> String {
    let said = printed(place, &["build", "--as-of", DAY]);
    assert!(said.contains("Wrote"), "{said}");
    let files = files_below(&place.join("site/public")).into_iter();
    files.fold(String::new(), |all, (path, bytes)| {
        all + &path + &String::from_utf8_lossy(&bytes)
    })
}

/// A public page links `path`; these links stand in the workbook. Nothing private is published, and
/// a finding of `rule` stands at the link in the text.
#[track_caller]
fn assert_kept(path: &str, links: &[(&str, &str)], rule: &str) {
    for text in [format!("[a]({path})"), format!("![a]({path})")] {
        let place = workbook(&text);
        for (path, target) in links {
            let path = place.path().join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("made");
            symlink(target, path).expect("linked");
        }
        let found = check(place.path());
        let is_found = found.lines().any(|line| {
            line.starts_with("playbook/page.md:9:") && line.contains(&format!("[{rule}]"))
        });
        assert!(is_found, "{path} {links:?} is no {rule}:\n{found}");
        let shown = public(place.path());
        assert!(!shown.contains(SECRET), "{path} {links:?} is published");
        assert!(shown.contains("Words."));
        let build = ["build", "--as-of", DAY, "--drafts"];
        assert!(printed(place.path(), &build).contains("Wrote"));
    }
}

#[test]
fn links_to_documents_are_links_to_documents() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("n.txt", &[("playbook/n.txt", "../memory/m.md")]),
        // A chain of three.
        (
            "n.txt",
            &[
                ("playbook/n.txt", "../a.txt"),
                ("a.txt", "memory/b.csv"),
                ("memory/b.csv", "m.md"),
            ],
        ),
        // Through a linked directory, in the text and in a link.
        ("d/m.md", &[("playbook/d", "../memory")]),
        ("n.png", &[("playbook/n.png", "../d/m.md"), ("d", "memory")]),
        ("d/e/m.md", &[("playbook/d", ".."), ("e", "memory")]),
        (
            "other-name.md",
            &[("playbook/other-name.md", "../memory/m.md")],
        ),
    ];
    for (path, links) in cases {
        assert_kept(path, links, "private-link");
    }
}

#[test]
fn links_to_what_is_never_published_are_that() {
    for target in [
        "../.env",
        "../workbook.yaml",
        "../known-findings.yaml",
        "../templates/note.txt",
        "../drafts/d.md",
    ] {
        assert_kept("n.txt", &[("playbook/n.txt", target)], "private-link");
        let chain = [
            ("playbook/n.txt", "../m"),
            ("m", target.trim_start_matches("../")),
        ];
        assert_kept("n.txt", &chain, "private-link");
    }
    let through = [("playbook/d", "../templates")];
    assert_kept("d/note.txt", &through, "private-link");
    assert_kept("d/.env", &[("playbook/d", "..")], "private-link");
}

#[test]
fn links_to_what_is_no_part_of_the_workbook_lead_out_of_it() {
    for target in [
        "../.git/config",
        "../ignored/i.txt",
        "../my.key",
        "../old/private.txt",
        "../.hidden/h.txt",
        "/etc/hostname",
        "/proc/self/cwd/memory/m.md",
    ] {
        assert_kept("n.txt", &[("playbook/n.txt", target)], "outside-workbook");
        let name = target.trim_start_matches("../");
        let chain = [("playbook/n.txt", "../m.txt"), ("m.txt", name)];
        assert_kept("n.txt", &chain, "outside-workbook");
    }
    for (directory, path) in [
        ("../.git", "d/config"),
        ("../ignored", "d/i.txt"),
        ("../old", "d/private.txt"),
        ("../.hidden", "d/h.txt"),
        ("/etc", "d/passwd"),
        ("/etc", "d/note.md"),
        ("/proc/self/root/etc", "d/passwd"),
    ] {
        assert_kept(path, &[("playbook/d", directory)], "outside-workbook");
    }
}

#[test]
fn links_to_nothing_or_in_a_circle_are_broken() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("n.txt", &[("playbook/n.txt", "gone.txt")]),
        ("n.txt", &[("playbook/n.txt", "n.txt")]),
        (
            "n.txt",
            &[("playbook/n.txt", "m.txt"), ("playbook/m.txt", "n.txt")],
        ),
        ("d/x.txt", &[("playbook/d", "e/d"), ("playbook/e", "d/e")]),
        // Upper and lower case count.
        ("n.txt", &[("playbook/n.txt", "../Memory/M.md")]),
        // A directory, and one whose name starts with a dot.
        ("d", &[("playbook/d", "../memory")]),
        (".d/table.csv", &[("playbook/.d", "../memory")]),
    ];
    for (path, links) in cases {
        assert_kept(path, links, "broken-link");
    }
}

#[test]
fn links_to_files_that_may_be_shown_are_as_good_as_the_files() {
    let root = |place: &TempDir| fs::canonicalize(place.path()).expect("it is there");
    let ways: &[(&str, &[(&str, &str)])] = &[
        ("n.csv", &[("playbook/n.csv", "../memory/table.csv")]),
        ("d/table.csv", &[("playbook/d", "../memory")]),
        (
            "n.csv",
            &[
                ("playbook/n.csv", "d/m.csv"),
                ("playbook/d", "../memory"),
                ("memory/m.csv", "table.csv"),
            ],
        ),
        (
            "loop/loop/d/table.csv",
            &[("playbook/loop", "."), ("playbook/d", "../memory")],
        ),
        ("n.csv", &[("playbook/n.csv", "ROOT/memory/table.csv")]),
    ];
    for (path, links) in ways {
        let place = workbook(&format!("[a]({path})"));
        for (path, target) in *links {
            let target = target.replace("ROOT", &root(&place).display().to_string());
            symlink(target, place.path().join(path)).expect("linked");
        }
        let found = check(place.path());
        assert!(!found.contains("error["), "{path} {links:?}: {found}");
        let shown = built(place.path());
        assert!(shown.contains("seen-in-a-table"), "{path} {links:?}");
        assert!(!shown.contains(SECRET), "{path} {links:?}");
    }
}

#[test]
fn a_link_to_a_document_is_a_second_name_of_it() {
    let place = workbook("[a](README.md) [b](../README.md#part)");
    let other = "---\ntitle: Other\nkind: page\nroute: playbook\nsummary: Seen.\n---\n[a](page.md)\n\n## Part\n";
    fs::write(place.path().join("playbook/other.md"), other).expect("written");
    symlink("other.md", place.path().join("playbook/README.md")).expect("linked");
    symlink("playbook/README.md", place.path().join("README.md")).expect("linked");
    let found = check(place.path());
    assert!(!found.contains("error["), "{found}");
    assert!(!built(place.path()).contains("README"));
    assert!(
        place
            .path()
            .join("site/public/playbook/other.html")
            .is_file()
    );
    assert!(
        !place
            .path()
            .join("site/public/playbook/README.html")
            .exists()
    );
}

#[test]
fn a_document_that_is_a_link_to_something_else_is_a_finding() {
    for (target, says) in [
        ("../memory/table.csv", "leads to a file that is no document"),
        ("../workbook.yaml", "leads to a file that is no document"),
        ("../.env", "leads to a file that is no document"),
        ("../.git/config", "leads to what is no part of the workbook"),
        (
            "../ignored/i.txt",
            "leads to what is no part of the workbook",
        ),
        ("x.md", "leads to nothing"),
        ("/etc/hostname", "leads out of the workbook"),
    ] {
        let place = workbook("Words.");
        symlink(target, place.path().join("playbook/x.md")).expect("linked");
        let found = check(place.path());
        let is_found = found
            .lines()
            .any(|line| line.starts_with("playbook/x.md:1:1: error[") && line.contains(says));
        assert!(is_found, "{target}: {found}");
        assert!(!public(place.path()).contains(SECRET));
        let config = "edition: 1\ntitle: Desk\nignore: [drafts/**, playbook/x.md]\n";
        fs::write(place.path().join("workbook.yaml"), config).expect("written");
        let found = check(place.path());
        assert!(!found.contains("x.md"), "{target}: {found}");
    }
}

#[test]
fn configuration_is_no_link() {
    for name in ["workbook.yaml", "known-findings.yaml"] {
        let place = workbook("[a](../memory/real.txt)");
        let _ = fs::remove_file(place.path().join(name));
        fs::write(place.path().join("memory/real.txt"), CONFIG).expect("written");
        symlink("memory/real.txt", place.path().join(name)).expect("linked");
        let found = check(place.path());
        let start = format!("{name}:1:1: error[unreadable-file] this is a symbolic link");
        assert!(found.contains(&start), "{found}");
    }
}

#[test]
fn templates_are_files_below_templates() {
    let page = "{# kestrelqz #}<!doctype html><p>kestrelqz {{ x }}</p>";
    for (links, is_used) in [
        (
            &[("templates/public/home.html", "../../memory/m.md")][..],
            false,
        ),
        (
            &[("templates/public/home.html", "../../memory/home.html")],
            false,
        ),
        (
            &[
                ("templates/public/home.html", "../n"),
                ("templates/n", "../memory/home.html"),
            ],
            false,
        ),
        (
            &[("templates/public/home.html", "../../.hidden/h.txt")],
            false,
        ),
        (&[("templates/assets/loopbook.css", "../../.env")], false),
        (&[("templates/public/home.html", "../own.html")], true),
    ] {
        let place = workbook("Words.");
        fs::write(place.path().join("memory/home.html"), page).expect("written");
        let own = "<!doctype html><p>made by us</p>";
        fs::write(place.path().join("templates/own.html"), own).expect("written");
        for (path, target) in links {
            let path = place.path().join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("made");
            symlink(target, path).expect("linked");
        }
        let said = printed(place.path(), &["build", "--as-of", DAY]);
        assert_eq!(said.contains("Wrote"), is_used, "{links:?}: {said}");
        assert!(!said.contains(SECRET), "{said}");
        let home = fs::read_to_string(place.path().join("site/public/index.html"));
        assert_eq!(home.is_ok_and(|home| home.contains("made by us")), is_used);
    }
    // A linked directory is passed over.
    let place = workbook("Words.");
    fs::create_dir(place.path().join("memory/public")).expect("made");
    fs::write(place.path().join("memory/public/home.html"), page).expect("written");
    symlink("../memory/public", place.path().join("templates/public")).expect("linked");
    assert!(!built(place.path()).contains(SECRET));
}

const LOOP: &str = "---\ntitle: L\njob: instrument\nowner: mo\nruns: runs.csv\n---\n## Close the loop\n### Compare\n";

#[test]
fn tables_are_read_where_they_stand() {
    let rows = "Date,Value,Exceptions,Review\n2026-10-16,kestrelqz,4,35\n";
    for (target, expected) in [
        (
            "../memory/runs.csv",
            "memory/runs.csv:2:12: error[invalid-cell]",
        ),
        (
            "../linked/runs.csv",
            "memory/runs.csv:2:12: error[invalid-cell]",
        ),
        (
            "../memory/m.md",
            "desk/instrument.md:5:7: error[invalid-value] `runs.csv` is no CSV file",
        ),
        (
            "../workbook.yaml",
            "desk/instrument.md:5:7: error[invalid-value] `runs.csv` is no CSV file",
        ),
        (
            "../ignored/i.txt",
            "desk/instrument.md:5:7: error[outside-workbook]",
        ),
        (
            "../.git/config",
            "desk/instrument.md:5:7: error[outside-workbook]",
        ),
        (
            "/etc/hostname",
            "desk/instrument.md:5:7: error[outside-workbook]",
        ),
        (
            "../memory",
            "desk/instrument.md:5:7: error[unreadable-file] `runs.csv` is a directory",
        ),
        (
            "runs.csv",
            "desk/runs.csv:1:1: error[unreadable-file] this symbolic link leads to nothing",
        ),
    ] {
        let place = workbook("Words.");
        fs::create_dir(place.path().join("desk")).expect("made");
        fs::write(place.path().join("desk/instrument.md"), LOOP).expect("written");
        fs::write(place.path().join("memory/runs.csv"), rows).expect("written");
        symlink("memory", place.path().join("linked")).expect("linked");
        symlink(target, place.path().join("desk/runs.csv")).expect("linked");
        let found = check(place.path());
        let is_found = found.lines().any(|line| line.starts_with(expected));
        assert!(is_found, "{target}: {found}");
    }
}

#[test]
fn read_by_stays_within_the_repository() {
    for (target, expected) in [
        ("../.hidden/h.txt", None),
        ("../../beside.txt", None),
        ("../.git/config", Some("leads out of the repository")),
        ("../../.git/config", Some("leads out of the repository")),
        ("/etc/hostname", Some("leads out of the repository")),
        ("/proc/self/environ", Some("leads out of the repository")),
        ("brief.txt", Some("there is no file")),
        ("../memory", Some("cannot be read as a text")),
    ] {
        let place = TempDir::new().expect("a directory");
        let work = place.path().join("work");
        let made = workbook("Words.");
        crate::support::write_below(&work, &files_below(made.path()));
        fs::remove_dir_all(work.join(".git")).expect("removed");
        fs::create_dir(place.path().join(".git")).expect("made");
        fs::write(place.path().join(".git/config"), SECRET).expect("written");
        fs::write(place.path().join("beside.txt"), "text").expect("written");
        fs::create_dir(work.join("desk")).expect("made");
        let text = "---\ntitle: L\njob: govern\nowner: mo\nread_by: [desk/brief.txt]\n---\n";
        fs::write(work.join("desk/govern.md"), text).expect("written");
        symlink(target, work.join("desk/brief.txt")).expect("linked");
        let found = check(&work);
        let at = "desk/govern.md:5:11: error[";
        let line = found.lines().find(|line| line.starts_with(at));
        match expected {
            None => assert_eq!(line, None, "{target}"),
            Some(says) if target == "../.git/config" => {
                // Of the workbook there is none; that of the repository is `../../.git`.
                let says = [says, "there is no file"];
                let line = line.expect("it is found");
                assert!(says.iter().any(|says| line.contains(says)), "{line}");
            }
            Some(says) => assert!(
                line.is_some_and(|line| line.contains(says)),
                "{target}: {found}"
            ),
        }
    }
}

#[test]
fn an_ignore_file_that_is_a_link_hides_nothing_and_is_told() {
    for target in ["/dev/zero", "shared.ignore", "gone"] {
        let place = workbook("Words.");
        fs::write(place.path().join("shared.ignore"), "ignored/\n").expect("written");
        symlink(target, place.path().join("playbook/.gitignore")).expect("linked");
        let said = check(place.path());
        let expected = "cannot read `playbook/.gitignore`: it is a symbolic link";
        assert!(said.contains(expected), "{said}");
    }
    let place = workbook("Words.");
    let made = std::process::Command::new("mkfifo")
        .arg(place.path().join("playbook/.gitignore"))
        .status();
    assert!(made.expect("mkfifo is there").success());
    assert!(check(place.path()).contains("cannot read `playbook/.gitignore`"));
}

#[test]
fn what_a_link_led_to_then_is_read_as_it_was() {
    let note = |text: &str| format!("---\ntitle: N\nkind: evidence\n---\n{text}\n").into_bytes();
    let files = [
        ("workbook.yaml", b"edition: 1\ntitle: Desk\n".to_vec()),
        (
            "a.md",
            note("[b](b.txt) [d](d/t.txt) [e](e.txt) [f](f.txt) [g](g.txt)"),
        ),
        ("memory/m.md", note("Words.")),
        ("memory/t.txt", b"text\n".to_vec()),
        (".claude/x.txt", b"text\n".to_vec()),
        (".gitignore", b"kept/\n".to_vec()),
    ];
    let files = files.map(|(path, bytes)| (path.to_owned(), bytes));
    let place = Place::new(&files.into()).init();
    let root = fs::canonicalize(&place.root).expect("it is there");
    for (path, target) in [
        ("b.txt", "c.txt".into()),
        ("c.txt", "memory/m.md".into()),
        ("d", "memory".into()),
        ("e.txt", ".claude/x.txt".into()),
        ("f.txt", root.join("memory/t.txt")),
        ("g.txt", "memory/../d/t.txt".into()),
    ] as [(&str, std::path::PathBuf); 6]
    {
        symlink(target, place.root.join(path)).expect("linked");
    }
    place.commit("2026-11-01", "mo@harbor.example");
    let found = |arguments: &[&str]| {
        let arguments = [&["check", "--format", "concise"], arguments].concat();
        place.loopbook(&arguments)
    };
    let told = found(&[]);
    assert!(
        told.out.contains("a.md:5:29: error[outside-workbook]"),
        "{}",
        told.out
    );
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    // The links stay as they are; what they lead to goes.
    place.git(&["checkout", "--quiet", "-b", "change"]);
    place.rename("memory/m.md", "memory/n.md");
    fs::remove_file(place.root.join("memory/t.txt")).expect("removed");
    let told = found(&["--base", "main"]);
    let news: Vec<&str> = told.out.lines().collect();
    assert_eq!(news.len(), 4, "{}\n{}", told.out, told.err);
    assert!(
        news.iter().all(|line| line.contains("error[broken-link]")),
        "{news:?}"
    );
    assert!(told.err.starts_with("older: 1 error"), "{}", told.err);
}

/// A workbook on disk in which something is put into the place of a file once all files were listed.
struct Swapping<F> {
    disk: Disk,
    swap: F,
}

impl<F: Fn() + Sync> World for Swapping<F> {
    fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        let entries = self.disk.entries();
        (self.swap)();
        entries
    }

    fn read(&self, path: &str, limit: u64) -> std::io::Result<Vec<u8>> {
        self.disk.read(path, limit)
    }

    fn read_beside(&self, path: &str, limit: u64) -> Beside {
        self.disk.read_beside(path, limit)
    }

    fn today(&self) -> Date {
        self.disk.today()
    }
}

#[test]
fn what_is_swapped_after_it_was_listed_is_not_read() {
    for (gone, target) in [
        ("memory/table.csv", "m.md"),
        ("memory/table.csv", "../.env"),
        ("memory/table.csv", "/etc/hostname"),
        ("memory", ".hidden"),
        ("memory", "/etc"),
        ("playbook/other.md", "../.env"),
        ("playbook/other.md", "../memory/m.md"),
        ("playbook", "memory"),
    ] {
        let place = workbook("[a](../memory/table.csv)");
        let root = place.path();
        fs::write(root.join(".hidden/table.csv"), "kestrelqz,2\n").expect("written");
        fs::write(
            root.join("memory/other.md"),
            fs::read(root.join("playbook/other.md")).expect("read"),
        )
        .expect("written");
        let disk = Disk::open(root, DAY.parse().expect("a day")).expect("it is there");
        let world = Swapping {
            disk,
            swap: || {
                fs::rename(root.join(gone), root.join("aside")).expect("moved");
                symlink(target, root.join(gone)).expect("linked");
            },
        };
        let done = loopbook::compile(&world).expect("it is listed");
        let is_unread = |path: &str| {
            done.findings.iter().any(|found| {
                let file = found.diagnostic.span.file;
                found.diagnostic.rule == "unreadable-file"
                    && done.workbook.files.get(file).path() == path
            })
        };
        if gone.starts_with("playbook") {
            assert!(is_unread("playbook/other.md"), "{gone} {target}");
        } else {
            assert!(is_unread("playbook/page.md"), "{gone} {target}");
            assert!(done.files.iter().next().is_none(), "{gone} {target}");
        }
        let texts = done.workbook.documents.iter();
        let mut texts = texts.map(|document| done.workbook.text(document));
        assert!(!texts.any(|text| text.contains("KEY")), "{gone} {target}");
    }
}

#[test]
fn a_file_that_is_swapped_again_and_again_never_shows_what_is_private() {
    let place = workbook("[a](../memory/table.csv)");
    let root = place.path();
    let disk = Disk::open(root, DAY.parse().expect("a day")).expect("it is there");
    let is_done = AtomicBool::new(false);
    let (mut read, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                let table = root.join("memory/table.csv");
                fs::rename(&table, root.join("memory/aside.csv")).expect("moved");
                symlink("../.env", &table).expect("linked");
                fs::rename(root.join("memory/aside.csv"), &table).expect("moved");
            }
        });
        for _ in 0..20_000 {
            match disk.read("memory/table.csv", 100) {
                Ok(bytes) => {
                    read += 1;
                    let text = String::from_utf8_lossy(&bytes);
                    assert!(text.starts_with("A,B"), "{text}");
                }
                Err(_) => refused += 1,
            }
        }
        is_done.store(true, Ordering::Relaxed);
    });
    assert_eq!(read + refused, 20_000);
    assert!(read > 0, "it is there most of the time");
}

#[test]
fn a_path_in_another_normal_form_is_the_file_that_was_listed() {
    let place = tempfile::tempdir().expect("a directory");
    let put = |path: &str, text: &str| {
        let path = place.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    put("workbook.yaml", "edition: 1\ntitle: Desk\n");
    put(".gitignore", "/Keys/\n/caf\u{e9}/\n");
    // The kelvin sign, and an accent of its own: both are composed to what git ignores.
    for (ignored, decoy) in [("Keys", "\u{212a}eys"), ("caf\u{e9}", "cafe\u{301}")] {
        put(&format!("{ignored}/x.txt"), "KESTRELQZ\n");
        put(&format!("{decoy}/x.txt"), "a decoy\n");
        let page = "---\ntitle: Page\nkind: page\nroute: playbook\nsummary: S\n---\n";
        put("playbook/a.md", &format!("{page}[x](../{decoy}/x.txt)\n"));
        let site = public(place.path());
        assert!(
            !site.contains("KESTRELQZ") && site.contains("a decoy"),
            "{ignored}: {site}"
        );
    }
}
