//! Which letter a character is, and which one it looks like.
//!
//! What looks like what is Unicode's data (UTS #39, confusables), of which only the part is used that
//! leads from other scripts to Latin or to each other: within ASCII nothing is taken for something else
//! but where a letter of another script stands in the same word.

use deunicode::deunicode_char;
use unicode_normalization::char::is_combining_mark;
use unicode_security::skeleton;

/// The letters that `written`, a letter beyond ASCII, stands for, in small letters.
pub(super) fn plain(written: char) -> String {
    let mut letters = String::new();
    for lower in written.to_uppercase().flat_map(char::to_lowercase) {
        // Some small letters are made of a letter and a mark.
        if is_combining_mark(lower) {
            continue;
        }
        match latin(lower).or_else(|| latin_lookalike(lower).map(str::to_owned)) {
            Some(latin) => letters.push_str(&latin),
            None => letters.push(lower),
        }
    }
    letters
}

/// What `written`, a character beyond ASCII, looks like as it is written, in small letters; none where it
/// looks like nothing but itself, or is a Latin letter.
pub(super) fn looks_like(written: char) -> Option<String> {
    if has_no_look(written) || latin(written).is_some() {
        return None;
    }
    if let Some(look) = latin_lookalike(written) {
        return Some(look.to_owned());
    }
    let mut look = String::new();
    for part in skeleton(written.encode_utf8(&mut [0; 4])) {
        if is_combining_mark(part) {
            continue;
        }
        match latin(part) {
            Some(latin) => look.push_str(&latin),
            None => look.extend(part.to_lowercase()),
        }
    }
    // Unicode tells `m` and `rn` apart as little as a hasty reader does.
    if look == "rn" {
        return Some("m".to_owned());
    }
    let is_word = look.chars().all(char::is_alphanumeric);
    (is_word && !look.is_empty() && !look.chars().eq([written])).then_some(look)
}

/// `byte` with those letters as one that readers cannot tell apart beside letters of another script.
pub(super) const fn same_look(byte: u8) -> u8 {
    match byte {
        b'i' | b'1' => b'l',
        b'0' => b'o',
        byte => byte,
    }
}

/// Ideographs and the syllables of Korean, of which there are many and none looks like a letter of
/// another script.
const fn has_no_look(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// The letter in a circle or a square, where Unicode does not say that it is made of it.
pub(super) fn enclosed(c: char) -> Option<char> {
    let first = match c {
        '\u{1f130}'..='\u{1f149}' => 0x1f130,
        '\u{1f150}'..='\u{1f169}' => 0x1f150,
        '\u{1f170}'..='\u{1f189}' => 0x1f170,
        '\u{1f1e6}'..='\u{1f1ff}' => 0x1f1e6,
        _ => return None,
    };
    char::from_u32(u32::from('a') + u32::from(c) - first)
}

/// Whether `c` is one of the letters that stand for a flag where they are two.
pub(super) const fn is_flag_part(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// The ASCII letters that a Latin letter with something added to it stands for, small capitals too.
fn latin(c: char) -> Option<String> {
    let is_latin = matches!(c,
        '\u{80}'..='\u{2af}' | '\u{1d00}'..='\u{1d25}' | '\u{1d6b}'..='\u{1d77}'
            | '\u{1d79}'..='\u{1d9a}' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}'
            | '\u{a720}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab64}');
    let letters = deunicode_char(c).filter(|_| is_latin || c.is_ascii_alphanumeric())?;
    let letters = letters.chars().filter(char::is_ascii_alphanumeric);
    let letters: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    (!letters.is_empty()).then_some(letters)
}

/// The Latin letter that a small letter of another script looks like, where Unicode's data say nothing
/// of it or lead to a letter that itself only looks like one.
const fn latin_lookalike(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'α' | 'ɑ' => "a",
        'в' | 'β' => "b",
        'с' | 'ϲ' => "c",
        'ԁ' => "d",
        'е' | 'ε' => "e",
        'һ' | 'н' => "h",
        'і' | 'ι' | 'ӏ' => "i",
        'ј' => "j",
        'к' | 'κ' => "k",
        'м' => "m",
        'ո' => "n",
        'о' | 'ο' | 'օ' => "o",
        'р' | 'ρ' => "p",
        'ѕ' => "s",
        'т' | 'τ' => "t",
        'υ' | 'ս' => "u",
        'ν' | 'ѵ' => "v",
        'ԝ' => "w",
        'х' | 'χ' => "x",
        'у' | 'γ' => "y",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_scripts_look_like_latin_ones() {
        for (other, latin) in [
            ('Α', "a"),
            ('Η', "h"),
            ('Ν', "n"),
            ('Ρ', "p"),
            ('Ι', "l"),
            ('Κ', "k"),
            ('В', "b"),
            ('З', "3"),
            ('т', "t"),
            ('Ꮃ', "w"),
            ('Ꭺ', "a"),
            ('ꓰ', "e"),
            ('𐊠', "a"),
            ('ⲟ', "o"),
            ('օ', "o"),
            ('ס', "o"),
            ('⍺', "a"),
            ('℮', "e"),
            ('∪', "u"),
        ] {
            assert_eq!(looks_like(other).as_deref(), Some(latin), "{other}");
        }
        for itself in ['ж', '返', '한', 'ש', 'م', 'é', 'ß', '→', '😀', 'ก'] {
            let look = looks_like(itself);
            let is_ascii = look.as_ref().is_some_and(|look| look.is_ascii());
            assert!(!is_ascii, "{itself}: {look:?}");
        }
    }

    #[test]
    fn latin_letters_are_what_they_are() {
        for (letter, is) in [
            ('ᴋ', "k"),
            ('ʜ', "h"),
            ('ꜱ', "s"),
            ('ʀ', "r"),
            ('ı', "i"),
            ('ł', "l"),
            ('ẞ', "ss"),
            ('ɑ', "a"),
            ('ɡ', "g"),
            ('Ω', "ω"),
            ('ς', "σ"),
        ] {
            assert_eq!(plain(letter), is, "{letter}");
        }
        assert_eq!(enclosed('🅺'), Some('k'));
        assert_eq!(enclosed('🇰'), Some('k'));
    }
}
