//! The compound test at the end of a cycle (language, section 5.7).

use jiff::civil::Date;

use super::facts::Facts;
use super::metric::MetricStatus;
use crate::diagnostic::Span;
use crate::syntax::{Table, is_placeholder, same_name};
use crate::workbook::{Document, Job, Kind, Workbook, Workflow, period_end};

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

    /// All of them.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::Unknown];

    /// The answer that a cell gives; only the words themselves count.
    pub fn read(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.word() == words)
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

    /// The layer that a cell names; only the word itself counts.
    pub fn named(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.word() == words)
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
    /// What speaks against a yes for Creation.
    pub contradicted: Option<Contradiction>,
}

/// A metric that got worse between the ends of two cycles.
#[derive(Debug, Clone)]
pub struct Contradiction {
    /// What the metric counts.
    pub metric: String,
    /// The day and the value of the last run of the cycle before.
    pub before: (Date, f64),
    /// The day and the value of the last run of this cycle.
    pub now: (Date, f64),
    /// Where the metric is defined.
    pub place: Span,
}

/// A compound test as it stands in the document.
pub struct CycleTable<'w> {
    /// The place of its header.
    pub header: Span,
    /// The rows in which anything is said.
    pub rows: Vec<CycleRow<'w>>,
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

    /// The cycles of a workflow, oldest first.
    pub(super) fn of_workflow<'w>(
        workbook: &'w Workbook,
        workflow: &'w Workflow,
        facts: &[(&'w Job, Option<Facts<'w>>)],
    ) -> Vec<Self> {
        if workflow.cycles.is_empty() {
            return Vec::new();
        }
        let measured = Measured::of(facts);
        let mut before: Option<Date> = None;
        let cycles = workflow.cycles.iter().filter_map(|&at| {
            let mut test = Self::read(workbook, at)?;
            let end = period_end(&test.period);
            if let (Some(then), Some(now), Some(measured)) = (before, end, &measured)
                && test.layers.contains(&(Layer::Creation, Answer::Yes))
            {
                test.contradicted = measured.worse(then, now);
            }
            before = end;
            Some(test)
        });
        cycles.collect()
    }

    fn read(workbook: &Workbook, position: usize) -> Option<Self> {
        let document = &workbook.documents[position];
        let Kind::Cycle(period) = &document.kind else {
            return None;
        };
        let rows = cycle_table(workbook, document).map_or(Vec::new(), |table| table.rows);
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

/// The metric of a workflow.
struct Measured {
    metric: MetricStatus,
    place: Span,
}

impl Measured {
    fn of(facts: &[(&Job, Option<Facts<'_>>)]) -> Option<Self> {
        let mut loops = facts.iter();
        let (_, found) = loops.find(|(job, _)| job.name == "instrument")?;
        let facts = found.as_ref()?;
        Some(Self {
            metric: MetricStatus::of(facts)?,
            place: facts.document.keys.key("metric")?.span,
        })
    }

    /// The last runs up to two days, where the second is worse.
    fn worse(&self, then: Date, now: Date) -> Option<Contradiction> {
        let run = |day: Date| {
            let run = self.metric.latest_until(day)?;
            Some((run.date, run.value))
        };
        let (before, now) = (run(then)?, run(now)?);
        self.metric
            .is_worse(before.1, now.1)?
            .then(|| Contradiction {
                metric: self
                    .metric
                    .name
                    .clone()
                    .unwrap_or_else(|| "metric".to_owned()),
                before,
                now,
                place: self.place,
            })
    }
}

/// A cycle's table `Layer, Improved, Because`; none where there is no such table.
pub fn cycle_table<'w>(workbook: &'w Workbook, document: &'w Document) -> Option<CycleTable<'w>> {
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
    Some(CycleTable {
        header: table.header.span,
        rows: rows.collect(),
    })
}
