//! A workbook on disk that is read again and again: what did not change since is not read again.
//!
//! Whoever watches the disk says what changed, with [`Watched::note`]; until then the files are as
//! they were. History is asked again only when there is another newest commit.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::civil::Date;

use super::{
    Beside, ContentId, Disk, Entry, EntryKind, History, MAX_DOCUMENT, OUTPUT_MARKER, SourceError,
    World,
};

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
        let Some(known) = known else { return true };
        let mut entries = known.to_vec();
        let (mut changed, mut unsure) = (false, false);
        for full in paths {
            let Some(path) = self.path_of(full) else {
                continue;
            };
            let position = entries.binary_search_by(|entry| entry.path.as_str().cmp(&path));
            let now = self.disk.entry(full).map(|entry| entry.kind);
            match (position, now) {
                (Ok(at), Some(kind @ EntryKind::File { .. })) => {
                    changed |= self.forget(&path) || entries[at].kind != kind;
                    entries[at].kind = kind;
                }
                // What is neither known nor there came and went.
                (Err(at), Some(EntryKind::Unreadable)) if !full.exists() => {
                    let below = format!("{path}/");
                    unsure |= entries.get(at..).is_some_and(|rest| {
                        rest.iter().any(|entry| entry.path.starts_with(&below))
                    });
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
                walked
                    .binary_search_by(|e| e.path.as_str().cmp(path))
                    .is_ok()
            });
            entries = walked;
        }
        self.entries = RwLock::new(Some(entries.into()));
        changed
    }

    /// The path from the root of something that may belong to the workbook.
    fn path_of(&self, full: &Path) -> Option<String> {
        let below = full.strip_prefix(self.root()).ok()?;
        let is_hidden = |part: &std::ffi::OsStr| part.as_encoded_bytes().starts_with(b".");
        let ignores = below.file_name().is_some_and(|name| name == ".gitignore");
        if below.as_os_str().is_empty() || (below.iter().any(is_hidden) && !ignores) {
            return None;
        }
        let mut above = below.ancestors().skip(1);
        if above.any(|directory| self.root().join(directory).join(OUTPUT_MARKER).exists()) {
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
