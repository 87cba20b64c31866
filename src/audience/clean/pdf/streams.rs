//! The streams of a PDF as they are written: packed anew, and pictures alone.

use std::rc::Rc;

use super::DAMAGED;
use super::file::File;
use super::filters::{FLATE, deflate, filters, unpack};
use super::keep::Kept;
use super::policy::ACTIVE;
use super::text::decoded;
use super::value::{Dict, Value};
use crate::audience::clean::{Refusal, jpeg};

/// What of a stream of an unknown kind is text.
pub(super) fn readable(content: &[u8]) -> String {
    let is_text = |byte: &&u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..);
    let texts = content.iter().filter(is_text).count();
    if content.is_empty() || texts * 10 < content.len() * 9 {
        return String::new();
    }
    format!("{}\n", decoded(content))
}

fn with_filter(dict: &Dict, filter: &[u8]) -> Dict {
    let mut dict = dict.clone();
    for key in [&b"Filter"[..], b"DecodeParms", b"DP", b"DL"] {
        dict.remove(key);
    }
    dict.insert(b"Filter".to_vec(), Value::Name(filter.to_vec()));
    dict
}

/// A stream of `content`, packed.
pub(super) fn packed(dict: &Dict, content: &[u8]) -> Kept {
    Kept::Stream(Rc::new(with_filter(dict, FLATE)), deflate(content))
}

/// The picture alone.
pub(super) fn picture(dict: &Rc<Dict>, data: &[u8], file: &mut File<'_>) -> Result<Kept, Refusal> {
    const PHOTOGRAPH: [&[u8]; 2] = [b"DCTDecode", b"DCT"];
    if dict.contains_key(&b"F"[..]) {
        return Err(ACTIVE);
    }
    let all = filters(dict)?;
    let last = all.last().map_or(&b""[..], |(filter, _)| filter);
    if last == b"JPXDecode" {
        return Err(Refusal::Unread(
            "it holds a JPEG 2000 picture, which cannot be cleaned",
        ));
    }
    if !PHOTOGRAPH.contains(&last) {
        let known: [&[u8]; 9] = [
            FLATE,
            b"Fl",
            b"LZWDecode",
            b"RunLengthDecode",
            b"CCITTFaxDecode",
            b"CCF",
            b"JBIG2Decode",
            b"ASCII85Decode",
            b"ASCIIHexDecode",
        ];
        if all.iter().any(|(filter, _)| !known.contains(filter)) {
            return Err(DAMAGED);
        }
        return Ok(Kept::Stream(Rc::clone(dict), data.to_vec()));
    }
    let parameters = all.last().and_then(|(_, parameters)| *parameters).cloned();
    let before = all[..all.len() - 1].iter();
    let before = before.map(|(filter, _)| Value::Name(filter.to_vec()));
    let outer = Dict::from([(b"Filter".to_vec(), Value::List(Rc::new(before.collect())))]);
    let photograph = unpack(&outer, data, &mut file.budget)?;
    let cleaned = jpeg::clean(&photograph);
    let cleaned = cleaned.ok_or(Refusal::Unread("a picture in it is damaged"))?;
    let mut dict = with_filter(dict, PHOTOGRAPH[0]);
    if let Some(parameters) = parameters {
        dict.insert(b"DecodeParms".to_vec(), Value::Dict(Rc::new(parameters)));
    }
    Ok(Kept::Stream(Rc::new(dict), cleaned))
}
