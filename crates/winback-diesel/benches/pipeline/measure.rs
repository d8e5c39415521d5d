//! Measuring: both ways in turns, so that whatever else the machine does hits both.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::base::Doors;

/// How long each round of one way took, ascending.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Returns the time that so many of a hundred rounds did not exceed.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        self.0.get(last * percent / 100).copied().unwrap_or_default()
    }
}

impl From<Vec<Duration>> for Times {
    fn from(mut rounds: Vec<Duration>) -> Self {
        rounds.sort_unstable();
        Self(rounds)
    }
}

/// A line of the table: the same work done both ways.
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) by_hand: Times,
    pub(crate) ours: Times,
}

/// The rounds of one line.
#[derive(Default)]
pub(crate) struct Rounds {
    by_hand: Vec<Duration>,
    ours: Vec<Duration>,
}

impl Rounds {
    /// Does the same work both ways, each first every other time, and returns what came of it.
    pub(crate) fn both<T, U>(
        &mut self,
        ours: impl FnOnce() -> Result<T>,
        by_hand: impl FnOnce() -> Result<U>,
    ) -> Result<(T, U)> {
        let ours_first = self.ours.len().is_multiple_of(2);
        let ((done, took), (same, took_by_hand)) = if ours_first {
            (timed(ours)?, timed(by_hand)?)
        } else {
            let by_hand = timed(by_hand)?;
            (timed(ours)?, by_hand)
        };
        self.ours.push(took);
        self.by_hand.push(took_by_hand);
        Ok((done, same))
    }

    /// Makes them a line of the table.
    pub(crate) fn line(self, name: &'static str) -> Line {
        Line { name, by_hand: self.by_hand.into(), ours: self.ours.into() }
    }
}

/// Does some work, and returns what came of it with how long it took.
fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Duration)> {
    let begun = Instant::now();
    let done = black_box(work()?);
    Ok((done, begun.elapsed()))
}

/// Measures the way to a blocking thread and back, by a call that does nothing there.
pub(crate) fn hop(doors: &Doors) -> Result<Times> {
    let mut rounds = Vec::new();
    for _ in 0..1000 {
        let there_and_back =
            || Ok(doors.runtime.block_on(async { tokio::task::spawn_blocking(|| ()).await })?);
        rounds.push(timed(there_and_back)?.1);
    }
    Ok(rounds.into())
}
