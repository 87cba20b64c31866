//! The floor: the work that nobody can leave out, done with plain libraries and nothing else.
//!
//! `check` walks the tree, reads every file, deserializes the front matter, parses the body and
//! looks up the target of every link. `build` does the same and renders every page, with a
//! navigation of its directory that is rendered once per directory, into a staging directory that
//! is renamed at the end. It has no rules, no places for findings, no audiences, no search index:
//! what loopbook costs above this is the price of what loopbook does.
//!
//! Threads are rayon's global pool, so `RAYON_NUM_THREADS` sets their number as it does for
//! loopbook.

use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, html};
use rayon::prelude::*;
use serde::Deserialize;
use walkdir::WalkDir;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The front matter of every kind of document; other keys are read and dropped.
#[derive(Deserialize)]
#[expect(dead_code, reason = "deserialized for the cost of it")]
struct FrontMatter {
    title: String,
    summary: Option<String>,
    kind: Option<String>,
    job: Option<String>,
    status: Option<String>,
    automation: Option<String>,
    route: Option<String>,
    owner: Option<String>,
    reviewed: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    source: Option<String>,
    date: Option<String>,
    outside: Option<bool>,
    customer: Option<String>,
    form: Option<String>,
    #[serde(default)]
    proof: Vec<String>,
    next: Option<Next>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "deserialized for the cost of it")]
struct Next {
    text: String,
    url: String,
}

/// A document that was read: what rendering it needs.
struct Document {
    path: String,
    title: String,
    source: String,
    body: usize,
}

/// Runs `check WORKBOOK` or `build WORKBOOK OUT` and prints how much was done.
pub(crate) fn main(arguments: &[OsString]) -> Fallible<()> {
    let (documents, broken) = match arguments {
        [task, workbook] if task == "check" => check(Path::new(workbook))?,
        [task, workbook, out] if task == "build" => build(Path::new(workbook), Path::new(out))?,
        _ => return Err("usage: --floor check WORKBOOK | build WORKBOOK OUT".into()),
    };
    println!("{}", summary(documents, broken));
    Ok(())
}

/// The line that a run prints.
pub(crate) fn summary(documents: usize, broken: usize) -> String {
    format!("{documents} documents, {broken} broken links")
}

fn check(workbook: &Path) -> Fallible<(usize, usize)> {
    let paths = walk(workbook)?;
    let broken = paths
        .par_iter()
        .map(|path| {
            let document = read(workbook, path)?;
            let mut broken = 0;
            for event in Parser::new_ext(&document.source[document.body..], extensions()) {
                broken += usize::from(is_broken(&event, path, &paths));
            }
            Ok(broken)
        })
        .sum::<Fallible<usize>>()?;
    Ok((paths.len(), broken))
}

fn build(workbook: &Path, out: &Path) -> Fallible<(usize, usize)> {
    let paths = walk(workbook)?;
    let documents: Vec<Document> = paths
        .par_iter()
        .map(|path| read(workbook, path))
        .collect::<Fallible<_>>()?;
    let navigation = navigation(&documents);
    let staging = out.with_extension("staging");
    for directory in navigation.keys() {
        fs::create_dir_all(staging.join(directory))?;
    }
    let broken = documents
        .par_iter()
        .map_with(String::new(), |page, document| {
            page.clear();
            let links = &navigation[parent(&document.path)];
            let broken = render(page, document, links, &paths);
            let name = document.path.strip_suffix(".md").unwrap_or(&document.path);
            fs::write(staging.join(format!("{name}.html")), &*page)?;
            Ok(broken)
        })
        .sum::<Fallible<usize>>()?;
    fs::rename(&staging, out)?;
    Ok((documents.len(), broken))
}

/// The paths of all Markdown files, relative and with forward slashes.
fn walk(workbook: &Path) -> Fallible<HashSet<String>> {
    let mut paths = HashSet::new();
    for entry in WalkDir::new(workbook) {
        let entry = entry?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|it| it == "md") {
            let relative = entry.path().strip_prefix(workbook)?;
            let text = relative.to_str().ok_or("a path that is not UTF-8")?;
            paths.insert(text.replace(std::path::MAIN_SEPARATOR, "/"));
        }
    }
    Ok(paths)
}

fn read(workbook: &Path, path: &str) -> Fallible<Document> {
    let source = fs::read_to_string(workbook.join(path))?;
    let rest = source
        .strip_prefix("---\n")
        .ok_or("a document without front matter")?;
    let (yaml, _) = rest
        .split_once("\n---\n")
        .ok_or("front matter that never ends")?;
    let body = "---\n".len() + yaml.len() + "\n---\n".len();
    let front_matter = black_box(serde_saphyr::from_str::<FrontMatter>(yaml)?);
    Ok(Document {
        path: path.to_owned(),
        title: front_matter.title,
        source,
        body,
    })
}

fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Is this a relative link or image whose target is no document?
fn is_broken(event: &Event<'_>, from: &str, paths: &HashSet<String>) -> bool {
    let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else {
        return false;
    };
    let target = dest_url
        .split_once('#')
        .map_or(&**dest_url, |(path, _)| path);
    if target.is_empty() || target.contains(':') {
        return false;
    }
    let mut resolved: Vec<&str> = parent(from)
        .split('/')
        .filter(|it| !it.is_empty())
        .collect();
    for component in target.split('/') {
        match component {
            "." => {}
            ".." => drop(resolved.pop()),
            name => resolved.push(name),
        }
    }
    !paths.contains(&resolved.join("/"))
}

/// The directory of a relative path, empty for the root.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// A list of links to all documents of a directory, for each directory.
fn navigation(documents: &[Document]) -> BTreeMap<&str, String> {
    let mut siblings: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for document in documents {
        let (directory, path) = (parent(&document.path), document.path.as_str());
        let name = path[directory.len()..]
            .trim_matches('/')
            .trim_end_matches(".md");
        siblings
            .entry(directory)
            .or_default()
            .push((name, &document.title));
    }
    let list = |mut pages: Vec<(&str, &str)>| {
        pages.sort_unstable();
        let items = pages
            .into_iter()
            .map(|(name, title)| format!("<li><a href=\"{name}.html\">{title}</a></li>\n"));
        format!("<nav><ul>\n{}</ul></nav>\n", items.collect::<String>())
    };
    siblings
        .into_iter()
        .map(|(directory, pages)| (directory, list(pages)))
        .collect()
}

/// Renders a page into the buffer and counts its broken links.
fn render(page: &mut String, document: &Document, links: &str, paths: &HashSet<String>) -> usize {
    let title = &document.title;
    page.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    page.push_str(title);
    page.push_str("</title>\n<link rel=\"stylesheet\" href=\"../style.css\">\n</head>\n<body>\n");
    page.push_str(links);
    page.push_str("<main>\n<h1>");
    page.push_str(title);
    page.push_str("</h1>\n");
    let mut broken = 0;
    let events = Parser::new_ext(&document.source[document.body..], extensions())
        .inspect(|event| broken += usize::from(is_broken(event, &document.path, paths)));
    html::push_html(page, events);
    page.push_str("</main>\n</body>\n</html>\n");
    broken
}
