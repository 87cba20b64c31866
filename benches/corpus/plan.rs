//! Which document stands where, and how one links another.
//!
//! Everything follows from a document's number, so any document can link any other without
//! either of them being written yet. A directory holds sixty documents; every fourth full
//! directory is a workflow.

use super::words::Dice;

/// Documents in a directory.
pub(crate) const PER_DIRECTORY: usize = 60;

/// Where the guides of a directory stand; before them the loops, behind them notes and pages.
const GUIDES: std::ops::Range<usize> = 6..12;

/// The place of the note that is evidence from outside in every directory that is long enough.
const OUTSIDE_NOTE: usize = 12;

/// The stems of the six headings that every document but a loop has.
pub(crate) const HEADINGS: [(&str, &str); 6] = [
    ("##", "Situation"),
    ("###", "Related"),
    ("##", "Finding"),
    ("###", "Figures"),
    ("##", "Listing"),
    ("##", "Outlook"),
];

/// The six jobs; a workflow's first documents, in this order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    Understand,
    Redesign,
    Instrument,
    Govern,
    Improve,
    Distribute,
}

impl Job {
    const ALL: [Self; 6] = [
        Self::Understand,
        Self::Redesign,
        Self::Instrument,
        Self::Govern,
        Self::Improve,
        Self::Distribute,
    ];

    /// The job's name in front matter, and its document's file name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Understand => "understand",
            Self::Redesign => "redesign",
            Self::Instrument => "instrument",
            Self::Govern => "govern",
            Self::Improve => "improve",
            Self::Distribute => "distribute",
        }
    }
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One of a workflow's six loops.
    Loop(Job),
    /// A page on the playbook route.
    Guide,
    /// A page that stays private.
    Page,
    /// Evidence; `outside` says whether a customer is its origin.
    Evidence { outside: bool },
}

/// The layout of a corpus of so many documents.
pub(crate) struct Plan {
    /// How many documents there are, at least one full directory.
    pub(crate) documents: usize,
}

impl Plan {
    /// What the document of this number is.
    pub(crate) fn kind(&self, document: usize) -> Kind {
        let (directory, slot) = (document / PER_DIRECTORY, document % PER_DIRECTORY);
        match slot {
            _ if slot < Job::ALL.len() && self.is_workflow(directory) => Kind::Loop(Job::ALL[slot]),
            _ if GUIDES.contains(&slot) => Kind::Guide,
            _ if slot % 3 == 2 => Kind::Page,
            _ => Kind::Evidence {
                outside: slot % 2 == 0,
            },
        }
    }

    fn is_workflow(&self, directory: usize) -> bool {
        directory.is_multiple_of(4) && (directory + 1) * PER_DIRECTORY <= self.documents
    }

    /// The document's id: its path without `.md`.
    pub(crate) fn id(&self, document: usize) -> String {
        format!("{}/{}", directory_name(document), self.name(document))
    }

    fn name(&self, document: usize) -> String {
        let slot = document % PER_DIRECTORY;
        match self.kind(document) {
            Kind::Loop(job) => job.name().to_owned(),
            Kind::Guide => format!("guide-{slot:02}"),
            Kind::Page => format!("page-{slot:02}"),
            Kind::Evidence { .. } => format!("note-{slot:02}"),
        }
    }

    /// The relative link from one document to another.
    pub(crate) fn link(&self, from: usize, to: usize) -> String {
        let name = self.name(to);
        if from / PER_DIRECTORY == to / PER_DIRECTORY {
            format!("{name}.md")
        } else {
            format!("../{}/{name}.md", directory_name(to))
        }
    }

    /// The anchor of one of the document's headings.
    pub(crate) fn anchor(&self, document: usize, heading: usize) -> String {
        match self.kind(document) {
            Kind::Loop(_) => "kill-signal".to_owned(),
            _ => heading_text(document, heading)
                .to_lowercase()
                .replace(' ', "-"),
        }
    }

    /// The guide of this number, counted through all directories and round again.
    pub(crate) fn guide(&self, number: usize) -> usize {
        let number = number % self.guides();
        let directory = number / GUIDES.len();
        directory * PER_DIRECTORY + GUIDES.start + number % GUIDES.len()
    }

    /// The number of the guide that this document is.
    pub(crate) fn guide_number(document: usize) -> usize {
        Self::first_guide(document) + document % PER_DIRECTORY - GUIDES.start
    }

    /// The number of the first guide in the document's directory.
    pub(crate) fn first_guide(document: usize) -> usize {
        document / PER_DIRECTORY * GUIDES.len()
    }

    fn guides(&self) -> usize {
        let rest = self.documents % PER_DIRECTORY;
        let full = self.documents / PER_DIRECTORY * GUIDES.len();
        full + rest.clamp(GUIDES.start, GUIDES.end) - GUIDES.start
    }

    /// An evidence note from outside, in the document's own directory where that has one.
    pub(crate) fn outside_note(&self, document: usize) -> usize {
        let own = document / PER_DIRECTORY * PER_DIRECTORY + OUTSIDE_NOTE;
        if own < self.documents {
            own
        } else {
            OUTSIDE_NOTE
        }
    }

    /// Any evidence note near the document: the one from outside, or the one after it.
    pub(crate) fn near_note(&self, document: usize, dice: &mut Dice) -> usize {
        let note = self.outside_note(document);
        if note + 1 < self.documents {
            note + dice.below(2)
        } else {
            note
        }
    }
}

/// The directory that a document stands in; for a loop this is also its workflow's id.
pub(crate) fn directory_name(document: usize) -> String {
    format!("desk-{:04}", document / PER_DIRECTORY)
}

/// The text of one of the six headings, which its anchor repeats.
pub(crate) fn heading_text(document: usize, heading: usize) -> String {
    let mut dice = Dice::new(document, 2 + heading as u64);
    format!("{} {}", HEADINGS[heading].1, dice.word())
}
