//! Fills private positions: each with a word, a number or a day of its own, so that what leaks
//! tells where it stood.

use super::decode::decoded;

/// What every planted word starts with. No public text holds it.
pub(crate) const TOKEN: &str = "kestrelqz";

/// What every planted number starts with.
const FIGURE: &str = "908172";

/// How every planted day ends, behind a year of its own.
const DAY: &str = "-03-14";

/// The year of the first planted day; nothing public is as old as the last.
const FIRST_YEAR: usize = 1100;

/// What stands in private positions.
#[derive(Debug, Clone)]
pub(crate) enum Private {
    /// Planted words.
    Planted,
    /// Something else.
    Text(String),
    /// Nothing: whatever can go is gone.
    Absent,
}

/// The placeholders in a piece of text.
const PLACEHOLDERS: &[(&str, Filling)] = &[
    ("TOKEN", Filling::Text),
    ("WORD", Filling::Word),
    ("FIGURE", Filling::Figure),
    ("DAY", Filling::Day),
    ("NAME", Filling::Name),
    ("PERSON", Filling::Person),
    ("NUMBER", Filling::Number),
];

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy)]
enum Filling {
    /// Private text.
    Text,
    /// Private text of letters and digits alone, for YAML and attributes.
    Word,
    /// A private number.
    Figure,
    /// A private day.
    Day,
    /// The name of private files, the same everywhere.
    Name,
    /// The id of the owner of what is public, the same everywhere.
    Person,
    /// A number that other pieces of the workbook do not have. It is not private.
    Number,
}

/// Fills the pieces of one workbook.
pub(crate) struct Filler<'p> {
    private: &'p Private,
    positions: Vec<String>,
    days: Vec<String>,
    pieces: usize,
}

impl<'p> Filler<'p> {
    pub(crate) fn new(private: &'p Private) -> Self {
        let same = ["the name of a private file", "the id of a person"];
        Self {
            private,
            positions: same.map(str::to_owned).to_vec(),
            days: Vec::new(),
            pieces: 0,
        }
    }

    /// Whether what can go is gone.
    pub(crate) const fn leaves_out(&self) -> bool {
        matches!(self.private, Private::Absent)
    }

    /// The piece `text` of the file at `place`, filled.
    pub(crate) fn fill(&mut self, place: &str, text: &str) -> String {
        self.pieces += 1;
        let mut filled = String::with_capacity(text.len() + 40);
        let mut rest = text;
        while let Some((at, placeholder, filling)) = next(rest) {
            filled.push_str(&rest[..at]);
            let position = format!("{place}: `{text}`, byte {}", text.len() - rest.len() + at);
            filled.push_str(&self.value(filling, position));
            rest = &rest[at + placeholder.len()..];
        }
        filled + rest
    }

    fn value(&mut self, filling: Filling, position: String) -> String {
        match (filling, self.private) {
            (Filling::Number, _) => self.pieces.to_string(),
            (Filling::Name, Private::Planted) => word(0),
            (Filling::Person, Private::Planted) => word(1),
            (Filling::Name, _) => "elsewhere".to_owned(),
            (Filling::Person, _) => "ana".to_owned(),
            (Filling::Text | Filling::Word, Private::Planted) => {
                self.positions.push(position);
                word(self.positions.len() - 1)
            }
            (Filling::Figure, Private::Planted) => {
                self.positions.push(position);
                format!("{FIGURE}{:04}", self.positions.len() - 1)
            }
            (Filling::Day, Private::Planted) => {
                self.days.push(position);
                format!("{:04}{DAY}", FIRST_YEAR + self.days.len() - 1)
            }
            (Filling::Text, Private::Text(other)) => other.clone(),
            (Filling::Word, Private::Text(other)) => {
                other.chars().filter(char::is_ascii_alphanumeric).collect()
            }
            (Filling::Figure, Private::Text(_)) => "7".to_owned(),
            (Filling::Day, Private::Text(_)) => "2020-01-02".to_owned(),
            (Filling::Text | Filling::Word, Private::Absent) => "gone".to_owned(),
            (Filling::Figure, Private::Absent) => "3".to_owned(),
            (Filling::Day, Private::Absent) => "2021-05-06".to_owned(),
        }
    }

    /// What was planted.
    pub(crate) fn planted(self) -> Planted {
        Planted {
            positions: self.positions,
            days: self.days,
        }
    }
}

fn word(position: usize) -> String {
    format!("{TOKEN}{position:04}z")
}

/// The first placeholder in `text`, and where it stands.
fn next(text: &str) -> Option<(usize, &'static str, Filling)> {
    let capitals = text.match_indices(|c: char| c.is_ascii_uppercase());
    capitals.map(|(at, _)| at).find_map(|at| {
        let here = |(word, _): &&(&str, Filling)| text[at..].starts_with(word);
        let (word, filling) = PLACEHOLDERS.iter().find(here)?;
        Some((at, *word, *filling))
    })
}

/// What stands where in a workbook with planted words.
pub(crate) struct Planted {
    positions: Vec<String>,
    days: Vec<String>,
}

impl Planted {
    /// How many positions there are.
    pub(crate) const fn count(&self) -> usize {
        self.positions.len() + self.days.len()
    }

    /// The positions of all that was planted and shows in `bytes`, whatever way it is written.
    pub(crate) fn leaks(&self, bytes: &[u8]) -> Vec<String> {
        let text = decoded(bytes);
        let number = |digits: Option<&str>| digits.and_then(|digits| digits.parse().ok());
        let named = |list: &[String], number: Option<usize>, sign: &str| {
            let position = number.and_then(|number| list.get(number));
            position.map_or_else(|| format!("something planted, {sign}"), Clone::clone)
        };
        let mut leaks = Vec::new();
        for sign in [TOKEN, FIGURE] {
            leaks.extend(text.match_indices(sign).map(|(at, _)| {
                let digits = at + sign.len()..at + sign.len() + 4;
                named(&self.positions, number(text.get(digits)), sign)
            }));
        }
        for (at, _) in text.match_indices(DAY) {
            let year: Option<usize> = at
                .checked_sub(4)
                .and_then(|from| number(text.get(from..at)));
            let planted = year.and_then(|year| year.checked_sub(FIRST_YEAR));
            if planted.is_some_and(|planted| planted < 800) {
                leaks.push(named(&self.days, planted, DAY));
            }
        }
        leaks
    }
}
