//! The drawing of a redesigned workflow: its steps one below the other, each in the lane of whoever
//! holds it, with gates, decisions, exceptions and controls to be seen (language, section 5.2).
//!
//! Lanes are positions in percent and shapes; every word stands beside them as text, so it wraps,
//! can be read aloud and keeps its size on a phone. What a public page draws is read from the table
//! that the page shows, and from nothing else.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag, TagEnd};
use serde::Serialize;

use crate::syntax::{is_placeholder, same_name};
use crate::workbook::{Actor, Config, Document, HUMAN_GATES, Workbook, typed_tables};

/// The most lanes that are drawn; a table says more than a drawing with more.
const MOST_LANES: usize = 10;

/// The most steps that are drawn.
const MOST_STEPS: usize = 80;

/// The columns that are looked for in a table; the first three make it a map.
const COLUMNS: [&str; 6] = ["Step", "Kind", "Who", "Exceptions", "Handoff", "Control"];

/// A map.
#[derive(Debug, Clone, Serialize)]
pub(super) struct WorkMap {
    lanes: Vec<Lane>,
    steps: Vec<MapStep>,
}

/// Where the steps of one holder stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Lane {
    name: String,
    /// `person`, `agent` or `system`, where that is known.
    kind: Option<&'static str>,
    /// In percent of the width of all lanes.
    x: String,
}

/// A step.
#[derive(Debug, Clone, Serialize)]
struct MapStep {
    title: String,
    kind: String,
    who: String,
    holder: Option<&'static str>,
    /// `gate`, `decision` or `step`.
    shape: &'static str,
    /// Whether an agent stands where a person has to.
    is_wrong: bool,
    x: String,
    /// The lane of the step before, where there is one.
    from: Option<String>,
    is_last: bool,
    exceptions: Option<String>,
    handoff: Option<String>,
    control: Option<String>,
}

/// The words of a row, by [`COLUMNS`]; empty where nothing is said.
type Row = [String; COLUMNS.len()];

impl WorkMap {
    /// The map of a loop as the team sees it; none where it has no table of one.
    pub(super) fn of(document: &Document, workbook: &Workbook) -> Option<Self> {
        let tables = typed_tables(document, workbook);
        let table = tables
            .iter()
            .find(|table| table.has_columns(&COLUMNS[..3]))?;
        let rows = table
            .rows()
            .map(|row| COLUMNS.map(|column| row.words(column).unwrap_or_default().to_owned()));
        let actor = |who: &str| named(who, &workbook.config);
        draw(rows.collect(), &actor)
    }

    /// The map that a public text shows as a table; none where it shows none. Who is a person can be
    /// told from the gates that are held.
    pub(super) fn of_public(events: &[Event<'_>]) -> Option<Self> {
        let rows = shown_rows(events)?;
        let holds_gate = |who: &str| {
            rows.iter()
                .any(|row| row[2] == who && HUMAN_GATES.contains(&row[1].as_str()))
        };
        let actor = |who: &str| (who.to_owned(), holds_gate(who).then_some("person"));
        draw(rows.clone(), &actor)
    }
}

/// What people call an actor, and what it is.
fn named(who: &str, config: &Config) -> (String, Option<&'static str>) {
    match config.actor(who) {
        Some(Actor::Person(person)) => (person.name.clone(), Some("person")),
        Some(Actor::Agent(agent)) => (agent.name.clone(), Some("agent")),
        Some(Actor::System(system)) => (system.name.clone(), Some("system")),
        None => (who.to_owned(), None),
    }
}

/// Whether this names a holder: a name and a kind.
type Naming<'n> = &'n dyn Fn(&str) -> (String, Option<&'static str>);

fn draw(rows: Vec<Row>, actor: Naming<'_>) -> Option<WorkMap> {
    let rows: Vec<Row> = rows.into_iter().filter(|row| !row[0].is_empty()).collect();
    if rows.len() < 2 || rows.len() > MOST_STEPS {
        return None;
    }
    let holders = holders(&rows, actor)?;
    let place = |at: usize| {
        #[expect(clippy::cast_precision_loss, reason = "there are at most ten lanes")]
        let share = (at as f64 + 0.5) / holders.len() as f64 * 100.0;
        format!("{share:.1}")
    };
    let places: BTreeMap<&str, String> = holders
        .iter()
        .enumerate()
        .map(|(at, who)| (*who, place(at)))
        .collect();
    let lane = |who: &&str| {
        let (name, kind) = actor(who);
        Lane {
            name: if name.is_empty() {
                "nobody".to_owned()
            } else {
                name
            },
            kind,
            x: places[who].clone(),
        }
    };
    let last = rows.len() - 1;
    let step = |(at, row): (usize, &Row)| {
        let [title, kind, who, exceptions, handoff, control] = row.clone();
        let (name, holder) = actor(&who);
        let is_gate = HUMAN_GATES.contains(&kind.as_str());
        let said = |text: String| (!text.is_empty()).then_some(text);
        MapStep {
            shape: match kind.as_str() {
                _ if is_gate => "gate",
                "decision" => "decision",
                _ => "step",
            },
            is_wrong: is_gate && holder == Some("agent"),
            x: places[who.as_str()].clone(),
            from: at
                .checked_sub(1)
                .map(|before| places[rows[before][2].as_str()].clone()),
            is_last: at == last,
            who: if name.is_empty() {
                "nobody".to_owned()
            } else {
                name
            },
            exceptions: said(exceptions),
            handoff: said(handoff),
            control: said(control),
            title,
            kind,
            holder,
        }
    };
    Some(WorkMap {
        lanes: holders.iter().map(lane).collect(),
        steps: rows.iter().enumerate().map(step).collect(),
    })
}

/// Who holds a step, in the order of the lanes: people, agents, systems, and who is unknown, each as they
/// appear. None where there are too many to draw.
fn holders<'r>(rows: &'r [Row], actor: Naming<'_>) -> Option<Vec<&'r str>> {
    let mut holders: Vec<&str> = Vec::new();
    for row in rows {
        if !holders.contains(&row[2].as_str()) {
            holders.push(&row[2]);
        }
        if holders.len() > MOST_LANES {
            return None;
        }
    }
    holders.sort_by_key(|who| match actor(who).1 {
        Some("person") => 0,
        Some("agent") => 1,
        Some("system") => 2,
        _ => 3,
    });
    Some(holders)
}

/// The rows of the first table among `events` that is a map.
fn shown_rows(events: &[Event<'_>]) -> Option<Vec<Row>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut cell = None;
    for event in events {
        match event {
            Event::Start(Tag::Table(_)) => rows.clear(),
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(cell) = &mut cell {
                    cell.push_str(text);
                }
            }
            Event::End(TagEnd::TableCell) => {
                if let (Some(words), Some(row)) = (cell.take(), rows.last_mut()) {
                    row.push(words.trim().to_owned());
                }
            }
            Event::End(TagEnd::Table) => {
                if let Some(found) = by_columns(&rows) {
                    return Some(found);
                }
            }
            _ => {}
        }
    }
    None
}

/// The rows of a table by [`COLUMNS`], where its header has the first three.
fn by_columns(table: &[Vec<String>]) -> Option<Vec<Row>> {
    let (header, rows) = table.split_first()?;
    let places = COLUMNS.map(|column| header.iter().position(|name| same_name(name, column)));
    places[..3].iter().all(Option::is_some).then(|| {
        let row = |row: &Vec<String>| {
            places.map(|at| {
                let words = at.and_then(|at| row.get(at)).map_or("", String::as_str);
                if is_placeholder(words) {
                    String::new()
                } else {
                    words.to_owned()
                }
            })
        };
        rows.iter().map(row).collect()
    })
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::Parser;

    use super::*;
    use crate::syntax::extensions;

    const TABLE: &str = "\
| Who | Step | Kind | Control | Exceptions |
|---|---|---|---|---|
| bot | Read it | perception | | |
| bot | Answer | action | C-1 | two parts fit |
| ana | Approve | approval | | |
| erp | Keep it | memory | | … |
";

    fn public(text: &str) -> Option<WorkMap> {
        let events: Vec<Event<'_>> = Parser::new_ext(text, extensions()).collect();
        WorkMap::of_public(&events)
    }

    #[test]
    fn steps_stand_in_the_lane_of_their_holder() {
        let map = public(TABLE).expect("it is a map");
        let lanes: Vec<&str> = map.lanes.iter().map(|lane| lane.name.as_str()).collect();
        assert_eq!(lanes, ["ana", "bot", "erp"], "people first");
        assert_eq!(map.lanes[0].kind, Some("person"), "she holds a gate");
        let shapes: Vec<&str> = map.steps.iter().map(|step| step.shape).collect();
        assert_eq!(shapes, ["step", "step", "gate", "step"]);
        let places: Vec<&str> = map.steps.iter().map(|step| step.x.as_str()).collect();
        assert_eq!(places, ["50.0", "50.0", "16.7", "83.3"]);
        assert_eq!(map.steps[2].from.as_deref(), Some("50.0"));
        assert_eq!(map.steps[0].from, None);
        assert_eq!(map.steps[1].control.as_deref(), Some("C-1"));
        assert_eq!(map.steps[3].exceptions, None, "a placeholder says nothing");
    }

    #[test]
    fn an_agent_at_a_gate_is_wrong_where_it_is_known_to_be_one() {
        let row =
            |kind: &str, who: &str| -> Row { ["a", kind, who, "", "", ""].map(str::to_owned) };
        let actor = |who: &str| (who.to_owned(), (who == "bot").then_some("agent"));
        let map = draw(vec![row("approval", "bot"), row("approval", "ana")], &actor);
        let wrong: Vec<bool> = map
            .expect("drawn")
            .steps
            .iter()
            .map(|step| step.is_wrong)
            .collect();
        assert_eq!(wrong, [true, false]);
    }

    #[test]
    fn what_is_no_map_is_not_drawn() {
        assert!(public("| Step | Who |\n|---|---|\n| a | b |\n| c | d |\n").is_none());
        assert!(public("no table").is_none());
        let one = "| Step | Kind | Who |\n|---|---|---|\n| a | action | b |\n";
        assert!(public(one).is_none(), "one step is no way");
        let rows = (0..30).map(|at| format!("| step {at} | action | actor-{at} |\n"));
        let rows: String = rows.collect();
        let many = format!("| Step | Kind | Who |\n|---|---|---|\n{rows}");
        assert!(
            public(&many).is_none(),
            "thirty lanes say less than the table"
        );
    }
}
