//! A workbook on disk that is read again and again: what did not change since is not read again.
//!
//! Whoever watches the disk says what changed, with [`Watched::note`]; until then the files are as
//! they were. History is asked again only when there is another newest commit.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::civil::Date;

use super::disk::{Seen, is_site};
use super::{Beside, ContentId, Disk, Entry, EntryKind, History, MAX_DOCUMENT, SourceError, World};

/// A workbook on disk, with what was read of it.
pub struct Watched {
    disk: Disk,
    today: Date,
    entries: RwLock<Option<Arc<[Entry]>>>,
    texts: RwLock<HashMap<String, Arc<[u8]>>>,
    past: Mutex<Option<Past>>,
}

/// What history told, and of which files, when this was the newest commit.
struct Past {
    head: Option<ContentId>,
    asked: Vec<String>,
    history: History,
}

impl Watched {
    /// The workbook of `disk`, of which nothing was read yet.
    pub fn new(disk: Disk) -> Self {
        Self {
            today: disk.today(),
            disk,
            entries: RwLock::default(),
            texts: RwLock::default(),
            past: Mutex::default(),
        }
    }

    /// The workbook's directory.
    pub fn root(&self) -> &Path {
        self.disk.root()
    }

    /// Another day is today.
    pub const fn set_today(&mut self, today: Date) {
        self.today = today;
    }

    /// Forgets everything: anything may have changed.
    pub fn forget_all(&mut self) {
        self.entries = RwLock::default();
        self.texts = RwLock::default();
        self.past = Mutex::default();
    }

    /// Takes note of what may have changed at `paths`, which are absolute; whether anything of the
    /// workbook did.
    pub fn note(&mut self, paths: &[PathBuf]) -> bool {
        let known = match self.entries.get_mut() {
            Ok(entries) => entries.take(),
            Err(poisoned) => poisoned.into_inner().take(),
        };
        let Some(known) = known else {
            // They could not be listed when they were last asked for.
            self.forget_all();
            return true;
        };
        let mut entries = known.to_vec();
        let (mut changed, mut unsure) = (false, false);
        for full in paths {
            let Some(path) = self.path_of(full) else {
                continue;
            };
            let position = entries.binary_search_by(|entry| entry.path.as_str().cmp(&path));
            match (position, Seen::at(full)) {
                // It decides which other files belong to the workbook.
                _ if is_ignore_file(full) => unsure = true,
                (Ok(at), Seen::File(size)) if is_plain(&entries[at]) => {
                    let kind = EntryKind::File { size };
                    changed |= self.forget(&path) || entries[at].kind != kind;
                    entries[at].kind = kind;
                }
                // What is neither known nor there came and went.
                (Err(at), Seen::Nothing) => {
                    let below = format!("{path}/");
                    unsure |= entries.get(at..).is_some_and(|rest| {
                        rest.iter().any(|entry| entry.path.starts_with(&below))
                    });
                }
                // A directory that was moved here brings other files under known names.
                (_, Seen::Directory) => {
                    changed |= self.forget_below(&path);
                    unsure = true;
                }
                _ => unsure = true,
            }
        }
        if unsure {
            let Ok(walked) = self.disk.entries() else {
                return true;
            };
            changed |= walked != entries;
            self.texts_mut().retain(|path, _| {
                let known = walked.binary_search_by(|entry| entry.path.as_str().cmp(path));
                known.is_ok_and(|at| is_plain(&walked[at]))
            });
            entries = walked;
        }
        refresh_links(&mut entries);
        self.entries = RwLock::new(Some(entries.into()));
        changed
    }

    /// Whether there is another newest commit than when history was last asked.
    pub fn has_new_commit(&self) -> bool {
        let past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        past.as_ref()
            .is_some_and(|past| past.head != self.disk.head())
    }

    /// The path from the root of something that may belong to the workbook.
    fn path_of(&self, full: &Path) -> Option<String> {
        let below = full.strip_prefix(self.root()).ok()?;
        let is_hidden = |part: &OsStr| part.as_encoded_bytes().starts_with(b".");
        let name = below.file_name()?;
        // What editors keep beside a file while it is open is hidden as well.
        let counts = !is_hidden(name) || is_ignore_file(below) || is_document_name(name);
        if !counts || below.parent()?.iter().any(is_hidden) {
            return None;
        }
        let mut above = below.ancestors().skip(1);
        if above.any(|directory| is_site(&self.root().join(directory))) {
            return None;
        }
        let path = below.to_string_lossy();
        Some(path.replace(std::path::MAIN_SEPARATOR, "/"))
    }

    /// Forgets the bytes of a file, unless they are as they were.
    fn forget(&mut self, path: &str) -> bool {
        let bytes = self.disk.read(path, MAX_DOCUMENT);
        let texts = self.texts_mut();
        // What nobody read is a picture that only the site shows.
        let known = texts.get(path);
        let same = known.is_some_and(|known| bytes.is_ok_and(|bytes| bytes == **known));
        if !same {
            texts.remove(path);
        }
        !same
    }

    /// Forgets the bytes of the files below a directory, unless they are as they were.
    fn forget_below(&mut self, directory: &str) -> bool {
        let below = format!("{directory}/");
        let texts = self.texts_mut().keys();
        let known: Vec<String> = texts
            .filter(|path| path.starts_with(&below))
            .cloned()
            .collect();
        let mut changed = false;
        for path in &known {
            changed |= self.forget(path);
        }
        changed
    }

    fn texts_mut(&mut self) -> &mut HashMap<String, Arc<[u8]>> {
        self.texts.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World for Watched {
    fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        let known = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*known {
            return Ok(known.to_vec());
        }
        drop(known);
        let walked = self.disk.entries()?;
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        *entries = Some(walked.as_slice().into());
        Ok(walked)
    }

    fn read(&self, path: &str, limit: u64) -> std::io::Result<Vec<u8>> {
        if limit > MAX_DOCUMENT {
            return self.disk.read(path, limit);
        }
        let texts = self.texts.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = texts.get(path) {
            let most = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX);
            return Ok(known[..known.len().min(most)].to_vec());
        }
        drop(texts);
        let bytes = self.disk.read(path, limit)?;
        if bytes.len() as u64 <= limit {
            let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
            texts.insert(path.to_owned(), bytes.as_slice().into());
        }
        Ok(bytes)
    }

    fn read_beside(&self, path: &str, limit: u64) -> Beside {
        self.disk.read_beside(path, limit)
    }

    fn today(&self) -> Date {
        self.today
    }

    fn history(&self, asked: &[String]) -> History {
        let head = self.disk.head();
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*past
            && known.head == head
            && known.asked == asked
        {
            return known.history.clone();
        }
        let history = self.disk.history(asked);
        *past = Some(Past {
            head,
            asked: asked.to_vec(),
            history: history.clone(),
        });
        history
    }
}

/// Gives the links the kinds of the files that they lead to.
fn refresh_links(entries: &mut [Entry]) {
    for at in 0..entries.len() {
        let Some(place) = &entries[at].leads_to else {
            continue;
        };
        if let Ok(real) = entries.binary_search_by(|entry| entry.path.as_str().cmp(place)) {
            entries[at].kind = entries[real].kind;
        }
    }
}

/// Whether a regular file stands there, and no link to one.
const fn is_plain(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::File { .. }) && !entry.is_link()
}

fn is_ignore_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == ".gitignore")
}

fn is_document_name(name: &OsStr) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "md")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::civil::date;
    use tempfile::TempDir;

    use super::*;

    /// A workbook of these files of which everything was read once.
    fn watched(files: &[(&str, &str)]) -> (TempDir, Watched) {
        let place = TempDir::new().expect("a directory");
        for (path, text) in files {
            let path = place.path().join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("made");
            fs::write(path, text).expect("written");
        }
        let disk = Disk::open(place.path(), date(2026, 11, 23)).expect("it is there");
        let world = Watched::new(disk);
        for entry in world.entries().expect("listed") {
            world.read(&entry.path, MAX_DOCUMENT).expect("read");
        }
        (place, world)
    }

    fn paths(world: &Watched) -> Vec<String> {
        let entries = world.entries().expect("listed");
        entries.into_iter().map(|entry| entry.path).collect()
    }

    fn note(world: &mut Watched, path: &str) -> bool {
        let full = world.root().join(path);
        world.note(&[full])
    }

    #[test]
    fn what_is_ignored_is_looked_up_again_when_that_changed() {
        let (place, mut world) = watched(&[(".gitignore", "x\n"), ("a.md", ""), ("b.md", "")]);
        fs::write(place.path().join(".gitignore"), "b.md\n").expect("written");
        assert!(note(&mut world, ".gitignore"));
        assert_eq!(paths(&world), [".gitignore", "a.md"]);
    }

    #[test]
    fn a_directory_that_takes_the_place_of_another_is_read_again() {
        let (place, mut world) = watched(&[("a/x.md", "one"), ("b/x.md", "two")]);
        fs::rename(place.path().join("a"), place.path().join("old")).expect("moved");
        fs::rename(place.path().join("b"), place.path().join("a")).expect("moved");
        let changed: Vec<PathBuf> = ["a", "b", "old"].map(|path| world.root().join(path)).into();
        assert!(world.note(&changed));
        assert_eq!(world.read("a/x.md", 9).expect("read"), b"two");
        assert_eq!(world.read("old/x.md", 9).expect("read"), b"one");
    }

    #[test]
    fn hidden_documents_count_and_what_editors_hide_does_not() {
        let (place, mut world) = watched(&[(".draft.md", "one"), ("a.md", "")]);
        fs::write(place.path().join(".draft.md"), "two").expect("written");
        assert!(note(&mut world, ".draft.md"));
        for hidden in [".a.md.swp", ".git/index", ".git/x.md"] {
            let path = place.path().join(hidden);
            fs::create_dir_all(path.parent().expect("it has one")).expect("made");
            fs::write(path, "").expect("written");
            assert!(!note(&mut world, hidden), "{hidden}");
        }
    }

    #[test]
    fn what_is_saved_as_it_was_is_no_change() {
        let (place, mut world) = watched(&[("a.md", "one"), ("b/c.md", "")]);
        fs::write(place.path().join("a.md"), "one").expect("written");
        assert!(!note(&mut world, "a.md"));
        assert!(
            !note(&mut world, "b"),
            "a directory in which nothing changed"
        );
        assert!(!note(&mut world, "never/there.md"));
        fs::remove_file(place.path().join("b/c.md")).expect("removed");
        assert!(note(&mut world, "b/c.md"));
        assert_eq!(paths(&world), ["a.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_anew_and_never_read_through() {
        use std::os::unix::fs::symlink;
        let (place, mut world) = watched(&[("a.txt", "one"), ("b/c.txt", "two"), (".x", "")]);
        let leads = |world: &Watched| {
            let entries = world.entries().expect("listed");
            let link = entries.into_iter().find(|entry| entry.path == "n.txt");
            link.map(|link| (link.kind, link.leads_to))
        };
        let link = |target: &str| {
            let path = place.path().join("n.txt");
            let _ = fs::remove_file(&path);
            symlink(target, path).expect("linked");
        };
        let file = |size, place: &str| Some((EntryKind::File { size }, Some(place.to_owned())));
        for (target, expected) in [
            ("a.txt", file(3, "a.txt")),
            ("b/c.txt", file(3, "b/c.txt")),
            ("b", Some((EntryKind::Directory, Some("b".to_owned())))),
            ("gone", Some((EntryKind::Dangling, None))),
            ("../x", Some((EntryKind::LeavesWorkbook, None))),
            ("a.txt", file(3, "a.txt")),
        ] {
            link(target);
            assert!(note(&mut world, "n.txt"), "{target}");
            assert_eq!(leads(&world), expected, "{target}");
            assert!(world.read("n.txt", MAX_DOCUMENT).is_err(), "{target}");
        }
        fs::write(place.path().join("a.txt"), "longer").expect("written");
        assert!(note(&mut world, "a.txt"));
        assert_eq!(leads(&world), file(6, "a.txt"));
        // A link takes the place of a file that was read.
        fs::remove_file(place.path().join("b/c.txt")).expect("removed");
        symlink("../.x", place.path().join("b/c.txt")).expect("linked");
        assert!(note(&mut world, "b/c.txt"));
        assert!(world.read("b/c.txt", MAX_DOCUMENT).is_err());
    }
}
