//! Chance, the same in every run.

use std::ops::Range;

use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

/// Where the chance of the sample comes from.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// Any number would do; another one makes another sample, and other pages in the README.
    const SEED: u64 = 7;

    pub(super) fn new() -> Self {
        Self(ChaCha8Rng::seed_from_u64(Self::SEED))
    }

    /// Tells whether something happens that happens in so many cases of a hundred.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// Returns a number of a range that is not empty.
    pub(super) fn number(&mut self, range: Range<i64>) -> i64 {
        self.0.random_range(range)
    }

    /// Returns one of several things.
    #[expect(clippy::expect_used, reason = "the sample picks from lists that hold something")]
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        all.choose(&mut self.0).expect("lists of the sample hold something")
    }

    /// Returns one of several things, each as often as its weight says.
    pub(super) fn weighted<'a, T>(&mut self, all: &'a [T], weight: impl Fn(&T) -> i64) -> &'a T {
        let mut left = self.number(0..all.iter().map(&weight).sum());
        for one in all {
            left -= weight(one);
            if left < 0 {
                return one;
            }
        }
        self.pick(all)
    }

    /// Returns a number around a median, log-normally distributed: most are near it, a few are
    /// several times as large.
    pub(super) fn around(&mut self, median: i64) -> i64 {
        const SPREAD: f64 = 0.7;
        // Twelve even numbers from 0 to 1 make a sum that is nearly normal, with a variance of 1.
        let sum: f64 = (0..12).map(|_| self.0.random::<f64>()).sum();
        let factor = ((sum - 6.0) * SPREAD).exp();
        (median as f64 * factor).round() as i64
    }
}
