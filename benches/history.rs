//! What does history cost?
//!
//! Makes a repository of 10,000 documents and 2,000 commits of about ten files each, in which more
//! than a hundred loops need history, and runs side by side, in turns, as whole processes:
//! `loopbook check`, the same with `--no-history`, and `git log --name-only --format=%H`. The ratio
//! is the time that history adds, divided by git's. The goal: at most 1.5, never more than 4.
//!
//! ```text
//! cargo bench --bench history
//! cargo bench --bench history -- --documents 2000 --commits 500 --rounds 9
//! ```
//!
//! Without `--bench`, which `cargo bench` passes and `cargo test` does not, one round over a small
//! repository shows that everything still runs.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark tells its results"
)]

#[allow(dead_code, reason = "shared between benchmarks")]
mod arguments;
#[allow(dead_code, reason = "shared with the benchmark of throughput")]
mod corpus;
#[allow(dead_code, reason = "shared with the benchmark of throughput")]
mod measure;
#[allow(dead_code, reason = "shared with the benchmark of throughput")]
mod place;
#[allow(dead_code, reason = "shared with the benchmark of changes")]
mod repository;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, str};

use measure::{Cost, Side, median, medians, turns};
use place::Place;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How large the repository is, and how often it is measured.
struct Size {
    documents: usize,
    commits: usize,
    rounds: usize,
}

fn main() -> ExitCode {
    arguments::run("history", |arguments| {
        if !arguments.is_bench() {
            return bench(&Size {
                documents: 240,
                commits: 20,
                rounds: 1,
            });
        }
        let number = |name: &str, default: usize| -> Fallible<usize> {
            Ok(arguments.number(name)?.unwrap_or(default))
        };
        bench(&Size {
            documents: number("--documents", 10_000)?.max(corpus::MINIMUM),
            commits: number("--commits", 2_000)?.max(1),
            rounds: number("--rounds", 5)?.max(1),
        })
    })
}

fn bench(size: &Size) -> Fallible<()> {
    let place = Place::new(false)?;
    let root = place.corpus(size.documents)?;
    let concerned = repository::make(&root, size.commits)?;
    let (documents, commits) = (size.documents, size.commits);
    println!("documents: {documents}, commits: {commits}, files that need history: {concerned}\n");
    let with = loopbook(&["check"], &root);
    let without = loopbook(&["check", "--no-history"], &root);
    let log = Side {
        program: "git".into(),
        arguments: ["-C".into(), root.into_os_string()]
            .into_iter()
            .chain(["log", "--name-only", "--format=%H"].map(Into::into))
            .collect(),
        site: None,
    };
    expect_clean(&with)?;
    println!("threads | what                   |   wall s    cpu s     MB");
    for threads in [1, 2] {
        let costs = turns([&without, &with, &log], threads, size.rounds)?;
        let names = ["check --no-history", "check", "git log --name-only"];
        for (at, name) in names.into_iter().enumerate() {
            let of_side: Vec<Cost> = costs.iter().map(|round| round[at]).collect();
            let Cost {
                wall, cpu, peak, ..
            } = medians(&of_side);
            println!("{threads:7} | {name:22} | {wall:8.3} {cpu:8.3} {peak:6.0}");
        }
        let ratio = |cost: fn(&Cost) -> f64| {
            let added = |[without, with, log]: &[Cost; 3]| (cost(with) - cost(without)) / cost(log);
            median(costs.iter().map(added).collect())
        };
        let (wall, cpu) = (ratio(|cost| cost.wall), ratio(|cost| cost.cpu));
        println!("{threads:7} | history to git log     | {wall:8.2} {cpu:8.2}\n");
    }
    println!("goal: at most 1.50, never more than 4.00");
    Ok(())
}

fn loopbook(arguments: &[&str], root: &Path) -> Side {
    let words = arguments.iter().map(Into::into);
    Side {
        program: env!("CARGO_BIN_EXE_loopbook").into(),
        arguments: words.chain([root.as_os_str().to_owned()]).collect(),
        site: None,
    }
}

/// A run with findings, or one that could not read history, is another run than the one to measure.
fn expect_clean(check: &Side) -> Fallible<()> {
    let output = check.rehearse(2)?;
    if output.status.success() && output.stderr.is_empty() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    Err(check.blame(&str::from_utf8(&text)?.trim_end()).into())
}
