//! What a page would show, as plain text for whoever is about to approve it: every word that a
//! reader could see, the metric, where links lead, and the files that go along.

mod files;

pub use files::FilePreview;

use std::io::{self, Write};

use super::escape;
use crate::audience::{PublicMetric, PublicPage, PublicProof};
use crate::status;

/// A page and what whoever approves it has to know.
pub struct Preview<'a> {
    /// The page as the world would see it.
    pub page: &'a PublicPage,
    /// The workbook's title, which stands on every page.
    pub site: &'a str,
    /// Where the public side will stand, where that is known.
    pub base_url: Option<&'a str>,
    /// The files that go along, by their path in the workbook.
    pub files: &'a [String],
    /// The customer whom the page concerns, by its own front matter. This is not published.
    pub customer: Option<&'a str>,
    /// The evidence in which they agree. This is not published.
    pub consent: Vec<&'a str>,
    /// How wide lines may be, in columns.
    pub width: usize,
}

/// The width of the column of names.
const NAMES: usize = 10;

impl Preview<'_> {
    /// Writes the page.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let page = self.page;
        self.wrapped(out, "", &page.title)?;
        self.wrapped(out, "", page.summary.as_deref().unwrap_or(""))?;
        writeln!(out)?;
        self.named(out, "address", &self.address())?;
        self.named(out, "site", self.site)?;
        self.named(out, "form", page.form.as_deref().unwrap_or(""))?;
        self.named(out, "kept by", page.owner.as_deref().unwrap_or(""))?;
        self.named(out, "reviewed", page.reviewed.as_deref().unwrap_or(""))?;
        self.named(out, "proof", page.proof.map_or("", proof))?;
        self.named(out, "about", &page.tags.join(", "))?;
        if let Some(metric) = &page.metric {
            self.metric(out, metric)?;
        }
        writeln!(out)?;
        for line in page.text.lines() {
            self.wrapped(out, "  ", &line)?;
        }
        writeln!(out)?;
        if let Some(next) = &page.next {
            self.named(out, "next", &format!("{} ({})", next.text, next.href))?;
        }
        for other in &page.related {
            let words = format!("{} ({})", other.title, other.href);
            self.named(out, "related", &words)?;
        }
        for file in self.files {
            self.named(out, "takes", file)?;
        }
        self.named(out, "customer", self.customer.unwrap_or(""))?;
        for consent in &self.consent {
            self.named(out, "consent", consent)?;
        }
        Ok(())
    }

    /// Where the page would stand: its whole address, where that is known.
    fn address(&self) -> String {
        let output = self.page.output.as_str();
        self.base_url.map_or_else(
            || output.to_owned(),
            |base| format!("{}/{output}", base.strip_suffix('/').unwrap_or(base)),
        )
    }

    fn metric(&self, out: &mut dyn Write, metric: &PublicMetric) -> io::Result<()> {
        let name = metric.name.as_deref().unwrap_or("the metric of this work");
        let unit = metric.unit.as_deref();
        let unit = unit.map_or(String::new(), |unit| format!(", in {unit}"));
        self.named(out, "metric", &format!("{name}{unit}"))?;
        let number = |number: Option<f64>| number.map_or("not measured".to_owned(), status::number);
        let change = metric.change_percent.map(status::change);
        let latest = metric.latest();
        let on = latest.map_or(String::new(), |latest| format!(" on {}", latest.date));
        let row = format!(
            "before {}, latest {}{on}, change {}, standard {}",
            number(metric.baseline),
            number(latest.map(|latest| latest.value)),
            change.as_deref().unwrap_or("not measured"),
            number(metric.standard),
        );
        self.named(out, "", &row)?;
        let values = metric.values.iter();
        let values: Vec<String> = values
            .map(|value| format!("{} {}", value.date, status::number(value.value)))
            .collect();
        self.named(out, "values", &values.join(", "))
    }

    /// A line with a name before it; nothing where there is nothing to say.
    fn named(&self, out: &mut dyn Write, name: &str, text: &str) -> io::Result<()> {
        let indent = " ".repeat(NAMES);
        for (at, line) in self.lines(text, NAMES).into_iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            let start = format!("{name:NAMES$}");
            writeln!(out, "{}{line}", if at == 0 { &start } else { &indent })?;
        }
        Ok(())
    }

    fn wrapped(&self, out: &mut dyn Write, indent: &str, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return writeln!(out);
        }
        for line in self.lines(text, indent.len()) {
            writeln!(out, "{indent}{line}")?;
        }
        Ok(())
    }

    /// `text` as lines that fit, each made safe to print. Nothing of it is cut.
    fn lines(&self, text: &str, indent: usize) -> Vec<String> {
        lines(text, self.width.saturating_sub(indent))
    }
}

/// `text` as lines of at most `width` characters, each made safe to print. Nothing of it is cut.
fn lines(text: &str, width: usize) -> Vec<String> {
    let wrapped = wrap(text, width.max(20));
    let safe = wrapped.iter().map(|line| escape::line(line).into_owned());
    safe.collect()
}

const fn proof(proof: PublicProof) -> &'static str {
    match (proof.measured, proof.evidenced) {
        (true, true) => "measured and evidenced",
        (true, false) => "measured",
        _ => "evidenced",
    }
}

/// `text` in lines of at most `width` characters, broken at spaces where there are any. Spaces at
/// its start stay, and start every line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let inner = text.trim_start_matches(' ');
    let indent = &text[..text.len() - inner.len()];
    let room = width.saturating_sub(indent.len()).max(20);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in inner.split(' ') {
        let mut word: Vec<char> = word.chars().collect();
        if length > 0 && length + 1 + word.len() > room {
            lines.push(format!("{indent}{line}"));
            line.clear();
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        while word.len() > room {
            let rest = word.split_off(room);
            lines.push(format!("{indent}{line}{}", word.iter().collect::<String>()));
            line.clear();
            word = rest;
        }
        line.extend(&word);
        length += word.len();
    }
    if !line.trim().is_empty() {
        lines.push(format!("{indent}{line}"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_are_broken_at_spaces_and_nothing_is_lost() {
        let words = "one two three four five six seven";
        assert_eq!(wrap(words, 20), ["one two three four", "five six seven"]);
        assert_eq!(wrap(&format!("  {words}"), 22)[1], "  five six seven");
        let long = "x".repeat(45);
        assert_eq!(wrap(&long, 20).concat(), long);
        assert!(wrap("", 20).is_empty() && wrap("   ", 20).is_empty());
    }
}
