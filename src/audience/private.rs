//! The private view: everything, for the team.

use std::collections::BTreeMap;

use super::Text;
use super::address::Address;
use super::approval::Approvals;
use super::private_files::PrivateFiles;
use super::projection::{Lens, project};
use crate::status::Status;
use crate::workbook::{Document, OutputPath, Target, Workbook};

/// The whole workbook as the team sees it.
pub struct PrivateView<'w> {
    /// The workbook.
    pub workbook: &'w Workbook,
    /// What it shows, whatever it says.
    pub status: &'w Status,
    /// What the approvals of its pages are worth.
    pub approvals: &'w Approvals,
    /// Where the files stand that its documents link.
    files: &'w PrivateFiles,
    /// For each document, the positions of those that link it.
    backlinks: Vec<Vec<usize>>,
}

impl<'w> PrivateView<'w> {
    /// The private view of a workbook.
    pub fn of(
        workbook: &'w Workbook,
        status: &'w Status,
        approvals: &'w Approvals,
        files: &'w PrivateFiles,
    ) -> Self {
        let mut backlinks = vec![Vec::new(); workbook.documents.len()];
        for (from, document) in workbook.documents.iter().enumerate() {
            for target in &document.targets {
                let Target::Document { document: to, .. } = target else {
                    continue;
                };
                // Links of one document come in a row, so a second one is seen at the end.
                if *to != from && backlinks[*to].last() != Some(&from) {
                    backlinks[*to].push(from);
                }
            }
        }
        Self {
            workbook,
            status,
            approvals,
            files,
            backlinks,
        }
    }

    /// What links the document at `position`.
    pub fn backlinks(&self, position: usize) -> impl Iterator<Item = &'w Document> {
        let documents = &self.workbook.documents;
        self.backlinks[position]
            .iter()
            .map(|&from| &documents[from])
    }

    /// The text of the document at `position` with every section, private ones marked.
    pub fn text(&self, position: usize) -> Text<'w> {
        let document = &self.workbook.documents[position];
        let address = |written: &str| {
            let target = self.workbook.resolve(written, position);
            self.address(document, &target, written)
        };
        let lens = Lens {
            address: &address,
            marks_private: true,
            sets_type: true,
        };
        project(&document.body, self.workbook.text(document), &lens)
    }

    /// Where the `next` of a page leads, if anywhere.
    pub fn next(&self, document: &'w Document) -> Option<(&'w str, String)> {
        let next = document.as_page()?.next.as_ref()?;
        match self.address(document, &next.target, &next.url.value) {
            Address::Link(href) | Address::File(href) => Some((next.text.as_str(), href)),
            Address::Missing | Address::None => None,
        }
    }

    /// The files that documents link: where each stands in the site and in the workbook.
    pub fn files(&self) -> BTreeMap<OutputPath, String> {
        let files = self.files.iter();
        files
            .map(|(path, place)| (place.clone(), path.to_owned()))
            .collect()
    }

    fn address(&self, from: &Document, target: &Target, written: &str) -> Address {
        match target {
            Target::Address => Address::Link(written.to_owned()),
            Target::InlineImage => Address::File(written.to_owned()),
            Target::File(path) => match self.files.place(path) {
                Some(place) => Address::File(from.output.link_to(place)),
                None => Address::Missing,
            },
            Target::Document { document, heading } => {
                let to = &self.workbook.documents[*document];
                let anchor = heading.map(|heading| to.body.headings[heading].anchor.as_str());
                Address::Link(match anchor {
                    Some(anchor) if to.output == from.output => format!("#{anchor}"),
                    Some(anchor) => format!("{}#{anchor}", from.output.link_to(&to.output)),
                    None => from.output.link_to(&to.output),
                })
            }
            Target::NoHeading { document, .. } => {
                let to = &self.workbook.documents[*document];
                Address::Link(from.output.link_to(&to.output))
            }
            Target::Missing(_) => Address::Missing,
            _ => Address::None,
        }
    }
}
