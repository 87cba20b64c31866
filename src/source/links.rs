//! Where symbolic links lead.
//!
//! A link is followed by the names in it, beneath one directory and without opening anything, by the
//! same steps on disk, in a commit of git and in memory. What is decided about a link is decided
//! about the file that it leads to: see [`Entry::place`].

use super::{Entry, EntryKind, parent};

/// How many links may lead to each other.
const MOST_LINKS: usize = 40;

/// How many names may be followed on the way of one link.
const MOST_NAMES: usize = 256;

/// What stands at a path, seen without following it.
pub(super) enum Node {
    /// A file of any kind.
    File,
    /// A directory.
    Directory,
    /// A link, by what is written in it: a path from the directory that it stands in.
    Link(String),
    /// A link with a path of the system that leads beneath the top; the path from there.
    Rooted(String),
    /// A link with a path of the system that leads elsewhere.
    Leaving,
    /// Nothing.
    Nothing,
}

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Followed {
    /// To what stands here; no name of it is a link.
    To(String),
    /// Out of the directory beneath which all is followed, if only on the way.
    Leaves,
    /// To nothing, in a circle, or further than is followed.
    Nowhere,
}

/// Follows `path` from the top through all links on its way, of which `look` tells.
pub(super) fn follow(path: &str, mut look: impl FnMut(&str) -> Node) -> Followed {
    let mut ahead: Vec<String> = Vec::new();
    put_ahead(&mut ahead, path);
    let mut here = String::new();
    let (mut links, mut names) = (0, 0);
    while let Some(name) = ahead.pop() {
        names += 1;
        if names > MOST_NAMES {
            return Followed::Nowhere;
        }
        if name == ".." {
            if here.is_empty() {
                return Followed::Leaves;
            }
            here.truncate(parent(&here).len());
            continue;
        }
        let above = here.len();
        if above > 0 {
            here.push('/');
        }
        here.push_str(&name);
        let target = match look(&here) {
            Node::Directory => continue,
            Node::File if ahead.is_empty() => continue,
            Node::File | Node::Nothing => return Followed::Nowhere,
            Node::Leaving => return Followed::Leaves,
            Node::Link(target) => {
                here.truncate(above);
                target
            }
            Node::Rooted(target) => {
                here.clear();
                target
            }
        };
        links += 1;
        if links > MOST_LINKS {
            return Followed::Nowhere;
        }
        put_ahead(&mut ahead, &target);
    }
    Followed::To(here)
}

/// Puts the names of `path` before those that are still `ahead`, of which the last comes first.
fn put_ahead(ahead: &mut Vec<String>, path: &str) {
    let names = path.rsplit('/');
    let names = names.filter(|name| !matches!(*name, "" | "."));
    // One more than may be followed is enough to see that it is too many.
    let at = ahead.len();
    ahead.extend(names.map(str::to_owned));
    let too_many = (ahead.len() - at).saturating_sub(MOST_NAMES + 1);
    ahead.drain(at..at + too_many);
}

/// Adds links to the sorted entries that are no links, each with what it leads to. A link is as good
/// as what it leads to: what is not among the entries is not part of the workbook. `holds` tells of
/// the directories that are.
pub(super) fn add_links(
    entries: &mut Vec<Entry>,
    links: impl IntoIterator<Item = (String, Followed)>,
    mut holds: impl FnMut(&str) -> bool,
) {
    let mut settled = Vec::new();
    for (path, followed) in links {
        let (kind, leads_to) = match followed {
            Followed::Leaves => (EntryKind::LeavesWorkbook, None),
            Followed::Nowhere => (EntryKind::Dangling, None),
            Followed::To(place) => {
                let known = entries.binary_search_by(|entry| entry.path.as_str().cmp(&place));
                let kind = match known {
                    Ok(at) => entries[at].kind,
                    Err(_) if holds(&place) => EntryKind::Directory,
                    Err(_) => EntryKind::NoPart,
                };
                (kind, Some(place))
            }
        };
        // What stands below a directory whose name starts with a dot is not read.
        let name = &path[parent(&path).len()..];
        let is_hidden = name.trim_start_matches('/').starts_with('.');
        if kind != EntryKind::Directory || !is_hidden {
            settled.push(Entry {
                path,
                kind,
                leads_to,
            });
        }
    }
    entries.extend(settled);
    entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Follows `path` where these files stand, and these links.
    fn followed(path: &str, links: &[(&str, &str)]) -> Followed {
        let files = ["a/x.txt", "b/c/y.txt", "z.txt"];
        let links: BTreeMap<&str, &str> = links.iter().copied().collect();
        follow(path, |at| {
            let below = format!("{at}/");
            let within = |path: &&str| path.starts_with(&below);
            match links.get(at) {
                Some(target) => match target.strip_prefix("/top/") {
                    Some(rest) => Node::Rooted(rest.to_owned()),
                    None if target.starts_with('/') => Node::Leaving,
                    None => Node::Link((*target).to_owned()),
                },
                None if files.contains(&at) => Node::File,
                None if files.iter().any(&within) => Node::Directory,
                None if links.keys().any(within) => Node::Directory,
                None => Node::Nothing,
            }
        })
    }

    fn to(path: &str) -> Followed {
        Followed::To(path.to_owned())
    }

    #[test]
    fn links_are_followed_through_chains_and_directories() {
        for (path, links, expected) in [
            ("z.txt", &[][..], to("z.txt")),
            ("n", &[("n", "a/x.txt")], to("a/x.txt")),
            ("a/n", &[("a/n", "../b/./c//y.txt")], to("b/c/y.txt")),
            (
                "a/n",
                &[("a/n", "m"), ("a/m", "../l"), ("l", "z.txt")],
                to("z.txt"),
            ),
            ("a/d/c/y.txt", &[("a/d", "../b")], to("b/c/y.txt")),
            // What climbs, climbs from where the link led.
            ("d/../n", &[("d", "b/c"), ("b/n", "../z.txt")], to("z.txt")),
            ("a/n", &[("a/n", "/top/b/c")], to("b/c")),
            ("a/n", &[("a/n", "..")], to("")),
        ] {
            assert_eq!(followed(path, links), expected, "{path} {links:?}");
        }
    }

    #[test]
    fn what_leaves_or_leads_nowhere_is_told() {
        use Followed::{Leaves, Nowhere};
        for (path, links, expected) in [
            ("n", &[("n", "../top/z.txt")][..], Leaves),
            ("n", &[("n", "/etc/passwd")], Leaves),
            ("n", &[("n", "/top/../etc/passwd")], Leaves),
            ("d/x", &[("d", "a/up"), ("a/up", "../..")], Leaves),
            ("n", &[("n", "gone.txt")], Nowhere),
            ("n", &[("n", "A/x.txt")], Nowhere),
            ("n", &[("n", "z.txt/../z.txt")], Nowhere),
            ("n", &[("n", "n")], Nowhere),
            ("n", &[("n", "m/x"), ("m", "n")], Nowhere),
            ("d/x", &[("d", "d/d")], Nowhere),
        ] {
            assert_eq!(followed(path, links), expected, "{path} {links:?}");
        }
    }

    #[test]
    fn ways_that_are_too_long_lead_nowhere() {
        let winding = |times: usize| "a/../".repeat(times) + "z.txt";
        assert_eq!(followed("n", &[("n", &winding(100))]), to("z.txt"));
        for times in [200, 100_000] {
            assert_eq!(followed("n", &[("n", &winding(times))]), Followed::Nowhere);
        }
        let names: Vec<String> = (0..50).map(|at| format!("l{at:02}")).collect();
        let chain = |from: usize| {
            let pairs = names[from..].windows(2);
            let pairs = pairs.map(|pair| (pair[0].as_str(), pair[1].as_str()));
            let links: Vec<(&str, &str)> = pairs.chain([("l49", "z.txt")]).collect();
            followed(&names[from], &links)
        };
        assert_eq!(chain(10), to("z.txt"));
        assert_eq!(chain(9), Followed::Nowhere);
    }
}
