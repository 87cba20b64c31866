//! The private positions. `TOKEN` stands for the private text, `NUMBER` for a number that is used
//! once.

use super::Piece;

/// The front matter of a public page.
pub(crate) const FRONT: &str = "title: A page\nkind: page\nform: guide\nroute: playbook\nsummary: Said once.\nowner: mo\nreviewed: 2026-11-01\ntags: [one]\nnext: { text: Go on, url: https://a.example/ }";

/// Blocks within a public section.
pub(super) const BLOCKS: &[Piece] = &[
    Piece::cut("<!-- TOKEN -->"),
    Piece::cut("<!--\nTOKEN\n\n## TOKEN\n\n- TOKEN -->"),
    Piece::cut("<!-- {x} -->\n\n<!-- TOKEN > TOKEN --->"),
    Piece::kept("Words <!-- TOKEN --> and <!-- TOKEN\nTOKEN --> words."),
    Piece::kept("> Quoted.\n>\n> <!--\n> TOKEN\n> -->"),
    Piece::kept("- Item <!-- TOKEN -->\n\n  <!-- TOKEN\n  TOKEN -->"),
    Piece::kept("### Heading <!-- TOKEN -->\n\nWords."),
    Piece::kept("| A <!-- TOKEN --> |\n|---|\n| <!-- TOKEN --> b |"),
    Piece::kept("Words\n<script>\n\"TOKEN\"\n\nTOKEN</script>"),
    Piece::cut("<script type=\"TOKEN\">\nTOKEN\n</script>"),
    Piece::cut("<?php TOKEN > TOKEN ?>"),
    Piece::cut("<![CDATA[ TOKEN > TOKEN ]]>"),
    Piece::kept(
        "<details class=\"kestrelqz\" data-x='kestrelqz'><summary onclick=\"kestrelqz\">Seen</summary></details>",
    ),
    Piece::cut("[^unused-NUMBER]: TOKEN\n\n    - TOKEN"),
    Piece::cut("[^first-NUMBER]: TOKEN [^second-NUMBER]\n\n[^second-NUMBER]: TOKEN"),
    Piece::cut("[unused-NUMBER]: https://kestrelqz.example/ \"TOKEN \""),
    Piece::kept(
        "[words](secret/kestrelqz.md \"title\"), [words](secret/kestrelqz.md#kestrelqz), ![words](secret/kestrelqz.md)",
    ),
    Piece::kept(
        "[words](missing/kestrelqz.md), ![words](kestrelqz.png), [words](secret/%6Bestrelqz.md)",
    ),
    Piece::kept("[words](workbook.yaml), [words](README.md)"),
    Piece::kept("[words][way-NUMBER]\n\n[way-NUMBER]: secret/kestrelqz.md 'kestrelqz'"),
];

/// Sections between public ones.
pub(super) const SECTIONS: &[Piece] = &[
    Piece::cut("## TOKEN {route=memory}\n\nTOKEN\n\n### TOKEN\n\nTOKEN\n\n#### TOKEN\nTOKEN"),
    Piece::cut("TOKEN {route=memory}\n---\n\nTOKEN"),
    Piece::cut("   ##\tTOKEN   {route=memory}   \nTOKEN"),
    Piece::cut("## TOKEN { route=memory }\n\n> TOKEN\n\n1. TOKEN\n\n       TOKEN"),
    Piece::cut(
        "## Sources {#kestrelqz route=memory}\n\n![TOKEN](images/kestrelqz.png \"TOKEN\")\n[TOKEN](files/kestrelqz.csv 'TOKEN')",
    ),
    Piece::cut(
        "## Notes {route=memory}\n\n[^used]: TOKEN\n\n[used]: https://kestrelqz.example 'TOKEN'",
    ),
    Piece::cut("## Notes {route=memory}\n\nTOKEN[^only-NUMBER]\n\n[^only-NUMBER]: TOKEN"),
    Piece::cut("[^hidden-NUMBER]: TOKEN\n\n## Notes {route=memory}\n\nTOKEN[^hidden-NUMBER]"),
    Piece::cut("## Public 1 {route=memory}\n\n### Public 2\n\nTOKEN"),
    Piece::cut("## Data {route=memory}\n\n| TOKEN |\n|---|\n| TOKEN |\n\n~~~TOKEN\nTOKEN\n~~~"),
    Piece::cut("## Raw {route=memory}\n\n<div>\n<b>TOKEN\n\n<kbd>TOKEN"),
    Piece::cut("## Raw {route=memory}\n\n<https://kestrelqz.example> [TOKEN](page.md#public-1)"),
    Piece::cut("## Twice {route=memory}\n\nTOKEN\n\n## Again {route=memory}\n\nTOKEN"),
    Piece::kept("## Seen\n\n### TOKEN {route=memory}\n\nTOKEN\n\n#### TOKEN\n\nTOKEN"),
    Piece::kept("#### Deep\n\nSeen.\n\n##### TOKEN {route=memory}\n\n###### TOKEN"),
];

/// Steps of a loop that never leave it, in the spellings that name them.
pub(super) const STEPS: &[&str] = &[
    "### Cost\n\n| Cost | Amount | Unit | Per |\n|---|---|---|---|\n| time | 5 | TOKEN | TOKEN |",
    "### Evidence\n\n[TOKEN](../secret/kestrelqz.md)",
    "### 3. EVIDENCE:\n\nTOKEN\n\n#### TOKEN\n\nTOKEN",
    "### Costs\n\nTOKEN",
    "### Evidense\n\nTOKEN",
    "### Classify\n\nTOKEN",
    "### Owner\n\nTOKEN[^own]\n\n[^own]: TOKEN",
    "### Capture\n\nTOKEN",
    "### Track\n\nTOKEN",
    "### What TOKEN is no step\n\nTOKEN",
    "### Workaround TOKEN {route=memory}\n\nTOKEN",
    "#### Cost\n\nTOKEN",
];

/// Keys of a page that the public side does not show.
pub(super) const FIELDS: &[&str] = &[
    "x-note: TOKEN",
    "x-map: { a: [TOKEN], TOKEN: b }",
    "customer: TOKEN",
    "proof: [secret/TOKEN]",
    "consent: [secret/TOKEN]",
    "capabilities: [TOKEN]",
    "show_metric: { loop: secret/TOKEN, until: 2026-11-01 }",
    "safe_to_show: { approved_by: TOKEN, approved_on: 2026-11-01, digest: TOKEN }",
    "allow: [{ rule: thin-summary, because: TOKEN, until: 2026-12-01 }]",
    "# TOKEN",
];

/// Keys of a loop that the public side does not show.
pub(super) const LOOP_FIELDS: &[&str] = &[
    "feature: TOKEN",
    "kill_when: TOKEN > 1",
    "kill_override: { by: TOKEN, because: TOKEN, until: 2026-12-01 }",
    "retired: { on: 2026-11-01, because: TOKEN }",
    "x-note: TOKEN",
];

/// Files that are private as a whole.
pub(super) const DOCUMENTS: &[(&str, &str)] = &[
    (
        "secret/TOKEN.md",
        "---\ntitle: TOKEN\nkind: page\nsummary: TOKEN\ntags: [TOKEN]\nowner: mo\n---\n# TOKEN\n\n## TOKEN\n\n[TOKEN](../page.md)",
    ),
    (
        "secret/call.md",
        "---\ntitle: TOKEN\nkind: evidence\nsource: TOKEN\ncustomer: TOKEN\n---\nTOKEN [TOKEN](../page.md#public-1)",
    ),
    (
        "secret/shown.md",
        "---\ntitle: TOKEN\nkind: evidence\nroute: playbook\n---\nTOKEN",
    ),
    (
        "secret/journey.md",
        "---\ntitle: TOKEN\nkind: page\nform: case\nroute: journeys\nowner: mo\n---\nTOKEN",
    ),
    (
        "aaa/improve.md",
        "---\ntitle: TOKEN\njob: improve\nowner: mo\n---\nTOKEN",
    ),
    (
        "desk/2026-09.md",
        "---\ntitle: TOKEN\ncycle: 2026-09\n---\nTOKEN",
    ),
    (
        "desk/redesign.md",
        "---\ntitle: TOKEN\njob: redesign\nowner: mo\n---\nTOKEN",
    ),
    (
        "playbook/page-0.md",
        "---\ntitle: TOKEN\nkind: page\nroute: memory\n---\nTOKEN",
    ),
    ("zzz.md", "TOKEN without front matter"),
    ("README.md", "TOKEN"),
    ("images/TOKEN.png", "TOKEN"),
    ("files/TOKEN.csv", "TOKEN"),
];

/// What the configuration keeps to itself.
pub(super) const CONFIG: &[&str] = &[
    "protected_terms: [TOKEN]",
    "agents: { bot: { name: TOKEN, owner: mo } }",
    "systems: { erp: { name: TOKEN } }",
    "x-own: TOKEN",
    "# TOKEN",
];

/// Documents that ask for privacy in a way that cannot be understood: front matter and text. All of
/// it stays private.
pub(crate) const CLOSING: &[(&str, &str)] = &[
    (FRONT, "## S {route: memory}\nkestrelqz"),
    (FRONT, "## S {route=memroy}\nkestrelqz"),
    (FRONT, "## S {route=playbook}\nkestrelqz"),
    (FRONT, "## S {ROUTE=MEMORY}\nkestrelqz"),
    (FRONT, "## S {memory}\nkestrelqz"),
    (FRONT, "## S {.memory}\nkestrelqz"),
    (FRONT, "## S {#route=memory}\nkestrelqz"),
    (FRONT, "## S {route=memory .x}\nkestrelqz"),
    (FRONT, "## S {route=memory} ##\nkestrelqz"),
    (FRONT, "## S {route=memory}.\nkestrelqz"),
    (FRONT, "## S {route=memory\nkestrelqz"),
    (FRONT, "## S &#123;route=memory}\nkestrelqz"),
    (FRONT, "## *S {route=memory}*\nkestrelqz"),
    (FRONT, "S {route=memory}\nmore\n---\nkestrelqz"),
    (FRONT, "> ## S {route=memory}\n> kestrelqz"),
    (FRONT, "# T\n\n> ## S {route=memory}\n> kestrelqz"),
    (FRONT, "- ## S {route=memory}\n  kestrelqz"),
    (FRONT, "1. a\n\n   S {route=memory}\n   ---\n   kestrelqz"),
    (
        FRONT,
        "a[^1]\n\n[^1]: b\n\n    ## S {route=memory}\n    kestrelqz",
    ),
    (FRONT, "##S {route=memory}\nkestrelqz"),
    (FRONT, "####### S {route=memory}\nkestrelqz"),
    (FRONT, "**S** {route=memory}\n\nkestrelqz"),
    (FRONT, "## S\n{route=memory}\nkestrelqz"),
    (FRONT, "## S\n{: route=memory}\nkestrelqz"),
    (FRONT, "<div>\n## S {route=memory}\nkestrelqz"),
    (FRONT, "<h2 route=\"memory\">S</h2>\nkestrelqz"),
    (FRONT, "<section route = memory>\n\nkestrelqz"),
    (FRONT, "## S <!-- {route=memory} -->\nkestrelqz"),
    (FRONT, "<!-- route=memory -->\n\nkestrelqz"),
    (FRONT, "a <!-- kestrelqz"),
    (FRONT, "a <!-- b\n\nkestrelqz --> c"),
    (FRONT, "| a |\n|---|\n| <!-- a | kestrelqz --> |"),
    (FRONT, "<div><!-- a\n\nkestrelqz\n\n--></div>"),
    ("title: A page\nkind: page\nroute: Playbook", "kestrelqz"),
    ("title: A page\nkind: page\nroute: public", "kestrelqz"),
    ("title: A page\nkind: page\nroute:", "kestrelqz"),
    ("title: A page\nkind: page\nroute: [playbook]", "kestrelqz"),
    (
        "title: A page\nkind: page\nroute: !!str playbook",
        "kestrelqz",
    ),
    ("title: A page\nkind: page\nroute: &a playbook", "kestrelqz"),
    (
        "title: A page\nkind: page\nroute: memory\nroute: playbook",
        "kestrelqz",
    ),
    (
        "title: A page\nkind: page\nroute: playbook\nroute: memory",
        "kestrelqz",
    ),
    (
        "title: A page\nkind: page\nroute: playbook\nrout: memory",
        "kestrelqz",
    ),
    (
        "title: A page\nkind: page\nroute: playbook\nprivate: true",
        "kestrelqz",
    ),
    ("title: A page\nkind: pages\nroute: playbook", "kestrelqz"),
    (
        "title: A page\nkind: page\nroute: playbook\nreviewed: soon",
        "kestrelqz",
    ),
    ("title: A page\nroute: playbook", "kestrelqz"),
    (
        "title: A page\nkind: page\njob: nothing\nroute: playbook",
        "kestrelqz",
    ),
    (
        "title: A page\nkind: page\nroute: playbook\nroute : 'memory",
        "kestrelqz",
    ),
    (
        "title: A page\nkind: page\nroute: playbook",
        "kestrelqz \u{0}",
    ),
];
