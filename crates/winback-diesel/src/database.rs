//! One open database: readers side by side, and writers as its kind allows.

use std::sync::Arc;

use winback_store::{CommitGate, StoreResult};

use crate::connection::Conn;
use crate::error::Attempt;
use crate::pool::{Pool, Source};
use crate::postgres::Writers;
use crate::sqlite::Writer;

/// How a database takes writes.
#[derive(Debug)]
pub(crate) enum Writing {
    /// One after another, on a thread of their own.
    InTurn(Writer),
    /// Side by side, and again if they got in each other's way.
    SideBySide(Writers),
}

/// One open database.
#[derive(Debug)]
pub(crate) struct Database {
    backend: &'static str,
    readers: Pool,
    writing: Writing,
    gate: Arc<CommitGate>,
}

impl Database {
    /// Takes readers, and writers that pass the gate.
    pub(crate) fn new(
        backend: &'static str,
        source: Source,
        writing: Writing,
        gate: Arc<CommitGate>,
    ) -> Self {
        Self { backend, readers: Pool::new(source), writing, gate }
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
            .read(work)
            .await
            .map_err(|failure| failure.into_store_error(self.backend, operation))
    }

    /// Runs writes, all or nothing; `operation` names them in errors, such as `changing a record`.
    ///
    /// If others got in their way, they run again on the state that there is then.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        operation: &'static str,
        work: impl Fn(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> StoreResult<T> {
        let written = match &self.writing {
            Writing::InTurn(writer) => writer.run(work).await,
            Writing::SideBySide(writers) => writers.run(work).await,
        };
        written.map_err(|failure| failure.into_store_error(self.backend, operation))
    }

    /// Runs writes as [`write`](Self::write) does, with nobody else writing from before they read until
    /// they are kept: others would go by a pipeline that is no more.
    pub(crate) async fn write_alone<T: Send + 'static>(
        &self,
        operation: &'static str,
        work: impl Fn(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> StoreResult<T> {
        let written = match &self.writing {
            Writing::InTurn(writer) => writer.run(work).await,
            Writing::SideBySide(writers) => writers.run_alone(work).await,
        };
        written.map_err(|failure| failure.into_store_error(self.backend, operation))
    }

    /// Runs writes that cannot be repeated, such as those of an import, which reads its rows once.
    pub(crate) async fn write_once<T: Send + 'static>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> StoreResult<T> {
        let written = match &self.writing {
            Writing::InTurn(writer) => writer.run(work).await,
            Writing::SideBySide(writers) => writers.run_once(work).await,
        };
        written.map_err(|failure| failure.into_store_error(self.backend, operation))
    }
}
