//! Which commits came before which.

use std::collections::HashMap;
use std::rc::Rc;

use super::Commit;

/// A set of commits.
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn has(&self, at: usize) -> bool {
        self.0[at / 64] & (1 << (at % 64)) != 0
    }

    /// Adds a commit; whether it was not there yet.
    fn add(&mut self, at: usize) -> bool {
        let added = !self.has(at);
        self.0[at / 64] |= 1 << (at % 64);
        added
    }
}

/// What came before each commit, worked out where it is asked for.
pub(super) struct Ancestors<'c> {
    commits: &'c [Commit],
    known: HashMap<usize, Rc<Bits>>,
}

impl<'c> Ancestors<'c> {
    pub(super) fn new(commits: &'c [Commit]) -> Self {
        Self {
            commits,
            known: HashMap::new(),
        }
    }

    pub(super) fn of(&mut self, commit: usize) -> Rc<Bits> {
        if let Some(known) = self.known.get(&commit) {
            return Rc::clone(known);
        }
        let mut bits = Bits(vec![0; self.commits.len().div_ceil(64)]);
        let mut open = self.commits[commit].parents.clone();
        while let Some(at) = open.pop() {
            if bits.add(at) {
                open.extend(&self.commits[at].parents);
            }
        }
        let bits = Rc::new(bits);
        self.known.insert(commit, Rc::clone(&bits));
        bits
    }
}
