//! Notes of other tools, as documents of a workbook: what `loopbook adopt` writes.
//!
//! It works on texts in memory and writes nothing. Each note becomes private evidence or a private page,
//! whatever it says of itself: `publish: true` publishes nothing here. Keys that mean something in the
//! language are translated, the others stay as the user's own (`x-…`), links between notes become
//! links of Markdown. What could not be translated stays as it is, and is told with its line.

mod front;
mod keys;
mod links;
mod names;
mod templates;
mod tool;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use tool::Tool;

use crate::source::parent;
use crate::workbook::OutputPath;
use front::Front;
use names::Names;

/// Notes as another tool keeps them.
#[derive(Debug, Default)]
pub struct Vault {
    /// The notes, by path from the directory that is adopted, with `/`.
    pub notes: Vec<Note>,
    /// The paths of all other files, hidden ones included, sorted.
    pub others: Vec<String>,
    /// Documents of a workbook among the notes: they can be linked and are left as they are.
    pub standing: Vec<Note>,
    /// Whether the notes keep their paths, whatever these are.
    pub in_place: bool,
}

impl Vault {
    /// Takes out the notes that belong to the tool itself, such as a theme's, and says how many of them
    /// stand in which directory.
    pub fn set_apart(&mut self) -> Vec<Remark> {
        let tool = Tool::of(self);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        self.notes.retain(|note| {
            let top = note.path.split('/').next().unwrap_or_default();
            let own = tool.own_directories().iter().find(|own| **own == top);
            own.is_none_or(|own| {
                *counts.entry(own).or_default() += 1;
                note.path == *own
            })
        });
        let remark = |(directory, count)| Remark {
            path: format!("{directory}/"),
            line: 0,
            what: match count {
                1 => format!("holds 1 file of {} itself, and no note", tool.name()),
                count => format!(
                    "holds {count} files of {} itself, and no notes",
                    tool.name()
                ),
            },
        };
        counts.into_iter().map(remark).collect()
    }
}

/// A note of another tool.
#[derive(Debug)]
pub struct Note {
    /// Its path from the directory that is adopted.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// What the notes become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Become {
    /// Evidence: what somebody saw or said.
    Evidence,
    /// Pages, which stay private until somebody routes them.
    Pages,
}

/// What adopting comes to.
#[derive(Debug)]
pub struct Adoption {
    /// The tool that the notes are from.
    pub tool: Tool,
    /// What they become.
    pub becomes: Become,
    /// The notes as documents.
    pub documents: Vec<Adopted>,
    /// Files that the notes link, by their paths: they come along.
    pub attachments: Vec<String>,
    /// Files that no note links.
    pub left: Vec<String>,
    /// How often a key was translated, by what it was and what it became.
    pub keys: BTreeMap<(String, String), usize>,
    /// How many links of other tools became links of Markdown.
    pub links: usize,
    /// What could not be translated, by path and line.
    pub remarks: Vec<Remark>,
}

/// A note that became a document.
#[derive(Debug)]
pub struct Adopted {
    /// Its path in the vault.
    pub from: String,
    /// Its path below the directory into which the vault goes.
    pub to: String,
    /// The document.
    pub text: String,
}

/// Something that could not be translated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The note, by its path in the vault.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What it is and what became of it.
    pub what: String,
}

/// Works out what `vault` becomes. `becomes` is what the user asked for; without it, the notes of tools
/// that make sites become pages, others evidence.
pub fn adopt(vault: &Vault, becomes: Option<Become>) -> Adoption {
    let tool = Tool::of(vault);
    let becomes = becomes.unwrap_or_else(|| tool.becomes());
    let mut adoption = Adoption {
        tool,
        becomes,
        documents: Vec::with_capacity(vault.notes.len()),
        attachments: Vec::new(),
        left: Vec::new(),
        keys: BTreeMap::new(),
        links: 0,
        remarks: Vec::new(),
    };
    let all: Vec<&Note> = vault.notes.iter().chain(&vault.standing).collect();
    let fronts: Vec<Front<'_>> = all.iter().map(|note| Front::of(&note.text)).collect();
    let targets = target_paths(vault);
    let names = Names::of(vault, &fronts, &targets);
    let mut linked = BTreeSet::new();
    for ((note, front), to) in vault.notes.iter().zip(&fronts).zip(&targets) {
        let head = keys::translate(note, front, becomes, &mut adoption);
        let breaks: Vec<usize> = note.text.match_indices('\n').map(|(at, _)| at).collect();
        let mut rewritten = links::rewrite(&note.path, front.body, &names);
        let start = note.text.len() - front.body.len();
        for (at, what) in std::mem::take(&mut rewritten.remarks) {
            adoption.remarks.push(Remark {
                path: note.path.clone(),
                line: breaks.partition_point(|end| *end < start + at) + 1,
                what,
            });
        }
        adoption.links += rewritten.links;
        linked.append(&mut rewritten.attachments);
        let body = keys::without_title(&rewritten.text, &head.title);
        adoption.documents.push(Adopted {
            from: note.path.clone(),
            to: to.clone(),
            text: format!("{}{body}{}", head.text, head.below),
        });
    }
    let shown = vault.others.iter().filter(|path| !path.starts_with('.'));
    let (attachments, left) = shown.cloned().partition(|path| linked.contains(path));
    adoption.attachments = attachments;
    adoption.left = left;
    adoption.remarks.sort();
    adoption
}

/// Whether a text is a document of a workbook already, by what its front matter says.
pub fn is_document(text: &str) -> bool {
    let front = Front::of(text);
    let says = |key: &str| front.keys.contains_key(key);
    let kind = front.keys.get("kind").and_then(serde_json::Value::as_str);
    says("job") || says("cycle") || matches!(kind, Some("evidence" | "page"))
}

/// Where each note goes: its own path with the ending `.md`, and a number behind its name where it would
/// share its place in the site with another (`Größe.md` and `grosse.md`).
fn target_paths(vault: &Vault) -> Vec<String> {
    let standing = vault.standing.iter().map(|note| note.path.clone());
    if vault.in_place {
        let paths = vault.notes.iter().map(|note| note.path.clone());
        return paths.chain(standing).collect();
    }
    // With the number that was tried last, so that many of a name do not all start at the first.
    let mut taken: HashMap<OutputPath, usize> = HashMap::with_capacity(vault.notes.len());
    let mut paths = Vec::with_capacity(vault.notes.len());
    for note in &vault.notes {
        let stem = stem(&note.path);
        let mut id = stem.to_owned();
        let place = OutputPath::of_file(stem);
        let mut number = taken.get(&place).copied().unwrap_or(0);
        let mut own = place.clone();
        while taken.contains_key(&own) {
            number = number.max(1) + 1;
            id = format!("{stem}-{number}");
            own = OutputPath::of_file(&id);
        }
        taken.insert(own, 0);
        taken.insert(place, number);
        paths.push(format!("{id}.md"));
    }
    paths.extend(standing);
    paths
}

/// A path without its ending.
fn stem(path: &str) -> &str {
    let name = path.len() - file_name(path).len();
    match path[name..].rfind('.') {
        Some(dot) if dot > 0 => &path[..name + dot],
        _ => path,
    }
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    let directory = parent(path);
    path[directory.len()..].trim_start_matches('/')
}
