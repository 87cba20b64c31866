//! GIF: a screen, then pictures and extensions until the end.

/// The bytes of the header and of the screen it describes.
const HEADER: usize = 13;
/// The bytes of a picture's description.
const PICTURE: usize = 10;

/// The picture alone; none where `bytes` cannot be read as one.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader { rest: bytes };
    let header = reader.take(HEADER)?;
    let mut made = header.to_vec();
    made.extend_from_slice(reader.colours(header[10])?);
    loop {
        match reader.rest.first()? {
            0x3b => {
                made.push(0x3b);
                return Some(made);
            }
            0x2c => {
                let picture = reader.take(PICTURE)?;
                made.extend_from_slice(picture);
                made.extend_from_slice(reader.colours(picture[9])?);
                made.extend_from_slice(reader.take(1)?);
                made.extend_from_slice(reader.blocks()?);
            }
            0x21 => {
                let head = reader.take(2)?;
                let blocks = reader.blocks()?;
                match head[1] {
                    // How long a picture stays and what of it is transparent.
                    0xf9 => made.extend([head, blocks].concat()),
                    0xff => made.extend(repetition(blocks).unwrap_or_default()),
                    _ => {}
                }
            }
            _ => return None,
        }
    }
}

/// The extension that says how often a moving picture repeats, where `blocks` is one.
fn repetition(blocks: &[u8]) -> Option<Vec<u8>> {
    let known = [b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0"];
    let name = blocks.get(..12)?;
    let count = blocks.get(12..16).filter(|count| count[..2] == [3, 1])?;
    let is_known = known.iter().any(|known| known.as_slice() == name);
    is_known.then(|| [&[0x21, 0xff], name, count, &[0]].concat())
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// The table of colours that `flags` announces.
    fn colours(&mut self, flags: u8) -> Option<&'b [u8]> {
        let has_table = flags & 0x80 != 0;
        self.take(if has_table { 3 << ((flags & 7) + 1) } else { 0 })
    }

    /// Blocks of data up to the empty one that ends them.
    fn blocks(&mut self) -> Option<&'b [u8]> {
        let mut end = 0;
        loop {
            let size = usize::from(*self.rest.get(end)?);
            end += 1 + size;
            if size == 0 {
                return self.take(end);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_shows_the_picture_remains() {
        let screen = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
        let repeats = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
        let delay = b"\x21\xf9\x04\x04\x0a\0\0\0";
        let picture = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
        let plain = [screen, repeats.as_slice(), delay, picture, b"\x3b"].concat();
        let comment = b"\x21\xfe\x06secret\0";
        let profile = b"\x21\xff\x0bICCRGBG1012\x06secret\0";
        let loops = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\x06secret\0";
        let told = [
            screen,
            loops.as_slice(),
            comment,
            delay,
            profile,
            picture,
            b"\x3bsecret",
        ]
        .concat();
        assert_eq!(clean(&told), Some(plain.clone()));
        for cut in 0..plain.len() {
            assert_eq!(clean(&plain[..cut]), None, "{cut}");
        }
    }
}
