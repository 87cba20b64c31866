//! `--no-history`, and what is said where history was needed and cannot tell.

use clap::Args;

use super::Workplace;
use super::terminal::Terminal;
use crate::source::{Blind, Disk, Extent, History, SourceError};

/// Whether history is read.
#[derive(Debug, Args)]
pub(super) struct HistoryOptions {
    /// Read nothing from git; what only history can tell stays unknown
    #[arg(long)]
    no_history: bool,
}

impl HistoryOptions {
    /// The workbook on disk, with its history or without.
    pub(super) fn open(&self, workplace: &Workplace) -> Result<Disk, SourceError> {
        let disk = workplace.open()?;
        Ok(if self.no_history {
            disk.without_history()
        } else {
            disk
        })
    }
}

/// Says that history was needed and why it cannot tell; nothing where it can, or was not to.
pub(super) fn remark(history: &History, terminal: &mut Terminal) {
    let remedy = match history.extent() {
        Extent::NotAsked | Extent::Whole | Extent::Unknown(Blind::NotRead) => return,
        Extent::Cut => "`git fetch --unshallow` gets the rest; in CI, check out the whole history",
        Extent::Unknown(Blind::NoRepository | Blind::Bare) => {
            "keep the workbook in git, or pass `--no-history`"
        }
        Extent::Unknown(Blind::Foreign) => {
            "git's `safe.directory` says which repositories of others you trust"
        }
        Extent::Unknown(Blind::TooLarge) => {
            "no change is looked through that holds more than a million files"
        }
        Extent::Unknown(Blind::Unreadable) => "`git fsck` says what is wrong with it",
    };
    if let Some(gap) = history.gap() {
        terminal.say(&format!(
            "note: {gap}, so what only history can tell is unknown; {remedy}"
        ));
    }
}
