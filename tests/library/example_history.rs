//! The example workbook with a history: every rule that asks history is shown firing, and holding
//! back.

use crate::repository::Place;

const MEASURE: &str = "part-matching/instrument.md";
const LEARN: &str = "part-matching/improve.md";
const ESTIMATES: &str = "repair-estimates/redesign.md";
const TOOLS: &str = "tools:
  - { name: Photograph table with fixed lamp at intake, since: 2026-10-19 }
  - { name: Estimate drafts in the workshop book, since: 2026-11-02 }
";

/// The example as somebody finds it who clones it.
fn example() -> Place {
    Place::new(&crate::support::example()).init()
}

#[test]
fn the_example_is_clean_with_its_history() {
    let place = example();
    place.commit("2026-11-20", "priya@nawrot.example");
    let told = place.loopbook(&["check"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    assert_eq!(told.out, "no findings in 47 documents\n");
}

#[test]
fn a_baseline_that_is_lowered_and_committed_is_found() {
    let place = example();
    place.commit("2026-11-20", "priya@nawrot.example");
    place.replace(MEASURE, "    value: 14.2", "    value: 18.4");
    place.commit("2026-11-21", "priya@nawrot.example");
    let told = place.loopbook(&["check", "--format", "concise"]);
    assert_eq!(told.code, 1);
    assert_eq!(
        told.out,
        "journeys/bridal-atelier.md:17:11: error[stale-approval] the page does not show any more what \
         `halina` approved on 2026-10-28\n\
         part-matching/instrument.md:15:12: error[moved-baseline] the baseline was moved after the \
         first run: it is `18.4` on 2026-03-20, and was `14.2` on 2026-03-20 in the commit of \
         2026-11-20\n"
    );
    let told = place.loopbook(&["status"]);
    let moved = "against the baseline of 18.4, which was moved after the first run; the standard";
    assert!(told.out.contains(moved), "{}", told.out);
    // In a clone without the past, that cannot be told: neither a finding nor silence. That a page
    // shows another number than was approved needs no history.
    let url = format!("file://{}", place.root.display());
    place.git(&["clone", "--quiet", "--depth", "1", &url, "../shallow"]);
    let place = place.within("shallow");
    let told = place.loopbook(&["check"]);
    assert!(!told.out.contains("moved-baseline"), "{}", told.out);
    assert!(told.out.contains("stale-approval"), "{}", told.out);
    assert!(told.err.contains("the clone is shallow"), "{}", told.err);
    // Put back, it is as it was.
    let place = place.within("work");
    place.replace(MEASURE, "    value: 18.4", "    value: 14.2");
    assert_eq!(place.loopbook(&["check"]).code, 0);
}

#[test]
fn a_baseline_may_move_until_the_first_run() {
    let place = example();
    let text = place.text(MEASURE);
    let is_run = |line: &&str| line.ends_with(" |") && line.contains("| 2026-");
    let before: Vec<&str> = text.lines().filter(|line| !is_run(line)).collect();
    place.write(
        MEASURE,
        &format!("{}\n", before.join("\n")).replace("    value: 14.2", "    value: 13"),
    );
    place.commit("2026-03-27", "priya@nawrot.example");
    place.write(MEASURE, &text);
    place.commit("2026-11-20", "priya@nawrot.example");
    assert_eq!(place.found("moved-baseline"), [""; 0]);
}

#[test]
fn the_map_of_the_estimates_was_ready_before_the_lamp() {
    let place = example();
    let text = place.text(ESTIMATES);
    place.write(ESTIMATES, &text.replace(TOOLS, ""));
    place.commit("2026-10-05", "tomek@nawrot.example");
    place.write(ESTIMATES, &text);
    place.commit("2026-10-19", "tomek@nawrot.example");
    let (state, why) = place.signal("repair-estimates/redesign");
    assert_eq!(
        (state.as_str(), why.as_str()),
        ("clear", "the map was closed before the tool came")
    );
}

#[test]
fn a_map_that_was_made_to_fit_the_lamp_is_found_out() {
    let place = example();
    let text = place.text(ESTIMATES);
    let is_row = |line: &&str| {
        line.starts_with("| ") && !line.starts_with("| Step") && !line.starts_with("| ---")
    };
    let open: Vec<&str> = text.lines().filter(|line| !is_row(line)).collect();
    place.write(ESTIMATES, &format!("{}\n", open.join("\n")));
    place.commit("2026-10-05", "tomek@nawrot.example");
    place.write(ESTIMATES, &text);
    place.commit("2026-10-19", "tomek@nawrot.example");
    let (state, why) = place.signal("repair-estimates/redesign");
    assert_eq!(state, "fired");
    assert_eq!(
        why,
        "the tool came before the redesign: in the commit of 2026-10-05, `Photograph table with \
         fixed lamp at intake` is chosen and the map is open"
    );
    // Nobody can say so where the past is not there.
    let told = place.loopbook(&["status", "--no-history", "--format", "json"]);
    assert!(
        told.out
            .contains("is not known: history was not to be read"),
        "{}",
        told.out
    );
}

#[test]
fn an_update_of_the_brief_must_have_changed_the_brief() {
    let place = example();
    place.replace(
        LEARN,
        "| 2026-07-01 | standard | Stock is read",
        "| 2026-07-01 | prompt | [The brief](agent-brief.txt): stock is read",
    );
    let brief = place.text("part-matching/agent-brief.txt");
    place.write("part-matching/agent-brief.txt", "Read the morning list.\n");
    place.commit("2026-06-01", "ewa@nawrot.example");
    let late = "2026-08-13";
    place.write("part-matching/agent-brief.txt", &brief);
    place.commit(late, "ewa@nawrot.example");
    let (state, why) = place.signal("part-matching/improve");
    assert_eq!(state, "fired", "{why}");
    assert_eq!(
        why,
        "the mistake `M-02` is corrected again, and the file of its update did not change"
    );

    let place = example();
    place.replace(
        LEARN,
        "| 2026-07-01 | standard | Stock is read",
        "| 2026-07-01 | prompt | [The brief](agent-brief.txt): stock is read",
    );
    place.write("part-matching/agent-brief.txt", "Read the morning list.\n");
    place.commit("2026-06-01", "ewa@nawrot.example");
    place.write("part-matching/agent-brief.txt", &brief);
    place.commit("2026-07-01", "ewa@nawrot.example");
    assert_eq!(place.signal("part-matching/improve").0, "clear");
}
