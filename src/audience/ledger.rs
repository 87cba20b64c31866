//! The ledger: for every public file where it comes from, why it is public, who approved it and
//! what its bytes were. It stays on the private side.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::clean::Care;
use super::files::{ContentHash, PublicFiles, naming};
use super::publication::Publication;
use crate::syntax::Body;
use crate::workbook::{Document, OutputPath, Route, Target};

/// The edition of the ledger's form.
const VERSION: u32 = 1;

/// Where a workbook keeps templates of its own.
const TEMPLATES: &str = "templates/";

/// Where the files of a site's look stand, and below it those of the workbook.
const THEME: &str = "assets/";

/// Why each public file is public, as far as the workbook says.
#[derive(Debug, Default)]
pub struct Provenance {
    /// Pages and files, by their place on the public side.
    origins: BTreeMap<OutputPath, Origin>,
    /// Templates and style sheets of the workbook's own, which are part of every page.
    templates: Vec<String>,
}

#[derive(Debug, Clone)]
struct Origin {
    because: String,
    sources: Vec<Source>,
    care: Option<Care>,
    /// Why it is public although nobody can search it.
    unread_because: Option<String>,
}

/// A document that a public file was made from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Source {
    /// Its path in the workbook.
    path: String,
    /// The route in its front matter.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    route: Option<String>,
    /// The heading under which it links the file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    heading: Option<String>,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    approved_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    approved_on: Option<String>,
    /// The instrument loop whose metric it shows.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    shows_metric_of: Option<String>,
}

/// What a build has made public.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ledger {
    version: u32,
    templates: Vec<String>,
    files: Vec<Row>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Row {
    path: String,
    sha256: String,
    because: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    content: Option<String>,
    /// Whether somebody else put it there.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    foreign: bool,
    /// What `attachments` in `workbook.yaml` says of a file that nobody can search.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    unread_because: Option<String>,
    sources: Vec<Source>,
}

/// A file of the public side that somebody put there, and no build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignFile {
    /// Its path from the top of the public side.
    pub path: String,
    /// The hash of its bytes.
    pub hash: ContentHash,
    /// What is known of them; nothing of git's own files.
    pub care: Option<Care>,
}

/// What is different from one ledger to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerChange {
    /// Whether there was one before.
    pub is_first: bool,
    /// What became public: the places on the public side, and what they were made from.
    pub appeared: Vec<(String, String)>,
    /// What ceased to be public.
    pub ceased: Vec<String>,
    /// How many public files have other bytes than before.
    pub changed: usize,
    /// How many are as they were.
    pub kept: usize,
}

impl Provenance {
    /// Why what `publication` publishes, and the files that it takes along, are public.
    pub fn of(publication: &Publication<'_>, files: &PublicFiles) -> Self {
        let workbook = publication.workbook;
        let mut origins = BTreeMap::new();
        let mut linked: BTreeMap<String, BTreeSet<Source>> = BTreeMap::new();
        for (position, document) in workbook.documents.iter().enumerate() {
            if !publication.is_public(position) {
                continue;
            }
            let source = source(document, workbook.files.get(document.file).path());
            for (path, heading) in links(publication, position) {
                let source = Source {
                    heading,
                    ..source.clone()
                };
                linked.entry(path).or_default().insert(source);
            }
            let origin = Origin {
                because: format!("its front matter says `route: {}`", document.route.word()),
                sources: vec![source],
                care: None,
                unread_because: None,
            };
            origins.insert(document.output.clone(), origin);
        }
        for (path, file) in files.iter() {
            let origin = Origin {
                because: format!("public text links `{path}`"),
                sources: linked
                    .remove(path)
                    .unwrap_or_default()
                    .into_iter()
                    .collect(),
                care: Some(file.care),
                unread_because: naming(path, &workbook.config)
                    .next()
                    .filter(|_| file.care == Care::AsItIs)
                    .map(|(_, attachment)| attachment.because.clone()),
            };
            origins.insert(OutputPath::of_file(path), origin);
        }
        let entries = workbook.entries.iter().map(|entry| &entry.path);
        let templates = entries.filter(|path| path.starts_with(TEMPLATES));
        Self {
            origins,
            templates: templates.cloned().collect(),
        }
    }

    /// Why the file at `output` is public.
    fn origin(&self, output: &OutputPath) -> Origin {
        // A page as Markdown is public for the same reason as the page itself.
        let mirrored = output.as_str().strip_suffix(".md");
        let page = mirrored.map(|stem| OutputPath::fixed(&format!("{stem}.html")));
        if let Some(origin) = self.origins.get(page.as_ref().unwrap_or(output)) {
            return origin.clone();
        }
        if output.as_str().starts_with(THEME) {
            let own = format!("{TEMPLATES}{}", output.as_str());
            let own = self.templates.iter().filter(|path| **path == own);
            return Origin {
                because: "it is part of every site".to_owned(),
                sources: own.map(|path| Source::named(path)).collect(),
                care: None,
                unread_because: None,
            };
        }
        // A list: of one route where it stands in that route's directory, of all that is public
        // otherwise.
        let routes = [Route::Playbook, Route::Journeys];
        let route = routes.into_iter().find(|route| {
            let directory = format!("{}/", route.word());
            output.as_str().starts_with(&directory)
        });
        let route = route.map(Route::word);
        let sources = self.origins.values().filter(|origin| origin.care.is_none());
        let sources = sources.flat_map(|origin| &origin.sources);
        let listed = sources.filter(|source| route.is_none() || source.route.as_deref() == route);
        let listed: BTreeSet<&str> = listed.map(|source| source.path.as_str()).collect();
        Origin {
            because: "it lists what is public".to_owned(),
            sources: listed.into_iter().map(Source::named).collect(),
            care: None,
            unread_because: None,
        }
    }
}

/// Whether somebody wants to hear of a public file: the pieces of the search and the Markdown of a page
/// come and go with the pages, and say nothing else.
fn is_told(path: &str) -> bool {
    let is_mirror = !path.starts_with(THEME) && path.strip_suffix(".md").is_some();
    !is_mirror && !path.starts_with("search/")
}

impl Source {
    fn named(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            route: None,
            heading: None,
            approved_by: None,
            approved_on: None,
            shows_metric_of: None,
        }
    }
}

fn source(document: &Document, path: &str) -> Source {
    let page = document.as_page();
    let approval = page.and_then(|page| page.safe_to_show.as_ref());
    let metric = page.and_then(|page| page.show_metric.as_ref());
    let by = approval.and_then(|approval| approval.approved_by.as_ref());
    let on = approval.and_then(|approval| approval.approved_on.as_ref());
    Source {
        route: Some(document.route.word().to_owned()),
        approved_by: by.map(|by| by.value.clone()),
        approved_on: on.map(|on| on.value.to_string()),
        shows_metric_of: metric.map(|metric| metric.of_loop.value.clone()),
        ..Source::named(path)
    }
}

/// The files that the public text of a document links, each with the heading above the link.
fn links(publication: &Publication<'_>, position: usize) -> Vec<(String, Option<String>)> {
    let document = &publication.workbook.documents[position];
    let mut found = Vec::new();
    let next = document.as_page().and_then(|page| page.next.as_ref());
    if let Some(Target::File(path)) = next.map(|next| &next.target) {
        found.push((path.clone(), None));
    }
    let Some((_, body)) = publication.text(position) else {
        return found;
    };
    for link in publication.links(position) {
        if let Target::File(path) = link.target {
            let heading = heading_above(body, link.link.span.start);
            found.push((path, heading));
        }
    }
    found
}

fn heading_above(body: &Body, at: u32) -> Option<String> {
    let after = body
        .headings
        .partition_point(|heading| heading.span.start <= at);
    let heading = body.headings.get(after.checked_sub(1)?)?;
    Some(heading.text.clone())
}

impl Ledger {
    /// The ledger of public files with these hashes, by their place on the public side, and of what
    /// others put among them.
    pub fn new(
        provenance: &Provenance,
        files: BTreeMap<String, ContentHash>,
        foreign: &[ForeignFile],
    ) -> Self {
        let row = |(path, hash): (String, ContentHash)| {
            let origin = provenance.origin(&OutputPath::fixed(&path));
            Row {
                path,
                sha256: hash.hex(),
                because: origin.because,
                content: origin.care.map(|care| care.word().to_owned()),
                foreign: false,
                unread_because: origin.unread_because,
                sources: origin.sources,
            }
        };
        let foreign = foreign.iter().map(|file| Row {
            path: file.path.clone(),
            sha256: file.hash.hex(),
            because: "somebody put it into the site, and it was searched".to_owned(),
            content: file.care.map(|care| care.word().to_owned()),
            foreign: true,
            unread_because: None,
            sources: Vec::new(),
        });
        let mut rows: Vec<Row> = files.into_iter().map(row).chain(foreign).collect();
        rows.sort_by(|one, other| one.path.cmp(&other.path));
        Self {
            version: VERSION,
            templates: provenance.templates.clone(),
            files: rows,
        }
    }

    /// It without the rows that `is_true` denies, given the path and the hash of each. Anybody can
    /// bring a ledger; only what stands there can say what was public.
    #[must_use]
    pub fn confirmed(mut self, is_true: impl Fn(&str, &str) -> bool) -> Self {
        self.files.retain(|row| is_true(&row.path, &row.sha256));
        self
    }

    /// Public files that somebody else put there, by their place on the public side.
    pub fn foreign(&self) -> Vec<String> {
        let foreign = self.files.iter().filter(|row| row.foreign);
        foreign.map(|row| row.path.clone()).collect()
    }

    /// The ledger that these bytes are; none where they are not one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let ledger: Self = serde_json::from_slice(bytes).ok()?;
        (ledger.version == VERSION).then_some(ledger)
    }

    /// It as JSON.
    ///
    /// # Errors
    /// Never, as far as anybody knows.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        Ok(text)
    }

    /// Public files that were not read, or not all of them, by their place on the public side.
    pub fn as_they_are(&self) -> Vec<String> {
        let unread = [Care::AsItIs.word(), Care::Scan.word()];
        let is_unread = |row: &&Row| {
            let content = row.content.as_deref();
            content.is_some_and(|content| unread.contains(&content))
        };
        let rows = self.files.iter();
        let copied = rows.filter(is_unread);
        copied.map(|row| row.path.clone()).collect()
    }

    /// What has changed since the ledger `before`.
    pub fn since(&self, before: Option<&Self>) -> LedgerChange {
        let rows = |ledger: &'_ Self| -> BTreeMap<String, String> {
            let rows = ledger.files.iter().filter(|row| is_told(&row.path));
            rows.map(|row| (row.path.clone(), row.sha256.clone()))
                .collect()
        };
        let old = before.map(rows).unwrap_or_default();
        let new = rows(self);
        let made_from = |row: &Row| match row.sources.as_slice() {
            [source] => source.path.clone(),
            _ => String::new(),
        };
        let told = self.files.iter().filter(|row| is_told(&row.path));
        let appeared = told.filter(|row| !old.contains_key(&row.path));
        let ceased = old.keys().filter(|path| !new.contains_key(*path));
        let stayed = || new.iter().filter(|(path, _)| old.contains_key(*path));
        let kept = stayed().filter(|(path, hash)| old.get(*path) == Some(*hash));
        let kept = kept.count();
        LedgerChange {
            is_first: before.is_none(),
            appeared: appeared
                .map(|row| (row.path.clone(), made_from(row)))
                .collect(),
            ceased: ceased.cloned().collect(),
            changed: stayed().count() - kept,
            kept,
        }
    }
}
