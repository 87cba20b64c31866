//! `check --write-baseline`: takes over a workbook that is not clean yet. What is found today goes into
//! `known-findings.yaml`, with a reason and a day, and what is gone goes out of it (language, section 7).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use clap::Args;
use jiff::civil::Date;

use super::parse_date;
use super::terminal::Terminal;
use super::write::{WriteError, create, replace};
use crate::Compilation;
use crate::report::counted;
use crate::rules::{Finding, Known, find, known_by};
use crate::source::{Disk, KNOWN_FILE, MAX_DOCUMENT, World};
use crate::syntax::{is_placeholder, yaml_text};
use crate::workbook::Workbook;

/// What recording findings can be told.
#[derive(Debug, Args)]
pub(super) struct BaselineOptions {
    /// Record what is found in `known-findings.yaml`, so that only what is new is reported, and take out of
    /// it what is gone. What concerns the public cannot be recorded
    #[arg(long, conflicts_with = "base", conflicts_with = "no_history")]
    pub(super) write_baseline: bool,
    /// Why the findings that are recorded may stay for a while
    #[arg(long, value_name = "REASON", requires = "write_baseline")]
    because: Option<String>,
    /// The last day on which they may
    #[arg(long, value_name = "DATE", value_parser = parse_date, requires = "write_baseline")]
    until: Option<Date>,
}

const HEAD: &str = "\
# Findings that this workbook may have for a while. Mend them, and let `loopbook check --write-baseline`
# take them out; it writes this file anew and keeps reasons and days. Whoever gives some of them another
# reason or another day moves them to an entry of their own.
";

/// Writes the list.
///
/// # Errors
/// Where it is there and cannot be read, where something new has no reason or no day to come, or where
/// it cannot be written. It is then as it was.
pub(super) fn write_baseline(
    options: &BaselineOptions,
    compiled: &Compilation,
    world: &Disk,
    terminal: &mut Terminal,
) -> Result<(), Box<dyn std::error::Error>> {
    let findings = &compiled.findings;
    let path = |found: &Finding| {
        compiled
            .workbook
            .files
            .get(found.diagnostic.span.file)
            .path()
    };
    let of_list = |found: &&Finding| path(found) == KNOWN_FILE;
    let cannot_be_read = |found: &Finding| {
        let rule = find(found.diagnostic.rule);
        rule.is_some_and(|rule| rule.fixed)
    };
    if findings.iter().filter(of_list).any(cannot_be_read) {
        return Err(format!("`{KNOWN_FILE}` says what cannot be read; mend it first").into());
    }
    let new: Vec<&Finding> = findings.iter().filter(|found| found.may_be_known).collect();
    let mut listed = findings.listed().to_vec();
    let said = if new.is_empty() {
        "There is nothing new to record.".to_owned()
    } else {
        let (because, until) = options.reason(new.len(), world.today())?;
        let known = entry(&mut listed, because, until);
        for found in &new {
            let rules = known.findings.entry(path(found).to_owned()).or_default();
            let ids = rules.entry(found.diagnostic.rule.to_owned()).or_default();
            ids.push(known_by(found.whole(), &compiled.workbook.files));
            ids.sort();
        }
        let count = counted(new.len(), "finding");
        format!("Recorded {count} in `{KNOWN_FILE}`, until {until}.")
    };
    store(world, &compiled.workbook, &listed)?;
    terminal.say(&said);
    let left = findings
        .iter()
        .filter(|found| !found.may_be_known && !of_list(found));
    let left = left.count();
    if left > 0 {
        terminal.say(&format!(
            "{} cannot be recorded, since the public, approvals or the workbook itself are concerned: \
             mend them.",
            counted(left, "finding")
        ));
    }
    Ok(())
}

impl BaselineOptions {
    /// The reason and the day that `count` new findings need.
    fn reason(&self, count: usize, today: Date) -> Result<(&str, Date), String> {
        let because = self.because.as_deref().map(str::trim);
        let because = because.filter(|why| !why.is_empty() && !is_placeholder(why));
        let (Some(because), Some(until)) = (because, self.until) else {
            return Err(format!(
                "{} may stay only for a reason and for a while: add \
                 `--because \"why they stay\" --until {}`",
                counted(count, "new finding"),
                today.saturating_add(jiff::Span::new().days(90)),
            ));
        };
        if until < today {
            return Err(format!("{until} has passed; name a day to come"));
        }
        Ok((because, until))
    }
}

/// The entry of this reason and day, which may be new.
fn entry<'l>(listed: &'l mut Vec<Known>, because: &str, until: Date) -> &'l mut Known {
    let at = listed
        .iter()
        .position(|known| known.because == because && known.until == until);
    let at = at.unwrap_or_else(|| {
        listed.push(Known {
            because: because.to_owned(),
            until,
            findings: BTreeMap::new(),
        });
        listed.len() - 1
    });
    &mut listed[at]
}

/// Puts the list in the place of what is there; no file where nothing is listed.
fn store(
    world: &Disk,
    workbook: &Workbook,
    listed: &[Known],
) -> Result<(), Box<dyn std::error::Error>> {
    let text = text(listed);
    if text.len() as u64 > MAX_DOCUMENT {
        return Err(
            "these are too many findings for one file; turn the rules that find most down \
                    under `rules:` in workbook.yaml first"
                .into(),
        );
    }
    let is_there = workbook
        .entries
        .iter()
        .any(|entry| entry.path == KNOWN_FILE);
    let full = world.root().join(KNOWN_FILE);
    let written = if !is_there {
        if listed.is_empty() {
            return Ok(());
        }
        create(world.root(), KNOWN_FILE, text.as_bytes())
    } else if listed.is_empty() {
        fs::remove_file(full).map_err(WriteError::from)
    } else {
        let before = world.read(KNOWN_FILE, MAX_DOCUMENT)?;
        replace(world.root(), KNOWN_FILE, &before, text.as_bytes())
    };
    written.map_err(|error| format!("cannot write `{KNOWN_FILE}`: {error}").into())
}

/// The file.
fn text(listed: &[Known]) -> String {
    let mut text = format!("{HEAD}known:\n");
    for known in listed {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "  - because: {}", yaml_text(&known.because));
        let _ = writeln!(text, "    until: {}\n    findings:", known.until);
        for (path, rules) in &known.findings {
            let _ = writeln!(text, "      {}:", yaml_text(path));
            for (rule, ids) in rules {
                let _ = writeln!(text, "        {rule}: [{}]", ids.join(", "));
            }
        }
    }
    text
}
