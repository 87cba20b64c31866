//! Where the files that documents link stand on the private side, and what of them is written.
//!
//! Private pages can read each other, wherever they are served from one place, and so could a file
//! among them that runs. What is not known to be inert under its own name gets one that no browser
//! runs; a drawing is cleaned as on the public side, or counts as such a file.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use rayon::prelude::*;

use super::clean::{clean, is_inert, is_text};
use super::files::MAX_FILE;
use crate::source::World;
use crate::workbook::{OutputPath, Target, Workbook};

/// How much of a file is read to tell what it is.
const HEAD: usize = 64 * 1024;

/// Every file that documents link, by its path in the workbook, with its place in the site.
#[derive(Debug, Default)]
pub struct PrivateFiles {
    places: BTreeMap<String, OutputPath>,
}

impl PrivateFiles {
    /// Looks at every file that documents of the workbook link.
    pub fn read(workbook: &Workbook, world: &dyn World) -> Self {
        let documents = workbook.documents.iter();
        let targets = documents.flat_map(|document| {
            let next = document.as_page().and_then(|page| page.next.as_ref());
            document.targets.iter().chain(next.map(|next| &next.target))
        });
        let paths: BTreeSet<&String> = targets
            .filter_map(|target| match target {
                Target::File(path) => Some(path),
                _ => None,
            })
            .collect();
        let place = |path: &&String| {
            let most = if is_drawing(path) {
                MAX_FILE
            } else {
                HEAD as u64
            };
            // What cannot be read cannot be written either.
            let head = world.read(path, most).unwrap_or_default();
            ((*path).clone(), place(path, &head))
        };
        Self {
            places: paths.par_iter().map(place).collect(),
        }
    }

    /// Where the file at `path` stands on the private side.
    pub fn place(&self, path: &str) -> Option<&OutputPath> {
        self.places.get(path)
    }

    /// Every file, with its place.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OutputPath)> {
        self.places
            .iter()
            .map(|(path, place)| (path.as_str(), place))
    }
}

/// What is written of the file at `path` to `place` on the private side; none where it is not any
/// more what was found there before, or is too large to be copied.
///
/// # Errors
/// Where the file cannot be read.
pub fn private_content(
    path: &str,
    at: &OutputPath,
    world: &dyn World,
) -> io::Result<Option<Vec<u8>>> {
    let bytes = world.read(path, MAX_FILE)?;
    if place(path, &bytes) != *at {
        return Ok(None);
    }
    let is_cleaned = is_drawing(path) && *at == OutputPath::of_file(path);
    if !is_cleaned {
        return Ok(Some(bytes));
    }
    Ok(clean(path, bytes).ok().map(|cleaned| cleaned.bytes))
}

fn is_drawing(path: &str) -> bool {
    let place = OutputPath::of_file(path);
    place.as_str().strip_suffix(".svg").is_some()
}

/// Where a file that begins like this stands. Only of a drawing all of it counts.
fn place(path: &str, bytes: &[u8]) -> OutputPath {
    let head = if is_drawing(path) {
        bytes
    } else {
        &bytes[..bytes.len().min(HEAD)]
    };
    if is_inert(path, head) {
        return OutputPath::of_file(path);
    }
    OutputPath::of_neutral_file(path, if is_text(head) { "txt" } else { "bin" })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::source::Memory;

    /// Of a large file the beginning is read first, and all of it when it is written.
    #[test]
    fn a_large_file_stands_where_its_beginning_says() {
        let text = "ab\n".repeat(HEAD);
        let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide).collect();
        let mut world = Memory::new(date(2026, 11, 23));
        world.insert("notes", wide.clone());
        let head = world.read("notes", HEAD as u64).expect("there");
        let at = place("notes", &head);
        assert_eq!(at.as_str(), "assets/files/notes");
        let written = private_content("notes", &at, &world).expect("there");
        assert_eq!(written, Some(wide));
    }

    #[test]
    fn what_may_run_gets_another_name() {
        for (path, head, expected) in [
            ("a/n.html", &b"<p>"[..], "assets/files/a/n-html.txt"),
            ("a/n", b"<!doctype html>", "assets/files/a/n.txt"),
            ("a/n.php.csv", b"a", "assets/files/a/n-php-csv.txt"),
            ("a/n.swf", b"\0", "assets/files/a/n-swf.bin"),
            ("a/n.csv", b"a,b", "assets/files/a/n.csv"),
        ] {
            assert_eq!(place(path, head).as_str(), expected);
        }
    }
}
