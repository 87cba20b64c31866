//! The command as its users run it: the binary, real directories, real repositories.

#[path = "../hostile/mod.rs"]
mod hostile;
#[path = "../repository/mod.rs"]
mod repository;
#[path = "../support/mod.rs"]
mod support;

mod approve;
mod ci_files;
mod command_line;
mod deterministic;
mod finding;
mod fix;
mod formats;
mod hostile_output;
mod killed_build;
mod known;
mod linked_files;
mod new;
mod special_files;
mod standing_site;
mod status;
mod withheld;
mod written_site;
