//! Where in a page's text an approval is recorded. Everything else of the text stays, byte by byte.

use std::ops::Range;

use jiff::civil::Date;

use crate::workbook::Document;

/// `text`, the text of `document`, with the approval of `person` in its front matter; none where
/// that is one map in braces, to which no line can be added.
pub(super) fn with_approval(
    text: &str,
    document: &Document,
    person: &str,
    on: Date,
    digest: &str,
) -> Option<String> {
    let person = scalar(person);
    let on = on.to_string();
    let record = document
        .as_page()
        .and_then(|page| page.safe_to_show.as_ref());
    let places = record.and_then(|record| {
        Some([
            record.approved_by.as_ref()?.span.range(),
            record.approved_on.as_ref()?.span.range(),
            record.digest.as_ref()?.span.range(),
        ])
    });
    if let Some(places) = places {
        let values = [person.as_str(), &on, digest];
        return Some(replaced(text, places.into_iter().zip(values).collect()));
    }
    let at = closing_fence(text, document.body.span.start as usize);
    let (before, after) = text.split_at(at);
    if is_in_braces(before) {
        return None;
    }
    let end = if before.ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let lines = [
        "safe_to_show:".to_owned(),
        format!("  approved_by: {person}"),
        format!("  approved_on: {on}"),
        format!("  digest: {digest}"),
        String::new(),
    ];
    Some([before, &lines.join(end), after].concat())
}

/// Whether the front matter, from its opening fence on, is a map in braces.
fn is_in_braces(front: &str) -> bool {
    let lines = front.lines().skip(1).map(str::trim_start);
    let mut filled = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    filled.next().is_some_and(|line| line.starts_with('{'))
}

/// `text` with other values at some places, each quoted as the one before it was.
fn replaced(text: &str, mut values: Vec<(Range<usize>, &str)>) -> String {
    values.sort_by_key(|(place, _)| place.start);
    let mut changed = text.to_owned();
    for (place, value) in values.into_iter().rev() {
        let old = text.get(place.clone()).unwrap_or("");
        let quote = ['"', '\'']
            .into_iter()
            .find(|quote| old.starts_with(*quote));
        let quote = quote.filter(|_| !value.starts_with('"'));
        let quote = quote.map_or(String::new(), String::from);
        changed.replace_range(place, &format!("{quote}{value}{quote}"));
    }
    changed
}

/// Where the line starts that ends the front matter. `body` is the place behind it.
fn closing_fence(text: &str, body: usize) -> usize {
    let front = text[..body].trim_end_matches(['\n', '\r']);
    front.rfind('\n').map_or(0, |end| end + 1)
}

/// An id as a YAML value, within braces too: plain where it can be taken for nothing else.
fn scalar(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_word = id.starts_with(|c: char| c.is_ascii_alphabetic()) && id.chars().all(plain);
    let is_value = ["true", "false", "null"].contains(&id.to_ascii_lowercase().as_str());
    if is_word && !is_value {
        id.to_owned()
    } else {
        // YAML shares its double quotes with JSON.
        serde_json::Value::from(id).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn ids_are_quoted_where_they_could_mean_something_else() {
        assert_eq!(scalar("halina"), "halina");
        for id in ["true", "1968", "a: b", "a, b", "Ł", "null", "-", "a#b"] {
            assert!(scalar(id).starts_with('"'), "{id}");
        }
    }
}
