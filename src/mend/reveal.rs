//! Holds a workbook against itself with fixes made: what would be public then that is not now.
//!
//! Deciding what the world sees is for people. A fix whose only effect is to take a fault away may
//! do just that, where the fault was all that kept a document private. So nothing is said here of
//! which fixes are harmless: they are made, in memory, and what is public is compared.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use super::Edits;
use crate::audience::{Approvals, Publication};
use crate::diagnostic::{FileId, Span};
use crate::rules::Findings;
use crate::source::{MAX_DOCUMENT, SourceFile};
use crate::status::Status;
use crate::workbook::{Document, Kind, TableTarget, Workbook};
use crate::{Compilation, Evaluation};

/// How often the fixes that are left are tried again. Past that all of them are withheld.
const MOST_TRIES: usize = 8;

/// How many fixes in the front matter of one document are tried one by one. Where there are more, none of
/// them is offered.
const MOST_ALONE: usize = 16;

/// The fixes that would be made, by file.
type Fixes = BTreeMap<FileId, Edits>;

/// What is public of one state of a workbook.
struct Shown<'a> {
    workbook: &'a Workbook,
    publication: Publication<'a>,
    approvals: &'a Approvals,
}

impl<'a> Shown<'a> {
    fn of(workbook: &'a Workbook, status: &'a Status, approvals: &'a Approvals) -> Self {
        Self {
            publication: Publication::of(workbook, status),
            workbook,
            approvals,
        }
    }
}

/// The files whose fixes may not be offered, of all that `findings` offer for the workbook of
/// `evaluation`: made together, or one of them without the others, they would make something public.
pub fn withheld(evaluation: &Evaluation, findings: &Findings, today: Date) -> BTreeSet<FileId> {
    let mut fixes = offered(&evaluation.workbook, findings);
    let mut withheld = BTreeSet::new();
    let is_settled = (0..MOST_TRIES).any(|_| {
        let culprits = tried(evaluation, &fixes, today);
        fixes.retain(|file, _| !culprits.contains(file));
        withheld.extend(&culprits);
        culprits.is_empty()
    });
    if !is_settled {
        withheld.extend(fixes.into_keys());
    }
    withheld.extend(revealing_alone(evaluation, findings, today));
    withheld
}

/// The private documents of which one fix of several would show something if it alone were made: a
/// person may take one of those that an editor offers, and leave another that would keep the document
/// private. What is said of a document as a whole is in its front matter.
fn revealing_alone(evaluation: &Evaluation, findings: &Findings, today: Date) -> BTreeSet<FileId> {
    let workbook = &evaluation.workbook;
    let publication = Publication::of(workbook, &evaluation.status);
    let documents = workbook.documents.iter().enumerate();
    let private = documents.filter(|(position, _)| !publication.is_public(*position));
    let private: HashMap<FileId, u32> = private
        .map(|(_, document)| (document.file, document.body.span.start))
        .collect();
    let mut each: BTreeMap<FileId, Vec<Edits>> = BTreeMap::new();
    let found = findings.iter().map(|found| &found.diagnostic);
    for fix in found.filter_map(|found| found.fix.as_ref()) {
        let Some(Span { file, start, .. }) = fix.edits.first().map(|edit| edit.span) else {
            continue;
        };
        if private.get(&file).is_some_and(|body| start < *body) {
            let mut edits = Edits::new();
            edits.take(&fix.edits, workbook.files.get(file).text());
            each.entry(file).or_default().push(edits);
        }
    }
    each.retain(|_, edits| edits.len() > 1);
    let is_much = |edits: &Vec<Edits>| edits.len() > MOST_ALONE;
    let much = each.iter().filter(|(_, edits)| is_much(edits));
    let mut withheld: BTreeSet<FileId> = much.map(|(file, _)| *file).collect();
    for _ in 0..MOST_ALONE {
        let one = each
            .iter_mut()
            .filter_map(|(file, edits)| Some((*file, edits.pop()?)));
        let one: Fixes = one.collect();
        if one.is_empty() {
            break;
        }
        withheld.extend(tried(evaluation, &one, today));
    }
    withheld
}

/// The files with the fixes that `findings` offer, as far as they can be made together.
fn offered(workbook: &Workbook, findings: &Findings) -> Fixes {
    let mut fixes = Fixes::new();
    let found = findings.iter().map(|found| &found.diagnostic);
    for fix in found.filter_map(|found| found.fix.as_ref()) {
        for edits in fix
            .edits
            .chunk_by(|one, other| one.span.file == other.span.file)
        {
            let file = edits[0].span.file;
            let text = workbook.files.get(file).text();
            // Where two get in each other's way the first is made, as everywhere.
            fixes.entry(file).or_default().take(edits, text);
        }
    }
    fixes
}

/// Makes `fixes`; the files of those that made something public.
fn tried(evaluation: &Evaluation, fixes: &Fixes, today: Date) -> BTreeSet<FileId> {
    if fixes.is_empty() {
        return BTreeSet::new();
    }
    let now = &evaluation.workbook;
    let texts = fixes.iter().map(|(&file, edits)| {
        let text = edits.applied(now.files.get(file).text());
        (file, text)
    });
    // A file that grew past what is read is not written.
    let texts: BTreeMap<FileId, String> = texts
        .filter(|(_, text)| text.len() as u64 <= MAX_DOCUMENT)
        .collect();
    let Ok(then) = now.altered(&texts, today) else {
        return fixes.keys().copied().collect();
    };
    let status = Status::of(&then, today, &evaluation.history);
    let publication = Publication::of(&then, &status);
    let approvals = Approvals::of(&publication, &evaluation.files);
    let before = Shown::of(now, &evaluation.status, &evaluation.approvals);
    let after = Shown::of(&then, &status, &approvals);
    culprits(&before, &after, fixes)
}

/// Which of `fixes`, by the paths of their files, made something public from one compilation of a
/// workbook to the next.
pub(super) fn revealing(
    before: &Compilation,
    after: &Compilation,
    fixes: &BTreeMap<FileId, Edits>,
) -> BTreeSet<String> {
    let sources = &before.workbook.files;
    let was = Shown::of(&before.workbook, &before.status, &before.approvals);
    let now = Shown::of(&after.workbook, &after.status, &after.approvals);
    let culprits = culprits(&was, &now, fixes);
    let paths = culprits.into_iter().map(|file| sources.get(file).path());
    paths.map(str::to_owned).collect()
}

/// Which of `fixes` made something public from `before` to `after`: those in the document that shows
/// more, else those in what it names, else all of them.
fn culprits(before: &Shown<'_>, after: &Shown<'_>, fixes: &Fixes) -> BTreeSet<FileId> {
    let mut culprits = BTreeSet::new();
    for (position, document) in after.workbook.documents.iter().enumerate() {
        if !shows_more(before, after, fixes, position) {
            continue;
        }
        // A file is known by its path: numbers need not be the same.
        let path = after.workbook.files.get(document.file).path();
        let own = fixes
            .keys()
            .find(|file| before.workbook.files.get(**file).path() == path);
        if let Some(own) = own {
            culprits.insert(*own);
            continue;
        }
        let named = named_by(document, after.workbook);
        let named = fixes.keys().filter(|file| {
            let file: &SourceFile = before.workbook.files.get(**file);
            named.contains(file.path())
        });
        let count = culprits.len();
        culprits.extend(named);
        if culprits.len() == count {
            return fixes.keys().copied().collect();
        }
    }
    culprits
}

/// Whether the document at `position` of `after` shows something that it did not show `before`, or says
/// now of itself that it is to be shown.
fn shows_more(before: &Shown<'_>, after: &Shown<'_>, fixes: &Fixes, position: usize) -> bool {
    let document = &after.workbook.documents[position];
    let Some(then) = before.workbook.paths.document(&document.id) else {
        return after.publication.is_public(position);
    };
    let known = &before.workbook.documents[then];
    if document.route.is_public() && !known.route.is_public() {
        return true;
    }
    let lets_out = after.approvals.lets_out(position) && !before.approvals.lets_out(then);
    let Some((now, _)) = after.publication.text(position) else {
        return false;
    };
    let Some((was, _)) = before.publication.text(then) else {
        return true;
    };
    lets_out
        || unmasks(was, now, fixes.get(&known.file))
        || !after
            .publication
            .drawn(position)
            .is_subset(&before.publication.drawn(then))
}

/// Whether something of a text that was blank for the public is no longer so. What a fix writes itself
/// is its own; what matters is the text around it.
fn unmasks(was: &str, now: &str, edits: Option<&Edits>) -> bool {
    if was == now {
        return false;
    }
    let kept = edits.map_or_else(|| vec![(0, 0, was.len())], |edits| edits.kept(was.len()));
    kept.into_iter().any(|(before, after, length)| {
        let was = was.as_bytes().get(before..before + length);
        let now = now.as_bytes().get(after..after + length);
        // Where the stretches do not match, nobody knows what is shown.
        let Some((was, now)) = was.zip(now) else {
            return true;
        };
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        was.iter()
            .zip(now)
            .any(|(was, now)| blank(was) && !blank(now))
    })
}

/// The paths of the files that can change what is shown of a document beside its own: `workbook.yaml`, and
/// documents that it names, with their tables.
fn named_by(document: &Document, workbook: &Workbook) -> BTreeSet<String> {
    let mut named = BTreeSet::from([crate::source::CONFIG_FILE.to_owned()]);
    let Kind::Page(page) = &document.kind else {
        return named;
    };
    let shown = page.show_metric.iter().map(|shown| &shown.of_loop);
    let ids = page.proof.iter().chain(&page.consent).chain(shown);
    for other in ids.filter_map(|id| workbook.document(&id.value)) {
        named.insert(workbook.files.get(other.file).path().to_owned());
        let tables = other.table_files.iter();
        named.extend(tables.filter_map(|table| match table.target {
            TableTarget::File(file) => Some(workbook.files.get(file).path().to_owned()),
            _ => None,
        }));
    }
    named
}
