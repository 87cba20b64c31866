//! What the files must be.

pub(super) mod ambiguous_kind;
pub(super) mod colliding_paths;
pub(super) mod hidden_characters;
pub(super) mod invalid_value;
pub(super) mod invalid_yaml;
pub(super) mod missing_front_matter;
pub(super) mod missing_key;
pub(super) mod outside_workbook;
pub(super) mod unclosed_front_matter;
pub(super) mod unknown_key;
pub(super) mod unknown_rule;
pub(super) mod unreadable_file;
