//! Runs of words, by which a text is recognised in another: each run of twelve gives a number, and
//! the same words give the same number, whatever their case and punctuation.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::hash::Hasher;

/// How many consecutive words make a run.
pub(super) const LENGTH: usize = 12;

/// What the numbers of words are multiplied with; any large odd number does.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// A run of words and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shingle {
    /// The number that stands for its words.
    pub(super) number: u64,
    /// Its first byte.
    pub(super) start: u32,
    /// One past its last byte.
    pub(super) end: u32,
}

/// Calls `take` with every run of words in `text`, in order. A run ends with its paragraph, list
/// item or row of a table; where links lead, and comments, are no words.
pub(super) fn each(text: &str, base: usize, mut take: impl FnMut(Shingle)) {
    let mut run = Run::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut line_is_blank = true;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            _ if byte.is_ascii_alphanumeric() || byte >= 0x80 => {
                let (number, end) = word(text, at);
                line_is_blank = false;
                if let Some(number) = number
                    && let Some((number, start)) = run.push(number, at)
                {
                    let position = |at: usize| u32::try_from(base + at).unwrap_or(u32::MAX);
                    take(Shingle {
                        number,
                        start: position(start),
                        end: position(end),
                    });
                }
                at = end;
                continue;
            }
            // A paragraph ends; or a row starts, which shares its cells with no other.
            b'\n' | b'|' if line_is_blank => run.clear(),
            b'\n' => line_is_blank = true,
            b']' if bytes.get(at + 1) == Some(&b'(') => {
                let behind = &bytes[at..];
                let close = behind.iter().position(|byte| matches!(byte, b')' | b'\n'));
                at += close.unwrap_or(behind.len());
                continue;
            }
            b'<' if bytes[at..].starts_with(b"<!--") => {
                at += text[at..].find("-->").unwrap_or(text.len() - at);
                continue;
            }
            b'-' | b'*' | b'#' if line_is_blank && bytes.get(at + 1) == Some(&b' ') => run.clear(),
            _ => {}
        }
        at += 1;
    }
}

/// The number of the word that starts at `at`, if it is one, and where it ends.
fn word(text: &str, at: usize) -> (Option<u64>, usize) {
    let bytes = text.as_bytes();
    let mut number = 0;
    let mut end = at;
    let mut add = |part: u32| {
        number = (number ^ u64::from(part))
            .wrapping_mul(FACTOR)
            .rotate_left(23);
    };
    while let Some(&byte) = bytes.get(end) {
        if byte.is_ascii_alphanumeric() {
            add(u32::from(byte.to_ascii_lowercase()));
            end += 1;
        } else if byte < 0x80 {
            break;
        } else {
            let Some(c) = text[end..].chars().next() else {
                break;
            };
            if !c.is_alphanumeric() {
                // What parts words beyond ASCII is passed over, and is no word by itself.
                let is_empty = end == at;
                return (
                    (!is_empty).then_some(number),
                    end + if is_empty { c.len_utf8() } else { 0 },
                );
            }
            c.to_lowercase().for_each(|c| add(u32::from(c)));
            end += c.len_utf8();
        }
    }
    (Some(number), end)
}

/// The last words that were read.
#[derive(Default)]
struct Run {
    words: [(u64, usize); LENGTH],
    count: usize,
    number: u64,
}

impl Run {
    const fn clear(&mut self) {
        self.count = 0;
        self.number = 0;
    }

    /// Adds a word that starts at `at`; the number of the run that it ends and where that starts,
    /// once there are enough words.
    fn push(&mut self, word: u64, at: usize) -> Option<(u64, usize)> {
        let slot = self.count % LENGTH;
        if self.count >= LENGTH {
            let leaving = self.words[slot].0.wrapping_mul(OLDEST);
            self.number = self.number.wrapping_sub(leaving);
        }
        self.number = self.number.wrapping_mul(FACTOR).wrapping_add(word);
        self.words[slot] = (word, at);
        self.count += 1;
        let first = self.words[self.count % LENGTH].1;
        (self.count >= LENGTH).then_some((self.number, first))
    }
}

/// What the oldest word of a run has been multiplied with.
const OLDEST: u64 = {
    let (mut power, mut step) = (1_u64, 1);
    while step < LENGTH {
        power = power.wrapping_mul(FACTOR);
        step += 1;
    }
    power
};

/// A set of numbers, most of which it can be told at a glance that they are not in it.
pub(super) struct Numbers {
    glance: Vec<u64>,
    all: HashSet<u64, BuildHasherDefault<AsIs>>,
}

/// The numbers are as good as any hash of them.
#[derive(Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0 << 8 | u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number.wrapping_mul(FACTOR);
    }
}

/// How many bits the glance has; they fit into a processor's cache.
const GLANCE_BITS: u32 = 23;

impl Numbers {
    /// The set of `numbers`.
    pub(super) fn of(numbers: impl Iterator<Item = u64>) -> Self {
        let mut set = Self {
            glance: vec![0; 1 << (GLANCE_BITS - 6)],
            all: numbers.collect(),
        };
        for &number in &set.all {
            let (word, bit) = place(number);
            set.glance[word] |= bit;
        }
        set
    }

    /// Whether `number` is one of them.
    pub(super) fn contains(&self, number: u64) -> bool {
        let (word, bit) = place(number);
        self.glance[word] & bit != 0 && self.all.contains(&number)
    }
}

const fn place(number: u64) -> (usize, u64) {
    let bits = number.wrapping_mul(FACTOR) >> (64 - GLANCE_BITS);
    ((bits >> 6) as usize, 1 << (bits & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u64> {
        let mut found = Vec::new();
        each(text, 0, |shingle| found.push(shingle.number));
        found
    }

    #[test]
    fn the_same_words_give_the_same_number() {
        let plain = "one two three four five six seven eight nine ten eleven größe";
        let marked = "x **One** [two](three four.md) three—four,\nfive `six` seven <!-- no --> eight nine ten eleven GRÖSSE größe";
        assert_eq!(numbers(plain).len(), 1);
        let marked = marked.replace(" GRÖSSE", "");
        assert_eq!(numbers(&marked).last(), numbers(plain).last());
        let changed = plain.replace("six", "sex");
        assert_ne!(numbers(&changed), numbers(plain));
    }

    #[test]
    fn a_run_ends_with_its_paragraph_item_and_row() {
        let eleven = "one two three four five six seven eight nine ten eleven";
        for text in [
            format!("{eleven}\n\ntwelve"),
            format!("- {eleven}\n- twelve"),
            format!("| {eleven} |\n| twelve |"),
        ] {
            assert!(numbers(&text).is_empty(), "{text}");
        }
        assert_eq!(numbers(&format!("{eleven}\ntwelve")).len(), 1);
    }

    #[test]
    fn places_are_those_of_the_words() {
        let text = "a one two three four five six seven eight nine ten eleven twelve.";
        let mut found = Vec::new();
        each(text, 100, |shingle| {
            found.push((shingle.start, shingle.end));
        });
        assert_eq!(found, [(100, 157), (102, 164)]);
    }
}
