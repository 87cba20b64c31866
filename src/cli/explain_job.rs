//! The pages of jobs and steps that `loopbook explain` prints, made of the data that the checker and
//! the scaffold read: nothing about a job is written here (language, sections 5 and 8).

use std::fmt::Write as _;

use crate::report::{counted, printable};
use crate::workbook::{
    ActorKind, CellHolds, CellType, Column, Condition, Held, Job, Links, Named, Rows, Step,
    TableForm,
};

/// The page of a job.
pub(super) fn job_page(job: &Job) -> String {
    let mut page = format!("# {}\n\n", printable(&job.name));
    let _ = write!(
        page,
        "{}. {}\n\nA loop with `job: {}` starts with its job statement, such as:\n\n> {}\n\n",
        printable(&job.title),
        printable(&job.question),
        printable(&job.name),
        printable(job.statement.trim())
    );
    page.push_str("## Close the loop\n\n");
    for step in &job.steps {
        let _ = writeln!(page, "- **{}**: {}", printable(&step.name), closing(step));
    }
    let _ = write!(
        page,
        "\n## Kill signal\n\n{}\n",
        printable(&job.kill_signal)
    );
    if let Some(detector) = &job.detector {
        let _ = writeln!(
            page,
            "\nIt is evaluated by the rule `{0}`: `loopbook explain {0}`.",
            printable(detector)
        );
    }
    if let Some(condition) = &job.kill_when {
        let condition = printable(&condition.value);
        let _ = writeln!(
            page,
            "\nIt fires where `{condition}`, unless a loop has a `kill_when` of its own."
        );
    }
    if !job.fields.is_empty() {
        let fields: Vec<String> = job.fields.iter().map(|field| code(field)).collect();
        let _ = writeln!(
            page,
            "\nIts loops may have the keys {} in their front matter.",
            fields.join(", ")
        );
    }
    let example = job.steps.first().map_or("", |step| step.name.as_str());
    let _ = writeln!(
        page,
        "\n`loopbook explain \"{}\"` says more about a step.",
        printable(example)
    );
    page
}

/// The page of a step.
pub(super) fn step_page(job: &Job, step: &Step) -> String {
    let mut page = format!(
        "# {}\n\nA step of `{}`: {}.\n\n",
        printable(&step.name),
        printable(&job.name),
        printable(&job.title)
    );
    let guidance = step.guidance.trim();
    if !guidance.is_empty() {
        let _ = write!(page, "{}\n\n", printable(guidance));
    }
    let _ = writeln!(page, "It is closed when {}.", closing(step));
    if step.private {
        page.push_str("\nIt is private by nature: it never leaves the loop, whatever its route.\n");
    }
    if let Some(form) = step.table() {
        page.push_str("\n## Its table\n\n| Column | Holds |\n|---|---|\n");
        for column in &form.columns {
            let _ = writeln!(page, "| {} | {} |", printable(&column.name), holds(column));
        }
        if let Some(key) = &form.file {
            let key = printable(key);
            let _ = writeln!(
                page,
                "\nMore rows may stand in a CSV file that `{key}:` names."
            );
        }
    }
    page
}

/// What closes a step, as the end of a sentence.
fn closing(step: &Step) -> String {
    let conditions: Vec<String> = step.closed_when.iter().map(condition).collect();
    if conditions.is_empty() {
        return "its heading is there".to_owned();
    }
    conditions.join("; and ")
}

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Text => "it says something".to_owned(),
        Condition::Links(links) => linked(links),
        Condition::Table(form) => table(form),
        Condition::Rows(rows) => of_rows(rows),
        Condition::Keys(paths) => {
            let paths: Vec<String> = paths.iter().map(|path| code(path)).collect();
            format!("the front matter has {}", all(&paths))
        }
        Condition::Order(paths) => {
            let paths: Vec<String> = paths.iter().map(|path| code(path)).collect();
            format!("the days {} do not run backwards", all(&paths))
        }
        Condition::Named(named) => match named {
            Named::CapabilitiesAreProven => {
                "what is proven links evidence, and what is in use also names who uses it"
            }
            Named::AssetsAreRouted => {
                "at least one linked asset is routed to the playbook, and no evidence is public"
            }
            Named::AJourneyIsSafeToShow => {
                "a linked asset is a journey that is safe to show, or the text says why none is"
            }
        }
        .to_owned(),
    }
}

fn linked(links: &Links) -> String {
    let noun = match links.kind.as_deref() {
        Some("evidence") => "evidence note",
        Some("page") => "page",
        _ => "document",
    };
    let count = links.minimum.map_or_else(
        || format!("as many {noun}s as `evidence_minimum` asks for"),
        |least| format!("at least {}", counted(least as usize, noun)),
    );
    let form = if links.form { " with a `form`" } else { "" };
    let outside = if links.outside {
        " from outside the team"
    } else {
        ""
    };
    format!("it links {count}{form}{outside}")
}

fn table(form: &TableForm) -> String {
    let names = form.columns.iter().filter(|column| !column.optional);
    let names: Vec<&str> = names.map(|column| column.name.as_str()).collect();
    let rows = counted(form.rows as usize, "row");
    let mut text = format!("a table {} has at least {rows}", code(&names.join(", ")));
    if let Some(column) = &form.each {
        let _ = write!(text, ", one for each word of {}", code(column));
    }
    for has in &form.has {
        let column = code(&has.column);
        let _ = write!(text, ", one whose {column} is {}", any(&has.words));
    }
    if !form.filled.is_empty() {
        let columns: Vec<String> = form.filled.iter().map(|column| code(column)).collect();
        let _ = write!(text, ", with something in {}", all(&columns));
    }
    text
}

fn of_rows(rows: &Rows) -> String {
    let mut text = if rows.minimum == 0 {
        String::new()
    } else {
        let count = counted(rows.minimum as usize, &printable(&rows.called));
        format!("{} has at least {count}", code(&rows.of))
    };
    if let Some((key, _)) = &rows.since {
        let _ = write!(text, " since {}", code(key));
    }
    let filled: Vec<String> = rows.filled.iter().map(|column| code(column)).collect();
    let mut each: Vec<String> = rows.each.iter().map(holds_one_of).collect();
    if !filled.is_empty() {
        each.push(format!("{} filled", all(&filled)));
    }
    if !each.is_empty() {
        if !text.is_empty() {
            text.push_str(", and ");
        }
        let _ = write!(text, "every {} has {}", printable(&rows.called), all(&each));
    }
    text
}

/// What the cell of a column must be.
fn holds_one_of(cell: &CellHolds) -> String {
    let things: Vec<String> = cell
        .any
        .iter()
        .map(|held| match held {
            Held::Word(word) => code(word),
            Held::Actor(ActorKind::Person) => "a person".to_owned(),
            Held::Actor(ActorKind::Agent) => "an agent".to_owned(),
            Held::Actor(ActorKind::System) => "a system".to_owned(),
            Held::Link => "a link".to_owned(),
            Held::In { step, column } => format!("a {} of {}", printable(column), code(step)),
        })
        .collect();
    format!("{} in {}", joined(&things, "or"), code(&cell.column))
}

/// What the cells of a column hold.
fn holds(column: &Column) -> String {
    let cells = match &column.cells {
        CellType::Text => "text".to_owned(),
        CellType::Date => "a day".to_owned(),
        CellType::Number => "a number".to_owned(),
        CellType::Person => "the id of a person".to_owned(),
        CellType::Actor => "the id of a person, an agent or a system".to_owned(),
        CellType::Link => "a link".to_owned(),
        CellType::Control => "the id of a control".to_owned(),
        CellType::NewControl => "the id of a new control".to_owned(),
        CellType::Words(words) => any(words),
    };
    let empty = if column.may_be_empty {
        ", or nothing"
    } else {
        ""
    };
    let absent = if column.optional {
        " (the column may be absent)"
    } else {
        ""
    };
    format!("{cells}{empty}{absent}")
}

fn any(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| code(word)).collect();
    joined(&words, "or")
}

fn all(parts: &[String]) -> String {
    joined(parts, "and")
}

/// `a, b or c`.
fn joined(parts: &[String], last: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [front @ .., end] => format!("{} {last} {end}", front.join(", ")),
    }
}

fn code(text: &str) -> String {
    format!("`{}`", printable(text))
}
