//! The command: what it says of attachments, and what it writes.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::real;

/// What a command said, and its exit status.
struct Said {
    out: String,
    code: Option<i32>,
}

fn loopbook(place: &Path, args: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_loopbook"))
        .current_dir(place)
        .args(args)
        .args(["--as-of", "2026-11-23", "--no-history"])
        .output()
        .expect("it runs");
    let out = [output.stdout, output.stderr].concat();
    Said {
        out: String::from_utf8_lossy(&out).into_owned(),
        code: output.status.code(),
    }
}

/// A workbook with one public page that links the files, and more lines of `workbook.yaml`.
fn workbook(config: &str, files: &[(&str, &[u8])]) -> TempDir {
    let place = TempDir::new().expect("there is room");
    let write = |path: &str, bytes: &[u8]| {
        let path = place.path().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        fs::write(path, bytes).expect("it can be written");
    };
    let head = "edition: 1\ntitle: T\npeople:\n  mo: { name: Mo, email: mo@x.example }\n";
    write("workbook.yaml", format!("{head}{config}").as_bytes());
    let mut page = "---\ntitle: P\nkind: page\nroute: playbook\nsummary: A page that links files \
                    of every kind that a workbook may hold.\nowner: mo\n---\n"
        .to_owned();
    for (name, bytes) in files {
        page.extend(["[file](", name, ")\n"]);
        write(&format!("playbook/{name}"), bytes);
    }
    write("playbook/page.md", page.as_bytes());
    place
}

#[test]
fn a_protected_term_in_any_attachment_stops_the_build() {
    for name in [
        "plain.pdf",
        "writer.pdf",
        "writer.docx",
        "sheet.xlsx",
        "talk.pptx",
        "talk.odp",
    ] {
        let place = workbook("protected_terms: [Acme]\n", &[(name, &real(name))]);
        let said = loopbook(place.path(), &["build"]);
        assert_ne!(said.code, Some(0), "{name}: {}", said.out);
        assert!(!said.out.contains("Acme"), "{}", said.out);
        assert!(!place.path().join("site/public").exists(), "{name}");
        let place = workbook("protected_terms: [Catalog]\n", &[(name, &real(name))]);
        let said = loopbook(place.path(), &["build"]);
        assert_eq!(said.code, Some(0), "{name}: {}", said.out);
    }
}

#[test]
fn what_cannot_be_read_is_published_where_it_is_named() {
    let files: [(&str, &[u8]); 2] = [("a.zip", b"PK\x05\x06\0"), ("b.pdf", b"%PDF-1.4 no more")];
    let place = workbook("", &files);
    let said = loopbook(place.path(), &["check"]);
    for name in ["a.zip", "b.pdf"] {
        let found = format!("`playbook/{name}` cannot be searched for what must not be public");
        assert!(
            said.out.contains("unreadable-file") && said.out.contains(&found),
            "{}",
            said.out
        );
    }
    assert!(said.out.contains("`attachments`"), "{}", said.out);
    let named = "attachments:\n  - { format: .ZIP, because: they hold drawings }\n  \
                 - { path: playbook/b.pdf, because: mo has read it }\n";
    let place = workbook(named, &files);
    let said = loopbook(place.path(), &["build"]);
    assert_eq!(said.code, Some(0), "{}", said.out);
    assert!(said.out.contains("Not read"), "{}", said.out);
    for (name, bytes) in files {
        assert!(
            said.out
                .contains(&format!("  assets/files/playbook/{name}")),
            "{}",
            said.out
        );
        let copy = place
            .path()
            .join("site/public/assets/files/playbook")
            .join(name);
        assert_eq!(fs::read(copy).expect("it is there"), bytes);
    }
    let ledger = fs::read_to_string(place.path().join("site/private/ledger.json"));
    let ledger = ledger.expect("it is there");
    assert!(
        ledger.contains("\"unread_because\": \"mo has read it\""),
        "{ledger}"
    );
    assert!(
        ledger.contains("\"content\": \"copied as it is\""),
        "{ledger}"
    );
}

#[test]
fn an_entry_that_nothing_needs_is_a_finding() {
    let html = b"<html><script>x</script></html>".as_slice();
    let files: [(&str, &[u8]); 4] = [
        ("a.html", html),
        ("b.pdf", b"%PDF-1.4 no more"),
        ("c.txt", b"text"),
        ("d.mp4", b"\0\0\0\x18ftypmp42"),
    ];
    let line = |entry: &str| format!("  - {{ {entry}, because: why }}\n");
    let entries = [
        "format: html",
        "path: playbook/a.html",
        "format: pdf",
        "path: playbook/c.txt",
    ];
    let named: String = entries.map(line).concat();
    let named = format!(
        "attachments:\n{named}{}{}",
        line("format: mp4"),
        line("format: mp4")
    );
    let place = workbook(&named, &files);
    let said = loopbook(place.path(), &["check", "--format", "concise"]);
    let count = said.out.matches("useless-attachment").count();
    assert_eq!(count, 5, "{}", said.out);
    assert!(said.out.contains("unsafe-url"), "{}", said.out);
    for entry in [
        "{ format: zip }",
        "{ format: zip, path: a, because: x }",
        "{ because: x }",
        "{ format: zip, because: x, until: y }",
        "zip",
    ] {
        let place = workbook(&format!("attachments: [{entry}]\n"), &[]);
        let said = loopbook(place.path(), &["check", "--format", "concise"]);
        assert_eq!(said.code, Some(1), "{entry}: {}", said.out);
        assert!(
            said.out.contains("workbook.yaml:5"),
            "{entry}: {}",
            said.out
        );
    }
}
