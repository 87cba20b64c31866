//! Where a change started: the newest commit that a revision and what is checked out share.

use std::path::{Path, PathBuf};

use git2::{ErrorCode, Oid, Repository};

use super::size::is_too_large;
use super::{open, prefix};

/// The commit from which a change started.
#[derive(Debug, Clone)]
pub struct Base {
    /// The workbook's root on disk.
    pub(super) root: PathBuf,
    /// Its path in the repository.
    pub(super) prefix: String,
    pub(super) commit: Oid,
    revision: String,
}

/// Why it cannot be told where a change started.
#[derive(Debug, thiserror::Error)]
pub enum BaseError {
    /// The workbook lies in no repository.
    #[error("the workbook is in no git repository, so there is no `{0}` to compare it with")]
    NoRepository(String),
    /// The repository has no work tree to which the workbook could belong.
    #[error("the git repository has no work tree, so there is no change to look at")]
    Bare,
    /// The repository belongs to somebody else.
    #[error(
        "the git repository belongs to somebody else; git's `safe.directory` says which \
         repositories of others you trust"
    )]
    Foreign,
    /// There is no commit yet.
    #[error("nothing is committed yet, so there is no change to look at")]
    Unborn,
    /// No commit of that name.
    #[error("git knows no commit `{revision}` here{}", fetching(*.is_shallow, "fetch it first, as with `git fetch origin main` for `origin/main`"))]
    Unknown {
        /// What was asked for.
        revision: String,
        /// Whether the clone is shallow.
        is_shallow: bool,
    },
    /// The revision and what is checked out share no commit.
    #[error("`{revision}` and what is checked out share no commit{}", fetching(*.is_shallow, "compare with a branch of the same history"))]
    Unrelated {
        /// What was asked for.
        revision: String,
        /// Whether the clone is shallow.
        is_shallow: bool,
    },
    /// The commit from which the change started is too large.
    #[error(
        "the commit from which the change started holds more files than are looked through, so it \
         cannot be told what is different; compare with a newer one"
    )]
    TooLarge,
    /// The repository is damaged.
    #[error("the git repository cannot be read: {0}; `git fsck` says what is wrong with it")]
    Unreadable(String),
}

/// What to do about a commit that is not here.
fn fetching(is_shallow: bool, otherwise: &str) -> String {
    if is_shallow {
        "; the clone is shallow: `git fetch --unshallow` gets the rest, and in CI `fetch-depth: 0` \
         checks out the whole history"
            .to_owned()
    } else {
        format!("; {otherwise}")
    }
}

impl Base {
    /// Where the change started that leads from `revision` to what is checked out around the workbook
    /// at `root`.
    pub(in crate::source) fn find(root: &Path, revision: &str) -> Result<Self, BaseError> {
        let repository = open(root).map_err(|error| match error.code() {
            ErrorCode::NotFound => BaseError::NoRepository(revision.to_owned()),
            _ => unreadable(&error),
        })?;
        let prefix = prefix(&repository, root).ok_or(BaseError::Bare)?;
        let head = match repository.head().and_then(|head| head.peel_to_commit()) {
            Err(error) if error.code() == ErrorCode::UnbornBranch => Err(BaseError::Unborn),
            head => head.map_err(|error| unreadable(&error)),
        }?;
        let is_shallow = repository.is_shallow();
        let named = commit_named(&repository, revision).ok_or_else(|| BaseError::Unknown {
            revision: revision.to_owned(),
            is_shallow,
        })?;
        let commit = match repository.merge_base(head.id(), named) {
            Err(error) if error.code() == ErrorCode::NotFound => Err(BaseError::Unrelated {
                revision: revision.to_owned(),
                is_shallow,
            }),
            found => found.map_err(|error| unreadable(&error)),
        }?;
        Ok(Self {
            root: root.to_owned(),
            prefix,
            commit,
            revision: revision.to_owned(),
        })
    }

    /// The revision that was asked for, as it was given.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// The full name of the commit.
    pub fn commit(&self) -> String {
        self.commit.to_string()
    }
}

fn commit_named(repository: &Repository, revision: &str) -> Option<Oid> {
    let object = repository.revparse_single(revision).ok()?;
    Some(object.peel_to_commit().ok()?.id())
}

pub(super) fn unreadable(error: &git2::Error) -> BaseError {
    match error.code() {
        ErrorCode::Owner => BaseError::Foreign,
        _ if is_too_large(error) => BaseError::TooLarge,
        _ => BaseError::Unreadable(error.message().to_owned()),
    }
}
