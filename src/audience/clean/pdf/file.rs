//! A PDF as a list of objects: where each stands, and what it is.
//!
//! Only what the last revision of the file names is alive. Objects are read when they are asked for,
//! so that a file pays for what it shows and not for what it lists.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::filters::unpack;
use super::value::{Dict, Parser, Value, name_of};
use super::{Budget, DAMAGED, TOO_MUCH};
use crate::audience::clean::Refusal;

/// The most revisions of a file.
const MOST_REVISIONS: usize = 1024;

/// The highest number of an object.
const MOST_OBJECTS: usize = 10_000_000;

/// Where an object stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Nowhere.
    Free,
    /// In the file.
    At(usize),
    /// In the object with this number, which packs several.
    In(u32),
}

/// An object.
#[derive(Debug, Clone)]
pub(super) enum Object<'a> {
    /// A value.
    Value(Value),
    /// A dictionary and the bytes behind it, packed as it says.
    Stream(Rc<Dict>, &'a [u8]),
}

/// The objects that are packed in one.
#[derive(Debug)]
struct Packed {
    bytes: Vec<u8>,
    /// Where each starts.
    starts: BTreeMap<u32, usize>,
}

/// A PDF.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    places: HashMap<u32, Place>,
    /// What the last revision says of the file as a whole.
    pub(super) trailer: Dict,
    packed: HashMap<u32, Rc<Packed>>,
    read: HashMap<u32, Object<'a>>,
    /// What may still be spent on it.
    pub(super) budget: Budget,
}

impl<'a> File<'a> {
    /// The file that `bytes` are.
    ///
    /// # Errors
    /// Where they are none.
    pub(super) fn open(bytes: &'a [u8], budget: Budget) -> Result<Self, Refusal> {
        let mut file = Self {
            bytes,
            places: HashMap::new(),
            trailer: Dict::new(),
            packed: HashMap::new(),
            read: HashMap::new(),
            budget,
        };
        file.read_places()?;
        Ok(file)
    }

    fn read_places(&mut self) -> Result<(), Refusal> {
        const START: &[u8] = b"startxref";
        let mut found = self.bytes.windows(START.len());
        let start = found.rposition(|word| word == START).ok_or(DAMAGED)?;
        let start = Parser::at(self.bytes, start + START.len()).whole();
        let mut next = vec![start.ok_or(DAMAGED)?];
        let mut seen = BTreeSet::new();
        while let Some(at) = next.pop() {
            if !seen.insert(at) {
                continue;
            }
            if seen.len() > MOST_REVISIONS {
                return Err(TOO_MUCH);
            }
            let of_revision = self.read_revision(at)?;
            if of_revision.contains_key(&b"Encrypt"[..]) {
                return Err(Refusal::Unread("it is encrypted"));
            }
            // What a table says comes before what the stream beside it says, and both before what
            // earlier revisions say.
            for key in [&b"Prev"[..], b"XRefStm"] {
                if let Some(at) = of_revision.get(key) {
                    next.push(at.size().ok_or(DAMAGED)?);
                }
            }
            if self.trailer.is_empty() {
                self.trailer = of_revision;
            }
        }
        Ok(())
    }

    /// Takes in the places that the revision at `at` names, and gives what it says of the file.
    fn read_revision(&mut self, at: usize) -> Result<Dict, Refusal> {
        let mut parser = Parser::at(self.bytes, at);
        if parser.word(b"xref").is_none() {
            return self.read_place_stream(at);
        }
        while parser.word(b"trailer").is_none() {
            let first = parser.whole().ok_or(DAMAGED)?;
            let count = parser.whole().ok_or(DAMAGED)?;
            if first > MOST_OBJECTS {
                return Err(TOO_MUCH);
            }
            for number in (first..).take(count) {
                let offset = parser.whole().ok_or(DAMAGED)?;
                parser.whole().ok_or(DAMAGED)?;
                let place = if parser.word(b"n").is_some() {
                    Place::At(offset)
                } else {
                    parser.word(b"f").ok_or(DAMAGED)?;
                    Place::Free
                };
                self.place(number, place)?;
            }
        }
        let trailer = parser.value(&mut self.budget)?;
        Ok(Rc::unwrap_or_clone(trailer.dict().ok_or(DAMAGED)?.clone()))
    }

    fn place(&mut self, number: usize, place: Place) -> Result<(), Refusal> {
        self.budget.spend_values(1)?;
        let number = u32::try_from(number).map_err(|_| DAMAGED)?;
        self.places.entry(number).or_insert(place);
        Ok(())
    }

    fn read_place_stream(&mut self, at: usize) -> Result<Dict, Refusal> {
        let (_, Object::Stream(dict, data)) = self.object_at(at, false)? else {
            return Err(DAMAGED);
        };
        let bytes = unpack(&dict, data, &mut self.budget)?;
        let sizes = |key: &[u8]| -> Option<Vec<usize>> {
            let list = dict.get(key)?.list()?;
            list.iter().map(Value::size).collect()
        };
        let widths = sizes(b"W").ok_or(DAMAGED)?;
        let [of_kind, of_first, of_second] = widths[..] else {
            return Err(DAMAGED);
        };
        let row = of_kind.saturating_add(of_first).saturating_add(of_second);
        if !(1..=24).contains(&row) {
            return Err(DAMAGED);
        }
        let all = dict.get(&b"Size"[..]).and_then(Value::size).unwrap_or(0);
        let ranges = sizes(b"Index").unwrap_or_else(|| vec![0, all]);
        if ranges.iter().any(|&number| number > MOST_OBJECTS) {
            return Err(TOO_MUCH);
        }
        let numbers = ranges
            .chunks_exact(2)
            .flat_map(|range| (range[0]..).take(range[1]));
        let number_of = |bytes: &[u8]| bytes.iter().fold(0, |n, &b| n << 8 | u64::from(b));
        for (number, row) in numbers.zip(bytes.chunks_exact(row)) {
            let (kind, rest) = row.split_at(of_kind);
            let kind = if of_kind == 0 { 1 } else { number_of(kind) };
            let first = number_of(&rest[..of_first]);
            let place = match kind {
                1 => Place::At(usize::try_from(first).map_err(|_| DAMAGED)?),
                2 => Place::In(u32::try_from(first).map_err(|_| DAMAGED)?),
                // What is not known is read as if there were none.
                _ => Place::Free,
            };
            self.place(number, place)?;
        }
        Ok(Rc::unwrap_or_clone(dict))
    }

    /// The object that starts at `at`, and its number. Where `packs` is not set, nothing that is packed
    /// in another object is asked for.
    fn object_at(&mut self, at: usize, packs: bool) -> Result<(u32, Object<'a>), Refusal> {
        let mut parser = Parser::at(self.bytes, at);
        let number = parser.whole().ok_or(DAMAGED)?;
        parser.whole().ok_or(DAMAGED)?;
        parser.word(b"obj").ok_or(DAMAGED)?;
        let value = parser.value(&mut self.budget)?;
        let number = u32::try_from(number).map_err(|_| DAMAGED)?;
        let Some(dict) = value.dict().cloned() else {
            return Ok((number, Object::Value(value)));
        };
        if parser.word(b"stream").is_none() {
            return Ok((number, Object::Value(value)));
        }
        let after = self.bytes.get(parser.at..).unwrap_or_default();
        let start = match after {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => 0,
        };
        let length = match dict.get(&b"Length"[..]) {
            Some(Value::Ref(number)) => self.length(*number, packs)?,
            Some(length) => length.size().ok_or(DAMAGED)?,
            None => return Err(DAMAGED),
        };
        let data = after[start..].get(..length).ok_or(DAMAGED)?;
        let mut parser = Parser::at(self.bytes, parser.at + start + length);
        parser.word(b"endstream").ok_or(DAMAGED)?;
        Ok((number, Object::Stream(dict, data)))
    }

    /// The length that the object `number` holds. It is no stream, so this ends.
    fn length(&mut self, number: u32, packs: bool) -> Result<usize, Refusal> {
        let value = match self.places.get(&number).copied() {
            Some(Place::At(at)) => {
                let mut parser = Parser::at(self.bytes, at);
                parser.whole().ok_or(DAMAGED)?;
                parser.whole().ok_or(DAMAGED)?;
                parser.word(b"obj").ok_or(DAMAGED)?;
                return parser.whole().ok_or(DAMAGED);
            }
            Some(Place::In(container)) if packs => self.packed_object(number, container)?,
            _ => return Err(DAMAGED),
        };
        value.size().ok_or(DAMAGED)
    }

    /// The object with this number. One that is not there is nothing, as the format wants it.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn object(&mut self, number: u32) -> Result<Object<'a>, Refusal> {
        if let Some(object) = self.read.get(&number) {
            return Ok(object.clone());
        }
        let object = match self.places.get(&number).copied() {
            None | Some(Place::Free) => Object::Value(Value::Null),
            Some(Place::At(at)) => match self.object_at(at, true)? {
                (found, object) if found == number => object,
                _ => return Err(DAMAGED),
            },
            Some(Place::In(container)) => Object::Value(self.packed_object(number, container)?),
        };
        self.read.insert(number, object.clone());
        Ok(object)
    }

    fn packed_object(&mut self, number: u32, container: u32) -> Result<Value, Refusal> {
        let packed = if let Some(packed) = self.packed.get(&container) {
            Rc::clone(packed)
        } else {
            let packed = Rc::new(self.unpack_objects(container)?);
            self.packed.insert(container, Rc::clone(&packed));
            packed
        };
        let Some(&start) = packed.starts.get(&number) else {
            return Ok(Value::Null);
        };
        Parser::at(&packed.bytes, start).value(&mut self.budget)
    }

    fn unpack_objects(&mut self, container: u32) -> Result<Packed, Refusal> {
        let Some(Place::At(at)) = self.places.get(&container).copied() else {
            return Err(DAMAGED);
        };
        let (found, Object::Stream(dict, data)) = self.object_at(at, false)? else {
            return Err(DAMAGED);
        };
        if found != container || name_of(&dict, b"Type") != b"ObjStm" {
            return Err(DAMAGED);
        }
        let bytes = unpack(&dict, data, &mut self.budget)?;
        let size = |key: &[u8]| dict.get(key).and_then(Value::size).ok_or(DAMAGED);
        let (count, first) = (size(b"N")?, size(b"First")?);
        let mut starts = BTreeMap::new();
        let mut parser = Parser::at(&bytes, 0);
        for _ in 0..count {
            self.budget.spend_values(1)?;
            let number = parser.whole().ok_or(DAMAGED)?;
            let start = parser.whole().ok_or(DAMAGED)?;
            let number = u32::try_from(number).map_err(|_| DAMAGED)?;
            starts.insert(number, first.saturating_add(start));
        }
        Ok(Packed { bytes, starts })
    }

    /// What `value` is, where it names an object; what a stream holds is left out.
    ///
    /// # Errors
    /// Where that cannot be read.
    pub(super) fn resolve(&mut self, value: &Value) -> Result<Value, Refusal> {
        let Value::Ref(number) = value else {
            return Ok(value.clone());
        };
        Ok(match self.object(*number)? {
            Object::Value(value) => {
                if let Value::Text(text) | Value::Name(text) = &value {
                    self.budget.spend_bytes(text.len())?;
                }
                value
            }
            Object::Stream(dict, _) => Value::Dict(dict),
        })
    }

    /// What stands under `key` of `dict`; nothing where there is none.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn get(&mut self, dict: &Dict, key: &[u8]) -> Result<Value, Refusal> {
        dict.get(key)
            .map_or(Ok(Value::Null), |value| self.resolve(value))
    }

    /// The dictionary under `key` of `dict`; an empty one where there is none.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn dict(&mut self, dict: &Dict, key: &[u8]) -> Result<Rc<Dict>, Refusal> {
        Ok(self.get(dict, key)?.dict().cloned().unwrap_or_default())
    }

    /// What the stream `number` holds; none where it is no stream.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn content(&mut self, number: u32) -> Result<Option<Vec<u8>>, Refusal> {
        match self.object(number)? {
            Object::Stream(dict, data) => unpack(&dict, data, &mut self.budget).map(Some),
            Object::Value(_) => Ok(None),
        }
    }
}
