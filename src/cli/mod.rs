//! The command line: a file per command. Nothing below this stage prints.

mod adopt;
mod approve;
mod build;
mod check;
mod completions;
mod explain;
mod explain_job;
mod fix;
mod history;
mod init;
mod known;
mod new;
mod notes;
mod review;
mod safe_to_show;
mod scaffold;
mod serve;
mod status;
mod stays_private;
mod terminal;
mod write;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Zoned;
use jiff::civil::Date;

use crate::report::{Format, printable};
use crate::source::{Disk, SourceError, find_root};
use terminal::Terminal;

/// Exit status where there is something to report.
const FINDINGS: u8 = 1;
/// Exit status where the command itself could not run.
const FAILED: u8 = 2;

/// Checks the loops a team works in and publishes what it may show.
#[derive(Debug, Parser)]
#[command(name = "loopbook", version, arg_required_else_help = true)]
#[command(after_help = "Start with `loopbook init`, then `loopbook check`.")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// Where the output is a terminal, unless `NO_COLOR` is set
    Auto,
    /// In any case
    Always,
    /// Not at all
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Report what is not true in a workbook
    Check(check::Options),
    /// Check a workbook and write its site
    Build(build::Options),
    /// Show the site in a browser while its text is written
    Serve(serve::Options),
    /// Write a small workbook to start from
    Init(init::Options),
    /// Add something to a workbook
    New(new::Options),
    /// Bring in notes of another tool, as private documents
    Adopt(adopt::Options),
    /// Mend what can be mended safely
    Fix(fix::Options),
    /// Show what a page would publish, and let a person approve it
    Approve(approve::Options),
    /// Say which job is open in each workflow, and why
    Status(status::Options),
    /// Say what a change means, for a pull request
    Review(review::Options),
    /// Say what a rule means and how to mend what it finds; what a job asks for; what closes a step
    Explain(explain::Options),
    /// Print completions for a shell, or the manual page
    Completions(completions::Options),
}

/// Which workbook, and on which day.
#[derive(Debug, Args)]
struct Workplace {
    /// The workbook's directory, or one below it [default: here]
    #[arg(value_name = "WORKBOOK")]
    directory: Option<PathBuf>,
    /// The date that counts as today [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
}

impl Workplace {
    /// The workbook on disk.
    fn open(&self) -> Result<Disk, SourceError> {
        let start = self.directory.clone().unwrap_or_else(|| PathBuf::from("."));
        Disk::open(
            &find_root(&start)?,
            self.as_of.unwrap_or_else(|| Zoned::now().date()),
        )
    }
}

/// The path from the root of what was named from here or from the root.
fn named_file(root: &Path, path: &Path) -> Result<String, String> {
    let places = [path.to_owned(), root.join(path)];
    let mut found = places.iter().filter_map(|place| {
        let full = fs::canonicalize(place).ok()?;
        let below = full.strip_prefix(root).ok()?.to_string_lossy();
        Some(below.replace(std::path::MAIN_SEPARATOR, "/"))
    });
    let named = path.to_string_lossy();
    found
        .next()
        .ok_or_else(|| format!("there is no `{}` in this workbook", printable(&named)))
}

fn parse_date(text: &str) -> Result<Date, String> {
    let is_iso = text.len() == 10 && text.as_bytes()[4] == b'-';
    let date = text.parse().ok().filter(|_| is_iso);
    date.ok_or_else(|| "write the date like 2026-11-23".to_owned())
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FindingFormat {
    /// For people, with the place in the text
    Human,
    /// A line for each finding
    Concise,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// A code quality report of GitLab
    Gitlab,
    /// A test report in XML, as most CI reads it
    Junit,
}

impl From<FindingFormat> for Format {
    fn from(format: FindingFormat) -> Self {
        match format {
            FindingFormat::Human => Self::Human,
            FindingFormat::Concise => Self::Concise,
            FindingFormat::Json => Self::Json,
            FindingFormat::Sarif => Self::Sarif,
            FindingFormat::Github => Self::Github,
            FindingFormat::Gitlab => Self::Gitlab,
            FindingFormat::Junit => Self::Junit,
        }
    }
}

/// Runs the command line with the process's arguments.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    let mut terminal = Terminal::new(cli.color);
    let done = match cli.command {
        Command::Check(options) => check::run(&options, &mut terminal),
        Command::Build(options) => build::run(&options, &mut terminal),
        Command::Serve(options) => serve::run(&options, &mut terminal),
        Command::Init(options) => init::run(&options, &mut terminal),
        Command::New(options) => new::run(&options, &mut terminal),
        Command::Adopt(options) => adopt::run(&options, &mut terminal),
        Command::Fix(options) => fix::run(&options, &mut terminal),
        Command::Approve(options) => approve::run(&options, &mut terminal),
        Command::Status(options) => status::run(&options, &mut terminal),
        Command::Review(options) => review::run(&options, &mut terminal),
        Command::Explain(options) => explain::run(&options, &mut terminal),
        Command::Completions(options) => completions::run(&options, &mut terminal),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) if terminal::is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal.complain(&error.to_string());
            ExitCode::from(FAILED)
        }
    }
}

/// Help and the version where they were asked for; else what is wrong with the arguments, which
/// may be anybody's text.
fn refused(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        let mut terminal = Terminal::new(Color::Never);
        for line in error.to_string().lines() {
            terminal.say(line);
        }
        return ExitCode::from(FAILED);
    }
    // Where nobody reads the help there is nobody to tell.
    let _ = error.print();
    ExitCode::SUCCESS
}

/// What a command gives: its exit status, or what kept it from running.
type Outcome = Result<u8, Box<dyn std::error::Error>>;
