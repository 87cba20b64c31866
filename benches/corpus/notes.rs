//! Evidence, pages and guides: thirteen front-matter fields and a body of about 3.5 KB.
//!
//! Guides are the public ones. They have all that makes a page findable (summary), trusted (proof)
//! and of use (next), link guides only, and each is linked by the guide before it.

use super::PEOPLE;
use super::parts::{code_block, table, task_list};
use super::plan::{HEADINGS, Kind, Plan, heading_text};
use super::words::Dice;

const SOURCES: &[&str] = &["call", "ticket sample", "invoice", "interview", "mail"];
const FORMS: &[&str] = &["case", "diagram", "story", "benchmark", "standard", "guide"];

/// No word of a customer's name occurs in public text.
const CUSTOMERS: &[&str] = &[
    "Brackwater Mills",
    "Dunmore Tiling",
    "Elvendale Foods",
    "Fennwick Optics",
    "Gorsebank Rail",
    "Hexley Instruments",
    "Inverquay Boats",
    "Jarrowby Textiles",
    "Kestrelford Tools",
    "Lindqvist Roofing",
];

/// The whole file of a document that is no loop.
pub(crate) fn document(plan: &Plan, document: usize) -> String {
    let mut dice = Dice::new(document, 1);
    let front_matter = front_matter(plan, document, &mut dice);
    let section = |(number, (level, _)): (usize, (&str, &str))| {
        let heading = heading_text(document, number);
        let part = match number {
            1 => task_list(plan, document, &mut dice),
            3 => table(&mut dice),
            4 => code_block(&mut dice),
            _ => dice.paragraph(7) + "\n",
        };
        format!("\n{level} {heading}\n\n{part}")
    };
    let sections: Vec<String> = HEADINGS.into_iter().enumerate().map(section).collect();
    front_matter + &sections.concat()
}

fn front_matter(plan: &Plan, document: usize, dice: &mut Dice) -> String {
    let kind = plan.kind(document);
    let own = match kind {
        Kind::Evidence { outside } => evidence_fields(outside, dice),
        Kind::Loop(_) | Kind::Guide | Kind::Page => page_fields(plan, document, dice),
    };
    let (kind, route) = match kind {
        Kind::Evidence { .. } => ("evidence", "memory"),
        Kind::Guide => ("page", "playbook"),
        Kind::Loop(_) | Kind::Page => ("page", "memory"),
    };
    format!(
        "---\nkind: {kind}\n{}route: {route}\n{own}---\n",
        common_fields(dice)
    )
}

/// What every document has; loops use it too.
pub(crate) fn common_fields(dice: &mut Dice) -> String {
    let (title, summary) = (dice.title(4), dice.sentence());
    let (owner, reviewed) = (dice.pick(PEOPLE), date(dice));
    let (first, second) = (dice.word(), dice.word());
    let (batch, region, minutes) = (dice.below(10_000), dice.word(), dice.below(240));
    format!(
        "title: {title}\nsummary: {summary}\nowner: {owner}\nreviewed: {reviewed}\n\
         tags: [{first}-a, {second}-b]\nx-batch: {batch}\nx-region: {region}\nx-minutes: {minutes}\n"
    )
}

fn evidence_fields(outside: bool, dice: &mut Dice) -> String {
    let (source, date, customer) = (dice.pick(SOURCES), date(dice), dice.pick(CUSTOMERS));
    format!("source: {source}\ndate: {date}\noutside: {outside}\ncustomer: {customer}\n")
}

fn page_fields(plan: &Plan, document: usize, dice: &mut Dice) -> String {
    let proof = plan.id(plan.outside_note(document));
    let (form, call) = (dice.pick(FORMS), dice.title(3));
    format!(
        "form: {form}\nproof: [{proof}]\nnext: {{ text: {call}, url: https://harbor.example/start }}\n"
    )
}

/// A day of 2025: past, whenever the benchmark runs.
fn date(dice: &mut Dice) -> String {
    format!("2025-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28))
}
