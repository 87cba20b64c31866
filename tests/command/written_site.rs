//! What a build writes and what it leaves alone: the ledger, the old site where something fails,
//! files of others, and what every public page and byte must or must not hold.

#![allow(clippy::print_stdout, reason = "a test that cannot run here says why")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{Tree, example, files_below, write_below};
use serde_json::Value;
use tempfile::TempDir;

const DAY: &str = "2026-11-23";

/// A workbook that can be built: the example.
fn workbook() -> TempDir {
    let place = TempDir::new().expect("a directory");
    write_below(&place.path().join("workbook"), &example());
    place
}

fn command(place: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loopbook"));
    command.arg("build").arg(place.path().join("workbook"));
    command.args(["--as-of", DAY, "--no-history"]);
    command
}

/// Runs a build that must end with `code`; what it said.
fn build(place: &TempDir, arguments: &[&str], code: i32) -> String {
    ended(
        command(place).args(arguments).output().expect("it runs"),
        code,
    )
}

fn ended(output: Output, code: i32) -> String {
    let told = String::from_utf8(output.stderr).expect("it is text");
    assert_eq!(output.status.code(), Some(code), "{told}");
    told
}

fn site(place: &TempDir) -> PathBuf {
    place.path().join("workbook/site")
}

fn write(place: &TempDir, path: &str, text: &str) {
    let tree = Tree::from([(path.to_owned(), text.into())]);
    write_below(&place.path().join("workbook"), &tree);
}

fn page(title: &str, body: &str) -> String {
    format!(
        "---\ntitle: {title}\nkind: page\nroute: playbook\nsummary: What it says.\nowner: ewa\n\
         ---\n{body}\n\nSee [the plate](read-the-type-plate.md).\n"
    )
}

/// Lets the example's page about plates link the page `new`, so that somebody can find it.
fn linked(place: &TempDir, new: &str) {
    let path = "playbook/read-the-type-plate.md";
    let text = fs::read_to_string(place.path().join("workbook").join(path)).expect("there");
    write(place, path, &format!("{text}\nAlso [this]({new}).\n"));
}

#[test]
fn every_public_file_has_a_row_in_the_ledger() {
    let place = workbook();
    let text = page("New", "## Sheets\n\nThe [sheet](sheet.csv).");
    write(&place, "playbook/new.md", &text);
    write(&place, "playbook/sheet.csv", "a,b\n");
    linked(&place, "new.md");
    build(&place, &[], 0);
    let text = fs::read(site(&place).join("private/ledger.json")).expect("it is written");
    let ledger: Value = serde_json::from_slice(&text).expect("it is JSON");
    let rows = ledger["files"].as_array().expect("a list");
    let public = files_below(&site(&place).join("public"));
    let paths: Vec<&str> = rows.iter().filter_map(|row| row["path"].as_str()).collect();
    assert!(paths.iter().copied().eq(public.keys().map(String::as_str)));
    for (row, bytes) in rows.iter().zip(public.values()) {
        let hash = loopbook::audience::ContentHash::of(bytes).hex();
        assert_eq!(row["sha256"], hash, "{}", row["path"]);
        assert!(
            row["because"]
                .as_str()
                .is_some_and(|because| !because.is_empty())
        );
    }
    let row = |path: &str| rows.iter().find(|row| row["path"] == path).expect("listed");
    let sheet = row("assets/files/playbook/sheet.csv");
    assert_eq!(sheet["content"], "plain text");
    let source = serde_json::json!({
        "path": "playbook/new.md", "route": "playbook", "heading": "Sheets"
    });
    assert_eq!(sheet["sources"], serde_json::json!([source]));
    let journey = &row("journeys/theatre-wardrobe.html")["sources"][0];
    assert_eq!(journey["approved_by"], "halina");
    assert!(journey["approved_on"].is_string());
    let list = row("playbook/index.html")["sources"]
        .as_array()
        .expect("a list");
    assert!(list.contains(&serde_json::json!({ "path": "playbook/new.md" })));
}

#[test]
fn a_build_says_what_became_public_and_what_ceased_to_be() {
    let place = workbook();
    let told = build(&place, &[], 0);
    assert!(
        told.contains("No earlier build is on record here: "),
        "{told}"
    );
    let told = build(&place, &[], 0);
    assert!(told.contains("Nothing public has changed."), "{told}");
    write(
        &place,
        "playbook/new.md",
        &page("New", "The [report](report.pdf)."),
    );
    write(&place, "playbook/report.pdf", "%PDF-1.7 by somebody\n");
    let config = example().remove("workbook.yaml").expect("there");
    let config = String::from_utf8(config).expect("text");
    let named = "attachments:\n  - { path: playbook/report.pdf, because: ewa has read it }\n";
    write(&place, "workbook.yaml", &format!("{config}{named}"));
    linked(&place, "new.md");
    let told = build(&place, &[], 0);
    let appeared = "Became public (2):\n  assets/files/playbook/report.pdf, from playbook/new.md\n  \
                    playbook/new.html, from playbook/new.md\n";
    assert!(told.contains(appeared), "{told}");
    let copied = "Not read, or not all of it: copied as they are, or pages that are pictures:\n  \
                  assets/files/playbook/report.pdf\n";
    assert!(told.contains(copied), "{told}");
    write(
        &place,
        "playbook/new.md",
        &page("New", "No report.").replace("playbook\n", "memory\n"),
    );
    write(&place, "workbook.yaml", &config);
    let text = example()
        .remove("playbook/read-the-type-plate.md")
        .expect("there");
    write(
        &place,
        "playbook/read-the-type-plate.md",
        &String::from_utf8(text).expect("text"),
    );
    let told = build(&place, &[], 0);
    let ceased = "No longer public (2):\n  assets/files/playbook/report.pdf\n  playbook/new.html\n";
    assert!(told.contains(ceased), "{told}");
}

/// Rules look at what documents say; this is in a template, and only the bytes show it.
#[test]
fn a_protected_term_in_any_public_byte_stops_the_build() {
    let place = workbook();
    build(&place, &[], 0);
    let before = files_below(&site(&place));
    write(
        &place,
        "templates/public/home.html",
        "<p>Kan<b>ar</b>&#101;k</p>\n",
    );
    let told = build(&place, &[], 1);
    let expected = "`index.html` would hold entry 2 of `protected_terms`; the site was not written";
    assert!(told.contains(expected), "{told}");
    assert!(!told.to_lowercase().contains("kanarek"), "{told}");
    assert!(files_below(&site(&place)) == before);
}

#[test]
fn files_of_others_stay_the_same_files() {
    let place = workbook();
    build(&place, &[], 0);
    fs::create_dir_all(site(&place).join("public/.git/refs/tags")).expect("made");
    fs::write(site(&place).join("public/.git/HEAD"), "ref\n").expect("written");
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", site(&place).join("link")).expect("made");
    let modified = |path: &str| {
        let metadata = fs::metadata(site(&place).join(path)).expect("there");
        metadata.modified().expect("told")
    };
    let before = modified("public/.git/HEAD");
    build(&place, &[], 0);
    assert_eq!(modified("public/.git/HEAD"), before);
    assert!(site(&place).join("public/.git/refs/tags").is_dir());
    assert!(!cfg!(unix) || site(&place).join("link").is_symlink());
}

#[test]
fn what_stands_in_the_way_stops_the_build() {
    let place = workbook();
    build(&place, &[], 0);
    let before = files_below(&site(&place));
    write(&place, "site/public/playbook/new.html", "mine\n");
    write(&place, "playbook/new.md", &page("New", "Text."));
    linked(&place, "new.md");
    let told = build(&place, &[], 2);
    assert!(
        told.contains("`public/playbook/new.html` was put into the site by hand"),
        "{told}"
    );
    fs::remove_file(site(&place).join("public/playbook/new.html")).expect("removed");
    assert!(files_below(&site(&place)) == before);
    write(&place, "file", "mine\n");
    let file = place.path().join("workbook/file");
    let told = build(&place, &["--out", file.to_str().expect("text")], 2);
    assert!(told.contains("is not a site that loopbook wrote"), "{told}");
    assert_eq!(fs::read_to_string(file).expect("there"), "mine\n");
    let names: Vec<_> = fs::read_dir(place.path().join("workbook"))
        .expect("read")
        .flatten()
        .collect();
    assert!(
        !names
            .iter()
            .any(|name| name.file_name().to_string_lossy().contains("loopbook"))
    );
}

#[test]
fn two_builds_of_one_site_exclude_each_other_and_others_do_not() {
    let place = workbook();
    build(&place, &[], 0);
    let lock = place.path().join("workbook/.site.loopbook-lock");
    let held = fs::File::create(&lock).expect("made");
    held.lock().expect("taken");
    let told = build(&place, &[], 2);
    assert!(
        told.contains("another build is writing this site"),
        "{told}"
    );
    let elsewhere = place.path().join("elsewhere");
    build(&place, &["--out", elsewhere.to_str().expect("text")], 0);
    drop(held);
    build(&place, &[], 0);
    assert!(!cfg!(unix) || !lock.exists());
}

#[cfg(unix)]
#[test]
fn a_directory_that_became_read_only_keeps_the_old_site() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let place = workbook();
    let above = place.path().join("out");
    let out = above.join("site");
    let out = out.to_str().expect("text");
    build(&place, &["--out", out], 0);
    let before = files_below(Path::new(out));
    let set = |mode| fs::set_permissions(&above, fs::Permissions::from_mode(mode)).expect("set");
    let mut command = command(&place);
    command.args(["--out", out]);
    set(0o555);
    if fs::write(above.join("probe"), "").is_ok() {
        // This user may write everywhere: somebody else builds.
        let opened = fs::Permissions::from_mode(0o755);
        fs::set_permissions(place.path(), opened).expect("set");
        command.uid(65534).gid(65534);
    }
    let output = command.output();
    set(0o755);
    let Ok(output) = output else {
        println!("skipped: this user may write everywhere, and nobody else can run the binary");
        return;
    };
    let told = ended(output, 2);
    assert!(
        told.contains("cannot write") && told.contains("denied"),
        "{told}"
    );
    assert!(files_below(Path::new(out)) == before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_the_old_site() {
    let place = workbook();
    let disk = place.path().join("disk");
    fs::create_dir(&disk).expect("made");
    // A user and mount namespace of its own, where one may be had without being root.
    let script = "mount -t tmpfs -o size=3200k tmpfs \"$0\" || exit 77\n\
                  \"$@\" >/dev/null || exit 78\n\
                  before=$(cd \"$0/site\" && find . -type f | sort | xargs cksum)\n\
                  dd if=/dev/zero of=\"$0/filler\" bs=1k 2>/dev/null\n\
                  \"$@\"; code=$?\n\
                  after=$(cd \"$0/site\" && find . -type f | sort | xargs cksum)\n\
                  [ \"$before\" = \"$after\" ] || exit 79\n\
                  ls -A \"$0\" >&2; exit $code";
    let built = command(&place);
    let mut shell = Command::new("unshare");
    shell.args(["--map-root-user", "--mount", "sh", "-c", script]);
    shell
        .arg(&disk)
        .arg(built.get_program())
        .args(built.get_args());
    shell.arg("--out").arg(disk.join("site"));
    let Ok(output) = shell.output() else {
        println!("skipped: there is no `unshare`");
        return;
    };
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_refused = matches!(output.status.code(), Some(1 | 77)) && !told.contains("loopbook:");
    if is_refused {
        println!("skipped: nothing can be mounted here: {told}");
        return;
    }
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("No space left on device"), "{told}");
    assert!(told.ends_with("\nfiller\nsite\n"), "{told}");
}

#[test]
fn public_pages_run_nothing_and_load_nothing_from_elsewhere() {
    let place = workbook();
    build(&place, &[], 0);
    let public = files_below(&site(&place).join("public"));
    let pages = public
        .iter()
        .filter(|(path, _)| Path::new(path).extension().is_some_and(|end| end == "html"));
    let mut count = 0;
    for (path, bytes) in pages {
        let html = String::from_utf8_lossy(bytes);
        let (_, policy) = html
            .split_once("<meta http-equiv=\"Content-Security-Policy\" content=\"")
            .expect("it has a policy");
        let policy = policy.split('"').next().expect("it ends");
        assert!(
            policy.starts_with("default-src 'none'; "),
            "{path}: {policy}"
        );
        assert!(
            !policy.replace(" 'wasm-unsafe-eval'", "").contains("unsafe")
                && !policy.contains("http"),
            "{path}: {policy}"
        );
        for tag in html.split('<').skip(1) {
            // What the search needs is compiled code of its own; data is not run.
            let is_data = tag.starts_with("script type=\"application/ld+json\">");
            let inline = tag.starts_with("script") && !tag.contains(" src=") && !is_data;
            let mut words = tag.split('>').next().unwrap_or("").split_whitespace();
            let handler = words.any(|word| word.starts_with("on") && word.contains('='));
            assert!(!inline && !handler, "{path}: <{tag}");
            let loads = [
                "src=\"http",
                "src=\"//",
                "<link rel=\"stylesheet\" href=\"http",
            ];
            assert!(
                !loads.iter().any(|load| tag.contains(load)),
                "{path}: <{tag}"
            );
        }
        count += 1;
    }
    assert!(count > 10);
}

#[test]
fn nothing_public_names_the_machine_the_user_or_an_author() {
    let place = workbook();
    let root = place.path().join("workbook");
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .current_dir(&root)
            .args(arguments)
            .output();
        done.is_ok_and(|done| done.status.success())
    };
    let author = "Zygfryda Quux <zygfryda@quux.example>";
    let has_git = git(&["init", "-q"]) && git(&["add", "."]);
    let commit = [
        "-c",
        "user.name=Zygfryda",
        "-c",
        "user.email=z@quux.example",
        "commit",
        "-qm",
    ];
    let committed =
        has_git && git(&[&commit[..], &["Subject quuxly", "--author", author]].concat());
    if !committed {
        println!("skipped in part: there is no git to name an author");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_loopbook"));
    command.args(["build", "--as-of", DAY]).current_dir(&root);
    command
        .env("USER", "zygfryda")
        .env("HOME", "/home/zygfryda");
    ended(command.output().expect("it runs"), 0);
    let named = place.path().to_string_lossy().to_lowercase();
    for (path, bytes) in files_below(&site(&place).join("public")) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for word in [
            named.as_str(),
            "zygfryda",
            "quux",
            env!("CARGO_MANIFEST_DIR"),
        ] {
            assert!(!text.contains(&word.to_lowercase()), "{path} names {word}");
        }
    }
}

/// A private page can be read by whatever runs beside it.
#[test]
fn nothing_among_the_files_of_the_private_side_runs() {
    let place = workbook();
    let drawing =
        |inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>");
    let page = "<!doctype html><script>fetch('/private/index.html')</script>";
    let files = [
        ("n.html", page.to_owned(), "n-html.txt"),
        ("plain", page.to_owned(), "plain.txt"),
        ("n.toml", format!(" \n{page}"), "n-toml.txt"),
        ("feed.atom", "<feed/>".to_owned(), "feed-atom.txt"),
        ("shop.php.csv", "a,b\n".to_owned(), "shop-php-csv.txt"),
        ("n.swf", "FWS\0".to_owned(), "n-swf.bin"),
        (
            "loads.svg",
            drawing("<image href=\"https://x\"/>"),
            "loads-svg.txt",
        ),
        (
            "runs.svg",
            drawing("<script>1</script><rect width=\"1\" height=\"1\"/>"),
            "runs.svg",
        ),
        ("LICENSE", "Do what you like.\n".to_owned(), "license"),
        ("list.csv", "a,b\n".to_owned(), "list.csv"),
    ];
    let links = files.iter().map(|(name, ..)| format!("[{name}]({name}) "));
    let links: String = links.collect();
    for (name, text, _) in &files {
        write(&place, &format!("memory/{name}"), text);
    }
    write(
        &place,
        "memory/files.md",
        &format!("---\ntitle: Files\nkind: page\nroute: memory\n---\n{links}\n"),
    );
    build(&place, &[], 0);
    let private = files_below(&site(&place).join("private"));
    let html = private.get("memory/files.html").expect("it is written");
    let html = String::from_utf8_lossy(html);
    for (name, text, at) in &files {
        assert!(
            html.contains(&format!("href=\"../assets/files/memory/{at}\"")),
            "{name}: {html}"
        );
        let written = private.get(&format!("assets/files/memory/{at}")).expect(at);
        let is_same = written == text.as_bytes();
        assert_eq!(is_same, *name != "runs.svg", "{name}");
        assert!(
            is_same || !String::from_utf8_lossy(written).contains("script"),
            "{name}"
        );
    }
    let below = private
        .keys()
        .filter(|path| path.starts_with("assets/files/memory/"));
    assert_eq!(below.count(), files.len());
}

/// Each hides the same words in another way.
#[test]
fn hidden_layers_of_drawings_are_not_published() {
    let place = workbook();
    let layers = [
        "<style>.a{display:none}</style><g class=\"a\"><text y=\"9\">quuxly</text></g>",
        "<defs><text y=\"9\">quuxly</text></defs>",
        "<text opacity=\"0\" y=\"9\">quuxly</text>",
        "<text x=\"900\" y=\"9\">quuxly</text>",
        "<g transform=\"scale(0)\"><text y=\"9\">quuxly</text></g>",
    ];
    let mut links = String::new();
    for (at, layer) in layers.iter().enumerate() {
        let drawing = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 99 99\">{layer}<text y=\"50\">Part</text></svg>"
        );
        write(&place, &format!("playbook/d{at}.svg"), &drawing);
        links = links + "![drawing " + &at.to_string() + "](d" + &at.to_string() + ".svg)\n";
    }
    write(&place, "playbook/new.md", &page("New", &links));
    linked(&place, "new.md");
    build(&place, &[], 0);
    for (path, bytes) in files_below(&site(&place).join("public")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("quuxly"), "{path}");
        assert!(!path.contains("d0.svg") || text.contains("Part"), "{path}");
    }
}
