//! `ignore:` in `workbook.yaml`: the files that are no documents (language, section 2; its limits
//! are those of section *Limits*).
//!
//! A list that cannot be used as it stands hides less than it says. So each of its faults is a
//! finding, and with a finding in `workbook.yaml` nothing is public.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::{INVALID_VALUE, read};
use crate::diagnostic::{Diagnostic, Sink, Spanned};
use crate::syntax::{Map, Node, is_unseen};

/// Files at the root that are about the workbook rather than in it.
const IGNORED: &[&str] = &[
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "AGENTS.md",
    "LICENSE.md",
];

/// The most globs of a list.
const MOST_GLOBS: usize = 250;

/// The longest glob, in bytes.
const LONGEST_GLOB: usize = 250;

/// The globs of `ignore:`, or the default ones. A pattern that names a directory covers what is
/// in it.
pub(super) fn ignored(map: &Map, sink: &mut Sink) -> GlobSet {
    let own = map.get("ignore");
    let mut set = GlobSetBuilder::new();
    if matches!(
        own.map(|value| &value.node),
        None | Some(Node::Rejected | Node::Map(_))
    ) {
        for path in IGNORED {
            add(path, &mut set);
        }
    }
    let patterns = read::texts(map, "ignore");
    if let Some(first) = patterns.get(MOST_GLOBS) {
        let message = format!("`ignore` lists more than {MOST_GLOBS} globs");
        let hint = "name directories, such as `drafts/`, rather than each file";
        sink.report(Diagnostic::new(INVALID_VALUE, first.span, message).hint(hint));
    }
    for pattern in patterns.iter().take(MOST_GLOBS) {
        if let Some(found) = fault(pattern, &mut set) {
            sink.report(found);
        }
    }
    set.build().unwrap_or_else(|_| {
        if let Some(own) = own {
            let message = "the globs of `ignore` are too large together";
            let hint = "name directories, such as `drafts/`, rather than each file";
            sink.report(Diagnostic::new(INVALID_VALUE, own.span, message).hint(hint));
        }
        GlobSet::empty()
    })
}

/// Adds a glob to the set; what is wrong with it, where it cannot be used.
fn fault(pattern: &Spanned<String>, set: &mut GlobSetBuilder) -> Option<Diagnostic> {
    if pattern.value.len() > LONGEST_GLOB {
        let message = format!("this glob is longer than {LONGEST_GLOB} bytes");
        let hint = "name the directory, such as `drafts/`";
        return Some(Diagnostic::new(INVALID_VALUE, pattern.span, message).hint(hint));
    }
    if let Some(odd) = not_from_root(&pattern.value) {
        let message = format!("{odd}, so this glob of `ignore` hides nothing");
        let hint = "write the path from the workbook's root, such as `drafts/` or `drafts/*.md`";
        return Some(Diagnostic::new(INVALID_VALUE, pattern.span, message).hint(hint));
    }
    if add(pattern.value.trim_end_matches('/'), set) {
        return None;
    }
    let message = format!("`{}` is not a glob", pattern.value);
    let hint = "write a path with `*` or `**`, such as `drafts/**`";
    Some(Diagnostic::new(INVALID_VALUE, pattern.span, message).hint(hint))
}

/// What keeps a glob from naming a path from the workbook's root, as other tools write their lists:
/// nothing would be hidden by it, and nothing said.
fn not_from_root(pattern: &str) -> Option<&'static str> {
    let mut names = pattern.trim_end_matches('/').split('/');
    if pattern.starts_with('/') {
        Some("no path starts with `/`")
    } else if pattern.starts_with(['!', '~', '$']) {
        Some("nothing is taken back or expanded here")
    } else if pattern.contains('\\') {
        Some("a path has `/` between its names")
    } else if pattern.contains(is_unseen) {
        Some("it holds a character that cannot be seen")
    } else if names.any(|name| matches!(name, "" | "." | "..")) {
        Some("a path has neither `.` nor `..` nor an empty name")
    } else {
        None
    }
}

/// Adds a path and all that is below it. Whether it is a glob.
fn add(path: &str, set: &mut GlobSetBuilder) -> bool {
    let (Ok(path), Ok(below)) = (glob(path), glob(&format!("{path}/**"))) else {
        return false;
    };
    set.add(path).add(below);
    true
}

fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}
