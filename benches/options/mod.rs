//! What was asked for on the command line.

use std::path::PathBuf;

use crate::Fallible;
use crate::corpus;

/// The help text.
pub(crate) const USAGE: &str = "\
cargo bench --bench throughput -- [OPTIONS]

  --documents N       size of the corpus (10000; at least 60)
  --rounds N          pairs of runs for each line (5)
  --threads 1,2       numbers of threads, a line each (1,2)
  --only check|build  only one of the two tasks
  --scaling           compare loopbook with itself at a tenth of the documents
  --keep              keep the corpus for the next run
  --loopbook PATH     another binary than the one that cargo built
  --help              this text";

/// A task that both sides can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Task {
    /// Find what is wrong.
    Check,
    /// Write the site.
    Build,
}

impl Task {
    /// Its name as an argument.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Build => "build",
        }
    }
}

/// What to measure and how.
#[derive(Debug)]
pub(crate) struct Options {
    /// Documents in the corpus.
    pub(crate) documents: usize,
    /// Pairs of runs for each line of the table.
    pub(crate) rounds: usize,
    /// Numbers of threads, a line each.
    pub(crate) threads: Vec<usize>,
    /// The tasks.
    pub(crate) tasks: Vec<Task>,
    /// Compare loopbook with itself at a tenth of the documents.
    pub(crate) scaling: bool,
    /// Leave the corpus for the next run.
    pub(crate) keep: bool,
    /// The binary to measure.
    pub(crate) loopbook: PathBuf,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            documents: 10_000,
            rounds: 5,
            threads: vec![1, 2],
            tasks: vec![Task::Check, Task::Build],
            scaling: false,
            keep: false,
            loopbook: env!("CARGO_BIN_EXE_loopbook").into(),
        }
    }
}

impl Options {
    /// One round over the smallest corpus: does everything still run?
    pub(crate) fn smoke() -> Self {
        Self {
            documents: corpus::MINIMUM,
            rounds: 1,
            threads: vec![2],
            ..Self::default()
        }
    }

    /// Reads the arguments.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Fallible<Self> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--bench" => {}
                "--documents" => options.documents = number(&value()?)?,
                "--rounds" => options.rounds = number(&value()?)?,
                "--threads" => {
                    options.threads = value()?.split(',').map(number).collect::<Fallible<_>>()?;
                }
                "--only" => options.tasks = vec![task(&value()?)?],
                "--scaling" => options.scaling = true,
                "--keep" => options.keep = true,
                "--loopbook" => options.loopbook = value()?.into(),
                other => return Err(format!("unknown argument `{other}`\n\n{USAGE}").into()),
            }
        }
        let smallest = if options.scaling {
            10 * corpus::MINIMUM
        } else {
            corpus::MINIMUM
        };
        if options.documents < smallest {
            return Err(format!("--documents must be at least {smallest}").into());
        }
        Ok(options)
    }
}

fn task(name: &str) -> Fallible<Task> {
    let known = [Task::Check, Task::Build]
        .into_iter()
        .find(|task| task.name() == name);
    known.ok_or_else(|| format!("`{name}` is neither check nor build").into())
}

fn number(text: &str) -> Fallible<usize> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("`{text}` is not a number above zero").into()),
    }
}
