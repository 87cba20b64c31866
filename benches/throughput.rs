//! How much does loopbook cost above the work that nobody can leave out?
//!
//! Measures `loopbook check` and `loopbook build` side by side with the [`floor`], over a generated
//! [`corpus`] of 10,000 documents, and prints one table. Absolute times belong to the machine; the
//! ratios are what to read and to quote. The goals, on two threads: `check` at most 1.5 times the
//! floor, `build` at most 1.3 times; ten times the documents at most eleven times the time.
//!
//! Reproduce with
//!
//! ```text
//! cargo bench --bench throughput
//! cargo bench --bench throughput -- --scaling
//! cargo bench --bench throughput -- --only check --documents 2000 --rounds 9 --threads 2
//! ```
//!
//! The corpus and the sites stand in the system's temporary directory; `TMPDIR` names another one.
//! On a memory file system the table shows the programs, on a disk also the disk.
//!
//! [`measure`] says how wall time, CPU time and peak memory are taken. The floor is this very
//! program, started again with `--floor`, so both sides are whole processes of one profile.
//!
//! Before its first measured run each side runs once unmeasured: that warms the file cache and
//! proves that the floor saw every document and that loopbook finds nothing wrong. Without
//! `--bench`, which `cargo bench` passes and `cargo test` does not, one round over sixty documents
//! shows that everything still runs.
//!
//! Not measured here: git history (`--no-history`), which has a benchmark of its own, a cold file
//! cache, other tools.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark tells its results"
)]

mod corpus;
mod floor;
mod measure;
mod options;
mod place;

use std::error::Error;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, str};

use measure::{Comparison, Cost, Side, compare};
use options::{Options, Task, USAGE};
use place::Place;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("throughput: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Fallible<()> {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let given = |name: &str| arguments.iter().any(|argument| argument == name);
    if arguments.first().is_some_and(|first| first == "--floor") {
        return floor::main(&arguments[1..]);
    }
    if given("--list") {
        return Ok(());
    }
    if given("--help") {
        println!("{USAGE}");
        return Ok(());
    }
    if !given("--bench") {
        return bench(&Options::smoke());
    }
    let texts = arguments
        .iter()
        .map(|argument| argument.to_string_lossy().into_owned());
    bench(&Options::parse(texts)?)
}

/// Makes the corpus and prints the table, a line as soon as it is measured.
fn bench(options: &Options) -> Fallible<()> {
    let place = Place::new(options.keep)?;
    let bench = Bench {
        options,
        place: &place,
        check_flags: check_flags(&options.loopbook)?,
    };
    let (documents, rounds) = (options.documents, options.rounds);
    println!("documents: {documents}, rounds: {rounds}\n");
    if options.scaling {
        bench.scaling()?;
    } else {
        bench.against_floor()?;
    }
    if let Some(directory) = place.kept() {
        println!("\nkept: {}", directory.display());
    }
    Ok(())
}

/// The flags that leave git out of `check`, where this binary has them.
fn check_flags(loopbook: &Path) -> Fallible<Vec<OsString>> {
    let help = Command::new(loopbook)
        .args(["check", "--help"])
        .output()
        .map_err(|error| format!("{}: {error}", loopbook.display()))?;
    let flag = "--no-history";
    let known = String::from_utf8_lossy(&help.stdout).contains(flag);
    Ok(if known { vec![flag.into()] } else { Vec::new() })
}

/// What every comparison needs.
struct Bench<'a> {
    options: &'a Options,
    place: &'a Place,
    check_flags: Vec<OsString>,
}

impl Bench<'_> {
    /// Loopbook against the floor.
    fn against_floor(&self) -> Fallible<()> {
        let documents = self.options.documents;
        let corpus = self.place.corpus(documents)?;
        print_header("floor", "loopbook");
        for &task in &self.options.tasks {
            let (floor, loopbook) = (self.floor(task, &corpus)?, self.loopbook(task, &corpus));
            expect_whole(&floor, &corpus, documents)?;
            self.expect_clean(task, &loopbook)?;
            for &threads in &self.options.threads {
                let comparison = compare(&floor, &loopbook, threads, self.options.rounds)?;
                print_line(task, threads, &comparison);
            }
        }
        println!("\ngoals with 2 threads: wall of check at most 1.50, of build at most 1.30");
        Ok(())
    }

    /// Loopbook against itself with a tenth of the documents.
    fn scaling(&self) -> Fallible<()> {
        let documents = self.options.documents;
        let (few, many) = (
            self.place.corpus(documents / 10)?,
            self.place.corpus(documents)?,
        );
        print_header(
            &format!("{} documents", documents / 10),
            &format!("{documents} documents"),
        );
        for &task in &self.options.tasks {
            let (few, many) = (self.loopbook(task, &few), self.loopbook(task, &many));
            self.expect_clean(task, &few)?;
            self.expect_clean(task, &many)?;
            for &threads in &self.options.threads {
                let comparison = compare(&few, &many, threads, self.options.rounds)?;
                print_line(task, threads, &comparison);
            }
        }
        println!("\ngoal: wall at most 11.00");
        Ok(())
    }

    fn floor(&self, task: Task, corpus: &Path) -> Fallible<Side> {
        let mut arguments: Vec<OsString> =
            vec!["--floor".into(), task.name().into(), corpus.into()];
        let site = (task == Task::Build).then(|| self.place.site("floor"));
        arguments.extend(site.iter().map(OsString::from));
        Ok(Side {
            program: env::current_exe()?,
            arguments,
            site,
        })
    }

    fn loopbook(&self, task: Task, corpus: &Path) -> Side {
        let mut arguments: Vec<OsString> = vec![task.name().into(), corpus.into()];
        let site = (task == Task::Build).then(|| self.place.site("loopbook"));
        match &site {
            Some(site) => arguments.extend(["--out".into(), site.into()]),
            None => arguments.extend(self.check_flags.iter().cloned()),
        }
        Side {
            program: self.options.loopbook.clone(),
            arguments,
            site,
        }
    }

    /// A run with findings is another run than the one to measure: errors end the benchmark, and
    /// warnings, which only `check` can be asked about, are told.
    fn expect_clean(&self, task: Task, loopbook: &Side) -> Fallible<()> {
        let output = loopbook.rehearse(2)?;
        if !output.status.success() {
            let text = [output.stdout, output.stderr].concat();
            let fault = format!("{}\n{}", output.status, first_lines(&text));
            return Err(loopbook.blame(&fault).into());
        }
        if task == Task::Build {
            return Ok(());
        }
        let arguments = [
            &loopbook.arguments[..],
            &["--deny".into(), "warnings".into()],
        ]
        .concat();
        let strict = Side {
            program: self.options.loopbook.clone(),
            arguments,
            site: None,
        };
        let output = strict.rehearse(2)?;
        if !output.status.success() {
            println!(
                "the corpus has warnings:\n{}\n",
                first_lines(&output.stdout)
            );
        }
        Ok(())
    }
}

/// The floor must have seen every document, and no link that leads nowhere.
fn expect_whole(floor: &Side, corpus: &Path, documents: usize) -> Fallible<()> {
    let output = floor.rehearse(2)?;
    let told = str::from_utf8(&output.stdout)?.trim_end();
    if output.status.success() && told == floor::summary(documents, 0) {
        return Ok(());
    }
    let errors = first_lines(&output.stderr);
    let fault = format!(
        "{told}{errors}\n{} is not whole: remove it",
        corpus.display()
    );
    Err(floor.blame(&fault).into())
}

fn first_lines(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.lines().take(20).collect::<Vec<_>>().join("\n")
}

fn print_header(left: &str, right: &str) {
    println!("{:14} | {left:33} | {right:33} | ratio", "");
    let costs = format!("{:>8} {:>8} {:>8} {:>6}", "wall s", "cpu s", "user s", "MB");
    println!("what   threads | {costs} | {costs} |  wall   cpu  user  peak");
}

fn print_line(task: Task, threads: usize, comparison: &Comparison) {
    let costs = |cost: Cost| {
        format!(
            "{:8.3} {:8.3} {:8.3} {:6.0}",
            cost.wall, cost.cpu, cost.user, cost.peak
        )
    };
    let (left, right) = (costs(comparison.left), costs(comparison.right));
    let Cost {
        wall,
        cpu,
        user,
        peak,
    } = comparison.ratio;
    let name = task.name();
    println!(
        "{name:6} {threads:7} | {left} | {right} | {wall:5.2} {cpu:5.2} {user:5.2} {peak:5.2}"
    );
}
