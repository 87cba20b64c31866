//! Files that are private as a whole.

/// Path and text of files that can be deleted.
pub(super) const FILES: &[(&str, &str)] = &[
    (
        "secret/NAME.md",
        "---\ntitle: WORD\nkind: page\nsummary: WORD\ntags: [WORD]\nowner: PERSON\n---\n# TOKEN\n\n## TOKEN\n\n[TOKEN](../page.md)",
    ),
    (
        "secret/call.md",
        "---\ntitle: WORD\nkind: evidence\nsource: WORD\ndate: DAY\ncustomer: WORD\noutside: true\n---\nTOKEN [TOKEN](../page.md#public-1)",
    ),
    (
        "secret/consent.md",
        "---\ntitle: WORD\nkind: evidence\ncustomer: WORD\nroute: memory\n---\nTOKEN",
    ),
    (
        "secret/shown.md",
        "---\ntitle: WORD\nkind: evidence\nroute: playbook\nsummary: WORD\n---\nTOKEN",
    ),
    (
        "secret/journey.md",
        "---\ntitle: WORD\nkind: page\nform: case\nroute: journeys\nowner: PERSON\n---\nTOKEN",
    ),
    (
        "aaa/understand.md",
        "---\ntitle: WORD\njob: understand\nowner: PERSON\nfeature: WORD\n---\nTOKEN",
    ),
    (
        "aaa/redesign.md",
        "---\ntitle: WORD\njob: redesign\nowner: PERSON\nroute: memory\ntools: [{ name: WORD }]\n---\nTOKEN",
    ),
    (
        "aaa/instrument.md",
        "---\ntitle: WORD\njob: instrument\nowner: PERSON\nruns: ../files/NAME.csv\n---\nTOKEN\n\n## Close the loop\n\n### Compare\n\nTOKEN",
    ),
    (
        "aaa/govern.md",
        "---\ntitle: WORD\njob: govern\nowner: PERSON\nstatus: retired\nretired: { on: DAY, because: WORD }\n---\nTOKEN",
    ),
    (
        "aaa/improve.md",
        "---\ntitle: WORD\njob: improve\nowner: PERSON\n---\n## Close the loop\n\n### Separate\n\n| Capability | State | Evidence | Used by |\n|---|---|---|---|\n| TOKEN | DREAM | | TOKEN |",
    ),
    (
        "aaa/distribute.md",
        "---\ntitle: WORD\njob: distribute\nowner: PERSON\n---\n## Close the loop\n\n### Asset\n\n[TOKEN](../page.md)",
    ),
    (
        "aaa/onboard.md",
        "---\ntitle: WORD\njob: onboard\nowner: PERSON\n---\nTOKEN",
    ),
    (
        "desk/2026-09.md",
        "---\ntitle: WORD\ncycle: 2026-09\nnext: improve\n---\n| Layer | Improved | Because |\n|---|---|---|\n| Understanding | yes | TOKEN |",
    ),
    (
        "desk/evidence/NAME.md",
        "---\ntitle: WORD\nkind: evidence\n---\nTOKEN",
    ),
    (
        "playbook/untold.md",
        "---\ntitle: WORD\nkind: page\nroute: memory\n---\nTOKEN",
    ),
    (
        "playbook/faulty.md",
        "---\ntitle: WORD\nkind: page\nroute: playbook\nsummry: WORD\n---\nTOKEN",
    ),
    (
        "journeys/untold.md",
        "---\ntitle: WORD\nkind: page\nform: story\nroute: journey\n---\nTOKEN",
    ),
    (
        "PAGE.md",
        "---\ntitle: WORD\nkind: page\n---\nTOKEN [TOKEN](page.md)",
    ),
    ("zzz.md", "TOKEN without front matter"),
    (
        "unclosed.md",
        "---\ntitle: WORD\nkind: page\nroute: playbook\nTOKEN",
    ),
    ("README.md", "TOKEN"),
    (
        "drafts/NAME.md",
        "---\ntitle: WORD\nkind: page\nroute: playbook\n---\nTOKEN",
    ),
    (
        "NAME/a.md",
        "---\ntitle: WORD\nkind: page\nroute: playbook\n---\nTOKEN",
    ),
    ("images/NAME.png", "TOKEN"),
    ("images/private-NAME.png", "TOKEN"),
    ("images/shown.png.md", "TOKEN"),
    (
        "files/NAME.csv",
        "Date,Value,Exceptions,Review,WORD\nDAY,FIGURE,FIGURE,FIGURE,TOKEN\n",
    ),
    (
        "desk/runs-NAME.csv",
        "Date,Value,Exceptions,Review\n2026-10-16,FIGURE,FIGURE,FIGURE\n",
    ),
    (
        "templates/public/document.html",
        concat!(
            "{# TOKEN #}",
            include_str!("../../templates/public/document.html"),
            "{#- TOKEN -#}\n"
        ),
    ),
    (
        "templates/private/document.html",
        concat!(
            "<!-- TOKEN -->",
            include_str!("../../templates/private/document.html")
        ),
    ),
    ("templates/WORD.html", "TOKEN"),
];

/// Path and text of files that are there in any case: a page shows that there is proof, and a
/// metric up to a day. What of them it does not show is private.
pub(super) const KEPT_FILES: &[(&str, &str)] = &[
    (
        "proof/NAME.md",
        "---\ntitle: WORD\nkind: evidence\nsource: WORD\ndate: DAY\n---\nTOKEN",
    ),
    (
        "measured/instrument.md",
        "---\ntitle: WORD\njob: instrument\nowner: PERSON\nmetric: { name: minutes, unit: min, better: lower, standard: 5, intervened_on: 2026-10-05, baseline: { value: 11, on: DAY, source: WORD } }\nruns: NAME.csv\n---\nTOKEN\n\n## Close the loop\n\n### Compare\n\n| Date | Value | Exceptions | Review | Risk | Mine |\n|---|---|---|---|---|---|\n| 2026-10-16 | 8 | FIGURE | FIGURE | TOKEN | TOKEN |\n| 2026-11-20 | FIGURE | FIGURE | FIGURE | | |\n",
    ),
    (
        "measured/NAME.csv",
        "Date,Value,Exceptions,Review,Note\n2026-10-30,6.5,FIGURE,FIGURE,WORD\n2026-11-21,FIGURE,FIGURE,FIGURE,WORD\n",
    ),
    (
        "shows.md",
        "---\ntitle: What we measured\nkind: page\nform: benchmark\nroute: playbook\nowner: PERSON\nproof: [proof/NAME, measured/instrument]\nshow_metric: { loop: measured/instrument, until: 2026-11-01 }\n---\nSeen.\n",
    ),
];
