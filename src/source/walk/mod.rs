//! The walk through history: which commits changed the files that were asked for.
//!
//! All files are followed at once. Of each commit only the directories on the way to them are
//! looked at, each distinct directory once; and two commits are compared only where those differ.
//! A commit changed a file where it differs from all its parents, as git sees it. Where a file
//! appears that no parent had, the commit is searched for the file it was before, and that one is
//! followed from there on, in a further round over what was before. This file knows no git: commits
//! are [`Commit`]s, everything else comes from [`Objects`].

mod ancestors;
mod wanted;

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::history::ContentId;
use ancestors::{Ancestors, Bits};
use wanted::{ROOT, Seen, Wanted};

/// How often a file's earlier names are followed.
const MOST_MOVES: usize = 64;

/// A commit. The commits of a walk stand newest first: each before its parents.
pub(super) struct Commit {
    /// The directory it left behind.
    pub(super) tree: ContentId,
    /// Its parents, as positions among the commits.
    pub(super) parents: Vec<usize>,
}

/// What stands under a name in a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// A regular file.
    File(ContentId),
    /// A directory.
    Directory(ContentId),
    /// Nothing, or neither of them.
    Nothing,
}

/// Where the walk reads directories.
pub(super) trait Objects {
    /// What keeps a directory from being read.
    type Error;

    /// What stands under each of `names` in the directory `tree`.
    fn items(&self, tree: ContentId, names: &[String]) -> Result<Vec<Item>, Self::Error>;

    /// The path that each file of `appeared` had before, as far as it was moved by the change from
    /// the tree `before` to the tree `after`.
    fn moved(
        &self,
        before: ContentId,
        after: ContentId,
        appeared: &[(&str, ContentId)],
    ) -> Result<Vec<Option<String>>, Self::Error>;
}

/// A commit that changed a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Touch {
    /// The commit, as a position among the commits.
    pub(super) commit: usize,
    /// The path of the file there.
    pub(super) path: String,
    /// What it held afterwards; none where it was removed.
    pub(super) content: Option<ContentId>,
    /// Whether the file was only moved there.
    pub(super) is_move: bool,
}

/// The commits that changed each of the files at `asked`, oldest first.
pub(super) fn walk<O: Objects>(
    commits: &[Commit],
    asked: &[String],
    objects: &O,
) -> Result<Vec<Vec<Touch>>, O::Error> {
    let mut touches = vec![Vec::new(); asked.len()];
    let mut ancestors = Ancestors::new(commits);
    let mut followed: Vec<Followed> = asked.iter().enumerate().map(Followed::today).collect();
    for _ in 0..=MOST_MOVES {
        if followed.is_empty() {
            break;
        }
        let changes = changes(commits, &followed, objects)?;
        let moves = moves(commits, &followed, &changes, objects)?;
        let mut earlier = Vec::new();
        for (file, changes) in followed.iter().zip(&changes) {
            let mut left: Vec<Rc<Bits>> = Vec::new();
            for change in changes {
                let elsewhere = |bits: &Rc<Bits>| bits.has(change.commit);
                if file.within.as_ref().is_some_and(|bits| !elsewhere(bits))
                    || left.iter().any(elsewhere)
                {
                    continue;
                }
                let origin = moves.get(&(change.commit, file.path.as_str()));
                touches[file.asked].push(Touch {
                    commit: change.commit,
                    path: file.path.clone(),
                    content: change.content,
                    is_move: origin.is_some_and(|origin| origin.unchanged),
                });
                if let Some(origin) = origin {
                    let before = ancestors.of(change.commit);
                    left.push(Rc::clone(&before));
                    earlier.push(Followed {
                        asked: file.asked,
                        path: origin.path.clone(),
                        within: Some(before),
                    });
                }
            }
        }
        followed = earlier;
    }
    for touches in &mut touches {
        touches.sort_by(|a, b| (b.commit, &a.path).cmp(&(a.commit, &b.path)));
        touches.dedup();
    }
    Ok(touches)
}

/// A path that is followed for an asked file.
struct Followed {
    asked: usize,
    path: String,
    /// The commits in which the path stands for the file; all where there is no limit.
    within: Option<Rc<Bits>>,
}

impl Followed {
    fn today((asked, path): (usize, &String)) -> Self {
        Self {
            asked,
            path: path.clone(),
            within: None,
        }
    }
}

/// A commit in which a path differs from all parents.
#[derive(Clone, Copy)]
struct Change {
    commit: usize,
    content: Option<ContentId>,
    /// Whether no parent had the file.
    appeared: bool,
}

/// Where a file was before it was moved.
struct Origin {
    path: String,
    /// Whether it held the same.
    unchanged: bool,
}

/// The changes of each followed path, newest first.
fn changes<O: Objects>(
    commits: &[Commit],
    followed: &[Followed],
    objects: &O,
) -> Result<Vec<Vec<Change>>, O::Error> {
    let mut wanted = Wanted::new(followed.iter().map(|file| file.path.as_str()));
    let mut changes: Vec<Vec<Change>> = vec![Vec::new(); wanted.files.len()];
    let mut pending: HashMap<usize, Rc<Seen>> = HashMap::new();
    for (position, commit) in commits.iter().enumerate() {
        let own = match pending.remove(&position) {
            Some(seen) => seen,
            None => wanted.look(ROOT, commit.tree, objects)?,
        };
        let mut parents = Vec::with_capacity(commit.parents.len());
        for &parent in &commit.parents {
            let seen = match pending.get(&parent) {
                Some(seen) => Rc::clone(seen),
                None if commits[parent].tree == commit.tree => Rc::clone(&own),
                None => wanted.look(ROOT, commits[parent].tree, objects)?,
            };
            pending.insert(parent, Rc::clone(&seen));
            parents.push(seen);
        }
        if parents.iter().any(|parent| Rc::ptr_eq(parent, &own)) {
            continue;
        }
        let parents: Vec<Option<&Seen>> = parents.iter().map(|seen| Some(&**seen)).collect();
        wanted.compare(
            ROOT,
            Some(&own),
            &parents,
            &mut |file, content, appeared| {
                changes[file].push(Change {
                    commit: position,
                    content,
                    appeared,
                });
            },
        );
    }
    let of_path = |file: &Followed| match wanted.files.binary_search(&file.path.as_str()) {
        Ok(number) => changes[number].clone(),
        Err(_) => Vec::new(),
    };
    Ok(followed.iter().map(of_path).collect())
}

/// Where the followed files come from that appear in a commit, by commit and path.
fn moves<'f, O: Objects>(
    commits: &[Commit],
    followed: &'f [Followed],
    changes: &[Vec<Change>],
    objects: &O,
) -> Result<HashMap<(usize, &'f str), Origin>, O::Error> {
    let mut appeared: BTreeMap<usize, BTreeMap<&'f str, ContentId>> = BTreeMap::new();
    for (file, changes) in followed.iter().zip(changes) {
        for change in changes.iter().filter(|change| change.appeared) {
            if let Some(content) = change.content {
                let files = appeared.entry(change.commit).or_default();
                files.insert(&file.path, content);
            }
        }
    }
    let mut origins = HashMap::new();
    for (commit, files) in appeared {
        let files: Vec<(&'f str, ContentId)> = files.into_iter().collect();
        for &parent in &commits[commit].parents {
            let (before, after) = (commits[parent].tree, commits[commit].tree);
            let found = objects.moved(before, after, &files)?;
            for (&(path, content), old) in files.iter().zip(found) {
                let Some(old) = old.filter(|_| !origins.contains_key(&(commit, path))) else {
                    continue;
                };
                let held = file_at(before, &old, objects)?;
                let origin = Origin {
                    path: old,
                    unchanged: held == Some(content),
                };
                origins.insert((commit, path), origin);
            }
        }
    }
    Ok(origins)
}

/// What the file at `path` holds in a tree.
fn file_at<O: Objects>(
    tree: ContentId,
    path: &str,
    objects: &O,
) -> Result<Option<ContentId>, O::Error> {
    let mut at = Item::Directory(tree);
    for name in path.split('/') {
        let Item::Directory(tree) = at else {
            return Ok(None);
        };
        let found = objects.items(tree, &[name.to_owned()])?;
        at = found.first().copied().unwrap_or(Item::Nothing);
    }
    Ok(match at {
        Item::File(content) => Some(content),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Trees as maps of paths to a content's number; each call for items is counted.
    struct Script {
        trees: Vec<BTreeMap<&'static str, u8>>,
        reads: Cell<usize>,
    }

    fn id(kind: u8, number: usize, below: &str) -> ContentId {
        let mut bytes = [0; 20];
        bytes[0] = kind;
        bytes[1] = u8::try_from(number).expect("few trees");
        for (to, from) in bytes[2..].iter_mut().zip(below.bytes()) {
            *to = from;
        }
        ContentId(bytes)
    }

    impl Script {
        /// The files of a tree below a directory.
        fn below(&self, tree: ContentId) -> Vec<(&'static str, u8)> {
            let files = &self.trees[usize::from(tree.0[1])];
            let end = tree.0.iter().skip(2).position(|byte| *byte == 0);
            let directory = &tree.0[2..2 + end.expect("short names")];
            let directory = std::str::from_utf8(directory).expect("it is text");
            let files = files.iter().filter_map(|(path, content)| {
                let below = path.strip_prefix(directory)?;
                Some((below.trim_start_matches('/'), *content))
            });
            files.collect()
        }

        /// The first tree that holds the same below a directory, as git names directories.
        fn directory(&self, tree: ContentId, name: &str) -> Item {
            let above = String::from_utf8_lossy(&tree.0[2..]);
            let above = above.trim_end_matches('\0');
            let path = climb_to(above, name);
            let holds = |at: usize| self.below(id(b'd', at, &path));
            let own = holds(usize::from(tree.0[1]));
            if own.is_empty() {
                return Item::Nothing;
            }
            let first = (0..self.trees.len()).find(|at| holds(*at) == own);
            Item::Directory(id(b'd', first.expect("at least itself"), &path))
        }
    }

    fn climb_to(above: &str, name: &str) -> String {
        if above.is_empty() {
            format!("{name}/")
        } else {
            format!("{above}{name}/")
        }
    }

    impl Objects for Script {
        type Error = ();

        fn items(&self, tree: ContentId, names: &[String]) -> Result<Vec<Item>, ()> {
            self.reads.set(self.reads.get() + 1);
            let files = self.below(tree);
            let item = |name: &String| {
                let file = files.iter().find(|(path, _)| path == name);
                match file {
                    Some((_, content)) => Item::File(id(b'f', usize::from(*content), "")),
                    None => self.directory(tree, name),
                }
            };
            Ok(names.iter().map(item).collect())
        }

        fn moved(
            &self,
            before: ContentId,
            after: ContentId,
            appeared: &[(&str, ContentId)],
        ) -> Result<Vec<Option<String>>, ()> {
            let (before, after) = (self.below(before), self.below(after));
            let gone = |path: &str| !after.iter().any(|(new, _)| *new == path);
            let origin = |(_, content): &(&str, ContentId)| {
                let same = |number: u8| id(b'f', usize::from(number), "") == *content;
                let mut from = before.iter().filter(|(path, old)| gone(path) && same(*old));
                from.next().map(|(path, _)| (*path).to_owned())
            };
            Ok(appeared.iter().map(origin).collect())
        }
    }

    /// The parents of a commit, and its files.
    type Scripted<'a> = (&'a [usize], &'a [(&'static str, u8)]);

    /// Walks commits, newest first, each with its parents and its files.
    fn touched(commits: &[Scripted<'_>], asked: &str) -> (Vec<(usize, String)>, usize) {
        let script = Script {
            trees: commits
                .iter()
                .map(|(_, files)| files.iter().copied().collect())
                .collect(),
            reads: Cell::new(0),
        };
        let graph: Vec<Commit> = commits
            .iter()
            .enumerate()
            .map(|(at, (parents, _))| Commit {
                tree: id(b'd', at, ""),
                parents: parents.to_vec(),
            })
            .collect();
        let found = walk(&graph, &[asked.to_owned()], &script).expect("a script can be read");
        let touches = found.into_iter().flatten();
        let touches = touches.map(|touch| (touch.commit, touch.path)).collect();
        (touches, script.reads.get())
    }

    fn at(commits: &[usize], path: &str) -> Vec<(usize, String)> {
        commits
            .iter()
            .map(|commit| (*commit, path.to_owned()))
            .collect()
    }

    #[test]
    fn a_merge_changes_what_differs_from_all_its_parents() {
        let (first, one, two) = ([("a/x", 1)], [("a/x", 2)], [("a/x", 3)]);
        let takes_one = [
            (&[1, 2][..], &one[..]),
            (&[3], &one),
            (&[3], &first),
            (&[], &first),
        ];
        assert_eq!(touched(&takes_one, "a/x").0, at(&[3, 1], "a/x"));
        let differs = [
            (&[1, 2][..], &two[..]),
            (&[3], &one),
            (&[3], &first),
            (&[], &first),
        ];
        assert_eq!(touched(&differs, "a/x").0, at(&[3, 1, 0], "a/x"));
    }

    #[test]
    fn a_removed_file_that_comes_back_is_one_file() {
        let (with, without) = ([("a/x", 1)], [("b/y", 1)]);
        let commits = [(&[1][..], &with[..]), (&[2], &without), (&[], &with)];
        // What vanished and appears again may have been elsewhere; here it was: as `b/y`.
        let (touches, _) = touched(&commits, "a/x");
        assert_eq!(
            touches,
            [
                (2, "a/x".to_owned()),
                (1, "b/y".to_owned()),
                (0, "a/x".to_owned())
            ]
        );
        let (with, without) = ([("a/x", 1)], [("b/y", 2)]);
        let commits = [(&[1][..], &with[..]), (&[2], &without), (&[], &with)];
        assert_eq!(touched(&commits, "a/x").0, at(&[2, 1, 0], "a/x"));
    }

    #[test]
    fn an_old_name_counts_only_before_the_move() {
        // On the side, `a/x` lives on and changes; the move to `b/x` happened on the main branch.
        let (old, new, side) = ([("a/x", 1)], [("b/x", 1)], [("a/x", 9)]);
        let both = [("a/x", 9), ("b/x", 1)];
        let commits = [
            (&[1, 2][..], &both[..]),
            (&[3], &new),
            (&[3], &side),
            (&[], &old),
        ];
        let (touches, _) = touched(&commits, "b/x");
        assert_eq!(touches, [(3, "a/x".to_owned()), (1, "b/x".to_owned())]);
    }

    #[test]
    fn directories_that_do_not_change_are_read_once() {
        let files = [("a/b/c/x", 1), ("z", 0)];
        let numbers: Vec<Vec<(&'static str, u8)>> =
            (0..40).map(|at| vec![files[0], ("z", at)]).collect();
        let parents: Vec<Vec<usize>> = (0..40)
            .map(|at| if at == 39 { vec![] } else { vec![at + 1] })
            .collect();
        let commits: Vec<Scripted<'_>> = parents
            .iter()
            .zip(&numbers)
            .map(|(parents, files)| (&parents[..], &files[..]))
            .collect();
        let (touches, reads) = touched(&commits, "a/b/c/x");
        assert_eq!(touches, at(&[39], "a/b/c/x"));
        assert_eq!(reads, 40 + 3, "each root, and each directory below it once");
    }
}
