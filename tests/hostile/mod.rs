//! A workbook in which the same text stands in every position that a message could quote.

/// The files of a workbook with text in every position: `quoted` where YAML has it in double quotes,
/// `raw` in Markdown and CSV, and `name` in names of files.
pub(crate) fn files(quoted: &str, raw: &str, name: &str) -> Vec<(String, String)> {
    let page = |front: &str, body: &str| format!("---\n{front}\n---\n{body}\n");
    let fill = |text: &str| text.replace("QUOTED", quoted).replace("RAW", raw);
    let named = |path: &str| path.replace("RAW", name);
    let config = "edition: 1\ntitle: \"QUOTED\"\nbase_url: \"QUOTED\"\npeople:\n  mo: { name: \"QUOTED\" }\n  \"QUOTED\": { name: 1, \"QUOTED\": x }\nagents: { \"QUOTED\": { name: x, owner: \"QUOTED\" } }\nignore: [\"{QUOTED\"]\nprotected_terms: [Kanarek, \"QUOTED\"]\nrules: { \"QUOTED\": off, thin-summary: \"QUOTED\" }\n\"QUOTED\": x\njobs:\n  \"QUOTED\":\n    title: \"QUOTED\"\n    question: \"QUOTED\"\n    after: \"QUOTED\"\n    kill_when: \"QUOTED\"\n    steps:\n      - { name: \"QUOTED\", guidance: \"QUOTED\", closed_when: \"QUOTED\" }\n";
    let a_loop = "title: \"QUOTED\"\njob: instrument\nowner: \"QUOTED\"\nstatus: \"QUOTED\"\nroute: \"QUOTED\"\nreviewed: \"QUOTED\"\ntags: [\"QUOTED\"]\n\"QUOTED\": 1\nmetric: { name: \"QUOTED\", unit: \"QUOTED\", better: lower, standard: 5, intervened_on: 2026-10-05, baseline: { value: 11, on: 2026-09-30, source: \"QUOTED\" } }\nruns: \"runs.csv\"\nkill_when: \"runs[-1].QUOTED > 1\"\nallow: [{ rule: \"QUOTED\", because: \"QUOTED\", until: \"QUOTED\" }]";
    let body = "RAW\n\n## Close the loop\n\n### RAW\n\n### Compare RAW\n\n| Date | Value | RAW |\n|---|---|---|\n| RAW | RAW | RAW |\n\n## S {route=RAW}\n\n## {RAW}\n\n[RAW](RAW.md) [x](javascript:RAW) [x][RAW] [x](<a RAW.md>) ![x](<RAW.png>) [x](#RAW) {route=RAW} <script>RAW";
    let map = "## Close the loop\n\n### Map\n\n| Step | Kind | Who | Inputs | Outputs | Exceptions | Handoff | Control |\n|---|---|---|---|---|---|---|---|\n| RAW | RAW | RAW | RAW | RAW | RAW | RAW | RAW |\n| RAW | action | mo | RAW | RAW | RAW | RAW | RAW |\n";
    vec![
        ("workbook.yaml".into(), fill(config)),
        ("desk/instrument.md".into(), fill(&page(a_loop, body))),
        (
            "desk/redesign.md".into(),
            fill(&page(
                "title: T\njob: redesign\nowner: mo\ntools: [{ name: \"QUOTED\", since: \"QUOTED\" }]",
                map,
            )),
        ),
        (
            "desk/cycle.md".into(),
            fill(&page(
                "title: T\ncycle: \"QUOTED\"\nnext: \"QUOTED\"",
                "| Layer | Improved | Because |\n|---|---|---|\n| RAW | RAW | RAW |",
            )),
        ),
        (
            "runs.csv".into(),
            fill("Date,Value,Exceptions,Review,RAW\nRAW,RAW,RAW,RAW,RAW,RAW\n\"RAW\n"),
        ),
        (
            named("RAW/understand.md"),
            fill(&page(
                "title: T\njob: understand\nowner: mo\nretired: { on: \"QUOTED\", because: \"QUOTED\" }",
                "RAW",
            )),
        ),
        (
            named("RAW.md"),
            fill(&page(
                "title: x\nkind: page\nroute: playbook\nform: \"QUOTED\"\nproof: \"QUOTED\"\nsafe_to_show: { approved_by: \"QUOTED\", approved_on: \"QUOTED\", digest: \"QUOTED\" }",
                "RAW",
            )),
        ),
        (named("::error::x.md"), "no front matter".into()),
        (named("--- x.md"), "no front matter".into()),
        (named("##VSO[x]y.md"), fill("RAW")),
        (
            named("##[error]x.md"),
            "---\nRAW: [\n---\n".replace("RAW", raw),
        ),
        (
            "broken.md".into(),
            fill("---\ntitle: &RAW *RAW !RAW\n  RAW: RAW\n---\n"),
        ),
        ("unclosed.md".into(), fill("---\ntitle: x\nRAW\n")),
    ]
}
