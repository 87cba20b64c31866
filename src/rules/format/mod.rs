//! What the files must be.

pub(super) mod missing_front_matter;
