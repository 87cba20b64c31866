//! The private positions in the text of documents that are public otherwise. `filler.rs` says what
//! the words in capitals stand for.

use super::Piece;

/// Blocks within a public section.
pub(super) const BLOCKS: &[Piece] = &[
    Piece::cut("<!-- TOKEN -->"),
    Piece::cut("<!--\nTOKEN\n\n## TOKEN\n\n- TOKEN -->"),
    Piece::cut("<!-- {x} -->\n\n<!-- TOKEN > TOKEN --->"),
    Piece::kept("Words <!-- TOKEN --> and <!-- TOKEN\nTOKEN --> words."),
    Piece::kept("> Quoted.\n>\n> <!--\n> TOKEN\n> -->"),
    Piece::kept("> - Quoted\n>   <!-- TOKEN -->\n>   > Deeper <!-- TOKEN -->"),
    Piece::kept("- Item <!-- TOKEN -->\n\n  <!-- TOKEN\n  TOKEN -->"),
    Piece::kept("1. Item\n   - [ ] task <!-- TOKEN -->\n   - [x] done\n     <!-- TOKEN -->"),
    Piece::kept("### Heading <!-- TOKEN -->\n\nWords."),
    Piece::kept("Heading <!-- TOKEN -->\n---\n\nWords."),
    Piece::kept("| A <!-- TOKEN --> |\n|---|\n| <!-- TOKEN --> b |"),
    Piece::kept("[words <!-- TOKEN --> more](page.md), ![words <!-- TOKEN -->](images/shown.png)"),
    Piece::kept("**Words <!-- TOKEN --> more** ~~gone <!-- TOKEN -->~~ *all <!-- TOKEN -->*"),
    Piece::kept(
        "Words[^said-NUMBER].\n\n[^said-NUMBER]: Seen <!-- TOKEN -->\n\n    <!-- TOKEN -->",
    ),
    Piece::kept("Words\n<script>\n\"TOKEN\"\n\nTOKEN</script>"),
    Piece::cut("<script type=\"TOKEN\">\nTOKEN\n</script>"),
    Piece::cut("<style>\nTOKEN\n</style>"),
    Piece::cut("<template>\nTOKEN</template>\n<svg><text>TOKEN</text></svg>"),
    Piece::cut("<iframe srcdoc=\"WORD\">TOKEN</iframe>\n<noscript>TOKEN\n</noscript>"),
    Piece::cut("<?php TOKEN > TOKEN ?>"),
    Piece::cut("<![CDATA[ TOKEN > TOKEN ]]>"),
    Piece::cut("<!WORD WORD>"),
    Piece::kept("Words <?x TOKEN ?> and <![CDATA[WORD]]> and <!X WORD> words."),
    Piece::kept(
        "<details class=\"WORD\" data-x='WORD'><summary onclick=\"WORD\">Seen</summary></details>",
    ),
    Piece::kept(
        "<abbr data-x=\"WORD\" title=\"Seen\">a</abbr> <a href=\"WORD\" name=\"WORD\">Seen</a> <del cite=\"WORD\">b</del>",
    ),
    Piece::kept("Words <img src=\"WORD\" alt=\"WORD\"> <input value=\"WORD\"> <br id=\"WORD\">"),
    Piece::cut("[^unused-NUMBER]: TOKEN\n\n    - TOKEN"),
    Piece::cut("[^first-NUMBER]: TOKEN [^second-NUMBER]\n\n[^second-NUMBER]: TOKEN"),
    Piece::cut("[^self-NUMBER]: TOKEN [^self-NUMBER]"),
    Piece::cut("<!-- [^unseen-NUMBER] -->\n\n[^unseen-NUMBER]: TOKEN"),
    Piece::kept("Words[^twice-NUMBER].\n\n[^twice-NUMBER]: Seen.\n\n[^twice-NUMBER]: TOKEN"),
    Piece::kept("> Quoted.\n>\n> [^quoted-NUMBER]: TOKEN\n>\n>     TOKEN"),
    Piece::cut("[unused-NUMBER]: https://WORD.example/ \"WORD \""),
    Piece::kept("> Quoted.\n>\n> [quoted-NUMBER]: https://WORD.example/ 'WORD'"),
    Piece::kept("- Item\n\n  [listed-NUMBER]: <https://WORD.example/> (WORD)"),
    Piece::kept(
        "[words][both-NUMBER]\n\n[both-NUMBER]: https://a.example/\n[both-NUMBER]: https://WORD.example/ 'WORD'",
    ),
    Piece::kept(
        "[words](secret/NAME.md \"WORD\"), [words](secret/NAME.md#WORD), ![words](secret/NAME.md 'WORD')",
    ),
    Piece::kept(
        "[words](missing/WORD.md \"WORD\"), ![words](WORD.png), [words](page.md#WORD 'WORD')",
    ),
    Piece::kept(
        "[words](secret&#47;NAME.md), [words](secret/%6Bestrelqz0000z.md), [words](./secret//NAME.md)",
    ),
    Piece::kept("[words](workbook.yaml), [words](README.md), [words](templates/public/list.html)"),
    Piece::kept("[words](drafts/NAME.md), [words](/secret/WORD.md), [words](../../WORD.md)"),
    Piece::kept("[words][way-NUMBER]\n\n[way-NUMBER]: secret/NAME.md 'WORD'"),
    Piece::kept("[words](javascript:WORD), [words](x-WORD:y), ![words](data:text/html,WORD)"),
];

/// Sections between public ones.
pub(super) const SECTIONS: &[Piece] = &[
    Piece::cut("## TOKEN {route=memory}\n\nTOKEN\n\n### TOKEN\n\nTOKEN\n\n#### TOKEN\nTOKEN"),
    Piece::cut("TOKEN {route=memory}\n---\n\nTOKEN"),
    Piece::cut("TOKEN\nTOKEN {route=memory}\n---\n\nTOKEN"),
    Piece::cut("   ##\tTOKEN   {route=memory}   \nTOKEN"),
    Piece::cut("## TOKEN { route=memory }\n\n> TOKEN\n\n1. TOKEN\n\n       TOKEN"),
    Piece::cut("## {route=memory}\n\nTOKEN"),
    Piece::cut(
        "## Sources {#WORD route=memory}\n\n![TOKEN](images/NAME.png \"WORD\")\n[TOKEN](files/NAME.csv 'WORD')",
    ),
    Piece::cut("## Notes {route=memory}\n\n[^used]: TOKEN\n\n[used]: https://WORD.example 'WORD'"),
    Piece::cut("## Notes {route=memory}\n\n> [used]: https://WORD.example\n\n- [^used]: TOKEN"),
    Piece::cut("## Notes {route=memory}\n\nTOKEN[^only-NUMBER]\n\n[^only-NUMBER]: TOKEN"),
    Piece::cut("[^hidden-NUMBER]: TOKEN\n\n## Notes {route=memory}\n\nTOKEN[^hidden-NUMBER]"),
    Piece::cut(
        "[kept-NUMBER]: https://WORD.example 'WORD'\n\n## Notes {route=memory}\n\n[a][kept-NUMBER]",
    ),
    Piece::cut("## Public 1 {route=memory}\n\n### Public 2\n\nTOKEN"),
    Piece::cut("## Mine {#public-1 route=memory}\n\n### TOKEN {#public-2}\n\nTOKEN"),
    Piece::cut("## Data {route=memory}\n\n| TOKEN |\n|---|\n| TOKEN |\n\n~~~TOKEN\nTOKEN\n~~~"),
    Piece::cut("## Raw {route=memory}\n\n<div>\n<b>TOKEN\n\n<kbd>TOKEN"),
    Piece::cut("## Raw {route=memory}\n\n<https://WORD.example> [TOKEN](page.md#public-1)"),
    Piece::cut("## Tasks {route=memory}\n\n- [ ] TOKEN\n  - [x] TOKEN\n\n    > TOKEN"),
    Piece::cut("## Shown {route=memory}\n\n![TOKEN](images/private-NAME.png)"),
    Piece::cut("## Twice {route=memory}\n\nTOKEN\n\n## Again {route=memory}\n\nTOKEN"),
    Piece::cut(
        "## Outer {route=memory}\n\n### Inner {route=memory}\n\nTOKEN\n\n### TOKEN\n\nTOKEN",
    ),
    Piece::cut(
        "## Ruled {route=memory}\n\nTOKEN\n---\n\nTOKEN\n===\n\nTOKEN {#public-1}\n---\n\nTOKEN",
    ),
    Piece::cut(
        "## Ruled {route=memory}\n\n- TOKEN\n  ---\n\n> # TOKEN\n\nTOKEN | a\n---|---\n\nTOKEN",
    ),
    Piece::cut(
        "## Odd {route=memory}\n\n### TOKEN (route=memory)\n\n> ## TOKEN {route=memory}\n\nTOKEN",
    ),
    Piece::cut(
        "### Outer {route=memory}\n\nTOKEN\n\nTOKEN {route=memory}\n---\n\n### TOKEN\n\nTOKEN",
    ),
    Piece::kept("## Seen\n\n### TOKEN {route=memory}\n\nTOKEN\n\n#### TOKEN\n\nTOKEN"),
    Piece::kept("#### Deep\n\nSeen.\n\n##### TOKEN {route=memory}\n\n###### TOKEN"),
    Piece::kept("##### Deep\n\nSeen.\n\n###### TOKEN {route=memory}\n\nTOKEN"),
];

/// Sections that reach to the end of the document.
pub(super) const ENDS: &[&str] = &[
    "# TOKEN {route=memory}\n\nTOKEN\n\n## TOKEN\n\nTOKEN",
    "TOKEN {route=memory}\n===\n\nTOKEN\n\n# TOKEN {#WORD route=memory}\n\nTOKEN",
    "## TOKEN {route=memory}\n\n```\nTOKEN\n\n## TOKEN",
    "## TOKEN {route=memory}\n\n<script>\nTOKEN\n\n## TOKEN\n</script>",
];

/// Steps of a loop that never leave it, in the spellings that name them; between two public steps.
pub(super) const STEPS: &[&str] = &[
    "### Cost\n\n| Cost | Amount | Unit | Per |\n|---|---|---|---|\n| time | FIGURE | TOKEN | TOKEN |",
    "### Evidence\n\n[TOKEN](../secret/NAME.md)",
    "### 3. EVIDENCE:\n\nTOKEN\n\n#### TOKEN\n\nTOKEN",
    "### *Evidence*\n\nTOKEN",
    "### `Cost`\n\nTOKEN",
    "### [Cost](#TOKEN)\n\nTOKEN",
    "### Cost {#WORD}\n\nTOKEN",
    "### Cost <!-- TOKEN -->\n\nTOKEN",
    "### Costs\n\nTOKEN",
    "### Cost\n\nTOKEN\n---\n\nTOKEN\n\nTOKEN\n===\n\nTOKEN",
    "### Evidense\n\nTOKEN\n---\n\n> ### TOKEN\n\nTOKEN",
    "### TOKEN\n\nTOKEN\n---\n\nTOKEN",
    "### Evidense\n\nTOKEN",
    "### Classify\n\n| Data | Direction | Class | Handling |\n|---|---|---|---|\n| TOKEN | in | secret | TOKEN |",
    "### Owner\n\nTOKEN[^own]\n\n[^own]: TOKEN",
    "### Capture\n\n| Date | Kind | What | Mistake | Link |\n|---|---|---|---|---|\n| DAY | decision | TOKEN | WORD | [TOKEN](NAME.md) |",
    "### Track\n\n| Date | Asset | Signal | Count | Link |\n|---|---|---|---|---|\n| DAY | TOKEN | sale | FIGURE | |",
    "### Trak\n\nTOKEN",
    "### Calls\n\nTOKEN",
    "### What TOKEN is no step\n\nTOKEN",
    "### Workaround TOKEN {route=memory}\n\nTOKEN",
    "#### Cost\n\nTOKEN",
    "##### Evidence\n\nTOKEN\n\n###### TOKEN",
    "#### Evidense\n\nTOKEN",
];

/// Sections of a loop that never leave it, behind its kill signal.
pub(super) const LATE_STEPS: &[&str] = &[
    "## Cost\n\nTOKEN\n\n### TOKEN\n\nTOKEN",
    "Track\n---\n\nTOKEN",
    "Track\n---\n\nTOKEN\n---\n\nTOKEN\n===\n\nTOKEN",
    "## Costs\n\nTOKEN",
    "## Our evidence {route=memory}\n\nTOKEN",
    "### Owner\n\nTOKEN\n\n#### TOKEN",
];
