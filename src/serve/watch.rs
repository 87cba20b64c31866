//! Follows what changes below the workbook's directory.

use std::path::Path;
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::ServeError;
use super::engine::Message;

/// Sends the paths of everything that changes below `root`, until what is returned is dropped.
pub(super) fn watch(root: &Path, to: Sender<Message>) -> Result<RecommendedWatcher, ServeError> {
    let failed = |error| ServeError::Watch {
        path: root.to_owned(),
        error,
    };
    let take = move |event: notify::Result<notify::Event>| {
        let message = match event {
            Ok(event) if event.need_rescan() => Message::Lost,
            Ok(event) if says_change(event.kind) => Message::Changed(event.paths),
            Ok(_) => return,
            Err(_) => Message::Lost,
        };
        // Where nobody listens any more, the server is about to end.
        let _ = to.send(message);
    };
    let mut watcher = notify::recommended_watcher(take).map_err(failed)?;
    watcher
        .watch(root, RecursiveMode::Recursive)
        .map_err(failed)?;
    Ok(watcher)
}

/// Whether something may have changed; that somebody reads a file is no change.
const fn says_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => matches!(access, AccessKind::Close(AccessMode::Write)),
        _ => true,
    }
}
