//! `loopbook completions`: what a shell needs to complete commands, and the manual page. Both are
//! made of the definitions that parse the command line.

use clap::{Args, Command, CommandFactory, ValueEnum};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use super::terminal::Terminal;
use super::{Cli, Outcome};
use crate::report::printable;

/// What `completions` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
For example: `loopbook completions fish > ~/.config/fish/completions/loopbook.fish`, or
`loopbook completions man check > ~/.local/share/man/man1/loopbook-check.1`.")]
pub(super) struct Options {
    /// The shell, or `man` for the manual page
    #[arg(value_name = "SHELL")]
    target: Target,
    /// The command that the manual page is about, such as `new page` [default: loopbook itself]
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

/// What can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// Completions for Bash
    Bash,
    /// Completions for Elvish
    Elvish,
    /// Completions for fish
    Fish,
    /// Completions for PowerShell
    Powershell,
    /// Completions for Zsh
    Zsh,
    /// The manual page
    Man,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    if options.target != Target::Man && !options.command.is_empty() {
        return Err("only a manual page is about one command".into());
    }
    let mut text = Vec::new();
    let shell = match options.target {
        Target::Bash => Some(Shell::Bash),
        Target::Elvish => Some(Shell::Elvish),
        Target::Fish => Some(Shell::Fish),
        Target::Powershell => Some(Shell::PowerShell),
        Target::Zsh => Some(Shell::Zsh),
        Target::Man => None,
    };
    match shell {
        Some(shell) => generate(shell, &mut Cli::command(), "loopbook", &mut text),
        None => Man::new(named(&options.command)?).render(&mut text)?,
    }
    terminal.out().write_all(&text)?;
    terminal.flush()?;
    Ok(0)
}

/// The command that these words lead to, built as it parses.
fn named(words: &[String]) -> Result<Command, String> {
    let mut command = Cli::command();
    command.build();
    for word in words {
        let found = command.find_subcommand(word).cloned();
        command = found.ok_or_else(|| format!("there is no command `{}`", printable(word)))?;
    }
    Ok(command)
}
