//! `loopbook explain`: the page of a rule, a job or a step.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Zoned;

use super::explain_job::{job_page, step_page};
use super::terminal::Terminal;
use super::{Outcome, Workplace};
use crate::audience::Withheld;
use crate::diagnostic::Sink;
use crate::report::printable;
use crate::rules::{self, RULES, Rule};
use crate::source::SourceError;
use crate::syntax::{nearest, same_name};
use crate::workbook::{Job, Step, Workbook};

/// What `explain` can be told.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// A rule, a job or a step, such as `broken-link`, `redesign` or `Map`; without one, all rules
    /// and jobs are listed
    name: Option<String>,
    /// The workbook whose own jobs count too [default: the one around here, if any]
    #[arg(value_name = "WORKBOOK")]
    directory: Option<PathBuf>,
}

/// The jobs of a workbook, and what must not be told of them.
type Jobs = (Cow<'static, [Job]>, Withheld);

/// Runs the command.
pub(super) fn run(options: &Options, terminal: &mut Terminal) -> Outcome {
    let (jobs, withheld) = jobs(options.directory.as_deref())?;
    let text = match &options.name {
        None => list(&jobs, &withheld),
        Some(name) => explanation(name, &jobs, &withheld)?,
    };
    write!(terminal.out(), "{text}")?;
    terminal.flush()?;
    Ok(0)
}

/// The jobs of the workbook at `directory`, or of the one around here; the six where there is none.
/// And what must not be told of them.
fn jobs(directory: Option<&Path>) -> Result<Jobs, Box<dyn std::error::Error>> {
    let workplace = Workplace {
        directory: directory.map(Path::to_path_buf),
        as_of: Some(Zoned::now().date()),
    };
    match workplace.open() {
        Ok(world) => {
            let workbook = Workbook::read(&world, &mut Sink::new())?;
            let withheld = Withheld::of(&workbook);
            Ok((Cow::Owned(workbook.config.jobs), withheld))
        }
        Err(SourceError::NoWorkbook(_)) if directory.is_none() => {
            Ok((Cow::Borrowed(Job::six()), Withheld::nothing()))
        }
        Err(error) => Err(error.into()),
    }
}

/// The page of whatever has this name.
fn explanation(name: &str, jobs: &[Job], withheld: &Withheld) -> Result<String, String> {
    if let Some(rule) = rules::find(name) {
        return Ok(page(rule));
    }
    if let Some(job) = jobs.iter().find(|job| job.name == name) {
        return Ok(told(job_page(job), job, withheld));
    }
    let steps: Vec<(&Job, &Step)> = all_steps(jobs)
        .filter(|(_, step)| same_name(&step.name, name))
        .collect();
    if !steps.is_empty() {
        let pages = steps
            .iter()
            .map(|(job, step)| told(step_page(job, step), job, withheld));
        return Ok(pages.collect::<Vec<_>>().join("\n"));
    }
    let rules = RULES.iter().map(|rule| rule.name);
    let names = rules
        .chain(jobs.iter().map(|job| job.name.as_str()))
        .chain(all_steps(jobs).map(|(_, step)| step.name.as_str()));
    let hint = nearest(name, names).map_or_else(
        || "`loopbook explain` lists all rules and jobs".to_owned(),
        |near| format!("did you mean `{}`?", withheld.text(near)),
    );
    let shown = name.escape_debug();
    Err(format!("there is no rule, job or step `{shown}`; {hint}"))
}

/// What may be told of the text about a job: a team's own may name whom they protect.
fn told(text: String, job: &Job, withheld: &Withheld) -> String {
    if Job::six().iter().any(|known| known == job) {
        return text;
    }
    withheld.text(&text).into_owned()
}

fn all_steps(jobs: &[Job]) -> impl Iterator<Item = (&Job, &Step)> {
    jobs.iter()
        .flat_map(|job| job.steps.iter().map(move |step| (job, step)))
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
        rule.text()
    )
}

/// All rules with their severity and family, then the jobs with their steps.
fn list(jobs: &[Job], withheld: &Withheld) -> String {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let rules = RULES.iter().map(|rule| {
        let (severity, family) = (rule.severity.word(), rule.family.word());
        format!("{:width$}  {severity:7}  {family}\n", rule.name)
    });
    let jobs = jobs.iter().map(|job| {
        let steps: Vec<&str> = job.steps.iter().map(|step| step.name.as_str()).collect();
        let (name, steps) = (printable(&job.name), steps.join(", "));
        let line = format!("{name:width$}  job      {}\n", printable(&steps));
        told(line, job, withheld)
    });
    let between = std::iter::once("\n".to_owned());
    rules.chain(between).chain(jobs).collect()
}
