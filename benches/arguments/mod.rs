//! The arguments of a small benchmark: `--bench`, which cargo passes, and numbers by name.

use std::env;
use std::process::ExitCode;

use crate::Fallible;

/// What stands on the command line.
pub(crate) struct Arguments(Vec<String>);

impl Arguments {
    /// Whether this is a benchmark, and not only a look at whether everything still runs.
    pub(crate) fn is_bench(&self) -> bool {
        self.given("--bench")
    }

    /// Whether this stands there.
    pub(crate) fn given(&self, name: &str) -> bool {
        self.0.iter().any(|argument| argument == name)
    }

    /// The number behind a name; none where the name is not there.
    pub(crate) fn number(&self, name: &str) -> Fallible<Option<usize>> {
        let Some(at) = self.0.iter().position(|argument| argument == name) else {
            return Ok(None);
        };
        let value = self.0.get(at + 1);
        let value = value.ok_or_else(|| format!("{name} needs a number"))?;
        let number = value
            .parse()
            .map_err(|_| format!("`{value}` is no number"))?;
        Ok(Some(number))
    }
}

/// Runs the benchmark `name`, and says what went wrong.
pub(crate) fn run(name: &str, bench: impl FnOnce(&Arguments) -> Fallible<()>) -> ExitCode {
    let arguments = Arguments(env::args().skip(1).collect());
    if arguments.given("--list") {
        return ExitCode::SUCCESS;
    }
    match bench(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}
