//! Where links lead, and who is meant.

pub(super) mod broken_link;
