//! Chance, the same in every run that begins with the same seed.

use std::ops::Range;

use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use rand_distr::Distribution;

/// Where the chance of a sample comes from.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// Returns the dice of a seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Tells whether something happens that happens in so many cases of a hundred.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// Returns a number of a range that is not empty.
    pub(crate) fn number(&mut self, range: Range<i64>) -> i64 {
        self.0.random_range(range)
    }

    /// Returns one of several things.
    #[expect(clippy::expect_used, reason = "a sample picks from lists that hold something")]
    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        all.choose(&mut self.0).expect("lists of a sample hold something")
    }

    /// Returns one of several things, each as often as its weight says.
    pub(crate) fn weighted<'a, T>(&mut self, all: &'a [T], weight: impl Fn(&T) -> i64) -> &'a T {
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
    pub(crate) fn around(&mut self, median: i64) -> i64 {
        const SPREAD: f64 = 0.7;
        // Twelve even numbers from 0 to 1 make a sum that is nearly normal, with a variance of 1.
        let sum: f64 = (0..12).map(|_| self.0.random::<f64>()).sum();
        let factor = ((sum - 6.0) * SPREAD).exp();
        (median as f64 * factor).round() as i64
    }

    /// Returns a number from 0 to 1, without 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.0.random()
    }

    /// Returns a number of a distribution.
    pub(crate) fn sample<T>(&mut self, distribution: &impl Distribution<T>) -> T {
        distribution.sample(&mut self.0)
    }
}
