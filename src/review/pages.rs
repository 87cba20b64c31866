//! What the world sees, and who said that it may.

use std::collections::{BTreeMap, HashMap};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::documents::{Documents, Pair};
use super::{Change, Line, Part, Topic};
use crate::Compilation;
use crate::audience::{Approval, PublicPage};
use crate::status;
use crate::workbook::{Document, OutputPath, Route};

/// A text with more lines is not compared line by line.
const MOST_LINES: usize = 5000;

pub(super) fn changes(documents: &Documents<'_>) -> Vec<Change> {
    let before = documents.before.map(pages_of).unwrap_or_default();
    let now = pages_of(documents.now);
    let mut found = Vec::new();
    for pair in documents.pairs() {
        let document = documents.now(pair);
        let old = documents.before(pair);
        let page = now.get(&document.output).copied();
        let was = old.and_then(|old| before.get(&old.output).copied());
        let mut of_page = Vec::new();
        match (was, page) {
            (None, Some(page)) => of_page.push(appears(document, old, page)),
            (Some(was), None) => {
                let subject = &old.map_or(document, |old| old).id;
                of_page.push(ceases(subject, was, "the document stays, private"));
            }
            (Some(was), Some(page)) => both(document, old, was, page, &mut of_page),
            (None, None) => {}
        }
        of_page.extend(approval(documents, pair, was.is_some() || page.is_some()));
        for change in of_page {
            found.push(held_back(change, documents, Some(pair)));
        }
    }
    for (_, document, _) in documents.gone() {
        if let Some(was) = before.get(&document.output) {
            let change = ceases(&document.id, was, "the document is removed");
            found.push(held_back(change, documents, None));
        }
    }
    let files = files(documents).into_iter();
    found.extend(files.map(|change| held_back(change, documents, None)));
    found
}

type Pages<'c> = HashMap<&'c OutputPath, &'c PublicPage>;

fn pages_of(compiled: &Compilation) -> Pages<'_> {
    let pages = compiled.public.pages.iter();
    pages.map(|page| (&page.output, page)).collect()
}

fn appears(document: &Document, old: Option<&Document>, page: &PublicPage) -> Change {
    let was = match old {
        None => "which is new",
        Some(_) => "which was private",
    };
    let route = page.route.word();
    let mut change = Change::public(Topic::PageAppears, &document.id)
        .words(format!("{was}, in the {route}: "))
        .text(&page.title);
    change.lines = said(page, true);
    change
}

fn ceases(subject: &str, was: &PublicPage, why: &str) -> Change {
    let mut change = Change::public(Topic::PageCeases, subject)
        .text(&was.title)
        .words(format!("; {why}"));
    change.lines = said(was, false);
    change
}

/// All lines of a page.
fn said(page: &PublicPage, is_new: bool) -> Vec<Line> {
    let lines = page.summary.clone().into_iter().chain(page.text.lines());
    let lines = lines.filter(|line| !line.trim().is_empty());
    lines.map(|text| Line { is_new, text }).collect()
}

/// What is another on a page that was public and is.
fn both(
    document: &Document,
    old: Option<&Document>,
    was: &PublicPage,
    page: &PublicPage,
    found: &mut Vec<Change>,
) {
    if was.output != page.output {
        let from = old.map_or("", |old| &old.id);
        let change = Change::public(Topic::PageMoves, &document.id);
        found.push(change.words("from ").text(from));
    }
    for (name, before, now) in facts(was, page) {
        if before != now {
            let change = Change::public(Topic::FactChanges, &document.id);
            let change = change.words(format!("its {name}, "));
            found.push(change.between(before.as_deref(), now.as_deref()));
        }
    }
    text(document, old, was, page, found);
}

/// What else a page shows, before and now.
fn facts(
    was: &PublicPage,
    page: &PublicPage,
) -> [(&'static str, Option<String>, Option<String>); 8] {
    let of = |page: &PublicPage| {
        let next = page.next.as_ref();
        let proof = page
            .proof
            .as_ref()
            .map(|proof| match (proof.measured, proof.evidenced) {
                (true, true) => "measured and evidenced",
                (true, false) => "measured",
                _ => "evidenced",
            });
        let metric = page.metric.as_ref().map(|metric| {
            let number = |number: Option<f64>| number.map_or("none".to_owned(), status::number);
            let latest = metric.latest();
            format!(
                "{}: baseline {}, latest {}, standard {}, {} values",
                metric.name.as_deref().unwrap_or("a metric"),
                number(metric.baseline),
                number(latest.map(|latest| latest.value)),
                number(metric.standard),
                metric.values.len(),
            )
        });
        let tags = (!page.tags.is_empty()).then(|| page.tags.join(", "));
        [
            Some(page.title.clone()),
            page.summary.clone(),
            page.form.clone(),
            tags,
            page.owner.clone(),
            proof.map(str::to_owned),
            metric,
            next.map(|next| format!("{} ({})", next.text, next.href)),
        ]
    };
    let names = [
        "title",
        "summary",
        "form",
        "tags",
        "keeper",
        "proof",
        "metric",
        "next step",
    ];
    let mut pairs = of(was).into_iter().zip(of(page));
    names.map(|name| {
        let (before, now) = pairs.next().unwrap_or_default();
        (name, before, now)
    })
}

/// The text of a page that is another: sections that are there on one side only, and lines of the others.
fn text(
    document: &Document,
    old: Option<&Document>,
    was: &PublicPage,
    page: &PublicPage,
    found: &mut Vec<Change>,
) {
    let (before, now) = (Sections::of(was), Sections::of(page));
    let (known, left) = (before.by_name(), now.by_name());
    let mut rest = Vec::new();
    for (name, lines) in &now.0 {
        let earlier = known.get(name).copied();
        if earlier.is_none() && !name.1.is_empty() {
            let was_there = old.is_some_and(|old| has_heading(old, &name.1));
            let why = if was_there {
                "which was private"
            } else {
                "which is new"
            };
            let mut change = Change::public(Topic::SectionAppears, &document.id)
                .words("under ")
                .text(&name.1)
                .words(format!(", {why}"));
            change.lines = lines_of(lines, true);
            found.push(change);
        } else {
            let earlier = earlier.unwrap_or_default();
            rest.extend(difference(earlier, lines));
        }
    }
    for (name, lines) in before.0.iter().filter(|(name, _)| !left.contains_key(name)) {
        let stays = has_heading(document, &name.1);
        let why = if stays {
            "which is private now"
        } else {
            "which is gone"
        };
        let mut change = Change::public(Topic::SectionCeases, &document.id)
            .words("under ")
            .text(&name.1)
            .words(format!(", {why}"));
        change.lines = lines_of(lines, false);
        found.push(change);
    }
    if !rest.is_empty() {
        let mut change = Change::public(Topic::TextChanges, &document.id);
        change.lines = rest;
        found.push(change);
    }
}

fn has_heading(document: &Document, words: &str) -> bool {
    let mut headings = document.body.headings.iter();
    headings.any(|heading| heading.text == words)
}

fn lines_of(lines: &[String], is_new: bool) -> Vec<Line> {
    let lines = lines.iter().cloned();
    lines.map(|text| Line { is_new, text }).collect()
}

/// The lines of a text by the heading above them; of several headings of the same words each is one.
struct Sections(Vec<(Name, Vec<String>)>);

/// A heading: how many of the same words stand before it, and its words.
type Name = (usize, String);

impl Sections {
    fn of(page: &PublicPage) -> Self {
        let headings = page.text.contents.iter();
        let headings: HashMap<String, &str> = headings
            .map(|entry| {
                let marks = "#".repeat(usize::from(entry.level));
                (format!("{marks} {}", entry.text), entry.text.as_str())
            })
            .collect();
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut sections = vec![((0, String::new()), Vec::new())];
        for line in page.text.lines() {
            if let Some(heading) = headings.get(&line) {
                let count = seen.entry(heading).or_default();
                sections.push(((*count, (*heading).to_owned()), Vec::new()));
                *count += 1;
            } else if let Some((_, lines)) = sections.last_mut()
                && !line.trim().is_empty()
            {
                lines.push(line);
            }
        }
        Self(sections)
    }

    fn by_name(&self) -> HashMap<&Name, &[String]> {
        let sections = self.0.iter();
        sections
            .map(|(name, lines)| (name, lines.as_slice()))
            .collect()
    }
}

/// The lines that are on one side only.
fn difference(before: &[String], now: &[String]) -> Vec<Line> {
    if before == now {
        return Vec::new();
    }
    let is_long = before.len().max(now.len()) > MOST_LINES;
    let operations = if is_long {
        let (old_len, new_len) = (before.len(), now.len());
        vec![DiffOp::Replace {
            old_index: 0,
            old_len,
            new_index: 0,
            new_len,
        }]
    } else {
        capture_diff_slices(Algorithm::Myers, before, now)
    };
    let changed = operations
        .into_iter()
        .filter(|one| !matches!(one, DiffOp::Equal { .. }));
    let lines = changed.flat_map(|one| {
        let mut lines = lines_of(&before[one.old_range()], false);
        lines.extend(lines_of(&now[one.new_range()], true));
        lines
    });
    lines.collect()
}

/// What became of the approval of a page. Its name is public where the page was or is.
fn approval(documents: &Documents<'_>, pair: Pair, is_public: bool) -> Option<Change> {
    let document = documents.now(pair);
    let now = documents.now.approvals.get(pair.now);
    let before = match (documents.before, pair.before) {
        (Some(before), Some(at)) => before.approvals.get(at),
        _ => Approval::Missing,
    };
    let record = |document: &Document| {
        let approval = document.as_page()?.safe_to_show.as_ref()?;
        Some(approval.digest.as_ref()?.value.clone())
    };
    let is_new = documents.before(pair).and_then(record) != record(document);
    let routed = |document: &Document| document.route == Route::Journeys;
    let topic = match (before, now) {
        (Approval::Valid, Approval::Valid) if is_new => Topic::ApprovalGiven,
        (Approval::Valid, Approval::Valid) => return None,
        (_, Approval::Valid) => Topic::ApprovalGiven,
        (Approval::Valid, _) => Topic::ApprovalLapses,
        _ if routed(document) && !documents.before(pair).is_some_and(routed) => {
            Topic::ApprovalMissing
        }
        _ => return None,
    };
    let change = Change::public(topic, &document.id);
    let change = match now {
        Approval::Stale => change.words("what was approved is not what the page shows now"),
        Approval::ByNobody => change.words("whoever approved is no person of the workbook"),
        Approval::Missing if topic == Topic::ApprovalLapses => change.words("it was taken back"),
        Approval::Missing | Approval::Valid => change,
    };
    Some(Change {
        is_private: !is_public,
        ..change
    })
}

/// The files that public text takes along.
fn files(documents: &Documents<'_>) -> Vec<Change> {
    let of = |compiled: &'_ Compilation| -> BTreeMap<String, Option<String>> {
        let files = compiled.public.files.values();
        let hash = |path: &String| match compiled.files.get(path) {
            Some(Ok(file)) => Some(file.hash.hex()),
            _ => None,
        };
        files.map(|path| (path.clone(), hash(path))).collect()
    };
    let mut before = documents.before.map(of).unwrap_or_default();
    let mut found = Vec::new();
    for (path, hash) in of(documents.now) {
        let old = documents.moved.get(&path).unwrap_or(&path);
        match before.remove(old) {
            None => found.push(Change::public(Topic::FileAppears, &path)),
            Some(was) if was.is_some() && hash.is_some() && was != hash => {
                found.push(Change::public(Topic::FileChanges, &path));
            }
            Some(_) => {}
        }
    }
    let ceased = before
        .keys()
        .map(|path| Change::public(Topic::FileCeases, path));
    found.extend(ceased);
    found
}

/// A change without what must not be public: protected terms of either side, and customers who have
/// not consented to being named on the page.
fn held_back(change: Change, documents: &Documents<'_>, pair: Option<Pair>) -> Change {
    if change.is_private {
        return change;
    }
    let sides = [
        Some((documents.now, pair.map(|pair| pair.now))),
        documents
            .before
            .map(|before| (before, pair.and_then(|pair| pair.before))),
    ];
    let holds = |text: &str| {
        sides.iter().flatten().any(|(compiled, position)| {
            let consented = position.map_or(&[][..], |at| compiled.guard.consented(at));
            let found = compiled.guard.find(text);
            found.iter().any(|found| {
                let customer = found.secret.customer();
                customer.is_none_or(|customer| !consented.contains(&customer))
            })
        })
    };
    let lines: Vec<&str> = change.lines.iter().map(|line| line.text.as_str()).collect();
    let mut is_held_back = false;
    let mut kept = change.clone();
    // A term may start on one line and end on the next.
    if holds(&lines.join("\n")) {
        kept.lines.clear();
        is_held_back = true;
    }
    if holds(&change.subject) {
        kept.subject.clear();
        is_held_back = true;
    }
    let texts = change.parts.iter();
    if texts
        .clone()
        .any(|part| matches!(part, Part::Text(text) if holds(text)))
    {
        kept.parts.retain(|part| matches!(part, Part::Words(_)));
        is_held_back = true;
    }
    Change {
        is_held_back,
        ..kept
    }
}
