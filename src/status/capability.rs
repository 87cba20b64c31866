//! What the work is said to be able to do, and whether that is proven (language, section 5.5).
//!
//! Every table with the columns Capability and State counts, in whichever job it stands. Pages
//! name capabilities by their words, so two workflows may have one of the same name.

use std::collections::HashMap;

use crate::diagnostic::Span;
use crate::syntax::{LinkKind, canonical_name};
use crate::workbook::{Cell, Document, Kind, Target, TypedRow, TypedTable, Workbook, typed_tables};

/// A row of a table of capabilities.
#[derive(Debug, Clone)]
pub struct Capability {
    /// Its name, as written.
    pub name: String,
    /// Whether it is wanted and not proven.
    pub is_dream: bool,
    /// Where its state stands.
    pub state: Span,
    /// The position of its workflow.
    pub workflow: Option<usize>,
    /// What its state claims and its row does not show.
    pub lacks: Vec<Lack>,
}

/// Something that a state claims and its row does not show.
#[derive(Debug, Clone)]
pub struct Lack {
    /// The cell that should show it.
    pub place: Span,
    /// What stands there instead.
    pub what: Lacking,
}

/// What stands in a cell that should prove a capability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacking {
    /// Nothing where evidence should be linked.
    NoEvidence,
    /// Words without a link, or a link to nothing or to what does not say what it is: this is
    /// reported where it stands.
    NoLink,
    /// A link to something that is no evidence.
    NotEvidence,
    /// Nothing where the user should be named.
    NoUser,
    /// The name of something that is no workflow and no page.
    UnknownUser(String),
}

/// The capabilities of a workbook.
#[derive(Debug, Default)]
pub struct Capabilities {
    list: Vec<Capability>,
    by_name: HashMap<String, Vec<usize>>,
    /// Whether all loops say which job they do: a lost one may list what is not found here.
    complete: bool,
}

impl Capabilities {
    pub(super) fn of(workbook: &Workbook) -> Self {
        let is_lost = |document: &Document| match &document.kind {
            Kind::Loop(_) => document.job(&workbook.config).is_none(),
            Kind::Unknown => true,
            _ => false,
        };
        let mut found = Self {
            complete: !workbook.documents.iter().any(is_lost),
            ..Self::default()
        };
        for workflow in &workbook.workflows {
            for &at in &workflow.loops {
                let document = &workbook.documents[at];
                for table in typed_tables(document, workbook) {
                    found.list.extend(in_table(&table, document, workbook));
                }
            }
        }
        for (at, capability) in found.list.iter().enumerate() {
            let name = canonical_name(&capability.name);
            found.by_name.entry(name).or_default().push(at);
        }
        found
    }

    /// All of them, by workflow.
    pub fn iter(&self) -> impl Iterator<Item = &Capability> {
        self.list.iter()
    }

    /// Whether a name that is not found is the name of none.
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// Those of this name.
    pub fn named(&self, name: &str) -> Vec<&Capability> {
        let at = self.by_name.get(&canonical_name(name));
        let at = at.map_or(&[][..], Vec::as_slice);
        at.iter().map(|&at| &self.list[at]).collect()
    }

    /// Those that a page means by a name: of its own workflow and of those that its proof comes
    /// from, or where none of these has it, of all.
    pub fn meant(&self, name: &str, page: &Document, workbook: &Workbook) -> Vec<&Capability> {
        let named = self.named(name);
        if named.len() < 2 {
            return named;
        }
        let front = page.as_page();
        let proof = front.map_or(&[][..], |front| front.proof.as_slice());
        let shown = front.and_then(|front| front.show_metric.as_ref());
        let shown = shown.map(|metric| &metric.of_loop);
        let ids = proof.iter().chain(shown);
        let cited = ids.filter_map(|id| workbook.document(&id.value));
        let near: Vec<usize> = cited
            .chain([page])
            .filter_map(|document| workbook.workflow_of(document))
            .collect();
        let is_near = |found: &&&Capability| found.workflow.is_some_and(|at| near.contains(&at));
        let own: Vec<&Capability> = named.iter().filter(is_near).copied().collect();
        if own.is_empty() { named } else { own }
    }
}

/// The capabilities that a step's table lists.
pub(super) fn in_table(
    table: &TypedTable<'_>,
    document: &Document,
    workbook: &Workbook,
) -> Vec<Capability> {
    if !table.has_columns(&["Capability", "State"]) {
        return Vec::new();
    }
    let workflow = workbook.workflow_of(document);
    let rows = table.rows();
    rows.filter_map(|row| {
        let state = row.cell("State").filter(|cell| !cell.is_empty())?;
        Some(Capability {
            name: row.words("Capability")?.to_owned(),
            is_dream: state.words == "DREAM",
            state: state.text.span,
            workflow,
            lacks: lacks(state.words, &row, document, workbook),
        })
    })
    .collect()
}

fn lacks(state: &str, row: &TypedRow<'_>, document: &Document, workbook: &Workbook) -> Vec<Lack> {
    let needs_evidence = matches!(state, "REALITY" | "CONSUMED");
    let evidence = row.cell("Evidence").filter(|_| needs_evidence);
    let user = row.cell("Used by").filter(|_| state == "CONSUMED");
    let unproven = evidence.and_then(|cell| {
        let what = evidence_lacks(cell, document, workbook)?;
        Some((cell, what))
    });
    let unused = user.and_then(|cell| Some((cell, user_lacks(cell, document, workbook)?)));
    let found = unproven.into_iter().chain(unused);
    let lack = |(cell, what): (&Cell<'_>, Lacking)| Lack {
        place: cell.text.span,
        what,
    };
    found.map(lack).collect()
}

fn evidence_lacks(cell: &Cell<'_>, document: &Document, workbook: &Workbook) -> Option<Lacking> {
    if cell.is_empty() {
        return Some(Lacking::NoEvidence);
    }
    let is_evidence = |target: &Target| match target {
        Target::Document { document, .. } => {
            matches!(workbook.documents[*document].kind, Kind::Evidence(_))
        }
        _ => false,
    };
    let mut what = Lacking::NoLink;
    for target in links(cell, document) {
        if is_evidence(target) {
            return None;
        }
        if is_there(target, workbook) {
            what = Lacking::NotEvidence;
        }
    }
    Some(what)
}

fn user_lacks(cell: &Cell<'_>, document: &Document, workbook: &Workbook) -> Option<Lacking> {
    if cell.is_empty() {
        return Some(Lacking::NoUser);
    }
    let targets: Vec<&Target> = links(cell, document).collect();
    if !targets.is_empty() {
        let uses = |target: &&Target| match target {
            Target::Document { document, .. } => is_user(&workbook.documents[*document]),
            _ => false,
        };
        if targets.iter().any(uses) {
            return None;
        }
        let is_told = targets.iter().any(|target| is_there(target, workbook));
        return Some(if is_told {
            Lacking::UnknownUser(cell.words.to_owned())
        } else {
            Lacking::NoLink
        });
    }
    let mut names = cell.words.split(',').map(str::trim);
    let unknown = names.find(|name| !name.is_empty() && !is_named(name, workbook))?;
    Some(Lacking::UnknownUser(unknown.to_owned()))
}

/// Whether a name is the id of a workflow, or of something that can use a capability.
fn is_named(name: &str, workbook: &Workbook) -> bool {
    let directory = name.strip_suffix('/').unwrap_or(name);
    workbook.workflow(directory).is_some() || workbook.document(name).is_some_and(is_user)
}

/// A page uses what it shows; a loop stands for its workflow.
const fn is_user(document: &Document) -> bool {
    matches!(document.kind, Kind::Page(_) | Kind::Loop(_))
}

fn links<'d>(cell: &Cell<'_>, document: &'d Document) -> impl Iterator<Item = &'d Target> {
    let links = document.links_in(cell.text.span);
    let links = links.filter(|(link, _)| link.kind == LinkKind::Link);
    links.map(|(_, target)| target)
}

/// Whether a link leads to something that says what it is. Where not, that is reported.
fn is_there(target: &Target, workbook: &Workbook) -> bool {
    match target {
        Target::Document { document, .. } => {
            !matches!(workbook.documents[*document].kind, Kind::Unknown)
        }
        _ => matches!(target, Target::File(_) | Target::Address),
    }
}
