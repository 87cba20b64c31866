//! The parts that every body is made of: the task list with its links, a table, a code block.
//!
//! Table headers avoid every column name of the language, so that no table here is taken for data.

use super::plan::{Kind, Plan};
use super::words::Dice;

/// Three documents that this one may link: public text links guides only, a loop links evidence
/// and guides, everything else links anything.
fn neighbours(plan: &Plan, document: usize, dice: &mut Dice) -> [usize; 3] {
    match plan.kind(document) {
        Kind::Guide => {
            let number = Plan::guide_number(document);
            [1, 2 + dice.below(2), 4 + dice.below(2)].map(|step| plan.guide(number + step))
        }
        Kind::Loop(_) => [
            plan.near_note(document, dice),
            plan.guide(dice.below(plan.documents)),
            plan.outside_note(dice.below(plan.documents)),
        ],
        Kind::Page | Kind::Evidence { .. } => [1, 7, 1 + dice.below(plan.documents - 1)]
            .map(|step| (document + step) % plan.documents),
    }
}

/// A task list whose three items link three other documents, two of them at a heading.
pub(crate) fn task_list(plan: &Plan, document: usize, dice: &mut Dice) -> String {
    let targets = neighbours(plan, document, dice);
    let mut item = |number: usize, target: usize| {
        let mark = if number == 1 { "x" } else { " " };
        let (label, after) = (dice.words(3), dice.words(5));
        let mut link = plan.link(document, target);
        if number > 0 {
            link.push('#');
            link.push_str(&plan.anchor(target, dice.below(6)));
        }
        format!("- [{mark}] See [{label}]({link}) for {after}\n")
    };
    [
        item(0, targets[0]),
        item(1, targets[1]),
        item(2, targets[2]),
    ]
    .concat()
}

/// A table of ten rows.
pub(crate) fn table(dice: &mut Dice) -> String {
    let row = |number: usize| {
        let (lot, shelf, pieces) = (dice.word(), dice.title(2), dice.below(900));
        let remark = dice.words(3);
        format!("| {lot} {number} | {shelf} | {pieces} | {remark} |\n")
    };
    let rows: Vec<String> = (1..=10).map(row).collect();
    format!(
        "| Lot | Shelf | Pieces | Remark |\n|---|---|--:|---|\n{}",
        rows.concat()
    )
}

/// A fenced block of eight lines.
pub(crate) fn code_block(dice: &mut Dice) -> String {
    let line = |_| {
        let (name, call, argument) = (dice.word(), dice.word(), dice.word());
        let number = dice.below(10_000);
        format!("let {name}_{number} = {call}(&{argument}, {number})?;\n")
    };
    let lines: Vec<String> = (0..8).map(line).collect();
    format!("```rust\n{}```\n", lines.concat())
}
