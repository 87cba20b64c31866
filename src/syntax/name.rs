//! When two names are the same, nearly the same, or no name at all (language, section 4).

use unicode_normalization::UnicodeNormalization;

/// The longest name that is compared with a near one.
const MAX_COMPARED: usize = 64;

/// `name` without case, punctuation and a leading number: `1. Close-the-loop:` and
/// `Close the loop` give the same.
pub fn canonical_name(name: &str) -> String {
    let folded = name
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\'' | '’'));
    let spaced: String = folded
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let numbers = words
        .iter()
        .take_while(|word| word.chars().all(char::is_numeric))
        .count();
    let kept = if numbers == words.len() {
        &words[..]
    } else {
        &words[numbers..]
    };
    kept.join(" ")
}

/// Whether two heading or column names mean the same.
pub fn same_name(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    // Most names are plain letters and differ: they are compared without being rewritten.
    if is_plain(a) && is_plain(b) {
        return plain_words(a).eq(plain_words(b));
    }
    canonical_name(a) == canonical_name(b)
}

/// Whether a name is ASCII without digits, so that only its case and punctuation vary.
fn is_plain(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_digit())
}

/// The words of a plain name in lower case, each ended by a space.
fn plain_words(name: &str) -> impl Iterator<Item = u8> {
    let words = name.split(|c: char| !c.is_ascii_alphabetic() && c != '\'');
    let letters = |word: &'_ str| word.bytes().any(|byte| byte != b'\'');
    words.filter(move |word| letters(word)).flat_map(|word| {
        let kept = word.bytes().filter(|&byte| byte != b'\'');
        kept.map(|byte| byte.to_ascii_lowercase()).chain([b' '])
    })
}

/// The candidate that `name` most likely was meant to be, if any is near.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = canonical_name(name);
    if wanted.is_empty() || wanted.len() > MAX_COMPARED {
        return None;
    }
    let letters = wanted.chars().count();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * MAX_COMPARED)
        .filter_map(|candidate| {
            let other = canonical_name(candidate);
            let distance = strsim::damerau_levenshtein(&wanted, &other);
            let longest = letters.max(other.chars().count());
            let related =
                letters >= 4 && (other.starts_with(&wanted) || wanted.starts_with(&other));
            let near = distance <= longest.div_ceil(3).min(3) && distance < longest;
            (!other.is_empty() && (near || related)).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The candidate of which `name` is a slip of the hand, so that a machine may put it right: the
/// same name but for case and punctuation, or but for a few letters of a longer word. Where more
/// than one could be meant, where words or digits differ, or where the name is short, there is
/// none: that it is [`nearest`] is for people to judge.
pub fn misspelt<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = canonical_name(name);
    if wanted.is_empty() || wanted.len() > MAX_COMPARED {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    let mut ambiguous = false;
    let near = candidates
        .into_iter()
        .filter(|other| other.len() <= 4 * MAX_COMPARED);
    for candidate in near {
        let Some(distance) = slip(&wanted, &canonical_name(candidate)) else {
            continue;
        };
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, first)) if distance == least => ambiguous |= first != candidate,
            _ => {
                best = Some((distance, candidate));
                ambiguous = false;
            }
        }
    }
    best.filter(|_| !ambiguous).map(|(_, candidate)| candidate)
}

/// How many letters two canonical names differ by, where that can pass for a slip.
fn slip(written: &str, meant: &str) -> Option<usize> {
    if written == meant {
        return Some(0);
    }
    let digits = |name: &str| name.chars().filter(|c| c.is_numeric()).collect::<String>();
    let shorter = written.chars().count().min(meant.chars().count());
    let most = match shorter {
        0..=2 => return None,
        3..=7 => 1,
        8..=11 => 2,
        _ => 3,
    };
    let distance = strsim::damerau_levenshtein(written, meant);
    (distance <= most && digits(written) == digits(meant)).then_some(distance)
}

/// Whether `text` says nothing: empty, dots and dashes, `TODO` or `TBD`.
pub fn is_placeholder(text: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || matches!(c, '.' | '…' | '-' | '–' | '—' | '_' | '?');
    let word = text.trim_matches(|c| blank(c) || matches!(c, ':' | '!' | '[' | ']' | '(' | ')'));
    text.chars().all(blank)
        || ["todo", "tbd"]
            .iter()
            .any(|placeholder| word.eq_ignore_ascii_case(placeholder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_mean_anything_else_is_misspelt() {
        let meant = |name: &str, list: &[&'static str]| misspelt(name, list.iter().copied());
        for (written, wanted) in [
            ("Work around", "Workaround"),
            ("STATE", "state"),
            ("jbo", "job"),
            ("Costs", "Cost"),
            ("Closing the loop", "Close the loop"),
            ("refund-agnet", "refund-agent"),
        ] {
            assert_eq!(
                meant(written, &[wanted, "unrelated"]),
                Some(wanted),
                "{written}"
            );
        }
        for (written, list) in [
            ("on", &["no"][..]),
            ("Cost of delay", &["Cost"]),
            ("agent-3", &["agent-1"]),
            ("cast", &["case", "cost"]),
            ("", &["a"]),
            ("2026-Q3", &["2026-Q4"]),
        ] {
            assert_eq!(meant(written, list), None, "{written}");
        }
        assert_eq!(meant("Cost", &["Costs", "cost"]), Some("cost"));
    }

    #[test]
    fn case_punctuation_and_a_leading_number_do_not_matter() {
        for name in [
            "Close the loop",
            "close-the-loop",
            "2. CLOSE THE LOOP:",
            "3) Close  the loop",
        ] {
            assert!(same_name(name, "Close the loop"), "{name}");
        }
        assert!(!same_name("Close loop", "Close the loop"));
        assert!(same_name("Customer's mind?", "customers  mind"));
        assert!(same_name("--", "''"));
        assert!(!same_name("Cost", "Costs") && !same_name("a bc", "ab c"));
        assert!(same_name("90 2", "90 2"));
        assert!(!same_name("90 2", "2"));
    }

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let steps = ["Workaround", "Cost", "Evidence", "Proof"];
        assert_eq!(nearest("Work around", steps), Some("Workaround"));
        assert_eq!(nearest("Workarounds", steps), Some("Workaround"));
        assert_eq!(nearest("evidense", steps), Some("Evidence"));
        assert_eq!(nearest("Notes", steps), None);
        assert_eq!(nearest("", steps), None);
    }

    #[test]
    fn placeholders_say_nothing() {
        for text in ["", "…", "...", "TODO", "tbd.", "[TODO]", " - ", "?"] {
            assert!(is_placeholder(text), "{text:?}");
        }
        for text in ["TODO ask Mo", "0", "none", "✓"] {
            assert!(!is_placeholder(text), "{text:?}");
        }
    }
}
