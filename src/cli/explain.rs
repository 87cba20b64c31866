//! `loopbook explain`: the page of a rule.

use clap::Args;

use super::Outcome;
use super::terminal::Terminal;
use crate::rules::{self, RULES, Rule};
use crate::syntax::nearest;

/// What `explain` can be told.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The rule's name; without one, all rules are listed
    rule: Option<String>,
}

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let Some(name) = &options.rule else {
        list(terminal)?;
        return Ok(0);
    };
    let rule = known(name)?;
    write!(terminal.out(), "{}", page(rule))?;
    terminal.flush()?;
    Ok(0)
}

/// The rule of this name.
pub(super) fn known(name: &str) -> Result<&'static Rule, String> {
    rules::find(name).ok_or_else(|| {
        let near = nearest(name, RULES.iter().map(|rule| rule.name));
        let hint = near.map_or_else(
            || "`loopbook explain` lists all rules".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        format!("there is no rule `{}`; {hint}", name.escape_debug())
    })
}

/// The page of a rule: its name and severity, then its text as it stands in the source.
fn page(rule: &Rule) -> String {
    let severity = rule.severity.word();
    let fixed = if rule.fixed {
        "; `rules:` cannot change that"
    } else {
        ""
    };
    let family = rule.family.word();
    // Where `fix` mends something, the page says what; a test holds it to that.
    let left = if rule.page.contains("`fix`") {
        ""
    } else {
        " `fix` leaves it to you."
    };
    format!(
        "# {}\n\nFamily {family}, severity {severity}{fixed}.{left}\n\n{}",
        rule.name,
        text(rule)
    )
}

/// The doc comment without the space behind each `///`.
fn text(rule: &Rule) -> String {
    let lines = rule
        .page
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

fn list(terminal: &mut Terminal) -> std::io::Result<()> {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in RULES {
        let (severity, family) = (rule.severity.word(), rule.family.word());
        writeln!(
            terminal.out(),
            "{:width$}  {severity:7}  {family}",
            rule.name
        )?;
    }
    terminal.flush()
}
