//! What the six jobs promise (language, sections 5.1 to 5.7).
//!
//! Tables are found by their columns and not by their job, so that what a team's own job has in
//! common with one of the six is held to the same.

pub(super) mod adoption_as_success;
pub(super) mod agent_at_human_gate;
pub(super) mod claim_against_measure;
pub(super) mod dream_as_reality;
pub(super) mod feature_without_workaround;
pub(super) mod incomplete_compound_test;
pub(super) mod inside_evidence;
pub(super) mod moved_baseline;
pub(super) mod ownerless_irreversible;
pub(super) mod policy_nobody_reads;
pub(super) mod repeated_mistake;
pub(super) mod routed_evidence;
pub(super) mod tool_before_redesign;
pub(super) mod ungoverned_action;
pub(super) mod unlinked_improvement;
pub(super) mod unproven_capability;
pub(super) mod unread_control;
pub(super) mod unseen_work;
