//! Whether somebody has looked at a loop lately (language, section 2, `stale_after`).

use jiff::civil::Date;

use crate::workbook::{Config, Document};

/// When a loop was last looked at as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Not longer ago than is allowed; or it is no loop, or retired, and does not grow stale.
    Fresh,
    /// Never.
    Never,
    /// So many days ago, which is longer than is allowed.
    Stale {
        /// The days since then.
        days: i32,
    },
}

impl Freshness {
    /// How fresh `document` is on the day `today`.
    pub fn of(document: &Document, config: &Config, today: Date) -> Self {
        let is_running = document.as_loop().is_some() && !super::is_retired(document);
        if !is_running {
            return Self::Fresh;
        }
        let Some(reviewed) = &document.reviewed else {
            return Self::Never;
        };
        let days = (today - reviewed.value).get_days();
        if i64::from(days) <= i64::from(config.stale_after) {
            Self::Fresh
        } else {
            Self::Stale { days }
        }
    }
}
