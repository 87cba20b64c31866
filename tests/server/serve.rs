//! `loopbook serve` as a browser meets it, and as somebody who means harm does.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::{example, write_below};
use tempfile::TempDir;

/// How long anything may take before it counts as never.
const NEVER: Duration = Duration::from_secs(30);

/// The example workbook, served.
struct Server {
    place: TempDir,
    process: Child,
    address: String,
}

/// What came back.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Server {
    fn start() -> Self {
        let place = TempDir::new().expect("a directory");
        write_below(place.path(), &example());
        let mut process = Command::new(env!("CARGO_BIN_EXE_loopbook"))
            .args(["serve", "--port", "0", "--as-of", "2026-11-23"])
            .current_dir(place.path())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary is built");
        let messages = process.stderr.take().expect("it is piped");
        let mut first = String::new();
        let mut messages = BufReader::new(messages);
        messages.read_line(&mut first).expect("it says something");
        // Somebody has to read what it says, or it would wait for that.
        std::thread::spawn(move || std::io::copy(&mut messages, &mut std::io::sink()));
        let address = first.split('/').nth(2).expect("it says where").to_owned();
        Self {
            place,
            process,
            address,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(NEVER)).expect("a limit");
        stream
    }

    /// Sends a request as it is written.
    fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .expect("answered as text");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        Answer {
            status: status.expect("a status"),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    fn ask(&self, path: &str, headers: &str) -> Answer {
        let address = &self.address;
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n"
        ))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(path, "")
    }

    /// The line on which it says what is new.
    fn events(&self) -> impl FnMut(&str) {
        let mut stream = self.connect();
        let address = &self.address;
        let request = format!("GET /_loopbook/events HTTP/1.1\r\nHost: {address}\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut lines = BufReader::new(stream).lines();
        move |awaited| {
            let found = lines.any(|line| line.expect("it goes on").contains(awaited));
            assert!(found, "it ended before `{awaited}` came");
        }
    }

    fn edit(&self, path: &str, change: impl Fn(String) -> String) {
        let path = self.place.path().join(path);
        let text = fs::read_to_string(&path).expect("it is there");
        fs::write(path, change(text)).expect("written");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn both_sides_are_served_from_memory_with_their_files() {
    let server = Server::start();
    for (path, text) in [
        ("/private/", "data-audience=\"private\""),
        ("/private/index.html", "/_loopbook/live.js"),
        ("/public/playbook/", "data-audience=\"public\""),
        ("/private/assets/loopbook.css", "--paper"),
        ("/_loopbook/live.js", "EventSource"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.contains(text), "{path}");
        for header in [
            "x-content-type-options: nosniff",
            "cache-control: no-store",
            "cross-origin-resource-policy: same-origin",
            "content-security-policy: default-src 'none'",
        ] {
            assert!(answer.head.contains(header), "{path}: {header}");
        }
        assert!(!answer.head.contains("access-control"), "{path}");
    }
    assert_eq!(server.get("/").status, 307);
    assert!(
        !server.place.path().join("site").exists(),
        "nothing is written"
    );
}

#[test]
fn files_of_the_workbook_run_nothing() {
    let server = Server::start();
    fs::write(server.place.path().join("note.html"), "<script>1</script>").expect("written");
    let mut events = server.events();
    events("\"judged\":true");
    server.edit("part-matching/understand.md", |text| {
        text + "\n[note](../note.html)\n"
    });
    events("\"judged\":true");
    assert_eq!(server.get("/private/assets/files/note.html").status, 404);
    let answer = server.get("/private/assets/files/note-html.txt");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, "<script>1</script>");
    assert!(answer.head.contains("text/plain"), "{}", answer.head);
    assert!(answer.head.contains("sandbox"), "{}", answer.head);
    assert!(!answer.head.contains("script-src"), "{}", answer.head);
}

#[test]
fn nothing_outside_of_the_site_is_served() {
    let server = Server::start();
    for path in [
        "/public/../private/index.html",
        "/public/%2e%2e/private/index.html",
        "/public/..%2fprivate/index.html",
        "/public/..%5c..%5cworkbook.yaml",
        "/private/../../workbook.yaml",
        "/private/workbook.yaml",
        "/workbook.yaml",
        "/private//etc/passwd",
        "/public/memory/index.html",
        "/public/part-matching/understand.html",
        "/_loopbook/../workbook.yaml",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("protected_terms"), "{path}");
    }
}

#[test]
fn only_its_own_pages_get_an_answer() {
    let server = Server::start();
    let address = server.address.clone();
    let port = address.rsplit(':').next().expect("a port");
    for host in [
        format!("evil.example:{port}"),
        "localhost".to_owned(),
        "localhost:1".to_owned(),
        String::new(),
    ] {
        let request =
            format!("GET /private/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = server.send(&request);
        assert!(
            [400, 421].contains(&answer.status),
            "{host}: {}",
            answer.status
        );
        assert!(!answer.body.contains("Nawrot"), "{host}");
    }
    let twice = format!(
        "GET /private/ HTTP/1.1\r\nHost: {address}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    );
    assert!([400, 421].contains(&server.send(&twice).status));
    for path in ["/private/", "/_loopbook/events", "/_loopbook/findings"] {
        for origin in ["http://evil.example", "null", "https://localhost"] {
            let answer = server.ask(path, &format!("Origin: {origin}\r\n"));
            assert_eq!(answer.status, 403, "{path} from {origin}");
        }
    }
    let own = server.ask("/private/", &format!("Origin: http://{address}\r\n"));
    assert_eq!(own.status, 200);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let request = format!(
            "{method} /private/ HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        assert_eq!(server.send(&request).status, 405, "{method}");
    }
}

#[test]
fn a_change_is_announced_and_what_is_wrong_with_it() {
    let server = Server::start();
    let mut events = server.events();
    events("\"judged\":true");
    let page = "/public/playbook/pack-a-machine.html";
    let before = server.get(page);
    server.edit("playbook/pack-a-machine.md", |text| {
        text + "\nSaid just now. [There](nowhere.md)\n"
    });
    events("\"judged\":false");
    let after = server.get(page);
    assert!(after.body.contains("Said just now."));
    let tag = |answer: &Answer| {
        let line = answer.head.lines().find(|line| line.starts_with("etag"));
        line.expect("a tag").to_owned()
    };
    assert_ne!(tag(&before), tag(&after));
    events("\"judged\":true");
    let findings = server.get("/_loopbook/findings?page=playbook%2Fpack-a-machine.html");
    for part in [
        "\"errors\":1",
        "\"here\":1",
        "\"rule\":\"broken-link\"",
        "\"path\":\"playbook/pack-a-machine.md\"",
        "\"hint\":\"create the file, or mend the link\"",
    ] {
        assert!(findings.body.contains(part), "{part} in {}", findings.body);
    }
    server.edit("playbook/pack-a-machine.md", |text| {
        text.replace("[There](nowhere.md)", "There.")
    });
    events("\"judged\":true");
    assert!(
        server
            .get("/_loopbook/findings")
            .body
            .contains("\"errors\":0")
    );
}

#[test]
fn what_appears_and_disappears_is_seen() {
    let server = Server::start();
    let mut events = server.events();
    events("\"judged\":true");
    let directory = server.place.path().join("playbook/new");
    fs::create_dir(&directory).expect("made");
    let text = "---\ntitle: Just made\nkind: page\nroute: playbook\nowner: halina\n---\nHere.\n";
    // As editors do: written beside it, and moved to its place.
    fs::write(directory.join(".made.md.tmp"), text).expect("written");
    fs::rename(directory.join(".made.md.tmp"), directory.join("made.md")).expect("moved");
    events("\"judged\":true");
    let path = "/public/playbook/new/made.html";
    assert_eq!(server.get(path).status, 200);
    fs::remove_dir_all(directory).expect("removed");
    events("\"judged\":true");
    assert_eq!(server.get(path).status, 404);
}

#[test]
fn a_broken_template_is_said_and_mended() {
    let server = Server::start();
    let mut events = server.events();
    events("\"judged\":true");
    let template = server.place.path().join("templates/public/home.html");
    fs::create_dir_all(template.parent().expect("it has one")).expect("made");
    fs::write(&template, "{% if %}").expect("written");
    events("\"judged\"");
    let answer = server.get("/private/index.html");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("public/home.html"), "{}", answer.body);
    assert!(
        server
            .get("/_loopbook/findings")
            .body
            .contains("does not work")
    );
    fs::remove_file(template).expect("removed");
    events("\"judged\":true");
    assert_eq!(server.get("/private/index.html").status, 200);
}

#[test]
fn what_was_committed_is_judged_again() {
    let server = Server::start();
    let mut events = server.events();
    events("\"judged\":true");
    for arguments in [
        &["init", "--quiet"][..],
        &["add", "."],
        &["commit", "--quiet", "--message", "All of it"],
    ] {
        let git = Command::new("git")
            .args(["-c", "user.name=Ana", "-c", "user.email=ana@harbor.example"])
            .args(["-c", "commit.gpgsign=false"])
            .args(arguments)
            .current_dir(server.place.path())
            .status()
            .expect("git runs");
        assert!(git.success(), "{arguments:?}");
    }
    events("\"judged\":true");
}
