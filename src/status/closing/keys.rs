//! Steps that are closed by what stands in the front matter.

use jiff::civil::Date;

use super::Verdict;
use crate::status::facts::Facts;
use crate::workbook::{AtPath, at_key_path};

/// Each key holds something that fits it, and no day lies in the future.
pub(super) fn filled(paths: &[String], facts: &Facts<'_>) -> Verdict {
    let mut absent = Vec::new();
    for path in paths {
        match at_key_path(&facts.document.keys, path) {
            AtPath::Absent => absent.push(path.as_str()),
            AtPath::Filled(Some(day)) if day > facts.today => {
                return Err(format!("`{path}` lies in the future"));
            }
            AtPath::Filled(_) => {}
        }
    }
    if absent.is_empty() {
        return Ok("it is in the front matter".to_owned());
    }
    let absent: Vec<String> = absent.iter().map(|path| format!("`{path}`")).collect();
    Err(format!(
        "not in the front matter yet: {}",
        absent.join(", ")
    ))
}

/// No day comes before the one that is named before it. A day that is not there comes nowhere.
pub(super) fn in_order(paths: &[String], facts: &Facts<'_>) -> Verdict {
    let day = |path: &String| match at_key_path(&facts.document.keys, path) {
        AtPath::Filled(Some(day)) => Some((day, path.clone())),
        _ => None,
    };
    let days: Vec<(Date, String)> = paths.iter().filter_map(day).collect();
    for pair in days.windows(2) {
        if let [(earlier, first), (later, second)] = pair
            && earlier > later
        {
            return Err(format!(
                "`{first}` is {earlier}, after `{second}` on {later}"
            ));
        }
    }
    Ok(String::new())
}
