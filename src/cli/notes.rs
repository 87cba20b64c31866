//! Which files below a directory `adopt` takes for notes.

use std::path::Path;

use ignore::DirEntry;

/// Whether what stands there may be of the notes: nothing that is hidden, but for the traces of a tool,
/// and no packages of programs.
pub(super) fn is_of_notes(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_shown = name == ".obsidian" || (!name.starts_with('.') && name != "node_modules");
    entry.depth() == 0 || is_shown
}

/// Whether the file at `path` is a note: Markdown that is not hidden.
pub(super) fn is_note(path: &str) -> bool {
    let endings = ["md", "markdown", "mdown", "mkd"];
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    let ending = Path::new(path).extension();
    !is_hidden
        && ending.is_some_and(|ending| endings.iter().any(|one| ending.eq_ignore_ascii_case(one)))
}
