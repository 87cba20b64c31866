//! What the six jobs promise (language, sections 5.1 to 5.7).

pub(super) mod moved_baseline;
