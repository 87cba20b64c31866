//! JPEG: segments up to the first scan, then scans with more segments between them, then the end.
//!
//! img-parts keeps everything behind the start of the first scan as it is, so comments between
//! scans and whole pictures behind the end would be published; segments are told apart here.

use super::exif::upright;

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP14: u8 = 0xee;

/// The part of a JFIF segment in front of the small picture that may stand in it.
const JFIF_HEADER: usize = 14;
/// The part of an Adobe segment that says how colours are stored.
const ADOBE_HEADER: usize = 12;

/// The picture alone; none where `bytes` cannot be read as one.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(&[0xff, START])?;
    let mut made = vec![0xff, START];
    let mut has_scan = false;
    loop {
        let marker;
        (marker, rest) = next_marker(rest)?;
        match marker {
            END if has_scan => {
                made.extend_from_slice(&[0xff, END]);
                return Some(made);
            }
            // These carry nothing and mean nothing outside a scan.
            0x01 | 0xd0..=0xd7 => continue,
            0x00 | END | START => return None,
            _ => {}
        }
        let size: [u8; 2] = rest.get(..2)?.try_into().ok()?;
        let (segment, after) = rest.split_at_checked(usize::from(u16::from_be_bytes(size)))?;
        rest = after;
        keep(marker, segment.get(2..)?, &mut made);
        if marker == SCAN {
            has_scan = true;
            let end = end_of_scan(rest)?;
            made.extend_from_slice(&rest[..end]);
            rest = &rest[end..];
        }
    }
}

/// The marker at the start of `rest`, and what follows it.
fn next_marker(rest: &[u8]) -> Option<(u8, &[u8])> {
    let at = rest.iter().position(|&byte| byte != 0xff)?;
    (at > 0).then(|| (rest[at], &rest[at + 1..]))
}

/// Where the scan that `rest` starts with ends: at a marker that is none of its own.
fn end_of_scan(rest: &[u8]) -> Option<usize> {
    let is_end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff | 0xd0..=0xd7);
    rest.windows(2).position(is_end)
}

/// Writes the segment `marker`, or what of its `content` is needed to show the picture.
fn keep(marker: u8, content: &[u8], made: &mut Vec<u8>) {
    let turned;
    let kept = match marker {
        // Tables, frames and scans.
        0xc0..=0xc7 | 0xc9..=0xcf | 0xda..=0xdf => content,
        APP0 if content.starts_with(b"JFIF\0") && content.len() >= JFIF_HEADER => {
            &content[..JFIF_HEADER]
        }
        APP14 if content.starts_with(b"Adobe") && content.len() >= ADOBE_HEADER => {
            &content[..ADOBE_HEADER]
        }
        APP1 => {
            let exif = content.strip_prefix(b"Exif\0\0").and_then(upright);
            let Some(exif) = exif else { return };
            turned = [b"Exif\0\0".as_slice(), &exif].concat();
            &turned
        }
        _ => return,
    };
    let length = u16::try_from(kept.len() + 2).unwrap_or(u16::MAX);
    made.extend_from_slice(&[0xff, marker]);
    made.extend_from_slice(&length.to_be_bytes());
    let start = made.len();
    made.extend_from_slice(kept);
    if marker == APP0 {
        // There is no small picture any more.
        made[start + JFIF_HEADER - 2..].fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).expect("small");
        [&[0xff, marker], &length.to_be_bytes()[..], content].concat()
    }

    fn picture(between: &[u8], inside: &[u8], jfif: &[u8]) -> Vec<u8> {
        let parts: [&[u8]; 8] = [
            b"\xff\xd8",
            &segment(APP0, &[b"JFIF\0\x01\x02\0\0\x48\0\x48", jfif].concat()),
            between,
            &segment(0xc2, b"frame"),
            &segment(SCAN, b"scan"),
            b"data\xff\x00\xff\xd0more",
            inside,
            &[&segment(SCAN, b"two"), b"end\xff\xd9".as_slice()].concat(),
        ];
        parts.concat()
    }

    #[test]
    fn only_what_shows_the_picture_remains() {
        let secrets: Vec<u8> = [0xe1, 0xe2, 0xed, 0xef, 0xfe, 0xf0]
            .into_iter()
            .flat_map(|marker| segment(marker, b"Exif\0\0secret"))
            .collect();
        let mut told = picture(&secrets, &secrets, b"\x01\x01secret");
        told.extend_from_slice(b"\xff\xd8 another picture \xff\xd9");
        let plain = picture(b"", b"", b"\0\0");
        assert_eq!(clean(&told), Some(plain.clone()));
        assert_eq!(clean(&plain), Some(plain.clone()));
        for cut in 0..plain.len() {
            assert_eq!(clean(&plain[..cut]), None, "{cut}");
        }
    }

    #[test]
    fn a_turned_picture_stays_turned() {
        let turned = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let made = picture(&segment(APP1, turned), b"", b"\0\0");
        assert_eq!(clean(&made), Some(made));
    }

    #[test]
    fn how_colours_are_stored_is_kept() {
        let adobe = segment(APP14, b"Adobe\0\x64\0\0\0\0\x02secret");
        let kept = segment(APP14, b"Adobe\0\x64\0\0\0\0\x02");
        let cleaned = clean(&picture(&adobe, b"", b"\0\0"));
        assert_eq!(cleaned, Some(picture(&kept, b"", b"\0\0")));
    }
}
