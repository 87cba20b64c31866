//! A PDF from what is kept: the same objects give the same bytes.

use std::collections::BTreeMap;

use super::filters::deflate;
use super::keep::{Kept, Remains};
use super::value::{Dict, Value};

/// How many objects are packed in one.
const TOGETHER: usize = 200;

/// Numbers by the numbers that the objects had.
type Numbers = BTreeMap<u32, usize>;

/// Where an object of the new file stands.
enum Place {
    At(usize),
    In { container: usize, index: usize },
}

/// The file as bytes.
pub(super) fn write(remains: &Remains) -> Vec<u8> {
    let objects = &remains.objects;
    let numbers: Numbers = (1..)
        .zip(objects)
        .map(|(new, (old, _))| (*old, new))
        .collect();
    let mut made = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = BTreeMap::new();
    let mut values = Vec::new();
    for (number, (_, kept)) in (1..).zip(objects) {
        match kept {
            Kept::Value(value) => values.push((number, value)),
            Kept::Stream(dict, data) => {
                places.insert(number, Place::At(made.len()));
                put_stream(number, dict, data, &numbers, &mut made);
            }
        }
    }
    let mut container = objects.len();
    for together in values.chunks(TOGETHER) {
        container += 1;
        let (mut starts, mut bytes) = (String::new(), Vec::new());
        for (index, (number, value)) in together.iter().enumerate() {
            starts.extend([
                number.to_string(),
                " ".to_owned(),
                bytes.len().to_string(),
                " ".to_owned(),
            ]);
            put(value, &numbers, &mut bytes);
            bytes.push(b'\n');
            places.insert(*number, Place::In { container, index });
        }
        let first = starts.len();
        let content = [starts.into_bytes(), bytes].concat();
        let dict = dict(&[
            ("Type", Value::Name(b"ObjStm".to_vec())),
            ("N", whole(together.len())),
            ("First", whole(first)),
        ]);
        places.insert(container, Place::At(made.len()));
        put_stream(container, &dict, &deflate(&content), &numbers, &mut made);
    }
    put_places(container + 1, places, &mut made);
    made
}

/// Writes where every object stands, and the end.
fn put_places(number: usize, mut places: BTreeMap<usize, Place>, made: &mut Vec<u8>) {
    let start = made.len();
    places.insert(number, Place::At(start));
    let mut rows = vec![0; 11];
    rows[9..].fill(0xff);
    for place in places.values() {
        let (kind, first, second) = match *place {
            Place::At(at) => (1, at, 0),
            Place::In { container, index } => (2, container, index),
        };
        rows.push(kind);
        rows.extend_from_slice(&(first as u64).to_be_bytes());
        let [.., high, low] = second.to_be_bytes();
        rows.extend_from_slice(&[high, low]);
    }
    let widths = [1, 8, 2].map(Value::Whole).to_vec();
    let mut end = dict(&[
        ("Type", Value::Name(b"XRef".to_vec())),
        ("Size", whole(number + 1)),
        ("W", Value::List(widths.into())),
    ]);
    end.insert(b"Root".to_vec(), Value::Ref(1));
    let itself = Numbers::from([(1, 1)]);
    put_stream(number, &end, &deflate(&rows), &itself, made);
    made.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
}

fn dict(entries: &[(&str, Value)]) -> Dict {
    let mut dict: Dict = entries
        .iter()
        .map(|(key, value)| (key.as_bytes().to_vec(), value.clone()))
        .collect();
    let filter = Value::Name(super::filters::FLATE.to_vec());
    dict.insert(b"Filter".to_vec(), filter);
    dict
}

fn whole(number: usize) -> Value {
    Value::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn put_stream(number: usize, dict: &Dict, data: &[u8], numbers: &Numbers, made: &mut Vec<u8>) {
    let mut dict = dict.clone();
    dict.insert(b"Length".to_vec(), whole(data.len()));
    made.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    put_dict(&dict, numbers, made);
    made.extend_from_slice(b"\nstream\n");
    made.extend_from_slice(data);
    made.extend_from_slice(b"\nendstream\nendobj\n");
}

fn put_dict(dict: &Dict, numbers: &Numbers, made: &mut Vec<u8>) {
    made.extend_from_slice(b"<<");
    for (key, value) in dict {
        put_name(key, made);
        made.push(b' ');
        put(value, numbers, made);
    }
    made.extend_from_slice(b">>");
}

fn put(value: &Value, numbers: &Numbers, made: &mut Vec<u8>) {
    match value {
        Value::Null => made.extend_from_slice(b"null"),
        Value::Bool(is) => made.extend_from_slice(if *is { b"true" } else { b"false" }),
        Value::Whole(number) => made.extend_from_slice(number.to_string().as_bytes()),
        Value::Real(written) => made.extend_from_slice(written),
        Value::Name(name) => put_name(name, made),
        Value::Text(text) => {
            made.push(b'<');
            for byte in text {
                made.extend_from_slice(format!("{byte:02x}").as_bytes());
            }
            made.push(b'>');
        }
        Value::List(list) => {
            made.push(b'[');
            for value in list.iter() {
                put(value, numbers, made);
                made.push(b' ');
            }
            made.push(b']');
        }
        Value::Dict(dict) => put_dict(dict, numbers, made),
        Value::Ref(old) => match numbers.get(old) {
            Some(new) => made.extend_from_slice(format!("{new} 0 R").as_bytes()),
            None => made.extend_from_slice(b"null"),
        },
    }
}

fn put_name(name: &[u8], made: &mut Vec<u8>) {
    made.push(b'/');
    for &byte in name {
        if byte.is_ascii_alphanumeric() || b"-_.+:;,@*'\"$!?=&^~|`\\".contains(&byte) {
            made.push(byte);
        } else {
            made.extend_from_slice(format!("#{byte:02x}").as_bytes());
        }
    }
}
