//! The gate that every commit passes.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Lets the commits of a store through, one at a time, and counts them.
///
/// A program that is told to stop closes the gate: then it knows whether anything was changed,
/// and nothing more will be.
///
/// ```
/// let gate = winback_store::CommitGate::default();
/// assert_eq!(gate.pass(|| Ok::<_, ()>("kept")), Ok("kept"));
/// assert_eq!(gate.pass(|| Err::<(), _>("lost")), Err("lost"));
/// assert_eq!(gate.close().commits(), 1);
/// ```
#[derive(Debug, Default)]
pub struct CommitGate {
    commits: Mutex<u64>,
}

/// A gate that stays closed while this is held.
#[derive(Debug)]
pub struct ClosedGate<'a> {
    commits: MutexGuard<'a, u64>,
}

impl CommitGate {
    /// Commits, and counts it if that succeeds; waits while the gate is closed.
    ///
    /// # Errors
    /// Those of `commit`.
    pub fn pass<T, E>(&self, commit: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let mut commits = self.commits.lock().unwrap_or_else(PoisonError::into_inner);
        let committed = commit()?;
        *commits = commits.saturating_add(1);
        Ok(committed)
    }

    /// Closes the gate, after a commit that is on its way.
    #[must_use]
    pub fn close(&self) -> ClosedGate<'_> {
        ClosedGate { commits: self.commits.lock().unwrap_or_else(PoisonError::into_inner) }
    }
}

impl ClosedGate<'_> {
    /// Returns how many commits passed.
    #[must_use]
    pub fn commits(&self) -> u64 {
        *self.commits
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};
    use std::thread;

    use super::*;

    #[test]
    fn nothing_passes_a_closed_gate() {
        let gate = Arc::new(CommitGate::default());
        let closed = gate.close();
        let (passed, arrivals) = mpsc::channel();
        let late = Arc::clone(&gate);
        let thread = thread::spawn(move || {
            late.pass(|| {
                passed.send("through").unwrap();
                Ok::<_, ()>(())
            })
        });
        assert_eq!(closed.commits(), 0);
        assert!(arrivals.try_recv().is_err());
        drop(closed);
        assert_eq!(arrivals.recv(), Ok("through"));
        assert_eq!(thread.join().unwrap(), Ok(()));
        assert_eq!(gate.close().commits(), 1);
    }
}
