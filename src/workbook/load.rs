//! A `World` to a [`Workbook`]: reads every document in parallel, then resolves what they say of
//! each other and reads the files in which they keep tables.

use std::sync::Arc;

use rayon::prelude::*;

use super::config::Config;
use super::document::Document;
use super::kind::Kind;
use super::known::read_known;
use super::parses::{Parsed, Parses};
use super::read_by::read_named;
use super::table_file::{name_table_files, read_table_files};
use super::target::{Paths, Target};
use super::{OUTSIDE_WORKBOOK, UNREADABLE_FILE, Workbook, Workflow};
use crate::diagnostic::{Diagnostic, FileId, Sink, Span};
use crate::source::{
    CONFIG_FILE, Entry, EntryKind, Files, MAX_DOCUMENT, SourceError, SourceFile, World, parent,
};
use crate::syntax;

/// The number of `workbook.yaml` among the files.
pub(super) const CONFIG: FileId = FileId(0);

impl Workbook {
    /// Reads the workbook that `world` holds.
    ///
    /// What is wrong with the files is reported to `sink`, all of it.
    ///
    /// # Errors
    /// Only where the machine fails: the root cannot be listed.
    pub fn read(world: &dyn World, sink: &mut Sink) -> Result<Self, SourceError> {
        Self::read_again(world, &mut Parses::none(), sink)
    }

    /// Reads the workbook that `world` holds. Documents that are in `parses` as they are now are not
    /// parsed again, and `parses` then holds those of this workbook. What comes out is the same.
    ///
    /// # Errors
    /// Only where the machine fails: the root cannot be listed.
    pub fn read_again(
        world: &dyn World,
        parses: &mut Parses,
        sink: &mut Sink,
    ) -> Result<Self, SourceError> {
        let entries = world.entries()?;
        let (config_file, config) = load_config(world, &entries, sink);
        let chosen = entries.iter().filter(|entry| is_document(entry, &config));
        let chosen: Vec<&Entry> = chosen.collect();
        parses.begin(config_file.text());
        let numbered: Vec<(&Entry, FileId)> = chosen
            .into_iter()
            .map(|entry| (entry, parses.number(&entry.path)))
            .collect();
        let read: Vec<Parsed> = numbered
            .par_iter()
            .map(|&(entry, id)| load(world, entry, id, &config, parses.known(id)))
            .collect();
        let mut files = vec![(CONFIG, Arc::new(config_file))];
        let mut documents = Vec::with_capacity(read.len());
        for (parsed, (_, id)) in read.into_iter().zip(numbered) {
            parses.keep(id, &parsed);
            files.push((id, parsed.file));
            documents.extend(parsed.document);
            sink.join(parsed.found);
        }
        let paths = Paths::new(&entries, &documents);
        read_named(world, &entries, &paths, &mut documents, sink);
        resolve_links(&mut documents, &paths);
        let number = |path: &str| parses.number(path);
        let named = name_table_files(&mut documents, &entries, &paths, &config, number, sink);
        let (table_files, tables) = read_table_files(world, &entries, &named, sink);
        files.extend(table_files);
        files.extend(report_displaced(
            &documents,
            &entries,
            &paths,
            &config,
            |path| parses.number(path),
            sink,
        ));
        let number = |path: &str| parses.number(path);
        let (known, known_file) = read_known(world, &entries, number, sink);
        files.extend(known_file);
        let workflows = Workflow::find(&documents);
        let is_loose = |document: &Document| {
            matches!(document.kind, Kind::Evidence(_)) && document.route.is_public()
        };
        let loose = documents.iter().position(is_loose);
        let files = Files::new(files);
        Ok(Self {
            files,
            tables,
            config,
            known,
            documents,
            workflows,
            entries,
            paths,
            loose,
        })
    }
}

/// Reads `workbook.yaml`. Where it is no text, nothing else is said about what it should hold.
fn load_config(world: &dyn World, entries: &[Entry], sink: &mut Sink) -> (SourceFile, Config) {
    let mut found = Sink::new();
    let text = read_text(world, config_entry(entries), CONFIG, &mut found);
    let config = match &text {
        Some(text) if found.is_empty() => Config::read(text, CONFIG, &mut found),
        _ => Config::unread(CONFIG),
    };
    sink.join(found);
    let file = SourceFile::new(CONFIG_FILE.to_owned(), text.unwrap_or_default());
    (file, config)
}

/// Reads and parses a document, unless it is `known` as it is.
fn load(
    world: &dyn World,
    entry: &Entry,
    id: FileId,
    config: &Config,
    known: Option<&Parsed>,
) -> Parsed {
    if let Some(known) = known.filter(|_| world.is_unchanged(&entry.path)) {
        return known.clone();
    }
    let mut sink = Sink::new();
    let text = read_text(world, Some(entry), id, &mut sink);
    let same = known.filter(|known| sink.is_empty() && text.as_deref() == Some(known.file.text()));
    if let Some(known) = same {
        return known.clone();
    }
    let document = text.as_deref().filter(|_| sink.is_empty()).map(|text| {
        let parsed = syntax::parse(text, id, &mut sink);
        if let Some((span, what)) = parsed.body.over_budget {
            let message = format!("the document {what}");
            let hint = "split it, or write it flatter";
            sink.report(Diagnostic::new(UNREADABLE_FILE, span, message).hint(hint));
        }
        Document::new(&entry.path, parsed, config, &mut sink)
    });
    let file = SourceFile::new(entry.path.clone(), text.unwrap_or_default());
    Parsed {
        file: Arc::new(file),
        document,
        found: sink,
    }
}

fn resolve_links(documents: &mut [Document], paths: &Paths) {
    let resolved: Vec<(Vec<Target>, Option<Target>)> = {
        let documents = &*documents;
        let one = |(from, document): (usize, &Document)| {
            let links = document.body.links.iter();
            let targets = links
                .map(|link| paths.resolve(&link.target, from, documents))
                .collect();
            let next = document.as_page().and_then(|page| page.next.as_ref());
            (
                targets,
                next.map(|next| paths.resolve(&next.url.value, from, documents)),
            )
        };
        documents.par_iter().enumerate().map(one).collect()
    };
    for (document, (targets, next)) in documents.iter_mut().zip(resolved) {
        document.targets = targets;
        if let (Kind::Page(page), Some(target)) = (&mut document.kind, next)
            && let Some(next) = &mut page.next
        {
            next.target = target;
        }
    }
}

/// Reports links to loops and cycles of another directory, which they do not bring into their own;
/// gives the files at which that is reported.
fn report_displaced(
    documents: &[Document],
    entries: &[Entry],
    paths: &Paths,
    config: &Config,
    mut number: impl FnMut(&str) -> FileId,
    sink: &mut Sink,
) -> Vec<(FileId, Arc<SourceFile>)> {
    let mut files = Vec::new();
    let is_second_name = |entry: &&Entry| {
        let is_named = has_document_suffix(&entry.path) && !config.ignores(&entry.path);
        entry.leads_to.is_some() && is_named
    };
    for entry in entries.iter().filter(is_second_name) {
        let Some(at) = paths.document(entry.place()) else {
            continue;
        };
        let what = match documents[at].kind {
            Kind::Loop(_) => "a loop",
            Kind::Cycle(_) => "a cycle",
            _ => continue,
        };
        if parent(&entry.path) == documents[at].directory() {
            continue;
        }
        let id = number(&entry.path);
        let file = SourceFile::new(entry.path.clone(), String::new());
        files.push((id, Arc::new(file)));
        let message = format!("this symbolic link leads to {what} of another directory");
        let hint = "it counts only where it stands itself: copy it here, or name the link under \
                    `ignore:`";
        let found = Diagnostic::new(UNREADABLE_FILE, Span::start_of(id), message);
        sink.report(found.hint(hint));
    }
    files
}

fn config_entry(entries: &[Entry]) -> Option<&Entry> {
    entries.iter().find(|entry| entry.path == CONFIG_FILE)
}

/// Whether the file is a document, and is read as one. A link to a document is a second name of it;
/// the document is read where it stands.
pub(super) fn is_document(entry: &Entry, config: &Config) -> bool {
    let is_second_name = entry.leads_to.as_deref().is_some_and(has_document_suffix);
    let is_named = has_document_suffix(&entry.path) && !config.ignores(&entry.path);
    match entry.kind {
        EntryKind::Directory => false,
        EntryKind::File { .. } => is_named && !is_second_name,
        _ => is_named,
    }
}

pub(super) fn has_document_suffix(path: &str) -> bool {
    path.strip_suffix(".md")
        .is_some_and(|stem| !stem.is_empty() && !stem.ends_with('/'))
}

/// The text of a file without a byte-order mark; where it is no text, what can be shown of it and
/// a finding.
pub(super) fn read_text(
    world: &dyn World,
    entry: Option<&Entry>,
    file: FileId,
    sink: &mut Sink,
) -> Option<String> {
    let start = Span::start_of(file);
    let mut refuse = |rule, message: &str, hint: &str| {
        sink.report(Diagnostic::new(rule, start, message).hint(hint));
        None
    };
    let Some(entry) = entry else {
        return refuse(
            UNREADABLE_FILE,
            "there is no `workbook.yaml`",
            "create it, with `edition: 1` and a `title:`",
        );
    };
    let unreadable = UNREADABLE_FILE;
    let is_document = has_document_suffix(&entry.path);
    match entry.kind {
        EntryKind::File { .. } if entry.is_link() && is_document => {
            let message = "this symbolic link leads to a file that is no document";
            let hint = "write the text here, or name the link under `ignore:`";
            return refuse(unreadable, message, hint);
        }
        EntryKind::File { .. } | EntryKind::Directory if entry.is_link() => {
            let message = "this is a symbolic link, not a file";
            return refuse(unreadable, message, "put the file itself in its place");
        }
        EntryKind::File { size } if size > MAX_DOCUMENT => {
            return refuse(unreadable, "the file is larger than 2 MiB", "split it");
        }
        EntryKind::File { .. } | EntryKind::Directory => {}
        EntryKind::NoPart => {
            let message = "this symbolic link leads to what is no part of the workbook";
            let hint = "put the file itself here, or remove the link; what git ignores, a built site \
                        and directories whose name starts with a dot are not read";
            return refuse(OUTSIDE_WORKBOOK, message, hint);
        }
        EntryKind::LeavesWorkbook => {
            let message = "this symbolic link leads out of the workbook";
            return refuse(
                OUTSIDE_WORKBOOK,
                message,
                "copy the file here, or remove the link",
            );
        }
        EntryKind::Dangling => {
            return refuse(
                unreadable,
                "this symbolic link leads to nothing",
                "remove it",
            );
        }
        EntryKind::Special => {
            let message = "this is a pipe, a socket or a device, not a file";
            let hint = if is_document {
                "remove it, or name it under `ignore:`"
            } else {
                "put a text file in its place"
            };
            return refuse(unreadable, message, hint);
        }
        EntryKind::Unreadable => {
            let message = "the file cannot be read";
            return refuse(unreadable, message, "check its permissions");
        }
        EntryKind::UnreadableName => {
            return refuse(unreadable, "the file's name is not UTF-8", "rename it");
        }
    }
    match world.read(&entry.path, MAX_DOCUMENT) {
        Err(_) => refuse(
            unreadable,
            "the file cannot be read",
            "check its permissions",
        ),
        Ok(bytes) if bytes.len() as u64 > MAX_DOCUMENT => {
            refuse(unreadable, "the file is larger than 2 MiB", "split it")
        }
        Ok(bytes) => Some(decode(bytes, file, sink)),
    }
}

/// `bytes` as text. Bytes that are no UTF-8 and NUL bytes are findings at their place.
fn decode(bytes: Vec<u8>, file: FileId, sink: &mut Sink) -> String {
    const MARK: &str = "\u{feff}";
    let mut refuse = |text: &str, at: usize, message: String, hint: &str| {
        let at = text
            .strip_prefix(MARK)
            .map_or(at, |_| at.saturating_sub(MARK.len()));
        let span = Span::new(file, at..at);
        sink.report(Diagnostic::new(UNREADABLE_FILE, span, message).hint(hint));
    };
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => {
            if let Some(at) = text.find('\0') {
                let message = format!("the file holds a NUL byte, at byte {}", at + 1);
                refuse(
                    &text,
                    at,
                    message,
                    "is it really a text file? remove the byte",
                );
            }
            text
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let utf16 = matches!(error.as_bytes(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
            let hint = if utf16 {
                "it looks like UTF-16: save it as UTF-8"
            } else {
                "save it as UTF-8"
            };
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            refuse(
                &text,
                at,
                format!("the file is not UTF-8, from byte {} on", at + 1),
                hint,
            );
            text
        }
    };
    if text.starts_with(MARK) {
        text.drain(..MARK.len());
    }
    text
}
