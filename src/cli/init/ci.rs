//! What a repository's CI does with the workbook: a file for GitHub Actions or for GitLab CI.
//!
//! It stands at the top of the repository, wherever the workbook lies in it. Which loopbook it installs
//! is the one that wrote it.

use std::io;
use std::path::{self, Path, PathBuf};

use clap::ValueEnum;

use super::super::scaffold::NewFile;
use crate::report::printable;
use crate::source::repository;
use crate::syntax::yaml_text;

/// Whose CI it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Ci {
    /// GitHub Actions, with code scanning and Pages
    Github,
    /// GitLab CI, with code quality and Pages
    Gitlab,
}

impl Ci {
    /// Where its file stands, from the top of the repository.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/workbook.yml",
            Self::Gitlab => ".gitlab-ci.yml",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Github => include_str!("github.yml"),
            Self::Gitlab => include_str!("gitlab.yml"),
        }
    }

    /// What is left to do by hand.
    pub(super) const fn advice(self) -> &'static str {
        match self {
            Self::Github => {
                "Commit it; for the site, choose GitHub Actions as the source of Pages in the repository's \
                 settings."
            }
            Self::Gitlab => {
                "Commit it; who may see the site is set under Pages in the project's settings."
            }
        }
    }

    /// The file for the workbook at `place`, a path from the top of the repository without a slash at its
    /// end, empty where it is the top.
    ///
    /// # Errors
    /// Where the place cannot be named in such a file: what runs it would take a part of it for something
    /// else.
    pub(super) fn file(self, place: &str) -> Result<NewFile, String> {
        if place.contains('$') || place.chars().any(char::is_control) {
            let place = printable(place);
            return Err(format!(
                "a path like `{place}` means something else in a file of CI; rename the directory"
            ));
        }
        let place = if place.is_empty() { "." } else { place };
        let text = self.text().replace("VERSION\n", &version_line());
        Ok(NewFile {
            path: self.path().to_owned(),
            text: text.replace("PLACE\n", &(yaml_text(place) + "\n")),
        })
    }
}

/// The version as a text: a number with one point would be read as a number.
fn version_line() -> String {
    format!("\"{}\"\n", env!("CARGO_PKG_VERSION"))
}

/// The top of the repository that `root` is to lie in, and the way from there to it; the root itself and
/// nothing where there is no repository.
pub(super) fn top_of(root: &Path) -> io::Result<(PathBuf, String)> {
    // It may be still to be made, or be where the command runs.
    let here = Path::new(".").join(root);
    let full = here.canonicalize().or_else(|_| path::absolute(&here))?;
    let Some(top) = repository(&full) else {
        return Ok((root.to_owned(), String::new()));
    };
    let below = full.strip_prefix(top).unwrap_or(Path::new(""));
    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
    Ok((top.to_owned(), names.join("/")))
}
