//! What `adopt` did, or would do: for people, and as JSON.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::{counted, printable};
use crate::adopt::{Adoption, Become, Remark};
use crate::audience::Withheld;

/// How many of a list people are told.
const MOST_TOLD: usize = 20;

/// What came of adopting notes.
pub struct AdoptionReport<'a> {
    /// What was worked out.
    pub adoption: &'a Adoption,
    /// The directory of the workbook that they went to; none where they stayed in their place.
    pub into: Option<&'a str>,
    /// Whether nothing was written.
    pub is_rehearsal: bool,
    /// What was left where it is, since it cannot be read, and why.
    pub unread: &'a [Remark],
    /// What must not be told, as the workbook says that they go to. Paths name files and are told.
    pub withheld: &'a Withheld,
}

impl AdoptionReport<'_> {
    /// Writes it for people.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let adoption = self.adoption;
        let notes = counted(adoption.documents.len(), "note");
        let tool = adoption.tool.name();
        let kind = match adoption.becomes {
            Become::Evidence => "evidence",
            Become::Pages => "pages",
        };
        let done = if self.is_rehearsal {
            "Would adopt"
        } else {
            "Adopted"
        };
        let place = match self.into {
            Some(into) => format!("into `{}/`", printable(into)),
            None => "in their place".to_owned(),
        };
        writeln!(
            out,
            "{done} {notes} of {tool} as {kind}, {place}. All of it is private."
        )?;
        if !adoption.keys.is_empty() {
            writeln!(out, "\nKeys:")?;
            let keys = adoption.keys.iter();
            let lines = keys.map(|((from, to), count)| {
                let (from, to) = (self.withheld.text(from), self.withheld.text(to));
                format!("{from} → {to} ({count})")
            });
            list(out, lines)?;
        }
        if adoption.links > 0 {
            writeln!(out, "\n{} rewritten.", counted(adoption.links, "link"))?;
        }
        if !adoption.attachments.is_empty() {
            let count = counted(adoption.attachments.len(), "linked file");
            let verb = if self.into.is_some() {
                "came along"
            } else {
                "left in place"
            };
            writeln!(out, "\n{count} {verb}.")?;
        }
        if !adoption.left.is_empty() && self.into.is_some() {
            let count = counted(adoption.left.len(), "file");
            writeln!(out, "\n{count} that no note links stayed behind:")?;
            list(out, adoption.left.iter().cloned())?;
        }
        self.tell(out, "Left where they are:", self.unread)?;
        self.tell(out, "Not translated:", &adoption.remarks)
    }

    /// Writes it as one JSON object, with all of every list.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let adoption = self.adoption;
        let remark = |remark: &Remark| RemarkObject {
            path: remark.path.clone(),
            line: (remark.line > 0).then_some(remark.line),
            what: self.withheld.message(&remark.what).into_owned(),
        };
        let object = Object {
            version: 1,
            tool: adoption.tool.name(),
            becomes: match adoption.becomes {
                Become::Evidence => "evidence",
                Become::Pages => "page",
            },
            into: self.into,
            written: !self.is_rehearsal,
            documents: adoption
                .documents
                .iter()
                .map(|document| Moved {
                    from: &document.from,
                    to: &document.to,
                })
                .collect(),
            keys: adoption
                .keys
                .iter()
                .map(|((from, to), count)| Key {
                    from: self.withheld.text(from),
                    to: self.withheld.text(to),
                    count: *count,
                })
                .collect(),
            links: adoption.links,
            attachments: &adoption.attachments,
            left: &adoption.left,
            unread: self.unread.iter().map(remark).collect(),
            remarks: adoption.remarks.iter().map(remark).collect(),
        };
        super::json::write_object(&object, out)
    }

    /// Writes a list of remarks below its heading.
    fn tell(&self, out: &mut dyn Write, heading: &str, remarks: &[Remark]) -> io::Result<()> {
        if remarks.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{heading}")?;
        let told = remarks.iter().map(|remark| {
            let Remark { path, line, what } = remark;
            let what = self.withheld.message(what);
            match line {
                0 => format!("{path}: {what}"),
                line => format!("{path}:{line}: {what}"),
            }
        });
        list(out, told)
    }
}

/// Writes the first of a list, indented, and how many there are besides.
fn list(out: &mut dyn Write, lines: impl Iterator<Item = String>) -> io::Result<()> {
    let lines: Vec<String> = lines.collect();
    for line in lines.iter().take(MOST_TOLD) {
        writeln!(out, "  {}", printable(line))?;
    }
    match lines.len().saturating_sub(MOST_TOLD) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more (`--format json` lists all)"),
    }
}

#[derive(Serialize)]
struct Object<'a> {
    version: u32,
    tool: &'a str,
    becomes: &'a str,
    into: Option<&'a str>,
    written: bool,
    documents: Vec<Moved<'a>>,
    keys: Vec<Key<'a>>,
    links: usize,
    attachments: &'a [String],
    left: &'a [String],
    unread: Vec<RemarkObject>,
    remarks: Vec<RemarkObject>,
}

#[derive(Serialize)]
struct Moved<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct Key<'a> {
    from: Cow<'a, str>,
    to: Cow<'a, str>,
    count: usize,
}

#[derive(Serialize)]
struct RemarkObject {
    path: String,
    line: Option<usize>,
    what: String,
}
