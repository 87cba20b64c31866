//! The one thing in a picture's EXIF data that is needed to show it: which way is up. Without it a
//! photograph that was taken upright lies on its side.

/// The tag under which the orientation stands.
const ORIENTATION: u16 = 0x0112;

/// EXIF data that holds nothing but the orientation of `exif`; none where that is missing or the
/// usual one.
pub(super) fn upright(exif: &[u8]) -> Option<[u8; 26]> {
    let orientation = orientation(exif)?;
    if !(2..=8).contains(&orientation) {
        return None;
    }
    // Big-endian; one directory at byte 8 with one entry: a short, once; no further directory.
    let mut made = *b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    made[18..20].copy_from_slice(&orientation.to_be_bytes());
    Some(made)
}

fn orientation(exif: &[u8]) -> Option<u16> {
    let big = match exif.get(..4)? {
        b"MM\0\x2a" => true,
        b"II\x2a\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        })
    };
    let start: [u8; 4] = exif.get(4..8)?.try_into().ok()?;
    let start = if big {
        u32::from_be_bytes(start)
    } else {
        u32::from_le_bytes(start)
    };
    let start = usize::try_from(start).ok()?;
    let entries = usize::from(short(start)?);
    let mut places = (0..entries).map(|entry| start + 2 + entry * 12);
    let found = places.find(|&at| short(at) == Some(ORIENTATION))?;
    short(found + 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_orientation_remains() {
        let mut told = b"II\x2a\0\x08\0\0\0\x02\0".to_vec();
        told.extend_from_slice(b"\x0f\x01\x02\0\x04\0\0\0ABCD");
        told.extend_from_slice(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
        let made = upright(&told).expect("it is turned");
        assert_eq!(orientation(&made), Some(6));
        assert!(!made.windows(4).any(|bytes| bytes == b"ABCD"));
        assert_eq!(upright(&made), Some(made));
        let last = told.len() - 4;
        told[last] = 1;
        assert_eq!(upright(&told), None);
        for cut in 0..told.len() {
            upright(&told[..cut]);
        }
        assert_eq!(upright(b"II\x2a\0\xff\xff\xff\xff"), None);
    }
}
