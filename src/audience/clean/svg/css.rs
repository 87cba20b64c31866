//! Style sheets and values in a drawing: nothing in them may fetch anything.

use super::super::Refusal;

const ELSEWHERE: Refusal = Refusal::Drawing("a style that loads something");

/// Functions that fetch what they name.
const FETCHING: [&str; 4] = ["image(", "image-set(", "src(", "expression("];

/// Rules that are left out: they load fonts and other sheets, and the text shows without them.
const LEFT_OUT: [&str; 4] = ["@font-face", "@import", "@charset", "@namespace"];

/// A style sheet, or the text of a `style` attribute, without comments and without fonts.
pub(super) fn clean(text: &str) -> Result<String, Refusal> {
    let text = without_comments(text)?;
    let mut made = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('@') {
        made.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_left_out = |name: &&&str| {
            let head = rest.get(..name.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(name))
        };
        if LEFT_OUT.iter().find(is_left_out).is_some() {
            rest = &rest[end_of_rule(rest)..];
        } else {
            made.push('@');
            rest = &rest[1..];
        }
    }
    made.push_str(rest);
    value(made.trim())
}

/// A value that fetches nothing.
pub(super) fn value(text: &str) -> Result<String, Refusal> {
    // An escape could spell any name; a backslash has no other use here.
    if text.contains(['\\', '\0']) {
        return Err(ELSEWHERE);
    }
    let lower = text.to_ascii_lowercase();
    let fetches = FETCHING.iter().any(|name| lower.contains(name));
    let mut addresses = lower.split("url(").skip(1);
    let leaves = addresses.any(|address| {
        let address = address.trim_start().trim_start_matches(['"', '\'']);
        !address.starts_with('#')
    });
    if fetches || leaves || lower.contains("@import") {
        return Err(ELSEWHERE);
    }
    Ok(text.to_owned())
}

fn without_comments(text: &str) -> Result<String, Refusal> {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        made.push_str(before);
        // What stood apart stays apart.
        made.push(' ');
        (_, rest) = after
            .split_once("*/")
            .ok_or(Refusal::Drawing("a style that does not end"))?;
    }
    made.push_str(rest);
    Ok(made)
}

/// How long the rule at the start of `text` is: up to its `;`, or to the brace that closes it.
fn end_of_rule(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_fetched() {
        let made = clean(
            "/* secret */@font-face{src:url(https://x)}.a{fill:url( '#b')}@media print{.c{d:e}}",
        );
        assert_eq!(
            made.as_deref(),
            Ok(".a{fill:url( '#b')}@media print{.c{d:e}}")
        );
        assert_eq!(clean("@charset 'x';.a{b:c}").as_deref(), Ok(".a{b:c}"));
        for text in [
            "a{b:url(x)}",
            "a{b:URL(//x)}",
            "a{b:image-set('x' 1x)}",
            "a{b:\\75rl(x)}",
            "a{b:u/**/rl(x)",
            "@im/**/port 'x'",
            "/* open",
        ] {
            let made = clean(text);
            let harmless = made
                .as_ref()
                .is_ok_and(|made| made.contains("u rl(") || made.contains("@im port"));
            assert!(made.is_err() || harmless, "{text}: {made:?}");
        }
    }
}
