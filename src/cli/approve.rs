//! `loopbook approve`: a person says that a page may be shown as it is.

use std::collections::BTreeSet;
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;

use clap::Args;

use super::history::HistoryOptions;
use super::safe_to_show::with_approval;
use super::terminal::Terminal;
use super::write::replace;
use super::{FINDINGS, Outcome, Workplace, named_file};
use crate::Compilation;
use crate::audience::{
    Approval, Care, ContentHash, PublicPage, Publication, approval_digest, only_author, publishable,
};
use crate::diagnostic::{FileId, Severity};
use crate::report::{FilePreview, Format, Preview, Report, counted, printable};
use crate::rules::{Finding, Findings};
use crate::source::{Disk, MAX_DOCUMENT, Overlay, World};
use crate::syntax::nearest;
use crate::workbook::{Actor, Document, PageFront, Route, TableTarget, Target};

/// What `approve` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Shows every word that a reader would see, and what goes along with the words in it; then asks, and
writes `safe_to_show` with a digest of exactly that. Nothing else of the file changes. Any later change of what is shown
makes the approval stale.

Exit status: 0 where the page was approved, 1 where it has errors or the answer was no, 2 where it
cannot be approved at all.")]
pub(super) struct Options {
    /// The page: its id, or the path of its file
    #[arg(value_name = "PAGE")]
    page: String,
    #[command(flatten)]
    workplace: Workplace,
    #[command(flatten)]
    history: HistoryOptions,
    /// The id of the person who approves it
    #[arg(long = "as", value_name = "PERSON")]
    person: String,
    /// Approve without being asked
    #[arg(long)]
    yes: bool,
    /// Show files that go along to their last line, however long they are
    #[arg(long)]
    whole: bool,
}

/// Rules that only say that a page waits for what this command gives.
const MENDED_HERE: [&str; 4] = [
    "agent-approval",
    "self-approval",
    "stale-approval",
    "unapproved-journey",
];

/// Rules about whole loops that may wait for a page to be approved, so they do not stand in its way.
const WAITS_FOR_PAGES: [&str; 2] = ["false-close", "unseen-work"];

/// Rules about the numbers of a metric, which count where a page shows it.
const OF_METRIC: [&str; 5] = [
    "adoption-as-success",
    "date-order",
    "invalid-cell",
    "missing-column",
    "moved-baseline",
];

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let world = options.history.open(&options.workplace)?;
    let compiled = crate::compile(&world)?;
    let position = find(&options.page, &world, &compiled)?;
    let document = &compiled.workbook.documents[position];
    let front = approvable(document)?;
    check_config(&compiled)?;
    let person = approver(&options.person, &compiled)?;
    check_author(person, document, &compiled)?;
    let publication = Publication::of(&compiled.workbook, &compiled.status);
    let errors = errors(&compiled, &publication, position);
    let shown = PublicPage::of(&publication, position, &compiled.approvals);
    let digest = approval_digest(&publication, &compiled.files, position);
    let (Some((page, files)), Some(digest), true) = (shown, digest, errors.is_empty()) else {
        return refuse(&errors, &compiled, &world, terminal);
    };
    show(&page, &files, front, &compiled, terminal)?;
    show_files(&files, options.whole, &compiled, &world, terminal)?;
    if compiled.approvals.get(position) == Approval::Valid {
        terminal.say("Exactly this has been approved before.");
    }
    if !options.yes && !ask(&page, &options.person, terminal)? {
        terminal.say("Nothing was written.");
        return Ok(FINDINGS);
    }
    write(&world, document, &compiled, person, &digest)?;
    let path = printable(compiled.workbook.files.get(document.file).path());
    terminal.say(&format!(
        "Approved as `{}`: `safe_to_show` is in {path}.",
        printable(person)
    ));
    Ok(0)
}

/// The document that was named by its id or by a path, from the workbook's root or from here.
fn find(named: &str, world: &Disk, compiled: &Compilation) -> Result<usize, String> {
    let paths = &compiled.workbook.paths;
    if let Some(position) = paths.document(named) {
        return Ok(position);
    }
    let below = named_file(world.root(), &PathBuf::from(named));
    let below = below.or_else(|_| named_file(world.root(), &PathBuf::from(format!("{named}.md"))));
    if let Some(position) = below.ok().and_then(|path| paths.document(&path)) {
        return Ok(position);
    }
    let documents = compiled.workbook.documents.iter();
    let pages = documents.filter(|document| document.as_page().is_some());
    let near = nearest(named, pages.map(|document| document.id.as_str()));
    let named = printable(named);
    Err(match near {
        Some(near) => format!(
            "there is no page `{named}`; did you mean `{}`?",
            printable(near)
        ),
        None => format!("there is no page `{named}` in this workbook"),
    })
}

/// What the document says as a page, where it is one that goes somewhere.
fn approvable(document: &Document) -> Result<&PageFront, String> {
    let id = printable(&document.id);
    let Some(page) = document.as_page() else {
        let kind = document.kind.word();
        return Err(format!(
            "`{id}` is no page ({kind}); only pages are approved"
        ));
    };
    if document.route == Route::Memory {
        return Err(format!(
            "`{id}` is private; write `route: journeys` into it before it is approved"
        ));
    }
    Ok(page)
}

fn approver<'o>(id: &'o str, compiled: &Compilation) -> Result<&'o str, String> {
    let config = &compiled.workbook.config;
    let shown = printable(id);
    match config.actor(id) {
        Some(Actor::Person(_)) => return Ok(id),
        Some(Actor::Agent(_)) => {
            return Err(format!(
                "`{shown}` is an agent, and only a person can approve"
            ));
        }
        Some(Actor::System(_)) => {
            return Err(format!(
                "`{shown}` is a system, and only a person can approve"
            ));
        }
        None => {}
    }
    let people = config.people.iter();
    let ids: Vec<&str> = people.map(|person| person.id.value.as_str()).collect();
    Err(format!(
        "there is no person `{shown}` in workbook.yaml; there are: {}",
        printable(&ids.join(", "))
    ))
}

/// What is hidden depends on `workbook.yaml`, so nothing is approved while that has a fault.
fn check_config(compiled: &Compilation) -> Result<(), String> {
    if compiled.workbook.config.sound {
        return Ok(());
    }
    let message = "workbook.yaml has a fault, and what it says decides what is hidden; \
                   `loopbook check` shows it, mend it first";
    Err(message.to_owned())
}

/// Approver and author must differ, where history can tell.
fn check_author(id: &str, document: &Document, compiled: &Compilation) -> Result<(), String> {
    let workbook = &compiled.workbook;
    let person = workbook.config.person(id);
    let email = person.and_then(|person| person.email.as_ref());
    let author = only_author(document, workbook, &compiled.history, None);
    match (author, email) {
        (Some(author), Some(email)) if author == email.to_lowercase() => Err(format!(
            "nobody but `{}` has written this page since its last approval; \
             another person has to approve it",
            printable(id)
        )),
        _ => Ok(()),
    }
}

/// The errors that concern what would be shown: those in the page's front matter and public text, in
/// what is public of the documents that it links, in the documents that it names as proof or consent,
/// of the numbers that it shows, and in `workbook.yaml`.
fn errors(compiled: &Compilation, publication: &Publication<'_>, position: usize) -> Findings {
    let workbook = &compiled.workbook;
    let concerned = concerned(compiled, publication, position);
    let is_shown = |finding: &Finding| {
        let span = finding.diagnostic.span;
        let waits = WAITS_FOR_PAGES.contains(&finding.diagnostic.rule);
        let mut concerned = concerned.iter();
        concerned.any(|&at| match publication.text(at) {
            _ if waits && at != position => false,
            _ if !keeps_runs_in(&workbook.documents[at], span.file) => false,
            Some((text, body)) if span.file == workbook.documents[at].file => {
                span.start < body.span.start
                    || text
                        .get(span.range())
                        .is_none_or(|words| words.is_empty() || !words.trim().is_empty())
            }
            _ => true,
        })
    };
    let metric = workbook.documents[position]
        .as_page()
        .and_then(|page| page.show_metric.as_ref());
    let measured = metric.and_then(|shown| workbook.document(&shown.of_loop.value));
    let is_measure = |finding: &Finding| {
        let file = finding.diagnostic.span.file;
        let counts = OF_METRIC.contains(&finding.diagnostic.rule);
        counts && measured.is_some_and(|measured| keeps_runs_in(measured, file))
    };
    let configures = workbook.config.title_span.file;
    compiled.findings.only(|finding| {
        finding.severity == Severity::Error
            && !MENDED_HERE.contains(&finding.diagnostic.rule)
            && (finding.diagnostic.span.file == configures
                || is_shown(finding)
                || is_measure(finding))
    })
}

/// The page at `position`, and the documents that it links or names as proof or consent.
fn concerned(
    compiled: &Compilation,
    publication: &Publication<'_>,
    position: usize,
) -> BTreeSet<usize> {
    let workbook = &compiled.workbook;
    let page = workbook.documents[position].as_page();
    let links = publication.links(position).into_iter();
    let links = links.map(|link| link.target);
    let next = page.and_then(|page| page.next.as_ref());
    let linked = links.chain(next.map(|next| next.target.clone()));
    let linked = linked.filter_map(|target| match target {
        Target::Document { document, .. } | Target::NoHeading { document, .. } => Some(document),
        _ => None,
    });
    let named = page.map(|page| page.proof.iter().chain(&page.consent));
    let named = named.into_iter().flatten();
    let named = named.filter_map(|id| workbook.paths.document(&id.value));
    linked.chain(named).chain([position]).collect()
}

/// Whether a loop stands in `file`, or keeps a table there.
fn keeps_runs_in(document: &Document, file: FileId) -> bool {
    let mut tables = document.table_files.iter();
    document.file == file
        || tables.any(|table| matches!(table.target, TableTarget::File(kept) if kept == file))
}

fn refuse(
    errors: &Findings,
    compiled: &Compilation,
    world: &Disk,
    terminal: &mut Terminal,
) -> Outcome {
    let report = Report {
        findings: errors,
        files: &compiled.workbook.files,
        documents: compiled.workbook.documents.len(),
        title: &compiled.workbook.config.title,
        withheld: &compiled.withheld,
        as_of: world.today(),
        prefix: "",
        fails_from: Severity::Error,
        style: terminal.style(false),
        since: None,
    };
    report.write(Format::Human, terminal.out())?;
    terminal.flush()?;
    let count = counted(errors.count(Severity::Error), "error");
    terminal.say(&format!(
        "The page cannot be approved: {count} in what it would show. Nothing was written."
    ));
    Ok(FINDINGS)
}

fn show(
    page: &PublicPage,
    files: &[String],
    front: &PageFront,
    compiled: &Compilation,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let consent = front.consent.iter();
    let preview = Preview {
        page,
        site: &compiled.workbook.config.title,
        base_url: compiled.workbook.config.base_url.as_deref(),
        files,
        customer: front.customer.as_ref().map(|customer| &*customer.value),
        consent: consent.map(|id| &*id.value).collect(),
        width: terminal.style(false).width,
    };
    preview.write(terminal.out())?;
    terminal.flush()
}

/// Shows the words of the files that go along, each as it was judged.
fn show_files(
    files: &[String],
    whole: bool,
    compiled: &Compilation,
    world: &Disk,
    terminal: &mut Terminal,
) -> Result<(), Box<dyn std::error::Error>> {
    let files: BTreeSet<&String> = files.iter().collect();
    for path in files {
        let judged = compiled.files.get(path).and_then(|file| file.as_ref().ok());
        let is_named = judged.is_some_and(|judged| judged.care == Care::AsItIs);
        let cleaned = publishable(path, is_named, world).ok();
        let cleaned = cleaned.filter(|cleaned| {
            judged.is_some_and(|judged| judged.hash == ContentHash::of(&cleaned.bytes))
        });
        let Some(cleaned) = cleaned else {
            let path = printable(path);
            return Err(format!("`{path}` was changed meanwhile; run the command again").into());
        };
        let preview = FilePreview {
            path,
            cleaned: &cleaned,
            whole,
            width: terminal.style(false).width,
        };
        preview.write(terminal.out())?;
    }
    Ok(terminal.flush()?)
}

/// Asks whether all this may be public.
fn ask(page: &PublicPage, person: &str, terminal: &mut Terminal) -> Result<bool, String> {
    if !io::stdin().is_terminal() {
        return Err("nobody is there to be asked; read what is shown above, \
                    and give --yes to approve it. Nothing was written"
            .to_owned());
    }
    let (route, person) = (page.route.word(), printable(person));
    terminal.ask(&format!(
        "May all of this be public, in the {route}, in the name of `{person}`? [y/N] "
    ));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| format!("the answer cannot be read: {error}"))?;
    let answer = answer.trim().to_lowercase();
    Ok(["y", "yes"].contains(&answer.as_str()))
}

/// Writes the approval, after a look at what it would be worth.
fn write(
    world: &Disk,
    document: &Document,
    compiled: &Compilation,
    person: &str,
    digest: &str,
) -> Result<(), Box<dyn std::error::Error>> {
    let path = compiled.workbook.files.get(document.file).path();
    let before = world.read(path, MAX_DOCUMENT)?;
    let mark = usize::from(before.starts_with(MARK)) * MARK.len();
    let text = compiled.workbook.text(document);
    if &before[mark..] != text.as_bytes() {
        return Err("the page was changed meanwhile; run the command again".into());
    }
    let after = with_approval(text, document, person, world.today(), digest);
    let after = after.map(|after| [&before[..mark], after.as_bytes()].concat());
    let after = after.filter(|after| is_valid_in(world, path, document, after));
    let path = printable(path);
    let Some(after) = after else {
        return Err(format!(
            "`safe_to_show` cannot be added to the front matter of {path} as it is written; \
             put each of its keys on a line of its own. Nothing was written"
        )
        .into());
    };
    let written = replace(
        world.root(),
        compiled.workbook.files.get(document.file).path(),
        &before,
        &after,
    );
    written.map_err(|error| format!("cannot write `{path}`: {error}").into())
}

/// Whether the approval in the page counts, once the file at `path` holds these bytes.
fn is_valid_in(world: &Disk, path: &str, document: &Document, bytes: &[u8]) -> bool {
    let mut written = Overlay::new(world);
    written.replace(path, bytes.to_vec());
    crate::compile(&written).is_ok_and(|then| {
        let position = then.workbook.paths.document(&document.id);
        position.is_some_and(|at| then.approvals.get(at) == Approval::Valid)
    })
}

/// A byte-order mark, which is no part of the text.
const MARK: &[u8] = "\u{feff}".as_bytes();
