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

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
