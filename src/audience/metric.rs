//! What of an instrument loop a page may show: its metric where `show_metric` names it, and that
//! there is proof where `proof` does (language, section 6). Nothing else of a loop comes through here.

use jiff::civil::Date;

use super::public::Seal;
use crate::status::{MetricStatus, Status};
use crate::workbook::{Document, Kind, PageFront, Workbook};

/// The metric that a public page shows, as it stood on the day up to which it may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicMetric {
    /// What it counts.
    pub name: Option<String>,
    /// In which unit.
    pub unit: Option<String>,
    /// The value before the intervention.
    pub baseline: Option<f64>,
    /// The values that were measured, oldest first; the last one is the latest.
    pub values: Vec<PublicValue>,
    /// The change of the latest value against the baseline, in percent of the baseline.
    pub change_percent: Option<f64>,
    /// The number to reach.
    pub standard: Option<f64>,
    pub(super) _seal: Seal,
}

/// A value that was measured. Of the run that gave it, nothing else is public.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublicValue {
    /// When.
    pub date: Date,
    /// The metric's value.
    pub value: f64,
}

/// That there is proof for what a page says. What it is stays private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicProof {
    /// An instrument loop has measured it.
    pub measured: bool,
    /// There is evidence of it.
    pub evidenced: bool,
}

impl PublicMetric {
    /// What `page` shows of the loop that it names; none where that has no metric.
    pub(super) fn of(page: &PageFront, workbook: &Workbook, status: &Status) -> Option<Self> {
        let shown = page.show_metric.as_ref()?;
        let until = shown.until.as_ref()?.value;
        let position = workbook.paths.document(&shown.of_loop.value)?;
        let (_, found) = status.of_loop(position)?;
        Some(Self::until(found.metric.as_ref()?, until))
    }

    fn until(metric: &MetricStatus, day: Date) -> Self {
        let metric = metric.until(day);
        let value = |run: &crate::status::Run| PublicValue {
            date: run.date,
            value: run.value,
        };
        Self {
            baseline: metric.baseline,
            values: metric.runs.iter().map(value).collect(),
            change_percent: metric.change_percent(),
            standard: metric.standard,
            name: metric.name,
            unit: metric.unit,
            _seal: Seal,
        }
    }

    /// The latest value.
    pub fn latest(&self) -> Option<PublicValue> {
        self.values.last().copied()
    }
}

impl PublicProof {
    /// What the documents that `page` names as its proof amount to; none where they prove nothing.
    pub(super) fn of(page: &PageFront, workbook: &Workbook, status: &Status) -> Option<Self> {
        let named = page.proof.iter();
        let positions: Vec<usize> = named
            .filter_map(|id| workbook.paths.document(&id.value))
            .collect();
        let is_evidence = |document: &Document| matches!(document.kind, Kind::Evidence(_));
        let proof = Self {
            measured: positions.iter().any(|&at| status.is_measured(at)),
            evidenced: positions
                .iter()
                .any(|&at| is_evidence(&workbook.documents[at])),
        };
        (proof.measured || proof.evidenced).then_some(proof)
    }
}
