//! Office files: where text can hide, what must go, what refuses a file.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use flate2::read::DeflateDecoder;
use loopbook::audience::Refusal;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveWriter};

use super::{cleaned, real, unpacked};

type Entries = BTreeMap<String, Vec<u8>>;

/// A file, one of its parts, a text in that, and what stands there instead. Where there is no text, the
/// part is new.
type Case = (&'static str, &'static str, &'static str, &'static str);

/// What an archive holds; none where it is none.
pub(crate) fn entries(bytes: &[u8]) -> Option<Entries> {
    let archive = ZipArchive::from_slice(bytes).ok()?;
    let mut list = archive.entries();
    let mut found = Entries::new();
    while let Some(entry) = list.next_entry().ok()? {
        let path = String::from_utf8(entry.file_path().as_bytes().to_vec()).ok()?;
        let held = archive.get_entry(entry.wayfinder()).ok()?;
        let mut content = Vec::new();
        if entry.compression_method() == CompressionMethod::DEFLATE {
            DeflateDecoder::new(held.data())
                .read_to_end(&mut content)
                .ok()?;
        } else {
            content.extend_from_slice(held.data());
        }
        found.insert(path, content);
    }
    Some(found)
}

fn archive(entries: &Entries) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (path, content) in entries {
        let (mut entry, config) = archive.new_file(path.as_str()).start().expect("it starts");
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content).expect("it is written");
        let (_, descriptor) = writer.finish().expect("it ends");
        entry.finish(descriptor).expect("it ends");
    }
    archive.finish().expect("it ends")
}

/// A real file with the text `from` of a part replaced; where `from` is empty, the part is added.
fn with(name: &str, part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut entries = entries(&real(name)).expect("it is an archive");
    let old = entries.remove(part).unwrap_or_default();
    let new = if from.is_empty() {
        to.to_owned()
    } else {
        let old = String::from_utf8(old).expect("it is text");
        assert!(old.contains(from), "{name} {part} lacks {from}");
        old.replacen(from, to, 1)
    };
    entries.insert(part.to_owned(), new.into_bytes());
    archive(&entries)
}

#[test]
fn a_word_is_found_wherever_it_stands() {
    let split = "<w:r><w:t>Ka</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>narek</w:t></w:r></w:p>";
    let style = "<w:instrText>HYPERLINK x Kanarek</w:instrText></w:p>";
    let cases = [
        ("writer.docx", "word/document.xml", "</w:p>", split),
        ("writer.docx", "word/document.xml", "</w:p>", style),
        (
            "writer.docx",
            "word/document.xml",
            "<w:body>",
            "<w:body><w:tag w:val=\"Kanarek\"/>",
        ),
        (
            "writer.docx",
            "word/footnotes.xml",
            "",
            "<w:f><w:t>Kanarek</w:t></w:f>",
        ),
        (
            "writer.docx",
            "word/header1.xml",
            "",
            "<w:f><w:t>Kanarek</w:t></w:f>",
        ),
        (
            "writer.docx",
            "word/_rels/document.xml.rels",
            "</Relationships>",
            "<Relationship Id=\"x\" Type=\"http://x/hyperlink\" TargetMode=\"External\" \
             Target=\"https://Kanarek.example\"/></Relationships>",
        ),
        (
            "sheet.xlsx",
            "xl/workbook.xml",
            "name=\"Sheet\"",
            "name=\"Kanarek\"",
        ),
        (
            "sheet.xlsx",
            "xl/charts/chart1.xml",
            "",
            "<c:v>Kanarek</c:v>",
        ),
        (
            "sheet.xlsx",
            "xl/worksheets/sheet1.xml",
            "<sheetData>",
            "<f>\"Kanarek\"</f><sheetData>",
        ),
        (
            "talk.pptx",
            "ppt/slideMasters/slideMaster1.xml",
            "<p:cSld>",
            "<p:cSld name=\"Kanarek\">",
        ),
        (
            "writer.odt",
            "content.xml",
            "</text:p>",
            "<text:span>Kana</text:span>rek</text:p>",
        ),
        (
            "writer.odt",
            "styles.xml",
            "</office:styles>",
            "<style:x style:name=\"Kanarek\"/></office:styles>",
        ),
        (
            "sheet.ods",
            "content.xml",
            "<table:table ",
            "<table:table table:title=\"Kanarek\" ",
        ),
        (
            "talk.odp",
            "content.xml",
            "<draw:page ",
            "<draw:page draw:alt=\"Kanarek\" ",
        ),
    ];
    for (name, part, from, to) in cases {
        let made = cleaned(name, &with(name, part, from, to));
        let made = made.unwrap_or_else(|refusal| panic!("{name} {part} {to} {refusal}"));
        assert!(
            made.words.contains("Kanarek"),
            "{name} {part} {to}: {}",
            made.words
        );
    }
}

/// What tells of a file's making.
const TOLD: &[Case] = &[
    ("writer.docx", "docProps/core.xml", "", "<x>Secret</x>"),
    (
        "writer.docx",
        "docProps/app.xml",
        "",
        "<x><Company>Secret</Company></x>",
    ),
    ("writer.docx", "docProps/custom.xml", "", "<x>Secret</x>"),
    ("writer.docx", "docProps/thumbnail.jpeg", "", "Secret"),
    ("writer.docx", "customXml/item1.xml", "", "<x>Secret</x>"),
    (
        "writer.docx",
        "word/people.xml",
        "",
        "<x author=\"Secret\"/>",
    ),
    (
        "writer.docx",
        "word/document.xml",
        "<w:p>",
        "<w:p w:rsidR=\"Secret\">",
    ),
    (
        "writer.docx",
        "word/document.xml",
        "<w:p>",
        "<!-- Secret --><?x Secret?><w:p>",
    ),
    (
        "writer.docx",
        "word/settings.xml",
        "<w:zoom",
        "<w:rsids><w:rsid w:val=\"Secret\"/></w:rsids><w:zoom",
    ),
    (
        "writer.docx",
        "word/_rels/settings.xml.rels",
        "",
        "<R><Relationship Id=\"x\" Type=\"http://x/attachedTemplate\" TargetMode=\"External\" \
             Target=\"file:///C:/Secret.dotx\"/></R>",
    ),
    (
        "writer.docx",
        "word/document.xml",
        "<w:p>",
        "<w:p><w:d descr=\"C:\\Users\\Secret\"/>",
    ),
    (
        "sheet.xlsx",
        "xl/printerSettings/printerSettings1.bin",
        "",
        "Secret",
    ),
    ("sheet.xlsx", "xl/persons/person.xml", "", "<x>Secret</x>"),
    (
        "sheet.xlsx",
        "xl/workbook.xml",
        "<sheets>",
        "<x:absPath url=\"C:\\Secret\"/><sheets>",
    ),
    (
        "talk.pptx",
        "ppt/notesSlides/notesSlide1.xml",
        "",
        "<x>Secret</x>",
    ),
    (
        "talk.pptx",
        "ppt/commentAuthors.xml",
        "",
        "<x name=\"Secret\"/>",
    ),
    ("writer.odt", "meta.xml", "", "<x>Secret</x>"),
    ("writer.odt", "settings.xml", "", "<x>Secret</x>"),
    ("writer.odt", "Thumbnails/thumbnail.png", "", "Secret"),
    (
        "writer.odt",
        "Configurations2/x/current.xml",
        "",
        "<x>Secret</x>",
    ),
    (
        "writer.odt",
        "content.xml",
        "<text:p ",
        "<text:p officeooo:paragraph-rsid=\"Secret\" ",
    ),
    (
        "talk.odp",
        "content.xml",
        "</draw:page>",
        "<presentation:notes><x>Secret</x></presentation:notes></draw:page>",
    ),
];

#[test]
fn what_tells_of_the_making_is_gone() {
    for &(name, part, from, to) in TOLD {
        let made = cleaned(name, &with(name, part, from, to));
        let made = made.unwrap_or_else(|refusal| panic!("{name} {part} {to} {refusal}"));
        assert!(
            !unpacked(&made.bytes).contains("Secret"),
            "{name} {part} {to}"
        );
        assert!(!made.words.contains("Secret"), "{name} {part} {to}");
        for (path, content) in entries(&made.bytes).expect("it is an archive") {
            let text = String::from_utf8_lossy(&content);
            // What is gone is not named any more.
            for gone in [
                "docProps",
                "customXml",
                "notesSlide1",
                "Thumbnails/",
                "meta.xml",
            ] {
                assert!(!text.contains(gone), "{name} {part}: {path} names {gone}");
            }
        }
    }
}

/// What a reader is not meant to see.
const UNMEANT: &[Case] = &[
    ("writer.docx", "word/comments.xml", "", "<x/>"),
    (
        "writer.docx",
        "word/document.xml",
        "<w:p>",
        "<w:p><w:ins w:author=\"x\"/>",
    ),
    (
        "writer.docx",
        "word/document.xml",
        "<w:p>",
        "<w:p><w:rPr><w:vanish/></w:rPr>",
    ),
    ("writer.docx", "word/embeddings/Sheet1.xlsx", "", "x"),
    ("writer.docx", "word/fonts/font1.odttf", "", "x"),
    ("writer.docx", "word/media/image1.emf", "", "x"),
    ("sheet.xlsx", "xl/comments1.xml", "", "<x/>"),
    (
        "sheet.xlsx",
        "xl/threadedComments/threadedComment1.xml",
        "",
        "<x/>",
    ),
    (
        "sheet.xlsx",
        "xl/externalLinks/externalLink1.xml",
        "",
        "<x/>",
    ),
    (
        "sheet.xlsx",
        "xl/pivotCache/pivotCacheRecords1.xml",
        "",
        "<x/>",
    ),
    ("sheet.xlsx", "xl/connections.xml", "", "<x/>"),
    (
        "sheet.xlsx",
        "xl/worksheets/sheet1.xml",
        "<row ",
        "<row hidden=\"1\" ",
    ),
    ("talk.pptx", "ppt/comments/comment1.xml", "", "<x/>"),
    (
        "talk.pptx",
        "ppt/slides/slide1.xml",
        "<p:sld ",
        "<p:sld show=\"0\" ",
    ),
    (
        "writer.odt",
        "content.xml",
        "</text:p>",
        "<office:annotation/></text:p>",
    ),
    (
        "writer.odt",
        "content.xml",
        "<office:text",
        "<text:tracked-changes/><office:text",
    ),
    (
        "writer.odt",
        "content.xml",
        "</text:p>",
        "<text:hidden-text/></text:p>",
    ),
    (
        "writer.odt",
        "content.xml",
        "</text:p>",
        "<text:a xlink:href=\"file:///x\"/></text:p>",
    ),
    ("writer.odt", "META-INF/documentsignatures.xml", "", "<x/>"),
    ("writer.odt", "Versions/1", "", "x"),
    (
        "sheet.ods",
        "content.xml",
        "<table:table ",
        "<table:table table:display=\"false\" ",
    ),
    (
        "sheet.ods",
        "content.xml",
        "<table:table-row ",
        "<table:table-row table:visibility=\"collapse\" ",
    ),
    ("sheet.ods", "Object 1/x.bin", "", "x"),
    (
        "talk.odp",
        "content.xml",
        "<draw:page ",
        "<draw:page presentation:visibility=\"hidden\" ",
    ),
];

#[test]
fn what_a_reader_is_not_meant_to_see_refuses_the_file() {
    let external = |kind: &str, target: &str| {
        format!(
            "<R><Relationship Id=\"x\" Type=\"http://x/{kind}\" TargetMode=\"External\" \
             Target=\"{target}\"/></R>"
        )
    };
    let rels = "word/_rels/document.xml.rels";
    let file = external("hyperlink", "file:///C:/x.docx");
    let remote = external("image", "https://x.example/pixel.png");
    let more = [
        ("writer.docx", rels, "", file.as_str()),
        ("writer.docx", rels, "", &remote),
    ];
    let hidden = cleaned("hidden.xlsx", &real("hidden.xlsx"));
    assert!(matches!(hidden, Err(Refusal::Holds(..))), "{hidden:?}");
    for (name, part, from, to) in more.iter().chain(UNMEANT) {
        let bytes = with(name, part, from, to);
        let found = cleaned(name, &bytes);
        assert!(
            matches!(found, Err(Refusal::Holds(..))),
            "{name} {part} {to}: {found:?}"
        );
    }
}

#[test]
fn what_runs_or_cannot_be_read_refuses_the_file() {
    let types = "[Content_Types].xml";
    let runs = [
        ("writer.docx", "word/vbaProject.bin", "", "x"),
        ("writer.docx", "word/activeX/activeX1.xml", "", "<x/>"),
        ("sheet.xlsx", "xl/macrosheets/sheet1.xml", "", "<x/>"),
        (
            "writer.docx",
            types,
            "wordprocessingml.document.main",
            "ms-word.document.macroEnabled.main",
        ),
        ("writer.odt", "Basic/Standard/x.xml", "", "<x/>"),
        (
            "writer.odt",
            "content.xml",
            "<office:body>",
            "<script:event-listener/><office:body>",
        ),
    ];
    for (name, part, from, to) in runs {
        let found = cleaned(name, &with(name, part, from, to));
        assert_eq!(found, Err(Refusal::Program), "{name} {part}");
    }
    let unread = [
        ("writer.docx", "word/unknown.xml", "", "<x/>"),
        ("writer.docx", "other/x.xml", "", "<x/>"),
        ("writer.docx", "x.bin", "", "x"),
        (
            "writer.docx",
            "word/document.xml",
            "",
            "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>",
        ),
        ("writer.docx", "word/document.xml", "", "<x><y></x>"),
        (
            "writer.odt",
            "mimetype",
            "",
            "application/vnd.oasis.opendocument.database",
        ),
        ("writer.odt", "x.xml", "", "<x/>"),
        (
            "writer.odt",
            "META-INF/manifest.xml",
            "<manifest:file-entry ",
            "<manifest:encryption-data/><manifest:file-entry ",
        ),
    ];
    for (name, part, from, to) in unread {
        let found = cleaned(name, &with(name, part, from, to));
        assert!(
            matches!(found, Err(Refusal::Unread(_))),
            "{name} {part}: {found:?}"
        );
    }
}

#[test]
fn an_archive_of_something_else_is_not_read() {
    let other = Entries::from([("a.txt".to_owned(), b"x".to_vec())]);
    for name in ["a.zip", "a.docx", "a.txt", "a.epub"] {
        let found = cleaned(name, &archive(&other));
        assert!(
            matches!(found, Err(Refusal::Unread(_))),
            "{name}: {found:?}"
        );
    }
    assert!(cleaned("a.txt", b"PK is short for a part's key\n").is_ok());
}
