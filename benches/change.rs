//! What does it cost to report only what a change brings?
//!
//! Makes a repository of 10,000 documents, changes twenty of them on a branch, and runs side by side,
//! in turns, as whole processes: `loopbook check`, and `loopbook check --base main`. Once nothing is
//! found, so that the base need not be judged, and once a warning stands that is older than the change.
//! The goal: at most 1.3 times a plain check.
//!
//! ```text
//! cargo bench --bench change
//! cargo bench --bench change -- --documents 2000 --rounds 9
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
#[allow(dead_code, reason = "shared with the benchmark of history")]
mod repository;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, str};

use measure::{Cost, Side, median, medians, turns};
use place::Place;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How many documents the change touches.
const CHANGED: usize = 20;

fn main() -> ExitCode {
    arguments::run("change", |arguments| {
        let (documents, rounds) = if arguments.is_bench() {
            (10_000, 9)
        } else {
            (120, 1)
        };
        let documents = arguments.number("--documents")?.unwrap_or(documents);
        let rounds = arguments.number("--rounds")?.unwrap_or(rounds);
        bench(documents.max(corpus::MINIMUM), rounds.max(1))
    })
}

fn bench(documents: usize, rounds: usize) -> Fallible<()> {
    println!("documents: {documents}, changed: {CHANGED}\n");
    println!("threads | what                        |   wall s    cpu s     MB");
    for has_older in [false, true] {
        let place = Place::new(false)?;
        let root = place.corpus(documents)?;
        if has_older {
            // A public page whose summary is too long is a warning.
            let path = root.join("desk-0000/guide-06.md");
            let text = fs::read_to_string(&path)?;
            let long = format!("summary: {}", "very ".repeat(60));
            fs::write(&path, text.replacen("summary: ", &long, 1))?;
        }
        repository::make(&root, 1)?;
        repository::branch(&root, "change")?;
        change(&root)?;
        let plain = check(&[], &root);
        let since = check(&["--base", "main"], &root);
        expect_older(&since, has_older)?;
        let name = if has_older {
            "one older warning"
        } else {
            "no findings"
        };
        for threads in [1, 2] {
            let costs = turns([&plain, &since], threads, rounds)?;
            for (at, what) in ["check", "check --base main"].into_iter().enumerate() {
                let of_side: Vec<Cost> = costs.iter().map(|round| round[at]).collect();
                let Cost {
                    wall, cpu, peak, ..
                } = medians(&of_side);
                println!("{threads:7} | {what:27} | {wall:8.3} {cpu:8.3} {peak:6.0}");
            }
            let ratio = |cost: fn(&Cost) -> f64| {
                let of_round = |[plain, since]: &[Cost; 2]| cost(since) / cost(plain);
                median(costs.iter().map(of_round).collect())
            };
            let (wall, cpu) = (ratio(|cost| cost.wall), ratio(|cost| cost.cpu));
            println!("{threads:7} | ratio, {name:20} | {wall:8.2} {cpu:8.2}\n");
        }
    }
    println!("goal: at most 1.30");
    Ok(())
}

/// Changes some documents here and there, half of it uncommitted.
fn change(root: &Path) -> Fallible<()> {
    let mut changed = 0;
    for at in 0.. {
        let path = root.join(format!("desk-{:04}/page-{}.md", at, 14));
        if changed == CHANGED || !path.exists() {
            break;
        }
        let text = fs::read_to_string(&path)?;
        fs::write(&path, format!("{text}\nA line that was added.\n"))?;
        changed += 1;
        if changed == CHANGED / 2 {
            repository::commit(root)?;
        }
    }
    Ok(())
}

fn check(more: &[&str], root: &Path) -> Side {
    let words = ["check"].iter().chain(more).map(Into::into);
    Side {
        program: env!("CARGO_BIN_EXE_loopbook").into(),
        arguments: words.chain([root.as_os_str().to_owned()]).collect(),
        site: None,
    }
}

/// A run with other findings is another run than the one to measure.
fn expect_older(check: &Side, has_older: bool) -> Fallible<()> {
    let output = check.rehearse(2)?;
    let text = [output.stdout, output.stderr].concat();
    let text = str::from_utf8(&text)?;
    let older = if has_older {
        "older: 1 warning"
    } else {
        "older: none"
    };
    if output.status.success() && text.starts_with("no new findings") && text.contains(older) {
        return Ok(());
    }
    Err(check.blame(&text.trim_end()).into())
}
