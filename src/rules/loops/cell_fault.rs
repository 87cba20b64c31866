//! What is wrong with the words of one cell, and what to write instead.

use crate::syntax::{Section, canonical_name, misspelt, nearest};
use crate::workbook::{CellType, cell_date, cell_number, meant_day};

/// How many words of a list a hint names.
const MOST_LISTED: usize = 12;

/// A fault of a cell.
pub(super) struct CellFault {
    /// What is wrong.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hint: String,
    /// What to write instead, where that is certain.
    pub(super) instead: Option<String>,
}

impl CellFault {
    fn new(message: String, hint: impl Into<String>) -> Self {
        Self {
            message,
            hint: hint.into(),
            instead: None,
        }
    }

    fn instead(mut self, words: String) -> Self {
        self.hint = format!("did you mean `{words}`?");
        self.instead = Some(words);
        self
    }

    /// A cell that may not be empty.
    pub(super) fn empty(column: &str, cells: &CellType) -> Self {
        let hint = match cells {
            CellType::Text => "say what belongs there".to_owned(),
            CellType::Date => "write the day like `2026-11-23`".to_owned(),
            CellType::Number => "write a number such as `12.5`".to_owned(),
            CellType::Person => "name a person by the id in workbook.yaml".to_owned(),
            CellType::Actor => "name a person, an agent or a system by its id".to_owned(),
            CellType::Link => "link what shows it".to_owned(),
            CellType::Control => "name a control by its id".to_owned(),
            CellType::NewControl => "give the control an id of its own".to_owned(),
            CellType::Words(words) => one_of(words),
        };
        Self::new(format!("`{column}` is empty in this row"), hint)
    }
}

/// What is wrong with `words`, which stand in a cell of this type and say something. `section` is
/// the cell's place in its document, where it stands in one.
pub(super) fn fault(
    cells: &CellType,
    column: &str,
    words: &str,
    section: Option<Section<'_>>,
) -> Option<CellFault> {
    if cells.accepts(words, section) {
        return None;
    }
    Some(match cells {
        CellType::Date => date(words),
        CellType::Number => number(words),
        CellType::Words(list) => word(column, words, list),
        CellType::Link => link(words),
        _ => CellFault::new(
            format!("`{words}` is no id of a control"),
            "leave the comma out, and give each control a row of its own",
        ),
    })
}

fn date(words: &str) -> CellFault {
    let fault = CellFault::new(
        format!("`{words}` is no date"),
        "write it like `2026-11-23`",
    );
    if let Some(day) = words.get(..10).filter(|day| cell_date(day).is_some()) {
        return CellFault {
            hint: format!("write `{day}` and nothing else in the cell"),
            ..fault
        };
    }
    match meant_day(words) {
        Some(day) => fault.instead(day),
        None => fault,
    }
}

fn number(words: &str) -> CellFault {
    let fault = CellFault::new(
        format!("`{words}` is no number"),
        "write it like `12.5`, and nothing else in the cell",
    );
    let plain = words.replace(['−', '–'], "-");
    if plain != words && cell_number(&plain).is_some() {
        return fault.instead(plain);
    }
    let is_separator = |c: char| matches!(c, ',' | '_' | '\'' | '’') || c.is_whitespace();
    let digits: String = plain.chars().filter(|&c| !is_separator(c)).collect();
    let hint = if cell_number(&digits).is_some() {
        "write no separator between thousands, and a point before decimals".to_owned()
    } else if words.starts_with(['~', '≈', '<', '>', '±']) {
        "write the number alone; say below the table how exact it is".to_owned()
    } else if let Some(number) = leading_number(words) {
        format!("write `{number}` and nothing else in the cell; a unit belongs in another column")
    } else {
        return fault;
    };
    CellFault { hint, ..fault }
}

/// The number that a text starts with.
fn leading_number(words: &str) -> Option<&str> {
    let behind = |c: char| !c.is_ascii_digit() && !matches!(c, '.' | '+' | '-');
    let end = words.find(behind).unwrap_or(words.len());
    let number = words[..end].trim_end_matches('.');
    cell_number(number).map(|_| number)
}

fn word(column: &str, words: &str, list: &[String]) -> CellFault {
    let fault = CellFault::new(
        format!("`{words}` is none of the words of `{column}`"),
        one_of(list),
    );
    let longer = |word: &&String| word.to_lowercase().starts_with(&words.to_lowercase());
    let near = list.iter().find(longer).map(String::as_str);
    let near = near.or_else(|| nearest(words, list.iter().map(String::as_str)));
    let Some(near) = near else {
        return fault;
    };
    let (written, wanted) = (canonical_name(words), canonical_name(near));
    match written.strip_prefix(&wanted) {
        Some(rest) if rest.starts_with(' ') => CellFault {
            hint: format!("write `{near}` and nothing else in the cell"),
            ..fault
        },
        _ if misspelt(words, list.iter().map(String::as_str)) == Some(near) => {
            fault.instead(near.to_owned())
        }
        _ => CellFault {
            hint: format!("did you mean `{near}`?"),
            ..fault
        },
    }
}

fn one_of(words: &[String]) -> String {
    format!("write {}", listed(words))
}

/// A choice of words.
pub(super) fn listed(words: &[String]) -> String {
    let quoted = words.iter().take(MOST_LISTED);
    let quoted: Vec<String> = quoted.map(|word| format!("`{word}`")).collect();
    let more = if words.len() > MOST_LISTED {
        ", …"
    } else {
        ""
    };
    format!("one of {}{more}", quoted.join(", "))
}

fn link(words: &str) -> CellFault {
    let fault = CellFault::new(
        format!("`{words}` is no link"),
        "write it like `[name](path.md)`",
    );
    let is_address = (words.starts_with("https://") || words.starts_with("http://"))
        && !words.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>'));
    if is_address {
        fault.instead(format!("<{words}>"))
    } else {
        fault
    }
}
