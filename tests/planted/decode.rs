//! Reads what a file of the site says, whatever way it is written.

use std::io::Read;

/// How often an escape may be escaped again.
const DEPTH: usize = 3;

/// `bytes` as text in lower case: decompressed, without entities, escapes of URLs and of JSON.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    let unpacked = unpacked(bytes);
    let mut text = String::from_utf8_lossy(&unpacked).into_owned();
    for _ in 0..DEPTH {
        if !text.contains(['&', '%', '\\']) {
            break;
        }
        text = unescaped(&text);
    }
    text.to_lowercase()
}

/// The content of a gzip file; other bytes as they are.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    let is_packed = bytes.starts_with(&[0x1f, 0x8b]);
    let read =
        is_packed.then(|| flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut content));
    match read {
        Some(Ok(_)) => content,
        _ => bytes.to_vec(),
    }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '%', '\\']) {
        plain.push_str(&rest[..at]);
        let sign = char::from(rest.as_bytes()[at]);
        let (c, length) = escape(&rest[at..]).unwrap_or((sign, 1));
        plain.push(c);
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    plain
}

/// The character that an escape at the start of `text` stands for, and how long the escape is.
fn escape(text: &str) -> Option<(char, usize)> {
    let hex = |digits: Option<&str>| u32::from_str_radix(digits?, 16).ok();
    let (code, length) = match text.as_bytes() {
        [b'%', ..] => (hex(text.get(1..3))?, 3),
        [b'\\', b'u', ..] => (hex(text.get(2..6))?, 6),
        [b'\\', b'x', ..] => (hex(text.get(2..4))?, 4),
        [b'&', b'#', ..] => {
            let end = text.find(';').filter(|end| *end < 12)?;
            let number = &text[2..end];
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => hex(Some(digits))?,
                None => number.parse().ok()?,
            };
            (code, end + 1)
        }
        _ => return None,
    };
    Some((char::from_u32(code)?, length))
}
