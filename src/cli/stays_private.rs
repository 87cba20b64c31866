//! Whether files that come along into a workbook stay private where they are put.

use crate::adopt::Adoption;
use crate::audience::Publication;
use crate::report::printable;
use crate::source::Disk;

/// Where the look of a site is kept.
const TEMPLATES: &str = "templates";

/// Whether the directory `into` can take notes, which are private.
///
/// # Errors
/// Where what stands there is part of what everybody sees.
pub(super) fn is_for_notes(into: &str) -> Result<(), String> {
    if into == TEMPLATES || into.starts_with(&format!("{TEMPLATES}/")) {
        return Err(
            "what stands in `templates` is part of every public page, and what is adopted is \
             private; name another place with `--into`"
                .to_owned(),
        );
    }
    Ok(())
}

/// Whether nothing that comes along would be published where it is put, below `into`: public text may
/// link what is not there yet.
///
/// # Errors
/// Where something would be.
pub(super) fn stays_private(
    world: &Disk,
    into: &str,
    adoption: &Adoption,
) -> Result<(), Box<dyn std::error::Error>> {
    let now = crate::compile(world)?;
    let awaited = Publication::of(&now.workbook, &now.status).awaited();
    let files = adoption.attachments.iter();
    let mut files = files.map(|path| format!("{into}/{path}"));
    let Some(first) = files.find(|path| awaited.contains(path)) else {
        return Ok(());
    };
    let first = printable(&first);
    Err(format!(
        "`{first}` would be public: public text of the workbook links it already; nothing was \
         written; `--into` names another place"
    )
    .into())
}
