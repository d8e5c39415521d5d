//! One open database: readers side by side, and one writer.

use std::path::PathBuf;
use std::sync::Arc;

use winback_store::{CommitGate, StoreResult};

use crate::connection::Conn;
use crate::error::Attempt;
use crate::reader::Readers;
use crate::writer::Writer;

/// One open database.
#[derive(Debug)]
pub(crate) struct Database {
    readers: Readers,
    writer: Writer,
    gate: Arc<CommitGate>,
}

impl Database {
    /// Takes a connection that is set up as the writing one.
    ///
    /// # Errors
    /// The system's, if it has no thread to give.
    pub(crate) fn start(path: PathBuf, conn: Conn) -> std::io::Result<Self> {
        let gate = Arc::default();
        let writer = Writer::start(conn, Arc::clone(&gate))?;
        Ok(Self { readers: Readers::new(path), writer, gate })
    }

    /// Returns what every commit passes.
    pub(crate) fn gate(&self) -> Arc<CommitGate> {
        Arc::clone(&self.gate)
    }

    /// Runs reads that see one state; `operation` names them in errors, such as `searching`.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.readers.run(work).await.map_err(|failure| failure.into_store_error(operation))
    }

    /// Runs writes, all or nothing; `operation` names them in errors, such as `importing`.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.writer.run(work).await.map_err(|failure| failure.into_store_error(operation))
    }
}
