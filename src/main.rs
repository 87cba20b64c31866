//! The `loopbook` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    loopbook::cli::run()
}
