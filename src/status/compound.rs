//! The compound test at the end of a cycle (language, section 5.7).

use jiff::civil::Date;

use super::facts::Facts;
use super::metric::MetricStatus;
use crate::diagnostic::Span;
use crate::syntax::{Table, is_placeholder, same_name};
use crate::workbook::{Document, Job, Kind, Workbook, Workflow};

/// An answer to a question that may not be answerable yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// It cannot be told.
    Unknown,
}

impl Answer {
    /// The word in tables and in every output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    fn read(words: &str) -> Option<Self> {
        [Self::Yes, Self::No, Self::Unknown]
            .into_iter()
            .find(|answer| answer.word() == words)
    }
}

/// What may compound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Does the team understand its customer better?
    Understanding,
    /// Can it explain its work better?
    Explanation,
    /// Does the work itself go better?
    Creation,
    /// Does it reach people better?
    Distribution,
}

impl Layer {
    /// The four layers in their order.
    pub const ALL: [Self; 4] = [
        Self::Understanding,
        Self::Explanation,
        Self::Creation,
        Self::Distribution,
    ];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Understanding => "Understanding",
            Self::Explanation => "Explanation",
            Self::Creation => "Creation",
            Self::Distribution => "Distribution",
        }
    }

    /// The job that is next where this layer did not improve.
    pub const fn job(self) -> &'static str {
        match self {
            Self::Understanding => "understand",
            Self::Explanation => "improve",
            Self::Creation => "redesign",
            Self::Distribution => "distribute",
        }
    }
}

/// The compound test of a cycle.
#[derive(Debug, Clone)]
pub struct Compound {
    /// The cycle's document, as a position in the workbook's documents.
    pub document: usize,
    /// The period.
    pub period: String,
    /// The four layers with their answers; a layer that is absent or faulty is unknown.
    pub layers: [(Layer, Answer); 4],
    /// The job that the cycle names: `next`, or that of the first layer with a no.
    pub next: Option<String>,
    /// Where Creation says yes and the metric got worse since the cycle before: both values.
    pub contradicted: Option<(f64, f64)>,
}

/// A row of a compound test as it stands in the document.
pub struct CycleRow<'w> {
    /// The words of the first column, and its place.
    pub layer: (&'w str, Span),
    /// The words of the second column, and its place.
    pub improved: (&'w str, Span),
    /// The place of the third column.
    pub because: Span,
}

impl Compound {
    /// Whether all four layers improved.
    pub fn compounds(&self) -> bool {
        self.layers.iter().all(|(_, answer)| *answer == Answer::Yes)
    }

    /// The last cycle of a workflow.
    pub(super) fn of_workflow<'w>(
        workbook: &'w Workbook,
        workflow: &'w Workflow,
        facts: &[(&'w Job, Option<Facts<'w>>)],
    ) -> Option<Self> {
        let (&last, before) = workflow.cycles.split_last()?;
        let document = &workbook.documents[last];
        let mut test = Self::read(workbook, last)?;
        if let (Some(&before), Some(now)) = (before.last(), period_end(document)) {
            let creation = test.layers.contains(&(Layer::Creation, Answer::Yes));
            let then = period_end(&workbook.documents[before]);
            test.contradicted = then
                .filter(|_| creation)
                .and_then(|then| worse(facts, then, now));
        }
        Some(test)
    }

    fn read(workbook: &Workbook, position: usize) -> Option<Self> {
        let document = &workbook.documents[position];
        let Kind::Cycle(period) = &document.kind else {
            return None;
        };
        let rows = cycle_table(workbook, document).unwrap_or_default();
        let answer = |layer: Layer| {
            let mut of_layer = rows.iter().filter(|row| row.layer.0 == layer.word());
            let first = of_layer.next().and_then(|row| Answer::read(row.improved.0));
            if of_layer.next().is_some() {
                Answer::Unknown
            } else {
                first.unwrap_or(Answer::Unknown)
            }
        };
        let layers = Layer::ALL.map(|layer| (layer, answer(layer)));
        let stated = document.keys.get("next").and_then(|value| value.as_text());
        let missed = layers.iter().find(|(_, answer)| *answer == Answer::No);
        let next = stated
            .or_else(|| missed.map(|(layer, _)| layer.job()))
            .map(str::to_owned);
        Some(Self {
            document: position,
            period: period.value.clone(),
            layers,
            next,
            contradicted: None,
        })
    }
}

/// The metric's values at the ends of two periods, where the second is worse.
fn worse(facts: &[(&Job, Option<Facts<'_>>)], then: Date, now: Date) -> Option<(f64, f64)> {
    let instrument = facts
        .iter()
        .find(|(job, _)| job.name == "instrument")?
        .1
        .as_ref()?;
    let metric = MetricStatus::of(instrument)?;
    let (from, to) = (
        metric.latest_until(then)?.value,
        metric.latest_until(now)?.value,
    );
    metric.is_worse(from, to)?.then_some((from, to))
}

/// The last day of a cycle's period.
fn period_end(document: &Document) -> Option<Date> {
    let Kind::Cycle(period) = &document.kind else {
        return None;
    };
    let text = period.value.as_str();
    let month_end = |year: &str, month: i8| {
        Date::new(year.parse().ok()?, month, 1)
            .ok()
            .map(Date::last_of_month)
    };
    match text.split_once('-') {
        None => month_end(text, 12),
        Some((year, quarter)) if quarter.starts_with('Q') => {
            month_end(year, quarter[1..].parse::<i8>().ok()?.checked_mul(3)?)
        }
        Some((year, month)) if month.len() == 2 => month_end(year, month.parse().ok()?),
        Some(_) => text.parse().ok(),
    }
}

/// The rows of a cycle's table `Layer, Improved, Because`; none where there is no such table.
pub fn cycle_table<'w>(
    workbook: &'w Workbook,
    document: &'w Document,
) -> Option<Vec<CycleRow<'w>>> {
    let text = workbook.text(document);
    let position = |table: &Table, name: &str| {
        table
            .header
            .cells
            .iter()
            .position(|cell| same_name(cell.words(text), name))
    };
    let (table, columns) = document.body.tables.iter().find_map(|table| {
        let columns = [
            position(table, "Layer")?,
            position(table, "Improved")?,
            position(table, "Because")?,
        ];
        Some((table, columns))
    })?;
    let rows = table.rows.iter().filter_map(|row| {
        let [layer, improved, because] = columns.map(|at| row.cells.get(at));
        let (layer, improved, because) = (layer?, improved?, because?);
        let read = |cell: &'w crate::syntax::Text| (cell.words(text).trim(), cell.span);
        let empty = [layer, improved, because]
            .iter()
            .all(|c| is_placeholder(c.words(text)));
        (!empty).then(|| CycleRow {
            layer: read(layer),
            improved: read(improved),
            because: because.span,
        })
    });
    Some(rows.collect())
}
