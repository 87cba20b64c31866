//! A loop as an old commit left it: its files of then, read and judged by the code that judges
//! today's.

use jiff::civil::Date;

use super::facts::Facts;
use crate::diagnostic::{FileId, Sink};
use crate::source::{CONFIG_FILE, Change, History, Memory, Version, climb, parent};
use crate::syntax::INVALID_YAML;
use crate::workbook::{Job, TableTarget, UNREADABLE_FILE, Workbook};

/// The position of `workbook.yaml` among the files of every workbook.
const CONFIG: FileId = FileId(0);

/// A commit that changed a loop.
pub(super) struct Moment<'h> {
    /// The version of the file that the commit changed.
    pub(super) version: &'h Version,
    /// The loop's path then, from the repository's root.
    path: &'h str,
}

/// The commits that changed the loop at `document` or the file `table` in which it keeps a table,
/// oldest first. A loop that was only moved did not change.
pub(super) fn moments<'h>(
    history: &'h History,
    document: &str,
    table: Option<&str>,
) -> Vec<Moment<'h>> {
    let own = history
        .versions(document)
        .iter()
        .map(|version| (version, true));
    let kept = table.map_or(&[][..], |path| history.versions(path));
    let mut versions: Vec<(&Version, bool)> = own
        .chain(kept.iter().map(|version| (version, false)))
        .collect();
    // Of one commit, what it did to the loop itself comes first: it may have moved.
    versions.sort_by_key(|(version, is_loop)| (version.order, !is_loop));
    let mut moments: Vec<Moment<'h>> = Vec::new();
    let mut path = None;
    for (version, is_loop) in versions {
        if is_loop {
            path = version.content.map(|_| version.path.as_str());
        }
        let is_new = moments
            .last()
            .is_none_or(|last| last.version.order != version.order);
        if let Some(path) = path.filter(|_| is_new && version.change != Change::Moved) {
            moments.push(Moment { version, path });
        }
    }
    moments
}

/// The workbook of then, as far as the loop of `facts` is concerned; none where the loop's file
/// cannot be read. Where there was no `workbook.yaml` that can be read, today's says who is who.
pub(super) fn workbook_of(
    moment: &Moment<'_>,
    facts: &Facts<'_>,
    history: &History,
) -> Option<Workbook> {
    let text = history.read_beside(moment.version, moment.path)?;
    let today = facts.workbook.files.get(CONFIG).text();
    let (root, config) = config_above(moment, history).unwrap_or(("", today.into()));
    let below = moment.path.strip_prefix(root).unwrap_or(moment.path);
    let below = below.trim_start_matches('/');
    let mut world = Memory::new(facts.today);
    world.insert(CONFIG_FILE, config);
    world.insert(below, text);
    let mut sink = Sink::new();
    let mut workbook = Workbook::read(&world, &mut sink).ok()?;
    let unread = |found: &crate::diagnostic::Diagnostic| {
        found.span.file == CONFIG && [INVALID_YAML, UNREADABLE_FILE].contains(&found.rule)
    };
    if sink.into_diagnostics().iter().any(unread) {
        world.insert(CONFIG_FILE, today);
        workbook = Workbook::read(&world, &mut Sink::new()).ok()?;
    }
    let tables: Vec<String> = workbook
        .documents
        .iter()
        .flat_map(tables_not_there)
        .collect();
    for path in &tables {
        if let Some(bytes) = history.read_beside(moment.version, &climb(root, path)) {
            world.insert(path.as_str(), bytes);
        }
    }
    if !tables.is_empty() {
        workbook = Workbook::read(&world, &mut Sink::new()).ok()?;
    }
    Some(workbook)
}

/// The files of tables that a document names and that are still to be put beside it.
fn tables_not_there(document: &crate::workbook::Document) -> Vec<String> {
    let named = document.table_files.iter();
    named
        .filter_map(|file| match &file.target {
            TableTarget::Missing(path) => Some(path.clone()),
            _ => None,
        })
        .collect()
}

/// The nearest `workbook.yaml` at or above the loop of then, with its directory.
fn config_above<'h>(moment: &Moment<'h>, history: &History) -> Option<(&'h str, Vec<u8>)> {
    let mut directory = parent(moment.path);
    loop {
        let path = climb(directory, CONFIG_FILE);
        if let Some(bytes) = history.read_beside(moment.version, &path) {
            return Some((directory, bytes));
        }
        if directory.is_empty() {
            return None;
        }
        directory = parent(directory);
    }
}

/// What `look` sees in the loop of `workbook` that does the job; none where no loop does.
pub(super) fn look<T>(
    workbook: &Workbook,
    job: &Job,
    today: Date,
    look: impl FnOnce(&Facts<'_>) -> T,
) -> Option<T> {
    let job = workbook.config.job(&job.name)?;
    let workflow = workbook.workflows.first()?;
    Some(look(&Facts::find(workbook, workflow, job, today)?))
}
