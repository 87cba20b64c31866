//! The history of files, from the commits that lead to one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use git2::{
    Delta, DiffFindOptions, DiffOptions, ErrorCode, ObjectType, Oid, Repository, Sort, Status,
    Time, Tree,
};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::size::{MOST_COMPARED, Sizes, is_too_large, too_large};
use super::{MOST_REMOVED, best_named, is_file, name, oid, open, prefix};
use crate::source::history::{Blind, Change, ContentId, Contents, Extent, History, Version};
use crate::source::walk::{Commit, Item, Objects, Touch, walk};
use crate::source::{MAX_DOCUMENT, climb};

/// The longest path that is looked up.
const LONGEST_PATH: usize = 4096;

/// The history of the files at `asked`, seen from the workbook at `root` as it is checked out.
pub(in crate::source) fn history(root: &Path, asked: &[String]) -> History {
    read_here(root, asked).unwrap_or_else(|error| History::unknown(blind(&error)))
}

/// The history of the files at `asked` up to a commit, seen from the workbook that was at `prefix` of
/// the repository then.
pub(super) fn history_until(
    repository: Repository,
    commit: Oid,
    prefix: &str,
    asked: &[String],
) -> History {
    let read = read(repository, Some(commit), prefix, asked, true);
    read.unwrap_or_else(|error| History::unknown(blind(&error)))
}

/// Why a failure leaves nothing known.
fn blind(error: &git2::Error) -> Blind {
    match error.code() {
        ErrorCode::Owner => Blind::Foreign,
        _ if is_too_large(error) => Blind::TooLarge,
        _ => Blind::Unreadable,
    }
}

fn read_here(root: &Path, asked: &[String]) -> Result<History, git2::Error> {
    let repository = match open(root) {
        Ok(repository) => repository,
        Err(error) if error.code() == ErrorCode::NotFound => {
            return Ok(History::unknown(Blind::NoRepository));
        }
        Err(error) => return Err(error),
    };
    let Some(prefix) = prefix(&repository, root) else {
        return Ok(History::unknown(Blind::Bare));
    };
    // A branch without a commit has no history.
    let head = match repository.head() {
        Err(error) if error.code() == ErrorCode::UnbornBranch => None,
        head => Some(head?.peel_to_commit()?.id()),
    };
    read(repository, head, &prefix, asked, false)
}

/// The history up to the commit `last`. Where it `is_past`, nothing waits to be committed.
fn read(
    repository: Repository,
    last: Option<Oid>,
    prefix: &str,
    asked: &[String],
    is_past: bool,
) -> Result<History, git2::Error> {
    let paths: HashMap<String, String> = asked
        .iter()
        .map(|path| (path.clone(), climb(prefix, path)))
        .filter(|(_, path)| path.len() <= LONGEST_PATH && !path.starts_with("../"))
        .collect();
    let commits = commits(&repository, last)?;
    let is_cut = repository.is_shallow();
    let mut followed: Vec<String> = paths.values().cloned().collect();
    followed.sort_unstable();
    followed.dedup();
    let walked = walk(&commits.graph, &followed, &Trees::new(&repository))?;
    let mut versions: HashMap<&str, Vec<Version>> = HashMap::new();
    for (path, touches) in followed.iter().zip(walked) {
        let version = |touch| commits.version(&repository, touch, is_cut);
        let of_path = touches.into_iter().map(version).collect::<Result<_, _>>()?;
        versions.insert(path, of_path);
    }
    let of_asked = |(asked, path): (&String, &String)| {
        let found = versions.get(path.as_str()).cloned().unwrap_or_default();
        (asked.clone(), found)
    };
    let versions = paths.iter().map(of_asked).collect();
    let extent = if is_cut { Extent::Cut } else { Extent::Whole };
    let contents = Store {
        repository: Mutex::new(repository),
        commits: commits.ids,
        paths,
        is_past,
    };
    Ok(History::new(extent, versions, Arc::new(contents)))
}

/// The commits of a history, newest first.
struct Commits {
    ids: Vec<Oid>,
    graph: Vec<Commit>,
}

/// Every commit that leads to `last`, and it.
fn commits(repository: &Repository, last: Option<Oid>) -> Result<Commits, git2::Error> {
    let mut commits = Commits {
        ids: Vec::new(),
        graph: Vec::new(),
    };
    let Some(last) = last else {
        return Ok(commits);
    };
    let mut walk = repository.revwalk()?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
    walk.push(last)?;
    commits.ids = walk.collect::<Result<_, _>>()?;
    let positions: HashMap<Oid, usize> =
        (0..).zip(&commits.ids).map(|(at, id)| (*id, at)).collect();
    for id in &commits.ids {
        let commit = repository.find_commit(*id)?;
        let parents = commit.parent_ids();
        commits.graph.push(Commit {
            tree: name(commit.tree_id()),
            // Where the clone is shallow, a parent that is not here is none.
            parents: parents
                .filter_map(|id| positions.get(&id).copied())
                .collect(),
        });
    }
    Ok(commits)
}

impl Commits {
    fn version(
        &self,
        repository: &Repository,
        touch: Touch,
        is_cut: bool,
    ) -> Result<Version, git2::Error> {
        let commit = repository.find_commit(self.ids[touch.commit])?;
        let author = commit.author();
        let first = self.graph[touch.commit].parents.is_empty();
        let change = match touch.content {
            None => Change::Removed,
            Some(_) if touch.is_move => Change::Moved,
            Some(_) if is_cut && first => Change::FirstKnown,
            Some(_) => Change::Written,
        };
        Ok(Version {
            on: day(author.when()),
            author: String::from_utf8_lossy(author.email_bytes()).into_owned(),
            path: touch.path,
            change,
            content: touch.content,
            order: self.ids.len() - 1 - touch.commit,
        })
    }
}

/// The day that the author's calendar showed. Nobody's clock is asked whether that can be.
fn day(time: Time) -> Date {
    let offset = Offset::from_seconds(time.offset_minutes().saturating_mul(60));
    let at = Timestamp::from_second(time.seconds());
    let offset = offset.unwrap_or(Offset::UTC);
    match at {
        Ok(at) => offset.to_datetime(at).date(),
        Err(_) if time.seconds() < 0 => Date::MIN,
        Err(_) => Date::MAX,
    }
}

/// The directories of a repository.
struct Trees<'r> {
    repository: &'r Repository,
    sizes: RefCell<Sizes<'r>>,
}

impl<'r> Trees<'r> {
    fn new(repository: &'r Repository) -> Self {
        Self {
            repository,
            sizes: RefCell::new(Sizes::new(repository)),
        }
    }

    fn tree(&self, id: ContentId) -> Result<Tree<'r>, git2::Error> {
        self.repository.find_tree(oid(id)?)
    }
}

impl Objects for Trees<'_> {
    type Error = git2::Error;

    fn items(&self, tree: ContentId, names: &[String]) -> Result<Vec<Item>, git2::Error> {
        let tree = self.tree(tree)?;
        let item = |wanted: &String| match tree.get_name(wanted) {
            Some(entry) if entry.kind() == Some(ObjectType::Tree) => {
                Item::Directory(name(entry.id()))
            }
            Some(entry) if is_file(entry.filemode()) => Item::File(name(entry.id())),
            _ => Item::Nothing,
        };
        Ok(names.iter().map(item).collect())
    }

    fn moved(
        &self,
        before: ContentId,
        after: ContentId,
        appeared: &[(&str, ContentId)],
    ) -> Result<Vec<Option<String>>, git2::Error> {
        let (before, after) = (self.tree(before)?, self.tree(after)?);
        let differing = self.sizes.borrow_mut().admit_change(&before, &after)?;
        let mut removed = Vec::new();
        self.removed(&before, Some(&after), "", &mut removed)?;
        let mut by_content: HashMap<ContentId, Vec<&str>> = HashMap::new();
        for (path, content) in &removed {
            by_content.entry(*content).or_default().push(path);
        }
        let mut similar = None;
        let mut found = Vec::with_capacity(appeared.len());
        for (path, content) in appeared {
            if let Some(same) = by_content.get(content) {
                found.push(Some(best_named(same, path)));
                continue;
            }
            if removed.is_empty() || removed.len() > MOST_REMOVED {
                found.push(None);
                continue;
            }
            let similar = match &mut similar {
                Some(similar) => similar,
                None if differing > MOST_COMPARED => return Err(too_large()),
                None => similar.insert(self.similar(&before, &after)?),
            };
            found.push(similar.remove(*path));
        }
        Ok(found)
    }
}

impl Trees<'_> {
    /// The files of `before` that are not in `after`, by path.
    fn removed(
        &self,
        before: &Tree<'_>,
        after: Option<&Tree<'_>>,
        directory: &str,
        found: &mut Vec<(String, ContentId)>,
    ) -> Result<(), git2::Error> {
        for entry in before {
            let now = after.and_then(|after| after.get_name_bytes(entry.name_bytes()));
            let is_same = now.as_ref().is_some_and(|now| now.id() == entry.id());
            // Nobody asks for a file whose name is no text.
            let Some(name_here) = entry.name().ok().filter(|_| !is_same) else {
                continue;
            };
            let path = format!("{directory}{name_here}");
            if entry.kind() == Some(ObjectType::Tree) {
                let is_tree = now.filter(|now| now.kind() == Some(ObjectType::Tree));
                let now = is_tree
                    .map(|now| self.repository.find_tree(now.id()))
                    .transpose()?;
                let was = self.repository.find_tree(entry.id())?;
                if path.len() < LONGEST_PATH {
                    self.removed(&was, now.as_ref(), &format!("{path}/"), found)?;
                }
            } else if is_file(entry.filemode()) && now.is_none() {
                found.push((path, name(entry.id())));
            }
        }
        Ok(())
    }

    /// The old path of every file that was moved between two trees, by its new one, as git's own
    /// measure of similarity sees it.
    fn similar(
        &self,
        before: &Tree<'_>,
        after: &Tree<'_>,
    ) -> Result<HashMap<String, String>, git2::Error> {
        let mut options = DiffOptions::new();
        options.ignore_submodules(true);
        let mut diff =
            self.repository
                .diff_tree_to_tree(Some(before), Some(after), Some(&mut options))?;
        let mut find = DiffFindOptions::new();
        find.renames(true).rename_limit(MOST_REMOVED);
        diff.find_similar(Some(&mut find))?;
        let text = |path: Option<&Path>| path.and_then(Path::to_str).map(str::to_owned);
        let renamed = diff
            .deltas()
            .filter(|delta| delta.status() == Delta::Renamed);
        let pairs = renamed.filter_map(|delta| {
            Some((
                text(delta.new_file().path())?,
                text(delta.old_file().path())?,
            ))
        });
        Ok(pairs.collect())
    }
}

/// The contents of a repository. libgit2's objects belong to one thread at a time.
struct Store {
    repository: Mutex<Repository>,
    /// Newest first.
    commits: Vec<Oid>,
    /// The path in the repository of each asked path.
    paths: HashMap<String, String>,
    /// Whether it ends at a commit that is not the one that is checked out.
    is_past: bool,
}

impl Store {
    /// What `read` gives; none where git cannot read its own objects: then the fact is unknown.
    fn with<T>(&self, read: impl FnOnce(&Repository) -> Result<T, git2::Error>) -> Option<T> {
        let locked = self.repository.lock();
        let repository = locked.unwrap_or_else(PoisonError::into_inner);
        read(&repository).ok()
    }
}

impl Contents for Store {
    fn read(&self, content: ContentId) -> Option<Vec<u8>> {
        self.with(|repository| {
            let odb = repository.odb()?;
            let id = oid(content)?;
            let (size, kind) = odb.read_header(id)?;
            let fits = kind == ObjectType::Blob && size as u64 <= MAX_DOCUMENT;
            let object = fits.then(|| odb.read(id)).transpose()?;
            Ok(object.map(|object| object.data().to_vec()))
        })?
    }

    fn beside(&self, order: usize, path: &str) -> Option<Vec<u8>> {
        let at = self.commits.len().checked_sub(order + 1)?;
        let id = *self.commits.get(at)?;
        let content = self.with(|repository| {
            let tree = repository.find_commit(id)?.tree()?;
            let entry = tree.get_path(Path::new(path))?;
            Ok(is_file(entry.filemode()).then(|| name(entry.id())))
        })??;
        self.read(content)
    }

    fn is_uncommitted(&self, path: &str) -> Option<bool> {
        if self.is_past {
            return Some(false);
        }
        let Some(path) = self.paths.get(path) else {
            // Outside of the repository nothing waits to be committed.
            return Some(false);
        };
        self.with(|repository| {
            let state = match repository.status_file(Path::new(path)) {
                Err(error) if error.code() == ErrorCode::NotFound => Status::CURRENT,
                state => state?,
            };
            Ok(!(state - Status::IGNORED).is_empty())
        })
    }
}
