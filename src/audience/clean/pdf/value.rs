//! What a PDF is written in: values, and the words between them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Budget, DAMAGED};
use crate::audience::clean::Refusal;

/// How deep lists and dictionaries may nest.
const DEEPEST: usize = 64;

/// A dictionary, in the order of its keys.
pub(super) type Dict = BTreeMap<Vec<u8>, Value>;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Whole(i64),
    /// A number that is not whole, as it is written.
    Real(Vec<u8>),
    Name(Vec<u8>),
    Text(Vec<u8>),
    List(Rc<Vec<Value>>),
    Dict(Rc<Dict>),
    /// The object with this number. Of objects with the same number only one is alive.
    Ref(u32),
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    Value(Value),
    /// A word that is no value: an operator, `obj`, `stream`.
    Word(&'a [u8]),
}

impl Value {
    pub(super) fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// It as a size or a position.
    pub(super) fn size(&self) -> Option<usize> {
        usize::try_from(self.whole()?).ok()
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "positions on a page are small")]
            Self::Whole(number) => Some(*number as f64),
            Self::Real(written) => std::str::from_utf8(written).ok()?.parse().ok(),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn list(&self) -> Option<&Rc<Vec<Self>>> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    pub(super) fn dict(&self) -> Option<&Rc<Dict>> {
        match self {
            Self::Dict(dict) => Some(dict),
            _ => None,
        }
    }
}

/// The name under `key` of `dict`; an empty one where there is none.
pub(super) fn name_of<'d>(dict: &'d Dict, key: &[u8]) -> &'d [u8] {
    dict.get(key).and_then(Value::name).unwrap_or_default()
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0xc | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    b"()<>[]{}/%".contains(&byte)
}

/// Reads values and words one after the other.
pub(super) struct Parser<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// Whether `1 0 R` names an object, which it does not in what is drawn on a page.
    pub(super) has_references: bool,
    /// What stood in comments.
    pub(super) comments: Vec<u8>,
}

impl<'a> Parser<'a> {
    pub(super) fn at(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            has_references: true,
            comments: Vec::new(),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take_while(&mut self, is_part: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = &self.bytes[self.at.min(self.bytes.len())..];
        let end = rest.iter().position(|&byte| !is_part(byte));
        let taken = &rest[..end.unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn skip_space(&mut self) {
        self.take_while(is_space);
        while self.peek() == Some(b'%') {
            let comment = self.take_while(|byte| byte != b'\n' && byte != b'\r');
            self.comments.extend_from_slice(comment);
            self.comments.push(b'\n');
            self.take_while(is_space);
        }
    }

    /// The word that stands here, where it is `word`.
    pub(super) fn word(&mut self, word: &[u8]) -> Option<()> {
        self.skip_space();
        let rest = self.bytes.get(self.at..)?;
        let after = rest.get(word.len()).copied();
        let ends = after.is_none_or(|byte| is_space(byte) || is_delimiter(byte));
        if !rest.starts_with(word) || !ends {
            return None;
        }
        self.at += word.len();
        Some(())
    }

    /// The whole number that stands here.
    pub(super) fn whole(&mut self) -> Option<usize> {
        self.skip_space();
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    /// What stands next; none at the end.
    ///
    /// # Errors
    /// Where it is more than `budget` allows, or nests too deep.
    pub(super) fn next(&mut self, budget: &mut Budget) -> Result<Option<Token<'a>>, Refusal> {
        self.token(budget, DEEPEST)
    }

    /// The value that stands next.
    ///
    /// # Errors
    /// Where none does.
    pub(super) fn value(&mut self, budget: &mut Budget) -> Result<Value, Refusal> {
        match self.next(budget)? {
            Some(Token::Value(value)) => Ok(value),
            _ => Err(DAMAGED),
        }
    }

    fn token(&mut self, budget: &mut Budget, depth: usize) -> Result<Option<Token<'a>>, Refusal> {
        self.skip_space();
        let Some(first) = self.peek() else {
            return Ok(None);
        };
        budget.spend_values(1)?;
        let second = self.bytes.get(self.at + 1).copied();
        let value = match (first, second) {
            (b'/', _) => Value::Name(self.name()),
            (b'(', _) => Value::Text(self.literal()),
            (b'<', Some(b'<')) => {
                self.at += 2;
                self.dict(budget, depth)?
            }
            (b'<', _) => Value::Text(self.hexadecimal()),
            (b'[', _) => {
                self.at += 1;
                self.list(budget, depth)?
            }
            (b'0'..=b'9' | b'+' | b'-' | b'.', _) => self.number(),
            (b'>', Some(b'>')) => return Ok(Some(self.sign(2))),
            (byte, _) if is_delimiter(byte) => return Ok(Some(self.sign(1))),
            _ => {
                let word = self.take_while(|byte| !is_space(byte) && !is_delimiter(byte));
                match word {
                    b"true" => Value::Bool(true),
                    b"false" => Value::Bool(false),
                    b"null" => Value::Null,
                    _ => return Ok(Some(Token::Word(word))),
                }
            }
        };
        Ok(Some(Token::Value(value)))
    }

    fn sign(&mut self, length: usize) -> Token<'a> {
        let sign = &self.bytes[self.at..self.at + length];
        self.at += length;
        Token::Word(sign)
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let written = self.take_while(|byte| !is_space(byte) && !is_delimiter(byte));
        let mut name = Vec::with_capacity(written.len());
        let mut rest = written;
        while let [first, after @ ..] = rest {
            rest = after;
            let digits = after.get(..2).filter(|_| *first == b'#').and_then(hex_pair);
            name.push(digits.unwrap_or(*first));
            if digits.is_some() {
                rest = &after[2..];
            }
        }
        name
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut text),
                b'(' => {
                    open += 1;
                    text.push(byte);
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                    text.push(byte);
                }
                _ => text.push(byte),
            }
        }
        text
    }

    /// What a backslash stands for.
    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        let meant = match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 0xc,
            b'\n' => return,
            b'\r' => {
                self.at += usize::from(self.peek() == Some(b'\n'));
                return;
            }
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else {
                        break;
                    };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                let [.., low] = code.to_be_bytes();
                low
            }
            other => other,
        };
        text.push(meant);
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let written = self.take_while(|byte| byte != b'>');
        self.at = (self.at + 1).min(self.bytes.len());
        from_hex(written)
    }

    fn number(&mut self) -> Value {
        let start = self.at;
        let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.');
        let written = self.take_while(is_part);
        let text = std::str::from_utf8(written).unwrap_or_default();
        let Ok(whole) = text.parse::<i64>() else {
            return match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Real(written.to_vec()),
                _ => Value::Whole(0),
            };
        };
        let follows = self.bytes.get(self.at).is_some_and(|&byte| is_space(byte));
        if !self.has_references || !follows || whole < 0 || written.len() != self.at - start {
            return Value::Whole(whole);
        }
        let after = self.at;
        let mut reference = || {
            self.take_while(is_space);
            let generation = self.take_while(|byte| byte.is_ascii_digit());
            if generation.is_empty() || generation.len() > 5 {
                return None;
            }
            self.take_while(is_space);
            let is_word = self.bytes.get(self.at) == Some(&b'R');
            let ends = self.bytes.get(self.at + 1);
            let ends = ends.is_none_or(|&byte| is_space(byte) || is_delimiter(byte));
            self.at += 1;
            (is_word && ends).then(|| u32::try_from(whole).ok())?
        };
        if let Some(number) = reference() {
            return Value::Ref(number);
        }
        self.at = after;
        Value::Whole(whole)
    }

    fn list(&mut self, budget: &mut Budget, depth: usize) -> Result<Value, Refusal> {
        let depth = depth.checked_sub(1).ok_or(DAMAGED)?;
        let mut list = Vec::new();
        loop {
            match self.token(budget, depth)? {
                Some(Token::Value(value)) => list.push(value),
                Some(Token::Word(b"]")) => return Ok(Value::List(Rc::new(list))),
                _ => return Err(DAMAGED),
            }
        }
    }

    fn dict(&mut self, budget: &mut Budget, depth: usize) -> Result<Value, Refusal> {
        let depth = depth.checked_sub(1).ok_or(DAMAGED)?;
        let mut dict = Dict::new();
        loop {
            match self.token(budget, depth)? {
                Some(Token::Value(Value::Name(key))) => {
                    let Some(Token::Value(value)) = self.token(budget, depth)? else {
                        return Err(DAMAGED);
                    };
                    dict.insert(key, value);
                }
                Some(Token::Word(b">>")) => return Ok(Value::Dict(Rc::new(dict))),
                _ => return Err(DAMAGED),
            }
        }
    }
}

fn hex_pair(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| u8::from_str_radix(digits, 16).ok())?
}

/// The bytes that hexadecimal digits write; a half of one at the end counts as if a zero followed.
pub(super) fn from_hex(written: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let digits: Vec<u8> = written
        .iter()
        .filter_map(digit)
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    let pair = |pair: &[u8]| pair[0] << 4 | pair.get(1).unwrap_or(&0);
    digits.chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<Value, Refusal> {
        Parser::at(text, 0).value(&mut Budget::new())
    }

    #[test]
    fn values_are_read_as_they_are_meant() {
        let text = |text: &[u8]| Value::Text(text.to_vec());
        assert_eq!(read(b"(a(b)\\)\\101\\\n\\n)"), Ok(text(b"a(b))A\n")));
        assert_eq!(read(b"<41 4 2 5>"), Ok(text(b"ABP")));
        assert_eq!(read(b"/A#42#4 %c\n"), Ok(Value::Name(b"AB#4".to_vec())));
        assert_eq!(read(b"-12"), Ok(Value::Whole(-12)));
        assert_eq!(read(b"+.5"), Ok(Value::Real(b"+.5".to_vec())));
        assert_eq!(read(b"7 0 R"), Ok(Value::Ref(7)));
        let list = read(b"[1 0 R 2 0 3 % R\n 4 0 Rx]");
        assert_eq!(list, Err(DAMAGED));
        let list = vec![Value::Ref(1), Value::Whole(2), Value::Whole(0)];
        assert_eq!(read(b"[1 0 R 2 0]"), Ok(Value::List(Rc::new(list))));
        assert_eq!(read(b"<</a/b/a 1"), Err(DAMAGED));
    }

    #[test]
    fn what_nests_too_deep_is_no_value() {
        let deep = |depth: usize| [b"[".repeat(depth), b"]".repeat(depth)].concat();
        assert!(read(&deep(DEEPEST)).is_ok());
        assert_eq!(read(&deep(DEEPEST + 1)), Err(DAMAGED));
        assert_eq!(read(&b"<</a".repeat(100_000)), Err(DAMAGED));
    }
}
