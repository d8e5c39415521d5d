//! A sign of life while long work goes on.

use std::{
    io::{self, IsTerminal},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::count;
use crate::environment;

/// Work that is done sooner needs no sign.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often the sign moves.
const TICK: Duration = Duration::from_millis(100);

/// Shows on standard error that work goes on, and since when; gone when dropped.
///
/// Only a terminal shows it.
pub(crate) struct Waiting {
    /// The sign, with what ends it.
    sign: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Waiting {
    /// Begins to wait for work, such as `Importing deals.csv`.
    pub(super) fn for_work(work: &str) -> Self {
        let work = super::visible(work).into_owned();
        Self::saying(move || work.clone())
    }

    /// Begins to wait for work of which it is known how much there is, and is done.
    pub(super) fn for_counted(
        work: &str,
        total: u64,
        done: impl Fn() -> u64 + Send + 'static,
    ) -> Self {
        let (work, total) = (super::visible(work).into_owned(), total.max(1));
        Self::saying(move || {
            let done = done().min(total);
            let percent = u128::from(done) * 100 / u128::from(total);
            format!("{work}: {} of {} ({percent} %)", count(done), count(total))
        })
    }

    /// Work goes on without a sign if there is no thread for it.
    fn saying(work: impl Fn() -> String + Send + 'static) -> Self {
        Self { sign: can_be_shown().then(|| sign(work)).and_then(Result::ok) }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((end, sign)) = self.sign.take() {
            drop(end);
            // A sign that failed has nothing left on the terminal to clear.
            drop(sign.join());
        }
    }
}

/// Returns what clears a sign from the terminal, for a program that ends in the middle of work.
pub(crate) fn clearing() -> &'static str {
    if can_be_shown() { "\r\x1b[2K" } else { "" }
}

fn can_be_shown() -> bool {
    io::stderr().is_terminal() && !environment::is_dumb_terminal()
}

/// The work may keep its thread busy, so the sign has one of its own.
fn sign(work: impl Fn() -> String + Send + 'static) -> io::Result<(Sender<()>, JoinHandle<()>)> {
    let (end, ended) = mpsc::channel();
    let sign = thread::Builder::new().spawn(move || {
        if ended.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
            .with_style(style())
            .with_message(work())
            .with_elapsed(PATIENCE);
        bar.tick();
        while ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            bar.set_message(work());
            bar.tick();
        }
        bar.finish_and_clear();
    })?;
    Ok((end, sign))
}

fn style() -> ProgressStyle {
    // A template that cannot be read leaves the usual one, which says the same at more length.
    let style = ProgressStyle::with_template("{spinner} {msg} … {elapsed}");
    style.unwrap_or_else(|_| ProgressStyle::default_spinner())
}
