//! Random choices that are the same in every run.

/// Throws the same numbers for the same seed: Steele, Lea and Flood's SplitMix64.
pub(crate) struct Dice {
    state: u64,
}

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Throws an index below `count`, which is not 0.
    pub(crate) fn index(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count).unwrap()).unwrap()
    }

    /// Throws a number from 0 to `count - 1`.
    pub(crate) fn below(&mut self, count: i64) -> i64 {
        i64::try_from(self.index(usize::try_from(count).unwrap())).unwrap()
    }

    /// Says yes in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.index(100) < percent
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())].clone()
    }

    /// Returns the value in so many of a hundred cases.
    pub(crate) fn maybe<T>(&mut self, percent: usize, value: T) -> Option<T> {
        self.chance(percent).then_some(value)
    }
}
