//! A build is killed at two hundred random moments. After each, the site is wholly the old one or
//! wholly the new one, what others put into it is there, and the next build works.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Tree, files_below, write_below};
use tempfile::TempDir;

/// How often a build is killed.
const KILLS: u32 = 200;
/// After how many kills a build may finish.
const EVERY: u32 = 20;
/// Documents in the smaller of the two workbooks; the other has a third more.
const DOCUMENTS: u32 = 80;

/// A workbook; the two editions share no page's bytes, and each has pages that the other lacks.
fn workbook(edition: &str, documents: u32) -> Tree {
    let mut tree = Tree::new();
    let config = "edition: 1\ntitle: Killed\nbase_url: https://harbor.example/\n\
                  people:\n  mo: { name: Mo, email: mo@harbor.example }\n";
    tree.insert("workbook.yaml".to_owned(), config.into());
    for number in 0..documents {
        let route = if number % 2 == 0 {
            "playbook"
        } else {
            "memory"
        };
        let text = format!(
            "---\ntitle: Page {number} of the {edition} edition\nkind: page\nroute: {route}\n\
             summary: What it says.\nowner: mo\n---\nThe {edition} edition, with a \
             [table](table.csv).\n\n## A heading\n\nAnd more of it.\n"
        );
        tree.insert(format!("shared/page-{number}.md"), text.clone().into());
        tree.insert(format!("{edition}/page-{number}.md"), text.into());
    }
    let table = format!("edition\n{edition}\n").into_bytes();
    tree.insert(format!("{edition}/table.csv"), table.clone());
    tree.insert("shared/table.csv".to_owned(), table);
    tree
}

struct Bench {
    place: TempDir,
}

impl Bench {
    fn new() -> Self {
        let place = TempDir::new().expect("a directory");
        for (edition, documents) in [("first", DOCUMENTS / 2), ("second", DOCUMENTS * 2 / 3)] {
            write_below(&place.path().join(edition), &workbook(edition, documents));
        }
        Self { place }
    }

    fn site(&self) -> PathBuf {
        self.place.path().join("out/site")
    }

    fn command(&self, edition: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_loopbook"));
        command
            .arg("build")
            .arg(self.place.path().join(edition))
            .args(["--as-of", "2026-11-23", "--no-history", "--out"])
            .arg(self.site());
        command
    }

    /// Starts to build an edition.
    fn start(&self, edition: &str) -> Child {
        let mut command = self.command(edition);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the binary runs")
    }

    /// Builds an edition; how long it took.
    fn build(&self, edition: &str) -> Duration {
        let start = Instant::now();
        let done = self.command(edition).output().expect("the binary runs");
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{edition} cannot be built: {told}");
        start.elapsed()
    }
}

/// Numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A moment within `whole`.
    fn moment(&mut self, whole: Duration) -> Duration {
        let micros = u64::try_from(whole.as_micros()).expect("a short time");
        Duration::from_micros(self.next() % micros.max(1))
    }
}

/// What of `found` is in neither site.
fn is_torn(found: &Tree, sites: &[Tree; 2]) -> Option<String> {
    if sites.contains(found) {
        return None;
    }
    let missing = |site: &Tree| {
        site.keys()
            .filter(|path| !found.contains_key(*path))
            .count()
    };
    let foreign = |site: &Tree| {
        found
            .keys()
            .filter(|path| !site.contains_key(*path))
            .count()
    };
    let told = sites.each_ref().map(|site| {
        let other = found
            .iter()
            .filter(|(path, bytes)| site.get(*path).is_some_and(|is| is != *bytes));
        format!(
            "{} missing, {} too many, {} with other bytes",
            missing(site),
            foreign(site),
            other.count()
        )
    });
    Some(format!("{} files; {told:?}", found.len()))
}

#[test]
fn a_build_that_is_killed_leaves_a_whole_site() {
    let bench = Bench::new();
    bench.build("first");
    let foreign = bench.site().join("public/CNAME");
    fs::write(&foreign, "harbor.example\n").expect("written");
    let build = |edition| {
        let duration = bench.build(edition);
        (duration, files_below(&bench.site()))
    };
    let (_, second) = build("second");
    let (duration, first) = build("first");
    assert!(first != second && first.contains_key("public/CNAME"));
    let sites = [first, second];
    let mut numbers = Numbers(0x5eed_1e55_b00b_0001);
    let mut seen = [0, 0];
    for kill in 1..=KILLS {
        let edition = ["second", "first"][usize::from(numbers.next().is_multiple_of(2))];
        let mut child = bench.start(edition);
        sleep(numbers.moment(duration));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let found = files_below(&bench.site());
        if let Some(torn) = is_torn(&found, &sites) {
            panic!("kill {kill} of {edition} tore the site: {torn}");
        }
        seen[usize::from(found == sites[1])] += 1;
        if kill % EVERY == 0 {
            let next = usize::from(found == sites[0]);
            bench.build(["first", "second"][next]);
            assert!(
                files_below(&bench.site()) == sites[next],
                "after kill {kill}"
            );
            assert_eq!(beside(&bench.site()), ["site"], "after kill {kill}");
        }
    }
    assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
}

/// What stands in the directory that the site stands in.
fn beside(site: &Path) -> Vec<String> {
    let above = site.parent().expect("it has one");
    let entries = fs::read_dir(above).expect("it can be read").flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
