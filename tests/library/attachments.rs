//! Attachments: what can be read in PDF and office files is searched, what tells of their making is
//! gone, and what cannot be read is published only where `workbook.yaml` names it.

#[path = "../attachments/office.rs"]
mod office;
#[path = "../attachments/pdf.rs"]
mod pdf;
#[path = "../attachments/published.rs"]
mod published;

use std::io::Read;
use std::path::Path;

use crate::support::today;
use flate2::read::ZlibDecoder;
use loopbook::audience::{Care, Cleaned, Refusal, publishable};
use loopbook::source::Memory;

/// What real programs wrote: each says `Acme` where a reader sees it.
const REAL: [&str; 9] = [
    "hidden.xlsx",
    "plain.pdf",
    "sheet.ods",
    "sheet.xlsx",
    "talk.odp",
    "talk.pptx",
    "writer.docx",
    "writer.odt",
    "writer.pdf",
];

/// The bytes of a file that a real program wrote.
fn real(name: &str) -> Vec<u8> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attachments");
    std::fs::read(directory.join(name)).expect("the file can be read")
}

/// The file as it may be published.
fn cleaned(name: &str, bytes: &[u8]) -> Result<Cleaned, Refusal> {
    let mut world = Memory::new(today());
    world.insert(name, bytes);
    publishable(name, false, &world)
}

/// All bytes of a PDF or an archive: as they stand, and what is packed in them.
fn unpacked(bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for at in 0..bytes.len() {
        if bytes[at..].starts_with(b"\x78") {
            let mut held = Vec::new();
            let _ = ZlibDecoder::new(&bytes[at..]).read_to_end(&mut held);
            text.push_str(&String::from_utf8_lossy(&held));
        }
    }
    for content in office::entries(bytes).unwrap_or_default().values() {
        text.push_str(&String::from_utf8_lossy(content));
    }
    text
}

#[test]
fn what_real_programs_write_is_read_and_cleaned() {
    for name in REAL {
        if name == "hidden.xlsx" {
            continue;
        }
        let made = cleaned(name, &real(name));
        let made = made.unwrap_or_else(|refusal| panic!("{name} {refusal}"));
        assert_eq!(made.care, Care::Document, "{name}");
        assert!(made.words.contains("Acme"), "{name}: {}", made.words);
        let all = unpacked(&made.bytes);
        for told in [
            "Secret",
            "LibreOffice",
            "ReportLab",
            "2026-",
            "D:20",
            "python",
        ] {
            assert!(!all.contains(told), "{name} holds {told}");
        }
        // What is written is read alike, and nothing is left to remove.
        let again = cleaned(name, &made.bytes).expect("it is read again");
        assert!(again.words.contains("Acme"), "{name}");
        let third = cleaned(name, &again.bytes).expect("it is read again");
        assert_eq!(third.bytes, again.bytes, "{name}");
    }
}

/// However a file is damaged, it is refused or read as what is then published.
#[test]
fn damage_neither_breaks_anything_nor_comes_through() {
    let mut state = 0x9e37_79b9_u32;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize % below
    };
    for name in REAL {
        let whole = real(name);
        for round in 0..120 {
            let mut bytes = whole.clone();
            match round % 4 {
                0 => bytes.truncate(random(whole.len())),
                1 => {
                    let at = random(whole.len());
                    bytes[at] ^= 1 << random(8);
                }
                2 => {
                    let (from, to) = (random(whole.len()), random(whole.len()));
                    let length = random(64).min(whole.len() - from.max(to));
                    bytes.copy_within(from..from + length, to);
                }
                _ => {
                    let at = random(whole.len());
                    bytes.insert(at, b"0[<(>9/ "[random(8)]);
                }
            }
            let Ok(made) = cleaned(name, &bytes) else {
                continue;
            };
            if made.care == Care::Text {
                continue;
            }
            let again = cleaned(name, &made.bytes).expect("what is written can be read");
            let words = |text: &str| text.contains("Acme");
            assert_eq!(words(&made.words), words(&again.words), "{name} {round}");
        }
    }
}
