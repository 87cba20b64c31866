//! What is written so that pages are found: it names every public page, and nothing that is private.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use crate::support::{Tree, compile, example, files_below, world, write_below};
use assert_cmd::Command;
use atom_syndication::Feed;
use flate2::read::GzDecoder;
use loopbook::audience::{Publication, approval_digest};
use tempfile::TempDir;

const BASE: &str = "https://nawrot.example/";

/// The public side of the site that is built from `tree`, by path.
fn public(tree: &Tree, threads: &str) -> BTreeMap<String, Vec<u8>> {
    let place = TempDir::new().expect("a directory");
    write_below(place.path(), tree);
    Command::cargo_bin("loopbook")
        .expect("the binary is built")
        .args(["build", "--as-of", "2026-11-23", "--no-history"])
        .env("RAYON_NUM_THREADS", threads)
        .current_dir(place.path())
        .assert()
        .success();
    files_below(&place.path().join("site/public"))
}

fn text<'a>(site: &'a BTreeMap<String, Vec<u8>>, path: &str) -> &'a str {
    std::str::from_utf8(&site[path]).expect("it is text")
}

/// Lets the journeys of a workbook be approved as they are now.
fn approve_again(tree: &mut Tree) {
    let done = compile(&world(tree));
    let publication = Publication::of(&done.workbook, &done.status);
    for (at, document) in done.workbook.documents.iter().enumerate() {
        let path = format!("{}.md", document.id);
        let text = String::from_utf8(tree[&path].clone()).expect("text");
        let (Some(digest), Some(start)) = (
            approval_digest(&publication, &done.files, at),
            text.find("digest: \"sha256:"),
        ) else {
            continue;
        };
        let (before, behind) = text.split_at(start);
        let behind = behind.split_once('\n').map_or("", |(_, behind)| behind);
        let text = format!("{before}digest: \"{digest}\"\n{behind}");
        tree.insert(path, text.into_bytes());
    }
}

/// The pages among the files, but for lists and the front page.
fn documents(site: &BTreeMap<String, Vec<u8>>) -> BTreeSet<&str> {
    let is_page = |path: &&String| {
        Path::new(path).extension().is_some_and(|end| end == "html")
            && !path.ends_with("index.html")
    };
    site.keys().filter(is_page).map(String::as_str).collect()
}

/// The words that the search knows of the pages.
fn search_texts(site: &BTreeMap<String, Vec<u8>>) -> String {
    let mut all = String::new();
    for (_, bytes) in site
        .iter()
        .filter(|(path, _)| path.starts_with("search/fragment/"))
    {
        let mut fragment = Vec::new();
        GzDecoder::new(&bytes[..])
            .read_to_end(&mut fragment)
            .expect("it is packed");
        all.push_str(&String::from_utf8_lossy(&fragment));
    }
    all
}

#[test]
fn everything_names_every_public_page_and_no_other() {
    let site = public(&example(), "2");
    let pages = documents(&site);
    assert!(pages.len() > 8);

    let feed = Feed::read_from(&site["feed.xml"][..]).expect("it is Atom");
    let linked: Vec<&str> = feed
        .entries()
        .iter()
        .map(|entry| {
            entry.links()[0]
                .href()
                .strip_prefix(BASE)
                .expect("it stands there")
        })
        .collect();
    assert_eq!(linked.iter().copied().collect::<BTreeSet<_>>(), pages);
    let days: Vec<_> = feed.entries().iter().map(|entry| entry.updated).collect();
    assert!(days.is_sorted_by(|one, other| one >= other));
    assert_eq!(feed.updated, days[0]);

    let map = text(&site, "sitemap.xml");
    let listed = map
        .split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split("</loc>").next());
    let listed: BTreeSet<&str> = listed.filter_map(|url| url.strip_prefix(BASE)).collect();
    let lists = ["", "journeys/", "playbook/"];
    let expected: BTreeSet<&str> = pages.iter().copied().chain(lists).collect();
    assert_eq!(listed, expected);
    assert!(text(&site, "robots.txt").contains("Sitemap: https://nawrot.example/sitemap.xml"));

    let list = text(&site, "llms.txt");
    let mirrors = list
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let mirrors: BTreeSet<String> = mirrors.map(|path| path.replace(".md", ".html")).collect();
    assert_eq!(
        mirrors.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        pages
    );
    for page in &pages {
        let html = text(&site, page);
        let canonical = format!("<link rel=\"canonical\" href=\"{BASE}{page}\">");
        assert!(html.contains(&canonical), "{page}");
        let mirror = text(&site, &page.replace(".html", ".md"));
        assert!(mirror.starts_with("# "), "{page}");
    }
}

#[test]
fn links_of_mirrors_lead_to_mirrors() {
    let site = public(&example(), "2");
    let mirrors = site
        .keys()
        .filter(|path| path.strip_suffix(".md").is_some());
    for mirror in mirrors.filter(|path| !path.starts_with("assets/")) {
        let directory = mirror
            .rsplit_once('/')
            .map_or("", |(directory, _)| directory);
        let targets = text(&site, mirror).split("](").skip(1);
        for target in targets.filter_map(|rest| rest.split([')', '#', ' ']).next()) {
            if target.is_empty() || target.contains(':') {
                continue;
            }
            let path = loopbook::source::resolve(directory, target).expect("it stays on the side");
            assert!(site.contains_key(&path), "{mirror} leads to {path}");
            assert!(
                path.strip_suffix(".html").is_none(),
                "{mirror} leads to {path}"
            );
        }
    }
}

#[test]
fn without_an_address_there_is_nothing_that_needs_one() {
    let mut tree = example();
    let config = String::from_utf8(tree["workbook.yaml"].clone()).expect("text");
    let config = config.replace(&format!("base_url: {BASE}\n"), "");
    tree.insert("workbook.yaml".to_owned(), config.into_bytes());
    approve_again(&mut tree);
    let site = public(&tree, "2");
    assert!(!site.contains_key("feed.xml") && !site.contains_key("sitemap.xml"));
    assert!(site.contains_key("llms.txt") && site.contains_key("robots.txt"));
    for (path, bytes) in &site {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("nawrot.example/journeys"), "{path}");
        assert!(!text.contains("rel=\"canonical\""), "{path}");
    }
}

#[test]
fn nothing_private_is_found() {
    let mut tree = example();
    let mut plant = |path: &str, from: &str, to: &str| {
        let text = String::from_utf8(tree[path].clone()).expect("text");
        assert!(text.contains(from), "`{from}` stands in {path}");
        tree.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    };
    // In a narrowed section, a private step, a comment, evidence and front matter.
    plant(
        "playbook/answer-standard.md",
        "Rule 4 is M-02.",
        "Rule 4 is plantedone.",
    );
    plant(
        "part-matching/understand.md",
        "### 3. Evidence\n",
        "### 3. Evidence\n\nplantedtwo\n",
    );
    plant(
        "playbook/pack-a-machine.md",
        "\n---\n",
        "\nx-note: plantedthree\n---\n<!-- plantedfour -->\n",
    );
    plant(
        "part-matching/evidence/2026-07-plate-test.md",
        "\n---\n",
        "\n---\nplantedfive\n",
    );
    let site = public(&tree, "2");
    let searched = search_texts(&site);
    assert!(
        searched.contains("sewing machine"),
        "the search knows the pages"
    );
    for (path, bytes) in &site {
        assert!(
            !String::from_utf8_lossy(bytes).contains("planted"),
            "{path}"
        );
    }
    assert!(!searched.contains("planted"), "{searched}");
    // Nor is there another byte anywhere, packed or not, on one thread or two.
    assert_eq!(site, public(&example(), "1"));
}
