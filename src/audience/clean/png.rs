//! PNG: a list of chunks. Colour profiles go too: those of screens name the machine.

use img_parts::Bytes;
use img_parts::png::{Png, PngChunk};

use super::exif::upright;

/// The chunks that say how the picture looks.
const KEPT: [&[u8; 4]; 16] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"cICP",
    b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT", b"eXIf",
];

/// The picture alone; none where `bytes` cannot be read as one.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    // What stands behind the last chunk is not read.
    let mut png = Png::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let kinds = || png.chunks().iter().map(PngChunk::kind);
    if kinds().next() != Some(*b"IHDR") || kinds().last() != Some(*b"IEND") {
        return None;
    }
    let kept = |chunk: PngChunk| match &chunk.kind() {
        b"eXIf" => {
            let exif = upright(chunk.contents())?;
            Some(PngChunk::new(*b"eXIf", Bytes::copy_from_slice(&exif)))
        }
        b"IEND" => Some(PngChunk::new(*b"IEND", Bytes::new())),
        kind => KEPT.contains(&kind).then_some(chunk),
    };
    let chunks = std::mem::take(png.chunks_mut());
    *png.chunks_mut() = chunks.into_iter().filter_map(kept).collect();
    Some(png.encoder().bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut png = Png::from_bytes(Bytes::from_static(b"\x89PNG\r\n\x1a\n")).expect("empty");
        for (kind, contents) in chunks {
            let chunk = PngChunk::new(**kind, Bytes::copy_from_slice(contents));
            png.chunks_mut().push(chunk);
        }
        png.encoder().bytes().to_vec()
    }

    #[test]
    fn only_what_shows_the_picture_remains() {
        let plain: [(&[u8; 4], &[u8]); 4] = [
            (b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"),
            (b"gAMA", b"\0\0\xb1\x8f"),
            (b"IDAT", b"x\x9cc\0\0\0\x01\0\x01"),
            (b"IEND", b""),
        ];
        let mut told = plain.to_vec();
        for kind in [
            b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf", b"iCCP", b"prVt",
        ] {
            told.insert(1, (kind, b"secret"));
        }
        let mut told = picture(&told);
        told.extend_from_slice(b"secret");
        assert_eq!(clean(&told), Some(picture(&plain)));
        assert_eq!(clean(&picture(&plain[..3])), None, "it has no end");
        told[20] ^= 1;
        assert_eq!(clean(&told), None, "a wrong checksum");
    }
}
