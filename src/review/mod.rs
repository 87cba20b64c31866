//! Two states of a workbook, held against each other: which findings a change brings.
//!
//! This stage compares; what it says is written by `report`.

mod news;

pub use news::{Judged, News};
