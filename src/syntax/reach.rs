//! How far what is private reaches: to the next heading of a level or above that is written with `#`,
//! outside of quotes, lists and code (language, section 6).

use super::body::Body;

/// Where private sections end.
pub(super) struct Ends {
    /// Where the headings of each level start that are not underlined.
    by_level: [Vec<u32>; 6],
    last: u32,
}

impl Ends {
    /// The ends that the headings of `body` make.
    pub(super) fn of(body: &Body) -> Self {
        let mut by_level: [Vec<u32>; 6] = Default::default();
        for heading in body.headings.iter().filter(|heading| !heading.underlined) {
            if let Some(starts) = by_level.get_mut(usize::from(heading.level).wrapping_sub(1)) {
                starts.push(heading.span.start);
            }
        }
        let last = body.span.end;
        Self { by_level, last }
    }

    /// Where a section of `level` ends that starts at `at`.
    pub(super) fn behind(&self, at: u32, level: u8) -> u32 {
        let ends = self.by_level.iter().take(usize::from(level));
        let next = ends.filter_map(|starts| {
            let next = starts.partition_point(|start| *start <= at);
            starts.get(next).copied()
        });
        next.min().unwrap_or(self.last)
    }
}
