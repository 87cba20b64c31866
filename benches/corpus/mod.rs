//! A workbook of any size, the same bytes every time.
//!
//! Documents of about 4 KB, sixty a directory, each with a dozen front-matter fields, headings, a
//! task list that links three other documents, a table of ten rows, a code block and paragraphs.
//! Every fourth directory is a workflow with its six loops; a tenth of all documents are guides on
//! the playbook route; the rest is private evidence and private pages. Nothing is routed to
//! journeys, which would need approvals, and there is no git history.
//!
//! The corpus is a valid workbook: `loopbook check` finds neither errors nor warnings in it. What
//! it is not: a sample of how people write. It measures throughput, not the quality of findings.

mod loops;
mod notes;
mod parts;
mod plan;
mod words;

use std::path::Path;
use std::{fs, io};

use plan::{Kind, PER_DIRECTORY, Plan};

/// Raised with every change of the corpus' bytes, so that no kept corpus of another shape is used.
pub(crate) const VERSION: u32 = 2;

/// The fewest documents that make a corpus: one directory.
pub(crate) const MINIMUM: usize = PER_DIRECTORY;

/// Those who own documents, as `workbook.yaml` lists them.
const PEOPLE: &[&str] = &["mo", "ada", "lin", "tam", "ives", "rosa"];

const WORKBOOK: &str = "\
edition: 1
title: Harbor Refund Desk
base_url: https://harbor.example/
people:
  mo: { name: M. Okafor, email: mo@harbor.example, public_name: The refund desk }
  ada: { name: A. Brandt, email: ada@harbor.example, public_name: The refund desk }
  lin: { name: L. Castellan, email: lin@harbor.example, public_name: The order desk }
  tam: { name: T. Nakagawa, email: tam@harbor.example, public_name: The order desk }
  ives: { name: I. Moreau, email: ives@harbor.example, public_name: The parcel desk }
  rosa: { name: R. Adeyemi, email: rosa@harbor.example, public_name: The parcel desk }
agents:
  refund-agent: { name: Refund agent, owner: mo }
systems:
  erp: { name: ERP }
protected_terms: [Acme GmbH]
stale_after: 36500
evidence_minimum: 1
";

/// Writes the workbook into a directory that does not exist yet. At least [`MINIMUM`] documents.
pub(crate) fn write(directory: &Path, documents: usize) -> io::Result<()> {
    let plan = Plan { documents };
    fs::create_dir_all(directory)?;
    fs::write(directory.join("workbook.yaml"), WORKBOOK)?;
    for document in 0..documents {
        if document.is_multiple_of(PER_DIRECTORY) {
            fs::create_dir(directory.join(plan::directory_name(document)))?;
        }
        let text = match plan.kind(document) {
            Kind::Loop(job) => loops::document(&plan, document, job),
            Kind::Guide | Kind::Page | Kind::Evidence { .. } => notes::document(&plan, document),
        };
        fs::write(directory.join(format!("{}.md", plan.id(document))), text)?;
    }
    Ok(())
}
