//! Where there are no signals of Unix: Ctrl-C alone.

use std::io;

/// What tells the program to stop.
pub(super) struct Signals;

impl Signals {
    /// Begins to listen.
    ///
    /// # Errors
    /// None here.
    pub(super) const fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// Waits for it, and returns the exit code.
    pub(super) async fn next(&mut self) -> i32 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => 130,
            // Without the signal the system ends the program by itself.
            Err(_) => std::future::pending().await,
        }
    }
}
