//! The six loops of a workflow, each complete: job statement, four steps, kill signal.
//!
//! Every step is written so that its condition holds, and no detector has anything to fire on.
//! Free sections behind the kill signal bring a loop to the size of the other documents.

use super::notes::common_fields;
use super::parts::{code_block, table, task_list};
use super::plan::{Job, Plan, directory_name};
use super::words::Dice;

/// The whole file of a loop.
pub(crate) fn document(plan: &Plan, document: usize, job: Job) -> String {
    let mut dice = Dice::new(document, 1);
    let head = front_matter(job, &mut dice);
    let statement = statement(&mut dice);
    let steps = steps(plan, document, job, &mut dice)
        .map(|(name, text)| format!("\n### {name}\n\n{text}\n"))
        .concat();
    let kill_signal = dice.sentence();
    let (tasks, table) = (task_list(plan, document, &mut dice), table(&mut dice));
    let (code, first, second) = (code_block(&mut dice), dice.paragraph(6), dice.paragraph(6));
    format!(
        "{head}\n{statement}\n\n## Close the loop\n{steps}\n## Kill signal\n\n{kill_signal}\n\n\
         ## Notes\n\n{first}\n\n{tasks}\n{table}\n## Background\n\n{code}\n{second}\n"
    )
}

fn front_matter(job: Job, dice: &mut Dice) -> String {
    let own = match job {
        Job::Understand => format!("feature: A suggested {}\n", dice.word()),
        Job::Instrument => "metric:\n  name: Time to the answer\n  unit: minutes\n  better: lower\n  \
             standard: 10\n  baseline: { value: 42, on: 2024-10-01, source: A sample of tickets }\n  \
             intervened_on: 2024-12-01\nkill_when: runs[-1].review > 900\n"
            .to_owned(),
        Job::Redesign => "automation: none\n".to_owned(),
        Job::Govern | Job::Improve | Job::Distribute => String::new(),
    };
    let common = common_fields(dice);
    format!(
        "---\njob: {}\nstatus: open\n{common}route: memory\n{own}---\n",
        job.name()
    )
}

fn statement(dice: &mut Dice) -> String {
    format!(
        "When a customer asks about the {}, a support agent wants the {} and the {} side by side,\n\
         so that the customer is answered once and the {} costs less time.",
        dice.word(),
        dice.word(),
        dice.word(),
        dice.word()
    )
}

/// The four steps of a job: name and text.
fn steps(plan: &Plan, document: usize, job: Job, dice: &mut Dice) -> [(&'static str, String); 4] {
    match job {
        Job::Understand => understand(plan, document, dice),
        Job::Redesign => redesign(document, dice),
        Job::Instrument => instrument(dice),
        Job::Govern => govern(document, dice),
        Job::Improve => improve(plan, document, dice),
        Job::Distribute => distribute(plan, document, dice),
    }
}

fn understand(plan: &Plan, document: usize, dice: &mut Dice) -> [(&'static str, String); 4] {
    let note = plan.link(document, plan.outside_note(document));
    let cost = format!(
        "| Cost | Amount | Unit | Per |\n|---|--:|---|---|\n| time | {} | minutes | request |\n\
         | money | {} | EUR | month |",
        5 + dice.below(40),
        100 + dice.below(900)
    );
    [
        ("Workaround", dice.sentence()),
        ("Cost", cost),
        (
            "Evidence",
            format!("A customer said it: [{}]({note}).", dice.words(3)),
        ),
        ("Proof", dice.sentence()),
    ]
}

/// The two controls of a document's workflow: `govern` defines them, the map names them.
fn controls(document: usize) -> [String; 2] {
    let workflow = directory_name(document);
    [format!("payout-{workflow}"), format!("credit-{workflow}")]
}

fn redesign(document: usize, dice: &mut Dice) -> [(&'static str, String); 4] {
    let [payout, credit] = controls(document);
    let map = format!(
        "| Step | Kind | Who | Inputs | Outputs | Exceptions | Handoff | Control |\n\
         |---|---|---|---|---|---|---|---|\n\
         | Read the {} | perception | refund-agent | mail | order number | unreadable mail | desk | |\n\
         | Find the {} | memory | refund-agent | order number | order | no order | desk | |\n\
         | Choose the answer | decision | refund-agent | order | proposal | no rule | desk | |\n\
         | Pay the amount | action | refund-agent | proposal | payment | bank closed | desk | {payout} |\n\
         | Give a credit | action | refund-agent | proposal | credit note | no account | desk | {credit} |\n\
         | Weigh the odd case | judgment | ada | proposal | answer | none known | desk | |\n\
         | Approve the sum | approval | mo | proposal | approved sum | absent | desk | |",
        dice.word(),
        dice.word()
    );
    [
        ("Map", map),
        (
            "Remove",
            format!(
                "- The {} that nobody reads\n- The copied {}",
                dice.word(),
                dice.word()
            ),
        ),
        ("Agents", dice.sentence()),
        ("Humans", dice.sentence()),
    ]
}

fn instrument(dice: &mut Dice) -> [(&'static str, String); 4] {
    let run = |month: usize| {
        let (value, exceptions, review) = (8 + dice.below(30), dice.below(9), 5 + dice.below(50));
        format!("\n| 2025-{month:02}-15 | {value} | {exceptions} | {review} |")
    };
    let rows: Vec<String> = (1..=10).map(run).collect();
    let header = "| Date | Value | Exceptions | Review |\n|---|--:|--:|--:|";
    let runs = format!("{header}{}", rows.concat());
    [
        ("Metric", dice.sentence()),
        ("Baseline", dice.sentence()),
        ("Exceptions", dice.sentence()),
        ("Compare", runs),
    ]
}

fn govern(document: usize, dice: &mut Dice) -> [(&'static str, String); 4] {
    let [payout, credit] = controls(document);
    let classify = "| Data | Direction | Class | Handling |\n|---|---|---|---|\n\
         | Order | in | internal | kept for a year |\n| Address | in | personal | masked |\n\
         | Answer | out | public | sent as it is |"
        .to_owned();
    let thresholds = format!(
        "| Control | Action | Limit | Approver | Reversible |\n|---|---|--:|---|---|\n\
         | {payout} | Pay the amount | {} | mo | no |\n\
         | {credit} | Give a credit | {} | ada | yes |",
        50 + dice.below(200),
        50 + dice.below(200)
    );
    let critics = "| Check | Runs | On fail | Trail |\n|---|---|---|---|\n\
         | The sums agree | before every payment | stop | journal of the erp |"
        .to_owned();
    let owner = format!("| Decision | Owner |\n|---|---|\n| {payout} | mo |\n| {credit} | ada |");
    [
        ("Classify", classify),
        ("Thresholds", thresholds),
        ("Critics", critics),
        ("Owner", owner),
    ]
}

fn improve(plan: &Plan, document: usize, dice: &mut Dice) -> [(&'static str, String); 4] {
    let note = format!(
        "[note]({})",
        plan.link(document, plan.outside_note(document))
    );
    let workflow = directory_name(document);
    let records = [
        ("2025-02-03 | evidence", ""),
        ("2025-02-04 | decision", ""),
        ("2025-02-05 | feedback", ""),
        ("2025-02-06 | correction", "wrong-order"),
        ("2025-02-07 | outcome", ""),
    ]
    .map(|(start, mistake)| format!("\n| {start} | {} | {mistake} | {note} |", dice.title(4)));
    let header = "| Date | Kind | What | Mistake | Link |\n|---|---|---|---|---|";
    let capture = format!("{header}{}", records.concat());
    let separate = format!(
        "| Capability | State | Evidence | Used by |\n|---|---|---|---|\n\
         | Read any letter | DREAM | | |\n| Read a printed invoice | REALITY | {note} | |\n\
         | Draft the answer | CONSUMED | {note} | {workflow} |"
    );
    let update = format!(
        "| Date | Changed | What | Because |\n|---|---|---|---|\n\
         | 2025-02-20 | prompt | {} | wrong-order |",
        dice.title(4)
    );
    [
        ("Capture", capture),
        ("Separate", separate),
        ("Update", update),
        (
            "Retire",
            format!("- The old {}, because nobody asked for it", dice.word()),
        ),
    ]
}

fn distribute(plan: &Plan, document: usize, dice: &mut Dice) -> [(&'static str, String); 4] {
    let first = Plan::first_guide(document);
    let guides = [first, first + 1].map(|number| plan.link(document, plan.guide(number)));
    let asset = format!(
        "- [{}]({})\n- [{}]({})",
        dice.words(3),
        guides[0],
        dice.words(3),
        guides[1]
    );
    let track = format!(
        "| Date | Asset | Signal | Count | Link |\n|---|---|---|--:|---|\n\
         | 2025-04-02 | [guide]({0}) | reply | {1} | [guide]({0}) |\n\
         | 2025-05-02 | [guide]({0}) | reuse | {2} | [guide]({0}) |",
        guides[0],
        1 + dice.below(30),
        1 + dice.below(30)
    );
    [
        ("Asset", asset),
        (
            "Route",
            "Both guides are in the playbook; the notes stay in memory.".to_owned(),
        ),
        (
            "Journeys",
            "None is shown as a journey, because no customer has agreed to it yet.".to_owned(),
        ),
        ("Track", track),
    ]
}
