//! What a page shows: the program that draws it, run for its text alone.

use std::rc::Rc;

use super::file::File;
use super::font::{Font, Known, NAMELESS};
use super::layout::Layout;
use super::names::Glyphs;
use super::value::{Dict, Parser, Token, Value, is_space};
use super::{Budget, TOO_MUCH};
use crate::audience::clean::Refusal;

/// The most values in front of one operator.
const MOST_OPERANDS: usize = 100_000;
/// How deep a state may be kept for later.
const DEEPEST: usize = 512;
/// Of how many letters one may be unknown in a file that still counts as read.
const ONE_UNKNOWN_IN: usize = 50;

/// What a letter costs, in bytes of the budget.
const LETTER: usize = 16;

/// What a position is changed by.
type Matrix = [f64; 6];

const UNCHANGED: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn multiply(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// How text is shown at the moment.
#[derive(Debug, Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_gap: f64,
    word_gap: f64,
    stretch: f64,
    leading: f64,
}

/// Reads the text of a file, one piece of drawing after the other.
pub(super) struct Reader {
    glyphs: Glyphs,
    known: Known,
    /// How many letters were shown.
    pub(super) shown: usize,
    unknown: usize,
}

/// One piece of drawing while it is read.
struct Drawing<'r, 'd> {
    reader: &'r mut Reader,
    /// Where fonts and the like are looked for, the nearest first.
    resources: &'d [Rc<Dict>],
    state: State,
    kept: Vec<State>,
    line: Matrix,
    text: Matrix,
    layout: Layout,
    /// What is written and not shown, a line each.
    more: String,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            glyphs: Glyphs::new(),
            known: Known::new(),
            shown: 0,
            unknown: 0,
        }
    }

    /// Whether enough of the letters are known.
    ///
    /// # Errors
    /// Where they are not.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let is_read = self.unknown <= self.shown / ONE_UNKNOWN_IN;
        if is_read { Ok(()) } else { Err(NAMELESS) }
    }

    /// The words that `content` shows or holds.
    ///
    /// # Errors
    /// Where they cannot be told.
    pub(super) fn read(
        &mut self,
        content: &[u8],
        resources: &[Rc<Dict>],
        file: &mut File<'_>,
    ) -> Result<String, Refusal> {
        let mut drawing = Drawing {
            reader: self,
            resources,
            state: State {
                page: UNCHANGED,
                font: None,
                size: 1.0,
                letter_gap: 0.0,
                word_gap: 0.0,
                stretch: 1.0,
                leading: 0.0,
            },
            kept: Vec::new(),
            line: UNCHANGED,
            text: UNCHANGED,
            layout: Layout::default(),
            more: String::new(),
        };
        let mut parser = Parser::at(content, 0);
        parser.has_references = false;
        let mut operands: Vec<Value> = Vec::new();
        let mut budget = Budget::new();
        budget.values = MOST_OPERANDS;
        loop {
            match parser.next(&mut budget)? {
                None => break,
                Some(Token::Value(value)) => operands.push(value),
                Some(Token::Word(b"ID")) => {
                    skip_picture(&mut parser, &operands)?;
                    operands.clear();
                }
                Some(Token::Word(word)) => {
                    drawing.run(word, &operands, file)?;
                    operands.clear();
                    budget.values = MOST_OPERANDS;
                }
            }
        }
        let Drawing { layout, more, .. } = drawing;
        let mut words = layout.words();
        words.push_str(&more);
        words.push_str(&String::from_utf8_lossy(&parser.comments));
        Ok(words)
    }
}

/// Goes on behind a picture that is written out in the drawing.
fn skip_picture(parser: &mut Parser<'_>, operands: &[Value]) -> Result<(), Refusal> {
    let is_photograph = |value: &Value| match value {
        Value::Name(name) => name == b"DCT" || name == b"DCTDecode",
        Value::List(list) => list.iter().any(|value| {
            let name = value.name();
            name == Some(b"DCT") || name == Some(b"DCTDecode")
        }),
        _ => false,
    };
    if operands.iter().any(is_photograph) {
        return Err(Refusal::Unread("it holds a photograph within its text"));
    }
    let mut at = parser.at + 1;
    loop {
        let rest = parser.bytes.get(at..).unwrap_or_default();
        let Some(found) = rest.windows(2).position(|word| word == b"EI") else {
            return Err(super::DAMAGED);
        };
        let end = at + found;
        let starts = end
            .checked_sub(1)
            .is_none_or(|at| is_space(parser.bytes[at]));
        let after = &parser.bytes[end + 2..];
        let ends = after.first().is_none_or(|&byte| is_space(byte));
        let is_text = |byte: &u8| is_space(*byte) || (b' '..=b'~').contains(byte);
        if starts && ends && after.iter().take(16).all(is_text) {
            parser.at = end + 2;
            return Ok(());
        }
        at = end + 2;
    }
}

impl Drawing<'_, '_> {
    fn run(
        &mut self,
        operator: &[u8],
        operands: &[Value],
        file: &mut File<'_>,
    ) -> Result<(), Refusal> {
        let number = |at: usize| operands.get(at).and_then(Value::number).unwrap_or(0.0);
        match operator {
            b"q" => {
                if self.kept.len() >= DEEPEST {
                    return Err(TOO_MUCH);
                }
                self.kept.push(self.state.clone());
            }
            b"Q" => self.state = self.kept.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => self.state.page = multiply(&matrix(operands), &self.state.page),
            b"BT" => (self.line, self.text) = (UNCHANGED, UNCHANGED),
            b"Tc" => self.state.letter_gap = number(0),
            b"Tw" => self.state.word_gap = number(0),
            b"Tz" => self.state.stretch = number(0) / 100.0,
            b"TL" => self.state.leading = number(0),
            b"Tf" => {
                self.state.size = number(1);
                self.state.font = match operands.first().and_then(Value::name) {
                    Some(name) => self.font(name, file)?,
                    None => None,
                };
            }
            b"gs" => self.take_state(operands, file)?,
            b"Td" => self.move_line(number(0), number(1)),
            b"TD" => {
                self.state.leading = -number(1);
                self.move_line(number(0), number(1));
            }
            b"Tm" => {
                self.line = matrix(operands);
                self.text = self.line;
            }
            b"T*" => self.move_line(0.0, -self.state.leading),
            b"Tj" | b"TJ" => self.show_all(operands, file)?,
            b"'" => {
                self.move_line(0.0, -self.state.leading);
                self.show_all(operands, file)?;
            }
            b"\"" => {
                (self.state.word_gap, self.state.letter_gap) = (number(0), number(1));
                self.move_line(0.0, -self.state.leading);
                self.show_all(operands.get(2..).unwrap_or_default(), file)?;
            }
            _ => operands
                .iter()
                .for_each(|value| texts(value, &mut self.more)),
        }
        Ok(())
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line = multiply(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
    }

    /// The resource `name` of this kind.
    fn resource(
        &self,
        kind: &[u8],
        name: &[u8],
        file: &mut File<'_>,
    ) -> Result<Option<Value>, Refusal> {
        for resources in self.resources {
            let named = file.dict(resources, kind)?;
            if let Some(found) = named.get(name) {
                return Ok(Some(found.clone()));
            }
        }
        Ok(None)
    }

    fn font(&mut self, name: &[u8], file: &mut File<'_>) -> Result<Option<Rc<Font>>, Refusal> {
        let found = self.resource(b"Font", name, file)?;
        found.map_or(Ok(None), |found| self.read_font(&found, file))
    }

    fn read_font(
        &mut self,
        found: &Value,
        file: &mut File<'_>,
    ) -> Result<Option<Rc<Font>>, Refusal> {
        let number = match found {
            Value::Ref(number) => Some(*number),
            _ => None,
        };
        if let Some(known) = number.and_then(|number| self.reader.known.get(&number)) {
            return Ok(Some(Rc::clone(known)));
        }
        let value = file.resolve(found)?;
        let Some(dict) = value.dict() else {
            return Ok(None);
        };
        file.budget.spend_values(256)?;
        let font = Rc::new(Font::read(dict, &self.reader.glyphs, file)?);
        if let Some(number) = number {
            self.reader.known.insert(number, Rc::clone(&font));
        }
        Ok(Some(font))
    }

    /// Takes in the font that a named state sets.
    fn take_state(&mut self, operands: &[Value], file: &mut File<'_>) -> Result<(), Refusal> {
        let Some(name) = operands.first().and_then(Value::name) else {
            return Ok(());
        };
        let Some(found) = self.resource(b"ExtGState", name, file)? else {
            return Ok(());
        };
        let state = file.resolve(&found)?;
        let font = match state.dict() {
            Some(state) => file.get(state, b"Font")?,
            None => Value::Null,
        };
        if let Some([font, size]) = font.list().map(|list| list.as_slice()) {
            self.state.size = size.number().unwrap_or(1.0);
            self.state.font = self.read_font(font, file)?;
        }
        Ok(())
    }

    fn show_all(&mut self, operands: &[Value], file: &mut File<'_>) -> Result<(), Refusal> {
        for operand in operands {
            match operand {
                Value::Text(text) => self.show(text, file)?,
                Value::List(list) => {
                    for part in list.iter() {
                        match part {
                            Value::Text(text) => self.show(text, file)?,
                            other => {
                                let back = other.number().unwrap_or(0.0) / 1000.0;
                                self.advance(-back * self.state.size * self.state.stretch);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn advance(&mut self, by: f64) {
        self.text = multiply(&[1.0, 0.0, 0.0, 1.0, by, 0.0], &self.text);
    }

    fn show(&mut self, bytes: &[u8], file: &mut File<'_>) -> Result<(), Refusal> {
        if bytes.is_empty() {
            return Ok(());
        }
        let font = self.state.font.clone().ok_or(NAMELESS)?;
        let mut letters = Vec::new();
        font.read_text(bytes, &mut |letter| letters.push(letter))?;
        for letter in letters {
            let (size, stretch) = (self.state.size, self.state.stretch);
            let placed = multiply(&self.text, &self.state.page);
            let height = (placed[2] * size).hypot(placed[3] * size);
            self.advance(letter.width * size * stretch);
            let after = multiply(&self.text, &self.state.page);
            let gap = if letter.is_space {
                self.state.word_gap
            } else {
                0.0
            };
            self.advance((self.state.letter_gap + gap) * stretch);
            self.reader.shown += 1;
            let text = letter.text.unwrap_or_else(|| {
                self.reader.unknown += 1;
                char::REPLACEMENT_CHARACTER.to_string()
            });
            file.budget.spend_bytes(text.len().max(LETTER))?;
            let (from, to) = ((placed[4], placed[5]), (after[4], after[5]));
            if self.layout.show(&text, from, to, height) {
                file.budget.spend_values(1)?;
            }
        }
        Ok(())
    }
}

fn matrix(operands: &[Value]) -> Matrix {
    let mut matrix = UNCHANGED;
    for (entry, operand) in matrix.iter_mut().zip(operands) {
        *entry = operand.number().unwrap_or(0.0);
    }
    matrix
}

/// A text that is written for people, as letters.
pub(super) fn decoded(text: &[u8]) -> String {
    let wide = |bytes: &[u8], decode: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| decode([pair[0], pair[1]]));
        let letters = char::decode_utf16(units);
        letters
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match text {
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(text) {
            Ok(text) => text.to_owned(),
            Err(_) => text.iter().map(|&byte| char::from(byte)).collect(),
        },
    }
}

/// Adds every text in `value` to `words`, a line each.
pub(super) fn texts(value: &Value, words: &mut String) {
    match value {
        Value::Text(text) => {
            words.push_str(&decoded(text));
            words.push('\n');
        }
        Value::List(list) => list.iter().for_each(|value| texts(value, words)),
        Value::Dict(dict) => dict.values().for_each(|value| texts(value, words)),
        _ => {}
    }
}
