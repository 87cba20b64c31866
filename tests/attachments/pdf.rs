//! PDF: where text can hide, what must go, what refuses a file, and files made to hurt.

use std::fmt::Write;

use loopbook::audience::{Care, Refusal};

use super::{cleaned, unpacked};

/// A file of these objects, numbered from 1, the first of them the catalog.
fn file(objects: &[&str]) -> Vec<u8> {
    revision(b"%PDF-1.4\n".to_vec(), 1, objects, "")
}

/// `before`, with objects from `first` on in another revision behind it.
fn revision(before: Vec<u8>, first: usize, objects: &[&str], more: &str) -> Vec<u8> {
    let mut made = before;
    let mut rows = String::new();
    for (number, object) in (first..).zip(objects) {
        writeln!(rows, "{:010} 00000 n ", made.len()).expect("memory takes it");
        made.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let start = made.len();
    let end = format!(
        "xref\n{first} {}\n{rows}trailer\n<< /Size 99 /Root 1 0 R {more} >>\nstartxref\n{start}\n%%EOF\n",
        objects.len()
    );
    made.extend_from_slice(end.as_bytes());
    made
}

fn stream(dict: &str, content: &str) -> String {
    let length = content.len();
    format!("<< {dict} /Length {length} >>\nstream\n{content}\nendstream")
}

/// A file with one page that draws `content`. What stands in `catalog` and `page` is added to those,
/// `more` are the objects from 6 on.
fn page(content: &str, catalog: &str, page: &str, more: &[&str]) -> Vec<u8> {
    let root = format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>");
    let pictures = if content.contains("/X Do") {
        "/XObject << /X 6 0 R >>"
    } else {
        ""
    };
    let leaf = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R \
         /Resources << /Font << /F 5 0 R >> {pictures} >> {page} >>"
    );
    let content = stream("", content);
    let mut objects = vec![
        root.as_str(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        &leaf,
        &content,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ];
    objects.extend(more);
    file(&objects)
}

fn words(bytes: &[u8]) -> String {
    match cleaned("a.pdf", bytes) {
        Ok(made) => made.words,
        Err(refusal) => panic!("it {refusal}"),
    }
}

const PLAIN: &str = "BT /F 10 Tf 10 100 Td (plain words) Tj ET";

#[test]
fn a_word_is_found_however_it_is_drawn() {
    for content in [
        "BT /F 10 Tf (by Acme here) Tj ET",
        "BT /F 10 Tf [(by A) 20 (c) -15 (me) 10 ( here)] TJ ET",
        // TeX leaves out the spaces.
        "BT /F 10 Tf [(by) -333 (A) 50 (cme) -333 (here)] TJ ET",
        "BT /F 10 Tf (by) Tj 14 0 Td (A) Tj 6.67 0 Td (c) Tj 5 0 Td (m) Tj 8.3 0 Td (e) Tj ET",
        // Each letter on its own, the last ones first.
        "BT /F 10 Tf 1 0 0 1 25 50 Tm (me) Tj 1 0 0 1 13.3 50 Tm (Ac) Tj ET",
        "BT /F 10 Tf <41636D65> Tj ET",
        "BT /F 10 Tf (\\101c\\\nme) Tj ET",
        "BT 3 Tr /F 10 Tf (Acme) Tj ET",
        "BT /F 10 Tf 10 TL (by Ac-) Tj (me here) ' ET",
        "BT /F 10 Tf (A) Tj ET q 2 0 0 2 0 0 cm BT /F 5 Tf 3.34 0 Td (cme) Tj ET Q",
        "BT /F 10 Tf 5 Tc (Acme) Tj ET",
        "BT /F 10 Tf (A) Tj 15 0 Td (c) Tj 15 0 Td (m) Tj 15 0 Td (e) Tj ET",
        "BT /F 1 Tf 10 0 0 10 0 0 Tm (Acme) Tj ET % x",
        "/Span << /ActualText (Acme) >> BDC BT /F 9 Tf (x) Tj ET EMC",
        "/Span << /Alt <FEFF00410063006D0065> >> BDC BT /F 9 Tf (x) Tj ET EMC",
        "BT /F 9 Tf (x) Tj ET % by Acme",
        "BI /W 1 /H 1 /BPC 8 /CS /G ID ( EI BT /F 9 Tf (Acme) Tj ET",
        "/Fm0 << /X [(Acme)] >> DP BT /F 9 Tf (x) Tj ET",
    ] {
        let found = words(&page(content, "", "", &[]));
        let is_word = |line: &str| line.split(' ').any(|word| word.trim_matches('%') == "Acme");
        assert!(found.lines().any(is_word), "{content}: {found}");
    }
}

#[test]
fn a_word_is_found_wherever_it_stands() {
    let x = |content: &str| stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", content);
    let form = x("BT /F 9 Tf (Acme) Tj ET");
    let off = "/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] /Order [6 0 R] >> >>";
    let field = "/AcroForm << /Fields [6 0 R] >>";
    let unicode = "<FEFF00410063006D0065>";
    let annotated = "/Annots [6 0 R]";
    let cases: [(&str, &str, &str); 11] = [
        ("", "", &form),
        (off, "", "<< /Type /OCG /Name (Acme) >>"),
        (field, "", "<< /FT /Tx /T (name) /V (Acme) >>"),
        (field, "", "<< /FT /Ch /T (name) /Opt [[(a) (Acme)]] >>"),
        ("/Outlines 6 0 R", "", &format!("<< /Title {unicode} >>")),
        (
            "",
            annotated,
            "<< /Type /Annot /Subtype /Text /Rect [0 0 1 1] /Contents (Acme) >>",
        ),
        (
            "",
            annotated,
            "<< /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (https://x.example/Acme) >> >>",
        ),
        ("/PageLabels << /Nums [0 << /P (Acme) >>] >>", "", "null"),
        (
            "/StructTreeRoot 6 0 R",
            "",
            "<< /K << /S /Figure /Alt (Acme) >> >>",
        ),
        (
            "/Names << /Dests << /Names [(Acme) 3 0 R] >> >>",
            "",
            "null",
        ),
        ("", "/Note 6 0 R", &stream("", "a note by Acme")),
    ];
    for (catalog, to_page, object) in cases {
        let content = if object.contains("/Form") {
            "/X Do"
        } else {
            PLAIN
        };
        let found = words(&page(content, catalog, to_page, &[object]));
        assert!(
            found.contains("Acme"),
            "{catalog}{to_page}{object}: {found}"
        );
    }
}

#[test]
fn codes_are_read_as_the_letters_they_show() {
    let table = "1 begincodespacerange <00> <ff> endcodespacerange \
                 2 beginbfrange <01> <02> <0041> <10> <10> [<0063006D>] endbfrange \
                 1 beginbfchar <20> <0065> endbfchar";
    let with = |font: &str, content: &str| {
        let resources = "/Resources << /Font << /F 6 0 R >> >>";
        let content = format!("BT /F 9 Tf {content} Tj ET");
        page(&content, "", resources, &[font, &stream("", table)])
    };
    let differences = "<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding \
                       << /Differences [1 /A /c /m /uni0065 /space] >> >>";
    assert!(words(&with(differences, "<01020304>")).contains("Acme"));
    let mapped = "<< /Type /Font /Subtype /TrueType /BaseFont /X /ToUnicode 7 0 R >>";
    assert!(words(&with(mapped, "<011020>")).contains("Acme"));
    let wide = "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [] \
                /ToUnicode 7 0 R >>";
    assert!(words(&with(wide, "<000100100020>")).contains("Acme"));
    let odd_widths = wide.replace(
        "[]",
        "[<< /W [4294967295 [1 2 3] 4294967294 4294967295 5] >>]",
    );
    assert!(words(&with(&odd_widths, "<000100100020>")).contains("Acme"));
    let nameless = [
        "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [] >>",
        "<< /Type /Font /Subtype /Type3 /Encoding << /Differences [0 /g0 /g1 /g2 /g3 /g4] >> >>",
        "<< /Type /Font /Subtype /TrueType /FontDescriptor << /Flags 4 /FontFile2 7 0 R >> >>",
        "<< /Type /Font /Subtype /Type0 /Encoding /GBK-EUC-H /DescendantFonts [] >>",
        "null",
    ];
    for font in nameless {
        let found = cleaned("a.pdf", &with(font, "<00010002>"));
        assert!(
            matches!(found, Err(Refusal::Unread(_))),
            "{font}: {found:?}"
        );
    }
}

#[test]
fn what_tells_of_the_making_is_gone() {
    let info = "<< /Author (Secret) /Producer (Secret) /CreationDate (D:20260101) >>";
    let notes = "/Metadata 6 0 R /PieceInfo << /Secret << /Private (Secret) >> >>";
    let to_page = "/LastModified (D:2026Secret) /Annots [<< /Subtype /Text /Rect [0 0 1 1] \
                   /Contents (kept) /T (Secret) /M (D:2026Secret) /NM (Secret) >>]";
    let with_xmp = page(PLAIN, notes, to_page, &[&stream("", "<x>Secret</x>"), info]);
    let text = String::from_utf8(with_xmp).expect("it is text");
    let with_info = text.replace("/Size 99", "/Size 99 /Info 7 0 R /ID [(Secret) (Secret)]");
    let stray = with_info.replace("trailer", "% Secret\ntrailer") + "Secret";
    for bytes in [with_info.into_bytes(), stray.into_bytes()] {
        let made = cleaned("a.pdf", &bytes).expect("it is cleaned");
        assert!(made.words.contains("plain words") && made.words.contains("kept"));
        let all = unpacked(&made.bytes);
        assert!(!all.contains("Secret") && !all.contains("D:20"), "{all}");
        assert!(!all.contains("536563726574"), "{all}");
    }
}

#[test]
fn what_an_earlier_revision_held_is_gone() {
    let first = page("BT /F 9 Tf (Secret) Tj ET", "", "", &[]);
    let before = first
        .windows(9)
        .rposition(|word| word == b"startxref")
        .expect("there");
    let start = std::str::from_utf8(&first[before + 10..first.len() - 7]).expect("text");
    let more = format!("/Prev {}", start.trim());
    let changed = revision(first, 4, &[&stream("", PLAIN)], &more);
    let made = cleaned("a.pdf", &changed).expect("it is cleaned");
    assert!(made.words.contains("plain words"), "{}", made.words);
    assert!(!made.words.contains("Secret"), "{}", made.words);
    assert!(!unpacked(&made.bytes).contains("Secret"));
}

#[test]
fn what_would_run_or_hides_a_file_refuses_it() {
    let action = |action: &str| format!("/OpenAction << /S /{action} >>");
    let refused = |catalog: &str, to_page: &str| {
        let found = cleaned("a.pdf", &page(PLAIN, catalog, to_page, &["(x)"]));
        found
            .err()
            .unwrap_or_else(|| panic!("{catalog}{to_page} comes through"))
    };
    for catalog in [
        &action("JavaScript /JS (app.alert(1))"),
        &action("Launch /F (calc.exe)"),
        &action("SubmitForm"),
        &action("GoToR /F (C:/x.pdf)"),
        "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>",
        "/AA << /WC << /S /JavaScript /JS (x) >> >>",
        "/AcroForm << /XFA (x) >>",
    ] {
        assert_eq!(refused(catalog, ""), Refusal::Program, "{catalog}");
        assert!(Refusal::Program.is_unsafe() && !Refusal::Program.can_be_named());
    }
    let link =
        "/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (file:///C:/x) >> >>]";
    for (catalog, to_page) in [
        ("/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>", ""),
        ("/AF [6 0 R]", ""),
        (
            "",
            "/Annots [<< /Subtype /FileAttachment /Rect [0 0 1 1] >>]",
        ),
        ("", "/Annots [<< /Subtype /RichMedia /Rect [0 0 1 1] >>]"),
        ("", "/Annots [<< /Subtype /Redact /Rect [0 0 1 1] >>]"),
        (
            "/AcroForm << /Fields [<< /FT /Sig /V << /Name (x) >> >>] >>",
            "",
        ),
        ("", link),
    ] {
        let found = refused(catalog, to_page);
        assert!(
            matches!(found, Refusal::Holds(..)),
            "{catalog}{to_page}: {found}"
        );
    }
    let text = String::from_utf8(page(PLAIN, "", "", &[])).expect("it is text");
    let locked = text.replace("/Size 99", "/Size 99 /Encrypt << /Filter /Standard >>");
    assert_eq!(
        cleaned("a.pdf", locked.as_bytes()),
        Err(Refusal::Unread("it is encrypted"))
    );
}

#[test]
fn a_page_that_is_a_picture_is_told_apart() {
    let picture = stream(
        "/Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray",
        "x",
    );
    let scan = cleaned("a.pdf", &page("/X Do", "", "", &[&picture])).expect("it is cleaned");
    assert_eq!(scan.care, Care::Scan);
    let both = cleaned(
        "a.pdf",
        &page(&format!("/X Do {PLAIN}"), "", "", &[&picture]),
    )
    .expect("it is cleaned");
    assert_eq!(both.care, Care::Document);
    let broken = stream("/Subtype /Image /Filter /DCTDecode", "no photograph");
    assert!(cleaned("a.pdf", &page("/X Do", "", "", &[&broken])).is_err());
}

#[test]
fn files_that_are_made_to_hurt_are_refused() {
    let deep = "[".repeat(100_000);
    let list = format!("[{}]", "0 ".repeat(300_000));
    let mut same: Vec<&str> = vec!["<< /Type /Catalog /Pages 2 0 R /Dests 3 0 R >>"];
    same.extend([
        "<< /Kids [2 0 R 2 0 R] >>",
        "<< /A 4 0 R /B 5 0 R >>",
        &list,
    ]);
    let text = String::from_utf8(file(&same)).expect("it is text");
    // Every row of the list names the same place.
    let place = text.find("4 0 obj").expect("there");
    let row = format!("{place:010} 00000 n \n");
    let xref = text.find("xref\n1 4\n").expect("there");
    let many = text[..xref].to_owned()
        + &format!("xref\n1 4\n{}", &text[xref + 9..xref + 89])
        + &format!("5 20000\n{}", row.repeat(20_000))
        + &text[xref + 89..];
    let shared = stream("", &"(x) Tj ".repeat(200_000));
    let kids = "3 0 R ".repeat(100);
    let cases = [
        page(PLAIN, &format!("/Lang {deep}"), "", &[]),
        page(PLAIN, "", "", &[]).repeat(2)[20..].to_vec(),
        file(&["<< /Type /Catalog /Pages 1 0 R >>"]),
        file(&["<< /Type /Catalog /Pages 2 0 R >>", "3 0 R", "2 0 R"]),
        file(&[
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Length 2 0 R >>\nstream\nx\nendstream",
        ]),
        many.into_bytes(),
        file(&[
            "<< /Type /Catalog /Pages 2 0 R >>",
            &format!("<< /Kids [{kids}] >>"),
            &format!("<< /Type /Page /Contents [{}] >>", "4 0 R ".repeat(10_000)),
            &shared,
        ]),
        revision(page(PLAIN, "", "", &[]), 90, &[], "/Prev 9"),
        revision(b"%PDF-1.4\n".to_vec(), usize::MAX - 1, &[], ""),
        b"%PDF-1.4\n1 0 obj\n<< /W [1 1 1] /Index [18446744073709551615 9] /Length 3 >>\n\
          stream\nabc\nendstream\nendobj\nstartxref\n9\n%%EOF"
            .to_vec(),
    ];
    for (at, bytes) in cases.iter().enumerate() {
        let found = cleaned("a.pdf", bytes);
        let is_harmless = found
            .as_ref()
            .is_ok_and(|made| made.bytes.len() < bytes.len() * 2 + 1000);
        assert!(found.is_err() || is_harmless, "{at}: {found:?}");
    }
}

#[test]
fn a_file_that_is_two_things_at_once_is_one_afterwards_or_none() {
    let plain = page(PLAIN, "", "", &[]);
    let head = [b"<p>Secret</p>\0\n".as_slice(), &plain].concat();
    let tail = [plain.as_slice(), b"PK\x05\x06Secret"].concat();
    let made = cleaned("a.bin", &tail).expect("it is cleaned");
    assert!(made.bytes.starts_with(b"%PDF-1.7\n"));
    assert!(!unpacked(&made.bytes).contains("Secret"));
    assert_eq!(cleaned("a.bin", &head), Err(Refusal::Active));
    let page = [b"<html>".as_slice(), &plain].concat();
    assert_eq!(cleaned("a.pdf", &page), Err(Refusal::Active));
    assert_eq!(cleaned("a.html", &plain), Err(Refusal::Active));
}
