//! The library from end to end: text cases, scripted and real histories, reviews, the rooms of the code.

#[path = "../case/mod.rs"]
mod case;
#[path = "../repository/mod.rs"]
mod repository;
#[path = "../support/mod.rs"]
mod support;

mod adopt;
mod approval;
mod architecture;
mod attachments;
mod base;
mod broken_example;
mod cases;
mod consent;
mod example_history;
mod history;
mod limits;
mod links_agree;
mod machine_texts;
mod mend;
mod parses;
mod review;
mod rules;
mod show_metric;
mod steps;
