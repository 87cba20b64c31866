//! What `serve` answers.

#[path = "../support/mod.rs"]
mod support;

mod serve;
