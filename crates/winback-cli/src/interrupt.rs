//! What happens when the program is told to stop: it says truthfully whether anything was changed.

use std::{
    io::{self, Write},
    process,
    sync::{Arc, OnceLock},
    thread,
};

use winback_app::store::CommitGate;

use crate::output;

#[cfg_attr(unix, path = "interrupt/unix.rs")]
#[cfg_attr(not(unix), path = "interrupt/other.rs")]
mod signal;

/// Waits for the signal to stop, beside whatever the program does.
#[derive(Clone, Default)]
pub(crate) struct Interrupt {
    gate: Arc<OnceLock<Arc<CommitGate>>>,
}

impl Interrupt {
    /// Begins to listen: on a thread of its own, as a question to the person blocks the others.
    ///
    /// # Errors
    /// What the system says if it has no thread or no signals to give.
    pub(crate) fn listen(&self) -> io::Result<()> {
        let interrupt = self.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let told = runtime.block_on(async { signal::Signals::new() })?;
        let work = move || interrupt.stop(runtime.block_on(told.next()));
        thread::Builder::new().name("winback-interrupt".to_owned()).spawn(work)?;
        Ok(())
    }

    /// Names the database that the program works on.
    pub(crate) fn watch(&self, gate: &Arc<CommitGate>) {
        self.gate.get_or_init(|| Arc::clone(gate));
    }

    /// Ends the program. What is under way is not kept: the gate stays closed until the end.
    fn stop(&self, code: i32) {
        let closed = self.gate.get().map(|gate| gate.close());
        let sentence = match closed.as_ref().map(|closed| closed.commits()) {
            Some(0) => "stopped; nothing was changed",
            Some(_) => "stopped; what was done before is kept",
            None => "stopped",
        };
        // Nobody can be told if standard error is gone; the exit code still says it.
        drop(writeln!(io::stderr(), "{}{sentence}", output::clearing()));
        process::exit(code);
    }
}
