//! What of a PDF is kept, what is left out, and what refuses it: the keys and names of the format.

use super::value::{Dict, name_of};
use crate::audience::clean::Refusal;

/// What is kept of the catalog.
pub(super) const CATALOG: [&[u8]; 14] = [
    b"AcroForm",
    b"Dests",
    b"Lang",
    b"MarkInfo",
    b"Names",
    b"OCProperties",
    b"OpenAction",
    b"Outlines",
    b"PageLabels",
    b"PageLayout",
    b"PageMode",
    b"Pages",
    b"StructTreeRoot",
    b"Type",
];

/// What is left out wherever it stands: who made the file, when, with what, from what.
pub(super) const LEFT_OUT: [&[u8]; 10] = [
    b"CreationDate",
    b"LastModified",
    b"Metadata",
    b"ModDate",
    b"NM",
    b"OPI",
    b"PieceInfo",
    b"SeparationInfo",
    b"SpiderInfo",
    b"Thumb",
];

/// What is left out of a page.
pub(super) const LEFT_OUT_OF_PAGES: [&[u8]; 4] = [b"B", b"DPart", b"ID", b"TemplateInstantiated"];

/// Keys of what a reader's program would run or open.
pub(super) const RUN: [&[u8]; 5] = [b"AA", b"JS", b"JavaScript", b"RichMediaContent", b"XFA"];

/// Keys of files inside the file.
pub(super) const FILES: [&[u8]; 4] = [b"AF", b"EF", b"EmbeddedFiles", b"Collection"];

/// Actions that do more than to show another place.
pub(super) const ACTIONS: [&[u8]; 12] = [
    b"GoTo3DView",
    b"GoToE",
    b"GoToR",
    b"ImportData",
    b"JavaScript",
    b"Launch",
    b"Movie",
    b"Rendition",
    b"RichMediaExecute",
    b"Sound",
    b"SubmitForm",
    b"Thread",
];

/// Annotations that hold files, sounds and films.
pub(super) const MEDIA: [&[u8]; 6] = [
    b"3D",
    b"FileAttachment",
    b"Movie",
    b"RichMedia",
    b"Screen",
    b"Sound",
];

/// Keys whose texts are written for programs.
pub(super) const FOR_PROGRAMS: [&[u8]; 5] = [b"DA", b"Lookup", b"Ordering", b"Panose", b"Registry"];

/// Keys of resources: what they are called may be a word.
pub(super) const NAMED: [&[u8]; 4] = [b"ColorSpace", b"Dests", b"Properties", b"XObject"];

/// Keys of more dictionaries whose keys are names that somebody chose.
pub(super) const CHOSEN: [&[u8]; 7] = [
    b"CharProcs",
    b"ClassMap",
    b"ExtGState",
    b"Font",
    b"Pattern",
    b"RoleMap",
    b"Shading",
];

/// What refuses a file that runs.
pub(super) const ACTIVE: Refusal = Refusal::Program;
/// What refuses a file that leads elsewhere.
pub(super) const ELSEWHERE: Refusal = Refusal::Holds(
    "a link to a place that is no web page",
    "remove the link, or link a web page",
);
/// What refuses a file with others in it.
pub(super) const INSIDE: Refusal = Refusal::Holds(
    "another file, a sound or a film",
    "remove the attachment, or print it to PDF again",
);

/// Refuses a dictionary for what it holds under its keys.
pub(super) fn check_holdings(dict: &Dict, key: &[u8]) -> Result<(), Refusal> {
    // What resources, fonts and places are called is no key.
    if NAMED.contains(&key) || CHOSEN.contains(&key) {
        return Ok(());
    }
    let holds = |keys: &[&[u8]]| keys.iter().any(|key| dict.contains_key(*key));
    if holds(&FILES) || MEDIA.contains(&name_of(dict, b"Subtype")) {
        return Err(INSIDE);
    }
    if holds(&RUN) {
        return Err(ACTIVE);
    }
    let is_signature = name_of(dict, b"FT") == b"Sig" && dict.contains_key(&b"V"[..]);
    if is_signature || dict.contains_key(&b"ByteRange"[..]) {
        let remedy = "print it to PDF again, or publish the unsigned file";
        return Err(Refusal::Holds("a signature, which names somebody", remedy));
    }
    if name_of(dict, b"Subtype") == b"Redact" {
        let remedy = "carry out the redaction, so that the text is gone";
        return Err(Refusal::Holds(
            "text that is only marked for redaction",
            remedy,
        ));
    }
    Ok(())
}
