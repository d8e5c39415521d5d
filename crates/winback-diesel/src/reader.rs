//! Connections that read, side by side.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use diesel::r2d2::{NopErrorHandler, Pool};
use tokio::sync::Semaphore;

use crate::connection::{Conn, Manager, reading};
use crate::error::{Attempt, Failure};

/// How many reads may run at the same time.
const SIZE: u32 = 4;

/// How long a read waits for its connection to open.
const PATIENCE: Duration = Duration::from_secs(10);

/// A pool of reading connections, opened when first needed.
///
/// The semaphore stands in front of the pool so that those who wait hold no thread.
#[derive(Debug)]
pub(crate) struct Readers {
    turns: Arc<Semaphore>,
    pool: Pool<Manager>,
}

impl Readers {
    /// Returns a pool that has no connection yet.
    pub(crate) fn new(path: PathBuf) -> Self {
        let pool = Pool::builder()
            .max_size(SIZE)
            .min_idle(Some(0))
            .test_on_check_out(false)
            .connection_timeout(PATIENCE)
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(Manager::new(path));
        Self { turns: Arc::new(Semaphore::new(SIZE as usize)), pool }
    }

    /// Runs reads on a thread that may block; all of them see one state.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> Attempt<T> {
        let turns = Arc::clone(&self.turns);
        let turn = turns.acquire_owned().await.map_err(|error| Failure::Lost(Box::new(error)))?;
        let pool = self.pool.clone();
        let done = tokio::task::spawn_blocking(move || {
            let result = match pool.get() {
                Ok(mut conn) => reading(&mut conn, work),
                Err(error) => Err(Failure::Lost(Box::new(error))),
            };
            drop(turn);
            result
        });
        done.await.unwrap_or_else(|error| Err(Failure::Lost(Box::new(error))))
    }
}
