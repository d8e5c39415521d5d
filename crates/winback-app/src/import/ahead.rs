//! Reading ahead: a thread reads and checks rows while the store writes those before them, so that
//! others who want to write wait for the database alone.

use std::{
    sync::mpsc::{Receiver, sync_channel},
    thread, vec,
};

use winback_store::{ImportRefusal, ImportRow, ImportRows};

use super::rows::Rows;

/// How many rows are handed over at once.
const CHUNK: usize = 500;

/// How many chunks are read ahead at the most, so that memory does not grow with the file.
const CHUNKS: usize = 8;

/// The rows of a file, read by another thread.
pub(super) struct Ahead {
    chunks: Receiver<Result<Vec<ImportRow>, ImportRefusal>>,
    chunk: vec::IntoIter<ImportRow>,
}

impl Ahead {
    /// Begins to read. The thread ends with the rows, or when nobody takes them any more.
    ///
    /// # Errors
    /// The system's, if it has no thread to give.
    pub(super) fn begin(mut rows: Rows) -> std::io::Result<Self> {
        let (sender, chunks) = sync_channel(CHUNKS);
        let read = move || {
            loop {
                let mut chunk = Vec::with_capacity(CHUNK);
                let ended = loop {
                    match rows.next_row() {
                        Ok(Some(row)) => chunk.push(row),
                        Ok(None) => break Some(Ok(Vec::new())),
                        Err(refusal) => break Some(Err(refusal)),
                    }
                    if chunk.len() == CHUNK {
                        break None;
                    }
                };
                let is_taken = chunk.is_empty() || sender.send(Ok(chunk)).is_ok();
                match ended {
                    None if is_taken => {}
                    // Nobody may be waiting any more.
                    Some(end) if is_taken => return drop(sender.send(end)),
                    None | Some(_) => return,
                }
            }
        };
        thread::Builder::new().name("winback-import".to_owned()).spawn(read)?;
        Ok(Self { chunks, chunk: Vec::new().into_iter() })
    }
}

impl ImportRows for Ahead {
    fn next_row(&mut self) -> Result<Option<ImportRow>, ImportRefusal> {
        if let Some(row) = self.chunk.next() {
            return Ok(Some(row));
        }
        // A reader that is gone without an end has failed: nothing may be imported then.
        self.chunk = self.chunks.recv().unwrap_or(Err(ImportRefusal))?.into_iter();
        Ok(self.chunk.next())
    }
}
