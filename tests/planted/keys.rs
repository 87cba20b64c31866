//! The private positions in front matter and in `workbook.yaml`.

/// The front matter of a public page.
pub(crate) const FRONT: &str = "title: A page\nkind: page\nform: guide\nroute: playbook\nsummary: Said once.\nowner: mo\nreviewed: 2026-11-01\ntags: [one]\nnext: { text: Go on, url: https://a.example/ }";

/// Keys that the public side shows of no document.
pub(super) const KEYS: &[&str] = &[
    "x-note: WORD",
    "x-map: { a: [WORD, { WORD: FIGURE }], WORD: b }",
    "x-on: DAY",
    "x-text: |\n  WORD\n\n  WORD",
    "# WORD",
    "allow: [{ rule: thin-summary, because: WORD, until: DAY }]",
];

/// Keys of a page that the public side does not show.
pub(super) const PAGE_KEYS: &[&str] = &[
    "customer: WORD",
    "consent: [secret/NAME, secret/call]",
    "capabilities: [WORD, WORD]",
];

/// Keys of any loop that the public side does not show.
pub(super) const LOOP_KEYS: &[&str] = &[
    "kill_when: WORD > FIGURE",
    "kill_override: { by: WORD, because: WORD, until: DAY }",
    "retired: { on: DAY, because: WORD }",
];

/// A job with its keys, and with two steps that are public.
pub(super) struct JobKeys {
    pub(super) job: &'static str,
    pub(super) steps: [&'static str; 2],
    pub(super) keys: &'static [&'static str],
}

/// The jobs, the team's own last.
pub(super) const JOBS: &[JobKeys] = &[
    JobKeys {
        job: "understand",
        steps: ["Workaround", "Proof"],
        keys: &["feature: WORD"],
    },
    JobKeys {
        job: "redesign",
        steps: ["Remove", "Humans"],
        keys: &[
            "tools: [{ name: WORD, since: DAY }, { name: WORD }]",
            "automation: full",
        ],
    },
    JobKeys {
        job: "instrument",
        steps: ["Metric", "Compare"],
        keys: &[
            "metric: { name: WORD, unit: WORD, better: lower, standard: FIGURE, intervened_on: DAY, baseline: { value: FIGURE, on: DAY, source: WORD } }",
            "runs: runs-NAME.csv",
        ],
    },
    JobKeys {
        job: "govern",
        steps: ["Thresholds", "Critics"],
        keys: &["read_by: [files/NAME.csv, WORD]"],
    },
    JobKeys {
        job: "improve",
        steps: ["Update", "Retire"],
        keys: &[],
    },
    JobKeys {
        job: "distribute",
        steps: ["Asset", "Journeys"],
        keys: &[],
    },
    JobKeys {
        job: "onboard",
        steps: ["First run", "Hand over"],
        keys: &["feature: WORD", "tools: [{ name: WORD }]"],
    },
];

/// What `workbook.yaml` holds in any case.
pub(super) const CONFIG: &str = "edition: 1
title: Desk
base_url: https://desk.example/
ignore: [README.md, drafts, 'NAME/**']
people:
  mo: { name: WORD, email: WORD@b.example }
  PERSON: { name: WORD, public_name: The desk, email: WORD@a.example }
jobs:
  onboard:
    title: Onboard WORD
    question: WORD?
    statement: WORD
    kill_signal: WORD
    kill_when: minutes > FIGURE
    fields: [feature, tools]
    steps:
      - { name: First run, guidance: WORD }
      - { name: Calls, private: true, guidance: WORD }
      - { name: Hand over, guidance: WORD }
";

/// What `workbook.yaml` may hold too.
pub(super) const CONFIG_KEYS: &[&str] = &[
    "protected_terms: [WORD, WORD]",
    "agents: { WORD: { name: WORD, owner: PERSON } }",
    "systems: { WORD: { name: WORD } }",
    "rules: { stale-loop: off, thin-summary: off }",
    "stale_after: FIGURE",
    "evidence_minimum: FIGURE",
    "x-own: WORD",
    "# WORD",
];
