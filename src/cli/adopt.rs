//! `loopbook adopt`: notes of other tools, as private documents of a workbook.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use ignore::{DirEntry, WalkBuilder};
use jiff::civil::Date;

use super::notes::{is_note, is_of_notes};
use super::scaffold::take_back;
use super::stays_private::{is_for_notes, stays_private};
use super::terminal::Terminal;
use super::write::{create, replace};
use super::{FINDINGS, Outcome, Workplace, parse_date};
use crate::adopt::{Adoption, Become, Note, Remark, Vault, adopt, is_document};
use crate::audience::Withheld;
use crate::diagnostic::{Severity, Sink};
use crate::report::{AdoptionReport, counted, printable};
use crate::source::{Disk, MAX_DOCUMENT};
use crate::workbook::Workbook;

/// The largest file that comes along, in bytes.
const MAX_FILE: u64 = 256 * 1024 * 1024;

/// What `adopt` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Reads Markdown of Obsidian, Hugo, Zola, Jekyll or no tool, with front matter in YAML, TOML or JSON. Keys
that the language has are translated, others stay as `x-…`; wiki links and addresses within a site become
links of Markdown. All of it is private, whatever it says: only a `route` makes something public.

DIR is left as it is, and nothing in the workbook is written over.

Exit status: 0, 1 where the new documents have errors, or 2 where nothing could be adopted.")]
pub(super) struct Options {
    /// The directory with the notes
    #[arg(value_name = "DIR")]
    notes: PathBuf,
    /// Where they go, from the workbook's root [default: the name of DIR]
    #[arg(long, value_name = "PATH", conflicts_with = "in_place")]
    into: Option<String>,
    /// What they become [default: pages where the tool makes sites, else evidence]
    #[arg(long = "as", value_name = "WHAT")]
    becomes: Option<What>,
    /// Write nothing, and say what would be
    #[arg(long)]
    dry_run: bool,
    /// Turn the notes into documents where they are, in a directory of the workbook
    #[arg(long)]
    in_place: bool,
    /// How it is told
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// The workbook's directory, or one below it [default: here]
    #[arg(long, value_name = "WORKBOOK")]
    workbook: Option<PathBuf>,
    /// The date that counts as today [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
}

/// What notes become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// What somebody saw or said
    Evidence,
    /// Know-how, private until somebody routes it
    Pages,
}

/// How it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON object
    Json,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let workplace = Workplace {
        directory: options.workbook.clone(),
        as_of: options.as_of,
    };
    let world = workplace.open()?;
    let named = printable(&options.notes.to_string_lossy()).into_owned();
    let directory = fs::canonicalize(&options.notes)
        .map_err(|error| format!("cannot read `{named}`: {error}"))?;
    if !directory.is_dir() {
        return Err(format!("`{named}` is no directory").into());
    }
    let into = goes_to(options, &directory, &world)?;
    let place = options.in_place.then_some(&*into);
    let mut found = read(&directory, &world, place)?;
    if !options.in_place {
        found.unread.extend(found.vault.set_apart());
    }
    let becomes = options.becomes.map(|what| match what {
        What::Evidence => Become::Evidence,
        What::Pages => Become::Pages,
    });
    let adoption = adopt(&found.vault, becomes);
    if adoption.documents.is_empty() {
        return Err(format!("there are no Markdown notes in `{named}` to adopt").into());
    }
    if !options.in_place {
        stays_private(&world, &into, &adoption)?;
    }
    let written = if options.dry_run {
        Vec::new()
    } else if options.in_place {
        write_in_place(&world, &into, &found.vault, &adoption)?
    } else {
        write_copies(&world, &into, &directory, &adoption)?
    };
    let withheld = Withheld::of(&Workbook::read(&world, &mut Sink::new())?);
    let report = AdoptionReport {
        withheld: &withheld,
        adoption: &adoption,
        into: (!options.in_place).then_some(&*into),
        is_rehearsal: options.dry_run,
        unread: &found.unread,
    };
    match options.format {
        Format::Human => report.write(terminal.out())?,
        Format::Json => report.write_json(terminal.out())?,
    }
    terminal.flush()?;
    if options.dry_run {
        return Ok(0);
    }
    judge(&world, &written, terminal)
}

/// Where the documents are to be, from the workbook's root.
fn goes_to(options: &Options, directory: &Path, world: &Disk) -> Result<String, String> {
    let below = directory.strip_prefix(world.root());
    match below {
        Ok(below) if options.in_place => {
            let below = below.to_string_lossy();
            return Ok(below.replace(std::path::MAIN_SEPARATOR, "/"));
        }
        Err(_) if options.in_place => {
            return Err(
                "these notes do not lie in the workbook; without `--in-place` they are \
                        copied into it"
                    .to_owned(),
            );
        }
        Ok(_) => {
            return Err(
                "these notes lie in the workbook already; `--in-place` turns them into \
                        documents where they are"
                    .to_owned(),
            );
        }
        Err(_) => {}
    }
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    let into = options.into.as_deref().unwrap_or(&name);
    let into = into.trim_matches('/').trim_start_matches("./");
    let is_place =
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0']);
    is_for_notes(into)?;
    if !into.split('/').all(is_place) {
        let into = printable(into);
        return Err(format!(
            "`{into}` is no place in the workbook; name one with `--into`"
        ));
    }
    Ok(into.to_owned())
}

/// What stands in a directory of notes.
struct Found {
    vault: Vault,
    unread: Vec<Remark>,
}

/// Reads the notes, and notes what else there is. Links are not followed, and a workbook in there is not
/// looked at. With a `place`, the path from the workbook's root to notes that stay there, documents
/// stay as they are, and so does what the workbook does not read.
fn read(
    directory: &Path,
    world: &Disk,
    place: Option<&str>,
) -> Result<Found, Box<dyn std::error::Error>> {
    let root = world.root().to_owned();
    let is_apart = world.root() != directory;
    let walk = WalkBuilder::new(directory)
        .standard_filters(false)
        .follow_links(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| is_of_notes(entry) && !(is_apart && entry.path() == root))
        .build();
    let mut found = Found {
        vault: Vault {
            in_place: place.is_some(),
            ..Vault::default()
        },
        unread: Vec::new(),
    };
    let known = match place {
        Some(place) => Some(known_below(world, place)?),
        None => None,
    };
    for entry in walk {
        match entry {
            Ok(entry) => found.add(directory, &entry, known.as_ref())?,
            Err(error) => found.unread.push(Remark {
                path: ".".to_owned(),
                line: 0,
                what: format!("cannot be read in full: {error}"),
            }),
        }
    }
    found.vault.others.sort();
    Ok(found)
}

/// What the workbook reads below `place`, by its path from there.
fn known_below(world: &Disk, place: &str) -> Result<BTreeSet<String>, Box<dyn std::error::Error>> {
    let workbook = Workbook::read(world, &mut Sink::new())?;
    let paths = workbook.files.iter().map(|(_, file)| file.path());
    let below = paths.filter_map(|path| match place {
        "" => Some(path),
        place => path.strip_prefix(place)?.strip_prefix('/'),
    });
    Ok(below.map(str::to_owned).collect())
}

impl Found {
    /// Adds what stands at `entry`. `known` is what a workbook reads there, where it is one's.
    fn add(
        &mut self,
        directory: &Path,
        entry: &DirEntry,
        known: Option<&BTreeSet<String>>,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let path = entry.path().strip_prefix(directory)?;
        let kind = entry.file_type();
        if path.as_os_str().is_empty() || kind.is_some_and(|kind| kind.is_dir()) {
            return Ok(());
        }
        let path = path
            .to_string_lossy()
            .replace(std::path::MAIN_SEPARATOR, "/");
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        let why = if entry.path().to_str().is_none() {
            "has a name that is not UTF-8".to_owned()
        } else if !kind.is_some_and(|kind| kind.is_file()) {
            "is a link or a special file, and is not followed".to_owned()
        } else if !is_note(&path) {
            if size <= MAX_FILE {
                self.vault.others.push(path);
                return Ok(());
            }
            "is larger than 256 MiB".to_owned()
        } else if known.is_some() && path.strip_suffix(".md").is_none() {
            self.vault.others.push(path.clone());
            "does not end in `.md`, so no workbook reads it; rename it first".to_owned()
        } else if known.is_some_and(|known| !known.contains(&path)) {
            self.vault.others.push(path.clone());
            "is not of the workbook: git or `ignore:` leaves it out".to_owned()
        } else if size > MAX_DOCUMENT {
            "is larger than 2 MiB; split it".to_owned()
        } else {
            match fs::read(entry.path()).map(String::from_utf8) {
                Ok(Ok(text)) if text.contains('\0') => {
                    "holds a NUL byte, so it is no text".to_owned()
                }
                Ok(Ok(text)) => {
                    let stays = known.is_some() && is_document(&text);
                    let note = Note { path, text };
                    if stays {
                        self.vault.standing.push(note);
                    } else {
                        self.vault.notes.push(note);
                    }
                    return Ok(());
                }
                Ok(Err(_)) => "is not UTF-8; save it as UTF-8".to_owned(),
                Err(error) => format!("cannot be read: {error}"),
            }
        };
        self.unread.push(Remark {
            path,
            line: 0,
            what: why,
        });
        Ok(())
    }
}

/// Writes the documents and the files that they link below `into`, all or nothing; their paths.
fn write_copies(
    world: &Disk,
    into: &str,
    from: &Path,
    adoption: &Adoption,
) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let below = |path: &str| format!("{into}/{path}");
    let documents = adoption.documents.iter();
    let documents = documents.map(|document| (below(&document.to), Source::Text(&document.text)));
    let files = adoption.attachments.iter();
    let files = files.map(|path| (below(path), Source::File(from.join(path))));
    let all: Vec<(String, Source<'_>)> = documents.chain(files).collect();
    let is_taken = |path: &str| fs::symlink_metadata(world.root().join(path)).is_ok();
    let taken: Vec<&String> = all
        .iter()
        .map(|(path, _)| path)
        .filter(|path| is_taken(path))
        .collect();
    if let Some(first) = taken.first() {
        let more = match taken.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        let first = printable(first);
        let hint = "`--into` names another place";
        return Err(format!("`{first}` exists already{more}; nothing was written; {hint}").into());
    }
    for (written, (path, source)) in all.iter().enumerate() {
        let done = source.bytes().and_then(|bytes| {
            create(world.root(), path, &bytes).map_err(|error| error.to_string())
        });
        if let Err(error) = done {
            let made = all[..written].iter().map(|(path, _)| path.as_str());
            let left = take_back(world.root(), made);
            let path = printable(path);
            return Err(
                format!("cannot write `{path}`: {error}; nothing was adopted{left}").into(),
            );
        }
    }
    Ok(all.into_iter().map(|(path, _)| path).collect())
}

/// Where the bytes of a file come from.
enum Source<'a> {
    Text(&'a str),
    File(PathBuf),
}

impl Source<'_> {
    fn bytes(&self) -> Result<Vec<u8>, String> {
        match self {
            Self::Text(text) => Ok(text.as_bytes().to_vec()),
            Self::File(path) => {
                let size = fs::metadata(path).map_err(|error| error.to_string())?.len();
                if size > MAX_FILE {
                    return Err("it is larger than 256 MiB".to_owned());
                }
                fs::read(path).map_err(|error| error.to_string())
            }
        }
    }
}

/// Puts each document in the place of its note, and gives their paths.
fn write_in_place(
    world: &Disk,
    directory: &str,
    vault: &Vault,
    adoption: &Adoption,
) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let before: BTreeMap<&str, &str> = vault
        .notes
        .iter()
        .map(|note| (note.path.as_str(), note.text.as_str()))
        .collect();
    let mut written = Vec::new();
    for document in &adoption.documents {
        let path = match directory {
            "" => document.from.clone(),
            directory => format!("{directory}/{}", document.from),
        };
        let text = before
            .get(document.from.as_str())
            .copied()
            .unwrap_or_default();
        replace(
            world.root(),
            &path,
            text.as_bytes(),
            document.text.as_bytes(),
        )
        .map_err(|error| {
            let done = counted(written.len(), "note");
            format!(
                "cannot write `{}`: {error}; {done} were turned before it",
                printable(&path)
            )
        })?;
        written.push(path);
    }
    Ok(written)
}

/// Says what is wrong with the new documents.
fn judge(world: &Disk, written: &[String], terminal: &mut Terminal) -> Outcome {
    let now = crate::compile(world)?;
    let written: BTreeSet<&str> = written.iter().map(String::as_str).collect();
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    let mut fails = false;
    for found in now.findings.iter() {
        let path = now.workbook.files.get(found.diagnostic.span.file).path();
        if written.contains(path) {
            *by_rule.entry(found.diagnostic.rule).or_default() += 1;
            fails |= found.severity == Severity::Error;
        }
    }
    let read = now.workbook.documents.iter();
    let read =
        read.filter(|document| written.contains(now.workbook.files.get(document.file).path()));
    if read.count() == 0 {
        terminal.say("None of it is read: git or `ignore:` leaves out where it stands.");
        return Ok(FINDINGS);
    }
    if by_rule.is_empty() {
        terminal.say("`loopbook check` finds nothing wrong with it.");
        return Ok(0);
    }
    let count = counted(by_rule.values().sum(), "finding");
    let rules = by_rule
        .iter()
        .map(|(rule, count)| format!("{count} {rule}"));
    let rules: Vec<String> = rules.collect();
    terminal.say(&format!("{count} in it: {}.", rules.join(", ")));
    terminal.say(
        "`loopbook check` lists them; `loopbook check --write-baseline` lets them stay for a while.",
    );
    Ok(if fails { FINDINGS } else { 0 })
}
