//! A workbook with private text in every position: what is public of it is fixed by a plan, what is
//! private is filled in afterwards.

mod closing;
mod decode;
mod documents;
mod filler;
mod keys;
mod links;
mod near_misses;
mod pieces;

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::support::Tree;
pub(crate) use closing::CLOSING;
pub(crate) use decode::decoded;
use documents::{FILES, KEPT_FILES};
use filler::Filler;
pub(crate) use filler::{Planted, Private, TOKEN};
pub(crate) use keys::FRONT;
use keys::{CONFIG, CONFIG_KEYS, JOBS, KEYS, LOOP_KEYS, PAGE_KEYS};
pub(crate) use links::LINKS;
pub(crate) use near_misses::{near_miss, within};
use pieces::{BLOCKS, ENDS, LATE_STEPS, SECTIONS, STEPS};

/// Words that a private text is made of; none of them ends the section or block it stands in.
const WORDS: &[&str] = &[
    "word", "Größe", "返金", "*", "_", "**", "](", "[a]", "[used]", "[^used]", "!", "&amp;", "<b>",
    "\\", "\u{202e}", "\u{200b}",
];

/// The forms of pages.
const FORMS: [&str; 6] = ["case", "diagram", "story", "benchmark", "standard", "guide"];

/// A line of private text.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(WORDS), 1..6).prop_map(|words| format!("x{}", words.join(" ")))
}

/// A piece of a text. What cannot be deleted without changing the text around it stays, with other
/// words in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    text: &'static str,
    stays: bool,
}

impl Piece {
    /// A piece that can be deleted.
    const fn cut(text: &'static str) -> Self {
        Self { text, stays: false }
    }

    /// A piece that can only be changed.
    const fn kept(text: &'static str) -> Self {
        Self { text, stays: true }
    }
}

/// The private part of a text.
#[derive(Debug, Clone, Default)]
struct TextPlan {
    /// Between public sections: blocks within one, or sections of their own.
    pieces: Vec<Piece>,
    /// What stands at the end.
    end: Option<&'static str>,
    keys: Vec<&'static str>,
}

impl TextPlan {
    /// Any plan for a document that may have `keys`.
    fn any(keys: Vec<&'static str>) -> impl Strategy<Value = Self> {
        let pieces: Vec<Piece> = BLOCKS.iter().chain(SECTIONS).copied().collect();
        let pieces = prop::collection::vec(select(pieces), 0..6);
        let end = prop::option::weighted(0.3, select(ENDS));
        let count = keys.len();
        (pieces, end, subsequence(keys, 0..=count)).prop_map(|(pieces, end, keys)| Self {
            pieces,
            end,
            keys,
        })
    }

    /// The plan with everything in it. Of what reaches to the end there can be only one.
    fn whole(keys: Vec<&'static str>, end: usize) -> Self {
        Self {
            pieces: BLOCKS.iter().chain(SECTIONS).copied().collect(),
            end: ENDS.get(end).copied(),
            keys,
        }
    }
}

/// A public loop.
#[derive(Debug, Clone)]
struct LoopPlan {
    job: usize,
    text: TextPlan,
    steps: Vec<&'static str>,
    late: Vec<&'static str>,
}

/// A public page.
#[derive(Debug, Clone)]
struct PagePlan {
    form: usize,
    journeys: bool,
    text: TextPlan,
}

/// Which private pieces stand where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    page: TextPlan,
    pages: Vec<PagePlan>,
    loops: Vec<LoopPlan>,
    cycle: Option<TextPlan>,
    files: Vec<&'static (&'static str, &'static str)>,
    config: Vec<&'static str>,
}

fn page_keys() -> Vec<&'static str> {
    [KEYS, PAGE_KEYS].concat()
}

fn loop_keys(job: usize) -> Vec<&'static str> {
    [KEYS, LOOP_KEYS, JOBS[job].keys].concat()
}

fn any_loop(job: usize) -> impl Strategy<Value = LoopPlan> {
    (
        TextPlan::any(loop_keys(job)),
        prop::collection::vec(select(STEPS), 0..4),
        prop::collection::vec(select(LATE_STEPS), 0..2),
    )
        .prop_map(move |(text, steps, late)| LoopPlan {
            job,
            text,
            steps,
            late,
        })
}

impl Plan {
    /// Any plan. The first loop is always there: pages link it.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        let page = (0..FORMS.len(), any::<bool>(), TextPlan::any(page_keys()));
        let page = page.prop_map(|(form, journeys, text)| PagePlan {
            form,
            journeys,
            text,
        });
        let loops = prop::collection::btree_set(1..JOBS.len(), 0..3).prop_flat_map(|jobs| {
            let all: Vec<_> = std::iter::once(0).chain(jobs).map(any_loop).collect();
            all
        });
        let files: Vec<_> = FILES.iter().collect();
        let config = CONFIG_KEYS.to_vec();
        (
            TextPlan::any(page_keys()),
            prop::collection::vec(page, 0..3),
            loops,
            prop::option::of(TextPlan::any(KEYS.to_vec())),
            subsequence(files, 0..=FILES.len()),
            subsequence(config, 0..=CONFIG_KEYS.len()),
        )
            .prop_map(|(page, pages, loops, cycle, files, config)| Self {
                page,
                pages,
                loops,
                cycle,
                files,
                config,
            })
    }

    /// The plan with every private position there is.
    pub(crate) fn whole() -> Self {
        let page = |form: usize| PagePlan {
            form,
            journeys: form.is_multiple_of(2),
            text: TextPlan::whole(page_keys(), form),
        };
        let a_loop = |job: usize| LoopPlan {
            job,
            text: TextPlan::whole(loop_keys(job), ENDS.len()),
            steps: STEPS.to_vec(),
            late: LATE_STEPS.to_vec(),
        };
        Self {
            page: TextPlan::whole(page_keys(), 0),
            pages: (0..FORMS.len()).map(page).collect(),
            loops: (0..JOBS.len()).map(a_loop).collect(),
            cycle: Some(TextPlan::whole(KEYS.to_vec(), 1)),
            files: FILES.iter().collect(),
            config: CONFIG_KEYS.to_vec(),
        }
    }

    /// The files of the workbook, and what was planted in them.
    pub(crate) fn files(&self, private: &Private) -> (Tree, Planted) {
        let mut filler = Filler::new(private);
        let mut files: Vec<(String, String)> = Vec::new();
        files.push(("workbook.yaml".to_owned(), self.config(&mut filler)));
        files.push(("images/shown.png".to_owned(), "picture".to_owned()));
        files.push((links::PAGE.to_owned(), links::page()));
        let front = FRONT.replace("owner: mo", "owner: PERSON");
        files.push((
            "page.md".to_owned(),
            page("page.md", &front, &self.page, &mut filler),
        ));
        for (number, plan) in self.pages.iter().enumerate() {
            let route = if plan.journeys {
                "journeys"
            } else {
                "playbook"
            };
            let path = format!("{route}/page-{number}.md");
            let front = plan.front(number, &path, &mut filler);
            files.push((path.clone(), page(&path, &front, &plan.text, &mut filler)));
        }
        for plan in &self.loops {
            let path = format!("desk/{}.md", JOBS[plan.job].job);
            let text = plan.text(&path, &mut filler);
            files.push((path, text));
        }
        if let Some(plan) = &self.cycle {
            let front =
                "title: A cycle\ncycle: 2026-10\nroute: playbook\nowner: PERSON\nnext: improve";
            let path = "desk/2026-10.md";
            files.push((path.to_owned(), page(path, front, plan, &mut filler)));
        }
        let gone = if filler.leaves_out() {
            0
        } else {
            self.files.len()
        };
        for (path, text) in KEPT_FILES.iter().chain(self.files[..gone].iter().copied()) {
            let text = filler.fill(path, text);
            files.push((filler.fill(path, path), text));
        }
        let tree = files.into_iter();
        let tree = tree.map(|(path, text)| (path, text.into_bytes())).collect();
        (tree, filler.planted())
    }

    fn config(&self, filler: &mut Filler<'_>) -> String {
        filler.fill("workbook.yaml", CONFIG) + &lines("workbook.yaml", &self.config, filler)
    }

    /// The public pages that are there whatever the private part is.
    pub(crate) fn public_pages(&self) -> Vec<String> {
        let mut pages = vec![
            "playbook/page.html".to_owned(),
            "playbook/shows.html".to_owned(),
            "playbook/links.html".to_owned(),
        ];
        pages.extend(self.pages.iter().enumerate().map(|(number, plan)| {
            let route = if plan.journeys {
                "journeys"
            } else {
                "playbook"
            };
            format!("{route}/page-{number}.html")
        }));
        let loops = self.loops.iter().map(|plan| JOBS[plan.job].job);
        pages.extend(loops.map(|job| format!("playbook/desk/{job}.html")));
        pages.extend(
            self.cycle
                .iter()
                .map(|_| "playbook/desk/2026-10.html".to_owned()),
        );
        pages
    }
}

impl PagePlan {
    fn front(&self, number: usize, path: &str, filler: &mut Filler<'_>) -> String {
        let form = FORMS[self.form];
        let mut front = format!("title: Page {number}\nkind: page\nform: {form}\nowner: PERSON\n");
        front += if self.journeys {
            "route: journeys\nsafe_to_show: { approved_by: PERSON, approved_on: DAY, digest: WORD }\nproof: proof/NAME"
        } else {
            "route: playbook\nproof: secret/WORD\nnext: { text: Seen, url: ../secret/NAME.md }"
        };
        filler.fill(path, &front)
    }
}

impl LoopPlan {
    fn text(&self, path: &str, filler: &mut Filler<'_>) -> String {
        let job = &JOBS[self.job];
        let front = format!(
            "title: A loop\njob: {}\nowner: PERSON\nroute: playbook\nreviewed: 2026-11-01\n",
            job.job
        );
        let mut text = format!("---\n{}", filler.fill(path, &front));
        text += &lines(path, &self.text.keys, filler);
        let [first, last] = job.steps;
        let _ = write!(
            text,
            "---\nWhen a, b wants c, so d.\n\n## Close the loop\n\n### {first}\n\nPublic.\n"
        );
        push_all(&mut text, path, &self.steps, filler);
        let _ = write!(
            text,
            "\n### {last}\n\nPublic too.\n\n## Kill signal\n\nNobody asks.\n"
        );
        push_sections(&mut text, path, &self.text, filler);
        push_all(&mut text, path, &self.late, filler);
        text
    }
}

fn page(path: &str, front: &str, plan: &TextPlan, filler: &mut Filler<'_>) -> String {
    let front = filler.fill(path, front);
    let mut text = format!("---\n{front}\n{}---\n", lines(path, &plan.keys, filler));
    text += "Lead [^note] [shown](desk/understand.md#proof), [one](#public-1), [two](#public-2).\n";
    push_sections(&mut text, path, plan, filler);
    text += "\n[^note]: A note that is used.\n";
    push_all(&mut text, path, plan.end.as_slice(), filler);
    text
}

/// The private pieces of `plan`, each before a public section.
fn push_sections(text: &mut String, path: &str, plan: &TextPlan, filler: &mut Filler<'_>) {
    for (number, piece) in plan.pieces.iter().enumerate() {
        if piece.stays || !filler.leaves_out() {
            let _ = write!(text, "\n{}\n", filler.fill(path, piece.text));
        } else {
            // The numbers that pieces are given stay as they are.
            let _ = filler.fill(path, "");
        }
        let _ = write!(
            text,
            "\n## Public {number}\n\nText [used] [^used] ![shown](images/shown.png)\n"
        );
    }
}

fn push_all(text: &mut String, path: &str, pieces: &[&str], filler: &mut Filler<'_>) {
    for piece in pieces {
        let here = filler.fill(path, piece);
        if !filler.leaves_out() {
            let _ = write!(text, "\n{here}\n");
        }
    }
}

/// Lines of front matter or configuration.
fn lines(path: &str, keys: &[&str], filler: &mut Filler<'_>) -> String {
    let mut text = String::new();
    for key in keys {
        let line = filler.fill(path, key);
        if !filler.leaves_out() {
            text += &line;
            text.push('\n');
        }
    }
    text
}
