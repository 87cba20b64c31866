//! Test cases written as Markdown: one file per rule, one `##` per case (see `tests/cases/README.md`).
//!
//! This module reads and runs them; it asserts nothing.

#![allow(
    dead_code,
    unused_imports,
    reason = "each test binary that includes this module uses a part of it"
)]

mod parse;
mod run;
mod shown;

pub(crate) use parse::{Case, CaseFile, Expected, Fence};
pub(crate) use run::{Run, Tree, base, run, tree};
pub(crate) use shown::difference;

use std::path::{Path, PathBuf};

/// The directory that holds the cases.
pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Whether a file is among those that `CASES` asks for.
pub(crate) fn is_wanted(file: &CaseFile) -> bool {
    let wanted = std::env::var("CASES").unwrap_or_default();
    let path = file.path.strip_prefix(env!("CARGO_MANIFEST_DIR"));
    let path = path.unwrap_or(&file.path).to_string_lossy();
    path.contains(&wanted)
}

/// The files about the status of loops, sorted by name.
///
/// # Errors
/// What is wrong with the files, in words.
pub(crate) fn of_steps() -> Result<Vec<CaseFile>, String> {
    let mut paths = list(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/steps"))?;
    paths.retain(|path| !path.ends_with("README.md"));
    paths.sort();
    paths.iter().map(|path| CaseFile::read(path)).collect()
}

/// Every case file, sorted by family and rule.
///
/// # Errors
/// What is wrong with the files, in words.
pub(crate) fn all() -> Result<Vec<CaseFile>, String> {
    let mut files = Vec::new();
    for family in subdirectories(&directory())? {
        if family.ends_with("base") {
            continue;
        }
        for entry in list(&family)? {
            if entry.extension().is_some_and(|suffix| suffix == "md") {
                files.push(CaseFile::read(&entry)?);
            }
        }
    }
    files.sort_by(|a, b| (&a.family, &a.rule).cmp(&(&b.family, &b.rule)));
    Ok(files)
}

fn subdirectories(path: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = list(path)?;
    Ok(entries.into_iter().filter(|entry| entry.is_dir()).collect())
}

fn list(path: &Path) -> Result<Vec<PathBuf>, String> {
    let entries =
        std::fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}
