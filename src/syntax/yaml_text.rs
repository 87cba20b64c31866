//! Text as a value of YAML, for whoever writes front matter.

/// `text` as a YAML value of a key: plain where that is safe, else in double quotes, which YAML shares
/// with JSON.
pub fn yaml_text(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | ',' | '.' | '/');
    let starts_plain = text.starts_with(char::is_alphabetic) && !text.ends_with(' ');
    let means_something = ["true", "false", "null"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    if starts_plain && !means_something && text.chars().all(plain) {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}
