//! The external ids that a file had so far.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
};

/// The lines of external ids, by fingerprints of 16 bytes, so that a file of millions of rows takes
/// tens of megabytes and not their texts.
#[derive(Default)]
pub(super) struct KnownIds {
    halves: [RandomState; 2],
    lines: HashMap<[u64; 2], u64>,
}

impl KnownIds {
    /// Returns the line that had an id before; otherwise takes note of this one.
    pub(super) fn line_of(&mut self, id: &str, line: u64) -> Option<u64> {
        let fingerprint = self.halves.each_ref().map(|half| half.hash_one(id));
        match self.lines.entry(fingerprint) {
            std::collections::hash_map::Entry::Occupied(known) => Some(*known.get()),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(line);
                None
            }
        }
    }
}
