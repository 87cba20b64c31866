//! The search of a site: an index in pieces, of which a reader loads a few kilobytes however large the
//! site is. It is made from the records that the site gives, and searched as text for what must not be
//! public before it is packed.

use std::collections::BTreeMap;

use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;

use super::EmitError;
use crate::audience::Guard;
use crate::site::{Record, Side, Site};

/// Where the index stands on a side.
pub(super) const DIRECTORY: &str = "search";

/// The most files in which the texts of pages are kept.
const MOST_TEXTS: u32 = 400;

/// What the library makes beside the index that the site's own search does without.
const UNUSED: [&str; 4] = [
    "pagefind-ui.",
    "pagefind-modular-ui.",
    "pagefind-component-ui.",
    "pagefind-highlight.",
];

/// The files of the search of one side, by their paths on it; none where the side has no document.
///
/// # Errors
/// Where a record holds what must not be public, or the index cannot be made.
pub(super) fn index(
    site: &Site<'_>,
    of: Side,
    guard: &Guard,
) -> Result<Vec<(String, Vec<u8>)>, EmitError> {
    let failed = |error: &dyn std::fmt::Display| EmitError::Search(error.to_string());
    let records = site.records(of);
    if records.is_empty() {
        return Ok(Vec::new());
    }
    if of == Side::Public {
        for record in &records {
            let text = format!("{}\n{}", record.title, record.text);
            if let Some(leak) = guard.scan_text(&record.path, &text) {
                return Err(EmitError::Leak(leak));
            }
        }
    }
    // The library waits for nothing here; it only asks to be run like this.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|error| failed(&error))?;
    let made = runtime.block_on(async {
        let config = PagefindServiceConfig::builder()
            .keep_index_url(true)
            .force_language("en".to_owned())
            .max_fragments(MOST_TEXTS)
            .build();
        let mut index = PagefindIndex::new(Some(config))?;
        for record in records {
            let Record {
                path,
                title,
                kind,
                text,
            } = record;
            let meta = BTreeMap::from([("title".to_owned(), title), ("kind".to_owned(), kind)]);
            let language = "en".to_owned();
            index
                .add_custom_record(path, text, language, Some(meta), None, None)
                .await?;
        }
        index.get_files().await
    });
    let files = made.map_err(|error| failed(&error))?;
    let named = files.into_iter().filter_map(|file| {
        let name = file.filename.to_str()?.replace('\\', "/");
        let is_used = !UNUSED.iter().any(|unused| name.starts_with(unused));
        is_used.then(|| (format!("{DIRECTORY}/{name}"), file.contents))
    });
    let mut files: Vec<(String, Vec<u8>)> = named.collect();
    files.sort();
    Ok(files)
}
