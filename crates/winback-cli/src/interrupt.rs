//! What happens when the program is told to stop: it says truthfully whether anything was changed.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    thread,
};

use tokio::sync::Notify;
use winback_app::store::CommitGate;

use crate::output;

#[cfg_attr(unix, path = "interrupt/unix.rs")]
#[cfg_attr(not(unix), path = "interrupt/other.rs")]
mod signal;

/// Waits for the signal to stop, beside whatever the program does.
#[derive(Clone, Default)]
pub(crate) struct Interrupt {
    gate: Arc<OnceLock<Arc<CommitGate>>>,
    unfinished: Arc<Mutex<Option<PathBuf>>>,
    ends_by_itself: Arc<OnceLock<Arc<Notify>>>,
}

impl Interrupt {
    /// Begins to listen: on a thread of its own, as a question to the person blocks the others.
    ///
    /// # Errors
    /// What the system says if it has no thread or no signals to give.
    pub(crate) fn listen(&self) -> io::Result<()> {
        let interrupt = self.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut told = runtime.block_on(async { signal::Signals::new() })?;
        let work = move || {
            let code = runtime.block_on(told.next());
            if let Some(asked) = interrupt.ends_by_itself.get() {
                asked.notify_one();
                interrupt.stop(runtime.block_on(told.next()));
            }
            interrupt.stop(code);
        };
        thread::Builder::new().name("winback-interrupt".to_owned()).spawn(work)?;
        Ok(())
    }

    /// Names the database that the program works on.
    pub(crate) fn watch(&self, gate: &Arc<CommitGate>) {
        self.gate.get_or_init(|| Arc::clone(gate));
    }

    /// Names a file that is of no use before it is finished, and then has another name.
    pub(crate) fn watch_file(&self, path: &Path) {
        let mut unfinished = self.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
        *unfinished = Some(path.to_owned());
    }

    /// Lets the program end by itself at the first signal: what is returned is ready then. The second
    /// one ends it at once.
    pub(crate) fn asked_to_stop(&self) -> impl Future<Output = ()> + Send + use<> {
        let asked = Arc::clone(self.ends_by_itself.get_or_init(Arc::default));
        async move { asked.notified().await }
    }

    /// Ends the program. What is under way is not kept: the gate stays closed until the end.
    fn stop(&self, code: i32) {
        let closed = self.gate.get().map(|gate| gate.close());
        let sentence = match closed.as_ref().map(|closed| closed.commits()) {
            Some(0) => "stopped; nothing was changed",
            Some(_) => "stopped; what was done before is kept",
            None => "stopped",
        };
        let unfinished = self.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = unfinished.as_deref() {
            // It is gone already if it was finished, and harmless if it cannot be removed.
            drop(fs::remove_file(path));
        }
        // Nobody can be told if standard error is gone; the exit code still says it.
        drop(writeln!(io::stderr(), "{}{sentence}", output::clearing()));
        process::exit(code);
    }
}
