//! A build over a site that stands already, whoever brought it: nothing of others is public without
//! having been searched and listed, no link survives where it would be followed, and nothing that a
//! build did not write is lost.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Tree, example, files_below, write_below};
use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

const DAY: &str = "2026-11-23";

/// What stands in no public text.
const SECRET: &str = "quillwort nacelle";

/// The example workbook with a private note, and a site of it.
struct Book {
    place: TempDir,
}

/// How a build ended.
struct Told {
    code: Option<i32>,
    text: String,
}

impl Book {
    /// The workbook without a site.
    fn bare() -> Self {
        let place = TempDir::new().expect("a directory");
        let mut tree = example();
        let note = format!(
            "---\ntitle: Note\nkind: evidence\nsource: Us\ndate: 2026-11-01\noutside: false\n---\n{SECRET}\n"
        );
        tree.insert("memory/secret.md".to_owned(), note.into());
        write_below(&place.path().join("workbook"), &tree);
        Self { place }
    }

    fn built() -> Self {
        let book = Self::bare();
        book.build(&[]).succeeded();
        book
    }

    fn root(&self) -> PathBuf {
        self.place.path().join("workbook")
    }

    fn site(&self) -> PathBuf {
        self.root().join("site")
    }

    fn public(&self) -> PathBuf {
        self.site().join("public")
    }

    fn build(&self, arguments: &[&str]) -> Told {
        let mut command = Command::new(env!("CARGO_BIN_EXE_loopbook"));
        command.arg("build").arg(self.root());
        command.args(["--as-of", DAY, "--no-history", "--no-search"]);
        let output = command.args(arguments).output().expect("it runs");
        Told {
            code: output.status.code(),
            text: String::from_utf8(output.stderr).expect("it is text"),
        }
    }

    /// Writes a file of the site.
    fn put(&self, path: &str, text: &str) {
        let tree = Tree::from([(path.to_owned(), text.into())]);
        write_below(&self.site(), &tree);
    }

    fn link(&self, to: impl AsRef<Path>, path: &str) {
        symlink(to, self.site().join(path)).expect("made");
    }

    /// The rows of the ledger whose files somebody else wrote.
    fn foreign(&self) -> Vec<Value> {
        let bytes = fs::read(self.site().join("private/ledger.json")).expect("it is there");
        let ledger: Value = serde_json::from_slice(&bytes).expect("it is JSON");
        let rows = ledger["files"].as_array().expect("a list").iter();
        rows.filter(|row| row["foreign"] == true).cloned().collect()
    }

    /// The public side holds files and directories alone, each file has its row, and none the secret.
    #[track_caller]
    fn assert_clean(&self) {
        for entry in WalkDir::new(self.public()) {
            let entry = entry.expect("it can be read");
            let metadata = entry.path().symlink_metadata().expect("it is there");
            assert!(
                metadata.is_file() || metadata.is_dir(),
                "{}",
                entry.path().display()
            );
            assert!(
                metadata.is_dir() || metadata.nlink() == 1,
                "{}",
                entry.path().display()
            );
        }
        let copy = self.place.path().join("copy");
        let copied = Command::new("cp")
            .arg("-rL")
            .arg(self.public())
            .arg(&copy)
            .status();
        assert!(copied.expect("cp is there").success());
        for (path, bytes) in files_below(&copy) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(SECRET), "{path} holds the secret");
        }
        fs::remove_dir_all(copy).expect("removed");
    }
}

impl Told {
    #[track_caller]
    fn succeeded(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.text);
        self.text
    }

    #[track_caller]
    fn stopped(self, code: i32, why: &str) -> String {
        assert_eq!(self.code, Some(code), "{}", self.text);
        assert!(self.text.contains(why), "{}", self.text);
        self.text
    }
}

#[test]
fn no_link_survives_on_the_public_side() {
    let book = Book::built();
    book.put("notes/mine.txt", "mine\n");
    fs::create_dir(book.public().join("sub")).expect("made");
    book.link("../private", "public/all");
    book.link("../../memory/secret.md", "public/sub/note.md");
    book.link("../../memory/secret.md", "hop");
    book.link("../hop", "public/chain.md");
    book.link("nowhere", "public/dangling");
    book.link(book.root(), "public/absolute");
    book.link("all", "public/second");
    book.link("sub", "public/within");
    let told = book.build(&[]).succeeded();
    assert!(
        told.contains("only files of their own may stand there (7)"),
        "{told}"
    );
    assert!(told.contains("  `public/all`\n"), "{told}");
    book.assert_clean();
    assert!(book.foreign().is_empty());
    // Beside the public side they are the owner's business, and stay.
    assert!(book.site().join("hop").is_symlink());
    assert!(book.site().join("notes/mine.txt").is_file());
    let told = book.build(&[]).succeeded();
    assert!(!told.contains("Not carried over"), "{told}");
}

#[test]
fn a_link_in_place_of_a_directory_is_neither_followed_nor_kept() {
    for (path, to) in [
        ("public", "private"),
        ("public/assets", "../private"),
        ("private", "../memory"),
        ("private/assets", "../public"),
        ("private/index.html", "../../workbook.yaml"),
    ] {
        let book = Book::built();
        let sources = files_below(&book.root().join("memory"));
        let full = book.site().join(path);
        if full.is_dir() {
            fs::remove_dir_all(&full).expect("removed");
        } else {
            fs::remove_file(&full).expect("removed");
        }
        book.link(to, path);
        let told = book.build(&[]).succeeded();
        assert!(told.contains(&format!("  `{path}`\n")), "{told}");
        assert!(!full.is_symlink(), "{path}");
        book.assert_clean();
        assert!(
            files_below(&book.root().join("memory")) == sources,
            "{path}"
        );
    }
}

#[test]
fn what_is_another_files_text_or_no_file_is_not_carried_over() {
    let book = Book::built();
    fs::hard_link(
        book.root().join("memory/secret.md"),
        book.public().join("a.txt"),
    )
    .expect("made");
    let private = book.site().join("private/memory/secret.html");
    fs::hard_link(&private, book.public().join("b.txt")).expect("made");
    let pipe = Command::new("mkfifo")
        .arg(book.public().join("pipe"))
        .status();
    assert!(pipe.expect("mkfifo is there").success());
    let _socket = UnixListener::bind(book.public().join("socket")).expect("made");
    book.put("public/.DS_Store", "\0\0\0\u{1}Bud1");
    // Two names of one file, both of them here, are a file.
    book.put("public/one.txt", "one\n");
    fs::hard_link(book.public().join("one.txt"), book.public().join("two.txt")).expect("made");
    let told = book.build(&[]).succeeded();
    assert!(
        told.contains("only files of their own may stand there (5)"),
        "{told}"
    );
    book.assert_clean();
    let foreign = book.foreign();
    let paths: Vec<&str> = foreign
        .iter()
        .filter_map(|row| row["path"].as_str())
        .collect();
    assert_eq!(paths, ["one.txt", "two.txt"]);
    assert!(book.root().join("memory/secret.md").is_file());
}

#[test]
fn what_others_put_there_is_searched_listed_and_told() {
    let book = Book::built();
    let harmless = [
        ("CNAME", "nawrot.example\n"),
        (".nojekyll", ""),
        (
            ".well-known/security.txt",
            "Contact: mailto:a@nawrot.example\n",
        ),
        (
            "google12ab.html",
            "google-site-verification: google12ab.html",
        ),
    ];
    for (path, text) in harmless {
        book.put(&format!("public/{path}"), text);
    }
    for _ in 0..2 {
        let told = book.build(&[]).succeeded();
        assert!(
            told.contains("Also public, put there by somebody else and searched (4):\n"),
            "{told}"
        );
        for (path, text) in harmless {
            let kept = fs::read_to_string(book.public().join(path)).expect("kept");
            assert_eq!(kept, text);
            let row = book.foreign().into_iter().find(|row| row["path"] == path);
            let hash = loopbook::audience::ContentHash::of(text.as_bytes()).hex();
            assert_eq!(row.expect("listed")["sha256"], hash);
        }
        book.assert_clean();
    }
    let told = book.build(&[]).succeeded();
    assert!(told.contains("Nothing public has changed."), "{told}");
}

#[test]
fn what_may_not_be_public_stops_the_build_and_leaves_the_old_site() {
    let png = "\u{fffd}PNG, but not one";
    let cases: [(&str, &str, i32, &str); 9] = [
        (
            "public/notes.txt",
            "About Kan\u{200b}arek.\n",
            1,
            "`public/notes.txt`, which loopbook did not write, would hold entry 2 of `protected_terms`",
        ),
        (
            "public/a/kanarek.txt",
            "-\n",
            1,
            "something in `public/a/`, which loopbook did not write, would hold entry 2",
        ),
        (
            "public/kanarek/x/y.txt",
            "-\n",
            1,
            "something in `public/`, which",
        ),
        (
            "public/.git/COMMIT_EDITMSG",
            "Kanarek\n",
            1,
            "would hold entry 2 of `protected_terms`",
        ),
        (
            "public/demo.html",
            "<script>alert(1)</script>",
            2,
            "`public/demo.html`, which loopbook did not write, would run in the reader's browser",
        ),
        (
            "public/noscript.txt",
            "<!doctype html><p>x",
            2,
            "would run in the reader's browser",
        ),
        (
            "public/x.js",
            "alert(1)",
            2,
            "would run in the reader's browser",
        ),
        (
            "public/report.pdf",
            "%PDF-1.7\u{0}",
            2,
            "cannot be searched for what must not be public",
        ),
        ("public/logo.png", png, 2, "cannot be read as PNG"),
    ];
    let book = Book::built();
    let whole = files_below(&book.site());
    for (path, text, code, why) in cases {
        book.put(path, text);
        let before = files_below(&book.site());
        let told = book.build(&[]).stopped(code, why);
        assert!(told.contains("move it out of the site"), "{told}");
        assert!(!told.to_lowercase().contains("kanarek"), "{told}");
        assert!(files_below(&book.site()) == before, "{path}");
        let beside = fs::read_dir(book.root()).expect("read").flatten();
        let mut beside = beside.map(|entry| entry.file_name().to_string_lossy().into_owned());
        assert!(!beside.any(|name| name.contains("loopbook")), "{path}");
        let below = Path::new(path).strip_prefix("public").expect("it is there");
        let first = book.public().join(below.iter().next().expect("it has one"));
        let moved = book.place.path().join("moved");
        fs::rename(first, &moved).expect("moved");
        if moved.is_dir() {
            fs::remove_dir_all(&moved).expect("removed");
        } else {
            fs::remove_file(&moved).expect("removed");
        }
    }
    // What the messages say leads to green.
    book.build(&[]).succeeded();
    assert!(files_below(&book.site()) == whole);
    // A name can hold a term too where nothing else is.
    fs::create_dir(book.public().join("Kanarek")).expect("made");
    let told = book.build(&[]).stopped(1, "something in `public/`, which");
    assert!(!told.contains("Kanarek"), "{told}");
    // The name of a link is not said either, and the link is not kept.
    fs::remove_dir(book.public().join("Kanarek")).expect("removed");
    book.link("index.html", "public/kanarek");
    let told = book.build(&[]).succeeded();
    assert!(
        told.contains("  something in `public/`\n") && !told.contains("kanarek"),
        "{told}"
    );
}

/// What a stranger's pull request can bring: a whole site, with a list and a ledger that say what it likes.
#[test]
fn a_site_that_was_never_built_here_is_not_believed() {
    let book = Book::bare();
    let text = "stale\n";
    let hash = loopbook::audience::ContentHash::of(text.as_bytes()).hex();
    let other = loopbook::audience::ContentHash::of(b"other").hex();
    book.put("public/ours.txt", text);
    book.put("public/mine.txt", "mine\n");
    book.put("private/mine.txt", "mine\n");
    book.put("public/index.html", "<script>alert(1)</script>");
    book.put("public/plain.txt", "in the old form of the list\n");
    book.put(
        ".loopbook-site",
        &format!(
            "{hash} public/ours.txt\n{other} public/mine.txt\n{other} private/mine.txt\n\
             {other} public/index.html\n{other} ../memory/secret.md\npublic/plain.txt\n"
        ),
    );
    let row = |path: &str| {
        format!("{{\"path\":\"{path}\",\"sha256\":\"{hash}\",\"because\":\"\",\"sources\":[]}}")
    };
    let rows = ["index.html", "gone.html"].map(row).join(",");
    let ledger = format!("{{\"version\":1,\"templates\":[],\"files\":[{rows}]}}");
    book.put("private/ledger.json", &ledger);
    book.link("../private", "public/all");
    let told = book.build(&[]).succeeded();
    assert!(
        told.contains("  index.html"),
        "the ledger is not believed: {told}"
    );
    assert!(!told.contains("gone.html"), "{told}");
    book.assert_clean();
    assert!(
        !book.public().join("ours.txt").exists(),
        "a build's own file goes"
    );
    let paths: Vec<Value> = book
        .foreign()
        .iter()
        .map(|row| row["path"].clone())
        .collect();
    assert_eq!(paths, ["mine.txt", "plain.txt"]);
    for path in ["public/mine.txt", "private/mine.txt"] {
        let kept = fs::read_to_string(book.site().join(path)).expect("kept");
        assert_eq!(kept, "mine\n");
    }
    let index = fs::read_to_string(book.public().join("index.html")).expect("there");
    assert!(!index.contains("alert(1)"));
    assert!(book.root().join("memory/secret.md").is_file());
}

#[test]
fn a_page_of_ours_that_was_changed_does_not_stay() {
    let book = Book::built();
    book.put("public/index.html", SECRET);
    let mirror = "public/playbook/pack-a-machine.md";
    assert!(book.site().join(mirror).is_file());
    book.put(mirror, SECRET);
    book.build(&[]).succeeded();
    book.assert_clean();
}

#[test]
fn what_lies_beside_the_site_never_becomes_it() {
    for name in ["staging", "old"] {
        let book = Book::bare();
        let beside = book.root().join(format!(".site.loopbook-{name}"));
        let text = "planted\n";
        let hash = loopbook::audience::ContentHash::of(text.as_bytes()).hex();
        let tree = Tree::from([
            (
                ".loopbook-site".to_owned(),
                format!("{hash} public/a.txt\n").into(),
            ),
            ("public/a.txt".to_owned(), text.into()),
        ]);
        write_below(&beside, &tree);
        symlink("../private", beside.join("public/all")).expect("made");
        // Nor where the build fails.
        let home = "templates/public/home.html";
        write_below(
            &book.root(),
            &Tree::from([(home.to_owned(), "<p>Kanarek</p>\n".into())]),
        );
        book.build(&[])
            .stopped(1, "`index.html` would hold entry 2");
        assert!(!book.site().exists(), "{name}");
        fs::remove_dir_all(book.root().join("templates")).expect("removed");
        book.build(&[]).succeeded();
        book.assert_clean();
        assert!(
            !book.public().join("a.txt").exists() && !beside.exists(),
            "{name}"
        );
    }
}

#[test]
fn what_others_put_beside_the_site_stops_the_build() {
    for site_stands in [false, true] {
        let book = if site_stands {
            Book::built()
        } else {
            Book::bare()
        };
        let staging = book.root().join(".site.loopbook-staging");
        let sources = files_below(&book.root().join("playbook"));
        let tree = Tree::from([
            (".loopbook-site".to_owned(), Vec::new()),
            ("public/evil.txt".to_owned(), "evil\n".into()),
            ("x/evil.md".to_owned(), "evil\n".into()),
        ]);
        write_below(&staging, &tree);
        if site_stands {
            book.link("../playbook", "x");
        }
        book.build(&[])
            .stopped(2, "holds files that loopbook did not write");
        assert!(staging.join("public/evil.txt").is_file());
        assert!(files_below(&book.root().join("playbook")) == sources);
        fs::remove_dir_all(&staging).expect("removed");
        book.build(&[]).succeeded();
        book.assert_clean();
    }
    for name in ["staging", "old"] {
        let book = Book::bare();
        let beside = book.root().join(format!(".site.loopbook-{name}"));
        symlink("memory", &beside).expect("made");
        book.build(&[]).stopped(2, "move it away");
        assert!(beside.is_symlink() && book.root().join("memory/secret.md").is_file());
    }
}

#[test]
fn what_stands_where_the_lock_should_is_no_lock() {
    let book = Book::bare();
    let lock = book.root().join(".site.loopbook-lock");
    let outside = book.place.path().join("outside");
    symlink(&outside, &lock).expect("made");
    book.build(&[])
        .stopped(2, "is not a lock that loopbook made; remove it");
    assert!(!outside.exists());
    fs::remove_file(&lock).expect("removed");
    fs::create_dir(&lock).expect("made");
    book.build(&[])
        .stopped(2, "is not a lock that loopbook made; remove it");
    fs::remove_dir(&lock).expect("removed");
    let pipe = Command::new("mkfifo").arg(&lock).status();
    assert!(pipe.expect("mkfifo is there").success());
    book.build(&[])
        .stopped(2, "is not a lock that loopbook made; remove it");
    fs::remove_file(&lock).expect("removed");
    book.build(&[]).succeeded();
}

#[test]
fn a_site_that_is_a_link_is_refused() {
    for to in ["empty", "full", "nowhere", "site-of-another"] {
        let book = Book::bare();
        let elsewhere = book.place.path().join(to);
        match to {
            "nowhere" => {}
            "site-of-another" => {
                let out = elsewhere.to_str().expect("text");
                book.build(&["--out", out]).succeeded();
            }
            "full" => write_below(&elsewhere, &Tree::from([("a".to_owned(), "a".into())])),
            _ => fs::create_dir(&elsewhere).expect("made"),
        }
        let before = elsewhere.exists().then(|| files_below(&elsewhere));
        symlink(&elsewhere, book.place.path().join("hop")).expect("made");
        symlink("../hop", book.site()).expect("made");
        let site = format!("{}/", book.site().display());
        for arguments in [&[][..], &["--out", &site]] {
            let told = book
                .build(arguments)
                .stopped(2, "is a link, and no site is written");
            assert!(told.contains("remove it"), "{told}");
        }
        assert!(book.site().is_symlink());
        assert!(
            elsewhere.exists().then(|| files_below(&elsewhere)) == before,
            "{to}"
        );
        fs::remove_file(book.site()).expect("removed");
        book.build(&[]).succeeded();
    }
    // A directory that the user names through a link is theirs to name.
    let book = Book::bare();
    fs::create_dir(book.place.path().join("real")).expect("made");
    symlink("real", book.place.path().join("named")).expect("made");
    let out = book.place.path().join("named/site");
    book.build(&["--out", out.to_str().expect("text")])
        .succeeded();
    assert!(
        book.place
            .path()
            .join("real/site/public/index.html")
            .is_file()
    );
}

#[test]
fn a_site_in_another_workbook_is_refused() {
    let book = Book::bare();
    let other = book.place.path().join("other");
    let config = "edition: 1\ntitle: Other\npeople: {}\n";
    write_below(
        &other,
        &Tree::from([("workbook.yaml".to_owned(), config.into())]),
    );
    fs::create_dir(other.join("deep")).expect("made");
    symlink("other/deep", book.place.path().join("named")).expect("made");
    for out in [
        "other/site",
        "other/deep/er/site",
        "other/deep",
        "named/site",
    ] {
        let out = book.place.path().join(out);
        let out = out.to_str().expect("text");
        let told = book
            .build(&["--out", out])
            .stopped(2, "is another workbook");
        assert!(
            told.contains("choose another directory with --out"),
            "{told}"
        );
    }
    let files = files_below(&other);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["workbook.yaml"]);
    // One that holds another workbook.
    let out = book.place.path().join("out");
    let out = out.to_str().expect("text");
    book.build(&["--out", out]).succeeded();
    write_below(&Path::new(out).join("theirs"), &files);
    book.build(&["--out", out])
        .stopped(2, "theirs` is another workbook");
    // A workbook within a workbook has its own site.
    write_below(book.place.path(), &files);
    book.build(&[]).succeeded();
}
