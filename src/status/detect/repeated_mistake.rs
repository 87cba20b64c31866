//! Kill signal of `improve`: a mistake is corrected twice with no update in between (language,
//! section 5.5).
//!
//! An update that links files of the repository must have changed one of them; history shows that.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use percent_encoding::percent_decode_str;

use crate::diagnostic::{Diagnostic, Span};
use crate::source::{Change, History, climb};
use crate::status::facts::{Facts, Record};
use crate::status::signal::Signal;
use crate::syntax::Link;
use crate::workbook::Target;

/// A mistake that was corrected twice.
struct Repeat<'w> {
    mistake: &'w str,
    first: (Date, Span),
    second: (Date, Span),
}

impl Repeat<'_> {
    /// Whether a day lies between the two corrections, both included.
    fn spans(&self, day: Date) -> bool {
        self.first.0 <= day && day <= self.second.0
    }

    /// Whether the same updates could answer.
    fn is_like(&self, other: &Self) -> bool {
        let window = |repeat: &Self| (repeat.first.0, repeat.second.0);
        self.mistake == other.mistake && window(self) == window(other)
    }
}

/// The updates by the mistake that they answer, each list in the order of days.
struct Updates<'w>(HashMap<&'w str, Vec<(Date, Record<'w>)>>);

impl<'w> Updates<'w> {
    fn of(facts: &Facts<'w>) -> Self {
        let mut updates: HashMap<&str, Vec<(Date, Record<'w>)>> = HashMap::new();
        for row in facts.records("Update") {
            if let (Some(id), Some(date)) = (row.words("Because"), row.date("Date")) {
                updates.entry(id).or_default().push((date, row));
            }
        }
        for rows in updates.values_mut() {
            rows.sort_by_key(|(date, _)| *date);
        }
        Self(updates)
    }

    /// The updates that say they answer, in time.
    fn answers(&self, repeat: &Repeat<'_>) -> &[(Date, Record<'w>)] {
        let rows = self.0.get(repeat.mistake).map_or(&[][..], Vec::as_slice);
        let from = rows.partition_point(|(date, _)| *date < repeat.first.0);
        let to = rows.partition_point(|(date, _)| *date <= repeat.second.0);
        &rows[from..to]
    }
}

/// Whether updates answer.
#[derive(Clone, Copy)]
enum Answer<'w> {
    /// They do.
    Given,
    /// There is none, or none of the files that they link changed; one of the links.
    Lacking(Option<&'w Link>),
    /// History cannot tell.
    Untold(&'static str),
}

/// The files that answering updates link.
pub(super) fn asks(facts: &Facts<'_>) -> Vec<String> {
    let updates = Updates::of(facts);
    let mut asked = Vec::new();
    for repeat in repeats(&facts.records("Capture")) {
        for (_, row) in updates.answers(&repeat) {
            asked.extend(files(facts, row).into_iter().map(|(path, _)| path));
        }
        asked.dedup();
    }
    asked
}

/// Looks for two corrections of a mistake that nothing answers.
pub(super) fn repeated_mistake(facts: &Facts<'_>, history: &History) -> Signal {
    let captured = facts.records("Capture");
    if captured.is_empty() {
        return Signal::unknown("nothing has been captured yet");
    }
    let updates = Updates::of(facts);
    let mut answers = Answers {
        facts,
        history,
        uncommitted: HashMap::new(),
    };
    let mut found = Vec::new();
    let mut untold = None;
    let mut last: Option<(Repeat<'_>, Answer<'_>)> = None;
    for repeat in repeats(&captured) {
        let answer = match &last {
            Some((before, answer)) if before.is_like(&repeat) => *answer,
            _ => answers.of_all(updates.answers(&repeat), &repeat),
        };
        match answer {
            Answer::Given => {}
            Answer::Untold(gap) => untold = Some(gap),
            Answer::Lacking(link) => found.push(repeated(&repeat, link)),
        }
        last = Some((repeat, answer));
    }
    if let Some(first) = found.first() {
        return Signal::fired(first.message.clone(), found);
    }
    match untold {
        Some(gap) => Signal::untold("whether an update changed the file that it links", gap),
        None => Signal::clear("no mistake came back unanswered"),
    }
}

/// Each two corrections of a mistake that follow each other.
fn repeats<'w>(captured: &[Record<'w>]) -> Vec<Repeat<'w>> {
    let mut corrections: BTreeMap<&str, Vec<(Date, Span)>> = BTreeMap::new();
    for row in captured
        .iter()
        .filter(|row| row.words("Kind") == Some("correction"))
    {
        if let (Some(id), Some(date), Some(place)) =
            (row.words("Mistake"), row.date("Date"), row.place("Mistake"))
        {
            corrections.entry(id).or_default().push((date, place));
        }
    }
    let mut repeats = Vec::new();
    for (mistake, mut dates) in corrections {
        dates.sort_unstable();
        repeats.extend(dates.windows(2).map(|pair| Repeat {
            mistake,
            first: pair[0],
            second: pair[1],
        }));
    }
    repeats
}

/// The files that a row links, except the loop itself, with the links.
fn files<'w>(facts: &Facts<'w>, row: &Record<'w>) -> Vec<(String, &'w Link)> {
    let document = facts.document;
    let links = &document.body.links;
    let first = links.partition_point(|link| link.span.start < row.span.start);
    let links = (first..).zip(&links[first..]);
    let of_row = links.take_while(|(_, link)| link.span.start < row.span.end);
    let file = |(at, link): (usize, &'w Link)| match document.targets.get(at)? {
        Target::Document { document, .. } | Target::NoHeading { document, .. } => {
            let other = &facts.workbook.documents[*document];
            let path = facts.workbook.files.get(other.file).path();
            (*document != facts.position).then(|| (path.to_owned(), link))
        }
        Target::File(path) => Some((path.clone(), link)),
        Target::Outside => Some((outside(document.directory(), &link.target), link)),
        _ => None,
    };
    of_row.filter_map(file).collect()
}

/// The path of a file outside of the workbook, from the workbook's root.
fn outside(directory: &str, target: &str) -> String {
    let path = target.split(['#', '?']).next().unwrap_or("");
    climb(directory, &percent_decode_str(path).decode_utf8_lossy())
}

/// Judges updates by what history says of the files that they link.
struct Answers<'a, 'w> {
    facts: &'a Facts<'w>,
    history: &'a History,
    /// What was asked of the working tree before, by path.
    uncommitted: HashMap<String, Option<bool>>,
}

impl<'w> Answers<'_, 'w> {
    /// What several updates come to: one that answers is enough.
    fn of_all(&mut self, rows: &[(Date, Record<'w>)], repeat: &Repeat<'_>) -> Answer<'w> {
        let mut all = Answer::Lacking(None);
        for (_, row) in rows {
            match (self.of_one(row, repeat), all) {
                (Answer::Given, _) => return Answer::Given,
                (_, Answer::Untold(_)) => {}
                (answer, _) => all = answer,
            }
        }
        all
    }

    /// An update answers where it links no file of the repository, or one that changed in time.
    fn of_one(&mut self, row: &Record<'w>, repeat: &Repeat<'_>) -> Answer<'w> {
        let files = files(self.facts, row);
        let mut answer = Answer::Given;
        for (path, link) in files {
            match self.of_file(&path, repeat) {
                Some(Answer::Given) => return Answer::Given,
                Some(Answer::Untold(gap)) => answer = Answer::Untold(gap),
                Some(Answer::Lacking(_)) if matches!(answer, Answer::Given) => {
                    answer = Answer::Lacking(Some(link));
                }
                Some(Answer::Lacking(_)) | None => {}
            }
        }
        answer
    }

    /// Whether a file changed in time; none where the repository does not keep it.
    fn of_file(&mut self, path: &str, repeat: &Repeat<'_>) -> Option<Answer<'w>> {
        if let Some(gap) = self.history.gap().filter(|_| !self.history.is_known()) {
            return Some(Answer::Untold(gap));
        }
        let versions = self.history.versions(path);
        let written = versions
            .iter()
            .filter(|version| matches!(version.change, Change::Written | Change::Removed));
        let mut days = written.map(|version| version.on);
        if days.any(|day| repeat.spans(day)) {
            return Some(Answer::Given);
        }
        let today = repeat.spans(self.facts.today);
        if today || versions.is_empty() {
            match self.is_uncommitted(path) {
                Some(true) if today => return Some(Answer::Given),
                Some(false) if versions.is_empty() => return None,
                None if today => {
                    return Some(Answer::Untold("the working tree cannot be compared"));
                }
                _ => {}
            }
        }
        let gap = self.history.gap();
        Some(gap.map_or(Answer::Lacking(None), Answer::Untold))
    }

    fn is_uncommitted(&mut self, path: &str) -> Option<bool> {
        if let Some(known) = self.uncommitted.get(path) {
            return *known;
        }
        let known = self.history.is_uncommitted(path);
        self.uncommitted.insert(path.to_owned(), known);
        known
    }
}

fn repeated(repeat: &Repeat<'_>, unchanged: Option<&Link>) -> Diagnostic {
    let (id, place) = (repeat.mistake, repeat.second.1);
    let Some(link) = unchanged else {
        let message =
            format!("the mistake `{id}` is corrected again, and nothing was updated in between");
        return Diagnostic::new("repeated-mistake", place, message)
            .label(repeat.first.1, "it was corrected here before")
            .hint(format!(
                "add a row under Update whose Because is `{id}`: say what was changed, and when"
            ));
    };
    let message =
        format!("the mistake `{id}` is corrected again, and the file of its update did not change");
    let (from, to) = (repeat.first.0, repeat.second.0);
    Diagnostic::new("repeated-mistake", place, message)
        .label(repeat.first.1, "it was corrected here before")
        .label(
            link.span,
            format!("no commit between {from} and {to} changes this file"),
        )
        .hint("change what caused the mistake, or link the file that was changed")
}
