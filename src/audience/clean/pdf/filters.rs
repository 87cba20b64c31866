//! How what is packed in a PDF is unpacked.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::value::{Dict, Value, from_hex, is_space};
use super::{Budget, DAMAGED};
use crate::audience::clean::Refusal;

/// How many filters may follow each other.
const MOST_FILTERS: usize = 4;

/// The name of the one filter that is written.
pub(super) const FLATE: &[u8] = b"FlateDecode";

/// The name of a filter, and its parameters.
type Filter<'d> = (&'d [u8], Option<&'d Dict>);

/// The filters of a stream, and the parameters of each. All must be written out in the stream itself.
///
/// # Errors
/// Where they are not.
pub(super) fn filters(dict: &Dict) -> Result<Vec<Filter<'_>>, Refusal> {
    let parameters = dict.get(&b"DecodeParms"[..]).or(dict.get(&b"DP"[..]));
    let list = match dict.get(&b"Filter"[..]) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(one @ Value::Name(_)) => std::slice::from_ref(one),
        Some(Value::List(list)) if list.len() <= MOST_FILTERS => list,
        Some(_) => return Err(DAMAGED),
    };
    let parameters_of = |at: usize| match parameters {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Dict(one)) if list.len() == 1 => Ok(Some(&**one)),
        Some(Value::List(each)) => match each.get(at) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Dict(one)) => Ok(Some(&**one)),
            Some(_) => Err(DAMAGED),
        },
        Some(_) => Err(DAMAGED),
    };
    let named = list.iter().enumerate();
    named
        .map(|(at, name)| Ok((name.name().ok_or(DAMAGED)?, parameters_of(at)?)))
        .collect()
}

/// What the stream with the dictionary `dict` and these bytes holds.
///
/// # Errors
/// Where that cannot be told, or is more than `budget` allows.
pub(super) fn unpack(dict: &Dict, data: &[u8], budget: &mut Budget) -> Result<Vec<u8>, Refusal> {
    budget.spend_bytes(data.len())?;
    let mut held = data.to_vec();
    for (filter, parameters) in filters(dict)? {
        held = match filter {
            b"FlateDecode" | b"Fl" => inflate(&held, budget)?,
            b"LZWDecode" | b"LZW" => {
                let early = parameters.and_then(|all| all.get(&b"EarlyChange"[..])?.whole());
                unpack_lzw(&held, early != Some(0), budget)?
            }
            b"ASCIIHexDecode" | b"AHx" => {
                let end = held.iter().position(|&byte| byte == b'>');
                from_hex(&held[..end.unwrap_or(held.len())])
            }
            b"ASCII85Decode" | b"A85" => unpack_85(&held)?,
            b"RunLengthDecode" | b"RL" => unpack_runs(&held, budget)?,
            _ => return Err(Refusal::Unread("it is packed in a way that is not known")),
        };
        budget.spend_bytes(held.len())?;
        if let Some(parameters) = parameters {
            held = undo_prediction(held, parameters)?;
        }
    }
    Ok(held)
}

/// A reader shows what it can of a stream that is cut off, so that is what it holds.
fn inflate(packed: &[u8], budget: &Budget) -> Result<Vec<u8>, Refusal> {
    let most = u64::try_from(budget.bytes).unwrap_or(u64::MAX);
    let mut held = Vec::new();
    let read = ZlibDecoder::new(packed)
        .take(most.saturating_add(1))
        .read_to_end(&mut held);
    match read {
        Err(_) if held.is_empty() && !packed.iter().all(|&byte| is_space(byte)) => Err(DAMAGED),
        _ => Ok(held),
    }
}

/// `bytes`, packed; the same bytes give the same.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    packed.expect("memory takes all that is written")
}

fn unpack_85(written: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut held = Vec::with_capacity(written.len());
    let mut group: Vec<u32> = Vec::with_capacity(5);
    let mut close = |group: &mut Vec<u32>| {
        let count = group.len();
        if count > 1 {
            group.resize(5, 84);
            let number = group.iter().fold(0_u32, |number, digit| {
                number.wrapping_mul(85).wrapping_add(*digit)
            });
            held.extend_from_slice(&number.to_be_bytes()[..count - 1]);
        }
        group.clear();
    };
    for &byte in written {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => {
                group.extend([0; 5]);
                close(&mut group);
            }
            b'!'..=b'u' => {
                group.push(u32::from(byte - b'!'));
                if group.len() == 5 {
                    close(&mut group);
                }
            }
            _ if is_space(byte) => {}
            _ => return Err(DAMAGED),
        }
    }
    close(&mut group);
    Ok(held)
}

fn unpack_runs(packed: &[u8], budget: &Budget) -> Result<Vec<u8>, Refusal> {
    let mut held = Vec::new();
    let mut rest = packed;
    while let [length, after @ ..] = rest {
        match *length {
            128 => break,
            0..=127 => {
                let (run, after) = after
                    .split_at_checked(usize::from(*length) + 1)
                    .ok_or(DAMAGED)?;
                held.extend_from_slice(run);
                rest = after;
            }
            _ => {
                let (byte, after) = after.split_first().ok_or(DAMAGED)?;
                held.resize(held.len() + 257 - usize::from(*length), *byte);
                rest = after;
            }
        }
        if held.len() > budget.bytes {
            return Err(super::TOO_MUCH);
        }
    }
    Ok(held)
}

fn unpack_lzw(packed: &[u8], early: bool, budget: &Budget) -> Result<Vec<u8>, Refusal> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    const FULL: usize = 4096;
    let mut held: Vec<u8> = Vec::new();
    // Each entry is a piece of what was unpacked already: its start and its length.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut before: Option<(usize, usize)> = None;
    let (mut bits, mut count, mut width) = (0_usize, 0, 9);
    for &byte in packed {
        bits = (bits << 8 | usize::from(byte)) & 0xff_ffff;
        count += 8;
        if count < width {
            continue;
        }
        count -= width;
        let code = bits >> count & ((1 << width) - 1);
        match code {
            CLEAR => {
                table.clear();
                before = None;
                width = 9;
                continue;
            }
            END => break,
            _ => {}
        }
        let start = held.len();
        match (u8::try_from(code), before) {
            (Ok(byte), _) => held.push(byte),
            (Err(_), Some((from, length))) if code - 258 == table.len() => {
                held.extend_from_within(from..from + length);
                held.push(held[from]);
            }
            _ => {
                let (from, length) = *table.get(code - 258).ok_or(DAMAGED)?;
                held.extend_from_within(from..from + length);
            }
        }
        if let Some((from, length)) = before
            && table.len() + 258 < FULL
        {
            table.push((from, length + 1));
        }
        before = Some((start, held.len() - start));
        if held.len() > budget.bytes {
            return Err(super::TOO_MUCH);
        }
        width = match table.len() + 258 + usize::from(early) {
            0..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
    }
    Ok(held)
}

/// Rows that say how they differ from what stands above and before, as themselves.
fn undo_prediction(held: Vec<u8>, parameters: &Dict) -> Result<Vec<u8>, Refusal> {
    let number = |key: &[u8], default| match parameters.get(key) {
        None | Some(Value::Null) => Ok(default),
        Some(value) => value
            .size()
            .filter(|size| (1..=1 << 20).contains(size))
            .ok_or(DAMAGED),
    };
    let predictor = number(b"Predictor", 1)?;
    if predictor == 1 {
        return Ok(held);
    }
    if predictor < 10 {
        return Err(Refusal::Unread("it is packed in a way that is not known"));
    }
    let bits = number(b"Colors", 1)? * number(b"BitsPerComponent", 8)?;
    let row = (bits * number(b"Columns", 1)?).div_ceil(8);
    let step = bits.div_ceil(8);
    let mut plain: Vec<u8> = Vec::with_capacity(held.len());
    for line in held.chunks(row + 1) {
        let start = plain.len();
        let (kind, line) = (line[0], &line[1..]);
        for (at, &byte) in line.iter().enumerate() {
            let here = start + at;
            let left = if at >= step { plain[here - step] } else { 0 };
            let above = if start >= row { plain[here - row] } else { 0 };
            let has_corner = at >= step && start >= row;
            let corner = if has_corner {
                plain[here - row - step]
            } else {
                0
            };
            let guess = match kind {
                0 => 0,
                1 => left,
                2 => above,
                3 => left.midpoint(above),
                4 => nearest(left, above, corner),
                _ => return Err(DAMAGED),
            };
            plain.push(byte.wrapping_add(guess));
        }
    }
    Ok(plain)
}

/// Which of the three is nearest to left plus above minus corner.
fn nearest(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let [to_left, to_above, to_corner] =
        [left, above, corner].map(|value| (guess - i16::from(value)).abs());
    if to_left <= to_above && to_left <= to_corner {
        left
    } else if to_above <= to_corner {
        above
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn stream(filter: &str) -> Dict {
        let names = filter.split(' ').map(|name| Value::Name(name.into()));
        [(b"Filter".to_vec(), Value::List(Rc::new(names.collect())))].into()
    }

    fn unpacked(filter: &str, data: &[u8]) -> Result<Vec<u8>, Refusal> {
        unpack(&stream(filter), data, &mut Budget::new())
    }

    #[test]
    fn every_filter_is_undone() {
        let plain = b"words, words, words".to_vec();
        assert_eq!(unpacked("ASCIIHexDecode", b"77 6f7>x"), Ok(b"wop".to_vec()));
        assert_eq!(unpacked("ASCII85Decode", b"F*2M7z ~>"), {
            Ok(b"sure\0\0\0\0".to_vec())
        });
        assert_eq!(unpacked("ASCII85Decode", b"@:~>"), Ok(b"a".to_vec()));
        let runs = b"\x01ab\xfec\x80d";
        assert_eq!(unpacked("RunLengthDecode", runs), Ok(b"abccc".to_vec()));
        // The example of the specification.
        let lzw = b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01";
        assert_eq!(unpacked("LZWDecode", lzw), { Ok(b"-----A---B".to_vec()) });
        let twice = deflate(&deflate(&plain));
        assert_eq!(unpacked("FlateDecode FlateDecode", &twice), Ok(plain));
        assert!(unpacked("Crypt", b"").is_err());
        assert!(unpacked("FlateDecode", b"no").is_err());
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let mut budget = Budget {
            values: 10,
            bytes: 1000,
        };
        let bomb = deflate(&vec![0; 100_000]);
        let found = unpack(&stream("FlateDecode"), &bomb, &mut budget);
        assert_eq!(found, Err(super::super::TOO_MUCH));
    }

    #[test]
    fn predicted_rows_are_themselves_again() {
        let parameters: Dict = [
            (b"Predictor".to_vec(), Value::Whole(12)),
            (b"Columns".to_vec(), Value::Whole(3)),
        ]
        .into();
        let rows = b"\x00\x01\x02\x03\x02\x01\x01\x01\x01\x05\x01\x01\x04\x01\x01\x01".to_vec();
        let plain = undo_prediction(rows, &parameters);
        assert_eq!(plain, Ok(vec![1, 2, 3, 2, 3, 4, 5, 6, 7, 6, 7, 8]));
    }
}
