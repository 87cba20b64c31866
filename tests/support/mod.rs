//! What tests of the whole share: worlds in memory, sites as maps of texts.

#![allow(
    dead_code,
    reason = "each test binary that includes this module uses a part of it"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use loopbook::Compilation;
use loopbook::site::{AssetContent, Side, Site};
use loopbook::source::{Memory, World};
use proptest::test_runner::Config as Proptest;
use walkdir::WalkDir;

/// The files of a workbook by their path.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// The day on which the example workbook is up to date.
pub(crate) const fn today() -> Date {
    date(2026, 11, 23)
}

/// The directory of the example workbook.
pub(crate) fn example_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example-workbook")
}

/// The files of the example workbook, without a site that somebody built there.
pub(crate) fn example() -> Tree {
    files_below(&example_directory())
        .into_iter()
        .filter(|(path, _)| !path.starts_with("site/"))
        .collect()
}

/// The files below a directory, by their path with forward slashes.
pub(crate) fn files_below(root: &Path) -> Tree {
    let mut tree = Tree::new();
    for entry in WalkDir::new(root) {
        let entry = entry.expect("the directory can be walked");
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).expect("it lies below");
            let path = path.to_string_lossy().replace('\\', "/");
            let bytes = std::fs::read(entry.path()).expect("the file can be read");
            tree.insert(path, bytes);
        }
    }
    tree
}

/// Writes files below a directory.
pub(crate) fn write_below(root: &Path, tree: &Tree) {
    for (path, bytes) in tree {
        let path = root.join(path);
        let directory = path.parent().expect("it has a parent");
        std::fs::create_dir_all(directory).expect("the directory can be made");
        std::fs::write(path, bytes).expect("the file can be written");
    }
}

/// A world that holds these files.
pub(crate) fn world(tree: &Tree) -> Memory {
    let mut world = Memory::new(today());
    for (path, bytes) in tree {
        world.insert(path.clone(), bytes.clone());
    }
    world
}

/// Compiles a world, which always works in memory.
pub(crate) fn compile(world: &dyn World) -> Compilation {
    loopbook::compile(world).expect("memory can be read")
}

/// Every file of one side of the site: pages as HTML, copied files as their path.
pub(crate) fn side(done: &Compilation, world: &dyn World, side: Side) -> BTreeMap<String, String> {
    let public = (side == Side::Public).then_some(&done.public);
    let whole = Site::new(
        &done.workbook,
        &done.status,
        &done.approvals,
        &done.private_files,
        world,
        public,
    )
    .expect("the templates work");
    let pages = whole.pages().into_iter().filter(|page| page.side == side);
    let mut files: BTreeMap<String, String> = pages
        .map(|page| {
            let html = whole.render(&page).expect("the page renders");
            (page.output.as_str().to_owned(), html)
        })
        .collect();
    for asset in whole.assets().iter().filter(|asset| asset.side == side) {
        let content = match asset.content {
            AssetContent::Text(text) => text.to_owned(),
            AssetContent::File(path) => format!("a copy of {path}"),
        };
        files.insert(asset.output.as_str().to_owned(), content);
    }
    files
}

/// How often a property is tried: `cases` times, or as often as `PROPTEST_CASES` says.
pub(crate) fn cases(cases: u32) -> Proptest {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    let wanted = wanted.and_then(|wanted| wanted.parse().ok());
    Proptest {
        failure_persistence: None,
        ..Proptest::with_cases(wanted.unwrap_or(cases))
    }
}
