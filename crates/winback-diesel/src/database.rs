//! One open database: readers side by side, and writers as its kind allows.

use std::sync::Arc;

use winback_store::{CommitGate, StoreResult};

use crate::connection::Conn;
use crate::error::Attempt;
use crate::pool::{Pool, Source};
use crate::sqlite::Writer;

/// One open database.
#[derive(Debug)]
pub(crate) struct Database {
    backend: &'static str,
    readers: Pool,
    writer: Writer,
    gate: Arc<CommitGate>,
}

impl Database {
    /// Takes a writer that passes the gate.
    pub(crate) fn new(
        backend: &'static str,
        source: Source,
        writer: Writer,
        gate: Arc<CommitGate>,
    ) -> Self {
        Self { backend, readers: Pool::new(source), writer, gate }
    }

    /// Returns the backend's name.
    pub(crate) const fn backend(&self) -> &'static str {
        self.backend
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
        self.readers
            .run(work)
            .await
            .map_err(|failure| failure.into_store_error(self.backend, operation))
    }

    /// Runs writes, all or nothing; `operation` names them in errors, such as `importing`.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.writer
            .run(work)
            .await
            .map_err(|failure| failure.into_store_error(self.backend, operation))
    }
}
