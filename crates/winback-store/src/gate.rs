//! The gate that every commit passes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockWriteGuard};

/// Lets the commits of a store through, side by side, and counts them.
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
    way: RwLock<()>,
    commits: AtomicU64,
}

/// A gate that stays closed while this is held.
#[derive(Debug)]
pub struct ClosedGate<'a> {
    commits: &'a AtomicU64,
    _way: RwLockWriteGuard<'a, ()>,
}

impl CommitGate {
    /// Commits, and counts it if that succeeds; waits while the gate is closed.
    ///
    /// # Errors
    /// Those of `commit`.
    pub fn pass<T, E>(&self, commit: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let _way = self.way.read().unwrap_or_else(PoisonError::into_inner);
        let committed = commit()?;
        self.commits.fetch_add(1, Ordering::Relaxed);
        Ok(committed)
    }

    /// Closes the gate, after the commits that are on their way.
    #[must_use]
    pub fn close(&self) -> ClosedGate<'_> {
        let way = self.way.write().unwrap_or_else(PoisonError::into_inner);
        ClosedGate { commits: &self.commits, _way: way }
    }
}

impl ClosedGate<'_> {
    /// Returns how many commits passed.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
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
