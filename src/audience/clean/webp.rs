//! WebP: a list of chunks in a RIFF container; a moving picture has such a list in each frame.

use img_parts::Bytes;
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;

use super::exif::upright;

/// What the first byte of `VP8X` may say: there is EXIF data, it moves, it has transparent parts.
const HAS_EXIF: u8 = 0b0000_1000;
const MOVES: u8 = 0b0000_0010;
const HAS_ALPHA: u8 = 0b0001_0000;

/// The bytes before the chunks of a frame.
const FRAME_HEADER: usize = 16;

/// The picture alone; none where `bytes` cannot be read as one.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    // What stands behind the container's end is not read.
    let mut webp = WebP::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let data = |chunk: &RiffChunk| chunk.content().data().cloned();
    let exif = webp.chunk_by_id(*b"EXIF").and_then(data);
    let upright = exif.and_then(|exif| {
        let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(&exif);
        upright(exif)
    });
    let mut kept = Vec::new();
    for chunk in webp.chunks() {
        let Some(content) = chunk.content().data() else {
            continue;
        };
        let content = match &chunk.id() {
            b"VP8X" => head(content, upright.is_some())?,
            b"ANMF" => frame(content)?,
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" => content.clone(),
            _ => continue,
        };
        kept.push(RiffChunk::new(chunk.id(), RiffContent::Data(content)));
    }
    let pictures = |chunk: &RiffChunk| matches!(&chunk.id(), b"VP8 " | b"VP8L" | b"ANMF");
    if !kept.iter().any(pictures) {
        return None;
    }
    let is_extended = kept.first().is_some_and(|chunk| chunk.id() == *b"VP8X");
    if let Some(exif) = upright.filter(|_| is_extended) {
        let content = RiffContent::Data(Bytes::copy_from_slice(&exif));
        kept.push(RiffChunk::new(*b"EXIF", content));
    }
    *webp.chunks_mut() = kept;
    Some(webp.encoder().bytes().to_vec())
}

/// The header without what it says about chunks that are gone.
fn head(content: &[u8], has_exif: bool) -> Option<Bytes> {
    let mut head: [u8; 10] = content.try_into().ok()?;
    let exif = if has_exif { HAS_EXIF } else { 0 };
    let flags = head[0] & (MOVES | HAS_ALPHA) | exif;
    head[..4].copy_from_slice(&[flags, 0, 0, 0]);
    Some(Bytes::copy_from_slice(&head))
}

/// A frame of a moving picture, with the chunks that show it.
fn frame(content: &[u8]) -> Option<Bytes> {
    let (header, mut rest) = content.split_at_checked(FRAME_HEADER)?;
    let mut made = header.to_vec();
    while !rest.is_empty() {
        let size: [u8; 4] = rest.get(4..8)?.try_into().ok()?;
        let size = usize::try_from(u32::from_le_bytes(size)).ok()?;
        let whole = size.checked_add(size % 2)?.checked_add(8)?;
        let (chunk, after) = rest.split_at_checked(whole)?;
        if matches!(&chunk[..4], b"VP8 " | b"VP8L" | b"ALPH") {
            made.extend_from_slice(chunk);
        }
        rest = after;
    }
    Some(Bytes::from(made))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(id: [u8; 4], content: &[u8]) -> Vec<u8> {
        let mut made = id.to_vec();
        let size = u32::try_from(content.len()).expect("small");
        made.extend_from_slice(&size.to_le_bytes());
        made.extend_from_slice(content);
        made.resize(made.len() + content.len() % 2, 0);
        made
    }

    fn picture(chunks: &[Vec<u8>]) -> Vec<u8> {
        chunk(*b"RIFF", &[b"WEBP".as_slice(), &chunks.concat()].concat())
    }

    #[test]
    fn only_what_shows_the_picture_remains() {
        let still = chunk(*b"VP8L", b"\x2f\0\0\0\0");
        let header = |flags| chunk(*b"VP8X", &[flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let frame = |more: &[u8]| {
            let parts = [&[0; FRAME_HEADER], more, still.as_slice()];
            chunk(*b"ANMF", &parts.concat())
        };
        let secret = |id| chunk(id, b"secret");
        let mut told = picture(&[
            header(0b0011_1110),
            secret(*b"ICCP"),
            frame(&secret(*b"note")),
            still.clone(),
            secret(*b"EXIF"),
            secret(*b"XMP "),
        ]);
        told.extend_from_slice(b"secret");
        let plain = picture(&[header(0b0001_0010), frame(b""), still.clone()]);
        assert_eq!(clean(&told), Some(plain));
        assert_eq!(clean(&picture(&[header(0)])), None, "there is no picture");
        for cut in 0..told.len() - 6 {
            assert_eq!(clean(&told[..cut]), None, "{cut}");
        }
    }

    #[test]
    fn a_turned_picture_stays_turned() {
        let turned = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
        let made = picture(&[
            chunk(*b"VP8X", &[8, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            chunk(*b"VP8 ", b"x"),
            chunk(*b"EXIF", turned),
        ]);
        let cleaned = clean(&made).expect("a picture");
        assert!(cleaned.windows(4).any(|bytes| bytes == b"EXIF"));
    }
}
