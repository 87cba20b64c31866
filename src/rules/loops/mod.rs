//! What a loop must have.

pub(super) mod missing_step;
