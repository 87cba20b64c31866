//! What a loop must have.

mod cell_fault;
mod close_loop;
mod edits;
mod section;

pub(super) mod automated_too_early;
pub(super) mod date_order;
pub(super) mod duplicate_job;
pub(super) mod duplicate_step;
pub(super) mod expired_override;
pub(super) mod false_close;
pub(super) mod future_date;
pub(super) mod invalid_cell;
pub(super) mod invalid_kill_when;
pub(super) mod kill_signal_fired;
pub(super) mod lost_key;
pub(super) mod misnamed_step;
pub(super) mod missing_close_loop;
pub(super) mod missing_column;
pub(super) mod missing_job_statement;
pub(super) mod missing_kill_signal;
pub(super) mod missing_step;
pub(super) mod ownerless_loop;
pub(super) mod stale_loop;
pub(super) mod unexplained_retirement;
pub(super) mod unknown_control;
