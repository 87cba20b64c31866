//! What must hold whatever the input is.

#[path = "../planted/mod.rs"]
mod planted;
#[path = "../support/mod.rs"]
mod support;

mod any_input;
mod separation;
