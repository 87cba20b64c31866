//! What the world may see (language, section 6).

pub(super) mod agent_approval;
pub(super) mod echoes_memory;
pub(super) mod missing_alt_text;
pub(super) mod missing_consent;
pub(super) mod private_link;
pub(super) mod protected_term;
pub(super) mod self_approval;
pub(super) mod stale_approval;
pub(super) mod thin_summary;
pub(super) mod unapproved_journey;
pub(super) mod unreachable_page;
pub(super) mod useless_attachment;

mod shingles;
