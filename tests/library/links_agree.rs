//! Every world comes to the same verdict about symbolic links: the disk, memory, and git about what
//! was committed, whatever became of it since.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::repository::Place;
use jiff::civil::{Date, date};
use loopbook::source::{Disk, Entry, EntryKind, Memory, World};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const TODAY: Date = date(2026, 11, 23);

/// Files that every world reads.
const FILES: &[&str] = &["x.txt", "a/x.txt", "a/y.md", "a/b/x.txt", "c/y.md"];

/// Files that are no part of a workbook, and what makes them so.
const APART: &[&str] = &[
    ".h/x.txt",
    "kept/x.txt",
    "a/z.key",
    "old/.loopbook-site",
    "old/x.txt",
];

/// Where links may stand.
const LINKS: &[&str] = &[
    "l0", "l1", "a/l0", "a/l1", "a/b/l0", "c/l1", "l.md", "c/l.md",
];

/// What links may be made of.
const NAMES: &[&str] = &[
    "a", "b", "c", "x.txt", "y.md", "l0", "l1", "l.md", "..", "..", ".", ".h", "kept", "old",
    "z.key", "gone", "A",
];

/// A tree: its files, and what is written in its links.
#[derive(Debug, Clone)]
struct Tree {
    files: Vec<&'static str>,
    apart: Vec<&'static str>,
    links: BTreeMap<&'static str, String>,
    /// Which of its paths, in their order, are gone or lead elsewhere afterwards.
    changes: Vec<usize>,
}

fn any_tree() -> impl Strategy<Value = Tree> {
    let target = vec(select(NAMES), 1..5).prop_map(|names| names.join("/"));
    let target = prop_oneof![12 => target, 1 => Just("/etc/hostname".to_owned())];
    let links = subsequence(LINKS, 1..=LINKS.len());
    let links = links.prop_flat_map(move |paths| {
        let targets = vec(target.clone(), paths.len());
        targets.prop_map(move |targets| paths.iter().copied().zip(targets).collect())
    });
    (
        subsequence(FILES, 1..=FILES.len()),
        subsequence(APART, 0..=APART.len()),
        links,
        vec(0..16_usize, 0..6),
    )
        .prop_map(|(files, apart, links, changes)| Tree {
            files,
            apart,
            links,
            changes,
        })
}

impl Tree {
    fn write(&self, root: &Path) {
        let put = |path: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("made");
            path
        };
        for path in self.files.iter().chain(&self.apart) {
            fs::write(put(path), path).expect("written");
        }
        for (path, target) in &self.links {
            symlink(target, put(path)).expect("linked");
        }
    }

    /// Takes away or changes what the plan says.
    fn change(&self, root: &Path) {
        let paths: Vec<&str> = self
            .files
            .iter()
            .copied()
            .chain(self.links.keys().copied())
            .collect();
        for (number, at) in self.changes.iter().enumerate() {
            let Some(path) = paths.get(*at).map(|path| root.join(path)) else {
                continue;
            };
            if fs::symlink_metadata(&path).is_ok() {
                fs::remove_file(&path).expect("removed");
            }
            if number.is_multiple_of(2) {
                symlink("x.txt", &path).expect("linked");
            }
        }
    }

    fn memory(&self) -> Memory {
        let mut world = Memory::new(TODAY);
        for path in &self.files {
            world.insert(*path, *path);
        }
        for (path, target) in &self.links {
            world.link(*path, target.as_str());
        }
        world
    }
}

fn on_disk(root: &Path) -> (Disk, Vec<Entry>) {
    let disk = Disk::open(root, TODAY).expect("it is there");
    let entries = disk.entries().expect("listed");
    (disk, entries)
}

/// What holds of any listing: a link leads to a file that is listed itself, and that is read.
fn hold(world: &dyn World, entries: &[Entry]) -> Result<(), TestCaseError> {
    for entry in entries {
        let place = entry.place();
        if let EntryKind::File { size } = entry.kind {
            let real = entries.iter().find(|real| real.path == place);
            let real = real.expect("what a link leads to is listed");
            prop_assert!(!real.is_link() && real.kind == entry.kind);
            prop_assert_eq!(
                world.read(place, 99).expect("it is read").len() as u64,
                size
            );
        }
        if entry.is_link() {
            prop_assert!(world.read(&entry.path, 99).is_err(), "{}", entry.path);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(crate::support::cases(256))]

    #[test]
    fn memory_and_the_disk_agree(tree in any_tree()) {
        let tree = Tree { apart: Vec::new(), ..tree };
        let place = tempfile::TempDir::new().expect("a directory");
        tree.write(place.path());
        let (disk, entries) = on_disk(place.path());
        let memory = tree.memory();
        prop_assert_eq!(&entries, &memory.entries().expect("listed"));
        hold(&disk, &entries)?;
        hold(&memory, &entries)?;
    }
}

proptest! {
    #![proptest_config(crate::support::cases(24))]

    #[test]
    fn what_was_committed_is_told_as_the_disk_told_it(tree in any_tree()) {
        let files = [("workbook.yaml", "edition: 1\ntitle: T\n"), (".gitignore", "kept/\n*.key\n")];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let place = Place::new(&files.into()).init();
        tree.write(&place.root);
        place.git(&["add", "--all", "--force"]);
        place.git(&["commit", "--quiet", "--message", "x"]);
        let (_, before) = on_disk(&place.root);
        tree.change(&place.root);
        let (now, entries) = on_disk(&place.root);
        let base = now.base("HEAD").expect("there is one");
        let then = base.world(&now, &entries).expect("it is read").expect("there was one");
        let told = then.entries().expect("listed");
        prop_assert_eq!(&told, &before);
        hold(&then, &told)?;
    }
}
