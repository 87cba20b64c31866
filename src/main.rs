//! The `loopbook` command.

use std::process::ExitCode;

/// Reading ten thousand documents makes millions of small allocations from several threads. This
/// allocator takes a quarter off the time of the system's; see `docs/performance.md`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    loopbook::cli::run()
}
