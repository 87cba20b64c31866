//! Pages and files that would be written to the same place.

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::{Diagnostic, Sink, Span};
use crate::rules::{Check, Context, rule};
use crate::workbook::{OutputPath, Route, Target, Workbook};

rule! {
    /// ## What it does
    ///
    /// Reports two documents, two linked files or two workflows whose places in the site are the
    /// same, a document that stands where the site puts a list of its own, and one whose place is a
    /// directory that another needs.
    ///
    /// ## Why it matters
    ///
    /// One of the two would overwrite the other, and which one would be an accident. Places in the
    /// site are lower case and plain ASCII: `Größe.md`, `grosse.md` and `Grosse.md` share one. A file
    /// that browsers might run stands on the private side under a name that they leave alone: `tool.html`
    /// as `tool-html.txt`.
    ///
    /// ## Bad
    ///
    /// ```text
    /// refunds/evidence/Call.md
    /// refunds/evidence/call.md
    /// ```
    ///
    /// ## Good
    ///
    /// ```text
    /// refunds/evidence/call-october.md
    /// refunds/evidence/call.md
    /// ```
    ///
    /// A page in the directory that its route is named after does not repeat the name: with
    /// `route: playbook`, `one-answer.md` and `playbook/one-answer.md` are the same page.
    RULE = "colliding-paths", Format, Error "fixed"; Check::Workbook(check)
}

/// The lists that the site makes by itself.
const LISTS: [Route; 3] = [Route::Memory, Route::Playbook, Route::Journeys];

/// Something that will stand at a place of the site.
struct Claim<'w> {
    /// What claims the place, by its path in the workbook.
    path: &'w str,
    /// Where the finding goes.
    span: Span,
    /// The place.
    output: OutputPath,
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let workbook = context.workbook;
    let pages = pages(workbook);
    lists(&pages, sink);
    let mut found = Sink::new();
    collisions(&pages, "page", &mut found);
    let workflows = workflows(workbook);
    // Directories that differ in case only are one mistake, told by their documents where it shows.
    if found.is_empty() {
        collisions(&workflows, "workflow page", &mut found);
    }
    sink.join(found);
    collisions(&files(context), "file", sink);
}

/// The documents, in the order of their paths.
fn pages(workbook: &Workbook) -> Vec<Claim<'_>> {
    let mut claims = Vec::with_capacity(workbook.documents.len());
    for document in &workbook.documents {
        claims.push(Claim {
            path: workbook.files.get(document.file).path(),
            span: Span::start_of(document.file),
            output: document.output.clone(),
        });
    }
    claims
}

/// The files that documents link, each at its first link, with their places on either side.
fn files<'w>(context: &Context<'w>) -> Vec<Claim<'w>> {
    let workbook = context.workbook;
    let mut seen = HashSet::new();
    let mut claims = Vec::new();
    for document in &workbook.documents {
        for (link, target) in document.body.links.iter().zip(&document.targets) {
            let Target::File(path) = target else { continue };
            if !seen.insert(path.as_str()) {
                continue;
            }
            let own = OutputPath::of_file(path);
            let neutral = context.private_files.place(path).cloned();
            let neutral = neutral.filter(|place| *place != own);
            claims.extend([own].into_iter().chain(neutral).map(|output| Claim {
                path,
                span: link.target_span,
                output,
            }));
        }
    }
    claims
}

/// The workflows, each at its first loop.
fn workflows(workbook: &Workbook) -> Vec<Claim<'_>> {
    let mut claims = Vec::new();
    for workflow in &workbook.workflows {
        if let Some(&first) = workflow.loops.first() {
            claims.push(Claim {
                path: &workflow.id,
                span: Span::start_of(workbook.documents[first].file),
                output: OutputPath::of_workflow(&workflow.id),
            });
        }
    }
    claims
}

/// Reports pages that stand where the site puts a list.
fn lists(pages: &[Claim<'_>], sink: &mut Sink) {
    let lists = LISTS.map(|route| format!("{}/index.html", route.word()));
    for page in pages {
        if lists.iter().any(|list| list == page.output.as_str()) {
            let message = format!(
                "this page would stand at `{}`, where the site lists its pages",
                page.output.as_str()
            );
            let hint = "rename the file";
            sink.report(Diagnostic::new(RULE.name, page.span, message).hint(hint));
        }
    }
}

/// Reports every claim whose place was claimed before, or is a directory of another.
fn collisions(claims: &[Claim<'_>], what: &str, sink: &mut Sink) {
    let mut taken: BTreeMap<&str, &Claim<'_>> = BTreeMap::new();
    for claim in claims {
        let place = claim.output.as_str();
        if let Some(first) = taken.get(place) {
            sink.report(same(claim, first, what));
        } else {
            taken.insert(place, claim);
        }
    }
    for claim in taken.values() {
        let place = claim.output.as_str();
        let mut directories = place.match_indices('/').map(|(at, _)| &place[..at]);
        if let Some(above) = directories.find_map(|path| taken.get(path)) {
            sink.report(below(claim, above, what));
        }
    }
}

fn same(claim: &Claim<'_>, first: &Claim<'_>, what: &str) -> Diagnostic {
    let message = format!(
        "`{}` and `{}` would be the same {what}, `{}`",
        claim.path,
        first.path,
        claim.output.as_str()
    );
    let depth = |path: &str| path.matches('/').count();
    let hint = if depth(claim.path) == depth(first.path) {
        "rename one of them; case, accents and punctuation do not tell places apart"
    } else {
        "rename one of them; a directory named like the route does not tell places apart"
    };
    Diagnostic::new(RULE.name, claim.span, message)
        .label(first.span, "the other one")
        .hint(hint)
}

fn below(claim: &Claim<'_>, above: &Claim<'_>, what: &str) -> Diagnostic {
    let message = format!(
        "`{}` needs a directory `{}`, which is the {what} of `{}`",
        claim.path,
        above.output.as_str(),
        above.path
    );
    Diagnostic::new(RULE.name, claim.span, message)
        .label(above.span, "the other one")
        .hint("rename the directory")
}
