//! Paths inside a workbook: relative to its root, forward slashes, no `.` or `..`.

/// A relative path climbed above the workbook's root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escape;

/// The directory of a path, without a trailing slash; empty at the root.
pub fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

/// The path that `relative` means when it stands in a file of the directory `base`.
///
/// # Errors
/// [`Escape`] where it climbs out of the workbook.
pub fn resolve(base: &str, relative: &str) -> Result<String, Escape> {
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(Escape)?;
            }
            name => parts.push(name),
        }
    }
    Ok(parts.join("/"))
}

/// The path that `relative` means when it stands in a file of the directory `base`; it starts with
/// `../` where it climbs out of the workbook.
pub fn climb(base: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// What to write in a file of the directory `base` to name `path`.
pub fn relative(base: &str, path: &str) -> String {
    let from: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let most = from.len().min(to.len() - 1);
    let same = from.iter().zip(&to).take(most).take_while(|(a, b)| a == b);
    let shared = same.count();
    format!(
        "{}{}",
        "../".repeat(from.len() - shared),
        to[shared..].join("/")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_lead_back() {
        for (base, path, written) in [
            ("", "a.md", "a.md"),
            ("refunds", "refunds/evidence/a.md", "evidence/a.md"),
            ("refunds", "playbook/a.md", "../playbook/a.md"),
            ("a/b/c", "a/x/c/d.md", "../../x/c/d.md"),
            ("a", "a", "../a"),
        ] {
            assert_eq!(relative(base, path), written);
            assert_eq!(resolve(base, written).as_deref(), Ok(path));
        }
    }

    #[test]
    fn relative_paths_resolve_against_their_directory() {
        assert_eq!(
            resolve("refunds", "understand.md").as_deref(),
            Ok("refunds/understand.md")
        );
        assert_eq!(
            resolve("refunds/evidence", "../a//./b.md").as_deref(),
            Ok("refunds/a/b.md")
        );
        assert_eq!(resolve("refunds", "..").as_deref(), Ok(""));
        assert_eq!(resolve("refunds", "../../etc/passwd"), Err(Escape));
        assert_eq!(climb("refunds", "../../agents/./a.txt"), "../agents/a.txt");
        assert_eq!(climb("refunds", "../../../a.txt"), "../../a.txt");
        assert_eq!(climb("refunds", "../b/a.txt"), "b/a.txt");
    }
}
