//! Takes out of what is said about a workbook what must not be public: a log, a comment or a report of
//! CI may be read by anybody (threats, "Safe output").
//!
//! Everything that quotes the workbook goes through here, findings where they are judged and the rest
//! where it is written. Where the list of names cannot be told, nothing is quoted at all.

use std::borrow::Cow;
use std::ops::Range;

use super::names::Names;
use super::spelling::Spelling;
use super::{Secret, decode};
use crate::source::CONFIG_FILE;
use crate::syntax::nearest;
use crate::workbook::Workbook;

/// What stands in place of what is not said.
const NOT_SHOWN: &str = "[not shown]";

/// The longest key, value, heading or cell that is quoted, in characters.
const LONGEST: usize = 40;

/// The key of the list of protected terms.
const KEY: &str = "protected_terms";

/// What a name is called where nobody asks which one it is.
const ANY: Secret = Secret::Term(0);

/// Knows what must not be said, and takes it out.
pub struct Withheld {
    names: Names,
    /// Whether the names are not known, so that nothing may be quoted.
    hides_all: bool,
}

impl Withheld {
    /// What must not be said of a workbook: its protected terms and customers.
    pub fn of(workbook: &Workbook) -> Self {
        let config = &workbook.config;
        let mut names = Names::default();
        for term in &config.protected_terms {
            // One that is too short is found nowhere, which is reported.
            names.add(ANY, &term.value);
        }
        if config.protected_terms.is_empty() || !config.complete {
            // Where they cannot be read as they should be, they may stand in messages about that.
            for term in unread_terms(workbook.files.get(config.file).text()) {
                names.add(ANY, term);
            }
        }
        let customers = workbook.documents.iter();
        let customers = customers.filter_map(|document| document.keys.get("customer")?.as_text());
        for name in customers {
            names.add(ANY, name.trim());
        }
        // Where the file is no text, nobody knows what it protects.
        let is_there = workbook.entries.iter().any(|it| it.path == CONFIG_FILE);
        let is_empty = workbook.files.get(config.file).text().is_empty();
        let is_lost = !config.complete && is_there && is_empty;
        let hides_all = !names.prepare() || is_lost;
        Self { names, hides_all }
    }

    /// What must not be said where there is no workbook: nothing.
    pub fn nothing() -> Self {
        Self {
            names: Names::default(),
            hides_all: false,
        }
    }

    /// `text` without what must not be said.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.hides_all || self.is_hidden(text) {
            return Cow::Borrowed(NOT_SHOWN);
        }
        replaced(text, self.places(text))
    }

    /// A message, in which each quote that holds what must not be said is taken out as a whole.
    pub fn message<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let quotes = quotes(text);
        if self.hides_all {
            return replaced(text, quotes);
        }
        if self.is_hidden(text) {
            let shown = replaced(text, quotes);
            return if self.covers(&shown) {
                Cow::Borrowed(NOT_SHOWN)
            } else {
                shown
            };
        }
        let widened = self.places(text).into_iter().map(|place| {
            let around = |quote: &&Range<usize>| quote.start < place.end && place.start < quote.end;
            let mut around = quotes.iter().filter(around);
            let first = around.next();
            let last = around.next_back().or(first);
            let start = first.map_or(place.start, |quote| quote.start.min(place.start));
            start..last.map_or(place.end, |quote| quote.end.max(place.end))
        });
        replaced(text, widened.collect())
    }

    /// Whether `text` holds what must not be said.
    pub fn covers(&self, text: &str) -> bool {
        self.hides_all || !self.places(text).is_empty() || self.is_hidden(text)
    }

    fn places(&self, text: &str) -> Vec<Range<usize>> {
        if self.names.is_empty() {
            return Vec::new();
        }
        let found = self.names.find_in(&Spelling::of(text)).into_iter();
        found.map(|found| found.place).collect()
    }

    /// Whether something stands in `text` below entities or escapes.
    fn is_hidden(&self, text: &str) -> bool {
        if self.names.is_empty() || !text.contains(['&', '%', '\\', '<']) {
            return false;
        }
        let mut is_hidden = false;
        decode::read(text.as_bytes(), &mut |words| {
            is_hidden |= words != text && !self.names.find_in(&Spelling::of(words)).is_empty();
        });
        is_hidden
    }
}

/// A message in which no quote is longer than may be quoted. Quotes that `is_name` knows, such as paths
/// of the workbook, stay whole.
pub fn shortened<'t>(text: &'t str, is_name: &dyn Fn(&str) -> bool) -> Cow<'t, str> {
    if text.len() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let rest = |quote: Range<usize>| {
        let words = &text[quote.clone()];
        let (at, _) = words.char_indices().nth(LONGEST)?;
        (!is_name(words)).then_some(quote.start + at..quote.end)
    };
    let rests: Vec<Range<usize>> = quotes(text).into_iter().filter_map(rest).collect();
    replaced_by(text, rests, "…")
}

/// What stands between backticks, pair by pair.
fn quotes(text: &str) -> Vec<Range<usize>> {
    let ticks: Vec<usize> = text.match_indices('`').map(|(at, _)| at).collect();
    let (pairs, last) = ticks.as_chunks::<2>();
    let open = last.first().map(|start| start + 1..text.len());
    let pairs = pairs.iter().map(|[start, end]| start + 1..*end);
    pairs.chain(open).collect()
}

fn replaced(text: &str, places: Vec<Range<usize>>) -> Cow<'_, str> {
    replaced_by(text, places, NOT_SHOWN)
}

/// `text` with `sign` in place of what stands at `places`, which may overlap.
fn replaced_by<'t>(text: &'t str, mut places: Vec<Range<usize>>, sign: &str) -> Cow<'t, str> {
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    places.sort_by_key(|place| place.start);
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for place in places {
        if place.start >= from {
            shown.push_str(&text[from..place.start]);
            shown.push_str(sign);
        }
        from = from.max(place.end);
    }
    shown.push_str(&text[from..]);
    Cow::Owned(shown)
}

/// What may be meant as protected terms in the text of a `workbook.yaml` that does not read as one: the
/// words of each part of a line from `protected_terms`, or a key that
/// is meant to be that, to the next one.
fn unread_terms(text: &str) -> impl Iterator<Item = &str> {
    let start = text.find(KEY).or_else(|| {
        let is_meant = |line: &&str| {
            let key = line.split(':').next().unwrap_or(line).to_lowercase();
            let key = key.trim_matches(|c: char| !c.is_alphanumeric());
            key.contains("protect") || nearest(key, [KEY]).is_some()
        };
        let line = text.lines().find(is_meant)?;
        Some(line.as_ptr() as usize - text.as_ptr() as usize)
    });
    let list = start.map_or("", |at| &text[at..]);
    let is_within = |(at, line): &(usize, &str)| {
        let indented = line.starts_with([' ', '\t', '-', '#', '[', ']', '"', '\'']);
        *at == 0 || indented || line.trim().is_empty()
    };
    let lines = list.lines().enumerate().take_while(is_within);
    let parts = lines.flat_map(|(at, line)| {
        let line = if at == 0 {
            line.split_once(':').map_or("", |(_, list)| list)
        } else {
            line
        };
        line.split([',', '[', ']', '{', '}', '#', ':'])
    });
    let marks = |c: char| c.is_whitespace() || matches!(c, ':' | '-' | '"' | '\'' | '|' | '>');
    let words = parts.map(move |part| part.trim_matches(marks));
    words.filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn withheld(terms: &[&str]) -> Withheld {
        let mut names = Names::default();
        for term in terms {
            names.add(ANY, term);
        }
        let hides_all = !names.prepare();
        Withheld { names, hides_all }
    }

    #[test]
    fn a_quote_that_holds_a_name_is_taken_out_whole() {
        let withheld = withheld(&["Kanarek", "Acme GmbH"]);
        for (text, shown) in [
            (
                "`when Kanarek called` is no date",
                "`[not shown]` is no date",
            ),
            ("`a` and `KANAREK` and `b`", "`a` and `[not shown]` and `b`"),
            (
                "there is no file `kanarek/x.md`",
                "there is no file `[not shown]`",
            ),
            ("say Kanarek", "say [not shown]"),
            ("`a Acme` `GmbH b` c", "`[not shown]` c"),
            ("`Kanarek", "`[not shown]"),
            ("a ` b Kanarek", "a `[not shown]"),
            ("`K\u{430}narek` x", "`[not shown]` x"),
            ("`\u{202e}keranaK` x", "`[not shown]` x"),
            ("`K%61narek` `x`", "`[not shown]` `[not shown]`"),
            ("`K&#97;narek`", "`[not shown]`"),
            ("K%61narek", "[not shown]"),
            ("`canary` is no date", "`canary` is no date"),
        ] {
            assert_eq!(withheld.message(text), shown);
            assert_eq!(withheld.covers(text), text != shown);
        }
        assert_eq!(
            withheld.text("at Kanarek's, `Acme-GmbH`"),
            "at [not shown]'s, `[not shown]`"
        );
    }

    #[test]
    fn long_quotes_are_cut_and_names_are_not() {
        let long = "x ".repeat(30);
        let message = format!("`{long}` is no date, `{long}`");
        let shown = shortened(&message, &|_| false);
        assert_eq!(shown, format!("`{0}…` is no date, `{0}…`", "x ".repeat(20)));
        assert_eq!(shortened(&message, &|_| true), message);
        let exact = format!("`{}` is no date", "ü".repeat(40));
        assert_eq!(shortened(&exact, &|_| false), exact);
    }

    #[test]
    fn terms_that_cannot_be_read_are_found() {
        let text = "title: x\nprotected_terms: [One, \"Two Three\"\n  - Four # Five\n\n- 'Six'\nrules:\n  Seven: x\n";
        let terms: Vec<&str> = unread_terms(text).collect();
        assert_eq!(terms, ["One", "Two Three", "Four", "Five", "Six"]);
        assert_eq!(unread_terms("title: x").count(), 0);
        for text in [
            "protected_terms: One\nx: y",
            "x: y\nProtectedTerms:\n  - One\n",
            "\"protcted_terms\": [One]",
            "{title: x, protected_terms: [One]}",
        ] {
            let terms: Vec<&str> = unread_terms(text).collect();
            assert_eq!(terms, ["One"], "{text}");
        }
    }
}
