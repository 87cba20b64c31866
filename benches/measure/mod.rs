//! Two commands side by side, as whole processes, in turns.
//!
//! A run starts a process and waits for it with `wait4(2)`, which tells the CPU time and the peak
//! resident memory of that one process as the kernel counted them; wall time is taken around
//! both. What the process prints is dropped, and a site of the run before is removed before the
//! clock starts. Peak memory cannot read lower than this process' own, a few megabytes, because
//! the kernel counts from the fork; so nothing large may be held here.
//!
//! Neighbours on a machine come and go. The two sides therefore take turns, and each ratio is the
//! median of the ratios of the pairs, not the ratio of the medians. The user part of the CPU time is
//! the steadiest of all: what a file system takes for ten thousand new files can differ several
//! times from one run to the next.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Instant;
use std::{fs, io};

use wait4::Wait4;

use crate::Fallible;

/// One side of a comparison: a program, its arguments, and the site that it writes, if any.
pub(crate) struct Side {
    /// The program to run.
    pub(crate) program: PathBuf,
    /// Its arguments.
    pub(crate) arguments: Vec<OsString>,
    /// The directory that a run leaves behind.
    pub(crate) site: Option<PathBuf>,
}

/// What one run cost.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// Seconds by the clock.
    pub(crate) wall: f64,
    /// Seconds of processor time, user and system, over all threads.
    pub(crate) cpu: f64,
    /// The user part of it: the program's own work, without that of the file system.
    pub(crate) user: f64,
    /// Peak resident memory in megabytes.
    pub(crate) peak: f64,
}

/// The medians of a comparison.
pub(crate) struct Comparison {
    /// The side that ran first in each round.
    pub(crate) left: Cost,
    /// The other side.
    pub(crate) right: Cost,
    /// Right divided by left, pair by pair.
    pub(crate) ratio: Cost,
}

impl Side {
    fn command(&self, threads: usize) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::null());
        command.env("RAYON_NUM_THREADS", threads.to_string());
        command
    }

    /// Runs once without a clock, for what it prints.
    pub(crate) fn rehearse(&self, threads: usize) -> Fallible<Output> {
        self.clear()?;
        let output = self
            .command(threads)
            .output()
            .map_err(|error| self.blame(&error))?;
        self.clear()?;
        Ok(output)
    }

    /// Runs once and measures it.
    fn measure(&self, threads: usize) -> Fallible<Cost> {
        self.clear()?;
        let mut command = self.command(threads);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let mut child = command.spawn().map_err(|error| self.blame(&error))?;
        let used = child.wait4()?;
        let wall = start.elapsed();
        self.clear()?;
        if !used.status.success() {
            return Err(self.blame(&used.status).into());
        }
        let kilobytes = u32::try_from(used.rusage.maxrss / 1_000).unwrap_or(u32::MAX);
        Ok(Cost {
            wall: wall.as_secs_f64(),
            cpu: (used.rusage.utime + used.rusage.stime).as_secs_f64(),
            user: used.rusage.utime.as_secs_f64(),
            peak: f64::from(kilobytes) / 1_000.0,
        })
    }

    /// Removes what the last run wrote.
    fn clear(&self) -> io::Result<()> {
        match self.site.as_ref().map(fs::remove_dir_all) {
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The command line with what went wrong.
    pub(crate) fn blame(&self, fault: &dyn std::fmt::Display) -> String {
        let arguments: Vec<_> = self
            .arguments
            .iter()
            .map(|it| it.to_string_lossy())
            .collect();
        format!(
            "{} {}: {fault}",
            self.program.display(),
            arguments.join(" ")
        )
    }
}

/// Runs all sides in turns, so many rounds: what each cost in each round.
pub(crate) fn turns<const N: usize>(
    sides: [&Side; N],
    threads: usize,
    rounds: usize,
) -> Fallible<Vec<[Cost; N]>> {
    let mut costs = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let mut round = Vec::with_capacity(N);
        for side in sides {
            round.push(side.measure(threads)?);
        }
        costs.push(round.try_into().map_err(|_| "a side was not measured")?);
    }
    Ok(costs)
}

/// Runs both sides in turns, so many rounds.
pub(crate) fn compare(
    left: &Side,
    right: &Side,
    threads: usize,
    rounds: usize,
) -> Fallible<Comparison> {
    let (mut lefts, mut rights, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for [one, other] in turns([left, right], threads, rounds)? {
        lefts.push(one);
        rights.push(other);
        ratios.push(Cost {
            wall: other.wall / one.wall,
            cpu: other.cpu / one.cpu,
            user: other.user / one.user,
            peak: other.peak / one.peak,
        });
    }
    Ok(Comparison {
        left: medians(&lefts),
        right: medians(&rights),
        ratio: medians(&ratios),
    })
}

/// The median of each quantity by itself.
pub(crate) fn medians(costs: &[Cost]) -> Cost {
    Cost {
        wall: median(costs.iter().map(|cost| cost.wall).collect()),
        cpu: median(costs.iter().map(|cost| cost.cpu).collect()),
        user: median(costs.iter().map(|cost| cost.user).collect()),
        peak: median(costs.iter().map(|cost| cost.peak).collect()),
    }
}

/// The value in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}
