//! Symbolic links to what is private, and the public page that links them.

use std::fmt::Write as _;

/// Where each link stands and what is written in it.
pub(crate) const LINKS: &[(&str, &str)] = &[
    ("linked/document.txt", "../secret/call.md"),
    ("linked/picture.png", "../secret/shown.md"),
    ("linked/second.md", "../secret/journey.md"),
    ("linked/first.csv", "chain/second.csv"),
    ("linked/chain/second.csv", "../third"),
    ("linked/third", "../aaa/understand.md"),
    ("linked/through.txt", "secret/consent.md"),
    ("linked/secret", "../secret"),
    ("linked/all", ".."),
    ("linked/circle", "circle/x"),
    ("linked/config.txt", "../workbook.yaml"),
    ("linked/template.txt", "../templates/private/document.html"),
    ("linked/readme.txt", "../README.md"),
    ("linked/faulty.txt", "../playbook/faulty.md"),
    ("linked/unclosed.txt", "all/unclosed.md"),
    ("linked/outside.txt", "../../secret/call.md"),
    ("linked/page.txt", "../page.md"),
];

/// The path of the page that links them.
pub(super) const PAGE: &str = "links.md";

/// More paths that go through the links.
const PATHS: &[&str] = &[
    "linked/secret/call.md",
    "linked/all/linked/all/secret/shown.md",
    "linked/all/workbook.yaml",
    "linked/all/aaa/instrument.md#close-the-loop",
    "linked/%73ecret/consent.md",
];

/// The text of the page that links them.
pub(super) fn page() -> String {
    let mut text =
        "---\ntitle: Links\nkind: page\nroute: playbook\nsummary: Seen.\n---\nSeen.\n".to_owned();
    let links = LINKS.iter().map(|(path, _)| *path);
    for path in links.chain(PATHS.iter().copied()) {
        let _ = write!(text, "\n[words]({path}) ![words]({path} \"Seen\")\n");
    }
    text
}
