//! Fonts: which letters the codes in a shown text mean, and how wide they are.

use std::collections::HashMap;
use std::rc::Rc;

use super::file::File;
use super::names::{Glyphs, Letters, encoding, usual_width};
use super::value::{Dict, Parser, Token, Value, name_of};
use super::{Budget, TOO_MUCH};
use crate::audience::clean::Refusal;

/// What refuses a file whose text is shown by number only.
pub(super) const NAMELESS: Refusal =
    Refusal::Unread("its fonts do not say which letters they show");

/// The most codes that one line of a table may cover.
const WIDEST_RANGE: u32 = 1 << 16;

/// The highest code whose width is kept.
const HIGHEST_CODE: u32 = 1 << 24;

/// The most ranges of codes.
const MOST_RANGES: usize = 64;

/// How the bytes of a shown text fall into codes.
#[derive(Debug, Clone)]
enum Codes {
    One,
    Two,
    /// Each range with the number of its bytes.
    Ranges(Vec<(usize, u32, u32)>),
}

/// What codes mean.
#[derive(Debug, Clone)]
enum Meaning {
    /// What the font's encoding says of each of 256.
    Letters(Letters),
    /// The number of the letter is the code.
    Itself,
    /// Only what the font's table says.
    Table,
}

/// A font.
#[derive(Debug, Clone)]
pub(super) struct Font {
    codes: Codes,
    meaning: Meaning,
    table: Table,
    widths: HashMap<u32, f64>,
    /// How wide a letter is that is not in the list; none where the usual one counts.
    other_width: Option<f64>,
    /// What a width is a part of.
    unit: f64,
}

/// What a `ToUnicode` table says.
#[derive(Debug, Clone, Default)]
struct Table {
    letters: HashMap<u32, String>,
    ranges: Vec<(usize, u32, u32)>,
}

/// A letter that is shown.
pub(super) struct Shown {
    /// What it is; none where the font does not say.
    pub(super) text: Option<String>,
    /// How far the next one stands, as a part of the font's size.
    pub(super) width: f64,
    /// Whether it is the space between words.
    pub(super) is_space: bool,
}

impl Font {
    /// The font with the dictionary `dict`.
    ///
    /// # Errors
    /// Where it says too much, or nothing of what its codes mean.
    pub(super) fn read(dict: &Dict, glyphs: &Glyphs, file: &mut File<'_>) -> Result<Self, Refusal> {
        let table = match dict.get(&b"ToUnicode"[..]) {
            Some(Value::Ref(number)) => match file.content(*number)? {
                Some(text) => Table::read(&text, &mut file.budget)?,
                None => Table::default(),
            },
            _ => Table::default(),
        };
        if name_of(dict, b"Subtype") == b"Type0" {
            return Self::read_composite(dict, table, file);
        }
        let letters = simple_letters(dict, &table, glyphs, file)?;
        let mut font = Self {
            codes: Codes::One,
            meaning: Meaning::Letters(letters),
            table,
            widths: HashMap::new(),
            other_width: None,
            unit: 1000.0,
        };
        if name_of(dict, b"BaseFont").starts_with(b"Courier") {
            font.other_width = Some(600.0);
        }
        if let Some(matrix) = file.get(dict, b"FontMatrix")?.list()
            && let Some(scale) = matrix.first().and_then(Value::number)
            && scale != 0.0
        {
            font.unit = 1.0 / scale.abs();
        }
        let first = file.get(dict, b"FirstChar")?.whole().unwrap_or(0);
        let first = first.clamp(0, 255);
        if let Some(widths) = file.get(dict, b"Widths")?.list() {
            file.budget.spend_values(widths.len())?;
            for (code, width) in (first..).zip(widths.iter()) {
                if let (Ok(code), Some(width)) = (u32::try_from(code), width.number()) {
                    font.widths.insert(code, width);
                }
            }
        }
        Ok(font)
    }

    fn read_composite(dict: &Dict, table: Table, file: &mut File<'_>) -> Result<Self, Refusal> {
        let mut meaning = Meaning::Table;
        let codes = match dict.get(&b"Encoding"[..]) {
            Some(Value::Name(name)) if name.starts_with(b"Identity") => Codes::Two,
            Some(Value::Name(name)) if is_unicode(name) => {
                meaning = Meaning::Itself;
                Codes::Two
            }
            Some(Value::Ref(number)) => match file.content(*number)? {
                Some(text) => Codes::Ranges(Table::read(&text, &mut file.budget)?.ranges),
                None => Codes::Ranges(table.ranges.clone()),
            },
            _ => Codes::Ranges(table.ranges.clone()),
        };
        let mut font = Self {
            codes,
            meaning,
            table,
            widths: HashMap::new(),
            other_width: Some(1000.0),
            unit: 1000.0,
        };
        let descendants = file.get(dict, b"DescendantFonts")?;
        let first = descendants.list().and_then(|list| list.first()).cloned();
        let below = file.resolve(&first.unwrap_or(Value::Null))?;
        if let Some(below) = below.dict() {
            if let Some(width) = file.get(below, b"DW")?.number() {
                font.other_width = Some(width);
            }
            let widths = file.get(below, b"W")?;
            font.read_widths(widths.list().map_or(&[][..], |list| list), file)?;
        }
        Ok(font)
    }

    /// Takes in `c [w …]` and `first last w`.
    fn read_widths(&mut self, list: &[Value], file: &mut File<'_>) -> Result<(), Refusal> {
        let mut rest = list;
        while let [first, second, after @ ..] = rest {
            let code = |value: &Value| {
                let code = value.whole().and_then(|code| u32::try_from(code).ok());
                code.unwrap_or(0).min(HIGHEST_CODE)
            };
            if let Some(widths) = file.resolve(second)?.list() {
                file.budget.spend_values(widths.len())?;
                let each = (code(first)..).zip(widths.iter());
                let each = each.filter_map(|(code, width)| Some((code, width.number()?)));
                self.widths.extend(each);
                rest = after;
                continue;
            }
            let [width, after @ ..] = after else { break };
            let (low, high) = (code(first), code(second));
            let count = high.saturating_sub(low).min(WIDEST_RANGE);
            file.budget.spend_values(count as usize)?;
            if let Some(width) = width.number() {
                self.widths
                    .extend((low..=low + count).map(|code| (code, width)));
            }
            rest = after;
        }
        Ok(())
    }

    /// Calls `show` with each letter that `bytes` show.
    ///
    /// # Errors
    /// Where the bytes do not fall into codes.
    pub(super) fn read_text(
        &self,
        bytes: &[u8],
        show: &mut dyn FnMut(Shown),
    ) -> Result<(), Refusal> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = self.code_length(rest).ok_or(NAMELESS)?;
            let (code, after) = rest.split_at(length.min(rest.len()));
            rest = after;
            let number = code.iter().fold(0, |n: u32, &b| n << 8 | u32::from(b));
            let width = self.widths.get(&number).copied().or(self.other_width);
            show(Shown {
                text: self.meaning_of(number),
                width: width.unwrap_or_else(|| usual_width(number)) / self.unit,
                is_space: length == 1 && number == 32,
            });
        }
        Ok(())
    }

    fn code_length(&self, rest: &[u8]) -> Option<usize> {
        match &self.codes {
            Codes::One => Some(1),
            Codes::Two => Some(2),
            Codes::Ranges(ranges) => (1..=rest.len().min(4)).find(|length| {
                let number = rest[..*length]
                    .iter()
                    .fold(0, |n: u32, &b| n << 8 | u32::from(b));
                ranges
                    .iter()
                    .any(|(of, low, high)| of == length && (low..=high).contains(&&number))
            }),
        }
    }

    fn meaning_of(&self, code: u32) -> Option<String> {
        if let Some(text) = self.table.letters.get(&code) {
            return Some(text.clone());
        }
        let letter = match &self.meaning {
            Meaning::Letters(letters) => *letters.get(code as usize)?,
            Meaning::Itself => Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
            Meaning::Table => None,
        };
        letter.map(String::from)
    }
}

/// Whether the codes of the encoding `name` are the numbers of letters.
fn is_unicode(name: &[u8]) -> bool {
    let holds = |part: &[u8]| name.windows(part.len()).any(|there| there == part);
    holds(b"UCS2") || holds(b"UTF16")
}

/// What the 256 codes of a simple font mean.
fn simple_letters(
    dict: &Dict,
    table: &Table,
    glyphs: &Glyphs,
    file: &mut File<'_>,
) -> Result<Letters, Refusal> {
    let written = file.get(dict, b"Encoding")?;
    let mut letters = match &written {
        Value::Name(name) => encoding(name),
        Value::Dict(own) => encoding(name_of(own, b"BaseEncoding")),
        _ => {
            let descriptor = file.dict(dict, b"FontDescriptor")?;
            let embedded = descriptor.keys().any(|key| key.starts_with(b"FontFile"));
            let is_symbolic = descriptor
                .get(&b"Flags"[..])
                .and_then(Value::whole)
                .is_some_and(|flags| flags & 4 != 0);
            if let Some(Value::Ref(program)) = descriptor.get(&b"FontFile"[..])
                && let Some(program) = file.content(*program)?
                && let Some(letters) = own_letters(&program, glyphs)
            {
                return Ok(letters);
            }
            // What such a font means by its codes stands in its program only.
            if embedded && is_symbolic && table.letters.is_empty() {
                return Ok(vec![None; 256]);
            }
            encoding(b"")
        }
    };
    let base_font = name_of(dict, b"BaseFont");
    if matches!(base_font, b"Symbol" | b"ZapfDingbats") {
        letters.fill(Some(char::REPLACEMENT_CHARACTER));
    }
    let own = written.dict().cloned().unwrap_or_default();
    let differences = file.get(&own, b"Differences")?;
    let mut code = 0;
    for value in differences.list().map_or(&[][..], |list| list) {
        file.budget.spend_values(1)?;
        match value {
            Value::Name(name) => {
                if let Some(letter) = letters.get_mut(code) {
                    // Where the name says nothing the table may.
                    *letter = glyphs.letter(name).unwrap_or_default();
                }
                code += 1;
            }
            other => code = other.size().unwrap_or(256),
        }
    }
    Ok(letters)
}

/// What the 256 codes mean to a Type 1 font itself: its program starts with lines such as
/// `dup 65 /A put`. None where it has none of them.
fn own_letters(program: &[u8], glyphs: &Glyphs) -> Option<Letters> {
    let text = String::from_utf8_lossy(program);
    let (_, text) = text.split_once("/Encoding")?;
    let (text, _) = text.split_once("eexec").unwrap_or((text, ""));
    let mut letters: Letters = vec![None; 256];
    let mut has_any = false;
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "StandardEncoding" => return Some(encoding(b"")),
            "def" | "readonly" if has_any => break,
            "dup" => {}
            _ => continue,
        }
        let code = words.next().and_then(|code| code.parse::<usize>().ok());
        let name = words.next().and_then(|name| name.strip_prefix('/'));
        if let (Some(code), Some(name)) = (code, name)
            && let Some(letter) = letters.get_mut(code)
        {
            *letter = glyphs.letter(name.as_bytes()).unwrap_or(None);
            has_any = true;
        }
    }
    has_any.then_some(letters)
}

impl Table {
    /// The table that the program `text` makes.
    fn read(text: &[u8], budget: &mut Budget) -> Result<Self, Refusal> {
        let mut table = Self::default();
        let mut parser = Parser::at(text, 0);
        let mut held: Vec<Value> = Vec::new();
        while let Some(token) = parser.next(budget)? {
            match token {
                Token::Value(value) => held.push(value),
                Token::Word(word) => {
                    table.take(word, &held, budget)?;
                    held.clear();
                }
            }
        }
        Ok(table)
    }

    fn take(&mut self, word: &[u8], held: &[Value], budget: &mut Budget) -> Result<(), Refusal> {
        match word {
            b"endcodespacerange" => {
                for pair in held.chunks_exact(2) {
                    if let (Some((length, low)), Some((_, high))) = (code(&pair[0]), code(&pair[1]))
                    {
                        self.ranges.push((length, low, high));
                    }
                }
                if self.ranges.len() > MOST_RANGES {
                    return Err(TOO_MUCH);
                }
            }
            b"endbfchar" => {
                for pair in held.chunks_exact(2) {
                    if let (Some((_, from)), Some(to)) = (code(&pair[0]), pair[1].text()) {
                        self.letters.insert(from, letters_of(to, 0));
                    }
                }
            }
            b"endbfrange" => {
                for three in held.chunks_exact(3) {
                    if let (Some((_, low)), Some((_, high))) = (code(&three[0]), code(&three[1])) {
                        self.take_range(low, high, &three[2], budget)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn take_range(
        &mut self,
        low: u32,
        high: u32,
        to: &Value,
        budget: &mut Budget,
    ) -> Result<(), Refusal> {
        let count = high.saturating_sub(low);
        if count > WIDEST_RANGE {
            return Err(TOO_MUCH);
        }
        budget.spend_values(count as usize)?;
        for step in 0..=count {
            let text = match to {
                Value::Text(first) => letters_of(first, step),
                Value::List(each) => {
                    let text = each.get(step as usize).and_then(Value::text);
                    letters_of(text.unwrap_or_default(), 0)
                }
                _ => continue,
            };
            self.letters.insert(low + step, text);
        }
        Ok(())
    }
}

/// The code that a text writes, and how many bytes it has.
fn code(value: &Value) -> Option<(usize, u32)> {
    let bytes = value
        .text()
        .filter(|bytes| (1..=4).contains(&bytes.len()))?;
    let number = bytes.iter().fold(0, |n: u32, &b| n << 8 | u32::from(b));
    Some((bytes.len(), number))
}

/// The letters that stand in a table, `step` further on.
fn letters_of(wide: &[u8], step: u32) -> String {
    let mut units: Vec<u16> = match wide {
        [one] => vec![u16::from(*one)],
        _ => wide
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect(),
    };
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(u16::try_from(step).unwrap_or(0));
    }
    let letters = char::decode_utf16(units);
    let letters = letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    // Fonts of signs keep theirs in a corner that belongs to nobody.
    let plain = |letter| match u32::from(letter) {
        number @ 0xf020..=0xf0ff => char::from_u32(number - 0xf000).unwrap_or(letter),
        0 => char::REPLACEMENT_CHARACTER,
        _ => letter,
    };
    letters.map(plain).collect()
}

/// A font that is known already, by its number.
pub(super) type Known = HashMap<u32, Rc<Font>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_says_itself_what_its_codes_mean() {
        let program = b"%!PS\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\n\
                        dup 3 /A put\ndup 15 /bullet put\ndup 999 /x put\nreadonly def\n\
                        dup 4 /B put currentfile eexec";
        let letters = own_letters(program, &Glyphs::new()).expect("it says so");
        assert_eq!(
            (letters[3], letters[15], letters[4]),
            (Some('A'), Some('•'), None)
        );
        let standard = own_letters(b"/Encoding StandardEncoding def", &Glyphs::new());
        assert_eq!(standard.map(|letters| letters[65]), Some(Some('A')));
        assert!(own_letters(b"eexec", &Glyphs::new()).is_none());
    }

    #[test]
    fn letters_of_a_table_are_counted_on() {
        assert_eq!(letters_of(b"\0A", 2), "C");
        assert_eq!(letters_of(b"\0f\0i", 0), "fi");
        assert_eq!(letters_of(b"\xf0A", 0), "A");
        assert_eq!(letters_of(b"", 1), "");
    }
}
