//! What a loop must have.

mod close_loop;
mod edits;
mod lost_key;
mod section;

pub(super) mod duplicate_job;
pub(super) mod duplicate_step;
pub(super) mod expired_override;
pub(super) mod misnamed_step;
pub(super) mod missing_close_loop;
pub(super) mod missing_job_statement;
pub(super) mod missing_kill_signal;
pub(super) mod missing_step;
pub(super) mod ownerless_loop;
pub(super) mod stale_loop;
pub(super) mod unexplained_retirement;
